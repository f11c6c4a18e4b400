"""Answers about the present sound: its pitch, z, edits and bends; snapshots of it, and what lies between them."""

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.core.bend import Offset, Scale, straightened
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.interpolation import slerp
from ganspacesynth.core.point import Point, blend
from ganspacesynth.engine.commands.table import CommandError
from ganspacesynth.engine.voice import Voice, checked_seed, checked_z, drawn, new_seed
from ganspacesynth.networks.prior import MAX_SEED

if TYPE_CHECKING:
    from ganspacesynth.engine.engine import Engine, Request

MAX_SNAPSHOTS = 1000
MAX_PSI = 10.0


def pitch(engine: "Engine", request: "Request") -> None:
    """Set or say the pitch."""
    voice, value = engine.voice(request), request.get("value")
    if value is not None:
        if "glide" in request.call.options and voice.name in engine.players:
            engine.players[voice.name].glide_s = request.get("glide")
        voice.edit("pitch", pitch=value)
        engine.changed(request)
    request.answer("/pitch", voice.pitch)


def seed(engine: "Engine", request: "Request") -> None:
    """Set or say the seed."""
    voice, number = engine.voice(request), request.get("number")
    if number is not None:
        voice.edit("z", **voice.draws(checked_seed(number)))
        engine.changed(request)
    request.answer("/seed", said_seed(voice))


def random(engine: "Engine", request: "Request") -> None:
    """Draw another sound."""
    voice, number = engine.voice(request), new_seed()
    voice.edit(**voice.draws(number))
    request.answer("/seed", number)
    engine.changed(request)


def z(engine: "Engine", request: "Request") -> None:
    """Set or say z."""
    voice, values = engine.voice(request), request.get("values")
    if values:
        voice.set_z(numbers_of(values))
        engine.changed(request)
    value = voice.z(voice.entry())
    if value is None:
        raise CommandError("invalid", "This step must have a z before it can be said. Received: a step without. Draw one with /random.")
    request.answer("/z", *value.tolist())


def psi(engine: "Engine", request: "Request") -> None:
    """Set or say the factor of z."""
    voice, value = engine.voice(request), request.get("value")
    if value is not None:
        if not 0.0 <= value <= MAX_PSI:
            raise InvalidInput(f"psi must be in 0..{MAX_PSI:g}. Received: psi={value:g}. 1 leaves z as it is.")
        voice.psi = value
        engine.changed(request)
    request.answer("/psi", voice.psi)


def edit(engine: "Engine", request: "Request") -> None:
    """Move along one direction."""
    engine.voice(request).set_edit(request.get("number"), request.get("amount"))
    request.ok()
    engine.changed(request)


def edits(engine: "Engine", request: "Request") -> None:
    """Move along several, or say how far."""
    voice, amounts = engine.voice(request), request.get("amounts")
    if amounts:
        voice.edit("edits", edits=voice.check_edits(amounts))
        engine.changed(request)
    request.answer("/edits", *voice.step.point.edits)


def mode(engine: "Engine", request: "Request") -> None:
    """Set or say the mode; a sound without z gets one when it needs it."""
    voice, word = engine.voice(request), request.get("word")
    if word is not None:
        needed = word != "replace" and voice.step.point.z is None and voice.step.point.seed is None
        voice.edit(mode=word, **(voice.draws(new_seed()) if needed else {}))
        engine.changed(request)
    request.answer("/mode", voice.step.point.mode)


def bend(engine: "Engine", request: "Request") -> None:
    """Bend a layer."""
    voice = engine.voice(request)
    layer = voice.entry().preview.model.config.check_layer(request.get("layer"))
    others = {name: each for name, each in voice.step.point.bends.items() if name != layer}
    wanted = (Scale(request.get("scale")), Offset(request.get("offset", 0.0)))
    bent = tuple(bend for bend in wanted if bend.amount != bend.straight)
    voice.edit(("bend", layer), bends={**others, layer: bent} if bent else others)
    request.ok()
    engine.changed(request)


def bends(engine: "Engine", request: "Request") -> None:
    """List the bends."""
    bent = engine.voice(request).step.point.bends
    for layer, each in bent.items():
        request.answer("/bend", layer, *(float(bend.amount) for bend in straightened(each)))
    request.answer("/bends", len(bent))


def straighten(engine: "Engine", request: "Request") -> None:
    """Take all bends away."""
    engine.voice(request).edit(bends={})
    request.ok()
    engine.changed(request)


def layers(engine: "Engine", request: "Request") -> None:
    """List the layers."""
    found = engine.voice(request).entry(request.get("model")).preview.model.config.layers
    for name, shape in found.items():
        request.answer("/layer", name, *shape)
    request.answer("/layers", len(found))


