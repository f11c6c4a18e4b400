"""`ganspacesynth credentials`: check the content credentials in a file: who signed it, and whether it has changed since."""

import argparse
import dataclasses
import json

from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", metavar="FILE", help="a WAV or PNG")
    parser.add_argument("--trust", metavar="PEM", help="certificates of those whom you trust (default: nobody)")
    parser.add_argument("--json", action="store_true", help="print it as JSON, with the signed recipe")


def run(args: argparse.Namespace) -> int:
    """Check and print; 1 where nothing is signed, or it has changed."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.lineage.credentials import read_credentials

    found = read_credentials(args.file, trust=args.trust)
    if found is None:
        raise InvalidInput(
            f"Content credentials are signed into a file. Received: {args.file} without. `credentials sign` does it.", rule="has-credentials"
        )
    if args.json:
        say(json.dumps(dataclasses.asdict(found), indent=2, ensure_ascii=False))
    else:
        say(f"{args.file}: {found.state}")
        rows = {"signed by": found.signer, "made by": found.program, "source type": found.source_type, "recipe": "signed" if found.recipe else "none"}
        for name, value in rows.items():
            say(f"  {name:11} {value or 'not said'}")
        for each in found.ingredients:
            say(f"  made of     {each}")
        for each in found.problems:
            say(f"  but         {each}")
    return int(found.state not in ("Valid", "Trusted"))
