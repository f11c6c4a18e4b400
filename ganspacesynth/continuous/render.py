"""The continuous form: one unbroken sound of any length, morphing while it sounds. An invention of this project.

Behind its first layers the generator is convolutional along time, so its time axis can be made longer inside the network:

    cells of a layer (8 of 0.5 s)   0 1 2 3 4 5 6 7
    a sound of 14 cells             0 1 2 3 · · · · · · 4 5 6 7      · between 3 and 4: the middle, held
                                    attack   middle     release

Each cell is taken from the activation that its own moment of the path makes (its z, edits and pitch), so timbre and pitch move from
cell to cell and the rest of the network melts them together. The phase is integrated along the whole length: there is no
cross-fade anywhere. The long tensor is never held: windows of it, with as much context as the layers behind can see, are turned into
pictures, and the phase and the tail of the overlap-add are carried from one to the next. So an hour takes no more memory than ten seconds,
and the window's size does not change the sound.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.continuous.frame_overlap import FrameOverlap
from ganspacesynth.continuous.layer_trajectory import Edits, check_duration, check_layer, check_point, clip_activations, clip_rows
from ganspacesynth.continuous.moving_path import touched_layers
from ganspacesynth.continuous.stretch import Stretch, lay_out, moment_s, stretch_at
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.progress import Progress, quiet

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

WINDOW_CELLS = 8
MOVING = 4  # different points of a window from which on rows are computed alone, not whole clips


def render(model: "GANSynth", path: PointPath, **settings: Any) -> np.ndarray:
    """Make one unbroken sound along a path; the settings are those of `stream`.

    Returns:
        float32 [round(duration_s * sample_rate)]; may exceed -1..1, see `audio.peak_safe`.
    """
    return np.concatenate(list(stream(model, path, **settings)))


def stream(
    model: "GANSynth",
    path: PointPath,
    *,
    directions: Edits | None = None,
    duration_s: float | None = None,
    layer: str | None = None,
    window_cells: int = WINDOW_CELLS,
    microtones: bool = True,
    progress: Progress = quiet,
) -> Iterator[np.ndarray]:
    """Make one unbroken sound along a path, window by window.

    Args:
        model: a GANSynth.
        path: points over time: z, edits and bends move between them as the path says; the pitch moves by semitones that the model has
            (the network bends one into the next). The first point's attack opens the sound, the last one's release closes it.
        directions: needed when points have edits.
        duration_s: seconds; None takes the path's, or a clip's for a path of one point. Behind its end the path stands still.
        layer: the layer to stretch; None chooses. Earlier ones melt more and drift more, later ones are steadier.
        window_cells: cells made at once: memory and speed, not sound.
        microtones: play one pitch between those of the model as it is asked for; off, as the nearest of them (recipes of before).
        progress: called with (cells done, cells in all).

    Yields:
        float32 pieces [samples].

    Raises:
        InvalidInput: no duration, a model without instantaneous frequency, an unknown layer, edits without directions, a point of another model.
        DirectionsError: directions of another model.
    """
    config = model.config
    clip_s = config.audio_length / config.sample_rate
    duration_s = check_duration((path.duration_s or clip_s) if duration_s is None else duration_s)
    for point in path.points:
        check_point(model, point)
    if window_cells < 1:
        raise InvalidInput(f"window_cells must be 1 or more. Received: window_cells={window_cells}.", rule="window-size")
    plan = stretch_at(config, stretched_layer(model, path, directions, layer))
    layout = lay_out(config, plan, duration_s)
    count, overlap = len(layout.positions), FrameOverlap(config, layout, model.decoder)
    semitones = _semitones(model, path, directions) if microtones else 0.0
    for begin, pictures in _windows(model, plan, path, directions, layout.positions, window_cells):
        yield overlap.add(model.denormalize(pictures), np.full(len(pictures), semitones) if semitones else None)
        progress(min(count, begin + window_cells), count)


def _semitones(model: "GANSynth", path: PointPath, directions: Edits | None) -> float:
    """Return how much higher a sound that keeps one pitch is played than the model has it; one that glides goes from pitch to pitch."""
    pitches, config = {point.pitch for point in path.points}, model.config
    if len(pitches) > 1 or not config.pitches[0] <= min(pitches) <= config.pitches[-1]:
        return 0.0
    if path.points[0].mode == "replace" and directions is not None and not directions.pitches:
        return 0.0  # in mode replace such directions have one pitch, whatever is asked for
    return config.tuned(min(pitches))[1]


def stretched_layer(model: "GANSynth", path: PointPath, directions: Edits | None, layer: str | None = None) -> str:
    """Return the layer that a path is rendered with: the one asked for, or chosen; edits and bends must not be behind it.

    Raises:
        InvalidInput: as `stream`.
        DirectionsError: directions of another model.
    """
    touched = touched_layers(path.points, directions=directions)
    return check_layer(model, layer, touched, directions, shortest_s=path.shortest_stay_s)


def _windows(
    model: "GANSynth", plan: Stretch, path: PointPath, directions: Edits | None, positions: np.ndarray, window_cells: int
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield (first cell, pictures [frames, bins, 2]) of window after window."""
    count = len(positions)
    moments = [moment_s(model.config, (index + 0.5) * plan.frames_per_cell) for index in range(count)]
    rows: dict[int, np.ndarray] = {}
    for begin in range(0, count, window_cells):
        end = min(count, begin + window_cells)
        low, high = max(0, begin - plan.context), min(count, end + plan.context)
        rows = {index: row for index, row in rows.items() if index >= low}
        missing = [index for index in range(low, high) if index not in rows]
        rows.update(zip(missing, _rows(model, plan, [path.at(moments[i]) for i in missing], positions[missing], directions), strict=True))
        pictures = model.run(np.stack([rows[i] for i in range(low, high)])[None], start=plan.layer, stop=None)[0]
        skip = (begin - low) * plan.frames_per_cell
        yield begin, pictures[skip : skip + (end - begin) * plan.frames_per_cell]


def _rows(model: "GANSynth", plan: Stretch, points: list[Point], positions: np.ndarray, directions: Edits | None) -> list[np.ndarray]:
    """Return one row of cells [bins, channels] for each point, taken at its position."""
    distinct: dict[tuple, int] = {}
    unique: list[Point] = []
    keys = [_key(point) for point in points]
    for key, point in zip(keys, points, strict=True):
        if key not in distinct:
            distinct[key] = len(unique)
            unique.append(point)
    if len(unique) >= MOVING:
        lefts = [plan.left(position) for position in positions]
        pairs = clip_rows(model, points, directions, plan.layer, lefts)
        if pairs is not None:
            return [plan.between(pair, position - left) for pair, position, left in zip(pairs, positions, lefts, strict=True)]
    cells = clip_activations(model, unique, directions, plan.layer) if unique else np.zeros(0)
    return [plan.take(cells[distinct[key]], position) for key, position in zip(keys, positions, strict=True)]


def _key(point: Point) -> tuple:
    """Return what is the same of equal points alone."""
    return point.z, point.seed, point.edits, point.mode, str(point.conditions), frozenset(point.bends.items())
