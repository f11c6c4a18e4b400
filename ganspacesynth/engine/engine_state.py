"""EngineState: models, voices, snapshots, jobs and sounds of what is being played; the one place that holds them."""

import contextlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ganspacesynth.core.output.decoders import LOCKED, check_decoder
from ganspacesynth.core.pads.pad_map import PadMap
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.jobs import Jobs
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.engine.library import ModelLibrary
from ganspacesynth.engine.listening.ears import Ears
from ganspacesynth.engine.live.machine import Machine
from ganspacesynth.engine.messages import Command, CommandError
from ganspacesynth.engine.pictures.stage import PictureStage
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.sound_folder import SoundFolder
from ganspacesynth.engine.voices.attention import VoiceListening
from ganspacesynth.engine.voices.voice import Voice

MAIN = "main"
MAX_VOICES = 64


class EngineState:
    """What is being played: models, voices, snapshots, jobs and sounds.

    One thread calls commands; jobs run in others and answer from there. A job that gives something to a voice does so within `giving`: the voice may
    be closed while the job waits or works, and another one may have its name.

    Attributes:
        library: open models.
        voices: by name.
        snapshots: points by name.
        pads: maps of XY pads, by what they play.
        pictures: live pictures.
        jobs: work that takes time.
        sounds: the folder of the sounds made.
        ears: what voices listen with.
        machines: what plays with voices, by their names.
        precision: of what is played at once.
        decoder: of models that do not ask for another.
        ended: set when the engine shall end.
        root: the folder that files must lie in which a document names, without links; None where whoever asks may read any.
    """

    def __init__(
        self,
        *,
        precision: str = "preview",
        decoder: str = LOCKED,
        temp: str | os.PathLike[str] | None = None,
        ended: threading.Event | None = None,
    ) -> None:
        self.precision, self.decoder = precision, check_decoder(decoder)
        self.commands: Mapping[str, Command] = {}  # that an engine answers
        self.library = ModelLibrary(opening=lambda: self.jobs.count("load"))
        self.voices: OrderedDict[str, Voice] = OrderedDict()  # the one named last is last
        self.snapshots: dict[str, Point] = {}
        self.pads: dict[str, PadMap] = {}
        self.sounds = SoundFolder(temp)
        self.jobs = Jobs()
        self.players: dict[str, Any] = {}  # voice name -> what sounds through its ring
        self.ears = Ears(self.sounds.path)
        self.pictures = PictureStage(self.ears)
        self._attentions: dict[str, VoiceListening] = {}
        self._giving = threading.RLock()
        self.machines: dict[str, Machine] = {}  # voice name -> what plays with it
        self.live: dict[str, Callable[[], None]] = {}  # voice name -> makes a preview of it for whoever wants one
        self.ended = ended or threading.Event()
        self.root: Path | None = None

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
        self.forget(silent)

    def forget(self, name: str) -> None:
        """Let a voice go, with all that it has."""
        with self._giving:
            self.voices.pop(name, None)
            had = [kept.pop(name, None) for kept in (self.players, self._attentions, self.machines)]
            self.live.pop(name, None)
            self.pads.pop(f"sound {name}", None)
        for each in had:
            if each is not None:
                each.close()
        self.ears.forget(name)

    def has(self, voice: Voice) -> bool:
        """Whether a voice is still there."""
        return self.voices.get(voice.name) is voice

    @contextlib.contextmanager
    def giving(self, voice: Voice) -> Iterator[None]:
        """Let a job give a voice something that does not take long; raises Cancelled when it was closed meanwhile, else that waits."""
        with self._giving:
            if not self.has(voice):
                raise Cancelled
            yield

    def attention(self, request: Request) -> VoiceListening:
        """Return what the voice that a request means listens to."""
        return self.attention_of(self.voice(request))

    def attention_of(self, voice: Voice) -> VoiceListening:
        """Return what a voice listens to, nothing at first."""
        return self._attentions.setdefault(voice.name, VoiceListening(voice, self.ears))

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
        """Let a change of a voice be heard: in its ring, and as a preview for whoever wants one. A job may ask for that, too."""
        name = request.get("voice", MAIN)
        voice, player, live = self.voices.get(name), self.players.get(name), self.live.get(name)
        if voice is not None and player is not None:
            player.moved(voice)
        if voice is not None and live is not None and len(self.library):
            live()

    def close(self) -> None:
        """Stop everything and remove the temporary folder."""
        self.ended.set()
        for player in list(self.players.values()):
            player.close()
        self.jobs.close()
        self.pictures.close()
        playing = [attention.timeline for attention in self._attentions.values() if attention.timeline is not None]
        for attention in list(self._attentions.values()):
            attention.close()
        for playback in playing:
            playback.wait()
        for machine in list(self.machines.values()):
            machine.close()
        self.ears.close()
        self.sounds.close()
