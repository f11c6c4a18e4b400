"""Hub: one engine and the pages that play it. What a page says goes in; answers go to that page, and what changed to the others."""

import asyncio
import logging
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.core.errors import GanSpaceSynthError, brief
from ganspacesynth.engine.commands.table import COMMANDS
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.engine_state import MAIN
from ganspacesynth.engine.messages import CommandError, Value
from ganspacesynth.studio.exports import Exports
from ganspacesynth.studio.memory import KINDS, Heard, Memory
from ganspacesynth.studio.page_link import PageLink
from ganspacesynth.studio.project import KEPT, Project
from ganspacesynth.studio.standing import Standing
from ganspacesynth.studio.translation import PageMessage, Telling
from ganspacesynth.studio.views.survey import Surveys

MAX_PAGES = 16
MAX_SAMPLES = 1 << 15  # that a page may fetch of a voice at once
REST_S = 0.8  # a voice that has not been changed for so long is a sound that was meant
SAVE_S = 2.0
MAX_WAITING = 1000  # messages of pages that wait for the engine
TAKEN_UP = "(taken up)"  # a snapshot for the blink of an eye
FRAME = struct.Struct("<IIII")  # number of a voice, 1 while it sounds, samples missed, samples that follow

log = logging.getLogger(__name__)


