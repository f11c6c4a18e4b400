"""Annotations measured: sounds along each direction, their descriptors, and the label, range and slopes that follow."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.descriptors import NAMES, QUALITIES, describe, steps_apart
from ganspacesynth.audio.similarity import log_mel, unlike_db
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.annotations import Annotations, unannotated
from ganspacesynth.directions.describe import ranges
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.networks.generator import SoundGenerator

MAX_STARTS = 64
PARTS = (1 / 3, 2 / 3, 1.0)  # of the way to each end: where a direction is listened to
AUDIBLE = 0.5  # steps for an edit of 1 that a label needs: two or three from one end to the other
BESIDE = 0.3  # of the first word's steps, that a second word needs
AGREED = 0.7  # share of the starting sounds that must go the same way
STRONG = 0.5  # of the first word's steps, that a word needs which speaks for both sides
WORDS = 2
SAME_DB, SAME_STEPS = 0.5, 0.5  # sounds so near to the furthest one are the furthest one
COLOUR_DB = 4.0  # sounds of the two ends that are less unlike are hardly told apart
NOTHING, COLOUR, SAME = "hardly audible", "another colour", "same"
ARROW = " ↔ "


@dataclass(frozen=True, eq=False)
class Curves:
    """What was heard along one direction, from several starting sounds.

    Attributes:
        amounts: float [A], standard deviations, ascending, without 0.
        steps: float [S, A, M], easily heard steps from the starting sound, see `descriptors.steps_apart`; NaN where there is none.
        levels: float [S, A], dB against the starting sound.
        ends: float [S, A], dB, how unlike each sound is to that at the end of its side.
        across: float [S], dB, how unlike the two ends are.
    """

    amounts: np.ndarray
    steps: np.ndarray
    levels: np.ndarray
    ends: np.ndarray
    across: np.ndarray


def annotate(
    model: SoundGenerator, directions: Directions, *, count: int | None = None, starts: int = 4, seed: int = 0, track: Track = untracked
) -> Annotations:
    """Annotate directions by their sounds, from several starting points.

    Args:
        model: the GANSynth they belong to.
        directions: of it.
        count: annotate the first so many, None for all; the others keep their annotations.
        starts: starting sounds: the mean one, then random ones at low, middle and high pitches.
        seed: of the random ones.
        track: shows how far it is.

    Raises:
        DirectionsError: they belong to another model.
        InvalidInput: no such count, or number of starting sounds.
    """
    directions.check(model)
    total = directions.n_components
    count = total if count is None else count
    if not 1 <= count <= total or not 1 <= starts <= MAX_STARTS:
        raise InvalidInput(
            f"count must be in 1..{total}, starts in 1..{MAX_STARTS}. Received: count={count}, starts={starts}.", rule="measured-count"
        )
    limits = ranges.usable_ranges(ranges.random_coordinates(model, directions, seed=seed, track=track))
    points = starting_points(model, directions, starts, seed)
    annotations = directions.annotations or unannotated(total, NAMES)
    labels, arrays = list(annotations.labels), {name: getattr(annotations, name).copy() for name in ("ranges", "strengths", "slopes")}
    if annotations.descriptors != NAMES:
        arrays["slopes"] = np.zeros((total, len(NAMES)), np.float32)
    sounds = _play(model, directions, points, limits[:count])
    for i, curves in enumerate(track(sounds, "Playing directions", count)):
        labels[i] = label(curves)
        arrays["ranges"][i] = usable_range(curves)
        arrays["slopes"][i] = slopes(curves)
        arrays["strengths"][i] = np.linalg.norm(arrays["slopes"][i])
    return Annotations(labels=tuple(labels), descriptors=NAMES, **arrays)


def starting_points(model: SoundGenerator, directions: Directions, count: int, seed: int) -> list[Point]:
    """Return the mean sound at the directions' pitch, then random ones at pitches around the middle of the model's."""
    pitches = model.config.pitches
    middle = model.config.nearest_pitch(60) if directions.pitch is None else directions.pitch
    spread = [middle, pitches[len(pitches) // 4], pitches[3 * len(pitches) // 4]]
    z = model.sample_z(max(1, count - 1), seed=seed).tolist()
    random = [Point(pitch, z=tuple(row), model=model.id) for row, pitch in zip(z, itertools.cycle(spread), strict=False)]
    return [Point(middle, mode="replace", model=model.id), *random][:count]


def label(curves: Curves) -> str:
    """Return a few words for what a direction does when its amount grows, each of them true of both halves, the one below 0 and the one above.

    Where the halves do not mirror each other it is "below ↔ above": what becomes of the sound at either end.
    """
    below, above = (_words(curves, side * curves.amounts > 0.0) for side in (-1, 1))
    if shared := _shared(curves, below, above):
        return _joined(shared[:WORDS], 1)
    if below or above:
        return ARROW.join(_joined(words[:1], side) if words else _unnamed(curves, side) for side, words in ((-1, below), (1, above)))
    return COLOUR if float(np.median(curves.across)) >= COLOUR_DB else NOTHING


def slopes(curves: Curves) -> np.ndarray:
    """Return the steps of each descriptor for an edit of 1, float64 [M]: the median of the starting sounds."""
    return _slopes(curves, np.full(len(curves.amounts), True))[0]


def usable_range(curves: Curves) -> tuple[float, float]:
    """Return the lowest and highest amount at which sounds neither break nor stand still."""
    ends = []
    for side in (-1, 1):
        chosen = np.flatnonzero(side * curves.amounts > 0.0)
        order = chosen[np.argsort(np.abs(curves.amounts[chosen]))]
        left = np.max(np.nan_to_num(np.abs(curves.steps[:, order] - curves.steps[:, order[-1:]])), axis=-1)  # [S, A]
        moving = (curves.ends[:, order] >= SAME_DB) | (left >= SAME_STEPS)
        level, still = np.median(curves.levels[:, order], axis=0), np.mean(moving, axis=0) < 0.5
        ends.append(side * round(ranges.usable(np.abs(curves.amounts[order]), level, still), 1))
    return ends[0], ends[1]


def _play(model: SoundGenerator, directions: Directions, starts: list[Point], limits: np.ndarray) -> Iterator[Curves]:
    """Yield the curves of one direction after the other; the starting sounds are heard once."""
    rate = model.config.sample_rate
    waves = synthesize_points(model, starts, directions)
    said, levels = np.stack([describe(wave, rate) for wave in waves]), NAMES.index("level")
    for i, (low, high) in enumerate(limits.tolist()):
        amounts = np.array([*(low * part for part in reversed(PARTS)), *(high * part for part in PARTS)])
        points = [start.replace(edits=(0.0,) * i + (amount,)) for start in starts for amount in amounts.tolist()]
        moved = synthesize_points(model, points, directions)
        described = np.stack([describe(wave, rate) for wave in moved]).reshape(len(starts), len(amounts), -1)  # [S * A, M] -> [S, A, M]
        pictures = [log_mel(wave, rate) for wave in moved]
        rows = [pictures[k : k + len(amounts)] for k in range(0, len(pictures), len(amounts))]
        yield Curves(
            amounts=amounts,
            steps=steps_apart(described, said[:, None]),
            levels=described[..., levels] - said[:, None, levels],
            ends=np.array([[unlike_db(picture, row[-1 if amount > 0 else 0]) for picture, amount in zip(row, amounts, strict=True)] for row in rows]),
            across=np.array([unlike_db(row[0], row[-1]) for row in rows]),
        )


def _slopes(curves: Curves, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least squares through 0 over the chosen amounts: the median [M] of all starting sounds, and the share [M] that goes its way."""
    amounts, steps = curves.amounts[chosen][:, None], curves.steps[:, chosen]
    there = np.isfinite(steps)
    weight = np.sum(np.square(amounts) * there, axis=1)
    each = np.sum(np.where(there, steps, 0.0) * amounts, axis=1) / np.maximum(weight, 1e-12)  # [S, M]
    middle = np.median(each, axis=0)
    return middle, np.mean(np.sign(each) == np.sign(middle), axis=0)


