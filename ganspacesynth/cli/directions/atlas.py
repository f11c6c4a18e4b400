"""`ganspacesynth atlas`: write a page with sounds and spectrograms along the directions of a model."""

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ganspacesynth.cli.pitches import WRITTEN, whole_pitch
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import open_sounds, say
from ganspacesynth.core.point import MODES

if TYPE_CHECKING:
    from ganspacesynth.directions.directions import Directions

UNHEARD = "Nobody has listened to these directions yet: `ganspacesynth directions label {file}` finds out what each does and how far it can be used."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--model", "--ckpt_dir", "--ckpt-dir", dest="model", metavar="MODEL", help="the model: a folder or a name (default: the one that comes along)"
    )
    parser.add_argument("--directions", metavar="FILE", help="directions of that model, .npz or published (default: its own for conv0)")
    parser.add_argument("--count", type=int, default=16, metavar="N", help="directions to show, the strongest first (default 16)")
    parser.add_argument("--steps", type=int, default=7, metavar="N", help="sounds along each, an odd number (default 7)")
    parser.add_argument(
        "--map", type=int, default=7, metavar="N", help="sounds along each side of the map, an odd number, or 0 for no map (default 7)"
    )
    parser.add_argument("--mode", choices=MODES, default="replace", help="what edits do to the sound (default replace)")
    help_pitch = f"{WRITTEN} (default: the directions', or the model's nearest to 60)"
    parser.add_argument("--pitch", type=whole_pitch, default=None, metavar="PITCH", help=help_pitch)
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of the z that offset and latent start from (default 0)")
    parser.add_argument("--precision", choices=("exact", "preview"), default="exact", help="exact (default), or preview: faster, a little rougher")
    parser.add_argument(
        "--audio", choices=("mp3", "flac", "wav"), default=None, help="how sounds are kept in the page (default mp3; flac loses nothing)"
    )
    parser.add_argument("--title", metavar="TEXT", help="the page's heading")
    parser.add_argument("-o", "--out", default="atlas.html", metavar="FILE", help="the page to write (default atlas.html)")
    parser.add_argument("--force", action="store_true", help="overwrite the page")


def run(args: argparse.Namespace) -> int:
    """Play all, write the page, say where."""
    from ganspacesynth.composition.survey.atlas_file import PageSettings, check_page, save_atlas
    from ganspacesynth.directions.describe.atlas_sounds import AtlasSettings

    path = check_page(args.out, force=args.force)
    settings = AtlasSettings(args.count, args.steps, args.map, args.mode, args.pitch, args.seed)
    page = PageSettings(args.title or _title(args.model), _command(args), audio=args.audio)
    instrument = open_sounds(args.model, args.directions, args.precision, wanted=True)
    directions = cast("Directions", instrument.directions)  # wanted, so there
    if not directions.annotations:
        page = dataclasses.replace(page, note=UNHEARD.format(file=args.directions or "FILE"))
    atlas = save_atlas(instrument, path, settings, page, force=args.force, track=track)
    say(f"{path}: {len(atlas.strips)} directions, {path.stat().st_size / 1e6:.1f} MB. Open it in a browser.")
    return 0


def _title(model: str | None) -> str:
    return f"Sound atlas of {Path(model).resolve().name if model else 'the embedded model'}"


def _command(args: argparse.Namespace) -> str:
    import shlex

    words = ["ganspacesynth", "generate", "--level", "model"]  # sounds of a page have one gain: their levels can be compared
    for flag, value in (("--model", args.model), ("--directions", args.directions)):
        words += [flag, str(value)] if value else []
    words += [] if args.mode == "replace" else ["--seed", str(args.seed)]
    return shlex.join(words)
