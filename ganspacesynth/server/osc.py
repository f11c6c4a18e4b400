"""The OSC server of an engine, over UDP; loopback unless told otherwise."""

import contextlib
import functools
import logging
import selectors
import socket
import threading
from itertools import pairwise
from typing import Any

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.engine.commands.table import COMMANDS, OTHERS, parse
from ganspacesynth.engine.engine import Engine, refused
from ganspacesynth.engine.messages import CommandError, Value, request_id
from ganspacesynth.server.datagrams import MAX_DATAGRAM, Message, decode, encode
from ganspacesynth.server.inbox import Address, Inbox

LOOPBACK = "127.0.0.1"
MAX_CLIENTS = 1024
LOOK_S = 0.1  # how often the server looks whether it shall end
TAKEN = 256  # datagrams at most that are taken from the system before some are answered
ANSWERED = 64  # messages at most that are answered before new datagrams are taken: every sender's come into their line meanwhile
# Addresses that only answers have. They are never answered, or two engines would talk to each other for ever.
ANSWERS = {reply.address for command in COMMANDS.values() for reply in command.replies}.union(OTHERS).difference(COMMANDS)

log = logging.getLogger(__name__)


class Server:
    """Receives messages for an engine and sends its answers.

    Attributes:
        address: (host, port) it listens on.
    """

    def __init__(self, engine: Engine, host: str = LOOPBACK, port: int = 0) -> None:
        self._engine = engine
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        # What is sent to another port than a message came from leaves here, where nobody listens: another engine's answers end here.
        self._elsewhere = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            self._socket.bind((host, port))
            self._elsewhere.bind((host, 0))
        except (OSError, OverflowError) as e:
            self._socket.close()
            self._elsewhere.close()
            raise InvalidInput(
                f"The engine must be able to listen. Received: {host} port {port} ({e}). Is another engine running? Choose another --port.",
                rule="free-port",
            ) from e
        self._socket.settimeout(LOOK_S)
        self.address: Address = self._socket.getsockname()[:2]
        self._ports: dict[Address, int] = {}  # who asked for answers at another port of theirs
        self._inbox = Inbox()
        self._overfull: set[Address] = set()  # whose datagrams were dropped, and who was told
        self._sending = threading.Lock()

    def serve(self) -> None:
        """Answer until the engine ends, or the socket is closed."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            while not self._engine.ended.is_set() and self._socket.fileno() >= 0:
                self._take(selector)
                for _ in range(ANSWERED):
                    if (waiting := self._inbox.take()) is None:
                        self._overfull.clear()
                        break
                    self._answer(waiting[1], waiting[0])

    def receive(self, data: bytes, sender: Address) -> None:
        """Handle one datagram at once; nothing in it can do harm."""
        for message in decode(data):
            self._answer(message, sender)

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()
        self._elsewhere.close()

    def _take(self, selector: selectors.BaseSelector) -> None:
        """Take what has come, and wait a little where nothing has."""
        wait_s = 0.0 if self._inbox else LOOK_S
        for _ in range(TAKEN):
            if not selector.select(wait_s):
                return
            wait_s = 0.0
            try:
                data, sender = self._socket.recvfrom(MAX_DATAGRAM + 1)
            except OSError:  # Windows reports here that somebody we answered has gone
                return
            self._put(data, sender[:2])

    def _put(self, data: bytes, sender: Address) -> None:
        if self._inbox.put(sender, data) or sender in self._overfull or self._mine(sender):
            return
        if len(self._overfull) < MAX_CLIENTS:
            self._overfull.add(sender)  # told once, or the flood would be answered with a flood
            error = CommandError(
                "busy", "Messages must come no faster than they are answered. Received: more, which were dropped. Send fewer.", rule="message-rate"
            )
            self._send(sender, sender[1], *refused("/", (), error))

    def _answer(self, message: Message, sender: Address) -> None:
        """Handle one message, whatever becomes of it."""
        try:
            self._handle(message, sender)
        except Exception:
            log.exception("A message could not be handled, and the server goes on.")

    def _handle(self, message: Message, sender: Address) -> None:
        address, values = "/" + message.address.lstrip("/"), message.values
        if address in ANSWERS or self._mine(sender):
            return
        if message.fault is not None:
            error = CommandError(
                "usage", f"A message must be whole OSC. Received: {message.fault}. Send an address, types and their data.", rule="whole-osc"
            )
            self._sender(values, sender)(*refused(address, values, error))
        elif address == "/reply":
            self._reply_elsewhere(values, sender)
        else:
            self._engine.handle(address, values, self._sender(values, sender), f"{sender[0]}:{sender[1]}")

    def _reply_elsewhere(self, values: tuple[Value, ...], sender: Address) -> None:
        identity = request_id(values)
        tail: tuple[Value, ...] = () if identity is None else ("@id", identity)
        try:
            port = parse("/reply", values).arguments["port"]
            if not 0 <= port <= 65535:
                raise CommandError("usage", f"A port is a number in 0..65535. Received: port={port}.", rule="port-range")
            if len(self._ports) >= MAX_CLIENTS:
                self._ports.clear()
        except CommandError as e:
            return self._send(sender, sender[1], *refused("/reply", values, e))
        self._ports.pop(sender, None)
        if port:
            self._ports[sender] = port
        return self._send(sender, port or sender[1], "/ok", ("/reply", *tail))

    def _sender(self, values: tuple[Value, ...], sender: Address) -> Any:
        port = _port_named(values) or self._ports.get(sender, sender[1])

        def send(address: str, arguments: tuple[Value, ...]) -> None:
            self._send(sender, port, address, arguments)

        return send

    def _send(self, sender: Address, port: int, address: str, arguments: tuple[Value, ...]) -> None:
        """Send an answer to a port of whoever sent the message."""
        if self._mine((sender[0], port)):
            return
        data = encode(address, arguments)
        if len(data) > MAX_DATAGRAM:
            about = arguments[0] if address == "/error" else address
            text = f"An answer must fit into a datagram of {MAX_DATAGRAM} bytes. Received: one of {len(data)}. Ask for less."
            data = encode(*refused(str(about), arguments, CommandError("output", text, rule="datagram-size")))
        way = self._socket if port == sender[1] else self._elsewhere
        with self._sending, contextlib.suppress(OSError, OverflowError):  # whoever asked may have gone
            way.sendto(data, (sender[0], port))

    def _mine(self, address: Address) -> bool:
        """Whether this is where the server itself listens: what comes from there, or would go there, is not answered."""
        host, port = address
        return port == self.address[1] and (host == self.address[0] or _of_this_machine(host))


@functools.lru_cache(maxsize=64)
def _of_this_machine(host: str) -> bool:
    """Whether an address is one of this machine's: then, and only then, one can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            return False
    return True


def _port_named(values: tuple[Value, ...]) -> int | None:
    for name, value in pairwise(values):
        if name == "@port" and isinstance(value, int | float) and 0 < value <= 65535:
            return int(value)
    return None
