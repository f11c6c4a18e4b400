"""Which notes of a keyboard are sampled, and which keys and velocities each sample answers."""

from collections.abc import Sequence
from itertools import pairwise

from ganspacesynth.core.errors import InvalidInput

HIGHEST = 127  # of keys and velocities
MAX_LAYERS = 32


def sampled_pitches(pitches: Sequence[int], *, every: int, low: int | None = None, high: int | None = None) -> tuple[int, ...]:
    """Return the pitches to sample.

    Args:
        pitches: the model's MIDI numbers.
        every: semitones from one to the next; 1 samples each.
        low, high: the first and the last; None for the model's.

    Raises:
        InvalidInput: none are left, or no such distance.
    """
    if not 1 <= every <= HIGHEST:
        raise InvalidInput(f"Samples are 1..{HIGHEST} semitones apart. Received: every={every}. Use 3.", rule="semitones-apart")
    there = [pitch for pitch in sorted(set(pitches)) if (low is None or pitch >= low) and (high is None or pitch <= high)]
    if not there:
        known = f"{min(pitches)}..{max(pitches)}"
        raise InvalidInput(f"The keys must be some that the model has, {known}. Received: {low}..{high}. Choose others.", rule="known-keys")
    chosen = [there[0]]
    for pitch in there:
        if pitch - chosen[-1] >= every:
            chosen.append(pitch)
    return tuple(chosen)


def key_ranges(pitches: Sequence[int]) -> list[tuple[int, int]]:
    """Return the lowest and the highest key of each sample: they meet in the middle, and the outer ones answer all keys beyond."""
    edges = [0, *((a + b) // 2 + 1 for a, b in pairwise(pitches)), HIGHEST + 1]
    return [(a, b - 1) for a, b in pairwise(edges)]


def velocity_ranges(layers: int) -> list[tuple[int, int]]:
    """Return the lowest and the highest velocity of each layer, softest first.

    Raises:
        InvalidInput: no layer, or more than a keyboard can tell apart.
    """
    if not 1 <= layers <= MAX_LAYERS:
        raise InvalidInput(f"There may be 1..{MAX_LAYERS} layers. Received: layers={layers}. Choose fewer.", rule="layer-count")
    edges = [round(HIGHEST * i / layers) for i in range(layers + 1)]
    return [(a + 1, b) for a, b in pairwise(edges)]
