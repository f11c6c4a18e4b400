"""Unit tests of songs."""
