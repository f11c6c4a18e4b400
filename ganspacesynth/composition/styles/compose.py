"""A style and a seed in, steps out, every number of them said: the same ones for ever, whatever becomes of the style."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.composition.mixing import Envelope
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step import LOUDEST_DB, MIN_DURATION_S, QUIETEST_DB, Step
from ganspacesynth.composition.steps.step_sequence import MAX_STEPS, StepSequence
from ganspacesynth.composition.styles.melody import Ladder, melody
from ganspacesynth.composition.styles.style import Style
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point, blend
from ganspacesynth.networks.generator import SoundGenerator

TIME, MELODY, SHAPE, SOUNDS = range(4)  # each aspect has a row of random numbers of its own: other pitches leave the rhythm as it is


@dataclass(frozen=True)
class _Place:
    """Where something sounds: the number of its place, its time, the seconds to the next place, and whether a phrase ends with it."""

    number: int
    start_s: float
    length_s: float
    last: bool


def compose(style: Style, model: SoundGenerator, seed: int, *, notes: int | None = None) -> tuple[StepSequence, HallucinationSettings]:
    """Return the steps of a hallucination in a style.

    Args:
        style: how they follow each other.
        model: a GANSynth; of its pitches those are taken that the style asks for, by octaves if need be.
        seed: the same one gives the same steps.
        notes: how many; None as many as begin in the style's seconds.

    Raises:
        InvalidInput: none, or too many steps.
    """
    places = _places(style, np.random.default_rng([seed, TIME]), notes)
    ladder = Ladder.of(style, model.config.pitches)
    line = melody(style.order, ladder, [place.last for place in places], np.random.default_rng([seed, MELODY]))
    points = _points(style, model, [ladder.pitches[at] for at in line], seed)
    shape = np.random.default_rng([seed, SHAPE])
    settings, pairs = style.settings(), zip(points, places, line, strict=True)
    steps = [_step(style, point, place, ladder.chord(at, style.chord), shape) for point, place, at in pairs]
    durations = _durations(places)
    usual = settings.spacing_s * (settings.interp_steps + 1)
    if any(style.spacing) and any(abs(duration - usual) > 1e-5 for duration in durations):
        steps = [dataclasses.replace(step, duration_s=duration) for step, duration in zip(steps, durations, strict=True)]
    return StepSequence(tuple(steps), pitch=steps[0].point.pitch, model=model.id), settings


def keypoint_count(style: Style, seed: int, *, notes: int | None = None) -> int:
    """Return how many steps `compose` would make, without making them; it raises as that does."""
    return len(_places(style, np.random.default_rng([seed, TIME]), notes))


def _places(style: Style, random: np.random.Generator, notes: int | None) -> list[_Place]:
    """Return where something sounds, in time."""
    if notes is not None and not 1 <= notes <= MAX_STEPS:
        raise InvalidInput(f"There must be 1..{MAX_STEPS} keypoints. Received: {notes}.", rule="keypoint-count")
    if notes is None and not any(style.spacing):
        raise InvalidInput(
            "Sounds that all begin at once are counted. Received: spacing 0 and no number of notes. Say how many.", rule="counted-at-once"
        )
    beat_s = 60.0 / style.bpm * (style.interp_steps + 1)  # the spacing is that of all sounds, also of those between two steps
    places: list[_Place] = []
    beat, number = 0.0, 0
    while len(places) < notes if notes is not None else not places or beat * beat_s < style.duration_s:
        spacing = style.spacing[number % len(style.spacing)]
        sounds, shift = random.random() < style.density, style.jitter * spacing * (random.random() - 0.5)
        if sounds or not places:
            if len(places) == MAX_STEPS:
                raise InvalidInput(
                    f"There must be 1..{MAX_STEPS} keypoints. Received: more, by this style. Ask for fewer notes, or more time between.",
                    rule="keypoint-count",
                )
            last = bool(style.phrase) and (len(places) + 1) % style.phrase == 0
            start = max(0.0, _swung(beat, style.swing) + shift) * beat_s if places else 0.0
            earliest = places[-1].start_s + MIN_DURATION_S if places else 0.0
            places.append(_Place(number, max(start, earliest), spacing * beat_s, last))
            beat += style.pause if last else 0.0
        beat, number = beat + spacing, number + 1
    return places


def _swung(beat: float, swing: float) -> float:
    """Return when a beat sounds: whole ones where they are, half ones at `swing` of the way to the next, all else in proportion."""
    whole, part = divmod(beat, 1.0)
    return whole + (2.0 * swing * part if part < 0.5 else swing + (2.0 * part - 1.0) * (1.0 - swing))


def _durations(places: Sequence[_Place]) -> list[float]:
    starts = [place.start_s for place in places]
    until = [*starts[1:], starts[-1] + places[-1].length_s]
    return [max(MIN_DURATION_S, round(end - start, 6)) for start, end in zip(starts, until, strict=True)]


def _points(style: Style, model: SoundGenerator, pitches: list[float], seed: int) -> list[Point]:
    """Return the sound of each step: one of the style's, or what lies between two of them."""
    n = len(pitches)
    count = min(style.sounds or n, n)
    z = model.sample_z(count, seed=seed).tolist()
    asked = model.sample_conditions(count, seed=seed, pitches=pitches[:count]) if model.config.conditions else [{}] * count
    keys = [Point(pitch, z=z[i], conditions=asked[i]) for i, pitch in enumerate(pitches[:count])]
    if style.change == "gradual" and count > 1:
        way = [i * (count - 1) / (n - 1) for i in range(n)]
        points = [blend(keys[int(at)], keys[min(int(at) + 1, count - 1)], at - int(at), between=style.between) for at in way]
    elif style.change == "random":
        points = [keys[at] for at in np.random.default_rng([seed, SOUNDS]).integers(count, size=n)]
    else:
        points = [keys[i % count] for i in range(n)]
    return [point.replace(pitch=pitch) for point, pitch in zip(points, pitches, strict=True)]


def _step(style: Style, point: Point, place: _Place, chord: tuple[float, ...], random: np.random.Generator) -> Step:
    """Return a step with its level, place in the room, envelope and chord; what the style does not ask for is left out."""
    level, side, chance = random.uniform(-1.0, 1.0), random.uniform(-1.0, 1.0), random.random()
    level_db = style.level_db[place.number % len(style.level_db)] + style.level_spread_db * level
    pan = style.pan[place.number % len(style.pan)] + style.pan_spread * side
    envelope = None
    if style.held is not None:
        sustain_s = max(0.0, style.held * place.length_s - style.attack_s)
        envelope = Envelope(style.attack_s, round(sustain_s, 6), style.release_s, style.start_trim_s, style.fade)
    return Step(
        point,
        level_db=round(min(max(level_db, QUIETEST_DB), LOUDEST_DB), 2) if any(style.level_db) or style.level_spread_db else None,
        pan=round(min(max(pan, -1.0), 1.0), 3) if any(style.pan) or style.pan_spread else None,
        envelope=envelope,
        chord=chord if chance < style.chord_share else (),
    )
