"""`ganspacesynth bank map`: write a page on which a bank's units lie near those that sound like them."""

import argparse
from pathlib import Path

from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say
from ganspacesynth.cli.sounds.recipe_parts import counted_in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("bank", metavar="BANK", nargs="?", help="a bank (default: the one that comes along)")
    parser.add_argument("-o", "--output", default="bank.html", metavar="FILE", help="the page to write (default bank.html)")
    parser.add_argument("--count", type=int, default=600, metavar="N", help="units to show, evenly chosen (default 600)")
    parser.add_argument("--layout", choices=("tsne", "pca"), default="tsne", help="neighbours together (tsne, the default), or distances (pca)")
    parser.add_argument(
        "--audio", choices=("mp3", "flac", "wav"), default=None, help="how sounds are kept in the page (default mp3; flac loses nothing)"
    )
    parser.add_argument("--title", metavar="TEXT", help="the page's heading")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of the layout (default 0)")
    parser.add_argument("--force", action="store_true", help="overwrite the page")


def run(args: argparse.Namespace) -> int:
    """Write the page, say where."""
    from ganspacesynth.bank.known_banks import open_bank
    from ganspacesynth.bank.map_page import save_map

    bank = open_bank(args.bank)
    title = args.title or f"Map of {Path(args.bank).resolve().name if args.bank else 'the bank that comes along'}"
    options = {"count": args.count, "method": args.layout, "audio": args.audio, "seed": args.seed}
    shown = save_map(args.output, bank, title=title, force=args.force, track=track, **options)
    say(f"{args.output}: {counted_in(range(shown), 'unit')}, {Path(args.output).stat().st_size / 1e6:.1f} MB. Open it in a browser.")
    return 0
