"""Values that every room passes on, and the files, errors and bounds beneath them; NumPy at most."""
