"""Sounds coming in: chopped, padded and rendered samples, NSynth folders, TFRecord."""
