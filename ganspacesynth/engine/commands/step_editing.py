"""Answers about the steps of a voice and how they are joined."""

import dataclasses
import typing
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ganspacesynth.composition.settings import HallucinationSettings
from ganspacesynth.composition.step_sequence import load_sequence, save_sequence
from ganspacesynth.engine.commands.conditioning import say_left_out
from ganspacesynth.engine.commands.points import say_step
from ganspacesynth.engine.commands.table import CommandError
from ganspacesynth.engine.voice import Voice, first_sequence, new_seed
from ganspacesynth.engine.written import check_sequence

if TYPE_CHECKING:
    from ganspacesynth.engine.engine import Engine, Request

SETTINGS = typing.get_type_hints(HallucinationSettings)
SWITCHES = {"1": True, "0": False, "true": True, "false": False, "on": True, "off": False}


def _does(change: Callable[[Voice, "Request"], None]) -> Callable[["Engine", "Request"], None]:
    """Turn a change of a voice into an answer: do it, say the present step, let it be heard."""

    def handler(engine: "Engine", request: "Request") -> None:
        change(engine.voice(request), request)
        say_step(engine, request)
        engine.changed(request)

    return handler


def _select(voice: Voice, request: "Request") -> None:
    if (number := request.get("number")) is not None:
        voice.change(voice.sequence.select(number), "cursor")


def _random(voice: Voice, request: "Request") -> None:
    mode = "offset" if voice.step.point.mode == "replace" else voice.step.point.mode
    voice.change(voice.sequence.add(voice.step.changed(mode=mode, **voice.draws(new_seed()))))


def _duration(voice: Voice, request: "Request") -> None:
    voice.edit("duration", duration_s=request.get("seconds") or None)


def _new(voice: Voice, request: "Request") -> None:
    voice.change(first_sequence())


def load(engine: "Engine", request: "Request") -> None:
    """Read steps and settings."""
    voice = engine.voice(request)
    sequence, settings = load_sequence(request.get("path"))
    voice.change(dataclasses.replace(sequence, model=None))
    voice.settings = settings
    say_left_out(engine, request)
    say_step(engine, request)
    engine.changed(request)


def save(engine: "Engine", request: "Request") -> None:
    """Write steps and settings."""
    voice = engine.voice(request)
    sequence = voice.playable(voice.entry()) if len(engine.library) else voice.sequence
    force = bool(request.get("force"))
    path = check_sequence(request.get("path"), force=force)
    save_sequence(path, sequence, voice.settings, force=force)
    request.answer("/saved", str(path))


def setting(engine: "Engine", request: "Request") -> None:
    """Set or say one setting."""
    voice, name, value = engine.voice(request), request.get("name"), request.get("value")
    if name not in SETTINGS:
        raise CommandError("usage", f"A setting is one of {', '.join(SETTINGS)}. Received: {name!r}.")
    if value is not None:
        voice.settings = dataclasses.replace(voice.settings, **{name: _typed(name, value)})
    request.answer("/setting", name, _said(getattr(voice.settings, name)))


def settings(engine: "Engine", request: "Request") -> None:
    """List them."""
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
        raise CommandError("usage", f"{name} must be {wanted}. Received: {value!r}.") from e


def _said(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


HANDLERS = {
    "/step": _does(_select),
    "/step_next": _does(lambda voice, request: voice.change(voice.sequence.next(), "cursor")),
    "/step_previous": _does(lambda voice, request: voice.change(voice.sequence.previous(), "cursor")),
    "/step_add": _does(lambda voice, request: voice.change(voice.sequence.add())),
    "/step_random": _does(_random),
    "/step_remove": _does(lambda voice, request: voice.change(voice.sequence.remove())),
    "/step_move": _does(lambda voice, request: voice.change(voice.sequence.move(request.get("to")))),
    "/step_duration": _does(_duration),
    "/undo": _does(lambda voice, request: voice.undo()),
    "/redo": _does(lambda voice, request: voice.redo()),
    "/sequence_new": _does(_new),
    "/sequence_load": load,
    "/sequence_save": save,
    "/setting": setting,
    "/settings": settings,
}
