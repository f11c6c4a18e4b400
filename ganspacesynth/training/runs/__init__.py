"""Training runs on disk: the folder, its states, and both split into small files for transport."""
