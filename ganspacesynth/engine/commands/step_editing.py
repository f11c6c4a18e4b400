"""Commands about the steps of a voice and how they are joined."""

import dataclasses
import typing
from collections.abc import Callable
from typing import Any

from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import load_sequence, save_sequence
from ganspacesynth.engine.commands.conditioning import say_left_out
from ganspacesynth.engine.commands.points import say_step
from ganspacesynth.engine.commands.row import STEP, command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.voices.voice import Voice, first_sequence, new_seed
from ganspacesynth.engine.written_files import check_sequence

SETTINGS = typing.get_type_hints(HallucinationSettings)
SWITCHES = {"1": True, "0": False, "true": True, "false": False, "on": True, "off": False}


def step_command(message: str, text: str, change: Callable[[Voice, Request], None]) -> None:
    """Declare a command that changes a voice: it is done, the present step is said, and the change is heard."""

    @command(message, options="voice", replies=STEP, text=text)
    def handler(engine: EngineState, request: Request) -> None:
        change(engine.voice(request), request)
        say_step(engine, request)
        engine.changed(request)


def _select(voice: Voice, request: Request) -> None:
    if (number := request.get("number")) is not None:
        voice.change(voice.sequence.select(number), "cursor")


def _random(voice: Voice, request: Request) -> None:
    mode = "offset" if voice.step.point.mode == "replace" else voice.step.point.mode
    voice.change(voice.sequence.add(voice.step.changed(mode=mode, **voice.draws(new_seed()))))


def _duration(voice: Voice, request: Request) -> None:
    voice.edit("duration", duration_s=request.get("seconds") or None)


def _new(voice: Voice, request: Request) -> None:
    voice.change(first_sequence())


def _move(voice: Voice, request: Request) -> None:
    voice.change(voice.sequence.move(request.get("to")))


step_command("/step number:i?", "Go to a step (from 0); without a number, ask which is the present one.", _select)
step_command("/step_next", "Go to the next step.", lambda voice, request: voice.change(voice.sequence.next(), "cursor"))
step_command("/step_previous", "Go to the step before.", lambda voice, request: voice.change(voice.sequence.previous(), "cursor"))
step_command("/step_add", "Put a copy of the present step behind it and go there.", lambda voice, request: voice.change(voice.sequence.add()))
step_command("/step_random", "Put a step with another random sound behind the present one and go there.", _random)
step_command("/step_remove", "Take the present step out.", lambda voice, request: voice.change(voice.sequence.remove()))
step_command("/step_move to:i", "Take the present step to another place.", _move)
step_command("/step_duration seconds:f", "Seconds from this step to the next; 0 takes the common spacing.", _duration)
step_command("/undo", "Take the last change back.", lambda voice, request: voice.undo())
step_command("/redo", "Make it again.", lambda voice, request: voice.redo())
step_command("/sequence_new", "Begin anew with one step.", _new)


@command("/sequence_load path:s", options="voice", replies=f"{STEP}")
def load(engine: EngineState, request: Request) -> None:
    """Read such a file."""
    voice = engine.voice(request)
    sequence, settings = load_sequence(request.get("path"))
    voice.change(dataclasses.replace(sequence, model=None))
    voice.settings = settings
    say_left_out(engine, request)
    say_step(engine, request)
    engine.changed(request)


@command("/sequence_save path:s", options="force voice", replies="/saved path:s")
def save(engine: EngineState, request: Request) -> None:
    """Write steps and settings to a .json file."""
    voice = engine.voice(request)
    sequence = voice.playable(voice.entry()) if len(engine.library) else voice.sequence
    force = bool(request.get("force"))
    path = check_sequence(request.get("path"), force=force)
    save_sequence(path, sequence, voice.settings, force=force)
    request.answer("/saved", str(path))


@command("/setting name:s value:s?", options="voice", replies="/setting name:s value:s")
def setting(engine: EngineState, request: Request) -> None:
    """Set how steps are joined; without a value, ask for it."""
    voice, name, value = engine.voice(request), request.get("name"), request.get("value")
    if name not in SETTINGS:
        raise CommandError("usage", f"A setting is one of {', '.join(SETTINGS)}. Received: {name!r}.", rule="known-setting")
    if value is not None:
        voice.settings = dataclasses.replace(voice.settings, **{name: _typed(name, value)})
    request.answer("/setting", name, _said(getattr(voice.settings, name)))


@command("/settings", options="voice", replies="/setting name:s value:s …; /settings count:i")
def settings(engine: EngineState, request: Request) -> None:
    """List these settings."""
    voice = engine.voice(request)
    for name in SETTINGS:
        request.answer("/setting", name, _said(getattr(voice.settings, name)))
    request.answer("/settings", len(SETTINGS))


def _typed(name: str, value: str) -> Any:
    kind = SETTINGS[name]
    try:
        return SWITCHES[value.lower()] if kind is bool else int(float(value)) if kind is int else kind(value)
    except (KeyError, ValueError, OverflowError) as e:
        wanted = {bool: "1 or 0", int: "a whole number", float: "a number"}[kind]
        raise CommandError("usage", f"{name} must be {wanted}. Received: {value!r}.", rule="setting-value") from e


def _said(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
