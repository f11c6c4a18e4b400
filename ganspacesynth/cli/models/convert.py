"""`ganspacesynth convert`: turn a published checkpoint into a small native model."""

import argparse

from ganspacesynth.cli.sounds.options import say

DTYPES = ("float16", "float32")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="folder of a Magenta or SOPI checkpoint, or a native model: a folder or a name")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder for the native model, and the native directions beside it")
    parser.add_argument("--dtype", choices=DTYPES, default="float16", help="of the weights: float16 (default, half the size) or float32 (exact)")
    parser.add_argument("--force", action="store_true", help="replace a model that is there")


def run(args: argparse.Namespace) -> int:
    """Convert, and print where and how large."""
    from ganspacesynth.directions.conversion import ConvertSettings, convert_model

    made = convert_model(args.checkpoint, args.output, ConvertSettings(args.dtype), force=args.force)
    beside = f", with {', '.join(file.name for file in made.beside)}" if made.beside else ""
    sizes = f"{made.megabytes:.1f} MB in {args.dtype} (from {made.source_megabytes:.1f} MB)"
    say(f"{made.folder}: model {made.model}, {sizes}{beside}")
    for file in made.left:
        say(f"{file.name} was left where it is: published directions play from there, with --directions {file}")
    return 0
