"""Directions described: annotations, ranges, grids and the atlas."""
