"""Directions found: activations sampled, summed in shards, and decomposed."""
