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

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ganspacesynth.errors import InvalidInput
from ganspacesynth.model import spectral
from ganspacesynth.model.config import ModelConfig
from ganspacesynth.point import Path, Point

if TYPE_CHECKING:
    from ganspacesynth.model.gansynth import GANSynth

MIN_CELLS = 8  # the layer to stretch is the last of the first block with so many cells along time
WINDOW_CELLS = 8
FINEST_FRAMES = 4  # cells are not made shorter than this, however fast the pitch moves
MAX_DURATION_S = 24 * 3600.0
FADE_S = 0.01

Progress = Callable[[int, int | None], None]


class Edits(Protocol):
    """What the renderer asks of directions."""

    layer: str

    def activation(self, edits: np.ndarray, pitch: float | Sequence[float] | None = None) -> np.ndarray: ...

    def offset(self, edits: np.ndarray) -> np.ndarray: ...

    def latent_offset(self, edits: np.ndarray) -> np.ndarray: ...

    def check(self, model: Any) -> None: ...


@dataclass(frozen=True)
class Stretch:
    """How a layer's cells are laid along a sound.

    Attributes:
        layer: the layer whose time axis is made longer.
        cells: it has in a clip.
        frames_per_cell: of the picture.
        context: cells that the layers behind it see to each side.
    """

    layer: str
    cells: int
    frames_per_cell: int
    context: int

    def count(self, frames: int) -> int:
        """Cells of a sound with so many frames; at least an attack and a release."""
        return max(2, math.ceil(frames / self.frames_per_cell))

    def positions(self, count: int) -> np.ndarray:
        """Which cell of a clip each cell of the sound is taken from, float64 [count]; between two cells is between them."""
        if count <= self.cells:  # short: the middle is left out
            first = (count + 1) // 2
            return np.concatenate([np.arange(first), np.arange(self.cells - (count - first), self.cells)]).astype(np.float64)
        half = self.cells // 2
        middle = np.linspace(half - 1, half, count - self.cells + 2)[1:-1]
        return np.concatenate([np.arange(half), middle, np.arange(half, self.cells)])


