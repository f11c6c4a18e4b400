"""Commands about the present sound: its pitch, z and edits."""

import json
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.voices.voice import Voice, checked_seed, checked_z, new_seed
from ganspacesynth.networks.prior import MAX_SEED

MAX_SNAPSHOTS = 1000
MAX_PSI = 10.0


@command("/pitch value:f?", options="glide voice", replies="/pitch value:f")
def pitch(engine: EngineState, request: Request) -> None:
    """Set the MIDI pitch; without a value, ask for it."""
    voice, value = engine.voice(request), request.get("value")
    if value is not None:
        if "glide" in request.call.options and voice.name in engine.players:
            engine.players[voice.name].glide_s = request.get("glide")
        voice.edit("pitch", pitch=value)
        engine.changed(request)
    request.answer("/pitch", voice.pitch)


@command("/seed number:i?", options="voice", replies="/seed number:i")
def seed(engine: EngineState, request: Request) -> None:
    """Draw a sound by a seed, 0..16777216 (z, and on a conditioned model the traits not asked for); without one, ask which it was (-1: none)."""
    voice, number = engine.voice(request), request.get("number")
    if number is not None:
        voice.edit("z", **voice.draws(checked_seed(number)))
        engine.changed(request)
    request.answer("/seed", said_seed(voice))


@command("/random", options="voice", replies="/seed number:i")
def random(engine: EngineState, request: Request) -> None:
    """Draw another sound by a new seed."""
    voice, number = engine.voice(request), new_seed()
    voice.edit(**voice.draws(number))
    request.answer("/seed", number)
    engine.changed(request)


@command("/z values:f*", options="voice", replies="/z values:f*")
def z(engine: EngineState, request: Request) -> None:
    """Set z (as many numbers as the model has, or one blob of float32, big end first); without any, ask for it."""
    voice, values = engine.voice(request), request.get("values")
    if values:
        voice.set_z(numbers_of(values))
        engine.changed(request)
    value = voice.z(voice.entry())
    if value is None:
        raise CommandError(
            "invalid", "This step must have a z before it can be said. Received: a step without. Draw one with /random.", rule="z-needed"
        )
    request.answer("/z", *value.tolist())


@command("/psi value:f?", options="voice", replies="/psi value:f")
def psi(engine: EngineState, request: Request) -> None:
    """Shorten z: 1 leaves it, 0.7 is nearer to the middle of all sounds."""
    voice, value = engine.voice(request), request.get("value")
    if value is not None:
        if not 0.0 <= value <= MAX_PSI:
            raise InvalidInput(f"psi must be in 0..{MAX_PSI:g}. Received: psi={value:g}. 1 leaves z as it is.", rule="psi-range")
        voice.psi = value
        engine.changed(request)
    request.answer("/psi", voice.psi)


@command("/edit number:i amount:f", options="voice", replies="/ok address:s")
def edit(engine: EngineState, request: Request) -> None:
    """Move along one direction (number from 1), in standard deviations, mostly -3..3."""
    engine.voice(request).set_edit(request.get("number"), request.get("amount"))
    request.ok()
    engine.changed(request)


@command("/edits amounts:f*", options="voice", replies="/edits amounts:f*")
def edits(engine: EngineState, request: Request) -> None:
    """Move along the first directions; without amounts, ask for them."""
    voice, amounts = engine.voice(request), request.get("amounts")
    if amounts:
        voice.edit("edits", edits=voice.check_edits(amounts))
        engine.changed(request)
    request.answer("/edits", *voice.step.point.edits)


@command("/mode word:s?", options="voice", replies="/mode word:s")
def mode(engine: EngineState, request: Request) -> None:
    """What edits do: offset (z and pitch stay), replace (only the edits are heard; noz) or latent (z moves, the pitch stays)."""
    voice, word = engine.voice(request), request.get("word")
    if word is not None:
        needed = word != "replace" and voice.step.point.z is None and voice.step.point.seed is None
        voice.edit(mode=word, **(voice.draws(new_seed()) if needed else {}))
        engine.changed(request)
    request.answer("/mode", voice.step.point.mode)


@command("/point", options="voice", replies="/point json:s")
def say_point(engine: EngineState, request: Request) -> None:
    """Say all about the sound, as JSON."""
    voice = engine.voice(request)
    request.answer("/point", json.dumps(voice.point(voice.entry()).to_json()))


def take_up(engine: EngineState, request: Request, point: Point) -> None:
    """Make a point the voice's present step."""
    voice = engine.voice(request)
    z = None if point.z is None else checked_z(voice.entry(), np.array(point.z) / (voice.psi or 1.0))
    changes: dict[str, Any] = {"mode": point.mode, "bends": point.bends, "edits": voice.check_edits(point.edits)}
    asked = voice.step.point.asked  # such kinds stay asked for, as the point has them
    drawn = tuple(kind for kind in point.timbre if kind not in asked)
    voice.edit("take up", z=z, seed=None, conditions={**asked, **point.conditions}, drawn=drawn, **changes)
    engine.changed(request)


def say_step(engine: EngineState, request: Request) -> None:
    """Say which step is the present one, and what is in it."""
    voice = engine.voice(request)
    step, sequence = voice.step, voice.sequence
    said = (sequence.cursor, len(sequence.steps), voice.pitch, step.duration_s or 0.0, step.point.mode, said_seed(voice))
    request.answer("/step", *said)
    request.answer("/edits", *step.point.edits)


def said_seed(voice: Voice) -> int:
    """Return the present step's seed, or -1 where it has none, or one of an old file that a host would round to another sound's."""
    seed = voice.step.point.seed
    return -1 if seed is None or seed > MAX_SEED else seed


def numbers_of(values: tuple[Any, ...]) -> tuple[float, ...]:
    """Return z as numbers, also when it came as a blob."""
    if not any(isinstance(value, bytes) for value in values):
        return tuple(values)
    if len(values) > 1 or len(values[0]) % 4:
        raise CommandError(
            "usage", f"z is one blob of float32, four bytes each. Received: {len(values)} values. Send numbers, or a whole blob.", rule="z-blob"
        )
    z = np.frombuffer(values[0], ">f4").astype(np.float32)
    if not np.isfinite(z).all():
        raise InvalidInput("z must be finite. Received: NaN or infinity. Draw it with /random.", rule="finite-z")
    return tuple(z.tolist())
