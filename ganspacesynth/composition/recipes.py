"""Recipes: plain JSON that says all about a sound, and the one function that makes the sound again from it.

Sounds are written only this way (sound.py), so what a WAV remembers is what made it:

    {"format": "ganspacesynth-recipe", "version": 1, "kind": "clip", "model": {…}, "directions": {…}, "precision": "exact", …}

    clip            point, gain                            one sound of the model's own length
    continuous      path, duration_s                       one unbroken sound
    hallucination   sequence, settings, form, duration_s   steps as overlapping clips, or as one unbroken sound
    midi            notes, timbre, attack_s, release_s, legato

All but `clip` with a gain may say at which `level` (see `audio.LEVELS`) they are; one unbroken sound says of which share of a clip its `tail` is,
which the network needs to let a sound die away and which is not part of it. Recipes of before these two sound as they did.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.audio.sound_files import LEVELS, at_level, peak_safe
from ganspacesynth.composition.hallucination import hallucinate, onsets_s, to_path, walk
from ganspacesynth.composition.midi_notes import MidiNote
from ganspacesynth.composition.mixing import EDGE_S, MAX_SECONDS, Envelope, Slot, fade_edges, finish, place
from ganspacesynth.composition.note_points import legato_paths, notes_to_points, touch
from ganspacesynth.composition.settings import HallucinationSettings
from ganspacesynth.composition.step_sequence import StepSequence
from ganspacesynth.continuous.layer_trajectory import MAX_DURATION_S
from ganspacesynth.continuous.render import render
from ganspacesynth.core.errors import GanSpaceSynthError, SequenceError, brief
from ganspacesynth.core.point import Point
from ganspacesynth.core.progress import Progress, quiet
from ganspacesynth.core.trajectory import PointPath
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.synthesis import synthesize_points

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

FORMAT = "ganspacesynth-recipe"
VERSION = 1
FORMS = ("clips", "continuous")
PRECISIONS = ("exact", "preview")
VOICES_AT_ONCE = 8
TAIL = 0.2  # share of a clip: so long a network is silent behind the release of a held note
TAIL_FADE_S = 0.05  # for what still sounds where the tail is cut off: models of recordings are not silent there
HELD = 0.75  # models learn notes that are held for three quarters of the clip (NSynth: three of four seconds) and then die away

Recipe = dict[str, Any]


def clip_recipe(point: Point, *, gain: float | None = None, level: str | None = None) -> Recipe:
    """One sound of the model's own length; with a gain where several sounds shall keep their levels against each other."""
    return {"kind": "clip", "point": point.to_json(), "gain": gain, **_levelled(level)}


def levelled(wave: np.ndarray, gain: float | None, sample_rate: float) -> np.ndarray:
    """Return a clip at its gain, never over full level, and without a click: a network begins in the middle of things."""
    wave = fade_edges(wave, sample_rate)
    return peak_safe(wave if gain is None else wave * np.float32(gain))


def continuous_recipe(path: PointPath, duration_s: float | None = None, *, level: str | None = None) -> Recipe:
    """One unbroken sound along a path."""
    return {"kind": "continuous", "path": path.to_json(), "duration_s": _checked_duration(duration_s), "tail": TAIL, **_levelled(level)}


def hallucination_recipe(
    sequence: StepSequence, settings: HallucinationSettings, *, form: str = "clips", duration_s: float | None = None, level: str | None = None
) -> Recipe:
    """Steps as overlapping clips, or as one unbroken sound (of `duration_s`, its steps moved apart to fill it); without level: as settings say."""
    body = {"sequence": sequence.to_json(), "settings": settings.to_json()}
    tail = {"tail": TAIL} if _checked_form(form) == "continuous" else {}
    return {"kind": "hallucination", **body, "form": form, "duration_s": _checked_duration(duration_s), **tail, **_levelled(level)}


def midi_recipe(notes: Iterable[MidiNote], timbre: PointPath, *, attack_s: float, release_s: float, legato: bool, level: str | None = None) -> Recipe:
    """Notes of a MIDI file, played with a timbre that moves."""
    body = {"notes": [list(astuple(note)) for note in notes], "timbre": timbre.to_json()}
    return {"kind": "midi", **body, "attack_s": attack_s, "release_s": release_s, "legato": legato, **_levelled(level)}


def signed(recipe: Recipe, *, made_by: str, model: Recipe, directions: Recipe | None, precision: str) -> Recipe:
    """Return a recipe that also says with which program, model and directions; what it said of them before is said no longer."""
    head = {"format": FORMAT, "version": VERSION, "made_by": made_by, "model": model, "directions": directions, "precision": precision}
    return {**head, **recipe, **head}  # twice: first in the order, last in what is said


