"""Which voice listens to what: sources in, ears out; voices that listen to the same one share its ear."""

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from ganspacesynth.audio.live_input.incoming import AudioInput, Say, UnbrokenInput
from ganspacesynth.audio.live_input.input_ring import InputRing
from ganspacesynth.audio.live_input.open_input import open_input
from ganspacesynth.audio.signals.frame_rate import FPS, framing
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.engine.listening.ear import ChainHistory, Ear
from ganspacesynth.engine.listening.faders import Faders
from ganspacesynth.engine.listening.voice_tap import OverheardInput, VoiceTap

SOURCES_HEARD = ("device", "inlet", "file", "voice", "off")
OFF = ("off", "", FPS)
RENEWED = ("inlet", "file")  # a host that asks again has lost its ring; a file begins at its beginning
Key = tuple[str, str, float]  # kind, name, frames a second
Still = Callable[[], bool]  # whether something is wanted still


def always() -> bool:
    """Want it whatever happens."""
    return True


class Attentive(Protocol):
    """What chains are listened for in: an ear, or a song."""

    def ask(self, text: str) -> str:
        """Listen for a chain; returns its text as it is kept."""
        ...

    def keep(self, texts: set[str]) -> None:
        """Listen for these chains alone."""
        ...

    def knows(self, text: str) -> bool:
        """Whether a chain is listened for."""
        ...

    def heard(self, text: str) -> ChainHistory:
        """Return what a chain has said so far."""
        ...

    def latency_s(self, text: str) -> float:
        """Return how late a chain is, seconds."""
        ...

    def lately(self, text: str, seconds: float) -> Signal:
        """Return what a chain has said in the last seconds."""
        ...


@dataclass(frozen=True)
class Present:
    """Who listens to what at a moment.

    Attributes:
        ears: all that are open.
        of: what a voice listens to; one that is not here listens to nothing.
    """

    ears: Mapping[Key, Ear] = field(default_factory=dict)
    of: Mapping[str, Key] = field(default_factory=dict)

    def key(self, voice: str) -> Key:
        """Return what a voice listens to."""
        return self.of.get(voice, OFF)

    def ear(self, voice: str) -> Ear | None:
        """Return the ear of a voice; None where it is not open."""
        return self.ears.get(self.key(voice))

    def listeners(self, key: Key) -> list[str]:
        """Return the voices that listen to something."""
        return [voice for voice, theirs in self.of.items() if theirs == key]


