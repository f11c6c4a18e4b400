"""Timelines as people write them: files in, scenes at their places out, and the recipe of their sound."""
