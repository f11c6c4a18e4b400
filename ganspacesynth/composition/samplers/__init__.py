"""Sounds exported for samplers: a point over the keyboard, as files that any DAW plays."""
