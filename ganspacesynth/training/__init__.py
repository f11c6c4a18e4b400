"""Models coming out: tasks, the training loop, runs on disk."""
