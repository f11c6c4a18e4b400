"""Activations of a layer at random z, in batches; nothing behind the layer is computed."""

import functools
import math
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.core.conditions import Conditions
from ganspacesynth.networks.gansynth.first_layer import FirstLayer, input_norm
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.graphs import Prepared
from ganspacesynth.networks.generator import SoundGenerator
from ganspacesynth.networks.prior import draw_z

if TYPE_CHECKING:
    from ganspacesynth.networks.backend import Tensor

MAX_BATCH_VALUES = 1 << 23  # of the layer, computed at once: what a convolution keeps meanwhile is several times that


class ActivationSampler:
    """Samples a layer's activations for the sounds of a seed. It can be pickled, so that other processes sample the same.

    Attributes:
        size: values of the layer, D.
        latent_size: values of z.
        batch: sounds computed at once.
        fixed: conditions that the sounds are fixed to, see `GANSynth.playing`.
        lone: each call keeps to its own thread, so that as many run at once as there are processors; otherwise one call at a
            time makes use of them all.
        network: the model and the layer's name where an accelerator computes, else None; see device.py.
    """

    def __init__(self, model: SoundGenerator, layer: str, pitch: int, *, seed: int = 0, batch: int = 256) -> None:
        self.size = math.prod(model.config.layers[model.config.check_layer(layer)])
        self.latent_size = model.config.latent_size
        self.batch = max(1, min(batch, MAX_BATCH_VALUES // self.size))
        self._layer, self._pitch, self._seed = layer, pitch, seed
        own = model if isinstance(model, GANSynth) else None
        self._prior = None if own is None else own.prior
        self.fixed: Conditions = {} if own is None else own.fixed
        self._inputs = None if own is None or own.config.simple_arch else own.config.input_size
        self.network = (own, layer) if own is not None and _accelerated() else None
        label = own.label(pitch) if own is not None and own.config.conditions else None
        self._square = 1.0 if label is None else float(np.square(label).sum())
        alone = own is not None and layer == next(iter(own.config.layers)) and self.network is None
        self._first = FirstLayer(own.config, own.weights, pitch, label) if own is not None and alone else None
        self.lone = self._first is not None
        self._model = None if self.lone else model

    def z(self, start: int, count: int) -> np.ndarray:
        """Return the z of sounds start…start+count-1, float32 [count, latent]."""
        if self._prior is None:
            return self._whole().sample_z(count, seed=self._seed, start=start)
        return draw_z(count, self.latent_size, seed=self._seed, prior=self._prior, start=start)

    def taken_in(self, z: np.ndarray) -> np.ndarray:
        """Return z [n, latent] as the network's first layer takes them in: in that they move it linearly, or nearly so."""
        return z if self._inputs is None else z * input_norm(z, self._inputs, self._square)

    def input(self, z: np.ndarray) -> np.ndarray:
        """Return the network's whole input, float32 [n, latent + label_size]."""
        return self._whole().input(z, self._pitch)

    def rows(self, z: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """Return the layer's activations for z, float32 [n, D]; `out` may be filled and returned, or not."""
        if self._first is not None:
            return self._first(z, out=None if out is None else out[: len(z)])
        if isinstance(self._model, GANSynth):
            # All at once (`GANSynth.activations` takes eight).
            graph = self._model.compiled(("activations", self._layer), functools.partial(up_to, self._model, self._layer))
            return graph(self.input(z)).reshape(len(z), -1)  # [n, h, w, c] -> [n, D]
        return self._whole().activations(z, self._pitch, layers=[self._layer])[self._layer].reshape(len(z), -1)

    def _whole(self) -> SoundGenerator:
        if self._model is None:
            raise TypeError("a sampler of the first layer has nothing of the network behind it")
        return self._model


def up_to(model: GANSynth, layer: str, prepared: Prepared) -> Callable[["Tensor"], "Tensor"]:
    """Return the network up to a layer as a pure function of its input."""
    from ganspacesynth.networks.gansynth import network

    def pure(x: "Tensor") -> "Tensor":
        return network.generate(model.config, prepared, x if model.config.simple_arch else network.pixel_norm(x), stop=layer)[0]

    return pure


def _accelerated() -> bool:
    """Whether the network runs on an accelerator; nothing heavy is imported to learn that it does not."""
    if os.environ.get("KERAS_BACKEND") != "jax":
        return False
    from ganspacesynth.networks import backend

    return backend.accelerated()
