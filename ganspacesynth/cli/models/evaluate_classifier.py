"""`ganspacesynth evaluate classifier`: train the classifier that `evaluate` uses, on a data set of notes."""

import argparse

from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("dataset", metavar="DATASET", help="folder of a built data set, with a valid split of other instruments")
    parser.add_argument("-o", "--out", required=True, metavar="FILE", help="the classifier to write, .npz")
    parser.add_argument("--epochs", type=int, default=14, metavar="N", help="times that each note is heard (default 14)")
    parser.add_argument("--all", action="store_true", help="learn from the valid split too; nothing is left then to check it with")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of all that is left to chance (default 0)")
    parser.add_argument("--force", action="store_true", help="overwrite the classifier")


def run(args: argparse.Namespace) -> int:
    """Train it, write it, print how often it is right."""
    from ganspacesynth.evaluation.classifier_training import ClassifierSettings, train_classifier

    settings = ClassifierSettings(args.epochs, args.all, args.seed)
    trained = train_classifier(args.dataset, args.out, settings, force=args.force, track=track)
    for split, shares in trained.right.items():
        said = ", ".join(f"{head} {share:.3f}" for head, share in shares.items())
        say(f"{split}: {trained.notes[split]} notes, right: {said}")
    return 0
