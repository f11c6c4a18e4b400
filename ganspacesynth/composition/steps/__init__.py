"""Steps that a musician edits: their points, durations, places in time and settings."""
