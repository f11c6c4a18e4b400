"""`ganspacesynth vary`: make neighbours of a sound: its recipe, with every point moved a little."""

import argparse
from pathlib import Path

from ganspacesynth.cli.computing import add_crew_options
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import chosen_seed, open_sounds, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "sound", metavar="SOUND", help="a sound file that ganspacesynth made, of any kind; a point in .json; or the name of a favourite"
    )
    parser.add_argument("--amount", type=float, default=0.2, metavar="X", help="how far: 0 is the sound itself, 1 another one (default 0.2)")
    parser.add_argument("-n", "--count", type=int, default=8, metavar="N", help="neighbours to make (default 8)")
    parser.add_argument(
        "--seed", type=seed, default=None, metavar="N", help="of where they go: the same one makes the same neighbours (default: new)"
    )
    parser.add_argument("--model", metavar="MODEL", help="where its model is now (default: where it was, or the embedded one)")
    parser.add_argument("--directions", metavar="FILE", help="where its directions are now")
    add_crew_options(parser, "sounds")
    parser.add_argument("-o", "--out", default=None, metavar="FOLDER", help="folder for the sounds and their page (default: NAME variations)")
    parser.add_argument("--force", action="store_true", help="replace what an earlier run left in the folder")


def run(args: argparse.Namespace) -> int:
    """Make them, and say where they are."""
    from ganspacesynth.cli.sounds.trust import open_named
    from ganspacesynth.composition.point_arguments import find_recipe
    from ganspacesynth.composition.survey.neighbours import VarySettings, save_neighbours
    from ganspacesynth.core.files import check_output
    from ganspacesynth.core.work.crew import Crew

    crew = Crew(args.workers, args.ray)
    settings = VarySettings(args.amount, args.count, chosen_seed(args.seed))
    name = Path(args.sound).stem
    folder = check_output(f"{name} variations" if args.out is None else args.out, force=args.force)
    recipe, where = find_recipe(args.sound)
    opened = open_sounds(args.model, args.directions, "exact") if recipe.model is None else open_named(recipe, where, args.model, args.directions)
    title = f"Neighbours of {name}"
    files = save_neighbours(recipe, opened, folder, settings, title=title, force=args.force, track=track, crew=crew)
    for path in files[1:-1]:
        say(str(path))
    say(f"{files[-1]}: all of them beside {files[0].name}. Open it in a browser.")
    say(f"seed {settings.seed}")
    return 0
