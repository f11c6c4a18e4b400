"""`ganspacesynth bends clusters`: find channels of a layer that do the same things, and name them by what they do to sounds."""

import argparse

from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", nargs="?", metavar="MODEL", help="a model's folder or name (default: the one that comes along)")
    parser.add_argument("--layer", action="append", default=[], metavar="LAYER", help="a layer, as often as you like (default: all)")
    parser.add_argument("--count", type=int, default=5, metavar="N", help="clusters for each layer (default 5)")
    parser.add_argument("--sounds", type=int, default=24, metavar="N", help="random sounds in which channels are compared (default 24)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of all that is random (default 0)")
    parser.add_argument("-o", "--output", default="clusters.json", metavar="FILE", help="the file to write (default clusters.json)")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


def run(args: argparse.Namespace) -> int:
    """Find them, write them, and print them."""
    from ganspacesynth.core.files import check_output
    from ganspacesynth.directions.channels.channel_clusters import find_clusters
    from ganspacesynth.networks.gansynth.gansynth import load_model

    check_output(args.output, force=args.force)
    model = load_model(args.model)
    layers = args.layer or list(model.config.layers)
    found = find_clusters(model, layers, count=args.count, sounds=args.sounds, seed=args.seed, track=track)
    found.save(args.output, force=args.force)
    say(f"{args.output}: what more of each does")
    for layer, clusters in found.layers.items():
        for each in clusters:
            say(f"  {layer:18} {each.name:20} {len(each.channels):3} channels  {each.words}")
    return 0