def stretch_at(config: ModelConfig, layer: str) -> Stretch:
    """Return the geometry of a layer."""
    names = list(config.layers)
    cells = config.layers[config.check_layer(layer)][0]
    frames_per_cell = config.frames // cells
    reach = 0  # frames that the layers behind see to one side
    for name in names[names.index(layer) + 1 :]:
        frames_per_pixel = config.frames // config.layers[name][0]
        reach += (config.kernel_size // 2) * frames_per_pixel
    return Stretch(layer, cells, frames_per_cell, math.ceil(reach / frames_per_cell))


def choose_layer(config: ModelConfig, at_least: Sequence[str] = (), *, shortest_s: float = math.inf) -> str:
    """Return the layer to stretch: early enough to melt what it is given, late enough to hold a pitch.

    Args:
        config: the model's.
        at_least: layers that must not come after it (those that edits and bends touch).
        shortest_s: how long a pitch stays. Where that is less than two cells, a later layer with shorter ones is taken, since in longer ones
            a note is melted into its neighbours and never reached.
    """
    names = list(config.layers)
    good = [name for name in names if config.layers[name][0] >= MIN_CELLS]
    frames_s = config.hop / config.sample_rate
    fine = [name for name in good if stretch_at(config, name).frames_per_cell * frames_s <= 0.5 * shortest_s]
    allowed = [name for name in good if stretch_at(config, name).frames_per_cell >= FINEST_FRAMES]
    good = [name for name in fine if name in allowed] or allowed[-1:] or good
    shape = config.layers[good[0] if good else names[-1]]
    default = [name for name in names if config.layers[name] == shape or config.layers[name][0] == shape[0]][-1]
    return max([default, *at_least], key=names.index)


def render(model: "GANSynth", path: Path, **settings: Any) -> np.ndarray:
    """Make one unbroken sound along a path; the settings are those of `stream`.

    Returns:
        float32 [round(duration_s * sample_rate)]; may exceed -1..1, see `audio.peak_safe`.
    """
    return np.concatenate(list(stream(model, path, **settings)))


def stream(
    model: "GANSynth",
    path: Path,
    *,
    directions: Edits | None = None,
    duration_s: float | None = None,
    layer: str | None = None,
    window_cells: int = WINDOW_CELLS,
    progress: Progress = lambda done, total: None,
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
        progress: called with (cells done, cells in all).

    Yields:
        float32 pieces [samples].

    Raises:
        InvalidInput: no duration, a model without instantaneous frequency, an unknown layer, edits without directions, a point of another model.
        DirectionsError: directions of another model.
    """
    config = model.config
    if config.data_type == "phase":
        raise InvalidInput("The continuous form needs a model with instantaneous frequency. Received: data_type='phase'. Use clips.")
    clip_s = config.audio_length / config.sample_rate
    duration_s = (path.duration_s or clip_s) if duration_s is None else duration_s
    if not 0.0 < duration_s <= MAX_DURATION_S:
        raise InvalidInput(f"duration_s must be in 0..{MAX_DURATION_S:g} seconds. Received: duration_s={duration_s}.")
    if directions is not None:
        directions.check(model)
    for point in path.points:
        if point.model not in (None, model.id):
            raise InvalidInput(f"A point plays on the model it was made on. Received: a point of {point.model}, model {model.id}. Load that model.")
    if window_cells < 1:
        raise InvalidInput(f"window_cells must be 1 or more. Received: window_cells={window_cells}.")
    plan = stretch_at(config, _layer(config, path, directions, layer))
    length = round(duration_s * config.sample_rate)
    frames = max(1, math.ceil((length + config.padding - config.n_fft) / config.hop) + 1)
    count = plan.count(frames)
    kept = _kept_frames(plan, count, frames)
    joint, made = _Joint(config), 0
    for begin, pictures in _windows(model, plan, path, directions, count, window_cells):
        keep = kept[begin * plan.frames_per_cell :][: len(pictures)]
        with np.errstate(over="ignore", invalid="ignore"):
            wave = joint.add(model.denormalize(pictures[keep]))
        if not np.isfinite(wave).all():
            raise InvalidInput("A sound must stay finite. Received: edits or bends that make it overflow. Use smaller ones.")
        last = begin * plan.frames_per_cell + len(pictures) >= len(kept)
        wave = np.concatenate([wave, joint.tail()]) if last else wave
        wave = wave[: length - made]
        made += len(wave)
        yield _faded(wave, config) if last and made < _natural(config, frames) else wave
        progress(min(count, begin + window_cells), count)


def point_cells(model: "GANSynth", points: Sequence[Point], directions: Edits | None, layer: str) -> np.ndarray:
    """Return what a layer holds for each point, float32 [n, cells, bins, channels].

    Points of equal bends are computed together; pitches are taken to the nearest that the model has.
    """
    result: list[np.ndarray | None] = [None] * len(points)
    groups: dict[tuple, list[int]] = {}
    for index, point in enumerate(points):
        bends = tuple(sorted(point.scale.items())), tuple(sorted(point.offset.items()))
        groups.setdefault((point.mode, point.z is None, bool(point.edits), bends), []).append(index)
    for indices in groups.values():
        for index, cells in zip(indices, _group_cells(model, [points[i] for i in indices], directions, layer), strict=True):
            result[index] = cells
    return np.stack([cells for cells in result if cells is not None])


def _group_cells(model: "GANSynth", points: list[Point], directions: Edits | None, layer: str) -> np.ndarray:
    first = points[0]
    scale: dict[str, float] = dict(first.scale)
    offset: dict[str, Any] = dict(first.offset)
    pitches = [model.config.nearest_pitch(point.pitch) for point in points]
    size = max(len(point.edits) for point in points)
    edits = np.array([[*point.edits, *[0.0] * (size - len(point.edits))] for point in points], np.float32)
    if (size or first.mode == "replace") and directions is None:
        raise InvalidInput(f"Points in mode {first.mode!r} need directions. Received: directions=None. Name a directions file.")
    if first.mode == "replace" and directions is not None:
        cells = directions.activation(edits, pitches).reshape(-1, *model.config.layers[directions.layer])
        if directions.layer == layer and not scale and not offset:
            return cells
        return model.run(cells, start=directions.layer, stop=layer, scale=scale, offset=offset)
    z = np.array([point.z for point in points], np.float32)
    if size and directions is not None:
        if first.mode == "latent":
            z = z + directions.latent_offset(edits)
        else:
            moved = directions.offset(edits).reshape(-1, *model.config.layers[directions.layer])
            offset[directions.layer] = moved + np.float32(first.offset.get(directions.layer, 0.0))
    return model.run(model.input(z, pitches), start=None, stop=layer, scale=scale, offset=offset)


class _Joint:
    """Carries phase and overlap-add from one run of frames to the next."""

    def __init__(self, config: ModelConfig) -> None:
        self._config = config
        self._phase: np.ndarray | None = None
        self._rest = np.zeros(config.n_fft - config.hop, np.float32)
        self._skip = config.padding

    def add(self, specgrams: np.ndarray) -> np.ndarray:
        """Take spectrogram frames [frames, bins, 2]; return the samples that are finished by them."""
        if not len(specgrams):
            return np.zeros(0, np.float32)
        magnitudes, phases = spectral.specgram_parts(self._config, specgrams[None], self._phase)
        self._phase = np.remainder(phases[:, -1].astype(np.float64), 2.0 * np.pi).astype(np.float32)
        wave = spectral.frames_to_wave(self._config, spectral.to_complex(magnitudes, phases))[0]
        wave[: len(self._rest)] += self._rest
        finished, self._rest = wave[: -len(self._rest)], wave[-len(self._rest) :]
        skipped = min(self._skip, len(finished))
        self._skip -= skipped
        return finished[skipped:]

    def tail(self) -> np.ndarray:
        """Return the samples that wait for frames that do not come."""
        return self._rest[min(self._skip, len(self._rest)) :]


def _layer(config: ModelConfig, path: Path, directions: Edits | None, layer: str | None) -> str:
    """The layer asked for, or chosen; edits and bends must not be behind it."""
    touched = [config.check_layer(name) for point in path.points for name in (*point.scale, *point.offset)]
    mode = path.points[0].mode
    if directions is not None and mode != "latent" and (mode == "replace" or any(point.edits for point in path.points)):
        touched.append(config.check_layer(directions.layer))
    if layer is None:
        return choose_layer(config, touched, shortest_s=path.shortest_stay_s)
    names = list(config.layers)
    latest = max([names[0], *touched], key=names.index)
    if names.index(config.check_layer(layer)) < names.index(latest):
        raise InvalidInput(f"The stretched layer must not come before {latest}, which edits or bends touch. Received: layer={layer!r}.")
    return layer


def _windows(
    model: "GANSynth", plan: Stretch, path: Path, directions: Edits | None, count: int, window_cells: int
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield (first cell, pictures [frames, bins, 2]) of window after window."""
    config = model.config
    positions = plan.positions(count)
    # a frame's moment is the middle of its analysis window, in the time of the sound
    moments = ((np.arange(count) + 0.5) * plan.frames_per_cell * config.hop + config.n_fft / 2 - config.padding) / config.sample_rate
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
    distinct: dict[str, int] = {}
    unique: list[Point] = []
    for point in points:
        if repr(point) not in distinct:
            distinct[repr(point)] = len(unique)
            unique.append(point)
    cells = point_cells(model, unique, directions, plan.layer) if unique else np.zeros(0)
    rows = []
    for point, position in zip(points, positions, strict=True):
        own = cells[distinct[repr(point)]]
        left = min(int(position), plan.cells - 2) if plan.cells > 1 else 0
        share = np.float32(position - left)
        rows.append(own[left] if share == 0.0 else (1 - share) * own[left] + share * own[left + 1])
    return rows


def _kept_frames(plan: Stretch, count: int, frames: int) -> np.ndarray:
    """Which of the frames of `count` cells are heard, bool: those that are too many are taken from the middle, evenly.

    (Instantaneous frequency makes that seamless: leaving a frame out leaves a difference of phases out, not a phase.)
    """
    total = count * plan.frames_per_cell
    kept = np.ones(total, bool)
    middle = (total // 4, total - total // 4) if count <= plan.cells else (plan.cells // 2 * plan.frames_per_cell, 0)
    low, high = middle if middle[1] else (middle[0], total - middle[0])
    surplus = total - frames
    if surplus > (high - low) // 2:
        low, high = 0, total
    kept[np.linspace(low, high, surplus + 2, dtype=int)[1:-1]] = False
    return kept


def _natural(config: ModelConfig, frames: int) -> int:
    """Samples that so many frames make."""
    return config.hop * (frames - 1) + config.n_fft - config.padding


def _faded(wave: np.ndarray, config: ModelConfig) -> np.ndarray:
    """Close an end that was cut off."""
    n = min(len(wave), round(FADE_S * config.sample_rate))
    wave = wave.copy()
    wave[len(wave) - n :] *= np.linspace(1.0, 0.0, n, dtype=np.float32)
    return wave
