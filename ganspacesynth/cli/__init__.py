"""The command line: one file a subcommand, all of them thin."""
