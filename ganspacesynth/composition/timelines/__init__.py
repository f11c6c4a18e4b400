"""Scenes placed in time, as recipes keep them, and their sound."""
