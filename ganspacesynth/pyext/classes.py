"""Classes for the py/pyext external of Pure Data, thin clients of an engine in a process of its own.

Pd is touched by Pd's own thread alone: its arrays, its outlets, its console. Whether a message comes there or, with `@detach 1`, in a thread of
pyext's, it is put into an inbox, and Pd's thread takes it out. What takes time is done by a worker, which leaves its results for Pd's thread.
For these Pd must come by, so a small hidden patch sends a bang every few milliseconds, as long as something is under way
(the last line of pyext_clock.pd, which other patches do not have, leaves its window closed).

(A worker must not call `_outlet` itself: flext hands on to Pd's thread only what comes from threads that it has started.)
"""

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.client.port import usual_port
from ganspacesynth.client.shared_engine import SharedEngine
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.pyext.gansynth_messages import Gansynth
from ganspacesynth.pyext.halluseq_messages import Halluseq
from ganspacesynth.pyext.message_arguments import Word

try:
    import pyext
except ImportError as e:
    text = "This module works inside Pure Data, in the py/pyext external. Received: an import elsewhere. There, use ganspacesynth.client.client."
    raise ImportError(text) from e

TICK, PERIOD = "ganspacesynth-tick", "ganspacesynth-ms"
BUSY_MS, IDLE_MS = 10, 250  # idle: an engine is open, and might die
YIELD_S = 0.001
CLOCK = Path(__file__).with_name("pyext_clock.pd")


class PdClock:
    """The hidden patch that lets Pd's thread come by; one for all objects.

    Attributes:
        ticks: whether it has done so; its first bang comes at once.
        broken: whether it should have, and has not.
    """

    def __init__(self) -> None:
        CLOCK.read_bytes()  # from a disk, if it must be, now; later it would be while sounds play
        self.ticks = self.broken = self._made = False
        self._now = 0
        self._wanted: dict[int, int] = {}

    def want(self, who: object, ms: int) -> None:
        """Ask for a bang every so many milliseconds; 0 asks for none."""
        self._wanted[id(who)] = ms
        wanted = min(filter(None, self._wanted.values()), default=0)
        if wanted == self._now:
            return
        self._now = wanted
        if not self._made:
            self._made = True
            pyext._send("pd", ("open", (CLOCK.name, CLOCK.parent.as_posix())))  # a word and a list: the message `open FILE FOLDER`
        pyext._send(PERIOD, wanted)
        if wanted and not self.ticks and not self.broken:
            self.broken = True
            sys.stderr.write("ganspacesynth: no clock could be made in this Pd; answers may come late.\n")

    def forget(self, who: object) -> None:
        """Let somebody be gone."""
        self.want(who, 0)
        del self._wanted[id(who)]


class PdHostApi:
    """A Pd patch, as an object in it sees it."""

    def __init__(self, owner: Any) -> None:
        self._owner: Any = owner
        self._told: set[str] = set()

    @property
    def folder(self) -> str:
        """The patch's folder."""
        return str(getattr(self._owner, "_canvas_dir", "") or os.getcwd())

    def read(self, array: str) -> np.ndarray:
        """Return a copy of an array, float32."""
        values = np.array(self._array(array)[:], np.float32)
        if not np.isfinite(values).all():
            raise InvalidInput(f"An array must hold numbers. Received: NaN or infinity in {array}. Set it to zero.", rule="finite-array")
        return values

    def write(self, array: str, values: np.ndarray) -> None:
        """Fill an array."""
        self.resize(array, len(values))
        buffer = self._array(array)
        buffer[:] = np.asarray(values, np.float32)
        buffer.dirty()

    def resize(self, array: str, size: int) -> None:
        """Give an array another length if it has another one. Whoever needs the array makes a new Buffer: a resized one may be stale."""
        buffer = self._array(array)
        old = len(buffer)
        if old == size:
            return
        if array not in self._told:
            self._told.add(array)
            self.say(f"{array} gets {size} samples (it had {old}). While DSP is on, that can be heard as a gap; give it this size in the patch.")
        buffer.resize(size)
        buffer.dirty()

    def out(self, *words: Word) -> None:
        """Send a list out."""
        if self._owner is not None:
            self._owner._outlet(1, [word if isinstance(word, str) else int(word) if float(word).is_integer() else float(word) for word in words])

    def close(self) -> None:
        """Let the object go; pyext complains about objects that something else still holds."""
        self._owner = None

    def say(self, text: str) -> None:
        """Write a line on Pd's console."""
        sys.stderr.write(f"ganspacesynth: {text}\n")

    def _array(self, name: str) -> Any:
        buffer = pyext.Buffer(name)
        if len(buffer) == 0:
            raise InvalidInput(f"An array of that name must be in the patch. Received: {name}. Make one, or correct the name.", rule="known-array")
        return buffer


