"""The names of how loud a sound is brought to be; audio/files/sound_files.py does it."""

LEVELS = ("loudness", "peak", "model")  # as loud as others are heard, with the same highest sample, or as the model made it
