"""The engine as a server: OSC datagrams in, OSC datagrams out, loopback unless told otherwise."""

import contextlib
import logging
import socket
import threading
from itertools import pairwise
from typing import Any

from ganspacesynth.engine.commands import CommandError, Value, parse, request_id
from ganspacesynth.engine.engine import Engine
from ganspacesynth.errors import InvalidInput
from ganspacesynth.hosts.datagrams import MAX_DATAGRAM, encode, messages

LOOPBACK = "127.0.0.1"
MAX_CLIENTS = 1024
LOOK_S = 0.1  # how often the server looks whether it shall end

log = logging.getLogger(__name__)

Address = tuple[str, int]


class Server:
    """Receives messages for an engine and sends its answers.

    Attributes:
        address: (host, port) it listens on.
    """

    def __init__(self, engine: Engine, host: str = LOOPBACK, port: int = 0) -> None:
        self._engine = engine
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            self._socket.bind((host, port))
        except (OSError, OverflowError) as e:
            self._socket.close()
            raise InvalidInput(
                f"The engine must be able to listen. Received: {host} port {port} ({e}). Is another engine running? Choose another --port."
            ) from e
        self._socket.settimeout(LOOK_S)
        self.address: Address = self._socket.getsockname()[:2]
        self._ports: dict[Address, int] = {}  # who asked for answers at another port of theirs
        self._sending = threading.Lock()
        logging.getLogger().addFilter(_by_others)

    def serve(self) -> None:
        """Answer until the engine ends."""
        while not self._engine.ended.is_set():
            try:
                data, sender = self._socket.recvfrom(MAX_DATAGRAM + 1)
            except TimeoutError:
                continue
            except OSError:  # Windows reports here that somebody we answered has gone
                if self._socket.fileno() < 0:
                    return
                continue
            self.receive(data, sender[:2])

    def receive(self, data: bytes, sender: Address) -> None:
        """Handle one datagram; nothing in it can do harm."""
        for address, values in messages(data):
            if address == "/reply":
                self._reply_elsewhere(values, sender)
                continue
            self._engine.handle(address, values, self._sender(values, sender), f"{sender[0]}:{sender[1]}")

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()
        logging.getLogger().removeFilter(_by_others)

    def _reply_elsewhere(self, values: tuple[Value, ...], sender: Address) -> None:
        identity = request_id(values)
        tail: tuple[Value, ...] = () if identity is None else ("@id", identity)
        try:
            port = parse("/reply", values).arguments["port"]
            if not 0 <= port <= 65535:
                raise CommandError("usage", f"A port is a number in 0..65535. Received: port={port}.")
            if len(self._ports) >= MAX_CLIENTS:
                self._ports.clear()
        except CommandError as e:
            return self._send(sender, "/error", ("/reply", e.code, str(e), *tail))
        self._ports.pop(sender, None)
        if port:
            self._ports[sender] = port
        return self._send((sender[0], port or sender[1]), "/ok", ("/reply", *tail))

    def _sender(self, values: tuple[Value, ...], sender: Address) -> Any:
        port = _port_named(values) or self._ports.get(sender, sender[1])

        def send(address: str, arguments: tuple[Value, ...]) -> None:
            self._send((sender[0], port), address, arguments)

        return send

    def _send(self, to: Address, address: str, arguments: tuple[Value, ...]) -> None:
        data = encode(address, arguments)
        if len(data) > MAX_DATAGRAM:
            text = f"An answer must fit into a datagram of {MAX_DATAGRAM} bytes. Received: one of {len(data)}. Ask for less."
            data = encode("/error", (arguments[0] if address == "/error" else address, "output", text))
        with self._sending, contextlib.suppress(OSError, OverflowError):  # whoever asked may have gone
            self._socket.sendto(data, to)


def _port_named(values: tuple[Value, ...]) -> int | None:
    for name, value in pairwise(values):
        if name == "@port" and isinstance(value, int | float) and 0 < value <= 65535:
            return int(value)
    return None


def _by_others(record: logging.LogRecord) -> bool:
    """Let pass what is logged, but the remarks of the OSC library about every broken datagram."""
    return "pythonosc" not in record.pathname
