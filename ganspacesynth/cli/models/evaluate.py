"""`ganspacesynth evaluate`: say how good a model is, beside the real sounds of a data set."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say
from ganspacesynth.core.output.decoders import PUBLISHED

if TYPE_CHECKING:
    from ganspacesynth.evaluation.comparison import Evaluation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", nargs="?", default=None, metavar="MODEL", help="the model: a folder or a name (default: the one that comes along)")
    parser.add_argument("--against", required=True, metavar="DATASET", help="folder of a built data set, best the one it was trained on")
    parser.add_argument("--sounds", type=int, default=512, metavar="N", help="sounds to generate and compare (default 512; 200 are quick)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of all that is left to chance (default 0)")
    parser.add_argument("--precision", choices=("exact", "preview"), default="exact", help="exact (default), or preview: faster, a little rougher")
    parser.add_argument("--classifier", metavar="FILE", help="another listener, of `ganspacesynth evaluate classifier`")
    parser.add_argument("--title", metavar="TEXT", help="the page's heading")
    parser.add_argument("-o", "--out", default=None, metavar="FILE", help="the page to write, .html; the same figures go beside it as .json")
    parser.add_argument("--force", action="store_true", help="overwrite both")


def run(args: argparse.Namespace) -> int:
    """Listen, print the figures, write the page."""
    from ganspacesynth.evaluation.classifier import load_classifier
    from ganspacesynth.evaluation.comparison import evaluate
    from ganspacesynth.evaluation.save_evaluation import check_pages, save_evaluation
    from ganspacesynth.networks.gansynth.gansynth import load_model

    if args.out is not None:
        check_pages(args.out, force=args.force)
    classifier = load_classifier(args.classifier)
    model = load_model(args.model, precision=args.precision, decoder=PUBLISHED)  # figures of before stay comparable
    evaluation = evaluate(model, args.against, count=args.sounds, seed=args.seed, classifier=classifier, track=track)
    _print(evaluation)
    if args.out is None:
        return 0
    name = Path(args.model).resolve().name if args.model else "the embedded model"
    title, dataset = args.title or f"How good is {name}?", Path(args.against).resolve().name
    page, figures = save_evaluation(evaluation, args.out, title=title, dataset=dataset, force=args.force)
    say(f"{page}: {page.stat().st_size / 1e6:.1f} MB. Open it in a browser. {figures} has the figures.")
    return 0


def _print(evaluation: "Evaluation") -> None:
    """One line a figure: the model's, the real sounds', what is good."""
    from ganspacesynth.evaluation.metrics_table import FIGURES
    from ganspacesynth.evaluation.report import BETTER, number

    say(f"{evaluation.sounds} sounds, {evaluation.training} training sounds; real sounds: {evaluation.compared} of {evaluation.held_out}")
    say(f"{'':28}{'model':>9}  {'95 of 100 times':19}{'real':>9}")
    for name, (own, real) in evaluation.figures.items():
        about = FIGURES[name]
        low, high = (number(value, about.unit) for value in (own.low, own.high))
        say(f"{about.title:28}{number(own.value, about.unit):>9}  {f'{low} to {high}':19}{number(real.value, about.unit):>9}  {BETTER[about.better]}")
    for text in evaluation.alarms:
        say(f"Alarm: {text}")
