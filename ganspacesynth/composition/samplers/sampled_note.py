"""Points in, the samples of a keyboard out: each with the keys and velocities that it answers, and its loop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipes import clip_recipe, continuous_recipe
from ganspacesynth.composition.samplers.keyboard import key_ranges, sampled_pitches, velocity_ranges
from ganspacesynth.composition.samplers.loop import SampleLoop, looped
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.room import Room, check_share
from ganspacesynth.core.point import Point, blend
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.work.progress import Progress, quiet

ROBIN, VELOCITY = "robin", "velocity"
LAYERS = 4  # between two points
SHORTEST_S, LONGEST_S = 0.1, 60.0  # that a sound is held
LONGEST_RELEASE_S = 60.0
MAX_NOTES = 4096


@dataclass(frozen=True)
class SamplerSettings:
    """What is sampled.

    Attributes:
        every: semitones from one sample to the next.
        low, high: MIDI numbers of the first and the last; None for the model's.
        layers: sounds for each key, from the first point to the second; None for 4 between two points, and 1 of a single one.
        layers_by: what chooses among them: "velocity", or "robin": each in turn.
        hold_s: seconds that each sound is held behind its attack; the loop is in there.
        loop: off plays each sound once: clips of the model's own length.
        attack_s, release_s: of the sampler's envelope.
        width, room: as of a recipe.
        rate: Hz.
    """

    every: int = 3
    low: int | None = None
    high: int | None = None
    layers: int | None = None
    layers_by: str = VELOCITY
    hold_s: float = 2.0
    loop: bool = True
    attack_s: float = 0.003
    release_s: float = 0.3
    width: float = 0.0
    room: Room | None = None
    rate: int = 44100

    def __post_init__(self) -> None:
        check_share("width", self.width)
        if self.layers_by not in (VELOCITY, ROBIN):
            raise InvalidInput(f"Layers are chosen by {VELOCITY} or {ROBIN}. Received: {self.layers_by!r}.", rule="known-layering")
        if not SHORTEST_S <= self.hold_s <= LONGEST_S:
            raise InvalidInput(f"A sound is held {SHORTEST_S:g}..{LONGEST_S:g} seconds. Received: hold_s={self.hold_s!r}.", rule="seconds-range")
        for name in ("attack_s", "release_s"):
            if not 0.0 <= getattr(self, name) <= LONGEST_RELEASE_S:
                raise InvalidInput(
                    f"{name} must be in 0..{LONGEST_RELEASE_S:g} seconds. Received: {name}={getattr(self, name)!r}.", rule="seconds-range"
                )


@dataclass(frozen=True, eq=False)
class SampledNote:
    """One sample.

    Attributes:
        wave: float32 [samples, 1 or 2], within -1..1.
        sample_rate: Hz.
        pitch: MIDI number that it sounds at.
        keys, velocities: the lowest and the highest that it answers.
        turn: which of `turns` sounds in turn it is, from 1.
        turns: how many there are; 1 where velocity chooses.
        loop: where it goes round, None for once.
    """

    wave: np.ndarray
    sample_rate: int
    pitch: int
    keys: tuple[int, int]
    velocities: tuple[int, int]
    turn: int
    turns: int
    loop: SampleLoop | None

    def file_name(self, name: str) -> str:
        """Return NAME_PITCH_VELOCITY.wav, with the turn where there are several."""
        turn = f"_{self.turn}" if self.turns > 1 else ""
        return f"{name}_{self.pitch:03d}_{self.velocities[1]:03d}{turn}.wav"


def sampled_notes(instrument: Instrument, points: Sequence[Point], settings: SamplerSettings, *, progress: Progress = quiet) -> Iterator[SampledNote]:
    """Make the samples, layer by layer and upwards.

    Args:
        instrument: what plays.
        points: one, or two for a morph from the first (soft) to the second (hard); their pitches are not used.
        settings: see there.
        progress: called with (samples done, samples in all).

    Raises:
        InvalidInput: points between which there is nothing, or that the model cannot play; a model without unbroken sounds, with loops.
    """
    model = instrument.model
    if settings.loop and model.config.data_type == "phase":
        raise InvalidInput(
            "A loop needs a model with instantaneous frequency. Received: data_type='phase'. Export without loops.", rule="instantaneous-frequency"
        )
    timbres = layers_of([point.drawn_from(lambda seed: model.sample_z(1, seed=seed)[0]) for point in points], settings.layers)
    pitches = sampled_pitches(model.config.pitches, every=settings.every, low=settings.low, high=settings.high)
    total = len(timbres) * len(pitches)
    if total > MAX_NOTES:
        raise InvalidInput(
            f"There may be {MAX_NOTES} samples. Received: {total}. Use fewer layers, or larger steps between keys.", rule="sample-count"
        )
    robin = settings.layers_by == ROBIN
    velocities = velocity_ranges(1) * len(timbres) if robin else velocity_ranges(len(timbres))
    return _notes(instrument, timbres, pitches, velocities, settings, progress)


def layers_of(points: Sequence[Point], layers: int | None) -> list[Point]:
    """Return the timbre of each layer.

    Raises:
        InvalidInput: neither one point nor two, several layers of one, or two between which there is nothing.
    """
    if len(points) not in (1, 2):
        raise InvalidInput(
            f"A sampler's sound is one point, or a morph between two. Received: {len(points)} points. Name one or two.", rule="one-or-two-points"
        )
    layers = (LAYERS if len(points) == 2 else 1) if layers is None else layers
    velocity_ranges(layers)
    if len(points) == 1:
        if layers > 1:
            raise InvalidInput(
                f"Layers lie between two points. Received: {layers} layers of one point. Name a second one.", rule="layers-between-points"
            )
        return list(points)
    a, b = points
    if a.mode != b.mode or (a.z is None) != (b.z is None) or (a.z and b.z and len(a.z) != len(b.z)):
        raise InvalidInput(
            f"Points must be of one model and mode to morph. Received: {a.mode} and {b.mode}. Choose two of a kind.", rule="points-alike"
        )
    return [blend(a, b, i / max(1, layers - 1)) for i in range(layers)]


def _notes(
    instrument: Instrument,
    timbres: list[Point],
    pitches: tuple[int, ...],
    velocities: list[tuple[int, int]],
    settings: SamplerSettings,
    progress: Progress,
) -> Iterator[SampledNote]:
    turns = len(timbres) if settings.layers_by == ROBIN else 1
    total = len(timbres) * len(pitches)
    progress(0, total)
    for layer, timbre in enumerate(timbres):
        turn = layer + 1 if turns > 1 else 1
        for index, (pitch, keys) in enumerate(zip(pitches, key_ranges(pitches), strict=True)):
            wave, loop = _sampled(instrument, timbre.replace(pitch=pitch), settings)
            yield SampledNote(wave, settings.rate, pitch, keys, velocities[layer], turn, turns, loop)
            progress(layer * len(pitches) + index + 1, total)


def _sampled(instrument: Instrument, point: Point, settings: SamplerSettings) -> tuple[np.ndarray, SampleLoop | None]:
    """Make one sample, float32 [samples, channels]; the continuous form holds what is in a clip's middle."""
    half_s = instrument.model.config.audio_length / instrument.model.config.sample_rate / 2
    recipe: Recipe = clip_recipe(point, level="loudness")
    if settings.loop:
        recipe = continuous_recipe(PointPath((0.0,), (point,)), 2 * half_s + settings.hold_s, level="loudness")
    recipe = replace(recipe, width=settings.width, room=settings.room, rate=settings.rate)
    wave = make_sound(instrument, recipe).wave
    wave = wave.reshape(len(wave), -1)
    return looped(wave, settings.rate, half_s, half_s + settings.hold_s) if settings.loop else (wave, None)
