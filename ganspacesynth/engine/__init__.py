"""The engine: models, voices and jobs of what is being played."""
