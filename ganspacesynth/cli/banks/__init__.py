"""Subcommands of banks: built, looked at, learnt from, and played on with."""
