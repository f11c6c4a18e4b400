"""Live pictures of an engine."""
