"""The progressive Wasserstein GAN with a pitch classifier."""
