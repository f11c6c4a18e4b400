"""Commands that make sounds: made in a lane of their own, written to a file, named in the answer."""

import dataclasses
from typing import Any

from ganspacesynth.composition.hallucination import random_sequence
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipes import clip_recipe, continuous_recipe, hallucination_recipe, note_recipe
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.articulation import Articulation, Vibrato
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.levels import read_level
from ganspacesynth.core.output.room import Room, check_share
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe, Recipe
from ganspacesynth.core.work.jobs import Job
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.engine.commands.points import numbers_of
from ganspacesynth.engine.commands.row import SOUND, command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.library import OpenModel
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.voices.voice import Voice, checked_z, new_seed
from ganspacesynth.engine.written import check_sound

LANES = {"preview": "preview", "export": "export"}
PRECISIONS = ("exact", "preview")
MAX_PITCHES = 128


@command(
    "/synthesize pitches:f*",
    options="seed z edits mode duration length release decay velocity vibrato width room level priority precision to force voice",
    replies=f"/synthesized {SOUND} pitch:f index:i count:i …",
)
def synthesize(engine: EngineState, request: Request) -> None:
    """Make the sound, at the pitch it has or at several; options hold for this once."""
    voice = engine.voice(request)
    entry = voice.entry()
    pitches = request.get("pitches") or (voice.pitch,)
    if len(pitches) > MAX_PITCHES:
        raise CommandError("usage", f"At most {MAX_PITCHES} pitches go into one request. Received: {len(pitches)}. Send several.", rule="pitch-count")
    if len(pitches) > 1 and request.get("to"):
        raise CommandError(
            "usage", f"One file holds one sound. Received: {len(pitches)} pitches and @to. Send a request for each.", rule="one-sound-a-file"
        )
    point = _point(voice, request)
    points = [point.replace(pitch=pitch) for pitch in pitches]
    duration_s = request.get("duration")
    if point.mode != "replace":
        for pitch in pitches:
            entry.preview.model.config.tuned(pitch)  # an unknown pitch is said now, not after the sounds before it
    recipes = [_finished(request, _note(entry, each, _articulation(request), duration_s)) for each in points]
    _check_output(request)

    def work(progress: Progress) -> None:
        instrument = entry.at(_precision(request))
        for index, recipe in enumerate(recipes):
            sound = _make(engine, voice, request, instrument, recipe, progress if len(recipes) == 1 else _silent(progress))
            request.answer("/synthesized", *sound, pitches[index], index, len(recipes))
            if len(recipes) > 1:
                progress(index + 1, len(recipes))

    lane = _lane(request, "preview" if isinstance(recipes[0], ClipRecipe) and len(recipes) == 1 else "export")
    engine.jobs.submit(lane, _job(request, voice, work, reports=not isinstance(recipes[0], ClipRecipe) or len(recipes) > 1))


@command("/preview", options="voice", replies=f"/previewed {SOUND} pitch:f")
def preview(engine: EngineState, request: Request) -> None:
    """Make the sound, at once and quickly; a newer preview takes an older one's place."""
    voice = engine.voice(request)
    voice.entry()

    def work(progress: Progress) -> None:
        entry = voice.entry()
        pitch = entry.preview.model.config.within(voice.pitch)
        sound = _make(engine, voice, request, entry.preview, clip_recipe(voice.point(entry, pitch=pitch)), progress)
        request.answer("/previewed", *sound, pitch)

    engine.jobs.submit("preview", _job(request, voice, work, key=("preview", voice.name)))


@command("/live on:i", options="voice", replies="/ok address:s")
def live(engine: EngineState, request: Request) -> None:
    """1: after every change a preview comes by itself. The latest change wins, none are queued."""
    voice = engine.voice(request)
    engine.live.pop(voice.name, None)
    if request.get("on"):
        engine.live[voice.name] = lambda: preview(engine, request)
    request.ok()


@command(
    "/hallucinate",
    options="notes interp seed pitch form duration between width room level precision to force voice",
    replies=f"/hallucinated {SOUND} sounds:i",
)
def hallucinate(engine: EngineState, request: Request) -> None:
    """Make a hallucination of the voice's steps, or of random keypoints (@notes)."""
    voice = engine.voice(request)
    entry = voice.entry()
    settings = voice.settings
    for option, field in (("interp", "interp_steps"), ("between", "between")):
        if (value := request.get(option)) is not None:
            settings = dataclasses.replace(settings, **{field: value})
    notes = request.get("notes")
    if notes is None:
        sequence = voice.playable(entry)
    else:
        seed = request.get("seed", new_seed())
        asked = entry.preview.model.config.conditions.known(voice.step.point.asked)
        sequence = random_sequence(entry.preview.model.playing(**asked), notes, (request.get("pitch", voice.pitch),), seed)
    for step in sequence.steps:
        entry.preview.model.config.tuned(sequence.pitch_of(step))
    recipe = _finished(request, hallucination_recipe(sequence, settings, form=request.get("form", "clips"), duration_s=request.get("duration")))
    _check_output(request)

    def work(progress: Progress) -> None:
        sound = _make(engine, voice, request, entry.at(_precision(request, "exact")), recipe, progress)
        stride = settings.interp_steps + 1
        request.answer("/hallucinated", *sound, (len(sequence.steps) - 1) * stride + 1)

    engine.jobs.submit(_lane(request, "export"), _job(request, voice, work))


