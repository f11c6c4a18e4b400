"""Subcommands about data sets and training."""
