"""Commands that make sounds: made in a lane of their own, written to a file, named in the answer."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from ganspacesynth.audio.effects.panning import to_mono
from ganspacesynth.composition.hallucination import random_sequence
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.placing import count_sounds
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import clip_recipe, continuous_recipe, note_recipe
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.composition.styles.layering import Composed, composed_recipe
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.articulation import Articulation, Vibrato
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.levels import read_level
from ganspacesynth.core.output.room import Room, check_share
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe, Recipe
from ganspacesynth.core.work.jobs import Job
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.engine.commands.composing import STYLED, Composition, composition
from ganspacesynth.engine.commands.points import numbers_of
from ganspacesynth.engine.commands.row import SOUND, command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.first_piece import first_piece
from ganspacesynth.engine.library import OpenModel
from ganspacesynth.engine.listening.ear import REMEMBERED_S
from ganspacesynth.engine.listening.performed import performed_recipes
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request, asked_decoder
from ganspacesynth.engine.voices.voice import Voice, checked_z, new_seed
from ganspacesynth.engine.written_files import check_sound

LANES = {"preview": "preview", "export": "export"}
PRECISIONS = ("exact", "preview")
MAX_PITCHES = 128
Moved = Callable[[Sequence[Point]], list[ReactionRecipe]]


@command(
    "/synthesize pitches:f*",
    options="seed z edits mode duration length release decay velocity vibrato width room level first priority precision decoder to force voice",
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
    duration_s, decoder = request.get("duration"), asked_decoder(request)
    if point.mode != "replace":
        for pitch in pitches:
            entry.preview.model.config.tuned(pitch)  # an unknown pitch is said now, not after the sounds before it
    moved = _moved(engine, request, entry, duration_s)
    plain = [] if moved else [_finished(request, _note(entry, each, _articulation(request), duration_s)) for each in points]
    _check_output(request)

    def work(progress: Progress) -> None:
        instrument = entry.at(_precision(request), decoder)
        recipes = [_finished(request, each) for each in moved(points)] if moved else plain
        if request.get("first") and len(recipes) == 1:
            _begin(engine, request, instrument, recipes[0], pitches[0])
        for index, recipe in enumerate(recipes):
            sound = _make(engine, voice, request, instrument, recipe, progress if len(recipes) == 1 else quiet)
            request.answer("/synthesized", *sound, pitches[index], index, len(recipes))
            if len(recipes) > 1:
                progress(index + 1, len(recipes))

    clip = len(plain) == 1 and isinstance(plain[0], ClipRecipe)
    engine.jobs.submit(_lane(request, "preview" if clip else "export"), _job(request, voice, work, reports=not clip))


@command("/preview", options="first voice", replies=f"/previewed {SOUND} pitch:f")
def preview(engine: EngineState, request: Request) -> None:
    """Make the sound, at once and quickly; a newer preview takes an older one's place."""
    voice = engine.voice(request)
    voice.entry()

    def work(progress: Progress) -> None:
        entry = voice.entry()
        pitch = entry.preview.model.config.within(voice.pitch)
        recipe = clip_recipe(voice.point(entry, pitch=pitch))
        if request.get("first"):
            _begin(engine, request, entry.preview, recipe, pitch)
        sound = _make(engine, voice, request, entry.preview, recipe, progress)
        request.answer("/previewed", *sound, pitch)

    engine.jobs.submit("preview", _job(request, voice, work, key=("preview", voice.name)))


@command("/live on:i", options="first voice", replies="/ok address:s")
def live(engine: EngineState, request: Request) -> None:
    """1: after every change a preview comes by itself. The latest change wins, none are queued."""
    voice = engine.voice(request)
    engine.live.pop(voice.name, None)
    if request.get("on"):
        engine.live[voice.name] = lambda: preview(engine, request)
    request.ok()


@command(
    "/hallucinate",
    options=f"notes interp seed pitch form duration between {STYLED} width room level channels precision decoder to force voice",
    replies=f"/hallucinated {SOUND} sounds:i",
)
def hallucinate(engine: EngineState, request: Request) -> None:
    """Make a hallucination of the voice's steps, of random keypoints (@notes), or in a style."""
    voice = engine.voice(request)
    entry, decoder = voice.entry(), asked_decoder(request)
    _check_channels(request)
    asked = composition(voice, entry, request) if request.get("style") is not None else _plain(voice, entry, request)
    made = None if asked.is_long else _composed(asked, entry, request)
    _check_output(request)

    def work(progress: Progress) -> None:
        recipe, sounds = made or _composed(asked, entry, request)
        sound = _make(engine, voice, request, entry.at(_precision(request, "exact"), decoder), recipe, progress)
        request.answer("/hallucinated", *sound, sounds)

    engine.jobs.submit(_lane(request, "export"), _job(request, voice, work))


