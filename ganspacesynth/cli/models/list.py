"""`ganspacesynth models`: list the models that have a name, those that come along and those in folders of your own."""

import argparse
import json
from pathlib import Path
from typing import Any

from ganspacesynth.cli.sounds.options import say

MAX_CARD_BYTES = 1 << 16  # looked at for the heading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    from ganspacesynth.networks.known_models import PLACES

    parser.epilog = f"Folders of your own models are named in the environment: {PLACES}."
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(args: argparse.Namespace) -> int:
    """Print a few lines a model."""
    from ganspacesynth.networks.known_models import PLACES, known_models, own_places, shipped_place

    models = [_facts(name, folder) for name, folder in known_models().items()]
    if args.json:
        say(json.dumps(models, indent=2, ensure_ascii=False))
        return 0
    for facts in models:
        say(f"{facts['name']}: {facts['error']}" if "error" in facts else "\n".join(_lines(facts)))
    places = ", ".join(map(str, [shipped_place(), *own_places()]))
    say(f"Looked for in {places}. Name folders of your own in {PLACES}; `--model NAME` and `--model FOLDER` play a model.")
    return 0


def _facts(name: str, folder: Path) -> dict[str, Any]:
    """Return what a list says of a model; a damaged one says why it cannot be played."""
    from ganspacesynth.core.errors import ModelError
    from ganspacesynth.networks.gansynth.checkpoint import read_model
    from ganspacesynth.networks.gansynth.config import describe_pitches

    try:
        stored = read_model(folder)
    except ModelError as e:
        return {"name": name, "folder": str(folder), "error": str(e)}
    config, about = stored.config, stored.about
    return {
        "name": name,
        "folder": str(folder),
        "what": str(about.get("title") or _heading(folder) or "no card"),
        "sample_rate": config.sample_rate,
        "duration_s": config.audio_length / config.sample_rate,
        "pitches": describe_pitches(config.pitches),
        "licence": str(about.get("licence", "unknown")),
        "bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
        "directions": sorted(file.name for file in folder.glob("directions_*.npz")),
    }


def _lines(facts: dict[str, Any]) -> list[str]:
    files = len(facts["directions"])
    directions = "no directions" if not files else f"{files} file{'s' * (files > 1)} of directions"
    return [
        f"{facts['name']}: {facts['what']}",
        f"  {facts['duration_s']:g} s at {facts['sample_rate']} Hz, pitches {facts['pitches']}, {facts['bytes'] / 1e6:.1f} MB, {directions}",
        f"  licence: {facts['licence']}",
    ]


def _heading(folder: Path) -> str:
    """Return the heading of a model's card."""
    from ganspacesynth.core.files import open_file

    try:
        with open_file(folder / "README.md") as card:
            lines = card.read(MAX_CARD_BYTES).decode("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), "")
