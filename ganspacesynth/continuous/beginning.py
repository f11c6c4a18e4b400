"""A point in, its clip out in two pieces: the first half second as soon as it can be heard, and the rest.

Only what those first frames see of the network is computed for them, as for a chunk of a voice; then all of it, once. Phases and the overlap go on
from one piece to the other, so that together they are the clip that `synthesize_points` makes, to rounding.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.continuous.frame_overlap import FrameOverlap
from ganspacesynth.continuous.layer_trajectory import Edits, check_layer, check_point, clip_activations
from ganspacesynth.continuous.receptive_field import ReceptiveField
from ganspacesynth.continuous.stretch import choose_layer, lay_out, stretch_at
from ganspacesynth.core.bends.bend import is_local
from ganspacesynth.core.point import Point

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

FIRST_S = 0.5


def can_begin(model: "GANSynth", point: Point, directions: Edits | None = None, *, first_s: float = FIRST_S) -> bool:
    """Whether a point's clip has a beginning that is made sooner than all of it.

    Not where clips are short, and not where something moves in time behind the layer that the beginning is computed from: then what is heard
    first may come from the clip's end.

    Args:
        model: a GANSynth.
        point: its sound.
        directions: needed by edits.
        first_s: seconds that the first piece has at least.

    Raises:
        InvalidInput: bends of layers that the model has not.
        DirectionsError: directions that belong to another model.
    """
    config, names = model.config, list(model.config.layers)
    if config.data_type == "phase" or _first_frames(model, first_s) >= config.frames // 2:
        return False
    layer = choose_layer(config, _touched(model, point, directions))
    behind = names[names.index(layer) + 1 :]
    return not model.bypassed(layer) and all(is_local(bends) for name, bends in point.bends.items() if config.check_layer(name) in behind)


def begun_clip(model: "GANSynth", point: Point, directions: Edits | None = None, *, first_s: float = FIRST_S) -> Iterator[np.ndarray]:
    """Make a clip in two pieces; see above.

    Args:
        model: a GANSynth.
        point: its sound, of which `can_begin` is true; the pitch is tuned as ever.
        directions: needed by edits.
        first_s: seconds that the first piece has at least.

    Yields:
        float32 [samples]: the first piece, then the rest; together as long as a clip. They may exceed -1..1.

    Raises:
        InvalidInput: a point of another model, or one that it cannot play.
        DirectionsError: directions are needed and missing, or belong to another model.
    """
    config = model.config
    check_point(model, point)
    point = point.drawn_from(lambda seed: model.sample_z(1, seed=seed)[0])
    layer = check_layer(model, None, _touched(model, point, directions), None)
    plan = stretch_at(config, layer)
    semitones = _semitones(model, point, directions)
    cells = clip_activations(model, [point], directions, layer)[0]
    overlap = FrameOverlap(config, lay_out(config, plan, config.audio_length / config.sample_rate), model.decoder)
    field = ReceptiveField(model, layer, _first_frames(model, first_s))
    nothing = np.zeros(cells.shape[1:], np.float32)
    seen = np.stack([cells[index] if 0 <= index < len(cells) else nothing for index in field.cells(0)])
    yield _decoded(model, overlap, field.pictures(seen, 0, count=len(cells), bends=point.bends), semitones)
    behind = {name: bends for name, bends in point.bends.items() if name in field.layers[1:]}
    pictures = model.run(cells[None], start=layer, stop=None, bends=behind)[0]
    yield _decoded(model, overlap, pictures[field.frames :], semitones)


def _decoded(model: "GANSynth", overlap: FrameOverlap, pictures: np.ndarray, semitones: float) -> np.ndarray:
    return overlap.add(model.denormalize(pictures), np.full(len(pictures), semitones) if semitones else None)


def _first_frames(model: "GANSynth", first_s: float) -> int:
    """Return how many frames finish so many seconds: one more is looked ahead, and what the first ones begin is not heard."""
    config = model.config
    return math.ceil((first_s * config.sample_rate + config.padding) / config.hop) + 1


def _touched(model: "GANSynth", point: Point, directions: Edits | None) -> list[str]:
    """Return the layer that a point's edits move, if there is one: what comes before it is not the point's."""
    plain = not point.edits and (point.z is not None or point.seed is not None)
    if plain or directions is None:
        return []
    directions.check(model)
    return [] if point.mode == "latent" else [directions.layer]


def _semitones(model: "GANSynth", point: Point, directions: Edits | None) -> float:
    """Return how much higher than the model's pitch the sound is; one whose layer holds a mean that directions have is as that is."""
    pitches = model.config.pitches
    held = point.mode == "replace" and (point.edits or point.z is None)
    if held and directions is not None and not (directions.pitches and pitches[0] <= point.pitch <= pitches[-1]):
        return 0.0
    return model.config.tuned(point.pitch)[1]