class Remote(pyext._class):
    """What both classes are: a door for messages, of whatever thread, to a player on Pd's."""

    _inlets = 1
    _outlets = 1

    def open(self, make: Callable[[PdHostApi, Callable[[], None]], Gansynth]) -> None:
        """Begin; called by Pd's thread."""
        self.host = PdHostApi(self)
        self.home = threading.get_ident()
        self.inbox: deque[tuple[str, list[Word]]] = deque()
        self.turning = threading.Lock()
        self.player: Gansynth | None = make(self.host, self.nudge)
        self._bind(TICK, self.tick)

    def take(self, name: str, words: tuple[Any, ...]) -> None:
        """Take a message; called by any thread that pyext gives it to."""
        self.inbox.append((name, [str(word) if isinstance(word, pyext.Symbol) else word for word in words]))
        if threading.get_ident() == self.home:
            self.tick()
        else:
            pyext._send(TICK, 0)

    def tick(self, *said: Any) -> None:
        """Come by on Pd's thread. What the patch sends back to us meanwhile waits for the next time: a patch that goes round in circles lives on."""
        if said and isinstance(said[0], pyext.Symbol):  # the bang of the clock
            CLOCKWORK.ticks = True
        player = self.player
        if player is None or not self.turning.acquire(blocking=False):
            return
        try:
            player.turn()
            for _ in range(len(self.inbox)):
                player.message(*self.inbox.popleft())
        finally:
            self.turning.release()
        if self.player is not None:
            might_die = SHARED.open  # asked before: when it has died, there is something to do
            CLOCKWORK.want(self, BUSY_MS if player.busy or self.inbox else IDLE_MS if might_die else 0)
            if CLOCKWORK.broken:  # what came before this was known
                player.turn()
        if player.busy and not getattr(self, "_isthreaded", True):
            time.sleep(YIELD_S)  # a pyext without threads lets ours run only while it is in here

    def nudge(self) -> None:
        """Come by without a clock."""
        if CLOCKWORK.broken:
            pyext._send(TICK, 0)

    def _anything_1(self, *words: Any) -> None:
        self.take(str(words[0]) if words else "list", words[1:])

    def _del(self) -> None:
        player, self.player = self.player, None
        if player is not None:
            player.close()
            self.host.close()
            CLOCKWORK.forget(self)


class gansynth(Remote):
    """load FOLDER, unload, load_ganspace_components FILE ARRAY, randomize_z ARRAY, slerp_z A B RESULT AMOUNT, synthesize Z OUT PITCH,
    synthesize_noz OUT PITCH EDITS, hallucinate OUT NOTES INTERP, traits KIND NAME, cancel"""

    def __init__(self, *_: Any) -> None:
        self.open(lambda host, wake: Gansynth(host, SHARED, wake))


class halluseq(Remote):
    """ARRAY of edits. load FOLDER, unload, load_ganspace_components FILE, prev_step, next_step, add_step, remove_step, interp_steps N,
    sample_spacing S, start_trim S, attack S, sustain S, release S, send_state, synthesize_noz OUT PITCH EDITS, hallucinate_noz OUT, cancel"""

    def __init__(self, array: Any = "", *_: Any) -> None:
        self.open(lambda host, wake: Halluseq(host, SHARED, str(array), wake))


def _door(name: str) -> Callable[..., None]:
    def message(self: Remote, *words: Any) -> None:
        self.take(name, words)

    return message


for _class, _player in ((gansynth, Gansynth), (halluseq, Halluseq)):
    for _name in _player.messages:
        setattr(_class, f"{_name}_1", _door(_name))


CLOCKWORK = PdClock()
SHARED = SharedEngine(usual_port(os.environ))
