"""Commands that compose steps in a style, and that shape the present one: its level, its place in the room, its envelope, its chord."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from ganspacesynth.composition.mixing import Envelope
from ganspacesynth.composition.styles.layering import Composed, compose_layers, count_keypoints, layer_styles
from ganspacesynth.composition.styles.style_files import load_style, style_names
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.points import say_step
from ganspacesynth.engine.commands.row import STEP, command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.library import OpenModel
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.voices.voice import Voice, new_seed

AT_ONCE = 256  # keypoints that are composed before the next message is read
STYLED = "style layers scale root bpm swing density pause"
ASKED = {"interp": "interp_steps", "duration": "duration_s"}  # option -> what it asks of a style, see Style.asked
ASKED |= {name: name for name in ("scale", "root", "bpm", "swing", "density", "pause", "between", "form")}


@dataclass(frozen=True, eq=False)
class Composition:
    """What shall be composed: all that a request asks for, checked, and not yet made.

    Attributes:
        count: of its keypoints.
        make: composes it.
    """

    count: int
    make: Callable[[], list[Composed]]

    @property
    def is_long(self) -> bool:
        """Whether it is work for a job: whoever composes it in the thread that reads messages lets them wait."""
        return self.count > AT_ONCE


def composition(voice: Voice, entry: OpenModel, request: Request) -> Composition:
    """Return what a request's style and options ask for, on the voice's model with the traits it asks for."""
    model = entry.preview.model
    playing = model.playing(**model.config.conditions.known(voice.step.point.asked))
    names = tuple(word.strip() for word in request.get("style").split(",") if word.strip())
    if not names:
        raise CommandError(
            "usage", f"A style is one of {', '.join(style_names())}, or a .json file. Received: {request.get('style')!r}.", rule="known-style"
        )
    asked = {field: request.get(option) for option, field in ASKED.items()}
    pitches = None if request.get("pitch") is None else (request.get("pitch"),)
    styles = layer_styles(names, request.get("layers"), lambda style: style.asked(pitches=pitches, **asked))
    seed, notes = request.get("seed", new_seed()), request.get("notes")
    return Composition(count_keypoints(styles, seed, notes=notes), lambda: compose_layers(styles, playing, seed, notes=notes))


@command("/styles", replies="/style name:s about:s …; /styles count:i")
def styles(engine: EngineState, request: Request) -> None:
    """List the styles that come along."""
    for name in style_names():
        request.answer("/style", name, load_style(name).about)
    request.answer("/styles", len(style_names()))


@command("/compose style:s", options="notes interp seed pitch duration between scale root bpm swing density pause voice", replies=STEP)
def compose_steps(engine: EngineState, request: Request) -> None:
    """Make the voice's steps anew in a style, to hear them with /hallucinate and to go on with each of them."""
    voice = engine.voice(request)
    names = request.get("style").split(",")
    asked = composition(voice, voice.entry(), request)
    if len(names) != 1:
        raise CommandError(
            "usage", f"A voice has the steps of one style. Received: {len(names)} styles. Give each a voice of its own.", rule="one-style-a-voice"
        )

    def given(composed: Composed) -> None:
        voice.change(dataclasses.replace(composed.sequence, model=None))
        voice.settings = composed.settings
        say_step(engine, request)
        engine.changed(request)

    def work(progress: Progress) -> None:
        composed = asked.make()[0]
        progress(1, 1)
        with engine.giving(voice):
            given(composed)

    if asked.is_long:
        engine.jobs.submit("load", request.job(voice.name, work))
    else:
        given(asked.make()[0])


@command(
    "/step_shape",
    options="voice",
    replies="/step_level decibels:f; /step_pan place:f; /step_envelope attack:f sustain:f release:f own:i; /step_chord semitones:f*",
)
def shape(engine: EngineState, request: Request) -> None:
    """Ask for the level, the place in the room, the envelope and the chord of the present step."""
    for say in (_say_level, _say_pan, _say_envelope, _say_chord):
        say(engine, request)


@command("/step_level decibels:f?", options="voice", replies="/step_level decibels:f")
def level(engine: EngineState, request: Request) -> None:
    """Set how loud the present step is against the others, from -80 to 12 dB; without a number, ask for it."""
    voice = engine.voice(request)
    if (decibels := request.get("decibels")) is not None:
        voice.edit("level", level_db=decibels or None)
    _say_level(engine, request)


@command("/step_pan place:f?", options="voice", replies="/step_pan place:f")
def pan(engine: EngineState, request: Request) -> None:
    """Set where in the room the present step is, from -1 (left) to 1 (right); without a number, ask for it."""
    voice = engine.voice(request)
    if (place := request.get("place")) is not None:
        voice.edit("pan", pan=place or None)
    _say_pan(engine, request)


@command("/step_envelope seconds:f*", options="voice", replies="/step_envelope attack:f sustain:f release:f own:i")
def envelope(engine: EngineState, request: Request) -> None:
    """Give the present step an envelope of its own: seconds of attack, sustain and release; zeros take the common one. Without numbers, ask."""
    voice, seconds = engine.voice(request), request.get("seconds")
    if seconds in ((0.0,), (0.0, 0.0, 0.0)):
        voice.edit("envelope", envelope=None)
    elif len(seconds) == 3:
        attack_s, sustain_s, release_s = seconds
        common = voice.settings.envelope
        voice.edit("envelope", envelope=Envelope(attack_s, sustain_s, release_s, common.start_trim_s, common.fade))
    elif seconds:
        raise InvalidInput(
            f"An envelope is attack, sustain and release, or 0 for the common one. Received: {len(seconds)} numbers.", rule="envelope-numbers"
        )
    _say_envelope(engine, request)


@command("/step_chord semitones:f*", options="voice", replies="/step_chord semitones:f*")
def chord(engine: EngineState, request: Request) -> None:
    """Let the present step sound at other pitches, too, so many semitones from its own: 4 7 is a major triad, 0 none. Without numbers, ask."""
    voice, semitones = engine.voice(request), request.get("semitones")
    if semitones:
        voice.edit("chord", chord=semitones)
    _say_chord(engine, request)


def _say_level(engine: EngineState, request: Request) -> None:
    request.answer("/step_level", engine.voice(request).step.level_db or 0.0)


def _say_pan(engine: EngineState, request: Request) -> None:
    request.answer("/step_pan", engine.voice(request).step.pan or 0.0)


def _say_envelope(engine: EngineState, request: Request) -> None:
    voice = engine.voice(request)
    now = voice.step.envelope or voice.settings.envelope
    request.answer("/step_envelope", now.attack_s, now.sustain_s, now.release_s, int(voice.step.envelope is not None))


def _say_chord(engine: EngineState, request: Request) -> None:
    request.answer("/step_chord", *(engine.voice(request).step.chord or (0.0,)))
