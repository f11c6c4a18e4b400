"""What the rooms Timeline and Listen ask over HTTP: a timeline's draft and files, a sound's wave, and exports with their progress."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ganspacesynth.composition.arranging.timeline import MAX_BYTES
from ganspacesynth.core.errors import InvalidInput, OutputError, brief
from ganspacesynth.studio.export_works import reaction, timeline_film, timeline_sound
from ganspacesynth.studio.hub import Hub
from ganspacesynth.studio.page_json import read_page_json
from ganspacesynth.studio.timelines import DRAFT, Timelines, without_loop
from ganspacesynth.studio.views.timeline_view import laid_view, wave_of

FILMS = (".mp4", ".webm", ".mov")


async def _draft(hub: Hub, request: Request) -> Response:
    """Return, or take up, what is arranged: {said, laid}; said is null where nothing is."""
    timelines = Timelines(hub.project)
    if request.method == "GET":
        said = await run_in_threadpool(timelines.draft)
    else:
        said = await _body(request)
    laid = await run_in_threadpool(_laid, hub, timelines, said, keep=request.method == "PUT")
    if request.method == "PUT":
        hub.tell({"changed": "/timeline", "voice": "timeline"})
    return JSONResponse({"said": said, "laid": laid})


def _laid(hub: Hub, timelines: Timelines, said: Any, *, keep: bool) -> dict[str, Any] | None:
    if said is None:
        if keep:
            timelines.keep(None)
        return None
    laid = laid_view(without_loop((timelines.read if keep else timelines.shown)(said)), hub.engine.library.get(None).preview)
    if keep:
        timelines.keep(said)
    return laid


async def _file(hub: Hub, request: Request) -> Response:
    """Return what a timeline of the project says, or write one: 409 where there is a file of that name, until it is sent with force=1."""
    timelines, name = Timelines(hub.project), request.query_params.get("name", "")
    if request.method == "GET":
        return JSONResponse(await run_in_threadpool(timelines.open, name))
    said, force = await _body(request), request.query_params.get("force") == "1"
    try:
        written = await run_in_threadpool(lambda: timelines.save(name, said, force=force))
    except OutputError as e:
        if e.rule != "nothing-overwritten":
            raise
        return JSONResponse({"there": name}, status_code=409)
    return JSONResponse({"name": written}, status_code=201)


async def _wave(hub: Hub, request: Request) -> Response:
    path = await run_in_threadpool(hub.project.open, request.query_params.get("of", ""))
    return JSONResponse(await run_in_threadpool(wave_of, path))


async def _exports(hub: Hub, request: Request) -> Response:
    """Return all exports, or begin one: {kind: "timeline" or "reaction", to: name, …}; see `export_works`."""
    if request.method == "GET":
        return JSONResponse(hub.exports.known())
    asked = await _body(request)
    return JSONResponse(await run_in_threadpool(_begun, hub, asked), status_code=201)


def _begun(hub: Hub, asked: Any) -> dict[str, Any]:
    if not isinstance(asked, Mapping) or not isinstance(asked.get("to"), str):
        raise InvalidInput(f"An export says what, and to which file. Received: {brief(asked)}.", rule="export-asked")
    place = hub.project.inside(asked["to"])
    match asked.get("kind"):
        case "timeline":
            copy = Timelines(hub.project).copy(DRAFT)
            made = timeline_film if place.suffix.lower() in FILMS else timeline_sound
            work = made(hub.exports, copy, place, asked)
        case "reaction":
            mix = {"mix": hub.project.inside(str(asked["mix"]))} if asked.get("mix") else {"mix": None}
            work = reaction(hub.exports, hub.project.open(str(asked.get("song", ""))), place, {**asked, **mix})
        case kind:
            raise InvalidInput(f"Timelines and reactions are exported. Received: {brief(kind)}.", rule="export-asked")
    return hub.exports.begin(asked["to"], *work)


async def _stop(hub: Hub, request: Request) -> Response:
    hub.exports.stop(request.path_params["number"])
    return Response(status_code=204)


async def _body(request: Request) -> Any:
    """Return the JSON of a request; raises InvalidInput for none, or for too much of it."""
    data = b""
    async for block in request.stream():
        data += block
        if len(data) > MAX_BYTES:
            raise InvalidInput(f"A timeline has at most {MAX_BYTES >> 20} MiB. Received: more.", rule="file-size")
    try:
        return read_page_json(data)
    except (ValueError, RecursionError) as e:
        raise InvalidInput(f"The page sends JSON. Received: {brief(data[:40])}.", rule="page-message") from e


Handler = Callable[[Hub, Request], Awaitable[Response]]
ROUTES: tuple[tuple[str, Handler, tuple[str, ...]], ...] = (
    ("/timeline/draft.json", _draft, ("GET", "PUT")),
    ("/timeline/file.json", _file, ("GET", "PUT")),
    ("/timeline/wave.json", _wave, ("GET",)),
    ("/exports.json", _exports, ("GET", "POST")),
    ("/exports/{number:int}", _stop, ("DELETE",)),
)
