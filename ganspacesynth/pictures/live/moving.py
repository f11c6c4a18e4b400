"""Moving: what signals do to a live picture at a moment: rows with what they lead to in, ws and the rest of a look out."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.layer_bends import STRAIGHT
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.driving.look import Look, NoiseAmounts
from ganspacesynth.pictures.driving.moved import check_picture_row, moved_look, moved_ws
from ganspacesynth.pictures.driving.picture_modulation import BENT, PictureModulation

KEPT = 64  # pictures of seeds that rows pull toward

Moved = Sequence[tuple[PictureModulation, float]]
Modulator = Callable[[], Moved]  # rows, and where each leads now


def check_live_row(model: PictureModel, directions: Directions | None, row: PictureModulation) -> None:
    """Raise InvalidInput for a row that moves what a live network has not; see `check_picture_row`."""
    check_picture_row(model, row, axes=directions is not None)
    count = directions.n_components if directions is not None else 0
    if row.target == "edits" and row.number >= count:
        raise InvalidInput(f"This picture network has the directions edits.0 to edits.{count - 1}. Received: {row.number}.", rule="direction-number")


class Moving:
    """What signals do to the pictures of a network.

    Args:
        model: the network.
        directions: that edits go along.
    """

    def __init__(self, model: PictureModel, directions: Directions | None) -> None:
        self._model, self._directions = model, directions
        self._pulls: dict[int, np.ndarray] = {}
        self._turns = 0.0

    def ws(self, ws: np.ndarray, psi: float, moved: Moved) -> np.ndarray:
        """Return ws [1, num_ws, w_dim], already truncated by psi, as rows move them."""
        if not moved:
            return ws
        pulls = {row.number: self._pull(row.number, psi) for row, _ in moved if row.target == "z"}
        ones = np.ones(ws.shape[:2], np.float32)
        return moved_ws(self._model, ws.copy(), ones, [(row, np.array([value])) for row, value in moved], pulls, self._directions)

    def look(self, ws: np.ndarray, moved: Moved, step_s: float) -> Look:
        """Return what rows make beside ws. Each bend of theirs is there, however little it does: the graph stays the same as signals come and go."""
        there = [(row, _bent(row, value)) for row, value in moved]
        look = moved_look(self._model.config, ws, there)
        if look.noise is None:
            return look
        self._turns = (self._turns + step_s * look.noise.turns) % 1.0
        return replace(look, noise=NoiseAmounts(look.noise.strength, look.noise.sharpness, self._turns))

    def _pull(self, seed: int, psi: float) -> np.ndarray:
        if seed not in self._pulls:
            while len(self._pulls) >= KEPT:
                del self._pulls[next(iter(self._pulls))]
            self._pulls[seed] = self._model.map(self._model.sample_z(1, seed=seed))[0, 0]
        return np.asarray(self._model.center + np.float32(psi) * (self._pulls[seed] - self._model.center), np.float32)


def _bent(row: PictureModulation, value: float) -> float:
    straight = getattr(STRAIGHT, BENT[row.target][0]) if row.bends else value
    return float(np.nextafter(straight, 2.0)) if row.bends and value == straight else value
