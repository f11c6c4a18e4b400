"""Signals made of signals: operations on numbers over time, sources besides songs, and the text in which chains of both are written."""
