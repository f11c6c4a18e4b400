"""Sounds finished: their width, room, rate and level."""
