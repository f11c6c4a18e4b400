"""Points moved in ways that need more than a number: a bend's argument, places mixed by weights, and new places at impulses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ganspacesynth.core.bends.bend import Bends
from ganspacesynth.core.bends.kinds import KINDS, Bend
from ganspacesynth.core.bends.written_bends import known_kind, known_number
from ganspacesynth.core.interpolation import slerp
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.point import Point

MAX_JUMP_SEED = 1 << 24
HIT = 0.5  # of a signal's range

Draw = Callable[[int], np.ndarray]


def read_moved_number(detail: str) -> tuple[str, str, str]:
    """Return layer, word and number that a target such as conv1_3.shift.frequency names; of no number the word's first.

    Raises:
        InvalidInput: another word, or another number of it (the nearest is named), or a seed, which nothing moves.
    """
    layer, _, word = detail.rpartition(".")
    if layer and word in KINDS:
        return layer, word, KINDS[word].amounts()[0].name
    rest, _, number = detail.rpartition(".")
    layer, _, word = rest.rpartition(".")
    kind = known_kind(word)
    return layer, word, known_number(kind, number)


def moved_number_range(word: str, number: str) -> tuple[float, float, float, float]:
    """Return (usual low, usual high, lowest, highest) of a bend's number: from where it changes nothing to what is usual."""
    said = next(each for each in KINDS[word].amounts() if each.name == number)
    straight: float = getattr(KINDS[word](), number) if said.metadata["straight"] is None else said.metadata["straight"]
    low, high = max(said.metadata["low"], -1e6), min(said.metadata["high"], 1e6)
    usual = said.metadata["usual"] if said.metadata["usual"] != straight else min(high, straight + 0.1)
    return straight, usual, low, high


def with_number(bends: Bends, layer: str, word: str, number: str, value: float) -> dict[str, tuple[Bend, ...]]:
    """Return bends with a number of the layer's last bend of this word, or, where there is none, with a bend that has it, behind the others."""
    chain = bends.get(layer, ())
    place = max((index for index, each in enumerate(chain) if each.kind == word), default=len(chain))
    bend = replace(chain[place], **{number: value}) if place < len(chain) else KINDS[word](**{number: value})  # type: ignore[arg-type]
    return {**bends, layer: (*chain[:place], bend, *chain[place + 1 :])}


def mixed(point: Point, weights: Sequence[tuple[int, float]], draw: Draw) -> Point:
    """Return a point moved to the mean of the z of some seeds, by their weights; as far as these come to, and all the way from 1 on.

    A mean of vectors is shorter than they are, and networks know z of one length: so it is made as long as they are in the mean.

    Args:
        point: with its z.
        weights: (seed, weight), 0 or more.
        draw: gives the z of a seed.
    """
    total = sum(max(0.0, weight) for _, weight in weights)
    if point.z is None or total <= 0.0:
        return point
    drawn = np.stack([np.asarray(draw(seed), np.float64) for seed, _ in weights])
    shares = np.array([max(0.0, weight) for _, weight in weights]) / total
    mean, wanted = shares @ drawn, float(shares @ np.linalg.norm(drawn, axis=1))
    length = float(np.linalg.norm(mean))
    mean = mean * (wanted / length) if length > 1e-6 * wanted else mean
    z = slerp(np.array(point.z), mean, min(1.0, total))
    return point.replace(z=tuple(np.asarray(z, np.float32).tolist()))


@dataclass(frozen=True)
class Jumps:
    """Moves to other places, one behind the other.

    Attributes:
        begins_s: when each begins, seconds ascending.
        lasts_s: how long each takes.
        first: seed of the first place; that of the next is one more.
    """

    begins_s: np.ndarray
    lasts_s: np.ndarray
    first: int

    def of(self, point: Point, time_s: float, draw: Draw) -> Point:
        """Return where a point is at a moment that without them would be here; `draw` gives the z of a seed."""
        last = int(np.searchsorted(self.begins_s, time_s, side="right")) - 1
        if last < 0 or point.z is None:
            return point
        here = np.array(point.z) if last == 0 else np.asarray(draw(self._seed(last - 1)))
        passed, lasts_s = time_s - float(self.begins_s[last]), float(self.lasts_s[last])
        share = 1.0 if passed >= lasts_s else 0.5 - 0.5 * float(np.cos(np.pi * passed / lasts_s))
        z = slerp(here, np.asarray(draw(self._seed(last))), share)
        return point.replace(z=tuple(np.asarray(z, np.float32).tolist()))

    def _seed(self, index: int) -> int:
        return (self.first + index) % (MAX_JUMP_SEED + 1)


def jumps(signal: Signal, seconds: Callable[[float], float], duration_s: float, first: int) -> Jumps:
    """Return the moves that the hits of a signal begin; a hit while one is under way begins none.

    Args:
        signal: a hit is where it rises over the middle of its range.
        seconds: how long the move of a hit at a moment takes.
        duration_s: of the whole.
        first: seed of the first place.
    """
    times = np.arange(max(2, int(np.ceil(duration_s * signal.rate)) + 1)) / signal.rate
    over = (signal.sampled(times) - signal.low) / (signal.high - signal.low) >= HIT
    begins, lasts, free = [], [], 0.0
    for hit in times[over & ~np.concatenate([[False], over[:-1]])].tolist():
        if hit >= free:
            begins.append(hit)
            lasts.append(max(0.0, seconds(hit)))
            free = hit + lasts[-1]
    return Jumps(np.array(begins), np.array(lasts), first)
