"""What a GANSynth is: configuration, network, spectra, checkpoints, and the class that plays it."""
