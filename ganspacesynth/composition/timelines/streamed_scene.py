"""A scene in, its sound piece by piece out: unbroken ones through a stream, clips as their moments come, recordings as they are."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ganspacesynth.audio.effects.panning import panned
from ganspacesynth.audio.files.sound_files import level_gain, resample
from ganspacesynth.composition.hallucination import walk
from ganspacesynth.composition.mixing import Slot, evened, to_samples
from ganspacesynth.composition.placing import slots, with_chords
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.reaction.reaction_sound import reaction_layer
from ganspacesynth.composition.steps.hallucination_recipe import HallucinationRecipe
from ganspacesynth.composition.timelines.placed_scene import PlacedScene
from ganspacesynth.composition.timelines.recording import Recording
from ganspacesynth.composition.timelines.timeline_path import way_of
from ganspacesynth.composition.timelines.timeline_sound import moved
from ganspacesynth.continuous.layer_trajectory import MAX_DURATION_S
from ganspacesynth.continuous.render import stretched_layer
from ganspacesynth.continuous.stream import Stream
from ganspacesynth.core.motion.trajectory import Trajectory
from ganspacesynth.core.output.levels import LEVELS
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ContinuousRecipe, Recipe
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.synthesis import synthesize_points

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

CHUNK_FRAMES = 8  # of an unbroken sound, made at once
PROBE_S = 2.0  # of clips, whose loudness is that of the scene
AT_ONCE = 4  # clips
EDGE_S, END_S = 0.005, 0.05

MakeWhole = Callable[[Recipe], np.ndarray]


class ScenePiece(Protocol):
    """A scene's sound as it comes.

    Attributes:
        gain: by which it is about as loud as any other scene.
        safe: by which it is about as it was made, within full scale.
        cut: whether it would go on behind the scene.
    """

    gain: float
    safe: float
    cut: bool

    def read(self, count: int) -> np.ndarray:
        """Return the next samples, float32 [count, 2]; silence behind the end."""


def open_scene(
    scene: PlacedScene, offset_s: float, model: "GANSynth", directions: Directions | None, recording: Recording | None, make: MakeWhole
) -> ScenePiece:
    """Return a scene's sound from a moment of its own time on.

    Args:
        scene: what sounds.
        offset_s: seconds from its beginning. An unbroken sound begins there with an attack of its own.
        model, directions: what it is played with.
        recording: of a scene that is one.
        make: makes a scene of another kind whole.
    """
    rate = model.config.sample_rate
    if recording is not None:
        wave = recording.wave()
        return _Whole(wave if recording.sample_rate == rate else resample(wave, recording.sample_rate, rate), rate, offset_s, scene)
    match scene.recipe:
        case ContinuousRecipe(articulation=None) | ReactionRecipe():
            return _Unbroken(scene, offset_s, model, directions)
        case HallucinationRecipe(form="clips"):
            return _Clips(scene, scene.recipe, offset_s, model, directions)
        case None:
            return _Whole(np.zeros(1, np.float32), rate, offset_s, scene)
    return _Whole(make(scene.recipe), rate, offset_s, scene)


class _Whole:
    """A sound that is all there."""

    def __init__(self, wave: np.ndarray, rate: int, offset_s: float, scene: PlacedScene) -> None:
        self.gain, self.safe = _gains([wave], rate)
        self.cut = len(wave) > round(scene.duration_s * rate)
        self._wave, self._at = wave, round(offset_s * rate)

    def read(self, count: int) -> np.ndarray:
        piece, self._at = self._wave[self._at : self._at + count], self._at + count
        return _filled(piece, count)


class _Later:
    """A trajectory from a moment of it on."""

    def __init__(self, way: Trajectory, begin_s: float) -> None:
        self._way, self._begin_s = way, begin_s

    @property
    def duration_s(self) -> float | None:
        whole = self._way.duration_s
        return None if whole is None else max(0.0, whole - self._begin_s)

    def at(self, time_s: float) -> Point:
        return self._way.at(self._begin_s + time_s)


class _Unbroken:
    """One unbroken sound, made as it is heard."""

    cut = False

    def __init__(self, scene: PlacedScene, offset_s: float, model: "GANSynth", directions: Directions | None) -> None:
        recipe, rate, way = scene.recipe, model.config.sample_rate, way_of(scene, model)
        if way is None or not isinstance(recipe, ContinuousRecipe | ReactionRecipe):  # for a type checker: who opens it has looked
            raise TypeError(type(recipe).__name__)
        left_s = max(1.0 / rate, (recipe.duration_s or scene.duration_s) - offset_s)
        rendered_s = min(left_s + (recipe.tail or 0.0) * model.config.audio_length / rate, max(left_s, MAX_DURATION_S))
        layer, along = _stretched(recipe, model, directions)
        future = way if offset_s == 0.0 else _Later(way, offset_s)
        options = {"directions": along, "duration_s": rendered_s, "layer": layer}
        self._stream = Stream(model, future, chunk_frames=CHUNK_FRAMES, live=False, **options)  # type: ignore[arg-type]  # of the right kinds
        self._rows = tuple(recipe.rows()) if isinstance(recipe, ReactionRecipe) else ()
        self._rows = tuple((signal, row) for signal, row in self._rows if row.target in ("level", "pan"))
        self._rate, self._offset_s, self._left, self._at = rate, offset_s, round(left_s * rate), 0
        self._waiting = np.zeros(0, np.float32)
        moments = sorted({offset_s, offset_s + left_s / 2})
        probes = synthesize_points(model, [_whole_pitch(way.at(moment), model) for moment in moments], directions)
        self.gain, self.safe = _gains(list(probes), rate)

    def read(self, count: int) -> np.ndarray:
        while len(self._waiting) < count and not self._stream.done:
            self._waiting = np.concatenate([self._waiting, self._stream.next()])
        piece, self._waiting = self._waiting[:count], self._waiting[count:]
        places = self._at + np.arange(len(piece))
        self._at += count
        edge, end = EDGE_S * self._rate, min(END_S * self._rate, self._left / 4)
        piece = piece * np.clip(np.minimum((places + 0.5) / edge, (self._left - places - 0.5) / max(end, 1.0)), 0.0, 1.0).astype(np.float32)
        return _filled(moved(piece, self._rows, self._offset_s + places / self._rate), count)


def _stretched(recipe: ContinuousRecipe | ReactionRecipe, model: "GANSynth", directions: Directions | None) -> tuple[str, Directions | None]:
    """Return the layer that is stretched, as when the scene is made whole, and directions where any of its points needs them.

    A stream does not know beforehand that all of its edits move z, so that no layer has to lie before theirs: then it stretches theirs.
    """
    rows = recipe.modulations if isinstance(recipe, ReactionRecipe) else ()
    needed = any(point.edits or point.mode == "replace" for point in recipe.path.points) or any(row.target == "edits" for row in rows)
    along = directions if needed else None
    layer = reaction_layer(recipe, model.config, along) if isinstance(recipe, ReactionRecipe) else stretched_layer(model, recipe.path, along)
    latest = [] if along is None or recipe.path.points[0].mode != "latent" else [along.layer]
    return max([layer, *latest], key=list(model.config.layers).index), along


class _Clips:
    """Clips at their moments, each made shortly before it is heard."""

    def __init__(self, scene: PlacedScene, recipe: HallucinationRecipe, offset_s: float, model: "GANSynth", directions: Directions | None) -> None:
        sequence, settings = recipe.sequence, recipe.settings
        self._model, self._directions, self._rate = model, directions, model.config.sample_rate

        def draw(seed: int) -> np.ndarray:
            return model.sample_z(1, seed=seed)[0]

        pitches = model.config.pitches
        points = with_chords(walk(sequence, settings, pitches=pitches, draw=draw), sequence, settings, pitches=pitches)
        placed, clip_s = slots(sequence, settings), model.config.audio_length / self._rate
        self.cut = max(slot.start_s + min(slot.envelope.duration_s, clip_s) for slot in placed) > scene.duration_s
        self._at = round(offset_s * self._rate)
        self._coming: Iterator[tuple[Slot, Point]] = (
            each for each in zip(placed, points, strict=True) if each[0].start_s + min(each[0].envelope.duration_s, clip_s) > offset_s
        )
        self._next: list[tuple[Slot, Point]] = []
        self._ahead = np.zeros((0, 2), np.float32)
        self._make(self._at + round(PROBE_S * self._rate))
        self.gain, self.safe = _gains([self._ahead], self._rate)

    def read(self, count: int) -> np.ndarray:
        self._make(self._at + count)
        piece, self._ahead, self._at = self._ahead[:count], self._ahead[count:], self._at + count
        return _filled(piece, count)

    def _make(self, until: int) -> None:
        """Make all clips that begin before a sample of the scene."""
        while True:
            due = list(self._due(until))
            if not due:
                return
            waves = synthesize_points(self._model, [point for _, point in due], self._directions)
            for (slot, _), wave in zip(due, waves, strict=True):
                self._place(slot, wave)

    def _due(self, until: int) -> Iterator[tuple[Slot, Point]]:
        for _ in range(AT_ONCE):
            coming = self._next.pop() if self._next else next(self._coming, None)
            if coming is None:
                return
            if to_samples(coming[0].start_s, self._rate) >= until:
                self._next.append(coming)
                return
            yield coming

    def _place(self, slot: Slot, wave: np.ndarray) -> None:
        shaped = slot.envelope.apply(wave, self._rate)
        shaped = (evened(shaped, self._rate) if slot.even else shaped) * np.float32(slot.gain)
        both, start = panned(shaped, slot.pan or 0.0), to_samples(slot.start_s, self._rate) - self._at
        both, start = both[max(0, -start) :], max(0, start)
        self._ahead = np.pad(self._ahead, ((0, max(0, start + len(both) - len(self._ahead))), (0, 0)))
        self._ahead[start : start + len(both)] += both


def _gains(waves: list[np.ndarray], rate: int) -> tuple[float, float]:
    """Return what brings the loudest of some waves to the usual loudness, and what only keeps it within full scale."""
    usual, safe = (min(level_gain(wave, rate, level) for wave in waves) for level in (LEVELS[0], "model"))
    return usual, safe


def _filled(wave: np.ndarray, count: int) -> np.ndarray:
    """Return [count, 2] of a piece of one channel or two."""
    both = panned(wave, 0.0) if wave.ndim == 1 else wave
    return np.pad(np.asarray(both, np.float32), ((0, count - len(both)), (0, 0)))


def _whole_pitch(point: Point, model: "GANSynth") -> Point:
    """Return a point that a clip can be made of."""
    return point.replace(pitch=float(model.config.nearest_pitch(point.pitch)))
