"""`ganspacesynth picture`: make a picture with a StyleGAN, or a sheet of several."""

import argparse

from ganspacesynth.cli.pictures.picture_words import amounts, bend, noise, numbers, rows, seeds, shift, size
from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.sounds.options import chosen_seed, say

OUTPUT = "picture.png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    kinds = "a pickle of stylegan2-ada, stylegan3 or StyleGAN 2 of TensorFlow, a .pt of rosinality, or a folder that `convert` made of one"
    help_model = f"{kinds} (default: the network that comes along)"
    parser.add_argument("--model", default=None, metavar="FILE", help=help_model)
    help_seed = "a whole number, or several: 1,4,7-12 makes a sheet (default: a new one)"
    parser.add_argument("--seed", type=seeds, default=None, metavar="N", help=help_seed)
    parser.add_argument("--z", metavar="FILE", help="take z or ws from a file: .npz with z, ws or w, or .json")
    help_psi = "1 (default) is what the network makes, less is more usual, 0 is the mean; several, such as -1,0,1, make a sheet"
    parser.add_argument("--psi", type=amounts, default=(1.0,), metavar="X", help=help_psi)
    help_cutoff = "let psi act on the first rows of ws only; several, such as 2,4,8, make a sheet"
    parser.add_argument("--cutoff", type=numbers, default=None, metavar="N", help=help_cutoff)
    parser.add_argument("--class", type=int, default=None, dest="class_index", metavar="N", help="of a network with classes (default 0)")
    help_center = "what psi leads to: file, its mean (default); class, that of the class; nearest of the centers of w; or the number of one"
    parser.add_argument("--center", default="file", metavar="WORD", help=help_center)
    parser.add_argument("--centers", type=int, default=16, metavar="N", help="how many centers w has (default 16)")
    parser.add_argument("--noise", type=noise, default="const", metavar="KIND", help="const (default), none, random, or a seed")
    parser.add_argument("--size", type=size, default=None, metavar="WxH", help="a larger picture, such as 1536x1024 (default: the network's own)")
    parser.add_argument(
        "--fill", choices=("mirror", "pad"), default="mirror", help="how StyleGAN 2 goes on at the sides of a larger one (default mirror)"
    )
    edits = parser.add_argument_group("changing it")
    edits.add_argument("--directions", metavar="FILE", help="directions of w, which `picture axes` finds")
    edits.add_argument("--edits", type=amounts, default=(), metavar="X,…", help="how far along each, in standard deviations; as --edits=-1,2")
    edits.add_argument("--edit-rows", type=rows, default=None, metavar="A-B", help="let edits act on these rows of ws (default: all)")
    help_mix = "take rows of ws from the picture of another seed; several make a sheet of all with all"
    edits.add_argument("--mix", type=seeds, default=None, metavar="SEED", help=help_mix)
    edits.add_argument("--mix-rows", type=rows, default=None, metavar="A-B", help="which (default: the second half)")
    edits.add_argument("--scale", type=bend, action="append", default=[], metavar="LAYER=X", help="multiply what a layer holds; may be repeated")
    edits.add_argument("--offset", type=bend, action="append", default=[], metavar="LAYER=X", help="add to what a layer holds; may be repeated")
    help_bend = (
        "zoom, right, down, rotate, shear, swirl, ripple, blur, hue or ablate of a layer: zoom.early=1.3, blur.b16.conv1[0-31]=2; may be repeated"
    )
    edits.add_argument("--bend", dest="bends", type=bend, action="append", default=[], metavar="WHAT.LAYER=X", help=help_bend)
    group = parser.add_argument_group("StyleGAN 3 alone")
    group.add_argument("--turn", type=float, default=0.0, metavar="DEG", help="turn the picture to the right")
    group.add_argument("--shift", type=shift, default=(0.0, 0.0), metavar="X,Y", help="move it right and down, 1 being its edge")
    group.add_argument("--zoom", type=float, default=1.0, metavar="X", help="make it larger")
    parser.add_argument("--columns", type=int, default=None, metavar="N", help="of a sheet")
    parser.add_argument("-o", "--output", default=OUTPUT, metavar="FILE", help=f"the picture to write (default {OUTPUT})")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


def run(args: argparse.Namespace) -> int:
    """Make it, and say where."""
    from ganspacesynth.networks.stylegan.picture_model import load_picture_model
    from ganspacesynth.pictures.picture_making import PictureSettings, save_pictures
    from ganspacesynth.pictures.png import check_png

    check_png(args.output, force=args.force)
    chosen = args.seed if args.seed is not None else (chosen_seed(None),)
    settings = PictureSettings(
        seeds=chosen,
        latents=args.z,
        psi=args.psi if len(args.psi) > 1 else args.psi[0],
        cutoff=args.cutoff if args.cutoff is None or len(args.cutoff) > 1 else args.cutoff[0],
        center=args.center,
        centers=args.centers,
        class_index=args.class_index,
        noise=args.noise,
        size=args.size,
        fill=args.fill,
        turn_deg=args.turn,
        right=args.shift[0],
        down=args.shift[1],
        zoom=args.zoom,
        directions=args.directions,
        edits=args.edits,
        edit_rows=args.edit_rows,
        mix=args.mix if args.mix is None or len(args.mix) > 1 else args.mix[0],
        mix_rows=args.mix_rows,
        scale=dict(args.scale),
        offset=dict(args.offset),
        bends=tuple(args.bends),
        columns=args.columns,
    )
    model = load_picture_model(args.model)
    with counted("Painting", None) as progress:
        path = save_pictures(args.output, model, settings, force=args.force, progress=progress)
    told = f"from {args.z}" if args.z else f"seed {','.join(map(str, chosen[:8]))}{' …' if len(chosen) > 8 else ''}"
    psi = ",".join(f"{psi:g}" for psi in args.psi)
    say(f"{path}: {told}, psi {psi}")
    return 0
