"""A timeline's recipe in, the sound of each of its layers out: scenes made one by one, faded, placed, and held under full scale together.

layer 1   |====scene 1====\\\\                             Of a part only the scenes are made that sound in it, or within a second of it:
layer 2        |===sc\\\\//ene 3===========|              faders, resampling and the limiter look no further, so it is the whole, cut.
                  | part  |
"""

from collections.abc import Callable

import numpy as np

from ganspacesynth.audio.effects.panning import panned
from ganspacesynth.audio.files.sound_files import PEAK, level_gain
from ganspacesynth.composition.timelines.placed_scene import PlacedScene, Rows, TimelineLayer
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.output.levels import LEVELS, Level
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.work.progress import Progress, quiet

MARGIN_S = 1.0  # seconds beside a part that are made as well
EDGE_S, CUT_S = 0.005, 0.05  # a recording begins and ends within the one; a sound that goes on behind its scene dies away within the other
LIMITER_S = 0.02  # to each side
CEILING = PEAK * (1.0 - 1e-6)
LOUDNESS = LEVELS[0]

MakeScene = Callable[[Recipe, Progress], np.ndarray]
Finish = Callable[[np.ndarray], np.ndarray]


def timeline_stems(
    recipe: TimelineRecipe,
    sample_rate: int,
    make: MakeScene,
    *,
    rate: int | None = None,
    finish: Finish | None = None,
    progress: Progress = quiet,
) -> list[np.ndarray]:
    """Make each layer as it is in the mix, which is the sum of all.

    Args:
        recipe: of the timeline; its stem does not count.
        sample_rate: Hz at which scenes are made.
        make: a scene's recipe, at level "model", in; its sound, float32 [samples] or [samples, 2], out.
        rate: Hz that `finish` brings a layer to.
        finish: what is done to each layer, such as its room.
        progress: called with (scenes done, scenes in all).

    Returns:
        float32 [samples] each, or [samples, 2] as soon as one of them has two channels, of the part that the recipe says.
    """
    rate = rate or sample_rate
    begin_s, end_s = _made(recipe)
    scenes = _Scenes(recipe, sample_rate, make, progress, sounding(recipe))
    stems = [_layer(layer, recipe, scenes, begin_s, end_s) for layer in recipe.layers]
    stems = _alike([stem if finish is None else finish(stem) for stem in stems])
    stems = _levelled(stems, rate, recipe.level)
    if recipe.part is None:
        return stems
    first, last = (round((moment - begin_s) * rate) for moment in recipe.part)
    return [stem[first:last] for stem in stems]


def sounding(recipe: TimelineRecipe) -> int:
    """Return how many scenes are made for a recipe."""
    return len(scenes_of(recipe))


def scenes_of(recipe: TimelineRecipe) -> list[PlacedScene]:
    """Return the scenes that are made for a recipe, in the order in which they are: of a part, those that sound in it or a second beside it."""
    return [scene for scene in recipe.scenes() if _sounds(scene, *_made(recipe))]


def _made(recipe: TimelineRecipe) -> tuple[float, float]:
    """Return from where to where a timeline is made for a part of it: from and to whole seconds, so that all rates begin together."""
    local = recipe.level in (None, LOUDNESS, "model") and recipe.room is None
    if recipe.part is None or not local:
        return 0.0, recipe.duration_s
    return max(0.0, float(np.floor(recipe.part[0] - MARGIN_S))), min(recipe.duration_s, float(np.ceil(recipe.part[1] + MARGIN_S)))


def _sounds(scene: PlacedScene, begin_s: float, end_s: float) -> bool:
    return (scene.recipe is not None or scene.recording is not None) and scene.end_s > begin_s and scene.start_s < end_s


class _Scenes:
    """Makes the sounds of scenes, each once, whatever they are called: those of a loop are alike, and somebody may write one several times."""

    def __init__(self, recipe: TimelineRecipe, sample_rate: int, make: MakeScene, progress: Progress, total: int) -> None:
        self._recipe, self.rate, self._make, self._progress = recipe, sample_rate, make, progress
        self._done, self._total = 0, total
        self._coming = [scene.recipe for scene in scenes_of(recipe) if scene.recipe is not None and scene.recording is None]
        self._kept: list[tuple[Recipe, np.ndarray]] = []  # those that come again

    def wave(self, scene: PlacedScene) -> np.ndarray:
        """Return a scene's sound as loud as its level says, faded, at most as long as the scene."""
        count = max(1, round(scene.duration_s * self.rate))
        wave = self._raw(scene)
        level: Level = LOUDNESS if self._recipe.level is None else self._recipe.level
        gain = 1.0 if level == "model" else level_gain(wave, self.rate, LOUDNESS)
        cut = len(wave) > count
        wave = np.asarray(wave[:count] * np.float32(gain * 10.0 ** (scene.level_db / 20.0)), np.float32)
        wave = moved(wave, scene.rows, np.arange(len(wave)) / self.rate)
        self._done += 1
        self._progress(self._done, self._total)
        return _faded(wave, scene, self.rate, cut=cut)

    def _raw(self, scene: PlacedScene) -> np.ndarray:
        if scene.recording is not None:
            recording = self._recipe.recordings[scene.recording]
            wave = recording.wave()
            if recording.sample_rate == self.rate:
                return wave
            from ganspacesynth.audio.files.sound_files import resample

            return resample(wave, recording.sample_rate, self.rate)
        recipe = scene.recipe
        if recipe is None:
            return np.zeros(1, np.float32)
        self._coming.remove(recipe)
        again = recipe in self._coming
        place = next((index for index, (kept, _) in enumerate(self._kept) if kept == recipe), None)
        if place is None:
            found = self._make(recipe, lambda *_: self._progress(self._done, self._total))
            self._kept += [(recipe, found)] if again else []
            return found
        return self._kept[place][1] if again else self._kept.pop(place)[1]


