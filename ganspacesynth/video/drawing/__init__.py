"""Frames, drawn: colours, letters, spectrogram, wave, map, and the screen that they make."""
