"""Playing: the one stateful object, its jobs, and the commands it answers."""
