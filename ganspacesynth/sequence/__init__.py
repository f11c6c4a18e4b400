"""Sounds in time: envelopes, overlap-add, hallucinations, MIDI."""
