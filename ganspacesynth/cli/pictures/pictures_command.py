"""`ganspacesynth pictures --live`: play a picture network: in a window and wherever else its frames go, by OSC, by a sound, by itself."""

import argparse
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.computing import add_computing_options
from ganspacesynth.cli.pictures.picture_words import size
from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import chosen_seed, say
from ganspacesynth.core.errors import plain
from ganspacesynth.engine.messages import PORT
from ganspacesynth.networks.devices import ask_for

if TYPE_CHECKING:
    from ganspacesynth.engine.engine import Engine
    from ganspacesynth.server.published_pictures import PublishedPorts

ENDLESS = True
WINDOW = "window"
KEYS = "Space: another picture. Drag: two directions. Wheel: psi. F: full screen. Esc or Ctrl-C ends it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", nargs="?", metavar="MODEL", help="a picture network's file or folder (default: the one that comes along)")
    parser.add_argument("--live", action="store_true", help="play; single pictures are made by `picture`")
    parser.add_argument("--seed", type=seed, default=None, metavar="N", help="of the first picture (default: a new one)")
    parser.add_argument("--psi", type=float, default=0.7, metavar="X", help="1 is what the network makes, less is more usual (default 0.7)")
    parser.add_argument(
        "--smooth", type=float, default=0.1, metavar="SECONDS", help="in which 63 percent of a change are covered; 0: at once (default 0.1)"
    )
    parser.add_argument("--wander", type=float, default=0.0, metavar="SECONDS", help="travel from picture to picture, each so far from the next")
    parser.add_argument("--fps", type=float, default=60.0, metavar="N", help="frames a second at most (default 60)")
    parser.add_argument("--directions", metavar="FILE", help="directions of w, from `picture axes` (default: eight are found in a moment)")
    parser.add_argument(
        "--follow", metavar="VOICE", help="let this voice of the engine drive the pictures, as it is heard, such as main; with --sound"
    )
    parser.add_argument("--sound", metavar="MODEL", help="also open a model of sounds, a folder or a name (default: for the embedded one)")
    group = parser.add_argument_group("where frames go")
    help_out = "window (default), http[:PORT] (a page, MJPEG, WebSocket), ndi[:NAME], spout[:NAME], syphon[:NAME], camera[:DEVICE]; may be repeated"
    group.add_argument("--out", action="append", default=[], metavar="WHERE", help=help_out)
    group.add_argument("--size", type=size, default=None, metavar="WxH", help="of the window (default: about 512 pixels)")
    group.add_argument("--full", action="store_true", help="fill the screen")
    group = parser.add_argument_group("what is seen")
    help_in = "look at camera[:NUMBER or NAME], film:PATH, ndi[:NAME], spout[:NAME] or syphon[:NAME]"
    group.add_argument("--in", dest="watched", metavar="WHERE", help=help_in)
    group.add_argument("--project", action="store_true", help="show the network's pictures that look most like it; a coarse choice among 256")
    help_route = "let what is seen (brightness, motion, right, down, larger, turn) move psi or edit1 to edit8; may be repeated"
    group.add_argument("--route", type=route, action="append", default=[], metavar="SEEN=TARGET,LOW,HIGH", help=help_route)
    group = parser.add_argument_group("messages")
    group.add_argument(
        "--port", type=int, default=PORT, metavar="N", help=f"where the engine's own messages come, such as /picture_z (default {PORT})"
    )
    group.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen on (default 127.0.0.1: this machine alone)")
    help_published = "where published patches send /z, /psi and /wek/outputs (default 5006,5555; none: nowhere)"
    group.add_argument("--published", type=ports, default=(5006, 5555), metavar="PORTS", help=help_published)
    add_computing_options(parser)


def ports(text: str) -> tuple[int, ...]:
    """Read ports with commas between them, or none."""
    if text == "none":
        return ()
    words = text.split(",")
    if not all(word.isascii() and word.isdigit() and int(word[:6]) <= 65535 for word in words) or len(words) > 8:
        raise argparse.ArgumentTypeError(f"ports with commas between them, such as 5006,5555, or none (not {text[:40]!r})")
    return tuple(map(int, words))


def route(text: str) -> tuple[str, str, float, float]:
    """Read what moves what, such as motion=psi,0.4,1.2."""
    seen, _, rest = text.partition("=")
    words = rest.split(",")
    try:
        return seen, words[0], float(words[1]), float(words[2])
    except (ValueError, IndexError) as e:
        raise argparse.ArgumentTypeError(f"what is seen, what it moves, from and to, such as motion=psi,0.4,1.2 (not {text[:40]!r})") from e


