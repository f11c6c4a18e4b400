"""StoredModel: config, weights and metadata of a model's folder, and the check of its weights."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganspacesynth.core.errors import ModelError
from ganspacesynth.networks.gansynth.model_config import ModelConfig, brief
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes

NORMALIZER = ("normalizer/a", "normalizer/b")
PRIOR = ("prior/codes", "prior/labels")


@dataclass(frozen=True)
class StoredModel:
    """What a model folder holds.

    Attributes:
        config: the network's shape.
        weights: float32, named as in network.py, and `normalizer/a`, `normalizer/b` ([2] or [bins, 2]): picture = a * specgram + b.
        id: hex digest that directions and points name their model by; survives conversion.
        prior: how z are drawn (JSON of `prior.Prior`), with `prior/…` arrays among the weights.
        about: free JSON: data, licence, training, figures.
    """

    config: ModelConfig
    weights: Mapping[str, np.ndarray]
    id: str
    prior: Mapping[str, Any] = field(default_factory=lambda: {"kind": "normal"})
    about: Mapping[str, Any] = field(default_factory=dict)


def check_weights(config: ModelConfig, weights: Mapping[str, np.ndarray], where: str) -> None:
    """Raise ModelError naming every missing, extra, misshapen or non-finite weight."""
    faults = misfits(config, {name: tuple(value.shape) for name, value in weights.items()})
    for name, value in weights.items():
        if not np.isfinite(value).all():
            faults.append(f"{name} has NaN or infinity")
        elif name == "normalizer/a" and not np.all(value):
            faults.append(f"{name} has a zero, by which the picture would be divided")
    refuse_misfits(faults, where)


def misfits(config: ModelConfig, shapes: Mapping[str, tuple[int, ...]]) -> list[str]:
    """Return what is missing, unknown or of another shape than the config says."""
    expected = generator_shapes(config)
    faults = [f"{name} is missing" for name in [*expected, *NORMALIZER] if name not in shapes]
    for name, shape in shapes.items():
        if name in expected and shape != expected[name]:
            faults.append(f"{name} is {shape}, not {expected[name]}")
        elif name in NORMALIZER and shape not in ((2,), (config.bins, 2)):
            faults.append(f"{name} is {shape}, not (2,) or ({config.bins}, 2)")
        elif name not in expected and name not in (*NORMALIZER, *PRIOR):
            faults.append(f"{brief(name)} is unknown")
    return faults


def refuse_misfits(faults: list[str], where: str) -> None:
    """Raise ModelError that names faults, if there are any."""
    if faults:
        raise ModelError(
            f"The weights must fit the model's settings. Received: {where} where {'; '.join(faults[:8])}. Fetch or convert it again.",
            rule="weights-fit-settings",
        )


def model_id(config: ModelConfig, weights: Mapping[str, np.ndarray]) -> str:
    """Digest of everything that makes a model sound as it does, 16 hex digits."""
    digest = hashlib.sha256(json.dumps(config.to_json(), sort_keys=True).encode())
    for name in sorted(weights):
        digest.update(name.encode() + np.ascontiguousarray(weights[name], np.float32).tobytes())
    return digest.hexdigest()[:16]


def is_exact(name: str) -> bool:
    """Whether a weight is kept in float32 whatever the others are kept in."""
    return name.startswith(("normalizer/", "prior/"))
