"""Subcommands that make pictures."""
