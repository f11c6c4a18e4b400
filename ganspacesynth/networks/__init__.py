"""Generators: networks that turn a latent into something; the backend they run on, their priors and their names."""
