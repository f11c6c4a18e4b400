"""What the sound-making subcommands share: their options, opening model and directions, and writing a sound with its recipe."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from ganspacesynth.model.gansynth import GANSynth
    from ganspacesynth.space.directions import Directions


@dataclass(frozen=True)
class Opened:
    """A model and its directions, and how a recipe names them."""

    model: "GANSynth"
    directions: "Directions | None"
    model_name: dict[str, Any]
    directions_name: dict[str, Any] | None


def add_sound_options(parser: argparse.ArgumentParser, output: str) -> None:
    """Declare the options of every subcommand that makes sound."""
    parser.add_argument("-o", "--output", default=output, metavar="FILE", help=f"the WAV to write (default {output})")
    parser.add_argument("--model", metavar="FOLDER", help="a model folder, native or published (default: the embedded one)")
    parser.add_argument("--directions", metavar="FILE", help="a directions file (default: the model's own for conv0, where edits need one)")
    parser.add_argument("--precision", choices=("exact", "preview"), default="exact", help="exact (default), or preview: faster, a little rougher")
    parser.add_argument("--picture", metavar="PNG", help="also draw the sound")
    parser.add_argument("--seed", type=int, default=None, metavar="N", help="a whole number: the same one gives the same sound (default: a new one)")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def open_sounds(model: str | None, directions: str | None, precision: str, *, wanted: bool = False) -> Opened:
    """Open a model and, where `wanted` or named, its directions."""
    from ganspacesynth.files import sha256
    from ganspacesynth.model.gansynth import default_model, load_model
    from ganspacesynth.space.directions import load_directions

    folder = default_model() if model is None else Path(model)
    opened = load_model(folder, precision=precision)
    name = {"id": opened.id, "path": None if model is None else str(folder)}
    beside = folder / "directions_conv0.npz"
    file = Path(directions) if directions else (beside if wanted and beside.is_file() else None)
    if file is None:
        return Opened(opened, None, name, None)
    found = load_directions(file)
    found.check(opened)
    return Opened(opened, found, name, {"path": str(file) if directions else None, "sha256": sha256(file)})


def chosen_seed(seed: int | None) -> int:
    """Return the seed given, or a new one (told, so that a lucky sound can be made again)."""
    import secrets

    from ganspacesynth.errors import InvalidInput

    if seed is None:
        return secrets.randbelow(2**31)
    if not 0 <= seed < 2**63:
        raise InvalidInput(f"The seed must be a whole number, 0 or more. Received: seed={seed}.")
    return seed


def check_outputs(args: argparse.Namespace) -> None:
    """Raise before the work when a result could not be kept."""
    from ganspacesynth.files import check_output

    check_output(args.output, force=args.force)
    if args.picture:
        check_output(args.picture, force=args.force)


def write_sound(args: argparse.Namespace, opened: Opened, recipe: dict[str, Any], *, output: str | None = None) -> "np.ndarray":
    """Make a recipe's sound with a progress bar, write it (and its picture), say where."""
    from ganspacesynth.audio import write_wave
    from ganspacesynth.cli.progress import counted
    from ganspacesynth.sequence.recipe import make, signed
    from ganspacesynth.version import __version__

    model = opened.model
    full = signed(recipe, made_by=__version__, model=opened.model_name, directions=opened.directions_name, precision=model.precision)
    output = output or args.output
    with counted("Playing") as progress:
        wave = make(full, model, opened.directions, progress=progress)
    write_wave(output, wave, model.config.sample_rate, recipe=full, force=args.force)
    say(f"{output}: {len(wave) / model.config.sample_rate:.2f} s")
    if args.picture:
        from ganspacesynth.picture import draw_sound

        draw_sound(args.picture, wave, model.config.sample_rate, title=title(full), force=args.force)
        say(f"{args.picture}: its spectrogram")
    return wave


def title(recipe: dict[str, Any]) -> str:
    """A line above a picture."""
    kind = recipe["kind"]
    if kind == "hallucination":
        return f"hallucination, {len(recipe['sequence']['steps'])} steps, {recipe['form']}"
    return f"MIDI, {len(recipe['notes'])} notes" if kind == "midi" else kind


def say(line: str) -> None:
    """Print a result."""
    sys.stdout.write(line + "\n")
