"""Answers about voices that sound through a ring."""

from typing import TYPE_CHECKING

from ganspacesynth.core.progress import Cancelled, Progress
from ganspacesynth.engine.commands.table import CommandError
from ganspacesynth.engine.jobs import Job
from ganspacesynth.engine.player import Player
from ganspacesynth.engine.voice import new_seed

if TYPE_CHECKING:
    from ganspacesynth.engine.engine import Engine, Request


def open_voice(engine: "Engine", request: "Request") -> None:
    """Make the ring, once the voice can sound without a hiccup; a host that comes back gets a new one."""
    voice = engine.voice(request)
    voice.entry()

    def work(progress: Progress) -> None:
        entry = voice.entry()
        if entry.preview.model.config.data_type != "phase":  # which has no continuous form, and still has clips
            entry.chunk_frames()
        progress(1, 1)
        if engine.voices.get(voice.name) is not voice:
            raise Cancelled  # it was closed meanwhile
        if voice.name in engine.players:
            engine.players.pop(voice.name).close()
        player = Player(voice, entry, engine.sounds.path, lambda word: request.answer("/voice_state", word), request.fail)
        engine.players[voice.name] = player
        request.answer("/voice", str(player.ring.path), player.ring.capacity, player.ring.rate)

    engine.jobs.submit("load", Job(work, request.cancelled, request.fail, owner=voice.name))


def close_voice(engine: "Engine", request: "Request") -> None:
    """Take the ring away, and with it the voice: its name is free again."""
    voice = engine.voice(request)
    if voice.name in engine.players:
        engine.players.pop(voice.name).close()
    engine.live.pop(voice.name, None)
    engine.voices.pop(voice.name)
    request.ok()


def gate(engine: "Engine", request: "Request") -> None:
    """Begin, or die away."""
    engine.player(request).gate(bool(request.get("on")))
    request.ok()


def glide(engine: "Engine", request: "Request") -> None:
    """How long a change of pitch takes."""
    engine.player(request).glide_s = _seconds(request, "seconds")
    request.ok()


def release(engine: "Engine", request: "Request") -> None:
    """How long dying away takes."""
    engine.player(request).release_s = _seconds(request, "seconds")
    request.ok()


def wander(engine: "Engine", request: "Request") -> None:
    """Wander, or stand still."""
    engine.player(request).wander(_seconds(request, "seconds"), request.get("seed", new_seed()))
    request.ok()


def play(engine: "Engine", request: "Request") -> None:
    """Play the steps."""
    player = engine.player(request)
    player.play() if request.get("on") else player.gate(False)
    request.ok()


def form(engine: "Engine", request: "Request") -> None:
    """How the voice sounds from the next gate on."""
    word = request.get("word")
    if word not in ("continuous", "clips"):
        raise CommandError("usage", f"A voice's form is continuous or clips. Received: {word!r}.")
    engine.player(request).form = word
    request.ok()


def _seconds(request: "Request", name: str) -> float:
    seconds = request.get(name)
    if not 0.0 <= seconds <= 3600.0:
        raise CommandError("usage", f"Seconds must be in 0..3600. Received: {seconds:g} for {request.call.address}.")
    return seconds


HANDLERS = {
    "/voice_open": open_voice,
    "/voice_close": close_voice,
    "/gate": gate,
    "/glide": glide,
    "/release": release,
    "/wander": wander,
    "/play": play,
    "/form": form,
}
