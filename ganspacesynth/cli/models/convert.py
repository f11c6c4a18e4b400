"""`ganspacesynth convert`: turn a published checkpoint into a small native model."""

import argparse
import sys
from pathlib import Path

DTYPES = ("float16", "float32")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="folder of a Magenta or SOPI checkpoint, or a native model: a folder or a name")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder for the native model, and the native directions beside it")
    parser.add_argument("--dtype", choices=DTYPES, default="float16", help="of the weights: float16 (default, half the size) or float32 (exact)")
    parser.add_argument("--force", action="store_true", help="replace a model that is there")


def run(args: argparse.Namespace) -> int:
    """Convert, and print where and how large."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.core.files import check_output
    from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
    from ganspacesynth.networks.known_models import model_folder

    source = model_folder(args.checkpoint)
    if Path(args.output).expanduser().resolve() == source.resolve():
        raise InvalidInput(f"A model is converted into another folder. Received: -o {args.output}, the model itself. Name a new folder.")
    output = check_output(args.output, force=args.force)
    stored = read_model(source)
    kept, left = _directions(source, stored.id)
    folder = write_native(output, stored, dtype=args.dtype, force=args.force, beside=kept)
    before, after = _megabytes(source), _megabytes(folder)
    beside = f", with {', '.join(file.name for file in kept)}" if kept else ""
    sys.stdout.write(f"{folder}: model {stored.id}, {after:.1f} MB in {args.dtype} (from {before:.1f} MB){beside}\n")
    for file in left:
        sys.stdout.write(f"{file.name} was left where it is: published directions play from there, with --directions {file}\n")
    return 0


def _directions(folder: Path, model_id: str) -> tuple[list[Path], list[Path]]:
    """Return the native directions of this model that lie beside it, and the published ones, which may be half a gigabyte each."""
    from ganspacesynth.core.errors import DirectionsError
    from ganspacesynth.directions.directions_files import PUBLISHED_SUFFIXES, load_directions

    kept = []
    for file in sorted(folder.glob("directions_*.npz")):
        try:
            found = load_directions(file)
        except DirectionsError:
            continue
        if found.model_id in (None, model_id):
            kept.append(file)
    return kept, sorted(file for file in folder.iterdir() if file.suffix in PUBLISHED_SUFFIXES)


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
