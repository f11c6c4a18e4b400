"""Pads: places in a square, and the point that each of them plays."""
