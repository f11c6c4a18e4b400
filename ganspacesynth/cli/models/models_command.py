"""`ganspacesynth models`: list the models that have a name, those that come along and those of your own, or fetch one more."""

import argparse
import json
import shlex
from typing import Any

from ganspacesynth.cli.sounds.options import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    from ganspacesynth.networks.known_models import PLACES
    from ganspacesynth.networks.published_models import PUBLISHED

    parser.epilog = f"Folders of your own models are named in the environment: {PLACES}."
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    help_get = f"fetch a model: {', '.join(PUBLISHED)} (made by Magenta), an https address of a zip, or a zip of yours"
    parser.add_argument("--get", metavar="NAME", help=help_get)
    parser.add_argument("--name", metavar="NAME", help="with --get: what it shall be called (default: as its file is)")


def run(args: argparse.Namespace) -> int:
    """Print a few lines a model, or fetch one."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.networks.gansynth.model_facts import model_facts
    from ganspacesynth.networks.known_models import PLACES, known_models, own_places, shipped_place
    from ganspacesynth.networks.published_models import PUBLISHED

    if args.get is not None:
        return _get(args.get, args.name)
    if args.name is not None:
        raise InvalidInput("Only a model that is fetched is named. Received: --name without --get. Give --get NAME.", rule="name-needs-get")
    models = [model_facts(name, folder) for name, folder in known_models().items()]
    if args.json:
        say(json.dumps(models, indent=2, ensure_ascii=False))
        return 0
    for facts in models:
        say(f"{facts['name']}: {facts['error']}" if "error" in facts else "\n".join(_lines(facts)))
    places = ", ".join(map(str, [shipped_place(), *own_places()]))
    say(f"Looked for in {places}. Name folders of your own in {PLACES}; `--model NAME` and `--model FOLDER` play a model.")
    if missing := [name for name in PUBLISHED if name not in known_models()]:
        say(f"To be fetched with --get: {', '.join(missing)}.")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "What has come is kept; the same command goes on from there." if args.get is not None else "Nothing was changed: all is kept."


def _get(wanted: str, name: str | None) -> int:
    """Fetch a model, and say where it is and how to play it."""
    from ganspacesynth.cli.progress_bar import track
    from ganspacesynth.directions.get_model import GetSettings, get_model

    made = get_model(wanted, GetSettings(name), track=track)
    say(f"{made.folder}: model {made.model}, {made.megabytes:.1f} MB (from {made.source_megabytes:.1f} MB)")
    for file in made.left:
        say(f"{file.name} was left out: published directions are half a gigabyte each")
    say(f"Play it: ganspacesynth generate --model {shlex.quote(made.folder.name)} --pitch 60 -o note.wav")
    if not made.beside:
        file = made.folder / "directions_conv0.npz"
        say(f"Find its directions: ganspacesynth directions --model {shlex.quote(made.folder.name)} -o {shlex.quote(str(file))}")
    return 0


def _lines(facts: dict[str, Any]) -> list[str]:
    files = len(facts["directions"])
    directions = "no directions" if not files else f"{files} file{'s' * (files > 1)} of directions"
    return [
        f"{facts['name']}: {facts['what']}",
        f"  {facts['duration_s']:g} s at {facts['sample_rate']} Hz, pitches {facts['pitches']}, {facts['bytes'] / 1e6:.1f} MB, {directions}",
        f"  licence: {facts['licence']}",
    ]
