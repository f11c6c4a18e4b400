"""Principal components from streams of rows: moments, sketches, eigenvectors, and how good they are."""
