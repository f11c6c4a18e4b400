"""A song and an instrument in, the recipe of a sound that follows the song out: as long as it, with a keypoint for each of its sections and more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.audio.chains.chain import read_chain
from ganspacesynth.audio.files.sound_files import peak_safe
from ganspacesynth.audio.songs.song import Song
from ganspacesynth.composition.reaction.presets import PRESETS, preset
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.continuous.moving_path import layer_for, lively_layer, touched_layers
from ganspacesynth.core.bends.bend import Bends
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.motion.modulation import HEARD_AFTER, Modulation, check_modulations
from ganspacesynth.core.motion.note_rows import spelled_out
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.levels import Level
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import TAIL
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.gansynth.gansynth_arguments import check_bends
from ganspacesynth.networks.gansynth.model_config import ModelConfig

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument

MIDDLE_PITCH = 60.0
SPACING_S = 8.0  # from one keypoint to the next, within a section
NEAREST_S = 2.0
MAX_KEYPOINTS = 2000
LOUDER = 1.4  # of a mix, in which both are turned down


@dataclass(frozen=True)
class ReactSettings:
    """How a sound follows a song.

    Attributes:
        preset: one of `presets.PRESETS`; None for the rows alone.
        rows: modulations beside those of the preset, or, of the same target, in their place.
        seed: of the keypoints.
        pitch: MIDI number that the path keeps to; signals may move it.
        spacing_s: seconds from keypoint to keypoint within a section.
        level: of the sound.
        bends: of all keypoints, by layer; signals may move their numbers.
    """

    preset: str | None = PRESETS[0]
    rows: tuple[Modulation, ...] = ()
    seed: int = 0
    pitch: float = MIDDLE_PITCH
    spacing_s: float = SPACING_S
    level: Level | None = "loudness"
    bends: Bends = field(default_factory=dict)

    def __post_init__(self) -> None:
        right = isinstance(self.spacing_s, int | float) and NEAREST_S / 4 <= self.spacing_s <= 3600.0
        if not right:
            raise InvalidInput(f"Keypoints are {NEAREST_S / 4:g}..3600 seconds apart. Received: {brief(self.spacing_s)}.", rule="keypoint-spacing")


def react(song: Song, instrument: "Instrument", settings: ReactSettings | None = None) -> ReactionRecipe:
    """Return the recipe of a sound that follows a song.

    Args:
        song: or a part of one.
        instrument: what it is played with.
        settings: see there.

    Raises:
        InvalidInput: chains that are none, stems that there are none of, or layers and directions that the model has not.
        AudioError: the song cannot be read.
    """
    settings = settings or ReactSettings()
    config = instrument.model.config
    layer = lively_layer(config)
    given = () if settings.preset is None else preset(settings.preset, instrument, seed=settings.seed, layer=layer)
    rows = check_modulations(spelled_out(merged(given, settings.rows)))
    check_rows(rows, instrument)
    signals = {row.chain: song.signal(row.chain) for row in rows}
    path = keypoints(song, instrument, settings)
    return ReactionRecipe(
        path=path,
        duration_s=song.duration_s,
        signals=signals,
        modulations=rows,
        layer=moved_layer(config, [(signals[row.chain], row) for row in rows], path, instrument.directions),
        tail=TAIL,
        song=_about(song),
        level=settings.level,
    ).quantised()


def merged(given: Sequence[Modulation], more: Sequence[Modulation]) -> tuple[Modulation, ...]:
    """Return rows of a preset and one's own; where one's own move what the preset moves, they take its place."""
    own = {(row.target, row.detail if row.target not in ("pitch",) else "") for row in more}
    return (*(row for row in given if (row.target, row.detail if row.target not in ("pitch",) else "") not in own), *more)


def check_rows(rows: Sequence[Modulation], instrument: "Instrument") -> None:
    """Raise before the song is listened to for what will not be possible."""
    config, directions = instrument.model.config, instrument.directions
    for row in rows:
        read_chain(row.chain)
        if row.layer is not None:
            config.check_layer(row.layer)
        if row.target == "edits" and (directions is None or row.number >= directions.n_components):
            there = "no directions" if directions is None else f"{directions.n_components} directions"
            raise InvalidInput(f"Edits move along directions. Received: edits.{row.number} with {there}. Choose another.", rule="needs-directions")


def moved_layer(config: ModelConfig, rows: Sequence[tuple[Signal, Modulation]], path: PointPath, directions: Directions | None) -> str:
    """Return the layer to stretch for a path that rows move."""
    within = [(signal, row) for signal, row in rows if row.target not in HEARD_AFTER]
    steps = any(row.target in ("pitch", "jump") for _, row in within)  # which are never slow
    touched = touched_layers(path.points, [row for _, row in within], directions)
    return lively_layer(config, touched) if steps else layer_for(config, [signal for signal, _ in within], touched)


def keypoints(song: Song, instrument: "Instrument", settings: ReactSettings) -> PointPath:
    """Return the path: random points, one where each section begins, and more between."""
    times = [0.0]
    edges = [*(each for each in song.sections_s() if each > 0.0), song.duration_s]
    for edge in edges:
        parts = max(1, round((edge - times[-1]) / settings.spacing_s))
        begin = times[-1]
        for place in (begin + (edge - begin) * (i + 1) / parts for i in range(parts)):
            if place - times[-1] >= min(NEAREST_S, settings.spacing_s) / 2:
                times.append(float(place))
    times = times[:MAX_KEYPOINTS]
    model = instrument.model
    z = model.sample_z(len(times), seed=settings.seed)
    conditions = model.sample_conditions(len(times), seed=settings.seed, pitches=[settings.pitch] * len(times))
    check_bends(model.config, settings.bends)
    points = [
        Point(settings.pitch, tuple(row), model=model.id, conditions=asked, bends=settings.bends)
        for row, asked in zip(z.tolist(), conditions, strict=True)
    ]
    return PointPath(tuple(times), tuple(points))


def _about(song: Song) -> dict[str, Any]:
    about = {"name": Path(song.file.path).name, "sha256": song.file.sha256, "origin": song.file.origin, "from_s": song.start_s, "to_s": song.stop_s}
    return {name: value for name, value in about.items() if value is not None}


def beside_song(wave: np.ndarray, sample_rate: int, song: Song, *, share: float = 0.5) -> np.ndarray:
    """Return a sound mixed with the song that it follows, both channels of it, float32 [samples, 2], within -1..1.

    Args:
        wave: float32 [samples] or [samples, 2].
        sample_rate: Hz.
        song: the part that it follows.
        share: 0..1, how much of the sound; the rest is the song.

    Raises:
        InvalidInput: no share.
    """
    check_mix_share(share)
    theirs = song.audio(sample_rate)
    ours = np.repeat(wave[:, None], 2, axis=1) if wave.ndim == 1 else wave
    count = max(len(ours), len(theirs))
    ours, theirs = (np.pad(each, ((0, count - len(each)), (0, 0))) for each in (ours, theirs))
    return peak_safe((LOUDER * (share * ours + (1.0 - share) * theirs)).astype(np.float32))


def check_mix_share(share: object) -> None:
    """Raise InvalidInput unless it is a number in 0..1."""
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0.0 <= share <= 1.0:
        raise InvalidInput(f"A share of the mix is in 0..1. Received: {brief(share)}. 0.5 is as much of both.", rule="mix-share")
