"""`ganspacesynth serve`: the engine for Pure Data, Max and anything else that speaks OSC."""

import argparse
import signal
import sys
import threading
from typing import Any

from ganspacesynth.cli.computing import add_computing_options
from ganspacesynth.cli.sounds.options import add_decoder_option, say
from ganspacesynth.core.errors import plain
from ganspacesynth.engine.messages import PORT
from ganspacesynth.networks.devices import ask_for

ENDLESS = True
LAST_PORT = 65535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"UDP port to listen on (default {PORT}); 0 lets the system choose")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen on (default 127.0.0.1: this machine alone)")
    parser.add_argument(
        "--model", default="default", metavar="MODEL", help="the model to begin with, a folder or a name (default: the embedded one; none: no model)"
    )
    parser.add_argument("--directions", metavar="FILE", help="its directions (default: directions_conv0.npz beside the model)")
    parser.add_argument("--precision", choices=("exact", "preview"), default="preview", help="of what is played at once (default preview: faster)")
    add_computing_options(parser)
    add_decoder_option(parser)
    parser.add_argument("--temp", metavar="FOLDER", help="where sounds wait to be read (default: in memory where there is room)")
    parser.add_argument("--follow", action="store_true", help="end when standard input closes or the program that started this ends")
    parser.add_argument("--commands", action="store_true", help="print the messages that it answers, and end")


def run(args: argparse.Namespace) -> int:
    """Serve until told to end."""
    if args.commands:
        from ganspacesynth.engine.commands.table import markdown

        sys.stdout.write(markdown())
        return 0
    from ganspacesynth.core.errors import InvalidInput

    if not 0 <= args.port <= LAST_PORT:
        raise InvalidInput(f"A UDP port is a number in 0..{LAST_PORT}. Received: --port {args.port}. The usual one is {PORT}.", rule="port-range")
    ask_for(args.device, args.threads)
    ended = threading.Event()
    end_on_signals(ended)  # first: importing takes a while, and Ctrl-C shall end it without a word then as well
    from ganspacesynth.engine.engine import Engine
    from ganspacesynth.server.osc import Server
    from ganspacesynth.server.parent_watch import follow

    engine = Engine(precision=args.precision, decoder=args.decoder, temp=args.temp, ended=ended)
    try:
        server = Server(engine, args.host, args.port)
        if args.follow:
            follow(engine.ended.set)
        say(f"listening on {server.address[0]} port {server.address[1]}")
        sys.stdout.flush()
        if args.model != "none" and not ended.is_set():
            words = ("@directions", args.directions) if args.directions else ()
            engine.handle("/load", (args.model, *words), told)
        server.serve()
        server.close()
    finally:
        engine.close()
    return 0


def told(address: str, values: tuple[Any, ...]) -> None:
    """Say on the console what became of the first model."""
    if address == "/loaded":
        sys.stderr.write(f"{plain(str(values[0]))} is loaded: {values[3] / values[2]:g} s at {values[2]} Hz, pitches {values[5]} to {values[6]}\n")
    elif address == "/error":
        sys.stderr.write(f"ganspacesynth: {plain(str(values[2]))}\n")


def end_on_signals(ended: threading.Event) -> None:
    """Let the signals that ask a program to end set an event."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, frame: ended.set())
