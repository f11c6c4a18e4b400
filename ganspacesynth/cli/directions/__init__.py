"""Subcommands about directions."""