def run(args: argparse.Namespace) -> int:
    """Play until the window is closed, or Ctrl-C."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.pictures.live.performance import PerformanceSettings

    if not args.live:
        raise InvalidInput("`pictures` plays. Received: no --live. Add it, or make single pictures by `ganspacesynth picture`.", rule="live-asked")
    if not 0 <= args.port <= 65535:
        raise InvalidInput(f"A UDP port is a number in 0..65535. Received: --port {args.port}. The usual one is {PORT}.", rule="port-range")
    outputs = args.out or [WINDOW]
    number = chosen_seed(args.seed)
    settings = PerformanceSettings(smooth_s=args.smooth, fps=args.fps, wander_s=args.wander, seed=number, psi=args.psi)
    ask_for(args.device, args.threads)
    ended = threading.Event()
    _end_on_signals(ended)
    from ganspacesynth.engine.engine import Engine

    engine = Engine(ended=ended)
    try:
        with counted("Opening the pictures", None):
            engine.pictures.open(args.model or "default", settings, args.directions)
        config = engine.pictures.live.model.config
        say(f"{engine.pictures.name}: {config.width} x {config.height} pixels, z of {config.z_dim} numbers, seed {number}")
        for word in (word for word in outputs if word != WINDOW):
            say(f"frames go to {engine.pictures.open_output(word, _told).place}")
        _watch(engine, args.watched, args.project, args.route)
        _play(engine, args.host, args.port, args.published, args.sound, args.follow, (args.size, args.full) if WINDOW in outputs else None)
    finally:
        engine.close()
    return 0


def _play(
    engine: "Engine",
    host: str,
    port: int,
    published: tuple[int, ...],
    sound: str | None,
    follow: str | None,
    window: tuple[tuple[int, int] | None, bool] | None,
) -> None:
    """Listen, and show, until the end."""
    from ganspacesynth.server.osc import Server

    shown = _window(engine, *window) if window is not None else None  # first: without a screen nothing else shall begin
    server = Server(engine, host, port)
    listening = _published(engine, published, host)
    thread = threading.Thread(target=server.serve, name="ganspacesynth server", daemon=True)
    thread.start()
    say(f"listening on {server.address[0]} port {server.address[1]}" + (f", and for /z and /psi on {_and(listening.ports)}" if listening else ""))
    if sound is not None or follow is not None:
        engine.handle("/load", (sound or "default", "@voice", follow or "main"), _answered)
    if follow is not None:
        engine.handle("/picture_follow", (1, "@voice", follow), _answered)
    if shown is not None:
        say(KEYS)
    sys.stdout.flush()
    try:
        shown.run(lambda: engine.pictures.newest, engine.ended) if shown is not None else _wait(engine.ended)
    finally:
        live = engine.pictures.live if engine.pictures.is_open else None
        engine.ended.set()
        thread.join(2.0)
        server.close()
        if listening is not None:
            listening.close()
        if live is not None:
            say(f"{live.frame_count} different frames")


def _published(engine: "Engine", numbers: tuple[int, ...], host: str) -> "PublishedPorts | None":
    """Listen where published patches send; without a free port of theirs, pictures play all the same."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.server.published_pictures import PublishedPorts

    try:
        return PublishedPorts(engine.pictures, numbers, host) if numbers else None
    except InvalidInput as e:
        _told(e)
        return None


def _watch(engine: "Engine", word: str | None, project: bool, routes: list[tuple[str, str, float, float]]) -> None:
    """Look at what was named, and let it move the pictures."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.engine.pictures.watching import SeenRoute

    if word is None and (project or routes):
        raise InvalidInput(
            "There must be something to be seen. Received: --project or --route without --in. Name a camera, such as --in camera.", rule="input-open"
        )
    watching = engine.pictures.watching
    for each in routes:
        watching.route(SeenRoute(*each))
    if project:
        watching.project(True)
    if word is not None:
        say(f"looking at {watching.open(word, _told).place}")


def _window(engine: "Engine", size: tuple[int, int] | None, full: bool) -> Any:
    """Open a window that plays the pictures."""
    from ganspacesynth.engine.pictures.by_hand import PlayedByHand
    from ganspacesynth.pictures.live.outputs.window import Window

    config = engine.pictures.live.model.config
    window = Window(f"GANSpaceSynth: {plain(engine.pictures.name)}", config.width, config.height, size=size, full=full)
    window.played_by(PlayedByHand(engine.pictures))
    return window


def _wait(ended: threading.Event) -> None:
    while not ended.wait(0.2):
        pass


def _and(numbers: tuple[int, ...]) -> str:
    return " and ".join(map(str, numbers))


def _told(error: Exception) -> None:
    sys.stderr.write(plain(f"ganspacesynth: {error}\n"))


def _answered(address: str, values: tuple[Any, ...]) -> None:
    """Say on the console what went wrong with the sound."""
    if address == "/error":
        sys.stderr.write(f"ganspacesynth: {plain(str(values[2]))}\n")


def _end_on_signals(ended: threading.Event) -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, frame: ended.set())
