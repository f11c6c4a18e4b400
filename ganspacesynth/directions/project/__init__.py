"""A recording in, the nearest point of a model out."""
