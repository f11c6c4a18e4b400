"""Picture networks for live tests, of random weights as a training would leave them: pictures that differ clearly from z to z."""

import math

import numpy as np

from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.networks.stylegan.stored_picture import StoredPicture, expected_shapes, picture_id


def painted(size=32, *, base=256, widest=16, z_dim=24, w_dim=24, seed=0, channels=3):
    """A StyleGAN 2 of so many pixels and channels."""
    features = tuple(max(4, min(base // (4 << k), widest)) for k in range(int(math.log2(size)) - 1))
    config = PictureConfig(z_dim, w_dim, 0, channels, size, size, (w_dim, w_dim), 0, UpscaledShape((4, 4), features, "skip", 256.0))
    rng = np.random.default_rng(seed)
    weights = {name: rng.standard_normal(shape, np.float32) for name, shape in expected_shapes(config).items()}
    for name, value in weights.items():
        if name.endswith(("affine.weight", "torgb.weight")) or (name.startswith("mapping.fc") and value.ndim > 1):
            value /= np.float32(math.sqrt(value.shape[1]))
        if name.endswith("affine.bias"):
            value[:] = 1.0
        elif name.endswith((".bias", "noise_strength")):
            weights[name] = value * np.float32(0.1)
        if name.endswith("torgb.weight"):
            weights[name] = value * np.float32(0.3)
    weights["mapping.w_avg"] = np.zeros(w_dim, np.float32)
    return PictureModel(StoredPicture(config, weights, picture_id(config, weights)))
