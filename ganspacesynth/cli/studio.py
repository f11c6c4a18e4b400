"""`ganspacesynth studio`: the whole instrument as a page in a browser, served from this machine."""

import argparse
import sys
import threading
from dataclasses import replace
from pathlib import Path

from ganspacesynth.cli.computing import add_computing_options
from ganspacesynth.cli.serve import end_on_signals, told
from ganspacesynth.cli.sounds.options import add_decoder_option, say
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.devices import ask_for
from ganspacesynth.studio.project import Project
from ganspacesynth.studio.studio_settings import LOOPBACK, PORT, StudioSettings

ENDLESS = True
FOLDER = "GANSpaceSynth"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--folder", metavar="FOLDER", help=f"the project: what the page reads and writes is in it (default: {FOLDER} in your home)")
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"TCP port to listen on (default {PORT}); 0 lets the system choose")
    host = "address to listen on (default: this machine alone); another, such as 0.0.0.0, asks for a token"
    parser.add_argument("--host", default=LOOPBACK, metavar="ADDRESS", help=host)
    parser.add_argument("--plain", action="store_true", help="http instead of https with --host: no warning of the browser's, and a simpler player")
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument("--model", default="default", metavar="MODEL", help="the model to begin with (default: the embedded one; none: no model)")
    parser.add_argument("--directions", metavar="FILE", help="its directions (default: directions_conv0.npz beside the model)")
    parser.add_argument("--precision", choices=("exact", "preview"), default="preview", help="of what is played at once (default preview: faster)")
    add_computing_options(parser)
    add_decoder_option(parser)


def run(args: argparse.Namespace) -> int:
    """Serve until told to end."""
    from ganspacesynth.studio.running import addresses, bound, needed, serve

    needed()
    settings = StudioSettings(Project.at(_folder(args.folder)).folder, args.host, args.port)
    settings = replace(settings, secure=not (settings.is_private or args.plain))
    ask_for(args.device, args.threads)
    ended = threading.Event()
    end_on_signals(ended)
    from ganspacesynth.engine.engine import Engine

    listening = bound(settings)
    engine = Engine(precision=args.precision, decoder=args.decoder, ended=ended)
    try:
        port = listening.getsockname()[1]
        for host in addresses(settings.host):
            say(f"the studio is at {settings.address(host, port)}")
        sys.stdout.flush()
        if not args.no_open:
            _open(settings.address(addresses(settings.host)[-1], port), ended)
        serve(settings, listening, engine, model=None if args.model == "none" else args.model, directions=args.directions, told=told)
    finally:
        engine.close()
        listening.close()
    return 0


def _folder(named: str | None) -> Path:
    try:
        return Path.home() / FOLDER if named is None else Path(named).expanduser()
    except RuntimeError as e:
        raise InvalidInput(f"The project is a folder in your home. Received: no home ({e}). Name another with --folder.", rule="user-home") from e


def _open(address: str, ended: threading.Event) -> None:
    """Open the browser once the studio has had a moment to begin; that there is none is no failure."""
    import webbrowser

    def work() -> None:
        if not ended.wait(0.5):
            webbrowser.open(address)

    threading.Thread(target=work, daemon=True).start()
