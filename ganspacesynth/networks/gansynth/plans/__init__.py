"""Weights in, compiled graphs out: the ways in which one and the same network is computed."""
