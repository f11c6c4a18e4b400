"""`ganspacesynth picture axes`: find the directions in which a picture network's pictures vary, and show what each does."""

import argparse
from pathlib import Path

from ganspacesynth.cli.pictures.picture_words import rows
from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--model", default=None, metavar="FILE", help="a picture network (default: the one that comes along)")
    help_way = "pca of many w (default), or weights: what the layers answer to most, which needs no samples of pictures"
    parser.add_argument("--way", choices=("pca", "weights"), default="pca", help=help_way)
    parser.add_argument("--rows", type=rows, default=None, metavar="A-B", help="ask the layers that read these rows of ws, with --way weights")
    parser.add_argument("--count", type=int, default=16, metavar="N", help="axes (default 16)")
    parser.add_argument("--samples", type=int, default=16384, metavar="N", help="w that are drawn (default 16384)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of those, and of the picture that is shown (default 0)")
    parser.add_argument("-o", "--output", default="axes.npz", metavar="FILE", help="the directions file to write (default axes.npz)")
    parser.add_argument("--sheet", metavar="PNG", help="also a sheet: a row for each axis, from -3 to 3 standard deviations")
    parser.add_argument("--label", action="store_true", help="also look at what moves along each (brightness, detail, size), and write it down")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def run(args: argparse.Namespace) -> int:
    """Find them, write them, say where."""
    from ganspacesynth.core.files import check_output
    from ganspacesynth.directions.directions_files import save_directions
    from ganspacesynth.networks.stylegan.picture_model import load_picture_model
    from ganspacesynth.pictures.axes import AxisSettings, find_axes
    from ganspacesynth.pictures.axis_sheet import save_axis_sheet
    from ganspacesynth.pictures.exploring.seen import label_axes
    from ganspacesynth.pictures.png import check_png

    check_output(args.output, force=args.force)
    if args.sheet:
        check_png(args.sheet, force=args.force)
    model = load_picture_model(args.model)
    with counted("Drawing w", args.samples) as progress:
        found = find_axes(model, AxisSettings(args.way, args.rows, args.count, args.samples, args.seed), progress=progress)
    if args.label:
        with counted("Looking", None) as progress:
            found = label_axes(model, found, rows=args.rows, seed=args.seed, progress=progress)
    save_directions(found, args.output, force=args.force)
    say(f"{Path(args.output)}: {found.n_components} axes of w by {args.way}, with {float(found.var_ratio.sum()):.0%} of its variance")
    if args.label:
        for axis in range(found.n_components):
            say(f"  {axis}: {found.name(axis)}")
    if args.sheet:
        with counted("Painting", None) as progress:
            save_axis_sheet(args.sheet, model, found, seed=args.seed, rows=args.rows, force=args.force, progress=progress)
        say(f"{args.sheet}: a row for each axis")
    return 0