def check_recipe(value: object) -> Recipe:
    """Return a recipe read from a file, or raise SequenceError for anything that is none."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise SequenceError(f"A recipe says format={FORMAT!r}. Received: {brief(value)}.")
    if value.get("version") != VERSION:
        raise SequenceError(f"This program reads recipes of version {VERSION}. Received: version={brief(value.get('version'))}. Update it.")
    _checked_kind(value)
    model, directions = value.get("model"), value.get("directions")
    if not isinstance(model, dict) or not isinstance(model.get("id"), str) or not isinstance(model.get("path"), str | None):
        raise SequenceError(f"A recipe names its model. Received: model={brief(model)}.")
    if directions is not None and (
        not isinstance(directions, dict) or not isinstance(directions.get("sha256"), str) or not isinstance(directions.get("path"), str | None)
    ):
        raise SequenceError(f"A recipe names its directions, if any. Received: directions={brief(directions)}.")
    if value.get("precision") not in PRECISIONS:
        raise SequenceError(f"A recipe's precision is one of {', '.join(PRECISIONS)}. Received: precision={brief(value.get('precision'))}.")
    return value


def make(recipe: Recipe, model: "GANSynth", directions: Directions | None = None, *, progress: Progress = quiet) -> np.ndarray:
    """Make a recipe's sound: the same samples every time, on one machine.

    Args:
        recipe: of any kind.
        model: a GANSynth.
        directions: needed by points with edits.
        progress: called with (parts done, parts in all).

    Returns:
        float32 [samples] within -1..1.

    Raises:
        SequenceError: a damaged recipe, or one that the model cannot play.
    """
    kind = _KINDS[_checked_kind(recipe)]
    try:
        return kind(recipe, model, directions, progress)
    except GanSpaceSynthError:
        raise
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError) as e:
        raise SequenceError(f"A recipe of kind {recipe['kind']} must be whole. Received: a damaged one ({e!r}). Make the sound anew.") from e


def _clip(recipe: Recipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    gain = recipe.get("gain")
    if gain is not None and not 0.0 <= float(gain) <= 1.0:
        raise SequenceError(f"A clip's gain must be in 0..1. Received: gain={gain!r}. Make the sound anew.")
    rate, level = model.config.sample_rate, _checked_level(recipe.get("level"))
    wave = synthesize_points(model, [Point.from_json(recipe["point"])], directions)[0]
    return levelled(wave, gain, rate) if level is None else at_level(fade_edges(wave, rate), rate, level)


def _continuous(recipe: Recipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    level = _checked_level(recipe.get("level"))
    wave = _unbroken(recipe, PointPath.from_json(recipe["path"]), model, directions, progress)
    return peak_safe(wave) if level is None else at_level(wave, model.config.sample_rate, level)


def _unbroken(recipe: Recipe, path: PointPath, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    """Render a path so that it sounds as long as the recipe says: what the network does behind its release is left out."""
    rate, duration_s, tail = model.config.sample_rate, recipe["duration_s"], recipe.get("tail")
    if tail is None:  # of a recipe from before there were tails
        return fade_edges(render(model, path, directions=directions, duration_s=duration_s, progress=progress), rate)
    if isinstance(tail, bool) or not 0.0 <= float(tail) <= 1.0:
        raise SequenceError(f"A recipe's tail is a share of a clip, 0..1. Received: tail={str(tail)[:40]}. Make the sound anew.")
    clip_s = model.config.audio_length / rate
    duration_s = (path.duration_s or clip_s) if duration_s is None else duration_s
    rendered_s = min(duration_s + tail * clip_s, max(duration_s, MAX_DURATION_S))
    wave = render(model, path, directions=directions, duration_s=rendered_s, progress=progress)[: max(1, round(duration_s * rate))]
    fall = Envelope(attack_s=EDGE_S, release_s=min(TAIL_FADE_S, duration_s / 4))
    return np.asarray(wave, np.float32) * fall.levels(len(wave), rate)


def _hallucination(recipe: Recipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    sequence, settings = StepSequence.from_json(recipe["sequence"]), HallucinationSettings.from_json(recipe["settings"])

    def draw(seed: int) -> np.ndarray:
        return model.sample_z(1, seed=seed)[0]

    rate, level = model.config.sample_rate, _checked_level(recipe.get("level"))
    if _checked_form(recipe["form"]) == "continuous":
        path = _filling(to_path(sequence, settings, draw=draw), recipe["duration_s"])
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


def _midi(recipe: Recipe, model: "GANSynth", directions: Directions | None, progress: Progress) -> np.ndarray:
    notes, timbre = [MidiNote(*note) for note in recipe["notes"]], PointPath.from_json(recipe["timbre"])
    voices = _voices(notes, timbre, legato=recipe["legato"], velocities=model.config.conditions.velocity)
    attack_s, release_s = float(recipe["attack_s"]), float(recipe["release_s"])
    slots = [Slot(v.start_s, Envelope(attack_s, max(0.0, v.length_s - attack_s), release_s), v.gain) for v in voices]

    level = _checked_level(recipe.get("level"))

    def waves() -> Iterator[np.ndarray]:
        for begin in range(0, len(voices), VOICES_AT_ONCE):
            some = voices[begin : begin + VOICES_AT_ONCE]
            yield from _sing(model, directions, some, release_s)
            progress(begin + len(some), len(voices))

    clip = place(waves(), slots, model.config.sample_rate)
    return finish(clip) if level is None else at_level(clip, model.config.sample_rate, level)


def _voices(notes: list[MidiNote], timbre: PointPath, *, legato: bool, velocities: tuple[int, ...]) -> list[_Voice]:
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


def _checked_kind(recipe: Recipe) -> str:
    kind = recipe.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise SequenceError(f"A recipe's kind is one of {', '.join(_KINDS)}. Received: kind={brief(kind)}.")
    return kind


def _checked_form(form: object) -> str:
    if not isinstance(form, str) or form not in FORMS:
        raise SequenceError(f"A hallucination's form is one of {', '.join(FORMS)}. Received: form={brief(form)}.")
    return form


def _levelled(level: str | None) -> Recipe:
    return {} if level is None else {"level": _checked_level(level)}


def _checked_level(level: object) -> str | None:
    if level is not None and level not in LEVELS:
        raise SequenceError(f"A recipe's level is one of {', '.join(LEVELS)}. Received: level={str(level)[:40]!r}.")
    return None if level is None else str(level)


def _checked_duration(duration_s: float | None) -> float | None:
    if duration_s is not None and not 0.0 < duration_s < math.inf:
        raise SequenceError(f"A duration is a number of seconds over 0. Received: duration_s={duration_s}.")
    return duration_s


_KINDS = {"clip": _clip, "continuous": _continuous, "hallucination": _hallucination, "midi": _midi}
