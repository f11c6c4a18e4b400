"""Regression onto morphs between known notes."""
