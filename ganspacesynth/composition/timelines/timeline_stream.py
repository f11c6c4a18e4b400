"""A timeline's sound, chunk by chunk, from any moment of it: what is heard next is made, and nothing else.

A preview: the first sound is there at once, also of an hour. It differs from what `make_sound` makes in this:

- a scene's loudness is that of its first sounds, since nobody has heard the rest; it may be a few decibels off;
- a mix that shall be brought to a peak or to LUFS stays as its scenes make it;
- it has no width and no room, and the rate of the model;
- begun within an unbroken scene, it begins there with an attack.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.composition.timelines.placed_scene import PlacedScene, TimelineLayer
from ganspacesynth.composition.timelines.streamed_scene import MakeWhole, ScenePiece, open_scene
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.composition.timelines.timeline_sound import LIMITER_S, faded_levels, limiter, moved
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.directions.directions import Directions

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

CHUNK_S = 0.25
SHORTEST_S, LONGEST_S = 0.02, 10.0  # of a chunk

Open = Callable[[PlacedScene, float], ScenePiece]


class TimelineStream:
    """One run through a timeline.

    Attributes:
        sample_rate: Hz.
        done: whether all has been returned.
    """

    def __init__(
        self,
        recipe: TimelineRecipe,
        model: "GANSynth",
        directions: Directions | None,
        make: MakeWhole,
        *,
        begin_s: float | None = None,
        chunk_s: float = CHUNK_S,
    ) -> None:
        """Begin; nothing is made yet.

        Args:
            recipe: of the timeline; its part, stem and level "model" count.
            model, directions: what it is played with.
            make: makes a scene of a kind that does not come in pieces.
            begin_s: seconds of the timeline; None is where its part begins.
            chunk_s: seconds of a chunk.

        Raises:
            SequenceError: a moment outside the timeline, or no length of a chunk.
        """
        first, last = recipe.part or (0.0, recipe.duration_s)
        begin_s = first if begin_s is None else begin_s
        if not 0.0 <= begin_s < recipe.duration_s or not SHORTEST_S <= chunk_s <= LONGEST_S:
            raise SequenceError(
                f"A timeline is heard from a moment of it, in chunks of {SHORTEST_S:g}..{LONGEST_S:g} s. "
                f"Received: from {begin_s:g} s of {recipe.duration_s:g} s, chunks of {chunk_s:g} s.",
                rule="timeline-moment",
            )
        rate = model.config.sample_rate
        self.sample_rate, self.done = rate, False

        def opened(scene: PlacedScene, offset_s: float) -> ScenePiece:
            recording = None if scene.recording is None else recipe.recordings[scene.recording]
            return open_scene(scene, offset_s, model, directions, recording, make)

        layers = recipe.layers if recipe.stem is None else recipe.layers[recipe.stem : recipe.stem + 1]
        self._layers = [_Layer(layer, rate, opened, as_made=recipe.level == "model") for layer in layers]
        self._rows, self._chunk = recipe.rows, round(chunk_s * rate)
        self._at, self._end = round(begin_s * rate), round(last * rate)
        self._made, self._reach = self._at, 2 * max(1, round(LIMITER_S * rate)) + 2
        self._mix = np.zeros((0, 2), np.float32)  # from `_kept` up to `_made`
        self._kept = self._at

    @property
    def time_s(self) -> float:
        """The moment of the timeline up to which sound was returned, seconds."""
        return self._at / self.sample_rate

    def next(self) -> np.ndarray:
        """Return the next chunk, float32 [samples, 2] within -1..1; none when all is over."""
        stop = min(self._end, self._at + self._chunk)
        self._make(min(self._end, stop + self._reach))
        first, last = self._at - self._kept, stop - self._kept
        held = limiter(np.abs(self._mix).max(axis=1, initial=0.0), self.sample_rate)
        piece = self._mix[first:last] * (1.0 if held is None else held[first:last, None])
        behind = max(0, stop - self._reach - self._kept)
        self._mix, self._kept, self._at = self._mix[behind:], self._kept + behind, stop
        self.done = stop >= self._end
        return np.asarray(piece, np.float32)

    def _make(self, until: int) -> None:
        count = until - self._made
        if count <= 0:
            return
        times_s = (self._made + np.arange(count)) / self.sample_rate
        pieces = [moved(layer.read(self._made, count), self._rows, times_s) for layer in self._layers]
        self._mix = np.concatenate([self._mix, np.sum(pieces, axis=0, dtype=np.float32)])
        self._made = until


class _Layer:
    """Scenes of a layer, each opened when it begins to sound."""

    def __init__(self, layer: TimelineLayer, rate: int, opened: Open, *, as_made: bool) -> None:
        self._layer, self._rate, self._opened, self._as_made = layer, rate, opened, as_made
        self._sounding: dict[int, ScenePiece] = {}

    def read(self, first: int, count: int) -> np.ndarray:
        """Return float32 [count, 2] from a sample of the timeline on."""
        mix = np.zeros((count, 2), np.float32)
        for place, scene in enumerate(self._layer.scenes):
            start = round(scene.start_s * self._rate)
            stop = start + max(1, round(scene.duration_s * self._rate))
            begin, end = max(first, start), min(first + count, stop)
            if begin < end and (scene.recipe is not None or scene.recording is not None):
                mix[begin - first : end - first] += self._scene(place, scene, begin - start, end - begin)
            elif stop <= first:
                self._sounding.pop(place, None)
        return mix * np.float32(10.0 ** (self._layer.level_db / 20.0))

    def _scene(self, place: int, scene: PlacedScene, at: int, count: int) -> np.ndarray:
        if place not in self._sounding:
            self._sounding[place] = self._opened(scene, at / self._rate)
        sound, places = self._sounding[place], at + np.arange(count)
        gain = (sound.safe if self._as_made else sound.gain) * 10.0 ** (scene.level_db / 20.0)
        wave = moved(sound.read(count) * np.float32(gain), scene.rows, places / self._rate)
        return wave * faded_levels(scene, self._rate, places, cut=sound.cut)[:, None]
