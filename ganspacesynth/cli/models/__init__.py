"""Subcommands about models."""
