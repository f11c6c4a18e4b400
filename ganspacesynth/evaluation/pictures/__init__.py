"""How good a picture network is, beside real pictures, by features that need no network."""
