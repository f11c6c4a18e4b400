"""`ganspacesynth evaluate classifier`: train the classifier that `evaluate` listens with, on a data set of notes."""

import argparse

from ganspacesynth.cli.progress import track
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("dataset", metavar="DATASET", help="folder of a built data set, with a valid split of other instruments")
    parser.add_argument("-o", "--out", required=True, metavar="FILE", help="the classifier to write, .npz")
    parser.add_argument("--epochs", type=int, default=14, metavar="N", help="times that each note is heard (default 14)")
    parser.add_argument("--all", action="store_true", help="learn from the valid split too; nothing is left then to check it with")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of all that is left to chance (default 0)")
    parser.add_argument("--force", action="store_true", help="overwrite the classifier")


def run(args: argparse.Namespace) -> int:
    """Train it, write it, print how often it is right."""
    from pathlib import Path

    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.core.files import check_output
    from ganspacesynth.evaluation.classifier_training import accuracies, draw_split, join, train

    if Path(args.out).suffix != ".npz":
        raise InvalidInput(f"A classifier ends in .npz. Received: {args.out}.")
    if not 1 <= args.epochs <= 1000:
        raise InvalidInput(f"Epochs must be in 1..1000. Received: {args.epochs}. Use 14.")
    path = check_output(args.out, force=args.force)
    notes = {split: draw_split(args.dataset, split) for split in ("train", "valid")}
    heard = join(notes["train"], notes["valid"]) if args.all else notes["train"]
    classifier = train(heard, epochs=args.epochs, seed=args.seed, track=track)
    right = {split: accuracies(classifier, drawn) for split, drawn in notes.items()}
    classifier.about = {"notes": len(heard.pictures), "epochs": args.epochs, "seed": args.seed, "all": args.all, "right": right}
    classifier.save(path, force=args.force)
    for split, shares in right.items():
        said = ", ".join(f"{head} {share:.3f}" for head, share in shares.items())
        say(f"{split}: {len(notes[split].pictures)} notes, right: {said}")
    return 0
