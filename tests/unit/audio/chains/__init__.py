"""Unit tests of chains."""
