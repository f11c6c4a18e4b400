"""Commands about snapshots: sounds kept by name, and what lies between two of them."""

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.interpolation import slerp
from ganspacesynth.core.point import Point, blend
from ganspacesynth.engine.commands.points import say_step, take_up
from ganspacesynth.engine.commands.row import STEP, command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.voices.voice import Voice, checked_seed, checked_z, drawn

MAX_SNAPSHOTS = 1000


@command("/slerp a:s b:s amount:f", options="voice", replies="/ok address:s")
def between(engine: EngineState, request: Request) -> None:
    """Set z between two, along the sphere; a and b are seeds or snapshots, amount is 0..1."""
    voice = engine.voice(request)
    a, b = (_z_named(engine, voice, request.get(name)) for name in ("a", "b"))
    voice.set_z(slerp(a, b, _share(request)))
    request.ok()
    engine.changed(request)


@command("/store name:s", options="voice", replies="/ok address:s")
def store(engine: EngineState, request: Request) -> None:
    """Keep the sound as a snapshot."""
    voice = engine.voice(request)
    if request.get("name") not in engine.snapshots and len(engine.snapshots) >= MAX_SNAPSHOTS:
        raise CommandError(
            "busy", f"At most {MAX_SNAPSHOTS} snapshots may be kept. Received: one more. Send /forget with the name of one.", rule="snapshot-count"
        )
    engine.snapshots[request.get("name")] = voice.point(voice.entry())
    request.ok()


@command("/recall name:s", options="voice", replies=f"{STEP}")
def recall(engine: EngineState, request: Request) -> None:
    """Take a snapshot up."""
    take_up(engine, request, _snapshot(engine, request.get("name")))
    say_step(engine, request)


@command("/morph a:s b:s amount:f", options="voice", replies="/ok address:s")
def morph(engine: EngineState, request: Request) -> None:
    """Take up what lies between two snapshots; amount is 0..1."""
    a, b = (_snapshot(engine, request.get(name)) for name in ("a", "b"))
    if a.mode != b.mode or (a.z is None) != (b.z is None) or (a.z and b.z and len(a.z) != len(b.z)):
        raise InvalidInput(
            f"Snapshots must be of one model and mode to morph. Received: {a.mode} and {b.mode}. Store both anew with one /mode.",
            rule="snapshots-alike",
        )
    take_up(engine, request, blend(a, b, _share(request)))
    request.ok()


@command("/forget name:s", replies="/ok address:s")
def forget(engine: EngineState, request: Request) -> None:
    """Throw a snapshot away."""
    _snapshot(engine, request.get("name"))
    del engine.snapshots[request.get("name")]
    request.ok()


@command("/snapshots", replies="/snapshot name:s …; /snapshots count:i")
def snapshots(engine: EngineState, request: Request) -> None:
    """List the snapshots."""
    for name in engine.snapshots:
        request.answer("/snapshot", name)
    request.answer("/snapshots", len(engine.snapshots))


def _z_named(engine: EngineState, voice: Voice, name: str) -> np.ndarray:
    """Return the z of a snapshot, or of a seed."""
    point = engine.snapshots.get(name)
    if point is not None and point.z is not None:
        return np.array(checked_z(voice.entry(), point.z), np.float32)
    if name.isascii() and name.isdigit() and len(name) < 19:
        return drawn(voice.entry(), checked_seed(int(name)))
    raise CommandError(
        "invalid", f"z comes from a snapshot that has one, or from a seed. Received: {name!r}. Send /snapshots for a list.", rule="snapshot-with-z"
    )


def _snapshot(engine: EngineState, name: str) -> Point:
    if name not in engine.snapshots:
        raise CommandError("invalid", f"A snapshot must have been stored. Received: {name!r}. Send /snapshots for a list.", rule="known-snapshot")
    return engine.snapshots[name]


def _share(request: Request) -> float:
    amount = request.get("amount")
    if not 0.0 <= amount <= 1.0:
        raise InvalidInput(f"An amount between two sounds is in 0..1. Received: {amount:g}. 0 is the first, 1 the second.", rule="amount-range")
    return amount
