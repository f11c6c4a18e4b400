"""Pictures painted by rules and chance, for picture networks to learn from: NumPy and SciPy only, nothing photographed, nobody's style."""
