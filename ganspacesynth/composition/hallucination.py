"""Hallucinations: a sequence of steps, or random keypoints, rendered as one clip or as one unbroken sound."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from ganspacesynth.composition.mixing import Slot, Synthesize, finish, place, synthesize_all
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step import MAX_PITCH, Step
from ganspacesynth.composition.steps.step_sequence import MAX_STEPS, Draw, StepSequence, load_sequence, save_sequence
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point, blend
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.networks.generator import SoundGenerator

__all__ = [
    "HallucinationSettings",
    "Step",
    "StepSequence",
    "hallucinate",
    "load_sequence",
    "onsets_s",
    "play",
    "random_sequence",
    "save_sequence",
    "to_path",
    "walk",
]

MAX_POINTS = 100_000
Steps = StepSequence | Iterable[Point]


def random_sequence(model: SoundGenerator, count: int, pitches: Iterable[float], seed: int) -> StepSequence:
    """Return random keypoints as steps: each a z of the model's prior, the pitches in turn, and conditions that occur together there.

    Args:
        model: a GANSynth.
        count: keypoints.
        pitches: MIDI numbers, one or more.
        seed: the same one gives the same steps.

    Raises:
        InvalidInput: too many keypoints, or none.
    """
    if not 1 <= count <= MAX_STEPS:
        raise InvalidInput(f"There must be 1..{MAX_STEPS} keypoints. Received: {count}.", rule="keypoint-count")
    pitches = tuple(pitches)
    z = model.sample_z(count, seed=seed).tolist()
    played = [pitches[i % len(pitches)] for i in range(count)]
    asked = model.sample_conditions(count, seed=seed, pitches=played) if model.config.conditions else [{}] * count
    steps = tuple(Step(Point(played[i], z=z[i], conditions=asked[i])) for i in range(count))
    return StepSequence(steps, pitch=pitches[0], model=model.id)


def walk(steps: Steps, settings: HallucinationSettings, *, pitches: Iterable[int] | None = None, draw: Draw | None = None) -> Iterator[Point]:
    """Yield the points of a hallucination in order: each step once, and `interp_steps` between each two.

    Between two steps z moves as `settings.between` says, edits, scales and pitch move linearly. A clip needs a pitch
    that the model was trained on, so points in between take the nearest one (the lower at a tie): steps at 60 and 64
    with three points between play 60 61 62 63 64. A step's own pitch is never changed: one between two of the model's is
    retuned, one outside its range is an error.

    Args:
        steps: a Sequence, or points to use as keypoints.
        settings: how to walk.
        pitches: the model's MIDI numbers; None stands for all whole ones.
        draw: a seed in, z [latent] out (for steps with seeds).

    Yields:
        n + (n - 1) * interp_steps points for n steps. Points are made as they are taken.

    Raises:
        SequenceError: names the step and the field.
    """
    available = sorted(set(range(int(MAX_PITCH) + 1) if pitches is None else pitches))
    keys = _keys(steps, draw)
    _check_pitches(keys, available)
    if settings.interp_steps:
        _check_blends(keys)
    check_count((len(keys) - 1) * (settings.interp_steps + 1) + 1)
    return _walk(keys, settings, available)


def onsets_s(steps: Steps, settings: HallucinationSettings) -> list[float]:
    """Return when each point of `walk` starts, in seconds.

    From a step to the next takes its `duration_s`, or `spacing_s` for each of the interp_steps + 1 points; the
    points in between lie evenly. The last step's duration matters only for `to_path`.
    """
    stride = settings.interp_steps + 1
    times: list[float] = []
    start = 0.0
    durations = _durations(steps, settings)
    check_count((len(durations) - 1) * stride + 1)
    for duration in durations[:-1]:
        times += [start + duration * part / stride for part in range(stride)]
        start += duration
    return [*times, start] if durations else []


def to_path(steps: Steps, settings: HallucinationSettings, *, draw: Draw | None = None) -> PointPath:
    """Return the continuous form: the same walk as one path, for one unbroken sound.

    The steps are the path's points and it moves between them, so pitch glides and `interp_steps` only sets how long
    the way takes (as in `onsets_s`). The last step is held for its `duration_s`, or for `sustain_s`.

    Raises:
        SequenceError: steps of different modes, or no time between two steps.
    """
    keys = _keys(steps, draw)
    _check_blends(keys)
    durations = _durations(keys if not isinstance(steps, StepSequence) else steps, settings)
    hold = settings.sustain_s
    if isinstance(steps, StepSequence):
        hold = steps.steps[-1].duration_s or hold
    if any(duration <= 0.0 for duration in durations[:-1]):
        raise SequenceError(
            "An unbroken sound needs time between steps. Received: spacing_s=0. Give spacing_s or duration_s.", rule="positive-spacing"
        )
    times = np.concatenate([[0.0], np.cumsum([*durations[:-1], hold])]).tolist()
    if hold <= 0.0:
        return PointPath(tuple(times[:-1]), tuple(keys), settings.between)
    return PointPath(tuple(times), (*keys, keys[-1]), settings.between)


def hallucinate(
    synthesize: Synthesize,
    points: Iterable[Point],
    settings: HallucinationSettings,
    sample_rate: float,
    *,
    onsets: Iterable[float],
    batch_size: int = 8,
    progress: Progress | None = None,
) -> np.ndarray:
    """Synthesize points batch by batch and join them; what is held is the clip, the points and one batch of waves.

    Args:
        synthesize: points in, float [n, samples] out; any length of sound.
        points: from `walk`, taken as they are needed.
        settings: envelope and level.
        sample_rate: Hz, any.
        onsets: start of each point in seconds, from `onsets_s`.
        batch_size: points per call.
        progress: called with (points done, points in all); what it raises (to cancel) passes through.

    Returns:
        float32 [clip], exactly max over i of round(onset_i * rate) + min(attack + sustain + release, samples - trim) long.
    """
    slots = [Slot(start, settings.envelope) for start in onsets]
    clip = play(synthesize, points, slots, sample_rate, batch_size=batch_size, progress=progress)
    return finish(clip, full_level=settings.normalize)


def play(
    synthesize: Synthesize,
    points: Iterable[Point],
    slots: Sequence[Slot],
    sample_rate: float,
    *,
    batch_size: int = 8,
    progress: Progress | None = None,
) -> np.ndarray:
    """Synthesize points batch by batch and put each into its slot; see `hallucinate` for the arguments.

    Returns:
        float32 [clip], or [clip, 2] as soon as one slot has a pan; as loud as the sounds make it.
    """
    check_count(len(slots))
    return place(synthesize_all(synthesize, points, batch_size=batch_size, progress=progress, total=len(slots)), slots, sample_rate)


def _walk(keys: list[Point], settings: HallucinationSettings, pitches: list[int]) -> Iterator[Point]:
    stride = settings.interp_steps + 1
    for a, b in pairwise(keys):
        yield a
        for part in range(1, stride):
            point = blend(a, b, part / stride, between=settings.between)
            yield point if a.pitch == b.pitch else point.replace(pitch=_nearest(point.pitch, pitches))
    yield keys[-1]


def _nearest(pitch: float, pitches: list[int]) -> int:
    return min(pitches, key=lambda p: (abs(p - pitch), p))


def _keys(steps: Steps, draw: Draw | None) -> list[Point]:
    keys = steps.points(draw=draw) if isinstance(steps, StepSequence) else list(steps)
    if not keys:
        raise SequenceError("A hallucination needs one step or keypoint at least. Received: none.", rule="some-steps")
    return keys


def _check_pitches(keys: list[Point], pitches: list[int]) -> None:
    for i, key in enumerate(keys):
        if not pitches[0] <= key.pitch <= pitches[-1]:
            received = f"pitch={key.pitch:g}; the nearest is {_nearest(key.pitch, pitches)}"
            raise SequenceError(f"steps[{i}].pitch must be in the model's range. Received: {received}.", rule="pitch-range")


def _check_blends(keys: list[Point]) -> None:
    for i, (a, b) in enumerate(pairwise(keys), start=1):
        if a.mode != b.mode:
            raise SequenceError(
                f"steps[{i}].mode must be that of the step before. Received: {b.mode!r} after {a.mode!r}. Use interp_steps 0.",
                rule="same-mode",
            )
        if (a.z is None) != (b.z is None) or (a.z is not None and b.z is not None and len(a.z) != len(b.z)):
            raise SequenceError(
                f"steps[{i}].z must have the size of the step before. Received: {_size(b)} after {_size(a)}. Redraw it.", rule="same-latent-size"
            )


def _durations(steps: Steps, settings: HallucinationSettings) -> list[float]:
    usual = settings.spacing_s * (settings.interp_steps + 1)
    if isinstance(steps, StepSequence):
        return [usual if step.duration_s is None else step.duration_s for step in steps.steps]
    return [usual for _ in steps]


def check_count(n: int) -> None:
    """Raise SequenceError for more sounds than a hallucination may have."""
    if n > MAX_POINTS:
        raise SequenceError(f"A hallucination may have {MAX_POINTS} points. Received: {n}. Use fewer steps or interp_steps.", rule="point-count")


def _size(point: Point) -> str:
    return "no z" if point.z is None else f"{len(point.z)} numbers"
