"""A recipe in, its sound out: the one function that makes all sounds, so that what a WAV remembers is what made it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.audio.edges import EDGE_S, fade_edges, levelled
from ganspacesynth.audio.files.sound_files import at_level, peak_safe
from ganspacesynth.composition.hallucination import hallucinate, onsets_s, to_path, walk
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.midi.note_points import legato_paths, notes_to_points, touch
from ganspacesynth.composition.mixing import MAX_SECONDS, Envelope, Slot, finish, place
from ganspacesynth.composition.recipes import HallucinationRecipe, MidiRecipe, as_recipe
from ganspacesynth.continuous.layer_trajectory import MAX_DURATION_S
from ganspacesynth.continuous.render import render
from ganspacesynth.core.errors import GanSpaceSynthError, SequenceError, brief
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe, Recipe
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.synthesis import synthesize_points

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

VOICES_AT_ONCE = 8
TAIL_FADE_S = 0.05  # for what still sounds where the tail is cut off: models of recordings are not silent there
HELD = 0.75  # models learn notes that are held for three quarters of the clip (NSynth: three of four seconds) and then die away


def make(recipe: Recipe | Mapping[str, Any], model: "GANSynth", directions: Directions | None = None, *, progress: Progress = quiet) -> np.ndarray:
    """Make a recipe's sound: the same samples every time, on one machine.

    Args:
        recipe: of any kind, or its JSON.
        model: a GANSynth.
        directions: needed by points with edits.
        progress: called with (parts done, parts in all).

    Returns:
        float32 [samples] within -1..1.

    Raises:
        SequenceError: a damaged recipe, or one that the model cannot play.
    """
    recipe = as_recipe(recipe)
    try:
        return _MAKERS[type(recipe)](recipe, model, directions, progress)
    except GanSpaceSynthError:
        raise
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError) as e:
        raise SequenceError(
            f"A recipe of kind {recipe.kind} must be whole. Received: a damaged one ({brief(e)}). Make the sound anew.", rule="whole-recipe"
        ) from e


def _clip(recipe: ClipRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    rate = model.config.sample_rate
    wave = synthesize_points(model, [recipe.point], directions)[0]
    return levelled(wave, recipe.gain, rate) if recipe.level is None else at_level(fade_edges(wave, rate), rate, recipe.level)


def _continuous(recipe: ContinuousRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    wave = _unbroken(recipe, recipe.path, model, directions, progress)
    return peak_safe(wave) if recipe.level is None else at_level(wave, model.config.sample_rate, recipe.level)


def _unbroken(
    recipe: ContinuousRecipe | HallucinationRecipe, path: PointPath, model: "GANSynth", directions: Directions | None, progress: Progress
) -> np.ndarray:
    """Render a path so that it sounds as long as the recipe says: what the network does behind its release is left out."""
    rate, duration_s, tail = model.config.sample_rate, recipe.duration_s, recipe.tail
    if tail is None:  # of a recipe from before there were tails, and from before pitches between those of the model
        wave = render(model, path, directions=directions, duration_s=duration_s, progress=progress, microtones=False)
        return fade_edges(wave, rate)
    clip_s = model.config.audio_length / rate
    duration_s = (path.duration_s or clip_s) if duration_s is None else duration_s
    rendered_s = min(duration_s + tail * clip_s, max(duration_s, MAX_DURATION_S))
    wave = render(model, path, directions=directions, duration_s=rendered_s, progress=progress)[: max(1, round(duration_s * rate))]
    fall = Envelope(attack_s=EDGE_S, release_s=min(TAIL_FADE_S, duration_s / 4))
    return np.asarray(wave, np.float32) * fall.levels(len(wave), rate)


def _hallucination(recipe: HallucinationRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    sequence, settings = recipe.sequence, recipe.settings

    def draw(seed: int) -> np.ndarray:
        return model.sample_z(1, seed=seed)[0]

    rate, level = model.config.sample_rate, recipe.level
    if recipe.form == "continuous":
        path = _filling(to_path(sequence, settings, draw=draw), recipe.duration_s)
        wave = finish(_unbroken(recipe, path, model, directions, progress), full_level=settings.normalize and level is None)
        return wave if level is None else at_level(wave, rate, level)
    wave = hallucinate(
        lambda points: synthesize_points(model, points, directions),
        walk(sequence, settings, pitches=model.config.pitches, draw=draw),
        settings if level is None else replace(settings, normalize=False),
        rate,
        onsets=onsets_s(sequence, settings),
        progress=progress,
    )
    return wave if level is None else at_level(wave, rate, level)


def _filling(path: PointPath, duration_s: float | None) -> PointPath:
    if duration_s is None or not path.duration_s:
        return path
    return PointPath(tuple(t * duration_s / path.duration_s for t in path.times_s), path.points, path.between)


@dataclass(frozen=True)
class _Voice:
    """A note, or a line of them: when, how long, how loud, and what it does meanwhile."""

    start_s: float
    length_s: float
    gain: float
    path: PointPath


def _midi(recipe: MidiRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    voices = _voices(recipe.notes, recipe.timbre, legato=recipe.legato, velocities=model.config.conditions.velocity)
    attack_s, release_s = recipe.attack_s, recipe.release_s
    slots = [Slot(v.start_s, Envelope(attack_s, max(0.0, v.length_s - attack_s), release_s), v.gain) for v in voices]

    def waves() -> Iterator[np.ndarray]:
        for begin in range(0, len(voices), VOICES_AT_ONCE):
            some = voices[begin : begin + VOICES_AT_ONCE]
            yield from _sing(model, directions, some, release_s)
            progress(begin + len(some), len(voices))

    clip = place(waves(), slots, model.config.sample_rate)
    return finish(clip) if recipe.level is None else at_level(clip, model.config.sample_rate, recipe.level)


def _voices(notes: Sequence[MidiNote], timbre: PointPath, *, legato: bool, velocities: tuple[int, ...]) -> list[_Voice]:
    if legato:
        return [_Voice(line.start_s, line.path.duration_s, line.gain, line.path) for line in legato_paths(notes, timbre, velocities=velocities)]
    gains = [touch(note, timbre.at(note.start_s), velocities)[1] for note in notes]
    played = zip(notes_to_points(notes, timbre, velocities=velocities), gains, strict=True)
    return [_Voice(note.start_s, min(note.duration_s, MAX_SECONDS), gain, PointPath((0.0,), (point,))) for (note, point), gain in played]


def _sing(model: "GANSynth", directions: Directions | None, voices: list[_Voice], release_s: float) -> Iterator[np.ndarray]:
    """Clips, made together, for notes that fit into one; the continuous form for what is held longer or moves."""
    clip_s = model.config.audio_length / model.config.sample_rate
    clips_only = model.config.data_type == "phase"  # such a model has no continuous form: what is held ends with its clip
    short = [len(v.path.points) == 1 and (v.length_s <= HELD * clip_s or clips_only) for v in voices]
    tail_s = max(release_s, (1.0 - HELD) * clip_s)  # the envelope ends before it, and so before the sound dies away by itself
    points = [v.path.points[0] for v, fits in zip(voices, short, strict=True) if fits]
    clips = iter(synthesize_points(model, points, directions))
    for voice, fits in zip(voices, short, strict=True):
        yield next(clips) if fits else render(model, voice.path, directions=directions, duration_s=voice.length_s + tail_s)


_MAKERS: dict[type[Recipe], Callable[..., np.ndarray]] = {
    ClipRecipe: _clip,
    ContinuousRecipe: _continuous,
    HallucinationRecipe: _hallucination,
    MidiRecipe: _midi,
}
