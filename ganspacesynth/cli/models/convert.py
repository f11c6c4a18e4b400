"""`ganspacesynth convert`: turn a published checkpoint, or a StyleGAN, into a small native model."""

import argparse

from ganspacesynth.cli.sounds.options import say
from ganspacesynth.core.errors import InvalidInput

DTYPES = ("float16", "float32")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "checkpoint", metavar="CHECKPOINT", help="folder of a Magenta or SOPI checkpoint, a native model, or a picture network's file"
    )
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder for the native model, and the native directions beside it")
    parser.add_argument("--dtype", choices=DTYPES, default="float16", help="of the weights: float16 (default, half the size) or float32 (exact)")
    parser.add_argument("--licence", metavar="TEXT", help="of a picture network: what whoever published it allows")
    parser.add_argument("--card", metavar="FILE", help="of a picture network: a text that comes along as README.md")
    parser.add_argument("--force", action="store_true", help="replace a model that is there")


def run(args: argparse.Namespace) -> int:
    """Convert, and print where and how large."""
    from pathlib import Path

    from ganspacesynth.directions.model_conversion import ConvertSettings, convert_model
    from ganspacesynth.pictures.facts import is_picture_model

    if is_picture_model(Path(args.checkpoint).expanduser()):
        return _picture(args)
    if args.licence or args.card:
        raise InvalidInput("A licence and a card are given to a picture network. Received: another model. Leave them out.", rule="picture-option")
    made = convert_model(args.checkpoint, args.output, ConvertSettings(args.dtype), force=args.force)
    beside = f", with {', '.join(file.name for file in made.beside)}" if made.beside else ""
    sizes = f"{made.megabytes:.1f} MB in {args.dtype} (from {made.source_megabytes:.1f} MB)"
    say(f"{made.folder}: model {made.model}, {sizes}{beside}")
    for file in made.left:
        say(f"{file.name} was left where it is: published directions play from there, with --directions {file}")
    return 0


def _picture(args: argparse.Namespace) -> int:
    from ganspacesynth.pictures.picture_conversion import PictureConversion, convert_picture

    folder, model = convert_picture(args.checkpoint, args.output, PictureConversion(args.dtype, args.licence, args.card), force=args.force)
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    say(f"{folder}: picture network {model}, {size:.1f} MB in {args.dtype}")
    return 0
