"""Frames and sound, written: films in pieces, folders of frames, and what made them."""
