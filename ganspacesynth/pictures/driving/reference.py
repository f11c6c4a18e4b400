"""A picture whose colours are wanted, and a network, in; what brings the network's colours to them out."""

import os

import numpy as np

from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.driving.colours import ColourMatch
from ganspacesynth.pictures.picture_files import read_still

LOOKED_AT, PSI = 24, 0.7  # pictures of the network whose colours are measured; always the same ones


def match_to(model: PictureModel, path: str | os.PathLike[str]) -> ColourMatch:
    """Return what brings all pictures of a network to the mean and spread of a picture's colours; one for all, so that nothing flickers.

    Raises:
        InvalidInput: no picture.
    """
    wanted = read_still(path)
    made = model.synthesize(model.map(model.sample_z(LOOKED_AT, seed=0), psi=PSI))
    return ColourMatch.of(np.repeat(made[..., :1], 3, axis=-1) if model.config.channels < 3 else made[..., :3], wanted)
