"""PadMap: pairs of a place and a point in, the point of any place out: sounds or pictures, laid out on an XY pad."""

import functools
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.bends.bend import Bends, blend_bends
from ganspacesynth.core.conditions import Conditions, blend_conditions
from ganspacesynth.core.documents import PAD, read_document, write_document
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.pads.surface import FEW, Surface, fit_surface
from ganspacesynth.core.point import Point

MOST_PAIRS = 512
SAME = 1e-3  # places nearer to each other than this are one
NEIGHBOURS = 6  # pairs whose bends and conditions meet at a place
LARGEST = 64 << 20  # bytes of a file


@dataclass(frozen=True)
class Pair:
    """A place and what it plays.

    Attributes:
        x, y: 0..1, from left to right and from below to above.
        point: a sound or a picture, with its z rather than a seed.
    """

    x: float
    y: float
    point: Point

    def __post_init__(self) -> None:
        place = _place(self.x, self.y)
        for name, value in zip("xy", place, strict=True):
            object.__setattr__(self, name, float(value))
        if self.point.seed is not None:
            raise InvalidInput("A pad plays what lies between points: they have z. Received: a seed. Draw its z with drawn_from.", rule="z-needed")


@dataclass(frozen=True)
class PadMap:
    """What was placed on a pad, and the map that it makes: at each pair the very point that was placed there, between them what lies between.

    z is as long, between pairs, as theirs are, since its length and its direction are mapped apart; edits and the pitch are mapped as they are;
    bends and the conditions beside the pitch are blends of the nearest pairs'. Up to 24 pairs are kriged; where there are more, a small network
    learns the lie of the land first, and what it leaves over is kriged.

    Attributes:
        pairs: up to 512, all of one network's points: one mode, z of one size or none, all with a pitch or none.
        seed: of that small network.
    """

    pairs: tuple[Pair, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", tuple(self.pairs))
        _check(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    @property
    def trained(self) -> bool:
        """Whether there are so many pairs that a network has to be trained, which takes a moment."""
        return len(self.pairs) > FEW

    @property
    def is_fitted(self) -> bool:
        """Whether the map is ready, so that a place takes no time."""
        return "_surface" in vars(self)

    def with_pair(self, x: float, y: float, point: Point) -> "PadMap":
        """Return the map with another pair; one that was at the same place makes room for it.

        Raises:
            InvalidInput: no such place, too many pairs, or a point unlike the others.
        """
        pair = Pair(x, y, point)
        kept = tuple(each for each in self.pairs if math.dist((each.x, each.y), (pair.x, pair.y)) >= SAME)
        return replace(self, pairs=(*kept, pair))

    def without(self, number: int) -> "PadMap":
        """Return the map without a pair, counted from 1.

        Raises:
            InvalidInput: there is no such pair.
        """
        if not 1 <= number <= len(self.pairs):
            raise InvalidInput(f"Pairs of a pad are counted from 1; there are {len(self.pairs)}. Received: {number}.", rule="pair-number")
        return replace(self, pairs=self.pairs[: number - 1] + self.pairs[number:])

    def fitted(self) -> "PadMap":
        """Return this map, fitted; `at` does it by itself, once, where this was not called before. Raises InvalidInput when it has no pairs."""
        self._check_pairs()
        _ = self._surface
        return self

    def _check_pairs(self) -> None:
        if not self.pairs:
            raise InvalidInput("A pad must have a pair at least. Received: none. Place a sound or a picture on it first.", rule="pad-has-pairs")

    def at(self, x: float, y: float) -> Point:
        """Return the point of a place; beyond the square's edges, that of the edge.

        Raises:
            InvalidInput: the map has no pairs, or the place is no place.
        """
        place = _place(x, y, clipped=True)
        self._check_pairs()
        first = self.pairs[0].point
        given = _split(self._surface.at(place), first, self._edits)
        bends, conditions = self._blended(place)
        pitch = {} if given["pitch"] is None else {"pitch": given["pitch"]}
        return first.replace(z=given["z"], edits=given["edits"], bends=bends, conditions={**conditions, **pitch}, drawn=())

    @functools.cached_property
    def _edits(self) -> int:
        return max((len(pair.point.edits) for pair in self.pairs), default=0)

    @functools.cached_property
    def _surface(self) -> Surface:
        places = np.array([(pair.x, pair.y) for pair in self.pairs])
        return fit_surface(places, np.stack([_joined(pair.point, self._edits) for pair in self.pairs]), seed=self.seed)

    def _blended(self, place: np.ndarray) -> tuple[Bends, Conditions]:
        """Return bends, and conditions beside the pitch, by inverse distances (Shepard 1968)."""
        if not any(pair.point.bends or pair.point.timbre for pair in self.pairs):
            return {}, {}
        apart = [max(math.dist((pair.x, pair.y), place), 1e-9) for pair in self.pairs]
        near = sorted(range(len(apart)), key=apart.__getitem__)[:NEIGHBOURS]
        total, bends, conditions = 0.0, dict(self.pairs[near[0]].point.bends), dict(self.pairs[near[0]].point.timbre)
        for index in near:
            share = 1.0 / apart[index] ** 2
            total += share
            other = self.pairs[index].point
            bends = blend_bends(bends, other.bends, share / total)
            conditions = dict(blend_conditions(conditions, other.timbre, share / total))
        return bends, conditions

    def to_json(self) -> dict[str, Any]:
        """Return what a document says beside its format."""
        return {"pairs": [{"x": pair.x, "y": pair.y, "point": pair.point.to_json()} for pair in self.pairs], "seed": self.seed}

    @classmethod
    def from_json(cls, value: object) -> "PadMap":
        """Read what `to_json` wrote; raises SequenceError for anything else."""
        try:
            pairs = [Pair(each["x"], each["y"], Point.from_json(each["point"])) for each in value["pairs"]]  # type: ignore[index]
            seed = value.get("seed", 0)  # type: ignore[attr-defined]
            if type(seed) is not int or not 0 <= seed < 2**63:
                raise InvalidInput(f"seed is a whole number, 0 or more. Received: seed={brief(seed)}.", rule="seed-range")
            return cls(tuple(pairs), seed)
        except (TypeError, KeyError, AttributeError, ValueError) as e:
            raise SequenceError(f"A pad's map holds pairs of x, y and a point. Received: {brief(value)} ({brief(str(e))}).", rule="pad-pairs") from e


def save_pad(path: str | os.PathLike[str], pad: PadMap, *, force: bool = False) -> Path:
    """Write a map's pairs, from which the same map is fitted again.

    Raises:
        OutputError: the file exists, or cannot be written.
    """
    write_document(path, PAD, pad.to_json(), force=force)
    return Path(path)


def load_pad(path: str | os.PathLike[str]) -> PadMap:
    """Read what `save_pad` wrote.

    Raises:
        SequenceError: no such file, something else, or pairs that do not go together.
    """
    return PadMap.from_json(read_document(path, PAD, largest=LARGEST)[1])


def _place(x: object, y: object, *, clipped: bool = False) -> np.ndarray:
    ok = all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in (x, y))
    place = np.array([x, y], np.float64) if ok else np.zeros(2)
    if not ok or (not clipped and not ((place >= 0.0) & (place <= 1.0)).all()):
        raise InvalidInput(f"A place on a pad is x and y in 0..1. Received: x={brief(x)}, y={brief(y)}.", rule="pad-place")
    return np.clip(place, 0.0, 1.0)


def _check(pairs: Sequence[Pair]) -> None:
    if len(pairs) > MOST_PAIRS:
        raise InvalidInput(f"A pad has at most {MOST_PAIRS} pairs. Received: {len(pairs)}. Remove some.", rule="pair-count")
    forms = {(p.point.mode, None if p.point.z is None else len(p.point.z), "pitch" in p.point.conditions, p.point.model) for p in pairs}
    if len(forms) > 1:
        raise InvalidInput(
            "All points of a pad are of one network and mode, all with a pitch or none. Received: a mixture. Begin another pad.", rule="points-alike"
        )
    places = np.array([(pair.x, pair.y) for pair in pairs]).reshape(-1, 2)
    if len(pairs) > 1 and np.linalg.norm(places[:, None] - places[None], axis=2)[~np.eye(len(pairs), dtype=bool)].min() < SAME / 2:
        raise InvalidInput(
            "A place on a pad has one point. Received: two at one place. Use with_pair, which replaces the older.", rule="one-per-place"
        )


def _joined(point: Point, edits: int) -> np.ndarray:
    """Return a point's numbers in a row: length and direction of z, edits, pitch."""
    parts = [np.zeros(edits)]
    parts[0][: len(point.edits)] = point.edits
    if "pitch" in point.conditions:
        parts.append(np.array([point.pitch]))
    if point.z is not None:
        z = np.array(point.z)
        length = float(np.linalg.norm(z))
        parts += [np.array([length]), z / (length or 1.0)]
    return np.concatenate(parts)


def _split(row: np.ndarray, like: Point, edits: int) -> dict[str, Any]:
    """Return what `_joined` put in a row, as fields of a point like this one."""
    rest = row[edits:]
    pitch = None
    if "pitch" in like.conditions:
        pitch, rest = float(rest[0]), rest[1:]
    z = None
    if like.z is not None:
        length, direction = max(0.0, float(rest[0])), rest[1:]
        norm = float(np.linalg.norm(direction))
        z = tuple((direction * (length / norm if norm > 1e-9 else 0.0)).tolist())
    return {"edits": tuple(row[:edits].tolist()), "pitch": pitch, "z": z}
