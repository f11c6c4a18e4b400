"""`ganspacesynth picture palette`: keep seeds of pictures by name, for chroma, hits and sections of songs to choose from."""

import argparse

from ganspacesynth.cli.pictures.picture_words import seeds
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", default=None, metavar="NAME", help="the name of a palette; without one, all are listed")
    parser.add_argument("--seed", type=seeds, default=None, metavar="SEEDS", help="the seeds that are kept: 1,4,7-12")
    parser.add_argument("--model", default=None, metavar="FILE", help="the picture network they were chosen with, to be remembered")
    parser.add_argument("--remove", action="store_true", help="forget the palette")
    parser.add_argument("--force", action="store_true", help="take the place of the palette that has this name")


def run(args: argparse.Namespace) -> int:
    """Keep, show, list or forget."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.pictures.palettes import keep_palette, palettes, read_palette, remove_palette

    if args.name is None:
        if args.seed or args.remove:
            raise InvalidInput("A palette has a name. Received: none. Write it behind `picture palette`.", rule="palette-name")
        there = list(palettes())
        for name in there:
            say(_told(name))
        if not there:
            say("There are none yet: `ganspacesynth picture palette NAME --seed 1,4,7` keeps one.")
        return 0
    if args.remove:
        say(f"{remove_palette(args.name)}: removed")
        return 0
    if args.seed is None:
        read_palette(args.name)
        say(_told(args.name))
        return 0
    model = None if args.model is None else _id(args.model)
    path = keep_palette(args.name, args.seed, model, force=args.force)
    say(f"{args.name}: kept in {path}. `ganspacesynth video SONG --pictures NETWORK --palette {args.name}` chooses from it.")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "The palettes are kept as they were."


def _told(name: str) -> str:
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.pictures.palettes import read_palette

    try:
        palette = read_palette(name)
    except InvalidInput as e:
        return f"{name}: {e}"
    seeds = ",".join(map(str, palette.seeds[:16]))
    return f"{palette.name}: {seeds}{',…' if len(palette.seeds) > 16 else ''}{f' of the network {palette.model}' if palette.model else ''}"


def _id(model: str) -> str:
    from ganspacesynth.networks.stylegan.picture_model import load_picture_model

    return load_picture_model(model).id
