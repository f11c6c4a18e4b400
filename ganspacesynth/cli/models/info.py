"""`ganspacesynth info`: say what a model is, what it was made of, and which directions lie beside it."""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.sounds.options import say

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.stored_model import StoredModel

PUBLISHED_SUFFIXES = (".pickle", ".pkl")
LONGEST = 2000  # letters of one fact that are printed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "model", nargs="?", metavar="MODEL", help="folder or name of a model, or a picture network (default: the one that comes along)"
    )
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the facts."""
    from ganspacesynth.networks.gansynth.checkpoint import read_model
    from ganspacesynth.networks.known_models import PICTURE, model_folder, picture_path
    from ganspacesynth.networks.stylegan.picture_model import load_picture_model
    from ganspacesynth.pictures.facts import fact_lines, is_picture_model, picture_facts

    folder = picture_path(PICTURE) if args.model == PICTURE else model_folder(args.model)
    if is_picture_model(folder):
        facts = picture_facts(folder, load_picture_model(folder))
        lines = fact_lines(facts)
    else:
        facts = model_facts(folder, read_model(folder))
        lines = _lines(facts)
    say(json.dumps(facts, indent=2, ensure_ascii=False) if args.json else "\n".join([*lines, *_about(facts)]))
    return 0


def model_facts(folder: Path, stored: "StoredModel") -> dict[str, Any]:
    """Return what there is to know about a model, as JSON can say it."""
    config = stored.config
    return {
        "folder": str(folder),
        "id": stored.id,
        "sample_rate": config.sample_rate,
        "audio_length": config.audio_length,
        "duration_s": config.audio_length / config.sample_rate,
        "pitches": list(config.pitches),
        "conditions": config.conditions.to_json(),
        "latent_size": config.latent_size,
        "prior": stored.prior.get("kind"),
        "data_type": config.data_type,
        "frames": config.frames,
        "bins": config.bins,
        "blocks": config.num_blocks,
        "progress": config.progress,
        "weights": sum(value.size for name, value in stored.weights.items() if not name.startswith(("normalizer/", "prior/"))),
        "layers": {name: list(shape) for name, shape in config.layers.items()},
        "about": dict(stored.about),
        "directions": list(_directions(folder, stored.id)),
    }


def _directions(folder: Path, model_id: str) -> Iterator[dict[str, Any]]:
    """Yield what is known of each directions file beside a model; published pickles, half a gigabyte each, are only named."""
    from ganspacesynth.core.errors import DirectionsError
    from ganspacesynth.directions.directions_files import load_directions
    from ganspacesynth.networks.gansynth.checkpoint import WEIGHTS_FILE

    for file in sorted(folder.iterdir()):
        if file.suffix in PUBLISHED_SUFFIXES:
            yield {"file": file.name, "form": "published"}
        elif file.suffix == ".npz" and file.name != WEIGHTS_FILE:
            try:
                found = load_directions(file)
            except DirectionsError as e:
                yield {"file": file.name, "error": str(e)}
                continue
            known = {"layer": found.layer, "count": found.n_components, "estimator": found.estimator, "pitch": found.pitch}
            yield {"file": file.name, "form": "native", **known, "of_this_model": found.model_id in (None, model_id)}


def _lines(facts: Mapping[str, Any]) -> Iterator[str]:
    from ganspacesynth.networks.gansynth.model_config import describe_pitches

    pitches, fading = tuple(facts["pitches"]), facts["progress"] % 1
    growing = f", the last {fading:.0%} faded in" if fading else ""
    yield f"Model {facts['id']} in {facts['folder']}"
    yield f"  sounds      {facts['duration_s']:g} s at {facts['sample_rate']} Hz"
    yield f"  pitches     {describe_pitches(pitches)} ({len(pitches)})"
    for kind, values in facts["conditions"].items():
        yield f"  {kind:11} {', '.join(map(str, values))}"
    yield f"  z           {facts['latent_size']} numbers, drawn from: {facts['prior']}"
    yield f"  spectrum    {facts['data_type']}, {facts['frames']} frames of {facts['bins']} bins"
    yield f"  network     {facts['blocks']} blocks, {facts['weights'] / 1e6:.2f} million weights{growing}"
    yield "  layers"
    yield from (f"    {name:20}  {'x'.join(map(str, shape))}" for name, shape in facts["layers"].items())


def _about(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["about"]:
        yield "  about"
        yield from _tree(facts["about"], "    ")
    if facts.get("directions"):
        yield "  directions"
        yield from (f"    {_direction(found)}" for found in facts["directions"])


def _tree(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, inside in value.items():
        if isinstance(inside, Mapping):
            yield f"{indent}{name}"
            yield from _tree(inside, indent + "  ")
        else:
            said = inside if isinstance(inside, str) else json.dumps(inside, ensure_ascii=False)
            yield f"{indent}{name}: {said if len(said) <= LONGEST else f'{said[:LONGEST]} …'}"


def _direction(found: Mapping[str, Any]) -> str:
    if "error" in found:
        return f"{found['file']}: no directions ({found['error']})"
    if found["form"] == "published":
        return f"{found['file']}: published form, not opened"
    stranger = "" if found["of_this_model"] else "; of ANOTHER model"
    return f"{found['file']}: {found['count']} of {found['layer']} at pitch {found['pitch']} ({found['estimator']}){stranger}"
