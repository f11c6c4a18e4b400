"""A folder of somebody's own sounds in, a model out."""
