"""Kinds of things: each in, what is seen of it out."""
