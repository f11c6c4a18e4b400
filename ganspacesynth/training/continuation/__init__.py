"""Training of continuation models: banks in, a model that plays on out."""
