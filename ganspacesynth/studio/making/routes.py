"""Where a page finds what is made: long work begun, stopped and gone on with; pieces, auditions, models, directions and evaluations."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from ganspacesynth.audio.files.decode import audio_endings
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.studio.making import shown
from ganspacesynth.studio.making.desk import Desk, sound_folders
from ganspacesynth.studio.making.direction_ear import DirectionEar
from ganspacesynth.studio.making.orders import read_order
from ganspacesynth.studio.page_json import read_page_json

MAX_BODY = 1 << 18
MAX_NUMBER = 1 << 31

Handler = Callable[[Request], Awaitable[Response]]


def making_routes(desk: Desk, answered: Callable[[Handler, Request], Awaitable[Response]]) -> list[Route]:
    """Return the addresses below `make/`.

    Args:
        desk: of the project.
        answered: turns what a handler raises into an answer.
    """
    project, ear = desk.project, DirectionEar(desk.project)
    looks: dict[str, Callable[[Request], Any]] = {
        "works": lambda ask: {"works": desk.works(), "changes": desk.changes},
        "sounds": lambda ask: sound_folders(project, audio_endings()),
        "pieces": lambda ask: shown.pieces(project, _of(ask), _whole(ask, "from", 0)),
        "auditions": lambda ask: shown.auditions(project, _of(ask)),
        "models": lambda ask: shown.models(project),
        "card": lambda ask: shown.card(project, _of(ask)),
        "directions": lambda ask: shown.directions(project, _of(ask)),
        "evaluation": lambda ask: shown.evaluation(project, _of(ask)),
    }
    does: dict[str, Callable[[dict[str, Any]], Any]] = {
        "begin": lambda said: desk.begin(read_order(said, project)),
        "go_on": lambda said: desk.go_on(_word(said, "work")),
        "stop": lambda said: desk.stop(_word(said, "work")),
        "forget": lambda said: desk.forget(_word(said, "work")),
        "tick": lambda said: shown.tick(project, _word(said, "sounds"), _word(said, "piece"), said.get("learn") is True),
        "call": lambda said: ear.call(_word(said, "model"), _count(said, "number"), _word(said, "name")),
        "rate": lambda said: ear.rate(_word(said, "model"), _count(said, "number"), _count(said, "rating")),
    }
    handlers: list[tuple[str, Handler, str]] = [
        ("piece.wav", partial(_piece, desk), "GET"),
        ("direction.wav", partial(_direction, ear), "GET"),
        ("sound", partial(_receive, desk), "PUT"),
        *((f"{name}.json", partial(_look, look), "GET") for name, look in looks.items()),
        *((name, partial(_do, desk, do), "POST") for name, do in does.items()),
    ]
    return [Route(f"/make/{name}", partial(answered, handler), methods=[method]) for name, handler, method in handlers]


async def _look(look: Callable[[Request], Any], request: Request) -> Response:
    return JSONResponse(await run_in_threadpool(look, request))


async def _do(desk: Desk, do: Callable[[dict[str, Any]], Any], request: Request) -> Response:
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > MAX_BODY:
            raise InvalidInput(f"What a page asks for has at most {MAX_BODY >> 10} KB. Received: more.", rule="order-size")
    try:
        said = read_page_json(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise InvalidInput("What a page asks for is a JSON object. Received: something else.", rule="order-json")
    done = await run_in_threadpool(do, said)
    desk.changes += 1
    return JSONResponse({"done": done, "changes": desk.changes})


async def _piece(desk: Desk, request: Request) -> Response:
    path = await run_in_threadpool(shown.piece_file, desk.project, _of(request), request.query_params.get("piece", ""))
    return FileResponse(path, media_type="audio/wav")


async def _direction(ear: DirectionEar, request: Request) -> Response:
    side, seed = request.query_params.get("side", ""), _whole(request, "seed", 1)
    wave = await run_in_threadpool(ear.sound, _of(request), _whole(request, "number", 0), side, seed)
    return Response(wave, media_type="audio/wav")


async def _receive(desk: Desk, request: Request) -> Response:
    words = request.query_params
    name = await desk.project.receive(words.get("name", ""), request.stream(), folder=words.get("folder", ""))
    desk.changes += 1
    return JSONResponse({"name": name}, status_code=201)


def _of(request: Request) -> str:
    return str(request.query_params.get("of", ""))


def _whole(request: Request, name: str, usual: int) -> int:
    word = request.query_params.get(name, str(usual))
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        raise InvalidInput(f"{name} is a whole number. Received: {brief(word)}.", rule="order-number")
    return int(word)


def _word(said: dict[str, Any], name: str) -> str:
    word = said.get(name)
    if not isinstance(word, str):
        raise InvalidInput(f"{name} is a word. Received: {brief(word)}.", rule="order-word")
    return word


def _count(said: dict[str, Any], name: str) -> int:
    number = said.get(name)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < MAX_NUMBER:
        raise InvalidInput(f"{name} is a whole number. Received: {brief(number)}.", rule="order-number")
    return number
