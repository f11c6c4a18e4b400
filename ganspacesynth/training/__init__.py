"""Training: tasks, the training loop, runs on disk."""
