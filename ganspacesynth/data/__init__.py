"""Sounds coming in: chop, pad, render soundfont notes, NSynth folders, TFRecord."""
