"""Commands about the engine itself."""

import os

from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import PROTOCOL, CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.networks.runtime import computed_by
from ganspacesynth.version import __version__

PAGE = 12  # commands listed at once


@command("/ping", replies="/pong engine:i")
def ping(engine: EngineState, request: Request) -> None:
    """Say that you are there; the number is another one once the engine was started anew."""
    request.answer("/pong", os.getpid())


@command("/version", replies="/version text:s protocol:i")
def version(engine: EngineState, request: Request) -> None:
    """Say which program and protocol this is."""
    request.answer("/version", __version__, PROTOCOL)


@command("/runtime", replies="/runtime text:s")
def runtime(engine: EngineState, request: Request) -> None:
    """Say which libraries compute, and on what: who says the same makes the same samples of a recipe."""
    request.answer("/runtime", computed_by(os.environ))


@command("/state", options="voice", replies="/state word:s models:i voices:i jobs:i")
def state(engine: EngineState, request: Request) -> None:
    """Say how things are: word is empty (no model), loading, rendering or ready."""
    rendering = engine.jobs.count("preview", "export")
    loading = engine.jobs.count("load")
    word = "loading" if loading and not len(engine.library) else "empty" if not len(engine.library) else "rendering" if rendering else "ready"
    request.answer("/state", word, len(engine.library), len(engine.voices), rendering + loading)


@command("/commands from:i?", replies="/command address:s usage:s help:s …; /commands count:i next:i")
def commands(engine: EngineState, request: Request) -> None:
    """List these commands, some at a time, from a number (from 0); next is where the list goes on, -1 at its end."""
    rows, begin = list(engine.commands.values()), request.get("from", 0)
    if not 0 <= begin < len(rows):
        raise CommandError(
            "usage",
            f"The commands are counted from 0 to {len(rows) - 1}. Received: {begin}. Send /commands for the first ones.",
            rule="command-index",
        )
    end = min(begin + PAGE, len(rows))
    for row in rows[begin:end]:
        request.answer("/command", row.address, row.usage, row.help)
    request.answer("/commands", len(rows), end if end < len(rows) else -1)


@command("/reply port:i", replies="/ok address:s")
def reply(engine: EngineState, request: Request) -> None:
    """Send all further replies to this port of your machine; 0 sends them to where you send from."""
    raise CommandError("invalid", "Only a server knows where replies go. Received: /reply without one. Use @port, or a server.", rule="server-only")


@command("/quit", replies="/ok address:s")
def stop(engine: EngineState, request: Request) -> None:
    """End the engine."""
    request.ok()
    engine.ended.set()
