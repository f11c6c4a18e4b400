"""`ganspacesynth credentials sign`: write a copy of a sound or a picture of ours, signed as made by a trained model, with its recipe."""

import argparse

from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", metavar="FILE", help="a WAV or PNG with a recipe")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the signed copy; with --force it may be the file itself")
    parser.add_argument("--certificate", required=True, metavar="PEM", help="your certificate, then those that vouch for it")
    parser.add_argument("--key", required=True, metavar="PEM", help="its private key")
    parser.add_argument(
        "--algorithm", default="es256", metavar="NAME", help="of the key: es256 (the default), es384, es512, ps256, ps384, ps512, ed25519"
    )
    parser.add_argument("--force", action="store_true", help="overwrite what is there")


def run(args: argparse.Namespace) -> int:
    """Sign."""
    from ganspacesynth.lineage.credentials import sign

    sign(args.file, args.output, args.certificate, args.key, algorithm=args.algorithm, force=args.force)
    say(f"{args.output}: signed. Change nothing in it from now on.")
    return 0
