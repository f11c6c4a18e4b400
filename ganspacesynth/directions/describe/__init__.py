"""Directions played and described: labels, ranges, grids and the atlas."""
