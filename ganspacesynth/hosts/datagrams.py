"""OSC messages as datagrams, and datagrams as messages: of the types that vanilla Pd knows."""

from collections.abc import Iterator, Sequence
from typing import Any

from ganspacesynth.engine.commands import Value

MAX_DATAGRAM = 65_507
MAX_NESTED = 8


def messages(data: bytes, depth: int = 0) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Yield the messages of a datagram, bundles opened, in their order; what is no OSC is left out.

    Times of bundles are not kept: everything is done when it comes.
    """
    from pythonosc import osc_bundle, osc_message

    try:
        if not osc_bundle.OscBundle.dgram_is_bundle(data):
            message = osc_message.OscMessage(data)
            yield message.address, tuple(_plain(value) for value in message.params)
            return
        if depth >= MAX_NESTED:
            return
        parts = list(_elements(data))
    except Exception:  # noqa: BLE001  strangers' bytes: whatever a parser says of them, they are no message
        return
    for part in parts:
        yield from messages(part, depth + 1)


def encode(address: str, arguments: Sequence[Value]) -> bytes:
    """Return a message as a datagram, of types that vanilla Pd knows."""
    from pythonosc.osc_message_builder import OscMessageBuilder

    builder = OscMessageBuilder(address)
    for value in arguments:
        if isinstance(value, str):
            builder.add_arg(value.replace("\0", "").encode("utf-8", "replace").decode("utf-8"), "s")
        elif isinstance(value, bytes):
            builder.add_arg(value, "b")
        elif isinstance(value, int) and abs(value) < 2**31:
            builder.add_arg(int(value), "i")
        else:
            builder.add_arg(float(value), "f")
    return builder.build().dgram


def _elements(data: bytes) -> Iterator[bytes]:
    """Yield what is in a bundle: behind 16 bytes of head, each element with its length before it."""
    at = 16
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 0 or at + 4 + size > len(data):
            return
        yield data[at + 4 : at + 4 + size]
        at += 4 + size


def _plain(value: Any) -> Any:
    """Return a value of OSC's other types as the nearest that the table has; what has none stays, and is refused there."""
    return int(value) if isinstance(value, bool) else value
