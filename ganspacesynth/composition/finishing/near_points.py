"""A recipe in, the same recipe a little to one side in the network's space out: what the left and the right ear hear."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import AnyRecipe

if TYPE_CHECKING:
    from ganspacesynth.networks.generator import SoundGenerator

ANGLE = 0.35  # radians that z turns to each side at width 1: the two are nearer to each other than to any other random sound
EDITS = 0.5  # standard deviations that edits move to each side at width 1, where they take the place of a layer and z is not heard
SEED = 1  # of the direction in which one turns: the same for all points, so that what lies between two of them turns as well

Move = Callable[[Point], Point]


def beside(recipe: AnyRecipe, model: "SoundGenerator", amount: float, *, count: int = 0) -> AnyRecipe:
    """Return a recipe whose points all lie a little to one side.

    Args:
        recipe: of any kind.
        model: what it is played on; it draws the z of seeds.
        amount: -1..1, below 0 to the left.
        count: directions that there are; edits of points in mode replace move along the first few of them.
    """

    def move(point: Point) -> Point:
        point = point.drawn_from(lambda seed: model.sample_z(1, seed=seed)[0])
        changes: dict[str, Any] = {}
        if point.z is not None:
            changes["z"] = turned(np.array(point.z), amount * ANGLE).tolist()
        if point.mode == "replace" and (point.edits or point.z is None):
            edits = np.zeros(max(len(point.edits), min(count, 8)))
            edits[: len(point.edits)] = point.edits
            changes["edits"] = (edits + amount * EDITS * _direction(len(edits))).tolist() if len(edits) else ()
        return point.replace(**changes)

    return _moved(recipe, move)


def turned(z: np.ndarray, angle: float) -> np.ndarray:
    """Return z turned by an angle (radians) in a direction that depends on its size alone; its length stays, float32 [latent]."""
    z = np.asarray(z, np.float64)
    length = np.linalg.norm(z)
    if not length or len(z) < 2:
        return (z + angle).astype(np.float32)
    towards = _direction(len(z)) - _direction(len(z)) @ z / length**2 * z
    return (np.cos(angle) * z + np.sin(angle) * length * towards / max(float(np.linalg.norm(towards)), 1e-12)).astype(np.float32)


def _direction(size: int) -> np.ndarray:
    """Return float64 [size], its root mean square 1."""
    direction = np.random.default_rng(SEED).standard_normal(size)
    return direction / np.sqrt(np.mean(np.square(direction)))


def _moved(value: Any, move: Move) -> Any:
    """Return a value with every point in it moved: of tuples, mappings and dataclasses, however deep, as whichever kind of recipe has them."""
    if isinstance(value, Point):
        return move(value)
    if isinstance(value, tuple):
        items = tuple(_moved(each, move) for each in value)
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    if isinstance(value, Mapping):
        moved = {name: _moved(each, move) for name, each in value.items()}
        return value if all(moved[name] is each for name, each in value.items()) else moved
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    fields = {each.name: getattr(value, each.name) for each in dataclasses.fields(value) if each.init}
    new = {name: _moved(each, move) for name, each in fields.items()}
    changes = {name: each for name, each in new.items() if each is not fields[name]}
    return dataclasses.replace(value, **changes) if changes else value
