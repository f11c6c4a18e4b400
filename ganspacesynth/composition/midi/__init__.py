"""MIDI files: parsed, their notes, and what a network plays for each note."""
