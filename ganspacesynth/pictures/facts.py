"""What there is to know about a picture network: its file in, facts as JSON can say them, and as lines."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ganspacesynth.networks.stylegan.files.native_picture import is_native
from ganspacesynth.networks.stylegan.files.read import SUFFIXES
from ganspacesynth.networks.stylegan.picture_config import UpscaledShape
from ganspacesynth.networks.stylegan.picture_model import PictureModel


def is_picture_model(path: Path) -> bool:
    """Whether a path is meant as a picture network: a file with an ending that they have, or a native folder."""
    return is_native(path) or (path.is_file() and path.suffix.lower() in SUFFIXES)


def picture_facts(path: Path, model: PictureModel) -> dict[str, Any]:
    """Return what there is to know about a network."""
    config, shape = model.config, model.config.synthesis
    built = {"architecture": shape.architecture} if isinstance(shape, UpscaledShape) else {"radial": all(layer.kernel == 1 for layer in shape.layers)}
    return {
        "file": str(path),
        "id": model.id,
        "family": config.family,
        "width": config.width,
        "height": config.height,
        "channels": config.channels,
        "z_dim": config.z_dim,
        "w_dim": config.w_dim,
        "num_ws": config.num_ws,
        "classes": config.c_dim,
        **built,
        "weights": sum(value.size for value in model.weights.values()),
        "layers": {name: list(layer) for name, layer in config.layers.items()},
        "about": dict(model.about),
    }


def fact_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield facts as lines, but for what the network says about itself."""
    built = facts.get("architecture") or ("r" if facts["radial"] else "t")
    yield f"Picture network {facts['id']} in {facts['file']}"
    yield f"  pictures    {facts['width']} x {facts['height']} pixels, {facts['channels']} channels"
    yield f"  network     {facts['family']} ({built}), {facts['weights'] / 1e6:.2f} million weights"
    yield f"  z           {facts['z_dim']} numbers, ws {facts['num_ws']} rows of {facts['w_dim']}"
    yield f"  classes     {facts['classes'] or 'none'}"
    yield "  layers"
    yield from (f"    {name:20}  {'x'.join(map(str, shape))}" for name, shape in facts["layers"].items())
