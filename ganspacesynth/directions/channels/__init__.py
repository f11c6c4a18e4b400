"""Channels of a layer: groups of those that do the same, and what bending some of them does to sounds."""
