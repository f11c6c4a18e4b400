"""Sound that comes in: blocks of it from a device, a ring in shared memory, or a file as if it were played."""
