"""How good a model is: its sounds in, figures that can be compared with those of real sounds out."""
