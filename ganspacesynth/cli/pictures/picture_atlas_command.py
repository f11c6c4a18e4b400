"""`ganspacesynth picture atlas`: make a page of a network's pictures, like near like, and of what axes do, to click on offline."""

import argparse
from pathlib import Path

from ganspacesynth.cli.pictures.picture_words import rows
from ganspacesynth.cli.progress_bar import counted, track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--model", default=None, metavar="FILE", help="a picture network (default: the one that comes along)")
    parser.add_argument(
        "--directions",
        default=None,
        metavar="FILE",
        help="directions of w, which `picture axes` finds (default: found now, and kept beside the page)",
    )
    parser.add_argument("--rows", type=rows, default=None, metavar="A-B", help="let axes act on these rows of ws (default: all)")
    parser.add_argument("--count", type=int, default=64, metavar="N", help="pictures (default 64)")
    parser.add_argument("--axes", type=int, default=12, metavar="N", help="axes (default 12)")
    parser.add_argument("--psi", type=float, default=0.7, metavar="X", help="truncation (default 0.7)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="the first picture's (default 0)")
    parser.add_argument("--title", default="Atlas of pictures", metavar="TEXT", help="the page's heading")
    parser.add_argument("-o", "--output", default="pictures.html", metavar="FILE", help="the page to write (default pictures.html)")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


def run(args: argparse.Namespace) -> int:
    """Make it, and say where."""
    from ganspacesynth.core.files import check_output
    from ganspacesynth.directions.directions_files import load_directions, save_directions
    from ganspacesynth.networks.stylegan.picture_model import load_picture_model
    from ganspacesynth.pictures.axes import AxisSettings, find_axes
    from ganspacesynth.pictures.exploring.picture_atlas import PictureAtlasSettings, check_atlas, save_picture_atlas
    from ganspacesynth.pictures.exploring.seen import label_axes

    check_output(args.output, force=args.force)
    axes = args.directions or str(Path(args.output).with_suffix(".axes.npz"))
    shown = PictureAtlasSettings(args.count, args.axes, args.psi, args.seed, args.rows, args.title, args.model, axes)
    check_atlas(args.output, shown, force=args.force)
    if args.axes and not args.directions:
        check_output(axes, force=args.force)
    model = load_picture_model(args.model)
    found = None
    if args.axes:
        count = min(args.axes, model.config.w_dim)
        found = load_directions(args.directions) if args.directions else find_axes(model, AxisSettings(rows=args.rows, count=count))
        if found.annotations is None:
            with counted("Looking", None) as progress:
                found = label_axes(model, found.first(min(args.axes, found.n_components)), rows=args.rows, psi=args.psi, progress=progress)
    path = save_picture_atlas(args.output, model, found, shown, force=args.force, track=track)
    if found is not None and not args.directions:
        save_directions(found, axes, force=args.force)
        say(f"{axes}: the axes that the page shows")
    say(f"{path}: {args.count} pictures{f' and {min(args.axes, found.n_components)} axes' if found is not None else ''}")
    return 0
