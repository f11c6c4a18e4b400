"""The first layer's activation from z, in NumPy alone: for directions, which need millions of them and nothing behind."""

from collections.abc import Mapping

import numpy as np

from ganspacesynth.networks.gansynth.model_config import ModelConfig, layer_names
from ganspacesynth.networks.gansynth.network_shapes import LEAK, PIXEL_EPSILON, equalizer

CACHED = 1 << 16  # values that bias, leaky ReLU and norms work on at once: they stay in a core's own cache from one pass to the next


class FirstLayer:
    """The first layer of a generator at one pitch; the same function as `network.generate` computes, to rounding.

    A call uses one thread beside the matrix product's, so that several may run at once. Light to send to another process: one
    kernel, and none of the network behind it.

    Attributes:
        shape: of the layer, (frames, bins, channels).
    """

    def __init__(self, config: ModelConfig, weights: Mapping[str, np.ndarray], pitch: float, label: np.ndarray | None = None) -> None:
        """Prepare for one label: a pitch's, or for a conditioned model the whole of it, float [label_size]."""
        self.shape = next(iter(config.layers.values()))
        self._latent, self._inputs = config.latent_size, config.input_size
        self._simple = config.simple_arch
        (name, *_) = layer_names(1, simple=config.simple_arch)
        kernel, bias = weights[f"{name}/kernel"], weights[f"{name}/bias"]
        if not config.simple_arch:
            # Seen from each pixel the 1x1 input meets one tap, the taps in reverse order.
            kernel = (kernel[::-1, ::-1] * np.float32(equalizer(kernel))).transpose(2, 0, 1, 3).reshape(config.input_size, -1)
            bias = np.tile(bias, self.shape[0] * self.shape[1])
        row = kernel[config.latent_size + config.label(pitch)] if label is None else label @ kernel[config.latent_size :]
        self._square = 1.0 if label is None else float(np.square(label).sum())
        self._matrix = np.concatenate([kernel[: config.latent_size], row[None], bias[None]]).astype(np.float32)  # [latent + 2, D]

    @property
    def matrix(self) -> np.ndarray:
        """What z, the scale of the input and 1 are multiplied by, float32 [latent + 2, D]."""
        return self._matrix

    def __call__(self, z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Return the activations of z [n, latent], float32 [n, D]; `out`, if given, is filled and returned."""
        x = np.empty((len(z), self._latent + 2), np.float32)
        scale = np.ones((len(z), 1), np.float32) if self._simple else input_norm(z, self._inputs, self._square)
        np.multiply(z, scale, out=x[:, : self._latent])
        x[:, self._latent] = scale[:, 0]  # times the label's rows of the kernel
        x[:, self._latent + 1] = 1.0  # times the bias
        rows = np.matmul(x, self._matrix, out=out)
        step = max(1, CACHED // rows.shape[1])
        spare = np.empty((step, rows.shape[1]), np.float32)
        for i in range(0, len(rows), step):
            self._finish(rows[i : i + step], spare)
        return rows

    def _finish(self, rows: np.ndarray, spare: np.ndarray) -> None:
        """ReLU, or leaky ReLU and pixel norm, in place."""
        if self._simple:
            np.maximum(rows, 0.0, out=rows)
            return
        np.multiply(rows, np.float32(LEAK), out=spare[: len(rows)])
        np.maximum(rows, spare[: len(rows)], out=rows)
        pixels = rows.reshape(len(rows), -1, self.shape[2])  # [n, D] -> [n, frames * bins, channels]
        mean = np.einsum("npc,npc->np", pixels, pixels) / np.float32(self.shape[2])
        pixels *= (1.0 / np.sqrt(mean + np.float32(PIXEL_EPSILON)))[:, :, None]


def input_norm(z: np.ndarray, inputs: int, square: float = 1.0) -> np.ndarray:
    """Return what the pixel norm multiplies z [n, latent] by, float32 [n, 1].

    Beside z stands a label, `inputs` values in all, whose squares sum to `square`: 1 for a one-hot pitch.
    """
    return 1.0 / np.sqrt((np.einsum("nl,nl->n", z, z) + np.float32(square))[:, None] / np.float32(inputs) + np.float32(PIXEL_EPSILON))
