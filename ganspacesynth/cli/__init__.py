"""The command line: one file a subcommand, which parses words, calls one use-case and prints."""
