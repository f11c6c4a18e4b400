"""A conversation with an engine, found or started."""
