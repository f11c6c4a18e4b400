"""Answers: a recording heard, units chosen, laid and kept."""
