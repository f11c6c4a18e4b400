"""`ganspacesynth picture project`: find the place of a network whose picture is most like one of yours."""

import argparse

from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("picture", metavar="PICTURE", help="a PNG, JPEG or the like, of any size; its middle counts")
    parser.add_argument("--model", default=None, metavar="FILE", help="a picture network (default: the one that comes along)")
    parser.add_argument("--tries", type=int, default=1500, metavar="N", help="pictures made in all (default 1500); more come nearer")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of where the search begins (default 0)")
    parser.add_argument("-o", "--output", default="projected.npz", metavar="FILE", help="for ws, which `picture --z` takes (default projected.npz)")
    parser.add_argument("--show", default=None, metavar="PNG", help="also your picture and what was found, side by side")
    parser.add_argument("--film", default=None, metavar="FILE", help="also a film of how it came nearer: .mp4, .webm, .gif, or a folder")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def run(args: argparse.Namespace) -> int:
    """Look for it, write it, say where."""
    import numpy as np

    from ganspacesynth.core.files import check_output
    from ganspacesynth.networks.stylegan.picture_model import load_picture_model
    from ganspacesynth.pictures.contact_sheet import contact_sheet
    from ganspacesynth.pictures.exploring.projecting import ProjectionSettings, project_picture
    from ganspacesynth.pictures.latent_files import write_latents
    from ganspacesynth.pictures.picture_files import read_still
    from ganspacesynth.pictures.png import check_png, write_png
    from ganspacesynth.video.video_making import check_video
    from ganspacesynth.video.way import save_way

    check_output(args.output, force=args.force)
    if args.show:
        check_png(args.show, force=args.force)
    if args.film:
        check_video(args.film, force=args.force)
    settings, wanted = ProjectionSettings(args.tries, args.seed), read_still(args.picture)
    model = load_picture_model(args.model)
    with counted("Looking", args.tries) as progress:
        found = project_picture(model, wanted, settings, progress=progress)
    write_latents(args.output, found.ws, force=args.force)
    said = f"{args.output}: ws at a distance of {found.distance:.3f}, where a random picture has {found.typical:.3f}"
    named = f" --model {args.model}" if args.model else ""
    say(f"{said}. `ganspacesynth picture{named} --z {args.output}` makes its picture.")
    if args.show:
        made = model.synthesize(found.ws)
        colours = made[..., :3] if made.shape[-1] >= 3 else np.repeat(made[..., :1], 3, axis=-1)
        write_png(args.show, contact_sheet(np.concatenate([found.target[None], colours]), 2), force=args.force)
        say(f"{args.show}: yours, and what was found")
    if args.film:
        with counted("Filming", None) as progress:
            save_way(args.film, model, found.way, found.target, force=args.force, progress=progress)
        say(f"{args.film}: how it came nearer")
    return 0
