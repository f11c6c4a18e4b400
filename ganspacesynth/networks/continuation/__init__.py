"""The network that plays on: a small causal transformer over what was measured of units, trained with Keras, played with NumPy."""
