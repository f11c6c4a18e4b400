"""Answers about the engine itself."""

import os
from typing import TYPE_CHECKING

from ganspacesynth.engine.commands import COMMANDS, PROTOCOL
from ganspacesynth.version import __version__

if TYPE_CHECKING:
    from ganspacesynth.engine.engine import Engine, Request


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
    word = "loading" if loading and not len(engine.shelf) else "empty" if not len(engine.shelf) else "rendering" if rendering else "ready"
    request.answer("/state", word, len(engine.shelf), len(engine.voices), rendering + loading)


def commands(engine: "Engine", request: "Request") -> None:
    """List the table."""
    for command in COMMANDS.values():
        request.answer("/command", command.address, command.usage, command.help)
    request.answer("/commands", len(COMMANDS))


def stop(engine: "Engine", request: "Request") -> None:
    """End."""
    request.ok()
    engine.ended.set()


# "/reply" is the host's: it alone knows where answers go.
HANDLERS = {"/ping": ping, "/version": version, "/state": state, "/commands": commands, "/quit": stop}
