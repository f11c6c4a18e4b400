"""Messages handled in turns: a part on the host's own thread, a part on a worker, and so on; the host never waits.

A message is a generator. What stands before its first `yield` is done on the host's thread, what follows on the worker, what follows the next
`yield` on the host's thread again:

    def synthesize(self, out, pitch):
        z = self.pd.read("z")               # the host's thread, where its arrays may be touched
        yield
        wave = self.engine(...)             # the worker, which may wait
        yield
        self.pd.write(out, wave)            # the host's thread
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Hashable
from functools import partial

Message = Generator[None, None, None]
Begin = Callable[[], Message | None]  # None: all was done at once
Failed = Callable[[Hashable, Exception], None]


class TurnQueue:
    """Does messages one after the other. All but `later` is for the host's thread.

    Args:
        failed: told, on the host's thread, of a message's key and of whatever went wrong in it.
        wake: called, by any thread, when `turn` has something to do.
    """

    def __init__(self, failed: Failed, wake: Callable[[], None] | None = None) -> None:
        self._failed, self._wake = failed, wake
        self._waiting: deque[tuple[Hashable, Begin]] = deque()
        self._present: tuple[Hashable, Message] | None = None
        self._here: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._there: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._worker: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether `turn` will have something to do."""
        return self._present is not None or bool(self._waiting) or not self._here.empty()

    def add(self, key: Hashable, begin: Begin, *, latest: bool = False) -> None:
        """Queue a message; of several with the same key that wait, only the `latest` is done."""
        if latest:
            self._waiting = deque(waiting for waiting in self._waiting if waiting[0] != key)
        self._waiting.append((key, begin))

    def drop(self) -> list[Hashable]:
        """Forget the messages that wait; returns their keys."""
        keys = [key for key, _ in self._waiting]
        self._waiting.clear()
        return keys

    def later(self, do: Callable[[], None]) -> None:
        """Have something done at the next turn. For any thread."""
        self._here.put(do)
        wake = self._wake
        if wake is not None:
            wake()

    def turn(self) -> None:
        """Do what is to be done on the host's thread now; never waits."""
        for _ in range(self._here.qsize()):
            self._here.get()()
        while self._present is None and self._waiting:
            key, begin = self._waiting.popleft()
            try:
                message = begin()
            except Exception as e:  # noqa: BLE001  a message that fails must not take the others along
                self._failed(key, e)
                continue
            if message is not None:
                self._present = (key, message)
                self._continue(None)

    def close(self) -> None:
        """Forget everything and let the worker end when its part is done."""
        self._waiting.clear()
        self._present = self._wake = None
        self._there.put(None)

    def _continue(self, error: Exception | None) -> None:
        """Do the present message's part on this thread, and hand it to the worker for the next."""
        if self._present is None:  # closed meanwhile
            return
        key, message = self._present
        if error is not None:
            self._present = None
            self._failed(key, error)
            return
        try:
            next(message)
        except StopIteration:
            self._present = None
        except Exception as e:  # noqa: BLE001  as above
            self._present = None
            self._failed(key, e)
        else:
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="ganspacesynth worker", daemon=True)
                self._worker.start()
            self._there.put(message)

    def _work(self) -> None:
        while (message := self._there.get()) is not None:
            error = None
            try:
                next(message, None)
            except Exception as e:  # noqa: BLE001  told on the host's thread
                error = e
            self.later(partial(self._continue, error))
