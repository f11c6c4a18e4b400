"""Tests of sounds that follow songs."""