class Hub:
    """One engine, its pages, and what it remembers.

    Attributes:
        engine: that is played.
        project: the player's folder.
        memory: of what was heard.
        pages: that are open, by name.
        surveys: maps of the models' sounds.
        exports: what is written meanwhile.
    """

    def __init__(self, engine: Engine, project: Project) -> None:
        self.engine, self.project = engine, project
        engine.root = project.folder
        self.memory = Memory.of(project.folder / KEPT)
        self.pages: dict[str, PageLink] = {}
        self.surveys = Surveys(engine)
        self.exports = Exports(engine, project, self.tell)
        self.telling = Telling(project, engine.sounds.path.resolve())
        self._numbers: dict[str, int] = {}  # of voices
        self._listeners: dict[str, str] = {}  # voice -> the page where it is heard
        self._sounding: set[str] = set()
        self._touched: dict[str, float] = {}
        self._changed = False
        self._standing = Standing(engine, self.memory)
        self._waiting, self._counting, self._ended = 0, threading.Lock(), False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ganspacesynth studio")  # an engine's commands come from one thread

    def open(self, loop: asyncio.AbstractEventLoop) -> PageLink:
        """Let a page in; raises CommandError when there are too many."""
        if len(self.pages) >= MAX_PAGES:
            raise CommandError("busy", f"At most {MAX_PAGES} pages may be open. Received: one more. Close one.", rule="page-count")
        page = PageLink(loop)
        self.pages[page.name] = page
        page.tell({"welcome": page.name, "heard": [self._told(entry) for entry in list(self.memory.heard)], "project": self.project.folder.name})
        return page

    def close(self, page: PageLink) -> None:
        """Let a page go; a voice that was heard there dies away."""
        self.pages.pop(page.name, None)
        page.close()
        for voice in [voice for voice, name in list(self._listeners.items()) if name == page.name]:
            self._listeners.pop(voice)
            self._later(self._do, PageMessage("/gate", (0, "@voice", voice), None), None)

    def do(self, asked: PageMessage, page: PageLink) -> None:
        """Let the engine do what a page asked; raises CommandError when too much waits already."""
        self._in_turn(self._do, asked, page)

    def samples(self, voice: str, count: int, page: PageLink) -> bytes:
        """Return the next samples of a voice: none when it is heard on another page, or has no ring."""
        player = self.engine.players.get(voice)
        if player is None or self._listeners.get(voice) != page.name:
            return FRAME.pack(self._numbers.get(voice, 0), 0, 0, 0)
        wave, missed = player.ring.take(max(0, min(count, MAX_SAMPLES)))
        return FRAME.pack(self._numbers[voice], int(voice in self._sounding), missed, len(wave)) + wave.astype("<f4").tobytes()

    def again(self, number: int, page: PageLink, identity: Value | None) -> None:
        """Let a page hear again what it heard; raises InvalidInput for what is not remembered."""
        path = self.memory.recipe_path(number)
        entry = self.memory.find(number)
        if entry.kind == "voice":
            return self.take_up(number, page, identity)
        return self.do(PageMessage("/render", (str(path),), identity), page)

    def take_up(self, number: int, page: PageLink, identity: Value | None) -> None:
        """Make something heard the present sound; raises InvalidInput for what is not remembered, or is no single sound."""
        point = self.memory.point(number)

        def work() -> None:
            self.engine.snapshots[TAKEN_UP] = point
            self._do(PageMessage("/recall", (TAKEN_UP,), identity), page)
            self.engine.snapshots.pop(TAKEN_UP, None)

        self._in_turn(work)

    def steps(self, name: str) -> dict[str, Any]:
        """Return the steps of a voice and how they are joined, as JSON; raises CommandError for one that is not there."""
        voice = self.engine.voices.get(name)
        if voice is None:
            raise CommandError("invalid", f"A voice lives once it was named. Received: {brief(name)}, which was not.", rule="known-voice")
        return {"sequence": voice.sequence.to_json(), "settings": voice.settings.to_json(), "psi": voice.psi}

    def begin(self, model: str | None, directions: str | None, told: Callable[[str, tuple[Value, ...]], None]) -> None:
        """Open the model to begin with (None: none but what is open), and stand where the instrument stood when the studio last ended."""
        if model is None:
            return self._later(self._resume) if len(self.engine.library) else None
        words = ("@directions", directions) if directions else ()

        def send(address: str, values: tuple[Value, ...]) -> None:
            told(address, values)
            if address == "/loaded":
                self._later(self._resume)
            self._everybody(self.telling.answer(address, values, None))

        return self._later(self.engine.handle, "/load", (model, *words), send)

    async def keep(self) -> None:
        """Note what voices sounded like, and write what is remembered, again and again until cancelled."""
        saved_s = 0.0
        while True:
            await asyncio.sleep(REST_S / 2)
            now = time.monotonic()
            for voice in [voice for voice, then in list(self._touched.items()) if now - then > REST_S]:
                self._touched.pop(voice, None)
                self._later(self._note_voice, voice)
            if self._changed and now - saved_s > SAVE_S:
                self._changed, saved_s = False, now
                self._later(self.save)

    def save(self) -> None:
        """Write what is remembered."""
        try:
            self._standing.save(without=TAKEN_UP)
        except GanSpaceSynthError:
            log.exception("What the studio remembers could not be written.")

    def end(self) -> None:
        """Write what is remembered, and let the engine's thread end."""
        self.surveys.close()
        self._later(self.save)
        with self._counting:
            self._ended = True
        self._thread.shutdown()

    def _later(self, work: Callable[..., object], *values: Any) -> None:
        """Let the engine's thread do something when its turn comes; any thread may call it. What comes after the end is left."""
        with self._counting:
            if not self._ended:
                self._thread.submit(work, *values)

    def _in_turn(self, work: Callable[..., object], *values: Any) -> None:
        """Let the engine's thread do what a page asked for; raises CommandError when too much waits already."""
        with self._counting:
            if self._waiting >= MAX_WAITING:
                raise CommandError(
                    "busy", f"At most {MAX_WAITING} messages may wait. Received: one more. Send it again in a moment.", rule="waiting-messages"
                )
            self._waiting += 1

        def turn() -> None:
            with self._counting:
                self._waiting -= 1
            work(*values)

        self._later(turn)

    def _do(self, asked: PageMessage, page: PageLink | None) -> None:
        own = None if page is None else f"{page.name}.{asked.id!s}"
        tail = () if own is None or asked.id is None else ("@id", own)
        values = tuple(self._job_of(page, asked.values)) if asked.address == "/cancel" else asked.values
        send = partial(self._answer, asked, page)
        self.engine.handle(asked.address, (*values, *tail), send, "" if page is None else page.name)

    def _job_of(self, page: PageLink | None, values: tuple[Value, ...]) -> list[Value]:
        """A page names its jobs by its own numbers."""
        named = [index for index, value in enumerate(values[:-1]) if value == "@job"]
        return [f"{page.name}.{value!s}" if page is not None and index - 1 in named else value for index, value in enumerate(values)]

    def _answer(self, asked: PageMessage, page: PageLink | None, address: str, values: tuple[Value, ...]) -> None:
        """Any thread of the engine's: tell the page, and the others what changed."""
        if len(values) >= 2 and values[-2] == "@id":
            values = values[:-2]
        voice = _voice_of(asked)
        if address == "/voice" and page is not None:
            values = (self._number(voice), values[1], values[2])
            before = self._listeners.get(voice)
            self._listeners[voice] = page.name
            if before not in (None, page.name) and before in self.pages:
                self.pages[before].tell({"elsewhere": voice})
        elif address == "/voice_state":
            if values[0] == "playing":
                self._touched[voice] = time.monotonic()
            elif self._touched.pop(voice, None) is not None:  # let go before it had rested
                self._later(self._note_voice, voice)
            (self._sounding.discard if values[0] == "silent" else self._sounding.add)(voice)
            return self._everybody({"address": address, "values": [*values], "voice": voice})
        if page is not None:
            page.tell(self.telling.answer(address, values, asked.id))
        if address in KINDS:
            self._later(self._note_sound, address, values)
        if address == "/loaded":
            self._later(self._resume)
        if address not in ("/error", "/progress", "/cancelled", "/previewed") and _changes(asked):
            self._changed = True
            if voice in self._sounding:
                self._touched[voice] = time.monotonic()
            for other in [other for other in list(self.pages.values()) if other is not page]:
                other.tell({"changed": asked.address, "voice": voice})
        return None

    def _note_sound(self, address: str, values: tuple[Value, ...]) -> None:
        path, samples, rate = str(values[0]), float(values[1]), float(values[2])
        pitch = float(values[3]) if address in ("/synthesized", "/previewed") else None
        try:
            recipe = read_recipe(path)
            entry = self.memory.add(KINDS[address], recipe, pitch=pitch, duration_s=samples / rate, sound=self.telling.address_of(path))  # type: ignore[arg-type]
        except (GanSpaceSynthError, OSError):
            log.exception("A sound could not be remembered.")
            return
        self._changed = True
        self._everybody({"remembered": self._told(entry)})

    def _note_voice(self, name: str) -> None:
        voice = self.engine.voices.get(name)
        if voice is None:
            return
        try:
            point = voice.point(voice.entry())
            entry = self.memory.add("voice", point.to_json(), pitch=point.pitch)
        except (GanSpaceSynthError, OSError):
            log.exception("A voice could not be remembered.")
            return
        self._changed = True
        self._everybody({"remembered": self._told(entry)})

    def _resume(self) -> None:
        """Stand where the instrument stood, once a model is open."""
        if not self._standing.resumed:
            self._standing.resume()
            self._everybody({"changed": "/recall", "voice": MAIN})

    def _told(self, entry: Heard) -> dict[str, Any]:
        return {
            "number": entry.number,
            "at": entry.at_s,
            "kind": entry.kind,
            "pitch": entry.pitch,
            "duration": entry.duration_s,
            "sound": entry.sound,
        }

    def _number(self, voice: str) -> int:
        return self._numbers.setdefault(voice, len(self._numbers) + 1)

    def tell(self, message: Any) -> None:
        """Tell all pages something; any thread may call it."""
        self._everybody(message)

    def _everybody(self, message: Any) -> None:
        for page in list(self.pages.values()):
            page.tell(message)


def _voice_of(asked: PageMessage) -> str:
    values = asked.values
    at = next((i for i, value in enumerate(values[:-1]) if value == "@voice"), None)
    return MAIN if at is None else str(values[at + 1])


def _changes(asked: PageMessage) -> bool:
    """Whether a message may have changed what other pages show: those that only ask, and those that only make sounds, do not."""
    command = COMMANDS.get(asked.address)
    if command is None or command.group in ("engine", "sounds"):
        return False
    asks = all(argument.often for argument in command.arguments) and any(reply.address == asked.address or reply.each for reply in command.replies)
    positional = [value for value in asked.values if not (isinstance(value, str) and value.startswith("@"))]
    return not asks or len(positional) > sum(isinstance(value, str) and value.startswith("@") for value in asked.values)
