"""One page that is open: what it shall be told goes in from any thread, and comes out in order for its WebSocket; how much it may send."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable
from typing import Any

MAX_WAITING = 2000  # messages that a page may be behind
PER_SECOND, AT_ONCE = 200.0, 600.0  # messages that a page may send
_NUMBERS = itertools.count(1)


class PageLink:
    """What goes to one page.

    Attributes:
        name: of the page, to tell it from others.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.name = f"page {next(_NUMBERS)}"
        self._loop = loop
        self._waiting: deque[Any] = deque()
        self._something = asyncio.Event()
        self._is_open = True

    def tell(self, message: Any) -> None:
        """Send a JSON value or bytes; any thread may call it. A page that does not listen any more is let go."""
        try:
            self._loop.call_soon_threadsafe(self._put, message)
        except RuntimeError:  # the studio has ended
            self._is_open = False

    def close(self) -> None:
        """Let `next` return None when all has been told."""
        self.tell(None)

    async def next(self) -> Any:
        """Return what comes next, None at the end."""
        while not self._waiting:
            self._something.clear()
            await self._something.wait()
        return self._waiting.popleft()

    def _put(self, message: Any) -> None:
        if not self._is_open:
            return
        if message is None or len(self._waiting) >= MAX_WAITING:
            self._is_open, message = False, None
        self._waiting.append(message)
        self._something.set()


class Rate:
    """A bucket of messages that fills again: what comes too fast is refused."""

    def __init__(self, per_second: float = PER_SECOND, at_once: float = AT_ONCE, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._most, self._clock = per_second, at_once, clock
        self._left, self._then = at_once, clock()

    def takes_one(self) -> bool:
        """Whether one more may come now."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._then) * self._per_second)
        self._then = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