def _layer(layer: TimelineLayer, recipe: TimelineRecipe, scenes: _Scenes, begin_s: float, end_s: float) -> np.ndarray:
    """Return the scenes of a layer between two moments, float32 [samples] or [samples, 2]."""
    rate = scenes.rate
    first, count = round(begin_s * rate), max(1, round(end_s * rate) - round(begin_s * rate))
    stem = np.zeros(count, np.float32)
    for scene in layer.scenes:
        if not _sounds(scene, begin_s, end_s):
            continue
        wave, start = scenes.wave(scene), round(scene.start_s * rate) - first
        wave, start = wave[max(0, -start) :], max(0, start)
        stem, wave = _alike_two(stem, wave[: max(0, count - start)])
        stem[start : start + len(wave)] += wave
    stem *= np.float32(10.0 ** (layer.level_db / 20.0))
    return moved(stem, recipe.rows, (first + np.arange(count)) / rate)


def _faded(wave: np.ndarray, scene: PlacedScene, rate: int, *, cut: bool) -> np.ndarray:
    levels = faded_levels(scene, rate, np.arange(len(wave)), cut=cut)
    return wave * (levels if wave.ndim == 1 else levels[:, None])


def faded_levels(scene: PlacedScene, rate: int, places: np.ndarray, *, cut: bool) -> np.ndarray:
    """Return how a scene fades in and out, along a quarter of a sine: the squares of two that cross add up to 1.

    Args:
        scene: with its fades.
        rate: Hz.
        places: int [n], samples of the scene.
        cut: whether its sound goes on behind it.

    Returns:
        float32 [n].
    """
    count = round(scene.duration_s * rate)
    rough = EDGE_S if scene.recording is not None else 0.0
    fade_in = round(max(scene.fade_in_s, rough) * rate)
    fade_out = round(max(scene.fade_out_s, rough, min(CUT_S, scene.duration_s / 4) if cut else 0.0) * rate)
    levels = np.ones(len(places))
    if fade_in:
        rising = places < fade_in
        levels[rising] *= np.sin(0.5 * np.pi * (places[rising] + 0.5) / fade_in)
    if fade_out:
        behind = places - (count - fade_out) + 0.5
        levels *= np.cos(0.5 * np.pi * np.clip(behind / fade_out, 0.0, 1.0))
    return levels.astype(np.float32)


def moved(wave: np.ndarray, rows: Rows, times_s: np.ndarray) -> np.ndarray:
    """Return a sound at the levels and places that signals say: of one channel at equal power, of two by their balance.

    Args:
        wave: float32 [samples] or [samples, 2].
        rows: of level and pan.
        times_s: the moment of each sample, in the time of the signals.
    """
    level, pan = None, None
    for signal, row in rows:
        values = row.values(signal, times_s)
        if row.target == "level":
            level = values if level is None else level + values
        else:
            pan = values if pan is None else pan + values
    if level is not None:
        gain = (10.0 ** (level / 20.0)).astype(np.float32)
        wave = wave * (gain if wave.ndim == 1 else gain[:, None])
    if pan is None:
        return wave
    place = np.clip(pan, -1.0, 1.0)
    return panned(wave, place) if wave.ndim == 1 else wave * panned(np.ones(len(wave), np.float32), place)


def _alike(waves: list[np.ndarray]) -> list[np.ndarray]:
    """Return waves of as many channels, and as long, as the largest."""
    stereo, length = any(wave.ndim == 2 for wave in waves), max(map(len, waves))
    waves = [panned(wave, 0.0) if stereo and wave.ndim == 1 else wave for wave in waves]
    return [np.pad(wave, ((0, length - len(wave)), (0, 0))[: wave.ndim]) for wave in waves]


def _alike_two(stem: np.ndarray, wave: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if stem.ndim == wave.ndim:
        return stem, wave
    return (panned(stem, 0.0), wave) if stem.ndim == 1 else (stem, panned(wave, 0.0))


def _levelled(stems: list[np.ndarray], rate: int, level: Level | None) -> list[np.ndarray]:
    """Bring the mix to its level where that is one of the whole, and hold it, and each stem, under full scale."""
    gain = 1.0 if level in (None, LOUDNESS, "model") else level_gain(np.sum(stems, axis=0), rate, level, peak=None if level != "peak" else PEAK)
    stems = [stem * np.float32(gain) for stem in stems]
    loudest = np.max([np.abs(each) if each.ndim == 1 else np.abs(each).max(axis=1) for each in (np.sum(stems, axis=0), *stems)], axis=0)
    held = limiter(loudest, rate)
    return stems if held is None else [np.asarray(stem * (held if stem.ndim == 1 else held[:, None]), np.float32) for stem in stems]


def limiter(loudest: np.ndarray, rate: int) -> np.ndarray | None:
    """Return the gain that holds a sound under full scale, float32 [samples], or None where none is needed.

    What a moment asks for is asked for 20 ms around it, and the mean of that over as long is taken: so no moment gets more than it needs to stay
    under, the gain has no corners, and it depends on nothing that is further away.

    Args:
        loudest: [samples], magnitudes.
        rate: Hz.
    """
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    if float(np.max(loudest, initial=0.0)) <= CEILING:
        return None
    asked = np.minimum(1.0, CEILING / np.maximum(loudest.astype(np.float64), CEILING))
    size = 2 * max(1, round(LIMITER_S * rate)) + 1
    lowest = minimum_filter1d(asked, size, mode="nearest")
    return np.minimum(uniform_filter1d(lowest, size, mode="nearest"), asked).astype(np.float32)
