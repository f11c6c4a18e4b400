"""Waves of points: each mode's one way of running the network, points of one mode in one batch."""

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np

from ganspacesynth.core.bends.kinds import Offset
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.generator import SoundGenerator

log = logging.getLogger(__name__)

PLAIN = "plain"


def synthesize_points(model: SoundGenerator, points: Sequence[Point], directions: Directions | None = None) -> np.ndarray:
    """Make the sound of each point.

    - replace: the layer holds the mean at the point's pitch, moved by its edits; z has no part in it.
    - offset: z and pitch as ever, and the edits' change is added to the layer.
    - latent: z is moved by the edits; the pitch is kept.
    - A point with a z and without edits is the plain sound of z and pitch, whatever its mode.

    Args:
        model: a GANSynth.
        points: of any modes and scales, mixed; pitches between the model's are retuned, see `ModelConfig.tuned`.
        directions: those the edits count along; only points with edits, or without z, need them.

    Returns:
        float32 [n, samples], in the order of the points.

    Raises:
        InvalidInput: a point of another model, more edits than directions, an unknown pitch or layer.
        DirectionsError: directions are needed and missing, or belong to another model.
    """
    points = [point.drawn_from(lambda seed: model.sample_z(1, seed=seed)[0]) for point in points]
    for point in points:
        if point.model is not None and point.model != model.id:
            raise InvalidInput(
                f"A point plays on the model it was made on. Received: a point of {point.model}, model {model.id}. Load that model.", rule="own-model"
            )
        if point.z is not None and len(point.z) != model.config.latent_size:
            raise InvalidInput(
                f"A point's z must have {model.config.latent_size} values. Received: {len(point.z)}. Draw it with model.sample_z.", rule="latent-size"
            )
    if any(_kind(point) != PLAIN for point in points):
        directions = _checked(model, directions)
    waves = np.empty((len(points), model.config.audio_length), np.float32)
    groups: dict[tuple, list[int]] = {}
    for index, point in enumerate(points):
        groups.setdefault((_kind(point), point.z is None, frozenset(point.bends.items())), []).append(index)
    for (kind, _, _), indices in groups.items():
        waves[indices] = _group(model, kind, [points[i] for i in indices], directions)
    return waves


def _kind(point: Point) -> str:
    return PLAIN if point.z is not None and not point.edits else point.mode


def _group(model: SoundGenerator, kind: str, points: list[Point], directions: Directions | None) -> np.ndarray:
    """Ask the model for points of one kind and with the same bends."""
    tunings = [_tuning(model, kind, point, directions) for point in points]
    pitches, bends = [pitch for pitch, _ in tunings], points[0].bends
    known = points[0].z is not None  # of all or none
    z = np.array([p.z or () for p in points], np.float32)
    asked: dict[str, Any] = {"conditions": [p.timbre for p in points]} if any(p.timbre for p in points) else {}
    if any(semitones for _, semitones in tunings):
        asked["semitones"] = [semitones for _, semitones in tunings]
    if kind == PLAIN or directions is None:
        return model.synthesize(z, pitches, bends=bends, **asked)
    edits = _padded([p.edits for p in points])
    shape = (-1, *model.config.layers[directions.layer])
    if kind == "replace":
        _warn_of_pitch(directions, pitches)
        activation = directions.activation(edits, pitches).reshape(shape)
        before = (z, pitches) if known else (None, None)
        return model.synthesize_from(directions.layer, activation, bends=bends, z=before[0], pitches=before[1], **asked)
    if kind == "offset":
        moved = Offset(directions.offset(edits).reshape(shape))
        return model.synthesize(z, pitches, bends={**bends, directions.layer: (*bends.get(directions.layer, ()), moved)}, **asked)
    return model.synthesize(z + directions.latent_offset(edits), pitches, bends=bends, **asked)


def _tuning(model: SoundGenerator, kind: str, point: Point, directions: Directions | None) -> tuple[float, float]:
    """Return the pitch that the model plays, and how many semitones higher it is heard."""
    if (
        kind == "replace"
        and directions is not None
        and (not directions.pitches or not model.config.pitches[0] <= point.pitch <= model.config.pitches[-1])
    ):
        return point.pitch, 0.0  # the layer holds a mean that the directions have, whatever the model knows
    return model.config.tuned(point.pitch)


def _checked(model: SoundGenerator, directions: Directions | None) -> Directions:
    if directions is None:
        raise DirectionsError(
            "Points with edits, or without z, need directions. Received: none. Load directions (.npz or .pickle) first.", rule="needs-directions"
        )
    directions.check(model)
    return directions


def _padded(edits: Sequence[tuple[float, ...]]) -> np.ndarray:
    """Edits as float64 [n, longest]; what a point does not say is 0."""
    rows = np.zeros((len(edits), max(map(len, edits))), np.float64)
    for row, values in zip(rows, edits, strict=True):
        row[: len(values)] = values
    return rows


def _warn_of_pitch(directions: Directions, pitches: list[float]) -> None:
    if not directions.pitches and any(pitch != directions.pitch for pitch in pitches):
        own = "theirs, which their file does not say" if directions.pitch is None else f"theirs, {directions.pitch}"
        log.warning("These directions do not know other pitches: in replace mode every sound has %s. Use offset, or find them again.", own)
