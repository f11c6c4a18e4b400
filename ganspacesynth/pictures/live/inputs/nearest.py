"""Live projection: a picture in, ws of pictures like it out, found in a table of some hundred that the network made: coarse, and as fast as a camera.

A picture is compared by the colours of 8 by 8 parts and by where its edges are. What comes out is a mixture of the nearest few, so that it moves with
what moves; a search that gets nearer takes seconds for each picture, see `project`.
"""

import numpy as np

from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.live.inputs.seeing import shrunk
from ganspacesynth.pictures.live.performance import opaque

COUNT, AT_ONCE = 256, 8
PSI = 0.7  # at which the table's pictures are made
PARTS = 8
EDGES = 1.5  # how much edges count beside colours
NEAREST = 4
SHARP = 6.0  # how much the nearest counts more than the next


class NearestPictures:
    """A table of a network's pictures, that can be asked while it grows.

    Attributes:
        model: the network.
        count: pictures that there are so far.
    """

    def __init__(self, model: PictureModel, *, count: int = COUNT, seed: int = 0, class_index: int = 0) -> None:
        """Begin an empty one.

        Args:
            model: the network.
            count: pictures that there will be; more come nearer, and take longer to make.
            seed: of their z.
            class_index: of a network with classes.
        """
        self.model, self._whole, self._seed = model, count, seed
        self._class = class_index if model.config.c_dim else None
        self._ws = np.zeros((0, model.config.num_ws, model.config.w_dim), np.float32)
        self._looks = np.zeros((0, len(look_of(np.zeros((8, 8, 3), np.uint8)))), np.float32)

    @property
    def count(self) -> int:
        """Pictures that there are so far."""
        return len(self._ws)

    @property
    def complete(self) -> bool:
        """Whether there are all."""
        return self.count >= self._whole

    def grow(self) -> None:
        """Make some more pictures, if there are not all."""
        number = min(AT_ONCE, self._whole - self.count)
        if number <= 0:
            return
        ws = self.model.map(self.model.sample_z(number, seed=self._seed, start=self.count), c=self._class)
        made = self.model.synthesize(self.model.truncate(ws, PSI, c=self._class))
        looks = np.stack([look_of(opaque(each)) for each in made])
        self._looks, self._ws = np.concatenate([self._looks, looks]), np.concatenate([self._ws, ws])

    def nearest(self, picture: np.ndarray) -> np.ndarray:
        """Return ws, before truncation, of what looks like a picture.

        Args:
            picture: uint8 [height, width, 3]; its middle square is looked at.

        Returns:
            float32 [num_ws, w_dim].
        """
        if not self.count:
            self.grow()
        looks, ws = self._looks, self._ws[: len(self._looks)]
        apart = np.linalg.norm(looks - look_of(picture), axis=1)
        near = np.argsort(apart)[:NEAREST]
        shares = np.exp(-SHARP * (apart[near] / max(float(apart[near[0]]), 1e-6) - 1.0))
        return np.tensordot((shares / shares.sum()).astype(np.float32), ws[near], axes=1)


def look_of(picture: np.ndarray) -> np.ndarray:
    """Return what a picture is compared by, float32 [numbers]: colours of its parts, and edges between them."""
    parts = shrunk(picture, PARTS)
    gray = parts.mean(axis=2)
    edges = [np.diff(gray, axis=0).ravel(), np.diff(gray, axis=1).ravel()]
    return np.concatenate([parts.ravel(), *(EDGES * each for each in edges)]).astype(np.float32)
