"""LiveWay: where a live picture is and where it goes: controls, a sound and signals in, the look of the next frame out.

What moves are ws, bends and colours, which follow what the controls ask for like a weight on a spring without a swing: they cover 63 percent of the
way in `smooth_s`. What signals do to layers and colours comes over that, at once; their chains say how smooth they are.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ganspacesynth.core.interpolation import slerp
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.driving.look import Look, Movement
from ganspacesynth.pictures.editing import edited
from ganspacesynth.pictures.live.bent import UNBENT, Bent
from ganspacesynth.pictures.live.controls import PictureControls
from ganspacesynth.pictures.live.moving import Moved, Moving

NEAR = 1e-4  # of the spread of ws: nearer than that the place is reached


class LiveWay:
    """The way of one live picture.

    Args:
        model: the network.
        directions: that edits go along.
    """

    def __init__(self, model: PictureModel, directions: Directions | None) -> None:
        self._model, self._directions, self._moving = model, directions, Moving(model, directions)
        self._ws: np.ndarray | None = None
        self._bent: Bent = UNBENT
        self._mapped: tuple[Any, ...] = (None, None)
        self._spread = max(1e-6, float(np.std(model.map(model.sample_z(64, seed=0))[:, 0], axis=0).mean()))
        self._wander_from_s: float | None = None

    def wander_anew(self) -> None:
        """Begin to wander with the next look."""
        self._wander_from_s = None

    def look(
        self,
        controls: PictureControls,
        given: np.ndarray | None,
        moved: Moved,
        *,
        smooth_s: float,
        wander: tuple[float, int],
        now_s: float,
        step_s: float,
    ) -> Look:
        """Go a step, and return what is seen there.

        Args:
            controls: where it shall be.
            given: ws [1, num_ws, w_dim] in place of those of the controls, before truncation.
            moved: what signals do, and how far.
            smooth_s: in which 63 percent of a change is covered; 0 is at once.
            wander: seconds from one random picture to the next (0 stands still), and the seed of those.
            now_s: of a clock that only goes forward.
            step_s: since the look before.
        """
        share = 1.0 if self._ws is None or smooth_s <= 0.0 else 1.0 - math.exp(-step_s / smooth_s)
        self._ws = self._nearer(self._target(controls, given, moved, wander, now_s), share)
        self._bent = self._bent.nearer(controls.bent, share)
        look, bends = self._moving.look(self._ws[0], moved, step_s), self._bent.layers()
        for layer, more in look.bends.items():
            bends[layer] = (*bends.get(layer, ()), *more)
        movement = look.movement.over(Movement(*controls.movement))
        return replace(look, bends=bends, movement=movement, colours=look.colours.over(self._bent.colours))

    def _target(self, controls: PictureControls, given: np.ndarray | None, moved: Moved, wander: tuple[float, int], now_s: float) -> np.ndarray:
        """Return ws of the place that controls and signals ask for."""
        if given is None:
            given = controls.ws[None] if controls.ws is not None else self._of_z(controls, wander, now_s)
        classes = controls.class_index if self._model.config.c_dim else None
        ws = self._model.truncate(given, controls.psi, controls.cutoff, c=classes)
        if self._directions is not None and any(controls.edits):
            ws = edited(self._model, ws, self._directions, controls.edits)
        return self._moving.ws(ws, controls.psi, moved)

    def _of_z(self, controls: PictureControls, wander: Sequence[float], now_s: float) -> np.ndarray:
        z, (wander_s, seed) = controls.z, wander
        if wander_s > 0.0:
            if self._wander_from_s is None:
                self._wander_from_s = now_s
            where = max(0.0, now_s - self._wander_from_s) / wander_s
            ends = self._model.sample_z(2, seed=int(seed), start=int(where))
            z = slerp(ends[0], ends[1], where % 1.0)
        key = (id(z), controls.class_index)
        if self._mapped[0] != key or self._mapped[1] is None:
            classes = controls.class_index if self._model.config.c_dim else None
            self._mapped = (key, self._model.map(z, c=classes), z)  # z is held, so that its id is nobody else's
        return self._mapped[1]

    def _nearer(self, target: np.ndarray, share: float) -> np.ndarray:
        """Return ws that are so much nearer to the target than they were."""
        if self._ws is None or share >= 1.0:
            return target
        ws = self._ws + np.float32(share) * (target - self._ws)
        return target if np.abs(target - ws).max() < NEAR * self._spread else ws
