"""What a training begins with: new weights, those of a picture network, or those of an earlier run with its critic; smaller ones grow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.core.files import open_file
from ganspacesynth.networks.known_models import picture_path
from ganspacesynth.networks.stylegan.differentiable.critic import new_critic
from ganspacesynth.networks.stylegan.differentiable.weights import check_trainable, from_stored, new_generator
from ganspacesynth.networks.stylegan.files.read import read_picture
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape
from ganspacesynth.training.pictures.picture_settings import PictureTraining
from ganspacesynth.training.runs.run import is_run
from ganspacesynth.training.state import load_state

MODEL_FOLDER, LATENTS = "model", "latents.npy"

Weights = dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Start:
    """What there is before the first step.

    Attributes:
        config: of the network.
        generator, critic: weights, as training holds them.
        id: of the network that was gone on from; None for a new one.
        latents: of an earlier run's pictures, None without one.
    """

    config: PictureConfig
    generator: Mapping[str, np.ndarray]
    critic: Mapping[str, np.ndarray]
    id: str | None = None
    latents: np.ndarray | None = field(default=None)


def find_start(s: PictureTraining) -> Start:
    """Return what settings say that training begins with.

    Raises:
        ModelError: no such network, or one that cannot be trained.
        TrainingError: a larger one, or one that cannot grow into what is asked for.
    """
    if not s.init:
        config = network_config(s)
        return Start(config, new_generator(config, s.seed), new_critic(config, s.seed))
    place = picture_path(s.init)
    earlier = is_run(place)
    stored = read_picture(place / MODEL_FOLDER if earlier else place)
    check_trainable(stored.config)
    config = _grown(stored.config, s)
    generator, critic = from_stored(stored), {}
    latents = None
    if earlier and (found := load_state(place)) is not None:
        state: Mapping[str, Any] = found[0]
        generator, critic = dict(state["average"]), dict(state.get("critic", {}))
        latents = read_latents(place / LATENTS)
    fresh = new_generator(config, s.seed)
    for block in range(len(_shape(stored.config).features), len(_shape(config).features)):
        fresh[f"b{4 << block}/torgb/weight"][:] = 0.0  # so that the picture is the smaller one's, made larger
    return Start(config, _carried(generator, fresh), _carried(critic, new_critic(config, s.seed)), stored.id, latents)


def network_config(s: PictureTraining) -> PictureConfig:
    """Return the network that settings ask for."""
    edges = [4 << k for k in range(s.size.bit_length() - 2)]
    features = tuple(min(s.channels * s.size // edge, s.most) for edge in edges)
    return PictureConfig(s.z_dim, s.z_dim, 0, 3, s.size, s.size, (s.z_dim,) * s.mapping, 0, UpscaledShape((4, 4), features))


def read_latents(file: Path) -> np.ndarray | None:
    """Return the latents that a run keeps, float32 [n, z_dim]; None where there are none, or something else is in the file."""
    try:
        with open_file(file) as opened:
            found = np.load(opened, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return found if found.ndim == 2 and found.dtype == np.float32 and np.isfinite(found).all() else None


def _grown(config: PictureConfig, s: PictureTraining) -> PictureConfig:
    """Return the network itself, or it with more blocks, for larger pictures."""
    if config.width == s.size:
        return config
    features, asked = _shape(config).features, _shape(network_config(s)).features
    if config.width > s.size or asked[: len(features)] != features:
        raise TrainingError(
            f"A network is trained on with pictures of its own size, or grows, its blocks being as wide as before. Received: size={s.size}, blocks "
            f"of {', '.join(map(str, asked))} channels, for one of {config.width} pixels and {', '.join(map(str, features))}. Say "
            f"size={config.width}, or other channels.",
            rule="grown-network",
        )
    shape = UpscaledShape(_shape(config).start, asked)
    return PictureConfig(config.z_dim, config.w_dim, 0, 3, s.size, s.size, config.mapping, 0, shape)


def _shape(config: PictureConfig) -> UpscaledShape:
    if not isinstance(config.synthesis, UpscaledShape):
        raise TypeError(config.family)
    return config.synthesis


def _carried(older: Mapping[str, np.ndarray], fresh: Weights) -> Weights:
    """Return fresh weights with those carried over that there are already, of the same shape."""
    return {
        name: np.array(older[name], np.float32) if name in older and np.shape(older[name]) == value.shape else value for name, value in fresh.items()
    }
