"""The studio's web application: the page and its files, sounds and files of the project over HTTP, the command table over one WebSocket."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput
from ganspacesynth.engine.engine_state import MAIN
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.networks.known_models import known_models
from ganspacesynth.studio.access import Door, Guarded
from ganspacesynth.studio.hub import Hub
from ganspacesynth.studio.making.desk import Desk
from ganspacesynth.studio.making.routes import making_routes
from ganspacesynth.studio.message_schema import table
from ganspacesynth.studio.page_link import PageLink, Rate
from ganspacesynth.studio.page_messages import refusal, samples_wanted, say
from ganspacesynth.studio.timeline_routes import ROUTES as TIMELINE_ROUTES
from ganspacesynth.studio.translation import read_asked, read_text
from ganspacesynth.studio.views.bank_page import bank_map, unit_sound
from ganspacesynth.studio.views.song_page import heard_in
from ganspacesynth.studio.views.where_from import lineage_of
from ganspacesynth.version import __version__

PAGE = Path(__file__).with_name("page")
SOUND = re.compile(r"sound-\d{6,}\.wav")
LARGEST = 512  # pixels of a frame's longer side on the page
FULL = 1013  # a WebSocket's closing code: try again later

Handler = Callable[[Request], Awaitable[Response]]


def studio_app(hub: Hub, door: Door) -> Guarded:
    """Return the application of a hub, behind a door."""
    desk = Desk(hub.project)
    routes = [
        *making_routes(desk, _answered),
        Route("/", lambda request: FileResponse(PAGE / "index.html", media_type="text/html")),
        Mount("/page", StaticFiles(directory=PAGE)),
        Route("/table.json", lambda request: JSONResponse(table())),
        Route("/about.json", partial(_answered, partial(_about, hub))),
        Route("/sounds/{name}", partial(_answered, partial(_sound, hub))),
        Route("/files.json", partial(_answered, partial(_files, hub))),
        Route("/files/{name:path}", partial(_answered, partial(_file, hub))),
        Route("/upload/{name}", partial(_answered, partial(_upload, hub)), methods=["PUT"]),
        Route("/survey.json", partial(_answered, partial(_survey, hub))),
        Route("/voice.json", partial(_answered, partial(_voice, hub))),
        Route("/song.json", partial(_answered, partial(_song, hub))),
        Route("/bank.json", partial(_answered, partial(_bank, hub))),
        Route("/unit.wav", partial(_answered, partial(_unit, hub))),
        Route("/picture.rgb", partial(_answered, partial(_frame, hub))),
        *(Route(path, partial(_answered, partial(handler, hub)), methods=[*methods]) for path, handler, methods in TIMELINE_ROUTES),
        Route("/lineage.json", partial(_answered, partial(_lineage, hub))),
        WebSocketRoute("/play", partial(_play, hub)),
    ]
    app = Starlette(routes=routes, lifespan=partial(_lifespan, hub, desk))
    app.state.words = hub.telling.words
    return Guarded(app, door)


@contextlib.asynccontextmanager
async def _lifespan(hub: Hub, desk: Desk, app: Starlette) -> AsyncIterator[None]:
    keeping = asyncio.create_task(hub.keep())
    yield
    keeping.cancel()
    await run_in_threadpool(desk.close)
    await run_in_threadpool(hub.end)


async def _answered(handler: Handler, request: Request) -> Response:
    """Answer a request; what is wrong with it is said in one sentence, in which this machine has no folders."""
    try:
        return await handler(request)
    except GanSpaceSynthError as e:
        return PlainTextResponse(request.app.state.words(str(e)), status_code=400)
    except OSError as e:  # a file has gone, or changed, between two looks at it
        said = f"Files of the project must be readable. Received: {e.strerror or 'one that is not'}. Look again."
        return PlainTextResponse(said, status_code=400)


async def _about(hub: Hub, request: Request) -> Response:
    return JSONResponse({"version": __version__, "models": list(await run_in_threadpool(known_models)), "project": hub.project.folder.name})


async def _sound(hub: Hub, request: Request) -> Response:
    path = _made(hub, request.path_params["name"])
    if path is None or not path.is_file():
        return PlainTextResponse("This sound is gone. Make it again.", status_code=404)
    return FileResponse(path, media_type="audio/wav")


def _made(hub: Hub, name: str) -> Path | None:
    """The path of a sound that the engine made, None for any other name."""
    return hub.telling.sounds / name if SOUND.fullmatch(name) else None


async def _files(hub: Hub, request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(hub.project.files))


async def _file(hub: Hub, request: Request) -> Response:
    path = await run_in_threadpool(hub.project.open, request.path_params["name"])
    # Sent as a download: a page or a picture of a stranger must not be shown as ours.
    return FileResponse(path, filename=path.name, content_disposition_type="attachment" if _may_run(path) else "inline")


def _may_run(path: Path) -> bool:
    return path.suffix.lower() not in (".wav", ".flac", ".ogg", ".mp3", ".png", ".jpg", ".jpeg", ".webp", ".mp4", ".webm", ".json", ".toml", ".mid")


async def _upload(hub: Hub, request: Request) -> Response:
    return JSONResponse({"name": await hub.project.receive(request.path_params["name"], request.stream())}, status_code=201)


async def _survey(hub: Hub, request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(hub.surveys.look, request.query_params.get("model") or None))


async def _voice(hub: Hub, request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(hub.steps, request.query_params.get("name", MAIN)))


async def _song(hub: Hub, request: Request) -> Response:
    path = await run_in_threadpool(hub.project.open, request.query_params.get("of", ""))
    return JSONResponse(await run_in_threadpool(heard_in, path))


def _bank_named(hub: Hub, request: Request) -> Path | None:
    name = request.query_params.get("of", "")
    return hub.project.inside(name) if name else None


async def _bank(hub: Hub, request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(bank_map, _bank_named(hub, request)))


async def _unit(hub: Hub, request: Request) -> Response:
    number = request.query_params.get("number", "")
    if not re.fullmatch(r"\d{1,9}", number):
        return PlainTextResponse("A unit has a number.", status_code=400)
    return Response(await run_in_threadpool(unit_sound, _bank_named(hub, request), int(number)), media_type="audio/wav")


async def _frame(hub: Hub, request: Request) -> Response:
    """The newest frame of the live pictures as bytes of red, green and blue; what was seen already is not sent again."""
    seen = request.query_params.get("after", "0")
    frame = hub.engine.pictures.newest
    if frame is None or str(frame.number) == seen:
        return Response(status_code=204)
    step = -(-max(frame.picture.shape[:2]) // LARGEST)
    shown = frame.picture[::step, ::step]
    facts = {"x-frame": str(frame.number), "x-width": str(shown.shape[1]), "x-height": str(shown.shape[0])}
    return Response(shown.tobytes(), media_type="application/octet-stream", headers=facts)


async def _lineage(hub: Hub, request: Request) -> Response:
    name = request.query_params.get("of", "")
    if name.startswith("sounds/"):
        made = _made(hub, name.removeprefix("sounds/"))
        if made is None:
            raise InvalidInput("A sound of the engine's has a number. Received: another name.", rule="sound-name")
        path = made
    elif found := re.fullmatch(r"heard/(\d{1,12})", name):
        path = await run_in_threadpool(hub.memory.recipe_path, int(found[1]))
    else:
        path = await run_in_threadpool(hub.project.open, name)
    return JSONResponse(await run_in_threadpool(lineage_of, path, hub.project.folder))


async def _play(hub: Hub, socket: WebSocket) -> None:
    """One page, from its first word to its last."""
    await socket.accept()
    try:
        page = hub.open(asyncio.get_running_loop())
    except CommandError as e:
        return await socket.close(FULL, str(e)[:100])
    telling = asyncio.create_task(_tell(socket, page))
    try:
        await _listen(hub, socket, page)
    except WebSocketDisconnect:
        pass
    finally:
        hub.close(page)
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError, RuntimeError, WebSocketDisconnect):
            await telling


async def _listen(hub: Hub, socket: WebSocket, page: PageLink) -> None:
    rate = Rate()
    while True:
        event = await socket.receive()
        if event["type"] == "websocket.disconnect":
            return
        message: object = None
        try:
            if event.get("text") is None:
                raise CommandError("usage", "A page sends text. Received: bytes.", rule="page-message")
            message = read_text(event["text"])
            if wanted := samples_wanted(message):  # which a voice needs in time: each of them is answered, and none is counted
                page.tell(hub.samples(*wanted, page))
                continue
            if not rate.takes_one():
                raise CommandError("busy", "Messages must come no faster than they can be played. Received: more. Send fewer.", rule="message-rate")
            await run_in_threadpool(say, hub, page, message, partial(read_asked, project=hub.project))
        except GanSpaceSynthError as e:
            page.tell(refusal(message, e, hub.telling))


async def _tell(socket: WebSocket, page: PageLink) -> None:
    while (message := await page.next()) is not None:
        if isinstance(message, bytes):
            await socket.send_bytes(message)
        else:
            await socket.send_json(message)
    await socket.close(FULL)
