"""Tests of scenes in time."""
