"""Scenes that move through the network's space: a walk, an interpolation or an exploration in, its path out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ganspacesynth.composition.arranging.scene_places import Place
from ganspacesynth.composition.arranging.timeline import MAX_KEYPOINTS
from ganspacesynth.composition.arranging.timeline_tempo import TempoMap
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

MIDDLE_PITCH = 60.0
SPACING_S = 4.0
REACH = 2.0


def walk(place: Place, instrument: "Instrument", tempo: TempoMap, seed: int) -> PointPath:
    """Return the path through random points, evenly spaced, the first where the scene begins and the last where it ends.

    Args:
        place: of a scene of kind walk.
        instrument: what it is played with.
        tempo: that its spacing may be written in.
        seed: of the points.

    Raises:
        SequenceError: too many of them.
    """
    given = place.scene.given
    spacing_s = tempo.length_s(given.get("spacing", SPACING_S), place.start_s, what="spacing")
    count = 1 + max(1, round(place.duration_s / spacing_s)) if spacing_s else MAX_KEYPOINTS + 1
    _check_count(count)
    model, pitches = instrument.model, in_turn(given.get("pitch", (MIDDLE_PITCH,)), count, instrument.model)
    z = model.sample_z(count, seed=seed).tolist()
    conditions = model.sample_conditions(count, seed=seed, pitches=pitches)
    points = [Point(pitch, tuple(row), model=model.id, conditions=asked) for pitch, row, asked in zip(pitches, z, conditions, strict=True)]
    return along(points, place.duration_s)


def interpolation(place: Place, instrument: "Instrument") -> PointPath:
    """Return the path from the point of one seed to that of the next."""
    given, model = place.scene.given, instrument.model
    seeds = given["seeds"]
    pitches = in_turn(given.get("pitch", (MIDDLE_PITCH,)), len(seeds), model)
    points = [_drawn(model, seed, pitch) for seed, pitch in zip(seeds, pitches, strict=True)]
    return along(points, place.duration_s, given.get("between", "spherical"))


def exploration(place: Place, instrument: "Instrument", seed: int) -> PointPath:
    """Return the path from a point out along each direction, over to its other side, and back.

    Raises:
        SequenceError: the instrument has no such directions.
    """
    given, directions = place.scene.given, instrument.directions
    chosen, reach = given["directions"], given.get("reach", REACH)
    if directions is None or max(chosen) >= directions.n_components:
        there = "none" if directions is None else f"{directions.n_components}"
        raise SequenceError(
            f"Exploration goes along directions of the model. Received: direction {max(chosen)}, and there are {there}. Choose others.",
            rule="needs-directions",
        )
    edits = [(0.0,), *(turn for number in chosen for turn in ((*[0.0] * number, reach), (*[0.0] * number, -reach), (0.0,)))]
    pitches = in_turn(given.get("pitch", (MIDDLE_PITCH,)), 1, instrument.model)
    point = _drawn(instrument.model, seed, pitches[0])
    return along([point.replace(edits=each) for each in edits], place.duration_s)


def along(points: Sequence[Point], duration_s: float, between: str = "spherical") -> PointPath:
    """Return the path that visits points at even times; a single one stays."""
    last = max(1, len(points) - 1)
    return PointPath(tuple(duration_s * i / last for i in range(len(points))), tuple(points), between)


def in_turn(pitches: Sequence[float], count: int, model: "GANSynth") -> list[float]:
    """Return so many pitches, each in turn; raises InvalidInput for those that the model cannot play."""
    for pitch in pitches:
        model.config.tuned(pitch)
    return [pitches[i % len(pitches)] for i in range(count)]


def _drawn(model: "GANSynth", seed: int, pitch: float) -> Point:
    asked = model.sample_conditions(1, seed=seed, pitches=[pitch])[0]
    return Point(pitch, tuple(model.sample_z(1, seed=seed)[0].tolist()), model=model.id, conditions=asked)


def _check_count(count: int) -> None:
    if count > MAX_KEYPOINTS:
        raise SequenceError(f"A scene has at most {MAX_KEYPOINTS} keypoints. Received: more. Let spacing be longer.", rule="keypoint-count")
