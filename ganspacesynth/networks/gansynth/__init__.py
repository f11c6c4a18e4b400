"""GANSynth: configuration, weights, graphs, spectra and checkpoints."""
