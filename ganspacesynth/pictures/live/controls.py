"""PictureControls: all that moves a live picture, at one moment; messages make newer ones of it, and nobody sees half of a change."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.live.bent import UNBENT, Bent

MOST_PSI = 10.0
MOST_EDIT = 100.0  # standard deviations
MOST_S = 3600.0


@dataclass(frozen=True, eq=False)
class PictureControls:
    """Where a live picture shall be.

    Attributes:
        z: float32 [z_dim], over its whole range.
        psi: of truncation, 0..10.
        cutoff: rows of ws that psi acts on, from the first; None for all.
        edits: along the directions, in standard deviations.
        class_index: of a network with classes.
        noise: "const", "none", "random", or a seed.
        movement: turn in degrees, shift right and down, zoom: of StyleGAN 3.
        ws: float32 [num_ws, w_dim] in place of what z leads to, such as that of a picture that was found; None for none.
        bent: what is done to its layers and colours.
    """

    z: np.ndarray
    psi: float = 0.7
    cutoff: int | None = None
    edits: tuple[float, ...] = ()
    class_index: int = 0
    noise: str | int = "const"
    movement: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)
    ws: np.ndarray | None = None
    bent: Bent = UNBENT


def checked_changes(model: PictureModel, directions: Directions | None, changes: dict[str, Any]) -> dict[str, Any]:
    """Return changes of controls that a network can play.

    Raises:
        InvalidInput: another number of values than it has, or a value beyond its range; nothing is changed then.
    """
    checks: dict[str, Callable[[PictureModel, Any], Any]] = {
        "z": checked_latent,
        "psi": _psi,
        "cutoff": _cutoff,
        "class_index": _class,
        "noise": _noise,
        "movement": _movement,
    }
    made = {name: checks[name](model, value) if name in checks else value for name, value in changes.items()}
    if "edits" in made:
        made["edits"] = _edits(directions, made["edits"])
    return made


def checked_latent(model: PictureModel, z: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return z as float32 [z_dim]; numbers beyond a normal distribution's are taken as they are.

    Raises:
        InvalidInput: another count, or not finite.
    """
    values, size = np.asarray(z, np.float32), model.config.z_dim
    if values.shape != (size,) or not np.isfinite(values).all():
        said = f"{values.size} numbers" if np.isfinite(values).all() else "NaN or infinity"
        raise InvalidInput(
            f"z of this picture network has {size} finite numbers. Received: {said}. Send them all in one message.", rule="latent-size"
        )
    return values


def _psi(model: PictureModel, psi: float) -> float:
    if not 0.0 <= psi <= MOST_PSI:
        raise InvalidInput(f"psi must be in 0..{MOST_PSI:g}. Received: psi={psi:g}. 1 leaves w as it is.", rule="psi-range")
    return float(psi)


def _cutoff(model: PictureModel, rows: int | None) -> int | None:
    if rows is not None and not 0 <= rows <= model.config.num_ws:
        raise InvalidInput(f"cutoff is a number of rows of ws, 0..{model.config.num_ws}. Received: {rows}. -1 is for all.", rule="cutoff-range")
    return rows


def _class(model: PictureModel, number: int) -> int:
    if not 0 <= number < max(1, model.config.c_dim):
        raise InvalidInput(f"This network has {model.config.c_dim} classes, counted from 0. Received: {number}.", rule="class-number")
    return number


def _noise(model: PictureModel, noise: str | int) -> str | int:
    word = int(noise) if isinstance(noise, str) and noise.isascii() and noise.isdigit() and len(noise) < 10 else noise
    if isinstance(word, str) and word not in ("const", "none", "random"):
        raise InvalidInput(f"noise is const, none, random, or a seed. Received: noise={brief(noise)}.", rule="known-noise")
    return word


def _movement(model: PictureModel, movement: Sequence[float]) -> tuple[float, ...]:
    if model.config.family != "stylegan3":
        raise InvalidInput("Only StyleGAN 3 moves its picture. Received: a movement for a StyleGAN 2. Leave it out.", rule="stylegan3-only")
    turn, right, down, zoom = movement
    if not all(math.isfinite(each) and abs(each) <= 1e6 for each in movement) or zoom < 1e-3:
        raise InvalidInput(f"A movement is finite, and its zoom above 0. Received: {brief(tuple(movement))}.", rule="movement-range")
    return turn, right, down, zoom


def _edits(directions: Directions | None, edits: Sequence[float]) -> tuple[float, ...]:
    count = directions.n_components if directions else 0
    if len(edits) > count or not all(abs(each) <= MOST_EDIT for each in edits):
        raise InvalidInput(
            f"There are {count} directions of this picture network, each -{MOST_EDIT:g}..{MOST_EDIT:g}. Received: {brief(tuple(edits))}.",
            rule="direction-number",
        )
    return tuple(float(each) for each in edits)


def checked_seconds(name: str, seconds: float) -> float:
    """Return seconds in 0..3600.

    Raises:
        InvalidInput: others.
    """
    if not 0.0 <= seconds <= MOST_S:
        raise InvalidInput(f"{name} must be 0..{MOST_S:g} seconds. Received: {name}={brief(seconds)}.", rule="seconds-range")
    return float(seconds)
