"""Recipes: plain JSON that says all about a sound, and the one function that makes the sound again from it.

The command line writes sounds only this way, so what a WAV remembers is what made it:

    {"format": "ganspacesynth-recipe", "version": 1, "kind": "clip", "model": {…}, "directions": {…}, "precision": "exact", …}

    clip            point                                  one sound of the model's own length
    continuous      path, duration_s                       one unbroken sound
    hallucination   sequence, settings, form, duration_s   steps as overlapping clips, or as one unbroken sound
    midi            notes, timbre, attack_s, release_s, legato
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple
from typing import Any

import numpy as np

from ganspacesynth.audio import peak_safe
from ganspacesynth.errors import SequenceError
from ganspacesynth.point import Path, Point
from ganspacesynth.sequence.hallucination import hallucinate, onsets_s, to_path, walk
from ganspacesynth.sequence.midi import Note
from ganspacesynth.sequence.mixing import Envelope, Slot, finish, place
from ganspacesynth.sequence.notes import legato_paths
from ganspacesynth.sequence.settings import Settings
from ganspacesynth.sequence.steps import Sequence
from ganspacesynth.space.points import synthesize_points

FORMAT = "ganspacesynth-recipe"
VERSION = 1
FORMS = ("clips", "continuous")

Progress = Callable[[int, int | None], None]
Recipe = dict[str, Any]


def quiet(done: int, total: int | None) -> None:
    """Report nothing."""


def clip_recipe(point: Point) -> Recipe:
    """One sound of the model's own length."""
    return {"kind": "clip", "point": point.to_json()}


def continuous_recipe(path: Path, duration_s: float | None = None) -> Recipe:
    """One unbroken sound along a path."""
    return {"kind": "continuous", "path": path.to_json(), "duration_s": duration_s}


def hallucination_recipe(sequence: Sequence, settings: Settings, *, form: str = "clips", duration_s: float | None = None) -> Recipe:
    """Steps as overlapping clips, or as one unbroken sound (of `duration_s`, its steps moved apart to fill it)."""
    if form not in FORMS:
        raise SequenceError(f"A hallucination's form is one of {', '.join(FORMS)}. Received: form={form!r}.")
    return {"kind": "hallucination", "sequence": sequence.to_json(), "settings": settings.to_json(), "form": form, "duration_s": duration_s}


def midi_recipe(notes: Iterable[Note], timbre: Path, *, attack_s: float, release_s: float, legato: bool) -> Recipe:
    """Notes of a MIDI file, played with a timbre that moves."""
    played = [list(astuple(note)) for note in notes]
    return {"kind": "midi", "notes": played, "timbre": timbre.to_json(), "attack_s": attack_s, "release_s": release_s, "legato": legato}


def signed(recipe: Recipe, *, made_by: str, model: Recipe, directions: Recipe | None, precision: str) -> Recipe:
    """Return a recipe that also says with which program, model and directions."""
    head = {"format": FORMAT, "version": VERSION, "made_by": made_by, "model": model, "directions": directions, "precision": precision}
    return {**head, **recipe}


def check_recipe(value: object) -> Recipe:
    """Return a recipe read from a file, or raise SequenceError for anything that is none."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise SequenceError(f"A recipe says format={FORMAT!r}. Received: {str(value)[:80]}.")
    if value.get("version") != VERSION:
        raise SequenceError(f"This program reads recipes of version {VERSION}. Received: version={value.get('version')!r}. Update ganspacesynth.")
    if value.get("kind") not in _KINDS:
        raise SequenceError(f"A recipe's kind is one of {', '.join(_KINDS)}. Received: kind={value.get('kind')!r}.")
    if not isinstance(value.get("model"), dict):
        raise SequenceError(f"A recipe names its model. Received: model={str(value.get('model'))[:80]}.")
    return value


def make(recipe: Recipe, model: Any, directions: Any = None, *, progress: Progress = quiet) -> np.ndarray:
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
    kind = _KINDS.get(recipe.get("kind", ""))
    if kind is None:
        raise SequenceError(f"A recipe's kind is one of {', '.join(_KINDS)}. Received: kind={recipe.get('kind')!r}.")
    try:
        return kind(recipe, model, directions, progress)
    except (KeyError, TypeError, AttributeError) as e:
        raise SequenceError(f"A recipe of kind {recipe['kind']} must be whole. Received: one that lacks or garbles {e}. Make the sound anew.") from e


def _clip(recipe: Recipe, model: Any, directions: Any, progress: Progress) -> np.ndarray:
    return peak_safe(synthesize_points(model, [Point.from_json(recipe["point"])], directions)[0])


def _continuous(recipe: Recipe, model: Any, directions: Any, progress: Progress) -> np.ndarray:
    path = Path.from_json(recipe["path"])
    return peak_safe(model.render(path, directions=directions, duration_s=recipe["duration_s"], progress=progress))


def _hallucination(recipe: Recipe, model: Any, directions: Any, progress: Progress) -> np.ndarray:
    sequence, settings = Sequence.from_json(recipe["sequence"]), Settings.from_json(recipe["settings"])

    def draw(seed: int) -> np.ndarray:
        return model.sample_z(1, seed=seed)[0]

    if recipe["form"] == "continuous":
        path = _filling(to_path(sequence, settings, draw=draw), recipe["duration_s"])
        wave = model.render(path, directions=directions, progress=progress)
        return finish(wave, full_level=settings.normalize)
    return hallucinate(
        lambda points: synthesize_points(model, points, directions),
        walk(sequence, settings, pitches=model.config.pitches, draw=draw),
        settings,
        model.config.sample_rate,
        onsets=onsets_s(sequence, settings),
        progress=progress,
    )


def _filling(path: Path, duration_s: float | None) -> Path:
    if duration_s is None or not path.duration_s:
        return path
    return Path(tuple(t * duration_s / path.duration_s for t in path.times_s), path.points, path.between)


def _midi(recipe: Recipe, model: Any, directions: Any, progress: Progress) -> np.ndarray:
    notes = [Note(*note) for note in recipe["notes"]]
    timbre = Path.from_json(recipe["timbre"])
    attack_s, release_s = float(recipe["attack_s"]), float(recipe["release_s"])
    lines = legato_paths(notes, timbre, gap_s=0.05 if recipe["legato"] else 0.0) if recipe["legato"] else []
    spans = [(line.start_s, line.path.duration_s, line.gain, line.path) for line in lines] or [
        (note.start_s, note.duration_s, note.gain, Path((0.0,), (_at(timbre, note),))) for note in notes
    ]
    slots = [Slot(start, Envelope(attack_s, max(0.0, length - attack_s), release_s), gain) for start, length, gain, _ in spans]

    def waves() -> Iterator[np.ndarray]:
        for done, (_, length, _, path) in enumerate(spans, start=1):
            yield _note_wave(model, directions, path, length + release_s)
            progress(done, len(spans))

    return finish(place(waves(), slots, model.config.sample_rate))


def _note_wave(model: Any, directions: Any, path: Path, duration_s: float) -> np.ndarray:
    """A clip where one is long enough, the continuous form where the note is held longer or moves."""
    still = len(path.points) == 1
    if still and duration_s <= model.config.audio_length / model.config.sample_rate:
        return synthesize_points(model, [path.points[0]], directions)[0]
    return model.render(path, directions=directions, duration_s=duration_s)


def _at(timbre: Path, note: Note) -> Point:
    from dataclasses import replace

    return replace(timbre.at(note.start_s), pitch=note.pitch)


_KINDS = {"clip": _clip, "continuous": _continuous, "hallucination": _hallucination, "midi": _midi}
