"""Training on a folder of sound files."""
