"""What a list says of a model: its folder in, a few facts out; and its card."""

from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import ModelError
from ganspacesynth.core.files import open_file
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.networks.gansynth.model_config import describe_pitches

CARD = "README.md"
MAX_CARD_BYTES = 1 << 16


def model_facts(name: str, folder: Path) -> dict[str, Any]:
    """Return what a list says of a model; a damaged one says why it cannot be played.

    Args:
        name: by which it is known.
        folder: where it is.

    Returns:
        {name, folder, what, sample_rate, duration_s, pitches, licence, bytes, directions}, or {name, folder, error}.
    """
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


def model_card(folder: Path) -> str:
    """Return the text of a model's card, "" where it has none; of a longer one the first 64 KB."""
    try:
        with open_file(folder / CARD) as card:
            return card.read(MAX_CARD_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return ""


def _heading(folder: Path) -> str:
    """Return the heading of a model's card."""
    return next((line.lstrip("# ").strip() for line in model_card(folder).splitlines() if line.startswith("# ")), "")
