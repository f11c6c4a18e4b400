"""Subcommands of songs: what is heard in one, and what follows it."""
