"""EngineState: models, voices, snapshots, jobs and sounds of what is being played; the one place that holds them."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from ganspacesynth.core.point import Point
from ganspacesynth.core.work.jobs import Jobs
from ganspacesynth.engine.library import ModelLibrary
from ganspacesynth.engine.messages import Command, CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.sound_folder import SoundFolder
from ganspacesynth.engine.voices.voice import Voice

MAIN = "main"
MAX_VOICES = 64


class EngineState:
    """What is being played: models, voices, snapshots, jobs and sounds.

    One thread calls commands; jobs run in others and answer from there.

    Attributes:
        library: open models.
        voices: by name.
        snapshots: points by name.
        jobs: work that takes time.
        sounds: the folder of the sounds made.
        precision: of what is played at once.
        ended: set when the engine shall end.
    """

    def __init__(self, *, precision: str = "preview", temp: str | os.PathLike[str] | None = None, ended: threading.Event | None = None) -> None:
        self.precision = precision
        self.commands: Mapping[str, Command] = {}  # that an engine answers
        self.library = ModelLibrary(opening=lambda: self.jobs.count("load"))
        self.voices: OrderedDict[str, Voice] = OrderedDict()  # the one named last is last
        self.snapshots: dict[str, Point] = {}
        self.sounds = SoundFolder(temp)
        self.jobs = Jobs()
        self.players: dict[str, Any] = {}  # voice name -> what sounds through its ring
        self.live: dict[str, Callable[[], None]] = {}  # voice name -> makes a preview of it for whoever wants one
        self.ended = ended or threading.Event()

    def voice(self, request: Request) -> Voice:
        """Return the voice that a request means, a new one if it is named for the first time."""
        name = request.get("voice", MAIN)
        if name not in self.voices:
            if len(self.voices) >= MAX_VOICES:
                self._forget_a_voice(name)
            self.voices[name] = Voice(name, self.library)
        self.voices.move_to_end(name)
        return self.voices[name]

    def _forget_a_voice(self, name: str) -> None:
        """Let the voice go that was named longest ago and sounds through no ring: a patch cannot say that its window was closed."""
        silent = next((other for other in self.voices if other not in self.players), None)
        if silent is None:
            raise CommandError(
                "busy", f"At most {MAX_VOICES} voices may sound. Received: one more, {name!r}. Send /voice_close to one.", rule="voice-count"
            )
        self.voices.pop(silent)
        self.live.pop(silent, None)

    def player(self, request: Request) -> Any:
        """Return what sounds through the voice's ring; raises CommandError unless it is open."""
        name = self.voice(request).name
        if name not in self.players:
            raise CommandError(
                "invalid",
                f"A voice sounds through a ring. Received: {request.call.address}, and {name} has none. Send /voice_open first.",
                rule="voice-ring",
            )
        return self.players[name]

    def changed(self, request: Request) -> None:
        """Let a change of a voice be heard: in its ring, and as a preview for whoever wants one."""
        voice = self.voice(request)
        if voice.name in self.players:
            self.players[voice.name].moved(voice)
        if voice.name in self.live and len(self.library):
            self.live[voice.name]()

    def close(self) -> None:
        """Stop everything and remove the temporary folder."""
        self.ended.set()
        for player in list(self.players.values()):
            player.close()
        self.jobs.close()
        self.sounds.close()
