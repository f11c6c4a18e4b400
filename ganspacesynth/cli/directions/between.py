"""`ganspacesynth between`: find the direction from sounds of one kind to sounds of another."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.pitches import WRITTEN, whole_pitch
from ganspacesynth.cli.progress import track
from ganspacesynth.cli.sounds.options import say

if TYPE_CHECKING:
    import numpy as np

    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.directions.directions import Directions

METHODS = ("mean", "logistic")
SOUNDS = "seeds (1,2,3), WAVs that ganspacesynth made, or points in .json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--a", nargs="+", required=True, metavar="SOUND", help=f"sounds of the one kind: {SOUNDS}")
    parser.add_argument("--b", nargs="+", required=True, metavar="SOUND", help="sounds of the other")
    parser.add_argument(
        "--model", "--ckpt_dir", "--ckpt-dir", dest="model", metavar="MODEL", help="the model: a folder or a name (default: the one that comes along)"
    )
    parser.add_argument("--directions", metavar="FILE", help="directions that edits of the sounds count along (default: the model's own, if any)")
    parser.add_argument("--layer", metavar="NAME", help="the layer to look at (default: that of the directions, or conv0)")
    parser.add_argument(
        "--method", choices=METHODS, default="mean", help="difference of the means (default), or logistic regression: for many sounds"
    )
    parser.add_argument("--orthogonal", nargs="+", default=(), metavar="N", help="directions, by number or name, along which nothing shall change")
    parser.add_argument("--name", help="what it is called (default: the name of the file)")
    parser.add_argument("--add", action="store_true", help="write the directions of --directions too, the new one behind them")
    help_pitch = f"at which all sounds are compared: {WRITTEN} (default: the directions')"
    parser.add_argument("--pitch", type=whole_pitch, default=None, metavar="PITCH", help=help_pitch)
    parser.add_argument("-o", "--out", required=True, metavar="FILE", help="the directions file to write: .npz or .pickle")
    parser.add_argument("--force", action="store_true", help="overwrite it")


def run(args: argparse.Namespace) -> int:
    """Find the direction, write it, and say how well it tells the two kinds apart."""
    from ganspacesynth.composition.point_arguments import read_marks
    from ganspacesynth.core.files import check_output
    from ganspacesynth.directions.directions_files import checked_suffix, save_directions
    from ganspacesynth.directions.search import supervised

    path = check_output(checked_suffix(args.out), force=args.force)
    opened = _opened(args)
    model, known = opened.model, opened.directions
    layer = args.layer or (known.layer if known else "conv0")
    base = known if known and known.layer == layer else None
    avoid = _rows(known, layer, args.orthogonal)
    if args.add and base is None:
        _refuse_add(layer)
    pitch = next(p for p in (args.pitch, known.pitch if known else None, model.config.nearest_pitch(60)) if p is not None)
    a, b = (supervised.point_activations(model, read_marks(words, opened, pitch), layer, pitch, known) for words in (args.a, args.b))
    vector = supervised.between(a, b, method=args.method, avoid=avoid)
    random_sounds = supervised.draw_random_sounds(model, layer, pitch, track=track)
    found = supervised.as_directions(vector, random_sounds, args.name or path.stem, model=model, layer=layer, pitch=pitch, base=base)
    save_directions(supervised.appended(base, found) if args.add and base else found, path, force=args.force)
    _summary(path, found, supervised.places(a, found), supervised.places(b, found), args.add and base)
    return 0


def _opened(args: argparse.Namespace) -> "Instrument":
    from ganspacesynth.composition.instrument import open_instrument, own_directions

    opened = open_instrument(args.model, args.directions)
    own = None if args.directions else own_directions(args.model)
    return opened if own is None else opened.with_directions(own, beside=True)


def _rows(known: "Directions | None", layer: str, words: "list[str]") -> "np.ndarray | None":
    """Components of the directions that words name."""
    from ganspacesynth.core.errors import DirectionsError, InvalidInput

    if not words:
        return None
    if known is None or known.layer != layer:
        raise DirectionsError(f"Directions to avoid are of the same layer, {layer}. Received: {known.layer if known else 'none'}. Name their file.")
    names = [known.name(i).casefold() for i in range(known.n_components)]
    chosen = []
    for word in (part.strip() for text in words for part in (text.split(",") if text.replace(",", "").isdigit() else [text])):
        index = int(word) - 1 if word.isdigit() and len(word) < 10 else names.index(word.casefold()) if word.casefold() in names else -1
        if not 0 <= index < known.n_components:
            raise InvalidInput(f"Directions have numbers 1..{known.n_components} and names. Received: {word!r}. `directions rename FILE` lists them.")
        chosen.append(index)
    return known.components[chosen]


def _refuse_add(layer: str) -> None:
    from ganspacesynth.core.errors import DirectionsError

    raise DirectionsError(f"--add joins directions of one layer. Received: none of {layer}. Name their file with --directions, or leave --add out.")


def _summary(path: Path, found: "Directions", a: "np.ndarray", b: "np.ndarray", base: object) -> None:
    say(f"{path}: {found.names[0]!r}, a direction of {found.layer}{', behind those there were' if base else ''}")
    for kind, places in (("A", a), ("B", b)):
        around = "" if len(places) == 1 else f" ({places.min():.1f} to {places.max():.1f})"
        say(f"  {kind} lies at {places.mean():+.1f} standard deviations{around}")
    middle = (a.mean() + b.mean()) / 2
    wrong = int((a > middle).sum() + (b < middle).sum())
    say(f"  {'all sounds lie' if not wrong else f'{len(a) + len(b) - wrong} of {len(a) + len(b)} sounds lie'} on their own side")
