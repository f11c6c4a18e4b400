"""Waves in and out of files, and what is measured in them."""
