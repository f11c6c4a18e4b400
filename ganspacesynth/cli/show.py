"""`ganspacesynth show`: print the recipe inside a WAV file, or make the same sound again from it."""

import argparse
import json
import sys
from typing import Any

from ganspacesynth.cli.sounds import open_sounds, say, write_sound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("wav", metavar="WAV", help="a file that ganspacesynth made")
    parser.add_argument("--json", action="store_true", help="print all of it, every number")
    parser.add_argument("--render", metavar="FILE", help="make the sound again and write it here: the same samples, on the same machine")
    parser.add_argument("--model", metavar="FOLDER", help="where its model is now (default: where it was, or the embedded one)")
    parser.add_argument("--directions", metavar="FILE", help="where its directions are now")
    parser.add_argument("--picture", metavar="PNG", help="with --render: also draw the sound")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def run(args: argparse.Namespace) -> int:
    """Print, and render if asked."""
    from ganspacesynth.audio import read_recipe
    from ganspacesynth.errors import AudioError
    from ganspacesynth.sequence.recipe import check_recipe

    stored = read_recipe(args.wav)
    if stored is None:
        raise AudioError(f"The WAV must carry a recipe. Received: {args.wav} without one: another program made or re-saved it.")
    if args.json:
        sys.stdout.write(json.dumps(stored, indent=2, ensure_ascii=False) + "\n")
    elif not isinstance(stored, dict) or "kind" not in stored:
        say(_short(stored))
    else:
        _print(stored)
    return _render(args, check_recipe(stored)) if args.render else 0


def _render(args: argparse.Namespace, recipe: dict[str, Any]) -> int:
    from ganspacesynth.cli.sounds import check_outputs
    from ganspacesynth.errors import DirectionsError, ModelError

    args.output = args.render
    check_outputs(args)
    directions = recipe.get("directions")
    named = directions if isinstance(directions, dict) else {}
    opened = open_sounds(
        args.model or recipe["model"].get("path"), args.directions or named.get("path"), recipe["precision"], wanted=bool(directions)
    )
    if opened.model.id != recipe["model"].get("id"):
        raise ModelError(f"The sound needs the model {recipe['model'].get('id')}. Received: {opened.model.id}. Name its folder with --model.")
    found = (opened.directions_name or {}).get("sha256")
    if directions and found != named.get("sha256"):
        raise DirectionsError(
            f"The sound needs the directions with sha256 {named.get('sha256')}. Received: {found}. Name their file with --directions."
        )
    body = {key: value for key, value in recipe.items() if key not in ("format", "version", "made_by", "model", "directions", "precision")}
    write_sound(args, opened, body)
    return 0


def _print(recipe: dict[str, Any]) -> None:
    for name, value in recipe.items():
        if isinstance(value, dict):
            say(f"{name}:")
            for inner, item in value.items():
                say(f"  {inner}: {_short(item)}")
        elif value is not None:
            say(f"{name}: {_short(value)}")


def _short(value: object) -> str:
    if isinstance(value, list) and len(value) > 8:
        return f"{len(value)} values, {_short(value[:2])}…"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:157]}…"
