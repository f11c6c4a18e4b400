"""A model, a layer, a pitch and a seed in; batches of z and of the layer's activations out, computing nothing behind the layer."""

import math
from typing import Any

import numpy as np

from ganspacesynth.model.first_layer import FirstLayer, input_norm
from ganspacesynth.model.gansynth import GANSynth
from ganspacesynth.model.latent import draw_z

MAX_BATCH_VALUES = 1 << 23  # of the layer, computed at once: what a convolution keeps meanwhile is several times that


class Listener:
    """Hears what a layer holds for the sounds of a seed. It can be pickled, so that other processes hear the same.

    Attributes:
        size: values of the layer, D.
        latent_size: values of z.
        batch: sounds computed at once.
        lone: each call keeps to its own thread, so that as many run at once as there are processors; otherwise one call at a
            time makes use of them all.
    """

    def __init__(self, model: Any, layer: str, pitch: int, *, seed: int = 0, batch: int = 256) -> None:
        self.size = math.prod(model.config.layers[model.config.check_layer(layer)])
        self.latent_size = model.config.latent_size
        self.batch = max(1, min(batch, MAX_BATCH_VALUES // self.size))
        self._layer, self._pitch, self._seed = layer, pitch, seed
        self._inputs = model.config.input_size if isinstance(model, GANSynth) and not model.config.simple_arch else None
        self.lone = isinstance(model, GANSynth) and layer == next(iter(model.config.layers))
        self._prior = model.prior if isinstance(model, GANSynth) else None
        self._first = FirstLayer(model.config, model.weights, pitch) if self.lone else None
        self._model: Any = None if self.lone else model

    def z(self, start: int, count: int) -> np.ndarray:
        """Return the z of sounds start…start+count-1, float32 [count, latent]."""
        if self._prior is None:
            return self._model.sample_z(count, seed=self._seed, start=start)
        return draw_z(count, self.latent_size, seed=self._seed, prior=self._prior, start=start)

    def taken_in(self, z: np.ndarray) -> np.ndarray:
        """Return z [n, latent] as the network's first layer takes them in: in that they move it linearly, or nearly so."""
        return z if self._inputs is None else z * input_norm(z, self._inputs)

    def rows(self, z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Return the layer's activations for z, float32 [n, D]; `out` may be filled and returned, or not."""
        if self._first is not None:
            return self._first(z, out=None if out is None else out[: len(z)])
        if isinstance(self._model, GANSynth):
            return _graph(self._model, self._layer)(self._model.input(z, self._pitch)).reshape(len(z), -1)  # [n, h, w, c] -> [n, D]
        return self._model.activations(z, self._pitch, layers=[self._layer])[self._layer].reshape(len(z), -1)


def _graph(model: GANSynth, layer: str) -> Any:
    """The network up to a layer, for any number of sounds at once (`GANSynth.activations` takes eight)."""
    from ganspacesynth.model import network

    def build(prepared: Any) -> Any:
        def pure(x: Any) -> Any:
            return network.generate(model.config, prepared, x if model.config.simple_arch else network.pixel_norm(x), stop=layer)[0]

        return pure

    return model.compiled(("listen", layer), build)
