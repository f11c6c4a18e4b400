"""Distances, bins, neighbours and intervals of sets of sounds."""
