"""Picture networks that learn from a folder of pictures: StyleGAN 2 with adaptive augmentation, small enough for a processor."""
