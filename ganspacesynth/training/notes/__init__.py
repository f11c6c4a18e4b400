"""The notes that a model learns from: their sounds, labels and spectrograms."""