def _words(curves: Curves, chosen: np.ndarray) -> list[tuple[int, float]]:
    """Return (descriptor, steps for an edit of 1) of what changes, strongest first."""
    steps, agreed = _slopes(curves, chosen)
    found = sorted(((i, s) for i, s in enumerate(steps.tolist()) if abs(s) >= AUDIBLE and agreed[i] >= AGREED), key=lambda item: -abs(item[1]))
    return [item for item in found if abs(item[1]) >= BESIDE * abs(found[0][1])]


def _shared(curves: Curves, below: list[tuple[int, float]], above: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return what changes the same way on both sides of 0, strongest first; nothing where it is not among the strongest changes of both.

    What is heard over the whole range alone counts as well, if it goes on in the same way through both halves.
    """
    every = curves.amounts != 0.0
    if not (below or above):
        halves = [_slopes(curves, side * curves.amounts > 0.0)[0] for side in (-1, 1)]
        return [(i, steps) for i, steps in _words(curves, every) if min(halves[0][i] * steps, halves[1][i] * steps) > 0.0]
    both, one, other = _slopes(curves, every)[0], dict(below), dict(above)
    same = [i for i in one if i in other and one[i] * other[i] > 0.0]
    if not all(any(abs(words[i]) >= STRONG * abs(side[0][1]) for i in same) for words, side in ((one, below), (other, above))):
        return []
    return sorted(((i, float(both[i])) for i in same), key=lambda item: -abs(item[1]))


def _unnamed(curves: Curves, side: int) -> str:
    """Say of a half without a word whether it changes the sounds at all: each in a way of its own."""
    end = int(np.argmax(side * curves.amounts))
    furthest = np.max(np.nan_to_num(np.abs(curves.steps[:, end])), axis=-1)  # [S], easily heard steps
    return COLOUR if float(np.median(furthest)) >= AUDIBLE * abs(curves.amounts[end]) else SAME


def _joined(words: list[tuple[int, float]], side: int) -> str:
    return ", ".join(QUALITIES[i].more if side * steps > 0.0 else QUALITIES[i].less for i, steps in words)
