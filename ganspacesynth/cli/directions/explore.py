"""`ganspacesynth explore`: write sounds and spectrograms along one or two directions of a model."""

import argparse

from ganspacesynth.cli.computing import add_crew_options
from ganspacesynth.cli.pitches import WRITTEN, pitch
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import open_sounds, say
from ganspacesynth.core.point import MODES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--model", "--ckpt_dir", "--ckpt-dir", dest="model", metavar="MODEL", help="the model: a folder or a name (default: the one that comes along)"
    )
    parser.add_argument("--directions", metavar="FILE", help="directions of that model, .npz or published (default: its own for conv0)")
    parser.add_argument("-x", type=int, default=1, metavar="N", help="direction to the right, counted from 1 (default 1)")
    parser.add_argument("-y", type=int, default=2, metavar="N", help="direction upwards, 0 for a strip along x alone (default 2)")
    help_range = "first and last amount along both, in standard deviations (default: the usable range of each)"
    parser.add_argument("--range", type=float, nargs=2, default=None, metavar=("LOW", "HIGH"), help=help_range)
    parser.add_argument("--steps", type=int, default=5, metavar="N", help="sounds along each direction (default 5)")
    parser.add_argument("--mode", choices=MODES, default="replace", help="what edits do to the sound (default replace)")
    help_pitch = f"{WRITTEN} (default: the directions', or the model's nearest to 60)"
    parser.add_argument("--pitch", type=pitch, default=None, metavar="PITCH", help=help_pitch)
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of the z that offset and latent start from (default 0)")
    add_crew_options(parser, "sounds")
    parser.add_argument("-o", "--out", required=True, metavar="FOLDER", help="folder for the sounds and the figure")
    parser.add_argument("--force", action="store_true", help="replace what an earlier run left in the folder")


def run(args: argparse.Namespace) -> int:
    """Render the grid, and print the path of each file."""
    from ganspacesynth.composition.survey.exploration import ExploreSettings, explore
    from ganspacesynth.core.files import check_output
    from ganspacesynth.core.work.crew import Crew

    crew = Crew(args.workers, args.ray)
    check_output(args.out, force=args.force)
    instrument = open_sounds(args.model, args.directions, "exact", wanted=True)
    span = None if args.range is None else tuple(args.range)
    settings = ExploreSettings(args.x - 1, args.y - 1 if args.y else None, span, args.steps, args.mode, args.pitch, args.seed)
    for path in explore(instrument, args.out, settings, force=args.force, track=track, crew=crew):
        say(str(path))
    return 0
