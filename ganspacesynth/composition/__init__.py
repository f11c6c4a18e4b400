"""Sounds placed in time: steps, hallucinations, MIDI, and the recipe that every WAV carries."""
