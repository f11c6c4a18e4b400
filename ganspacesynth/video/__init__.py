"""Sounds seen: a soundtrack and where it is in a network's space in, frames and films out."""
