"""Directions of a layer: values, files, and the points that they move."""
