"""Data sets: samples chopped, padded and rendered, NSynth folders, TFRecord."""