@command("/save path:s", options="force voice", replies="/saved path:s")
def save(engine: EngineState, request: Request) -> None:
    """Write the voice's last sound as a WAV file with its recipe."""
    voice = engine.voice(request)
    if voice.last is None:
        raise CommandError(
            "invalid",
            "There must be a sound before it can be saved. Received: /save before any. Send /synthesize or /hallucinate.",
            rule="sound-before-save",
        )
    force = bool(request.get("force"))
    path = voice.last.save(check_sound(request.get("path"), force=force), force=force)
    request.answer("/saved", str(path))


@command("/cancel", options="job voice", replies="/ok address:s")
def cancel(engine: EngineState, request: Request) -> None:
    """Stop work that waits or is being done; each answers /cancelled."""
    name, wanted = engine.voice(request).name, request.get("job")
    engine.jobs.cancel(lambda job: job.owner == (name, wanted) if wanted is not None else isinstance(job.owner, tuple) and job.owner[0] == name)
    request.ok()


def _point(voice: Voice, request: Request) -> Point:
    """The present sound, with what the request says instead."""
    entry = voice.entry()
    edits, mode = request.get("edits"), request.get("mode")
    step = voice.step
    if edits is not None or mode is not None:
        needed = mode not in (None, "replace") and step.point.z is None and step.point.seed is None
        changes = voice.draws(new_seed()) if needed else {}
        step = step.changed(edits=step.point.edits if edits is None else voice.check_edits(edits), mode=mode or step.point.mode, **changes)
    if request.get("seed") is not None and step.point.mode != "replace":
        step = step.changed(**voice.draws(request.get("seed")))
    point = voice.point(entry, step)
    if point.mode == "replace":
        return point
    if request.get("z"):
        return point.replace(z=checked_z(entry, numbers_of(request.get("z"))))
    return point


def _finished(request: Request, recipe: Recipe) -> Recipe:
    """Return a recipe with the width, the room and the level that the request asks for; without them as it is."""
    room, level = check_share("room", request.get("room", 0.0)), request.get("level")
    return dataclasses.replace(
        recipe,
        width=check_share("width", request.get("width", 0.0)),
        room=Room(room) if room else None,
        level=recipe.level if level is None else read_level(level),
    )


def _articulation(request: Request) -> Articulation | None:
    """Return how the request wants its notes played; None as they are."""
    numbers = request.get("vibrato")
    fields = {f"{name}_s": request.get(name) for name in ("length", "release", "decay")}
    asked = Articulation(**fields, velocity=request.get("velocity"), vibrato=None if numbers is None else Vibrato.of(numbers))
    return None if asked == Articulation() else asked


def _note(entry: OpenModel, point: Point, articulation: Articulation | None, duration_s: float | None) -> ClipRecipe | ContinuousRecipe:
    config = entry.preview.model.config
    if duration_s is not None:
        return continuous_recipe(PointPath((0.0,), (point,)), duration_s, articulation=articulation)
    return note_recipe(point, articulation, config.audio_length / config.sample_rate, unbroken=config.data_type != "phase")


def _make(engine: EngineState, voice: Voice, request: Request, instrument: Instrument, recipe: Recipe, progress: Progress) -> tuple[str, int, int]:
    """Make a recipe's sound and write it; returns its path, samples and rate."""
    sound = make_sound(instrument, recipe, progress=progress)
    voice.last = sound
    if not request.get("to"):
        path = engine.sounds.write(sound.wave, sound.sample_rate, sound.recipe.to_json())
    else:
        force = bool(request.get("force"))
        path = sound.save(check_sound(request.get("to"), force=force), force=force)  # once more: another message may have taken the name
    return str(path), len(sound.wave), sound.sample_rate


def _job(request: Request, voice: Voice, work: Any, *, key: Any = None, reports: bool = True) -> Job:
    identity = None if request.id is None else f"{request.id:.9g}" if isinstance(request.id, float) else str(request.id)
    report = request.progress if reports and key is None else quiet
    return Job(work, request.cancelled, request.fail, report=report, owner=(voice.name, identity), key=key)


def _silent(progress: Progress) -> Progress:
    """Progress inside one of several sounds: it may stop the work, and is not told."""
    return quiet


def _check_output(request: Request) -> None:
    if request.get("to"):
        check_sound(request.get("to"), force=bool(request.get("force")))


def _lane(request: Request, usual: str) -> str:
    word = request.get("priority", usual)
    if word not in LANES:
        raise CommandError("usage", f"@priority is preview or export. Received: {word!r}.", rule="known-priority")
    return LANES[word]


def _precision(request: Request, usual: str | None = None) -> str | None:
    word = request.get("precision", usual)
    if word is not None and word not in PRECISIONS:
        raise InvalidInput(f"precision must be one of {', '.join(PRECISIONS)}. Received: {word!r}.", rule="known-precision")
    return word