def _composed(asked: Composition, entry: OpenModel, request: Request) -> tuple[Recipe, int]:
    """Return the recipe of a hallucination, and how many sounds it has."""
    layers = asked.make()
    for layer in layers:
        for step in layer.sequence.steps:
            entry.preview.model.config.tuned(layer.sequence.pitch_of(step))
    form = request.get("form", "clips")
    duration_s = request.get("duration") if form == "continuous" or request.get("style") is None else None
    recipe = _finished(request, composed_recipe(layers, form=form, duration_s=duration_s))
    return recipe, sum(count_sounds(layer.sequence, layer.settings) for layer in layers)


def _plain(voice: Voice, entry: OpenModel, request: Request) -> Composition:
    """The voice's steps or random keypoints, joined as the voice's settings say."""
    settings = voice.settings
    for option, field in (("interp", "interp_steps"), ("between", "between")):
        if (value := request.get(option)) is not None:
            settings = dataclasses.replace(settings, **{field: value})
    notes = request.get("notes")
    if notes is None:
        sequence = voice.playable(entry)
        return Composition(0, lambda: [Composed("steps", sequence, settings)])
    seed, pitches = request.get("seed", new_seed()), (request.get("pitch", voice.pitch),)
    asked = entry.preview.model.config.conditions.known(voice.step.point.asked)
    playing = entry.preview.model.playing(**asked)
    return Composition(notes, lambda: [Composed("steps", random_sequence(playing, notes, pitches, seed), settings)])


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


def _moved(engine: EngineState, request: Request, entry: OpenModel, duration_s: float | None) -> Moved | None:
    """Return what makes recipes of so many seconds, moved as the voice was lately, which may take a while; None where its matrix is empty."""
    matrix = engine.attention(request).matrix
    if duration_s is None or not matrix.rows:
        return None
    if _articulation(request) is not None:
        raise InvalidInput(
            "A sound is moved by signals, or articulated. Received: both. Leave length, release, decay, velocity and vibrato out, or /unmodulate.",
            rule="moved-or-articulated",
        )
    if not 0.0 < duration_s <= REMEMBERED_S:
        raise InvalidInput(
            f"What moved a voice is remembered for {REMEMBERED_S:g} s. Received: @duration {duration_s:g}. Ask for a part, or /unmodulate.",
            rule="moved-duration",
        )
    config, directions, lately = entry.preview.model.config, entry.preview.directions, matrix.lately(duration_s)
    return lambda points: performed_recipes(config, [PointPath((0.0,), (point,)) for point in points], duration_s, lately, directions)


def _begin(engine: EngineState, request: Request, instrument: Instrument, recipe: Recipe, pitch: float) -> None:
    """Let the first half second be heard while the rest is made, where it can be made alone."""
    begun = first_piece(instrument, recipe)
    if begun is not None:
        rate = instrument.model.config.sample_rate
        request.answer("/begun", str(engine.sounds.write(begun[0], rate, None)), begun[1], rate, pitch)


def _make(engine: EngineState, voice: Voice, request: Request, instrument: Instrument, recipe: Recipe, progress: Progress) -> tuple[str, int, int]:
    """Make a recipe's sound and write it; returns its path, samples and rate."""
    sound = make_sound(instrument, recipe, progress=progress)
    voice.last = sound
    if not request.get("to"):
        wide = recipe.width or recipe.room is not None or request.get("channels", 1) == 2
        wave = sound.wave if wide else to_mono(sound.wave)
        path = engine.sounds.write(wave, sound.sample_rate, sound.recipe.to_json())
    else:
        force = bool(request.get("force"))
        path = sound.save(check_sound(request.get("to"), force=force), force=force)  # once more: another message may have taken the name
    return str(path), len(sound.wave), sound.sample_rate


def _job(request: Request, voice: Voice, work: Any, *, key: Any = None, reports: bool = True) -> Job:
    return request.job(voice.name, work, key=key, report=request.progress if reports and key is None else quiet)


def _check_output(request: Request) -> None:
    if request.get("to"):
        check_sound(request.get("to"), force=bool(request.get("force")))


def _check_channels(request: Request) -> None:
    if request.get("channels", 1) not in (1, 2):
        raise CommandError("usage", f"@channels is 1 or 2. Received: {request.get('channels')}.", rule="channel-choice")


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
