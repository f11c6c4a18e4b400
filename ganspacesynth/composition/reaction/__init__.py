"""Sounds that follow a song: its signals move a path through the network's space."""
