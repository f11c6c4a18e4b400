"""Events of playing live as JSON over WebSockets, for pages of this machine: events in, a text each out to everybody who listens.

The texts are the lines of the live log. Only this machine can connect, and of pages only those that came from it: another site's page in the same
browser is refused.
"""

import asyncio
import json
import threading
from typing import Any
from urllib.parse import urlsplit

from ganspacesynth.bank.live.live_events import LiveEvent
from ganspacesynth.core.errors import InvalidInput

HOST = "127.0.0.1"
OURS = ("localhost", "127.0.0.1", "::1")  # where pages may come from; programs do not say
MOST_WAITING = 256  # events, for somebody who reads slowly; older ones are dropped
MOST_LISTENERS = 16


class LiveStream:
    """A server of events.

    Attributes:
        port: where it listens.
    """

    def __init__(self, port: int = 0) -> None:
        """Begin to listen.

        Args:
            port: 0 for a free one.

        Raises:
            InvalidInput: the package websockets is not installed, or the port is taken.
        """
        try:
            import websockets  # noqa: F401
        except ImportError as e:
            raise InvalidInput(
                "Streaming events takes the package websockets. Received: none installed. pip install 'ganspacesynth[stream]'.",
                rule="websockets-installed",
            ) from e
        self._loop = asyncio.new_event_loop()
        self._waiting: set[asyncio.Queue[str]] = set()
        self._ready: threading.Event = threading.Event()
        self._failed: OSError | OverflowError | None = None
        self.port = port
        self._thread = threading.Thread(target=self._run, name="ganspacesynth events", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            raise InvalidInput(
                f"Events are streamed on a free port of this machine. Received: {port} ({self._failed}). Choose another.", rule="free-port"
            )

    def tell(self, event: LiveEvent) -> None:
        """Send an event to all who listen; never waits."""
        text = json.dumps(event.to_json(), separators=(",", ":"))
        self._loop.call_soon_threadsafe(self._put, text)

    def close(self) -> None:
        """End."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(5.0)

    def _put(self, text: str) -> None:
        for queue in self._waiting:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(text)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        from websockets.asyncio.server import serve

        self._end = asyncio.Event()
        try:
            async with serve(self._listener, HOST, self.port, process_request=_admit, max_size=1024) as server:
                self.port = server.sockets[0].getsockname()[1]
                self._ready.set()
                await self._end.wait()
        except (OSError, OverflowError) as e:
            self._failed = e

    async def _listener(self, connection: Any) -> None:
        if len(self._waiting) >= MOST_LISTENERS:
            return
        queue: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._waiting.add(queue)
        sender = asyncio.create_task(_send(connection, queue))
        try:
            async for _ in connection:  # nothing is asked for; what is said is not listened to
                pass
        finally:
            self._waiting.discard(queue)
            sender.cancel()


async def _send(connection: Any, queue: "asyncio.Queue[str]") -> None:
    while True:
        await connection.send(await queue.get())


def _admit(connection: Any, request: Any) -> Any:
    """Refuse pages of other sites: a browser lets any page connect to this machine, and says whose it is."""
    origin = request.headers.get("Origin")
    return (
        None
        if origin is None or urlsplit(origin).hostname in OURS
        else connection.respond(403, "Only pages of this machine are told what is played.\n")
    )
