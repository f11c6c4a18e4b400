"""Anybody's pictures and films as equal squares, which picture networks learn from."""
