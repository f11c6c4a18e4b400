"""A studio that runs: settings in; it serves until it is told to end."""

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.extras import need
from ganspacesynth.core.user_folder import user_folder
from ganspacesynth.engine.engine import Engine
from ganspacesynth.studio.project import Project
from ganspacesynth.studio.studio_settings import StudioSettings

LOOK_S = 0.1
MAX_TEXT = 1 << 19  # bytes of one WebSocket message; what is longer ends the connection
WAITING = 64  # connections that wait to be let in


def needed() -> None:
    """Raise GanSpaceSynthError unless what the studio is served with is installed."""
    for library in ("starlette", "uvicorn", "websockets"):
        need(library)


def bound(settings: StudioSettings) -> socket.socket:
    """Return a socket that listens where the settings say; raises InvalidInput when that port is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where SO_REUSEADDR would let two programs share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
        listening.listen(WAITING)  # a browser that comes before the studio is ready waits for it
    except OSError as e:
        listening.close()
        raise InvalidInput(
            f"The studio must be able to listen. Received: {settings.host} port {settings.port} ({e.strerror}). Choose another --port.",
            rule="free-port",
        ) from e
    return listening


def serve(
    settings: StudioSettings,
    listening: socket.socket,
    engine: Engine,
    *,
    model: str | None = "default",
    directions: str | None = None,
    told: Callable[[str, tuple[Any, ...]], None] = lambda address, values: None,
    ended: threading.Event | None = None,
) -> None:
    """Serve an engine's studio until `ended` is set.

    Args:
        settings: where, and for whom.
        listening: from `bound`.
        engine: that is played; it stays open.
        model: to begin with, None for none.
        directions: of that model, None for those beside it.
        told: hears what becomes of the model, as the engine's answers.
        ended: asks it to end; the engine's own event does, too.

    Raises:
        OutputError: the project's folder cannot be made.
        SequenceError: what the project remembers is damaged.
    """
    import uvicorn

    from ganspacesynth.studio.access import Door
    from ganspacesynth.studio.app import studio_app
    from ganspacesynth.studio.hub import Hub

    hub = Hub(engine, Project.at(settings.folder))
    app = studio_app(hub, Door(None if settings.is_private else settings.token))
    files = _certificate(settings) if settings.secure else (None, None)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=MAX_TEXT,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        backlog=WAITING,
        server_header=False,
        timeout_graceful_shutdown=2,
        ssl_certfile=files[0],
        ssl_keyfile=files[1],
    )
    server = uvicorn.Server(config)
    hub.begin(model, directions, told)
    asyncio.run(_until(server, listening, lambda: engine.ended.is_set() or (ended is not None and ended.is_set())))


async def _until(server: Any, listening: socket.socket, over: Callable[[], bool]) -> None:
    serving = asyncio.create_task(server._serve([listening]))  # `serve` itself would take the process's signals
    while not over() and not serving.done():
        await asyncio.sleep(LOOK_S)
    server.should_exit = True
    await serving


def _certificate(settings: StudioSettings) -> tuple[str, str]:
    from ganspacesynth.studio.certificate import own_certificate

    certificate, key = own_certificate(user_folder() / "studio", addresses(settings.host))
    return str(certificate), str(key)


def addresses(host: str) -> list[str]:
    """Return the addresses under which others of the same room find a studio that listens on `host`, the likeliest first."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
        return [host]
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:  # sends nothing: the system only says which way it would go
        try:
            probe.connect(("192.0.2.1", 9))
            found.append(str(probe.getsockname()[0]))
        except OSError:
            pass
    return [*found, "127.0.0.1"]
