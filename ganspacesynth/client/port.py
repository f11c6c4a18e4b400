"""The environment in, the port on which an engine is looked for out, and whether anybody answers there: known before much is imported."""

import socket
from collections.abc import Mapping

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.engine.messages import PORT

NAME = "GANSPACESYNTH_PORT"  # environment: where an engine is looked for first; 0: nowhere
LOOPBACK = "127.0.0.1"
PING = b"/ping\0\0\0,\0\0\0"
PATIENCE_S = 0.3  # with somebody who listens and says nothing: what a wrong "no" costs is time; that nobody listens is known at once


def usual_port(environment: Mapping[str, str]) -> int | None:
    """Return where an engine of somebody else's is looked for; None: nowhere.

    Raises:
        InvalidInput: the environment names no port.
    """
    word = environment.get(NAME)
    if word is not None and not (word.isascii() and word.isdigit() and len(word) < 10 and int(word) < 65536):
        raise InvalidInput(f"{NAME} must be a port in 0..65535. Received: {brief(word)}. Correct it in the environment.", rule="port-range")
    return PORT if word is None else int(word) or None


def answers(port: int, patience_s: float | None = None) -> bool:
    """Whether somebody on a port of this machine answers as an engine does; whether it is one of ours is for a conversation to find out."""
    patience_s = PATIENCE_S if patience_s is None else patience_s
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(patience_s)
        try:
            probe.connect((LOOPBACK, port))
            probe.send(PING)
            return probe.recv(64).startswith(b"/pong\0")
        except OSError:  # nobody listens, or nobody says anything
            return False