class Ears:
    """The ears of an engine.

    What is asked while something sounds waits for nobody: an ear's own thread asks `last` for the chains that others call, and whoever holds the lock
    may be waiting for that thread. So nothing is opened or closed while the lock is held, and who listens to what is replaced in a single step.

    Attributes:
        faders: signals with names.
    """

    def __init__(self, folder: Path) -> None:
        """Begin without any; rings of inlets will lie in the folder."""
        self.faders = Faders()
        self._folder, self._lock, self._rings = folder, threading.RLock(), itertools.count(1)
        self._now = Present()
        self._wanted: dict[tuple[str, str], str] = {}  # (voice, what for) -> chain
        self._taps: Mapping[str, tuple[VoiceTap, ...]] = {}  # voice -> who listens to it; replaced, never changed, as those below
        self._following: Mapping[str, tuple[VoiceTap, ...]] = {}  # voice -> who hears what it listens to

    def listen(
        self,
        voice: str,
        kind: str,
        name: str = "",
        *,
        loop: bool = False,
        fps: float = FPS,
        say: Say,
        fail: Callable[[Exception], None],
        still: Still = always,
    ) -> Ear:
        """Let a voice listen to something else.

        Args:
            voice: which.
            kind: one of `SOURCES_HEARD`.
            name: of a device ("": the system's), a file or a voice.
            loop: a file begins anew.
            fps: frames a second of its signals.
            say: told when a device goes away, and when it is back.
            fail: told when what is listened to fails.
            still: whether the voice is still there once all is open.

        Raises:
            InvalidInput: no such source, or it has nothing of what the voice's chains want.
            AudioError, OutputError: it cannot be opened.
            Cancelled: the voice is gone.
        """
        key = (kind, voice if kind == "inlet" else name, float(fps))
        framing(key[2])  # a rate that is none is said before anything is opened
        while True:
            there = None if kind in RENEWED else self._now.ears.get(key)
            ear = there or self._open(key, loop, say, fail)  # which may take a while
            try:
                with self._changing(still):
                    if there is None or self._now.ears.get(key) is there:  # else it was closed meanwhile
                        self._lend(voice, key, ear)
                        return ear
            except BaseException:
                if there is None:
                    ear.close()
                raise

    def ring(self, voice: str) -> tuple[Path, int] | None:
        """Return the file and the capacity of the ring that a voice's inlet is written into; None for one that listens to something else."""
        ear = self._now.ear(voice)
        return None if ear is None else ear.ring

    def source(self, voice: str) -> Key:
        """Return what a voice listens to: kind, name and frames a second."""
        return self._now.key(voice)

    def ear(self, voice: str) -> Ear:
        """Return the ear of a voice; one that listens to nothing hears silence."""
        found = self._now.ear(voice)
        if found is not None:
            return found
        with self._lock:
            now, key = self._now, self._now.key(voice)
            if key not in now.ears:  # only silence may be missing
                self._now = replace(now, ears={**now.ears, key: Ear(open_input("nothing"), self.faders.value)})
            return self._now.ears[key]

    def last(self, voice: str, text: str) -> float:
        """Return the present share of a chain that a voice listens for, 0..1; 0 of one that it does not. Any thread may ask, and never waits."""
        ear = self._now.ear(voice)
        return 0.0 if ear is None else ear.heard(text).last

    def want(self, voice: str, purpose: str, text: str, *, still: Still = always) -> str:
        """Listen for a chain with a voice's ear, for some purpose; whatever was wanted for that before is not wanted any more.

        Returns:
            The chain's text as it is kept.

        Raises:
            InvalidInput: no chain, or none that is done live.
            Cancelled: it is not wanted still: its voice was closed.
        """
        with self._changing(still):
            kept = self.ear(voice).ask(text)
            self._wanted[voice, purpose] = kept
            return kept

    def want_no_more(self, voice: str, purpose: str) -> None:
        """Want nothing for a purpose any more."""
        if (voice, purpose) in self._wanted:
            with self._changing():
                self._wanted.pop((voice, purpose), None)

    def follow(self, voice: str) -> VoiceTap:
        """Return an input that has all that a voice listens to, whatever that will be, until it is closed."""
        tap = VoiceTap(voice)
        with self._changing():
            self._following = {**self._following, voice: (*self._following.get(voice, ()), tap)}
        return tap

    def tell(self, voice: str, tap: Callable[[VoiceTap], None]) -> None:
        """Let those who listen to a voice hear what it sounds like."""
        for each in self._taps.get(voice, ()):
            if not each.over:
                tap(each)

    def heard_by_others(self, voice: str) -> bool:
        """Whether somebody listens to a voice."""
        return any(not tap.over for tap in self._taps.get(voice, ()))

    def forget(self, voice: str) -> None:
        """A voice is closed: it listens to nothing, and wants nothing."""
        with self._changing():
            self._now = replace(self._now, of={other: key for other, key in self._now.of.items() if other != voice})
            self._wanted = {(owner, purpose): text for (owner, purpose), text in self._wanted.items() if owner != voice}

    def close(self) -> None:
        """Close all ears."""
        with self._changing():
            self._now, self._wanted = replace(self._now, of={}), {}

    @contextlib.contextmanager
    def _changing(self, still: Still = always) -> Iterator[None]:
        """Let something change; behind it, and without the lock, ears are closed that nobody has any more."""
        with self._lock:
            if not still():
                raise Cancelled
            before = set(self._now.ears.values())
            yield
            self._tidy()
            gone = before.difference(self._now.ears.values())
        for ear in gone:
            ear.close()

    def _lend(self, voice: str, key: Key, ear: Ear) -> None:
        """Give a voice its ear, and those that had another one of that key; raises InvalidInput when it has nothing of what they want."""
        owners = {voice, *self._now.listeners(key)}
        for text in sorted({text for (owner, _), text in self._wanted.items() if owner in owners}):
            ear.ask(text)
        self._now = Present({**self._now.ears, key: ear}, {**self._now.of, voice: key})

    def _followers(self, key: Key) -> list[VoiceTap]:
        """Return who hears a source: those that follow a voice which listens to it."""
        return [tap for voice in self._now.listeners(key) for tap in self._following.get(voice, ()) if not tap.over]

    def _tidy(self) -> None:
        """Leave the ears out that nobody has, and drop the chains that nobody wants."""
        now = self._now
        used = set(now.of.values()) | ({OFF} if any(owner not in now.of for owner, _ in self._wanted) else set())
        self._now = replace(now, ears={key: ear for key, ear in now.ears.items() if key in used})
        for key, ear in self._now.ears.items():
            ear.keep({text for (owner, _), text in self._wanted.items() if now.key(owner) == key})
        self._taps, self._following = (
            {voice: left for voice, taps in all_taps.items() if (left := tuple(tap for tap in taps if not tap.over))}
            for all_taps in (self._taps, self._following)
        )

    def _open(self, key: Key, loop: bool, say: Say, fail: Callable[[Exception], None]) -> Ear:
        """Open what a key means; raises as `listen`."""
        source, ring = self._input(key, loop, say)
        try:
            return Ear(OverheardInput(source, lambda: self._followers(key)), self.faders.value, key[2], fail, ring=ring)
        except BaseException:
            source.close()
            raise

    def _input(self, key: Key, loop: bool, say: Say) -> tuple[AudioInput, tuple[Path, int] | None]:
        kind, name, _ = key
        match kind:
            case "device":
                return open_input("device", name or None, say=say), None
            case "file" if name:
                return open_input("file", name, loop=loop), None
            case "voice" if name:
                tap = VoiceTap(name)
                with self._lock:
                    self._taps = {**self._taps, name: (*self._taps.get(name, ()), tap)}
                return UnbrokenInput(tap), None
            case "inlet":
                ring = InputRing(self._folder / f"inlet-{next(self._rings)}.ring", name=f"inlet of {name}")
                return UnbrokenInput(ring), (ring.path, ring.capacity)
            case "off":
                return open_input("nothing"), None
        received = brief(kind) if kind not in SOURCES_HEARD else f"{kind} without a name"
        raise InvalidInput(
            f"A voice listens to one of {', '.join(SOURCES_HEARD)}. Received: {received}. Send for example /listen device.", rule="known-source"
        )
