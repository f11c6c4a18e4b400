"""Where a command's sounds are computed: `--device` and `--threads`, or a running engine unless `--no-engine`."""

import argparse
import os
from typing import TYPE_CHECKING

from ganspacesynth.networks.devices import PROVIDERS, read_threads

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.composition.sound import Sound
    from ganspacesynth.core.recipe import Recipe
    from ganspacesynth.core.work.progress import Progress


def add_computing_options(parser: argparse.ArgumentParser) -> None:
    """Declare on what networks are computed; `networks.devices.ask_for` takes it."""
    help_device = "what computes: cpu (default), or cuda, coreml or directml where ONNX Runtime has it; environment: GANSPACESYNTH_DEVICE"
    parser.add_argument("--device", choices=tuple(PROVIDERS), metavar="NAME", help=help_device)
    help_threads = "processors that compute one sound (default: all); environment: GANSPACESYNTH_THREADS"
    parser.add_argument("--threads", type=_threads, metavar="N", help=help_threads)


def add_engine_option(parser: argparse.ArgumentParser) -> None:
    """Declare the same, and whether a running engine is asked; see `engine_port`."""
    add_computing_options(parser)
    parser.add_argument("--no-engine", action="store_true", help="make it here, also where a running engine (`ganspacesynth serve`) has the model")


def add_crew_options(parser: argparse.ArgumentParser, parts: str) -> None:
    """Declare who makes many parts of work at once; `core.work.crew.Crew` takes it."""
    parser.add_argument("--workers", type=int, default=0, metavar="N", help=f"processes that share the {parts} (default: this one)")
    parser.add_argument("--ray", metavar="ADDRESS", help="have a Ray cluster make them: auto, or its address (pip install 'ganspacesynth[ray]')")


def engine_port(*, here: bool) -> int | None:
    """Return where a running engine is looked for, None for nowhere, as is wanted when sounds shall be made `here`."""
    from ganspacesynth.client.port import usual_port

    return None if here else usual_port(os.environ)


def made_elsewhere(port: int | None, opened: "Instrument", recipe: "Recipe", progress: "Progress") -> "Sound | None":
    """Return a sound as a running engine makes it, None where that is not wanted or not possible."""
    from ganspacesynth.client.port import answers

    if port is None or not answers(port):
        return None
    from ganspacesynth.client.engine_sounds import made_by_engine

    return made_by_engine(port, opened, recipe, progress=progress)


def _threads(text: str) -> int:
    try:
        return read_threads(text)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from e
