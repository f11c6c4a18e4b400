"""`ganspacesynth explore`: write sounds and spectrograms along one or two directions of a model."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ganspacesynth.cli.pitches import WRITTEN, pitch
from ganspacesynth.cli.progress import track
from ganspacesynth.cli.sounds.options import open_sounds
from ganspacesynth.core.point import MODES, Point

if TYPE_CHECKING:
    import numpy as np

    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.directions.describe.grid import Grid
    from ganspacesynth.directions.directions import Directions
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

FIGURE = "spectrograms.png"


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
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the z that offset and latent start from (default 0)")
    parser.add_argument("-o", "--out", required=True, metavar="FOLDER", help="folder for the sounds and the figure")
    parser.add_argument("--force", action="store_true", help="replace what an earlier run left in the folder")


def run(args: argparse.Namespace) -> int:
    """Render the grid, and print the path of each file."""
    from ganspacesynth.core.files import atomic_folder, check_output
    from ganspacesynth.directions.describe.grid import make_axis, make_grid

    folder = check_output(args.out, force=args.force)
    opened = open_sounds(args.model, args.directions, "exact", wanted=True)
    model, directions = opened.model, cast("Directions", opened.directions)  # wanted, so there
    x = make_axis(directions, args.x - 1, span=args.range, steps=args.steps)
    y = make_axis(directions, args.y - 1, span=args.range, steps=args.steps) if args.y else None
    grid = make_grid(_base(args, model, directions), x, y)
    waves, gain = _render(model, grid, directions)
    with atomic_folder(folder, force=args.force, ours=("wave_*.wav", FIGURE)) as temporary:
        _write(temporary, grid, waves, gain, opened, args)
    for name in (*grid.file_names, FIGURE):
        sys.stdout.write(f"{folder / name}\n")
    return 0


def _base(args: argparse.Namespace, model: "GANSynth", directions: "Directions") -> Point:
    number = args.pitch if args.pitch is not None else directions.pitch
    number = model.config.nearest_pitch(60) if number is None else number
    model.config.label(number)
    z = tuple(model.sample_z(1, seed=args.seed)[0].tolist())
    return Point(pitch=number, z=z, mode=args.mode, model=model.id)


def _render(model: "GANSynth", grid: "Grid", directions: "Directions") -> "tuple[np.ndarray, float]":
    """Return the sounds, and the one gain for all that keeps them from clipping: levels can be compared."""
    import numpy as np

    from ganspacesynth.audio.edges import levelled
    from ganspacesynth.audio.sound_files import PEAK
    from ganspacesynth.directions.synthesis import synthesize_points

    waves = np.concatenate([synthesize_points(model, [point], directions) for point in track(grid.points, "Rendering")])
    gain = min(1.0, PEAK / max(float(np.abs(waves).max()), PEAK))
    return np.stack([levelled(wave, gain, model.config.sample_rate) for wave in waves]), gain


def _write(folder: Path, grid: "Grid", waves: "np.ndarray", gain: float, opened: "Instrument", args: argparse.Namespace) -> None:
    from ganspacesynth.composition.recipes import clip_recipe
    from ganspacesynth.composition.sound import Sound
    from ganspacesynth.directions.describe.grid import write_figure

    rate = opened.model.config.sample_rate
    for name, wave, point in zip(grid.file_names, waves, grid.points, strict=True):
        Sound(wave, rate, opened.signed(clip_recipe(point, gain=gain))).save(folder / name)
    write_figure(folder / FIGURE, grid, waves, rate, title=_title(args, grid))


def _title(args: argparse.Namespace, grid: "Grid") -> str:
    from ganspacesynth.composition.instrument import OWN_DIRECTIONS

    parts = [Path(args.directions or OWN_DIRECTIONS).name, args.mode, f"pitch {grid.points[0].pitch:g}"]
    return " · ".join(parts if args.mode == "replace" else [*parts, f"seed {args.seed}"])
