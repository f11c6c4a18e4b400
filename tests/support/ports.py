"""Ports where nobody listens, for hosts that must know theirs beforehand."""

import itertools
import os
import socket

# Below those that systems give to whoever asks for any: no other program comes upon one between its choice and its use.
FIRST, LAST = 20_000, 32_000
_next = itertools.count(FIRST + os.getpid() * 61 % (LAST - FIRST))


def free_port():
    """Return a port that neither UDP nor TCP uses on this machine, each time another."""
    for number in _next:
        port = FIRST + (number - FIRST) % (LAST - FIRST)
        if _is_free(port, socket.SOCK_DGRAM) and _is_free(port, socket.SOCK_STREAM):
            return port
    raise AssertionError("there is always a next number")


def _is_free(port, kind):
    with socket.socket(socket.AF_INET, kind) as sock:
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
