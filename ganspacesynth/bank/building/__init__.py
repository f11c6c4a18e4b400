"""Banks built from recordings and models."""
