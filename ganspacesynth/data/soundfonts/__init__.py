"""Soundfonts: their presets, rendered to labelled notes."""
