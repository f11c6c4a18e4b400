"""Commands about what is seen: cameras, films, pictures of other programs, and what they move."""

import functools

from ganspacesynth.core.work.jobs import Job
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.pictures.watching import SeenRoute
from ganspacesynth.engine.request import Request
from ganspacesynth.pictures.live.inputs.seeing import NAMES, Seen

SEEN = "/picture_seen brightness:f motion:f right:f down:f larger:f turn:f"
MOST_TABLE = 4096


@command("/picture_watch word:s", replies="/picture_watch word:s place:s")
def watch(engine: EngineState, request: Request) -> None:
    """Look at `camera:0`, `camera:NAME`, `film:PATH`, `ndi:NAME`, `spout:NAME` or `syphon:NAME`, in place of what was looked at before. \
    Chains know what is seen as signal(seen_motion), and so on."""
    word, watching = request.get("word"), engine.pictures.watching

    def work(progress: Progress) -> None:
        place = watching.open(word, request.fail).place
        for name in NAMES:
            engine.ears.faders.follow(f"seen_{name}", functools.partial(watching.share, name))
        request.answer("/picture_watch", word, place)

    engine.jobs.submit("load", Job(work, request.cancelled, request.fail, owner="picture"))


@command("/picture_watch_close", replies="/ok address:s")
def close_watch(engine: EngineState, request: Request) -> None:
    """Look at nothing."""
    engine.pictures.watching.close()
    request.ok()


@command("/picture_seen", replies=SEEN)
def seen(engine: EngineState, request: Request) -> None:
    """Say what is seen: brightness and how much moves (0..1); whereto, whether it comes nearer, whether it turns (-1..1 a second)."""
    _say(request, engine.pictures.watching.seen())


@command("/picture_look on:i", replies="/ok address:s")
def look(engine: EngineState, request: Request) -> None:
    """1 says what is seen with each frame, as /picture_seen; 0 stops."""
    looker = (lambda seen: _say(request, seen)) if request.get("on") else None
    engine.pictures.watching.look(request.owner, looker)
    request.ok()


@command("/picture_route seen:s target:s low:f high:f", replies="/ok address:s")
def route(engine: EngineState, request: Request) -> None:
    """Let brightness, motion, right, down, larger or turn move psi or edit1 to edit8, from low to high."""
    engine.pictures.watching.route(SeenRoute(*(request.get(name) for name in ("seen", "target", "low", "high"))))
    request.ok()


@command("/picture_routes_clear", replies="/ok address:s")
def clear_routes(engine: EngineState, request: Request) -> None:
    """Let what is seen move nothing."""
    engine.pictures.watching.routes.clear()
    request.ok()


@command("/picture_project on:i count:i?", replies="/ok address:s")
def project(engine: EngineState, request: Request) -> None:
    """1 shows the network's pictures that look most like what is seen, of a table of so many (256) that grows meanwhile; 0 stays where it is."""
    count = request.get("count")
    if count is not None and not 1 <= count <= MOST_TABLE:
        raise CommandError("usage", f"A table has 1..{MOST_TABLE} pictures. Received: {count}. 256 is the usual one.", rule="table-size")
    engine.pictures.watching.project(bool(request.get("on")), count)
    request.ok()


def _say(request: Request, seen: Seen) -> None:
    values = (seen.brightness, seen.motion, seen.right, seen.down, seen.larger, seen.turn)
    request.answer("/picture_seen", *(round(value, 4) for value in values))
