"""Queues of received datagrams, one for each sender, served round robin: no sender's flood delays another."""

from collections import OrderedDict, deque
from collections.abc import Iterator

from ganspacesynth.server.datagrams import Message, decode

MAX_DATAGRAMS = 1024  # of one sender
MAX_BYTES = 4 << 20  # of one sender
MAX_SENDERS = 64

Address = tuple[str, int]


class Inbox:
    """Takes datagrams and gives their messages, one of each sender in turn; those of one sender in their order."""

    def __init__(self) -> None:
        self._lines: OrderedDict[Address, _Line] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._lines)

    def put(self, sender: Address, data: bytes) -> bool:
        """Let a datagram wait; False when there is no room for it, and it is dropped."""
        if sender not in self._lines:
            if len(self._lines) >= MAX_SENDERS:
                return False
            self._lines[sender] = _Line()
        line = self._lines[sender]
        if len(line.waiting) >= MAX_DATAGRAMS or line.size + len(data) > MAX_BYTES:
            return False
        line.waiting.append(data)
        line.size += len(data)
        return True

    def take(self) -> tuple[Address, Message] | None:
        """Return the next sender's next message, None when nothing waits. Bundles are opened as they are taken, not before."""
        while self._lines:
            sender, line = self._lines.popitem(last=False)
            message = line.take()
            if message is not None:
                self._lines[sender] = line  # at the end: the others come first
                return sender, message
        return None


class _Line:
    """What waits of one sender."""

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque()
        self.size = 0
        self._opened: Iterator[Message] = iter(())

    def take(self) -> Message | None:
        while (message := next(self._opened, None)) is None:
            if not self.waiting:
                return None
            data = self.waiting.popleft()
            self.size -= len(data)
            self._opened = decode(data)
        return message
