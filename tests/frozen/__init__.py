"""What version 1 wrote and answered, kept so that every later version reads it and answers alike; see README.md."""
