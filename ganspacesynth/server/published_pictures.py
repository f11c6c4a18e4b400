"""The messages of published picture patches, at the ports where they send them: /z, /psi and /wek/outputs in, the pictures of an engine moved.

The patches of the workshops send z with all its numbers, psi, or what Wekinator puts out, to port 5006 or 5555 of their own machine, and expect no
answer. Nothing is kept waiting: all that has come is read at once, and of each kind only the newest counts. So a fast sender cannot build up a lag.
"""

import logging
import selectors
import socket
import threading
from collections.abc import Sequence
from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, plain
from ganspacesynth.engine.pictures.stage import PictureStage
from ganspacesynth.server.datagrams import MAX_DATAGRAM, decode

log = logging.getLogger("ganspacesynth")

PORTS = (5006, 5555)
LATENTS = ("/z", "/wek/outputs")
PSI = "/psi"
LOOK_S = 0.1
MOST_TOLD = 32  # sentences about what is wrong, each of which is said once
AT_ONCE = 4096  # datagrams that are read before the newest counts


class PublishedPorts:
    """Listens for those messages.

    Attributes:
        ports: where it listens.
        taken: messages that moved the pictures; the others were older by then.
    """

    def __init__(self, pictures: PictureStage, ports: Sequence[int] = PORTS, host: str = "127.0.0.1") -> None:
        """Listen, on whichever of these ports are free.

        Args:
            pictures: what is moved.
            ports: 0 lets the system choose.
            host: this machine, unless told otherwise.

        Raises:
            InvalidInput: none of several ports is free.
        """
        self._pictures, self.taken = pictures, 0
        self._sockets, faults = [], []
        for port in ports:
            try:
                self._sockets.append(_bound(host, port))
            except (OSError, OverflowError) as e:
                faults.append(f"{port} ({e})")
        if faults and not self._sockets:
            raise InvalidInput(
                f"Published patches send to ports that must be free. Received: {', '.join(faults)}. End the other program, or name others.",
                rule="free-port",
            )
        for fault in faults:
            log.warning("Nobody listens for published patches at port %s.", plain(fault))
        self.ports = tuple(int(each.getsockname()[1]) for each in self._sockets)
        self._ended = threading.Event()
        self._told: set[str] = set()
        self._thread = threading.Thread(target=self._serve, name="ganspacesynth published ports", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._ended.set()
        self._thread.join(5.0)
        for each in self._sockets:
            each.close()

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            for each in self._sockets:
                selector.register(each, selectors.EVENT_READ)
            while not self._ended.is_set():
                newest: dict[str, tuple[Any, ...]] = {}
                for key, _ in selector.select(LOOK_S):
                    newest |= _newest(key.fileobj)  # type: ignore[arg-type]
                for kind, values in newest.items():
                    self._take(kind, values)

    def _take(self, kind: str, values: tuple[Any, ...]) -> None:
        """Move the pictures; what is wrong is said once."""
        try:
            if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in values) or not values:
                raise InvalidInput(f"{kind} holds numbers. Received: something else, or none.", rule="numbers-sent")
            self._pictures.live.change(**({"psi": float(values[0])} if kind == PSI else {"z": values}))
            self.taken += 1
        except GanSpaceSynthError as e:
            if str(e) not in self._told and len(self._told) < MOST_TOLD:
                self._told.add(str(e))
                log.warning("%s: %s", kind, plain(str(e)))


def _newest(source: socket.socket) -> dict[str, tuple[Any, ...]]:
    """Return the newest message of each kind that has come; z is one kind, whatever it is called."""
    found: dict[str, tuple[Any, ...]] = {}
    for _ in range(AT_ONCE):
        try:
            data = source.recv(MAX_DATAGRAM)
        except OSError:  # nothing more has come; or, on Windows, somebody has gone
            break
        for message in decode(data):
            address = "/" + message.address.lstrip("/")
            if message.fault is None and (address in LATENTS or address == PSI):
                found["/z" if address in LATENTS else PSI] = message.values
    return found


def _bound(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        made.bind((host, port))
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made
