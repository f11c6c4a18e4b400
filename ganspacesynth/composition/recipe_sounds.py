"""A recipe in, its sound out: the one function that makes all sounds, so that what a WAV remembers is what made it."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.audio.effects.articulator import articulate
from ganspacesynth.audio.effects.edges import EDGE_S, fade_edges, levelled
from ganspacesynth.audio.effects.panning import panned
from ganspacesynth.audio.files.sound_files import PEAK, at_level, level_gain, peak_safe
from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
from ganspacesynth.composition.hallucination import play, to_path, walk
from ganspacesynth.composition.midi.midi_recipe import MidiRecipe
from ganspacesynth.composition.midi.note_voices import NoteVoice, voices_of
from ganspacesynth.composition.mixing import SILENCE, Envelope, Slot, finish, place
from ganspacesynth.composition.placing import check_unbroken, count_sounds, shape_unbroken, slots, with_chords
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.reaction.reaction_sound import reaction_wave
from ganspacesynth.composition.recipes import HELD, HallucinationRecipe, LayersRecipe, as_recipe
from ganspacesynth.composition.steps.hallucination_recipe import FORMS
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.composition.timelines.timeline_sound import timeline_stems
from ganspacesynth.continuous.layer_trajectory import MAX_DURATION_S
from ganspacesynth.continuous.render import render
from ganspacesynth.core.errors import GanSpaceSynthError, SequenceError, brief
from ganspacesynth.core.motion.articulation import Articulation
from ganspacesynth.core.motion.trajectory import PointPath, Trajectory
from ganspacesynth.core.output.levels import LEVELS, Level
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe, Recipe
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.synthesis import synthesize_points

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

VOICES_AT_ONCE = 8
TAIL_FADE_S = 0.05  # for what still sounds where the tail is cut off: models of recordings are not silent there
STREAM_FRAMES = 16  # made at once for notes that move


def make(
    recipe: Recipe | Mapping[str, Any], model: "GANSynth", directions: Directions | None = None, *, progress: Progress = quiet, struck: bool = True
) -> np.ndarray:
    """Make a recipe's sound: the same samples every time, on one machine.

    Args:
        recipe: of any kind, or its JSON.
        model: a GANSynth.
        directions: needed by points with edits.
        progress: called with (parts done, parts in all).
        struck: at the gain of its velocity; off for what is brought to another level yet, see `struck_gain`.

    Returns:
        float32 [samples] within -1..1.

    Raises:
        SequenceError: a damaged recipe, or one that the model cannot play.
    """
    recipe = as_recipe(recipe)
    try:
        wave, gain = _MAKERS[type(recipe)](recipe, model, directions, progress), struck_gain(recipe, model) if struck else 1.0
        return wave if gain == 1.0 else wave * np.float32(gain)
    except GanSpaceSynthError:
        raise
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError) as e:
        raise SequenceError(
            f"A recipe of kind {recipe.kind} must be whole. Received: a damaged one ({brief(e)}). Make the sound anew.", rule="whole-recipe"
        ) from e


def struck_gain(recipe: Recipe, model: "GANSynth") -> float:
    """Return what the velocity of a single sound does to its level, behind the level that the recipe says; notes of a melody have theirs within."""
    point = recipe.point if isinstance(recipe, ClipRecipe) else recipe.path.points[0] if isinstance(recipe, ContinuousRecipe) else None
    articulation = None if point is None else _told(recipe.articulation, point, model)[1]  # type: ignore[attr-defined]  # both kinds have one
    return 1.0 if articulation is None else articulation.gain


def _clip(recipe: ClipRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    rate = model.config.sample_rate
    point, articulation = _told(recipe.articulation, recipe.point, model)
    wave = synthesize_points(model, [point], directions)[0]
    if articulation is not None:
        wave = articulate(wave, articulation, rate)
    return levelled(wave, recipe.gain, rate) if recipe.level is None else at_level(fade_edges(wave, rate), rate, recipe.level)


def _continuous(recipe: ContinuousRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    told = [_told(recipe.articulation, point, model) for point in recipe.path.points]
    path, articulation = replace(recipe.path, points=tuple(point for point, _ in told)), told[0][1]
    wave = _unbroken(recipe, path, model, directions, progress)
    if articulation is not None:
        wave = articulate(wave, articulation, model.config.sample_rate)
    return peak_safe(wave) if recipe.level is None else at_level(wave, model.config.sample_rate, recipe.level)


def _told(articulation: Articulation | None, point: Point, model: "GANSynth") -> tuple[Point, Articulation | None]:
    """Return the point asked for a velocity that the model knows, and what is left to do to its sound."""
    return (point, None) if articulation is None else articulation.told(point, model.config.conditions.velocity)


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


def balanced(recipe: LayersRecipe, model: "GANSynth", directions: Directions | None = None, *, progress: Progress = quiet) -> list[np.ndarray]:
    """Make each layer, as loud against the others as it shall be.

    Args:
        recipe: of layers; its `stem` does not count, and neither do width, room and rate.
        model, directions, progress: as `make`.

    Returns:
        float32 [samples] each, or [samples, 2] each as soon as one layer is panned; all are as long as the longest.
    """
    waves = [_raw(layer.recipe, model, directions, told) for layer, told in zip(recipe.layers, _shares(recipe, progress), strict=True)]
    length, stereo = max(map(len, waves)), any(wave.ndim == 2 for wave in waves)
    stems = []
    for layer, wave in zip(recipe.layers, waves, strict=True):
        gain = 10.0 ** (layer.level_db / 20.0) * (
            1.0 if recipe.level == "model" else level_gain(wave, model.config.sample_rate, "loudness", peak=None)
        )
        full = panned(wave, 0.0) if stereo and wave.ndim == 1 else wave
        padding = ((0, length - len(full)), (0, 0))[: full.ndim]
        stems.append(np.pad(full, padding).astype(np.float32) * np.float32(gain))
    return stems


def at_one_level(stems: list[np.ndarray], sample_rate: int, level: Level | None) -> list[np.ndarray]:
    """Bring stems to the level of their mix, and none of them over full scale: where layers cancel each other, a stem is higher than the mix."""
    highest = max(float(np.max(np.abs(wave), initial=0.0)) for wave in stems)
    gain = level_gain(_total(stems), sample_rate, LEVELS[0] if level is None else level)
    gain = min(gain, PEAK / highest) if highest > PEAK * SILENCE else gain
    return [wave * np.float32(gain) for wave in stems]


def mixed(stems: list[np.ndarray]) -> np.ndarray:
    """Return the sum of stems, float32."""
    return peak_safe(_total(stems))


def _total(waves: list[np.ndarray]) -> np.ndarray:
    return np.asarray(np.sum(waves, axis=0, dtype=np.float64), np.float32)


def _layers(recipe: LayersRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    stems = at_one_level(balanced(recipe, model, directions, progress=progress), model.config.sample_rate, recipe.level)
    return mixed(stems) if recipe.stem is None else stems[recipe.stem]


def _shares(recipe: LayersRecipe, progress: Progress) -> Iterator[Progress]:
    """Yield the progress of each layer, which counts on where the one before it ended."""
    counts = [count_sounds(layer.recipe.sequence, layer.recipe.settings) for layer in recipe.layers]
    if any(layer.recipe.form != FORMS[0] for layer in recipe.layers):  # how many cells an unbroken sound has is known when it begins
        yield from [progress] * len(counts)
        return
    for i in range(len(counts)):
        yield _counting_on(progress, sum(counts[:i]), sum(counts))


def _counting_on(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _: progress(before + done, total)


def _hallucination(recipe: HallucinationRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    rate, level = model.config.sample_rate, recipe.level
    wave = finish(_raw(recipe, model, directions, progress), full_level=recipe.settings.normalize and level is None)
    return wave if level is None else at_level(wave, rate, level)


def _raw(recipe: HallucinationRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    """Return a hallucination as loud as its sounds make it."""
    sequence, settings, rate = recipe.sequence, recipe.settings, model.config.sample_rate

    def draw(seed: int) -> np.ndarray:
        return model.sample_z(1, seed=seed)[0]

    if recipe.form == "continuous":
        check_unbroken(sequence)
        path = _filling(to_path(sequence, settings, draw=draw), recipe.duration_s)
        wave = _unbroken(recipe, path, model, directions, progress)
        return shape_unbroken(wave, rate, list(path.times_s[: len(sequence.steps)]), sequence)
    points = walk(sequence, settings, pitches=model.config.pitches, draw=draw)
    points = with_chords(points, sequence, settings, pitches=model.config.pitches)
    return play(lambda some: synthesize_points(model, some, directions), points, slots(sequence, settings), rate, progress=progress)


def _reaction(recipe: ReactionRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    wave = reaction_wave(recipe, model, directions, progress)
    return peak_safe(wave) if recipe.level is None else at_level(wave, model.config.sample_rate, recipe.level)


def _timeline(recipe: TimelineRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    def make_scene(scene: Recipe, told: Progress) -> np.ndarray:
        return make(replace(scene, level="model", width=0.0, room=None, rate=None), model, directions, progress=told, struck=False)

    stems = timeline_stems(replace(recipe, room=None), model.config.sample_rate, make_scene, progress=progress)
    return mixed(stems) if recipe.stem is None else stems[recipe.stem]


def _filling(path: PointPath, duration_s: float | None) -> PointPath:
    if duration_s is None or not path.duration_s:
        return path
    return PointPath(tuple(t * duration_s / path.duration_s for t in path.times_s), path.points, path.between)


def _midi(recipe: MidiRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    config, rate = model.config, model.config.sample_rate
    notes, length_s = recipe.notes, recipe.articulation.length_s if recipe.articulation else None
    if length_s is not None:
        notes = tuple(replace(note, end_s=note.start_s + length_s) for note in notes)
    timbres = {channel: recipe.timbre_of(channel) for channel in {note.channel for note in notes}}
    voices = voices_of(notes, timbres, recipe.expressions or {}, config, legato=recipe.legato)
    attack_s, release_s = recipe.attack_s, recipe.release_s
    slots = [Slot(v.start_s, Envelope(attack_s, max(0.0, v.length_s - attack_s), release_s), v.gain) for v in voices]

    def waves() -> Iterator[np.ndarray]:
        for begin in range(0, len(voices), VOICES_AT_ONCE):
            some = voices[begin : begin + VOICES_AT_ONCE]
            sung = zip(some, slots[begin:], _sing(model, directions, some, release_s), strict=False)
            for voice, slot, wave in sung:
                heard = wave[: math.ceil(voice.speed * (slot.envelope.duration_s * rate + 1))]
                yield wave if recipe.version == 1 else voice.finished(heard, _each(recipe.articulation, voice, model), rate)
            progress(begin + len(some), len(voices))

    clip = place(waves(), slots, rate)
    return finish(clip) if recipe.level is None else at_level(clip, rate, recipe.level)


def _each(articulation: Articulation | None, voice: NoteVoice, model: "GANSynth") -> Articulation:
    """Return what is done to the sound of one voice: without a length, which its envelope has, and without a velocity that the model knows."""
    if articulation is None:
        return Articulation()
    velocity = None if model.config.conditions.velocity else articulation.velocity or float(voice.velocity)
    return replace(articulation, length_s=None, release_s=None, velocity=velocity)


def _sing(model: "GANSynth", directions: Directions | None, voices: list[NoteVoice], release_s: float) -> Iterator[np.ndarray]:
    """Clips, made together, for notes that fit into one; the continuous form for what is held longer or moves."""
    clip_s = model.config.audio_length / model.config.sample_rate
    clips_only = model.config.data_type == "phase"  # such a model has no continuous form: what is held ends with its clip
    short = [v.streamed is None and len(v.path.points) == 1 and (v.length_s * v.speed <= HELD * clip_s or clips_only) for v in voices]
    tail_s = max(release_s, (1.0 - HELD) * clip_s)  # the envelope ends before it, and so before the sound dies away by itself
    points = [v.path.points[0] for v, fits in zip(voices, short, strict=True) if fits]
    clips = iter(synthesize_points(model, points, directions))
    for voice, fits in zip(voices, short, strict=True):
        length_s = (voice.length_s + tail_s) * voice.speed
        if voice.streamed is not None:
            yield _streamed(model, directions, voice.streamed, length_s)
        else:
            yield next(clips) if fits else render(model, voice.path, directions=directions, duration_s=length_s)


def _streamed(model: "GANSynth", directions: Directions | None, motion: Trajectory, duration_s: float) -> np.ndarray:
    from ganspacesynth.continuous.stream import Stream  # late: it computes with the network's library

    stream = Stream(model, motion, directions=directions, duration_s=duration_s, chunk_frames=STREAM_FRAMES)
    chunks = [np.zeros(0, np.float32)]
    while not stream.done:
        chunks.append(stream.next())
    return np.concatenate(chunks)


def _answer(recipe: ContinuationRecipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    raise SequenceError(
        "An answer is laid again from its bank, and by no model of sounds. Received: kind continuation. Use `ganspacesynth show --render`.",
        rule="answer-by-bank",
    )


_MAKERS: dict[type[Recipe], Callable[..., np.ndarray]] = {
    ClipRecipe: _clip,
    ContinuousRecipe: _continuous,
    HallucinationRecipe: _hallucination,
    LayersRecipe: _layers,
    MidiRecipe: _midi,
    ReactionRecipe: _reaction,
    TimelineRecipe: _timeline,
    ContinuationRecipe: _answer,
}
