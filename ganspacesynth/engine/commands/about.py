"""Answers about the engine itself."""

import os
from typing import TYPE_CHECKING

from ganspacesynth.engine.commands.table import COMMANDS, PROTOCOL, CommandError
from ganspacesynth.version import __version__

if TYPE_CHECKING:
    from ganspacesynth.engine.engine import Engine, Request

PAGE = 12  # commands listed at once


def ping(engine: "Engine", request: "Request") -> None:
    """Be there. A host that sees another number knows that its voice and models are gone."""
    request.answer("/pong", os.getpid())


def version(engine: "Engine", request: "Request") -> None:
    """Say which."""
    request.answer("/version", __version__, PROTOCOL)


def state(engine: "Engine", request: "Request") -> None:
    """Say how things are."""
    rendering = engine.jobs.count("preview", "export")
    loading = engine.jobs.count("load")
    word = "loading" if loading and not len(engine.library) else "empty" if not len(engine.library) else "rendering" if rendering else "ready"
    request.answer("/state", word, len(engine.library), len(engine.voices), rendering + loading)


def commands(engine: "Engine", request: "Request") -> None:
    """List a page of the table: a small message shall have no answer of hundreds of times its size."""
    rows, begin = list(COMMANDS.values()), request.get("from", 0)
    if not 0 <= begin < len(rows):
        raise CommandError("usage", f"The commands are counted from 0 to {len(rows) - 1}. Received: {begin}. Send /commands for the first ones.")
    end = min(begin + PAGE, len(rows))
    for command in rows[begin:end]:
        request.answer("/command", command.address, command.usage, command.help)
    request.answer("/commands", len(rows), end if end < len(rows) else -1)


def stop(engine: "Engine", request: "Request") -> None:
    """End."""
    request.ok()
    engine.ended.set()


# "/reply" is the host's: it alone knows where answers go.
HANDLERS = {"/ping": ping, "/version": version, "/state": state, "/commands": commands, "/quit": stop}
