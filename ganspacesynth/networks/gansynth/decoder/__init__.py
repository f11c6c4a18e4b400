"""Spectrograms as the network paints them to waves, and back."""
