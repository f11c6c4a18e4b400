"""Recordings projected onto a model: the nearest point."""
