"""Voices that sound: how each moves, and the thread that fills its ring."""
