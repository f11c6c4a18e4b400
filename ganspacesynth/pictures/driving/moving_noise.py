"""MovingNoise: StyleGAN 2's noise as a field of two channels that turns: it moves for ever, in constant memory, and may grow sharp on the beat."""

import math
from dataclasses import dataclass

import numpy as np

from ganspacesynth.networks.prior import MAX_LATENT, draw_z
from ganspacesynth.networks.stylegan.picture_config import PictureConfig

SOFT = 1.5  # standard deviation of the soft field's blur, in cells of its layer


@dataclass(frozen=True)
class NoiseAmounts:
    """How noise is at a moment.

    Attributes:
        strength: a factor; 1 is what the network was trained with.
        sharpness: 0 soft, 1 as fine as its layer.
        turns: how far it has turned; each whole one is back where it began.
    """

    strength: float = 1.0
    sharpness: float = 1.0
    turns: float = 0.0


class MovingNoise:
    """Fields of a network's layers, two of them soft and two sharp; what is seen is a mixture whose spread is always 1.

    Args:
        config: the network's.
        seed: of the fields.
    """

    def __init__(self, config: PictureConfig, seed: int = 0) -> None:
        self._fields = {name: _pair(shape[0], shape[1], seed, place) for place, (name, shape) in enumerate(config.layers.items())}

    def at(self, amounts: NoiseAmounts) -> dict[str, np.ndarray]:
        """Return {layer: float32 [height, width]}."""
        angle = 2.0 * math.pi * (amounts.turns % 1.0)
        share = min(max(amounts.sharpness, 0.0), 1.0)
        found = {}
        for name, (fields, alike) in self._fields.items():
            soft, sharp = (math.cos(angle) * pair[0] + math.sin(angle) * pair[1] for pair in fields)
            spread = math.sqrt((1.0 - share) ** 2 + share**2 + 2.0 * share * (1.0 - share) * alike)
            found[name] = ((amounts.strength * (1.0 - share) / spread) * soft + (amounts.strength * share / spread) * sharp).astype(np.float32)
        return found


def _pair(height: int, width: int, seed: int, place: int) -> tuple[np.ndarray, float]:
    """Return (soft, sharp) fields, float32 [2, 2, height, width] of spread 1, and how alike the two are."""
    from scipy.ndimage import gaussian_filter

    length = min(height * width, MAX_LATENT)
    rows = -(-height * width // length)
    drawn = [draw_z(rows, length, seed=seed, start=(2 * place + which) << 16).reshape(-1)[: height * width] for which in (0, 1)]
    sharp = np.stack(drawn).reshape(2, height, width)
    sharp = sharp / np.maximum(sharp.std(axis=(1, 2), keepdims=True), 1e-6)
    soft = gaussian_filter(sharp, (0.0, SOFT, SOFT), mode="wrap")
    soft = soft / np.maximum(soft.std(axis=(1, 2), keepdims=True), 1e-6)
    return np.stack([soft, sharp]).astype(np.float32), float((soft * sharp).mean())
