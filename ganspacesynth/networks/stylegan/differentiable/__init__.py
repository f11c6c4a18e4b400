"""StyleGAN 2 as training sees it: the generator and its critic in Keras, differentiable (twice, for penalties on slopes), and their weights."""
