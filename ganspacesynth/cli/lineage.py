"""`ganspacesynth lineage`: say what a file was made of: models, data sets, recordings, licences and people."""

import argparse
import json
from pathlib import Path

from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", metavar="FILE", help="a sound, picture, model, directions, bank, data set, training run; or the name of a model")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print all of it as JSON")
    form.add_argument("--prov", action="store_true", help="print it as W3C PROV (PROV-JSON)")
    form.add_argument("--dot", action="store_true", help="print the graph, for Graphviz")
    form.add_argument("--page", metavar="HTML", help="write a page with the graph, which works offline")
    help_search = "look for what it was made of here, too; may be repeated (default: its own folder, and the models that have a name)"
    parser.add_argument("--search", metavar="FOLDER", action="append", default=[], help=help_search)
    parser.add_argument("--force", action="store_true", help="overwrite the page")


def run(args: argparse.Namespace) -> int:
    """Trace, print or write."""
    from ganspacesynth.core.documents import LINEAGE
    from ganspacesynth.core.files import check_output
    from ganspacesynth.lineage.dot import dot
    from ganspacesynth.lineage.lineage_page import save_page
    from ganspacesynth.lineage.prov import prov_json
    from ganspacesynth.lineage.text import lines
    from ganspacesynth.lineage.trace import trace

    if args.page:
        check_output(args.page, force=args.force)
    lineage = trace(args.file, search=args.search)
    if args.page:
        save_page(args.page, lineage, title=f"What {Path(args.file).name or args.file} was made of", force=args.force)
        say(f"{args.page}: {len(lineage.nodes)} things. Open it in a browser.")
    elif args.json or args.prov:
        say(json.dumps(prov_json(lineage) if args.prov else {**LINEAGE.head(), **lineage.to_json()}, indent=2, ensure_ascii=False))
    elif args.dot:
        say(dot(lineage))
    else:
        for line in lines(lineage):
            say(line)
    return 0
