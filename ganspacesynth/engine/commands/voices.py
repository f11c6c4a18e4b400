"""Commands about voices that sound through a ring."""

import dataclasses
from typing import Any

from ganspacesynth.audio.effects.articulator import warm
from ganspacesynth.core.motion.articulation import Vibrato
from ganspacesynth.core.work.jobs import Job
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.row import SOUND, command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.voices.player import Player
from ganspacesynth.engine.voices.voice import new_seed


@command("/voice_open", options="voice", replies=f"/voice {SOUND}")
def open_voice(engine: EngineState, request: Request) -> None:
    """Make a ring of shared memory through which the voice sounds; a host maps the file."""
    voice, attention = engine.voice(request), engine.attention(request)
    voice.entry()

    def work(progress: Progress) -> None:
        entry = voice.entry()
        if entry.preview.model.config.data_type != "phase":  # which has no continuous form, and still has clips
            entry.chunk_frames()
        warm()
        progress(1, 1)
        with engine.giving(voice):
            before = engine.players.pop(voice.name, None)
        if before is not None:
            before.close()
        rate = entry.preview.model.config.sample_rate
        if (closed := attention.fit(rate)) is not None:
            request.fail(
                CommandError("model", f"A ring has one rate. Received: {rate} Hz, and a {closed} of another. Open it again.", rule="ring-rate")
            )
        attention.panned = lambda place: request.answer("/panned", place)
        with engine.giving(voice):
            player = engine.players[voice.name] = Player(voice, entry, engine.sounds.path, request.answer, request.fail, attention)
        request.answer("/voice", str(player.ring.path), player.ring.capacity, player.ring.rate)

    engine.jobs.submit("load", Job(work, request.cancelled, request.fail, owner=voice.name))


@command("/voice_close", options="voice", replies="/ok address:s")
def close_voice(engine: EngineState, request: Request) -> None:
    """Close it."""
    engine.forget(engine.voice(request).name)
    request.ok()


@command("/gate on:i", options="voice", replies="/ok address:s")
def gate(engine: EngineState, request: Request) -> None:
    """1 begins the sound, 0 lets it die away. While it sounds every change of the point is heard."""
    engine.player(request).gate(bool(request.get("on")))
    request.ok()


@command("/glide seconds:f", options="voice", replies="/ok address:s")
def glide(engine: EngineState, request: Request) -> None:
    """How long a change of pitch takes."""
    engine.player(request).glide_s = _seconds(request, "seconds")
    request.ok()


@command("/release seconds:f", options="voice", replies="/ok address:s")
def release(engine: EngineState, request: Request) -> None:
    """How long the sound takes to die away."""
    engine.player(request).release_s = _seconds(request, "seconds")
    request.ok()


@command("/vibrato depth:f rate:f? onset:f?", options="voice", replies="/ok address:s")
def vibrato(engine: EngineState, request: Request) -> None:
    """Let the pitch swing: cents to each side, times a second (5), seconds from the gate on (0.2); also while it sounds. 0 stops."""
    given = [value for name in ("depth", "rate", "onset") if (value := request.get(name)) is not None]
    asked = Vibrato.of(given)
    engine.player(request).tremble(asked if asked.depth_cents else None)
    request.ok()


@command("/length seconds:f", options="voice", replies="/ok address:s")
def length(engine: EngineState, request: Request) -> None:
    """How long a note is held, from the next gate on; then it dies away by itself. 0: until the gate closes."""
    _articulate(engine, request, length_s=request.get("seconds") or None)


@command("/decay seconds:f", options="voice", replies="/ok address:s")
def decay(engine: EngineState, request: Request) -> None:
    """How long a note takes to fall by 60 dB, from the next gate on. 0: it does not."""
    _articulate(engine, request, decay_s=request.get("seconds") or None)


@command("/velocity value:f", options="voice", replies="/ok address:s")
def velocity(engine: EngineState, request: Request) -> None:
    """How hard the next notes are struck, 1..127: told to a model that knows velocities, else softer and duller. 0: as the sound is."""
    _articulate(engine, request, velocity=request.get("value") or None)


@command("/wander seconds:f", options="seed voice", replies="/ok address:s")
def wander(engine: EngineState, request: Request) -> None:
    """Move from one random sound to the next every so many seconds, endlessly; 0 stops."""
    engine.player(request).wander(_seconds(request, "seconds"), request.get("seed", new_seed()))
    request.ok()


@command("/play on:i", options="voice", replies="/ok address:s")
def play(engine: EngineState, request: Request) -> None:
    """1 plays the steps as one unbroken sound, 0 stops."""
    player = engine.player(request)
    player.play() if request.get("on") else player.gate(False)
    request.ok()


@command("/form word:s", options="voice", replies="/ok address:s")
def form(engine: EngineState, request: Request) -> None:
    """How the voice sounds: continuous, or clips (each begins when its gate opens and fades, at equal power, into the next)."""
    word = request.get("word")
    if word not in ("continuous", "clips"):
        raise CommandError("usage", f"A voice's form is continuous or clips. Received: {word!r}.", rule="known-form")
    engine.player(request).form = word
    request.ok()


def _articulate(engine: EngineState, request: Request, **changes: Any) -> None:
    player = engine.player(request)
    player.articulation = dataclasses.replace(player.articulation, **changes)
    request.ok()


def _seconds(request: Request, name: str) -> float:
    seconds = request.get(name)
    if not 0.0 <= seconds <= 3600.0:
        raise CommandError("usage", f"Seconds must be in 0..3600. Received: {seconds:g} for {request.call.address}.", rule="seconds-range")
    return seconds
