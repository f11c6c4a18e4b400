"""Where the sounds of a hallucination go: steps in, slots (when, how loud, where in the room, with which envelope) and the points of chords out."""

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from ganspacesynth.audio.effects.panning import panned
from ganspacesynth.composition.hallucination import check_count, onsets_s
from ganspacesynth.composition.mixing import Slot
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step import Step
from ganspacesynth.composition.steps.step_sequence import StepSequence
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.curve import Curve
from ganspacesynth.core.point import Point


def slots(sequence: StepSequence, settings: HallucinationSettings) -> list[Slot]:
    """Return the slot of each sound: of every point of `walk`, and behind a step's own those of its chord.

    With even settings all sounds are equally loud before their level. Level and pan move linearly (in decibels, and from side to side) through the
    points between two steps, which have the envelope of the step before them and no chord. The sounds of a chord are together as loud as one.

    Raises:
        SequenceError: too many sounds.
    """
    check_count(count_sounds(sequence, settings))
    starts = onsets_s(sequence, settings)
    levels, places = _ways(sequence.steps, settings.interp_steps)
    placed: list[Slot] = []
    for i, (start, level_db, pan) in enumerate(zip(starts, levels, places, strict=True)):
        step, part = sequence.steps[i // (settings.interp_steps + 1)], i % (settings.interp_steps + 1)
        together = 1 if part else 1 + len(step.chord)
        gain = 10.0 ** (level_db / 20.0) / math.sqrt(together)
        placed += [Slot(start, step.envelope or settings.envelope, gain, pan, settings.even)] * together
    return placed


def with_chords(points: Iterable[Point], sequence: StepSequence, settings: HallucinationSettings, *, pitches: Iterable[int]) -> Iterator[Point]:
    """Yield the points of `walk`, and behind each step's own those of its chord: the same sound at other pitches.

    Args:
        points: from `walk`, taken as they are needed.
        sequence, settings: what they are of.
        pitches: the model's MIDI numbers.

    Raises:
        SequenceError: a chord leaves the model's range; names the step.
    """
    lowest, highest = min(pitches), max(pitches)
    for i, step in enumerate(sequence.steps):
        for semitones in step.chord:
            if not lowest <= (pitch := sequence.pitch_of(step) + semitones) <= highest:
                rule = f"steps[{i}].chord must stay in the model's range, {lowest:g}..{highest:g}"
                raise SequenceError(f"{rule}. Received: chord={semitones:g}, which is pitch {pitch:g}. Take an octave away.", rule="pitch-range")
    return _with_chords(points, sequence, settings.interp_steps + 1)


def count_sounds(sequence: StepSequence, settings: HallucinationSettings) -> int:
    """Return how many sounds a hallucination of clips has: its steps, the points between them, and what sounds with a step in its chord."""
    return (len(sequence.steps) - 1) * (settings.interp_steps + 1) + 1 + sum(len(step.chord) for step in sequence.steps)


def keypoints_s(sequence: StepSequence, settings: HallucinationSettings, duration_s: float | None = None) -> list[float]:
    """Return when each step begins, in seconds; in an unbroken sound of `duration_s` they are moved apart to fill it."""
    times = onsets_s(sequence, settings)[:: settings.interp_steps + 1]
    if duration_s is None:
        return times
    whole = times[-1] + (sequence.steps[-1].duration_s or settings.sustain_s)
    return [time * duration_s / whole for time in times] if whole else times


def check_unbroken(sequence: StepSequence) -> None:
    """Raise SequenceError where a step has a chord, which one unbroken sound cannot play."""
    for i, step in enumerate(sequence.steps):
        if step.chord:
            raise SequenceError(
                f"One unbroken sound has one pitch at a time. Received: steps[{i}].chord={list(step.chord)}. Use the form clips.",
                rule="one-pitch-unbroken",
            )


def shape_unbroken(wave: np.ndarray, sample_rate: float, times_s: list[float], sequence: StepSequence) -> np.ndarray:
    """Move the level and the place of an unbroken sound from step to step.

    Args:
        wave: float32 [samples].
        sample_rate: Hz.
        times_s: when each step begins.
        sequence: the steps.

    Returns:
        float32 [samples], or [samples, 2] when a step has a pan; the same wave when no step has a level or a pan.
    """
    steps = sequence.steps
    moments = np.arange(len(wave)) / sample_rate
    if any(step.level_db is not None for step in steps):
        level_db = Curve(tuple(times_s), tuple(step.level_db or 0.0 for step in steps))
        wave = wave * (10.0 ** (level_db.sampled(moments) / 20.0)).astype(np.float32)
    if any(step.pan is not None for step in steps):
        wave = panned(wave, Curve(tuple(times_s), tuple(step.pan or 0.0 for step in steps)).sampled(moments))
    return wave


def _with_chords(points: Iterable[Point], sequence: StepSequence, stride: int) -> Iterator[Point]:
    for i, point in enumerate(points):
        yield point
        if i % stride == 0:
            for semitones in sequence.steps[i // stride].chord:
                yield point.replace(pitch=point.pitch + semitones)


def _ways(steps: tuple[Step, ...], between: int) -> tuple[list[float], list[float | None]]:
    """Return level (dB) and pan of every point of a walk; without any pan in the sequence, none has one."""
    room = any(step.pan is not None for step in steps)
    levels: list[float] = []
    places: list[float | None] = []
    for a, b in [*pairwise(steps), (steps[-1], steps[-1])]:
        for part in range(between + 1):
            share = part / (between + 1)
            levels.append((1.0 - share) * (a.level_db or 0.0) + share * (b.level_db or 0.0))
            places.append((1.0 - share) * (a.pan or 0.0) + share * (b.pan or 0.0) if room else None)
    last = len(steps) - 1
    return levels[: last * (between + 1) + 1], places[: last * (between + 1) + 1]
