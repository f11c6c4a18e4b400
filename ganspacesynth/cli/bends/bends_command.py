"""`ganspacesynth bends`: say which bends there are, and which layers of a model they can be done to."""

import argparse

from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", nargs="?", metavar="MODEL", help="a model's folder or name (default: the one that comes along)")


def run(args: argparse.Namespace) -> int:
    """Print words and layers."""
    from ganspacesynth.core.bends.kinds import KINDS
    from ganspacesynth.networks.gansynth.checkpoint import read_model
    from ganspacesynth.networks.known_models import model_folder

    config = read_model(model_folder(args.model)).config
    say("A bend is LAYER:WORD:NUMBERS, such as conv1_3:shift:0.1 or conv1_3:shift:time=0.2:channels=0-15. A word alone does as is said here.\n")
    for word, kind in KINDS.items():
        numbers = " ".join(f"{each.name}={each.metadata['usual']:g}" for each in kind.amounts())
        say(f"  {word:10} {numbers:28} {kind.about}")
    say("\nLayers, from what the sound is to its detail: rows of time (of a clip), bins of frequency, channels.\n")
    seconds = config.audio_length / config.sample_rate
    for layer, (rows, bins, channels) in config.layers.items():
        say(f"  {layer:18} {rows:4} rows of {seconds / rows:.3g} s, {bins:4} bins, {channels:3} channels")
    return 0
