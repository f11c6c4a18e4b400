"""`ganspacesynth convert`: turn a published checkpoint into a small native model."""

import argparse
import sys
from pathlib import Path

DTYPES = ("float16", "float32")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="folder of a Magenta or SOPI checkpoint, or of a native model")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder for the native model")
    parser.add_argument("--dtype", choices=DTYPES, default="float16", help="of the weights: float16 (default, half the size) or float32 (exact)")
    parser.add_argument("--force", action="store_true", help="replace a model that is there")


def run(args: argparse.Namespace) -> int:
    """Convert, and print where and how large."""
    from ganspacesynth.files import check_output
    from ganspacesynth.model.checkpoint import read_model, write_native

    output = check_output(args.output, force=args.force)
    stored = read_model(args.checkpoint)
    folder = write_native(output, stored, dtype=args.dtype, force=args.force)
    before, after = (_megabytes(Path(f)) for f in (args.checkpoint, folder))
    sys.stdout.write(f"{folder}: model {stored.id}, {after:.1f} MB in {args.dtype} (from {before:.1f} MB)\n")
    return 0


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.expanduser().rglob("*") if file.is_file()) / 1e6
