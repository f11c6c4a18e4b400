"""Directions found: activations drawn, added up in shares, and decomposed."""