def between(engine: "Engine", request: "Request") -> None:
    """Set z between two."""
    voice = engine.voice(request)
    a, b = (_z_named(engine, voice, request.get(name)) for name in ("a", "b"))
    voice.set_z(slerp(a, b, _share(request)))
    request.ok()
    engine.changed(request)


def store(engine: "Engine", request: "Request") -> None:
    """Keep the sound."""
    voice = engine.voice(request)
    if request.get("name") not in engine.snapshots and len(engine.snapshots) >= MAX_SNAPSHOTS:
        raise CommandError("busy", f"At most {MAX_SNAPSHOTS} snapshots may be kept. Received: one more. Send /forget with the name of one.")
    engine.snapshots[request.get("name")] = voice.point(voice.entry())
    request.ok()


def recall(engine: "Engine", request: "Request") -> None:
    """Take a snapshot up."""
    take_up(engine, request, _snapshot(engine, request.get("name")))
    say_step(engine, request)


def morph(engine: "Engine", request: "Request") -> None:
    """Take up what lies between two snapshots."""
    a, b = (_snapshot(engine, request.get(name)) for name in ("a", "b"))
    if a.mode != b.mode or (a.z is None) != (b.z is None) or (a.z and b.z and len(a.z) != len(b.z)):
        raise InvalidInput(f"Snapshots must be of one model and mode to morph. Received: {a.mode} and {b.mode}. Store both anew with one /mode.")
    take_up(engine, request, blend(a, b, _share(request)))
    request.ok()


def forget(engine: "Engine", request: "Request") -> None:
    """Throw a snapshot away."""
    _snapshot(engine, request.get("name"))
    del engine.snapshots[request.get("name")]
    request.ok()


def snapshots(engine: "Engine", request: "Request") -> None:
    """List them."""
    for name in engine.snapshots:
        request.answer("/snapshot", name)
    request.answer("/snapshots", len(engine.snapshots))


def say_point(engine: "Engine", request: "Request") -> None:
    """Say all about the sound."""
    voice = engine.voice(request)
    request.answer("/point", json.dumps(voice.point(voice.entry()).to_json()))


def take_up(engine: "Engine", request: "Request", point: Point) -> None:
    """Make a point the voice's present step."""
    voice = engine.voice(request)
    z = None if point.z is None else checked_z(voice.entry(), np.array(point.z) / (voice.psi or 1.0))
    changes: dict[str, Any] = {"mode": point.mode, "bends": point.bends, "edits": voice.check_edits(point.edits)}
    asked = voice.step.point.asked  # such kinds stay asked for, as the point has them
    drawn = tuple(kind for kind in point.timbre if kind not in asked)
    voice.edit("take up", z=z, seed=None, conditions={**asked, **point.conditions}, drawn=drawn, **changes)
    engine.changed(request)


def say_step(engine: "Engine", request: "Request") -> None:
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
    if not isinstance(values[0], bytes):
        return tuple(values)
    if len(values) > 1 or len(values[0]) % 4:
        raise CommandError("usage", f"z is one blob of float32, four bytes each. Received: {len(values)} values. Send numbers, or a whole blob.")
    z = np.frombuffer(values[0], ">f4").astype(np.float32)
    if not np.isfinite(z).all():
        raise InvalidInput("z must be finite. Received: NaN or infinity. Draw it with /random.")
    return tuple(z.tolist())


def _z_named(engine: "Engine", voice: Voice, name: str) -> np.ndarray:
    """Return the z of a snapshot, or of a seed."""
    point = engine.snapshots.get(name)
    if point is not None and point.z is not None:
        return np.array(checked_z(voice.entry(), point.z), np.float32)
    if name.isascii() and name.isdigit() and len(name) < 19:
        return drawn(voice.entry(), checked_seed(int(name)))
    raise CommandError("invalid", f"z comes from a snapshot that has one, or from a seed. Received: {name!r}. Send /snapshots for a list.")


def _snapshot(engine: "Engine", name: str) -> Point:
    if name not in engine.snapshots:
        raise CommandError("invalid", f"A snapshot must have been stored. Received: {name!r}. Send /snapshots for a list.")
    return engine.snapshots[name]


def _share(request: "Request") -> float:
    amount = request.get("amount")
    if not 0.0 <= amount <= 1.0:
        raise InvalidInput(f"An amount between two sounds is in 0..1. Received: {amount:g}. 0 is the first, 1 the second.")
    return amount


HANDLERS = {
    "/pitch": pitch,
    "/seed": seed,
    "/random": random,
    "/z": z,
    "/psi": psi,
    "/edit": edit,
    "/edits": edits,
    "/mode": mode,
    "/bend": bend,
    "/bends": bends,
    "/straighten": straighten,
    "/layers": layers,
    "/slerp": between,
    "/store": store,
    "/recall": recall,
    "/morph": morph,
    "/forget": forget,
    "/snapshots": snapshots,
    "/point": say_point,
}
