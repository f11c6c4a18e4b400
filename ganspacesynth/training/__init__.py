"""Models coming out: losses, schedule, trainer."""
