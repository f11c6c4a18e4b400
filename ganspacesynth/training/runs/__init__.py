"""A training run on disk: its folder, its states, and both in small files for the way."""
