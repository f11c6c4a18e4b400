"""Commands about XY pads: sounds and pictures are placed in a square, and what lies between them is played."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from ganspacesynth.core.pads.pad_map import PadMap, load_pad, save_pad
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.jobs import Job
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.points import take_up
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.written_files import check_pad

SOUND, PICTURE = "sound", "picture"
MAP = "of:s pairs:i trained:i"


@command("/map_add x:f y:f of:s?", options="voice", replies=f"/map {MAP}")
def add_pair(engine: EngineState, request: Request) -> None:
    """Place the present sound (or, of: picture, the present picture) at x and y, 0..1; what was just there makes room."""
    point = _placed(engine, request)
    _change(engine, request, lambda pad: pad.with_pair(request.get("x"), request.get("y"), point))


@command("/map_remove number:i of:s?", options="voice", replies=f"/map {MAP}")
def remove_pair(engine: EngineState, request: Request) -> None:
    """Take a pair away, counted from 1; 0: all."""
    number = request.get("number")
    _change(engine, request, lambda pad: pad.without(number) if number else PadMap())


@command("/map_fit of:s?", options="seed voice", replies=f"/map {MAP}")
def fit_map(engine: EngineState, request: Request) -> None:
    """Fit the map to its pairs, in less than a second: up to 24 are kriged, more of them train a small network first."""
    key, pad, owner = _key(engine, request), _pad(engine, request), _owner(engine, request)

    def work(progress: Progress) -> None:
        fitted = PadMap(pad.pairs, request.get("seed", pad.seed)).fitted()
        progress(1, 1)
        with owner:
            if engine.pads.get(key) is pad:  # nothing was placed meanwhile
                engine.pads[key] = fitted
            _say(engine, request)

    engine.jobs.submit("preview", Job(work, request.cancelled, request.fail, owner="map", key=("map", key)))


@command("/map_at x:f y:f of:s?", options="voice", replies="/ok address:s")
def play_place(engine: EngineState, request: Request) -> None:
    """Play what lies at x and y, 0..1; beyond the edges, what lies at the edge. The pitch moves only if the pairs have several."""
    pad = _pad(engine, request)
    if pad.trained and not pad.is_fitted:
        raise CommandError("busy", f"A map of many pairs must be fitted. Received: {len(pad)} pairs that are not. Send /map_fit.", rule="map-fitted")
    point = pad.at(request.get("x"), request.get("y"))
    if _of(request) == PICTURE:
        engine.pictures.live.take_up(point)
    else:
        pitches = {pair.point.pitch for pair in pad.pairs}
        take_up(engine, request, point if len(pitches) > 1 else point.replace(pitch=engine.voice(request).pitch))
    request.ok()


@command("/map_pairs of:s?", options="voice", replies="/map_pair number:i x:f y:f …; /map_pairs count:i")
def list_pairs(engine: EngineState, request: Request) -> None:
    """List the places that have a sound or a picture."""
    pad = _pad(engine, request)
    for number, pair in enumerate(pad.pairs, 1):
        request.answer("/map_pair", number, pair.x, pair.y)
    request.answer("/map_pairs", len(pad))


@command("/map_save path:s of:s?", options="force voice", replies="/map_saved path:s")
def save_map(engine: EngineState, request: Request) -> None:
    """Write the pairs as .json."""
    pad, force = _pad(engine, request), bool(request.get("force"))
    path = check_pad(request.get("path"), force=force)
    request.answer("/map_saved", str(save_pad(path, pad, force=force)))


@command("/map_load path:s of:s?", options="voice", replies=f"/map {MAP}")
def load_map(engine: EngineState, request: Request) -> None:
    """Read pairs that were saved; the map is fitted."""
    key, owner = _key(engine, request), _owner(engine, request)

    def work(progress: Progress) -> None:
        fitted = load_pad(Path(request.get("path"))).fitted()
        progress(1, 1)
        with owner:
            engine.pads[key] = fitted
            _say(engine, request)

    engine.jobs.submit("preview", Job(work, request.cancelled, request.fail, owner="map"))


def _of(request: Request) -> str:
    of = str(request.get("of", SOUND))
    if of not in (SOUND, PICTURE):
        raise CommandError("usage", f"A map is of sounds or of pictures: {SOUND} or {PICTURE}. Received: {of!r}.", rule="known-map")
    return of


def _key(engine: EngineState, request: Request) -> str:
    return PICTURE if _of(request) == PICTURE else f"{SOUND} {engine.voice(request).name}"


def _owner(engine: EngineState, request: Request) -> AbstractContextManager[None]:
    """Return within what a job changes the map: where it is a voice's, only while that is there."""
    return nullcontext() if _of(request) == PICTURE else engine.giving(engine.voice(request))


def _pad(engine: EngineState, request: Request) -> PadMap:
    return engine.pads.get(_key(engine, request), PadMap())


def _placed(engine: EngineState, request: Request) -> Point:
    if _of(request) == PICTURE:
        return engine.pictures.live.point()
    voice = engine.voice(request)
    point = voice.point(voice.entry())
    return point


def _change(engine: EngineState, request: Request, changed: Callable[[PadMap], PadMap]) -> None:
    engine.pads[_key(engine, request)] = changed(_pad(engine, request))
    _say(engine, request)


def _say(engine: EngineState, request: Request) -> None:
    pad = _pad(engine, request)
    request.answer("/map", _of(request), len(pad), int(pad.trained))
