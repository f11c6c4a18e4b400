"""Activations of a layer at random z, in batches; nothing behind the layer is computed."""

import math

import numpy as np

from ganspacesynth.core.conditions import Conditions
from ganspacesynth.networks.gansynth.first_layer import FirstLayer, input_norm
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.plans.plan import NetworkPart
from ganspacesynth.networks.generator import SoundGenerator
from ganspacesynth.networks.prior import draw_z

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
        network: the model and the layer's name where an accelerator computes, else None; see device_moments.py.
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
        self.network = (own, layer) if own is not None and _accelerated(own) else None
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
            activations = self._model.part(NetworkPart(stop=self._layer))(self.input(z), {}, {})[0]
            return activations.reshape(len(z), -1)  # [n, h, w, c] -> [n, D]
        return self._whole().activations(z, self._pitch, layers=[self._layer])[self._layer].reshape(len(z), -1)

    def _whole(self) -> SoundGenerator:
        if self._model is None:
            raise TypeError("a sampler of the first layer has nothing of the network behind it")
        return self._model


def _accelerated(model: GANSynth) -> bool:
    """Whether the network runs on an accelerator; nothing heavy is imported to learn that it does not."""
    if model.backend != "jax":
        return False
    from ganspacesynth.networks import backend

    return backend.accelerated()
