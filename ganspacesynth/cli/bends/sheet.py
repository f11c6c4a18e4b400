"""`ganspacesynth bends sheet`: see what bends do to a sound, and measure it: a picture of spectrograms, and a table."""

import argparse

from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", nargs="?", metavar="MODEL", help="a model's folder or name (default: the one that comes along)")
    parser.add_argument("--layer", action="append", default=[], metavar="LAYER", help="a layer, as often as you like (default: four of them)")
    parser.add_argument(
        "--bend", dest="bends", action="append", default=[], metavar="WORD:NUMBERS", help="a bend, as often as you like (default: one of each kind)"
    )
    parser.add_argument("--seed", type=seed, default=1, metavar="N", help="of the sound (default 1)")
    parser.add_argument("-o", "--output", default="bends.png", metavar="FILE", help="the picture: .png, .svg or .pdf (default bends.png)")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


def run(args: argparse.Namespace) -> int:
    """Draw them and print what was measured."""
    from ganspacesynth.composition.survey.bend_sheet import BendSheet, save_bend_sheet
    from ganspacesynth.core.files import check_output
    from ganspacesynth.networks.gansynth.gansynth import load_model

    check_output(args.output, force=args.force)
    model = load_model(args.model)
    sheet = BendSheet.of(model, args.layer, args.bends, seed=args.seed)
    rows = save_bend_sheet(args.output, model, sheet, force=args.force, track=track)
    line, rule = ("| {} |", " | ") if args.markdown else ("  {}", "  ")
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for number, row in enumerate(rows):
        say(line.format(rule.join(each.ljust(width) for each, width in zip(row, widths, strict=True))).rstrip())
        if number == 0 and args.markdown:
            say(line.format(rule.join("---" for _ in row)))
    say(f"{args.output}: their spectrograms")
    return 0
