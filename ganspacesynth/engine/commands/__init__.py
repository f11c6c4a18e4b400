"""The command table: rows and handlers."""
