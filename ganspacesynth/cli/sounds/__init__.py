"""Subcommands that make sounds."""
