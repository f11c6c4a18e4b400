"""Spectrograms decoded to waves, and waves analysed to spectrograms."""
