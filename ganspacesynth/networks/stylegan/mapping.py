"""z and class in, w out, and rows of ws truncated: the first half of a picture network, in NumPy since it is small.

Source: Karras et al., Analyzing and Improving the Image Quality of StyleGAN (2020); truncation: A Style-Based Generator Architecture (2019), B.
"""

from collections.abc import Mapping

import numpy as np

from ganspacesynth.networks.prior import draw_z
from ganspacesynth.networks.stylegan.picture_config import PictureConfig

LEAK = 0.2
EPSILON = 1e-8
MEAN_SEED, MEAN_COUNT = 0, 8192  # z whose w are averaged, where a file has no mean or one of a class is wanted
AT_ONCE = 1024

Arrays = Mapping[str, np.ndarray]


def mapped(config: PictureConfig, weights: Arrays, z: np.ndarray, c: np.ndarray | None = None) -> np.ndarray:
    """Return w of z.

    Args:
        config: the network's.
        weights: those that begin with "mapping.".
        z: float32 [n, z_dim].
        c: float32 [n, c_dim] for a network with classes.

    Returns:
        float32 [n, w_dim].
    """
    x = unit(z)
    if c is not None:
        x = np.concatenate([x, unit(c @ weights["mapping.embed.weight"].T + weights["mapping.embed.bias"])], axis=1)
    for k in range(len(config.mapping)):
        x = x @ weights[f"mapping.fc{k}.weight"].T + weights[f"mapping.fc{k}.bias"]
        x = np.where(x < 0.0, x * np.float32(LEAK), x) * np.float32(np.sqrt(2.0))
    return x


def unit(x: np.ndarray) -> np.ndarray:
    """Return rows divided by their root mean square."""
    return x / np.sqrt(np.mean(np.square(x), axis=1, keepdims=True) + np.float32(EPSILON))


def mean_w(config: PictureConfig, weights: Arrays, c: np.ndarray | None = None) -> np.ndarray:
    """Return the mean of w over many z, of one class where there are any, float32 [w_dim]; always the same."""
    total = np.zeros(config.mapping[-1], np.float64)
    for start in range(0, MEAN_COUNT, AT_ONCE):
        z = draw_z(AT_ONCE, config.z_dim, seed=MEAN_SEED, start=start)
        rows = None if c is None else np.broadcast_to(c, (len(z), config.c_dim))
        total += mapped(config, weights, z, rows).sum(axis=0, dtype=np.float64)
    return (total / MEAN_COUNT).astype(np.float32)


def truncated(ws: np.ndarray, center: np.ndarray, psi: float, cutoff: int | None = None) -> np.ndarray:
    """Move rows of ws toward a center.

    Args:
        ws: float32 [n, num_ws, w_dim].
        center: float32 [w_dim], or [n, w_dim].
        psi: 1 leaves them, 0 makes them the center; beyond 1 they are exaggerated.
        cutoff: how many rows, from the first on; None for all.

    Returns:
        float32 [n, num_ws, w_dim].
    """
    middle = center[..., None, :]  # [1 or n, 1, w_dim]
    moved = middle + np.float32(psi) * (ws - middle)
    rows = np.arange(ws.shape[1]) < (ws.shape[1] if cutoff is None else cutoff)
    return np.where(rows[:, None], moved, ws)
