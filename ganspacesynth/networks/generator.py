"""Protocols of generative networks: sounds or pictures from z, and every layer between the two readable, bendable and replaceable.

Protocols only: a network need not know them, and a type checker sees to it that GANSynth does what they say. Whoever plays, searches or describes
a network names the narrowest of them that it needs.

    Network                        has a name, a size of z, and layers
      Generator[Label]             z and a label in, something out
        SoundGenerator             the label is a pitch, what comes out is a wave, and there are conditions beside the pitch
      PictureGenerator             z becomes ws, a row for each layer, and what comes out is a picture
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np

from ganspacesynth.core.bends.bend import Bends
from ganspacesynth.core.conditions import AskedConditions, Conditions, Written

Pitches = float | Sequence[float]  # MIDI numbers, or one for all

Label = TypeVar("Label", contravariant=True)
Self = TypeVar("Self", bound="SoundGenerator")


class Sizes(Protocol):
    """What is known of a network."""

    @property
    def latent_size(self) -> int:
        """Numbers of z."""

    @property
    def layers(self) -> Mapping[str, tuple[int, ...]]:
        """{layer: shape of its activation}, in order."""

    def check_layer(self, layer: str) -> str:
        """Return a layer's name, or raise InvalidInput with the list of them."""


class Network(Protocol):
    """A network that points and directions can belong to."""

    @property
    def id(self) -> str:
        """Names it in points, directions and recipes."""

    @property
    def config(self) -> Sizes:
        """Its sizes."""


class Generator(Network, Protocol[Label]):
    """A network that makes something of z and a label, whose layers may be bent on the way."""

    def sample_z(self, n: int, *, seed: int | None = None, start: int = 0) -> np.ndarray:
        """Draw z as the network was trained to hear them, float32 [n, latent]; row i depends on (seed, start + i) alone."""

    def synthesize(self, z: np.ndarray, label: Label, /, *, bends: Bends | None = None) -> np.ndarray:
        """Make things of z [n, latent], float32 [n, …]."""

    def synthesize_from(self, layer: str, activation: np.ndarray, *, bends: Bends | None = None) -> np.ndarray:
        """Make things of what a layer shall hold [n, *shape], float32 [n, …]; nothing before the layer is computed."""

    def activations(self, z: np.ndarray, label: Label, /, layers: Sequence[str]) -> Mapping[str, np.ndarray]:
        """Return {layer: what it holds, float32 [n, *shape]}, computing nothing behind the deepest of them."""

    def input(self, z: np.ndarray, label: Label, /) -> np.ndarray:
        """Return the network's whole input, float32 [n, input]."""

    def run(self, x: np.ndarray, *, start: str | None, stop: str | None, bends: Bends | None = None) -> np.ndarray:
        """Run part of the network: from its input or from the activation of `start`, to the activation of `stop` or its end."""


class Vocabulary(Protocol):
    """Which conditions a network takes beside pitch; false for none."""

    @property
    def velocity(self) -> tuple[int, ...]:
        """MIDI velocities that were trained, ascending."""

    def __bool__(self) -> bool: ...


class SoundSizes(Sizes, Protocol):
    """What is known of a network of sounds."""

    @property
    def sample_rate(self) -> int:
        """Hz."""

    @property
    def audio_length(self) -> int:
        """Samples of a clip."""

    @property
    def pitches(self) -> tuple[int, ...]:
        """MIDI numbers that it plays, ascending."""

    @property
    def data_type(self) -> str:
        """What its pictures hold, see ModelConfig."""

    @property
    def conditions(self) -> Vocabulary:
        """Conditions that it takes."""

    def label(self, pitch: float) -> int:
        """Return a pitch's place in the label, or raise InvalidInput with the pitches there are."""

    def nearest_pitch(self, pitch: float) -> int:
        """Return the pitch that it plays nearest to one."""

    def tuned(self, pitch: float) -> tuple[int, float]:
        """Return the pitch that it plays for one in its range, and how many semitones higher that shall sound."""


class Edits(Protocol):
    """What playing asks of directions; `Directions` are some."""

    @property
    def layer(self) -> str:
        """Where they are."""

    @property
    def pitches(self) -> tuple[int, ...]:
        """The MIDI numbers whose means they know; none where they have one mean for all."""

    def activation(self, edits: np.ndarray, pitch: Pitches | None = None) -> np.ndarray:
        """Return what the layer shall hold, float32 [n, *shape]."""

    def offset(self, edits: np.ndarray) -> np.ndarray:
        """Return what is added to the layer, float32 [n, *shape]."""

    def latent_offset(self, edits: np.ndarray) -> np.ndarray:
        """Return what is added to z, float32 [n, latent]."""

    def check(self, model: Network) -> None:
        """Raise DirectionsError when they belong to another model."""


class SoundGenerator(Generator[Pitches], Protocol):
    """A network that plays pitches: what GANSynth is to all who use it."""

    @property
    def config(self) -> SoundSizes:
        """Its sizes, rate and pitches."""

    def playing(self: Self, **conditions: Written) -> Self:
        """Return the same network with some conditions fixed."""

    def sample_conditions(self, n: int, *, seed: int, start: int = 0, pitches: Sequence[float] | None = None) -> list[Conditions]:
        """Draw what sounds shall be beside their pitch, n times nothing for a network without conditions."""

    def synthesize(self, z: np.ndarray, pitches: Pitches, /, *, bends: Bends | None = None, conditions: AskedConditions | None = None) -> np.ndarray:
        """Make clips, float32 [n, samples]."""

    def synthesize_from(
        self,
        layer: str,
        activation: np.ndarray,
        *,
        bends: Bends | None = None,
        z: np.ndarray | None = None,
        pitches: Pitches | None = None,
        conditions: AskedConditions | None = None,
    ) -> np.ndarray:
        """Make clips of what a layer shall hold, float32 [n, samples]."""


class PictureGenerator(Network, Protocol):
    """A network that makes pictures: what StyleGAN is to all who use it. What its layers are told is not z but ws, a row for each of them."""

    def sample_z(self, n: int, *, seed: int | None = None, start: int = 0) -> np.ndarray:
        """Draw z as the network was trained to see them, float32 [n, latent]; row i depends on (seed, start + i) alone."""

    def map(self, z: np.ndarray, c: int | Sequence[int] | np.ndarray | None = None, psi: float = 1.0, cutoff: int | None = None) -> np.ndarray:
        """Turn z [n, latent] and classes into ws, float32 [n, rows, w]; psi draws the first `cutoff` rows toward their mean."""

    def synthesize(self, ws: np.ndarray, *, bends: Bends | None = None) -> np.ndarray:
        """Make pictures, float32 [n, height, width, channels], -1..1."""

    def synthesize_from(self, layer: str, activation: np.ndarray, ws: np.ndarray, *, bends: Bends | None = None) -> np.ndarray:
        """Make pictures of what a layer shall hold, float32 [n, height, width, channels]."""

    def activations(self, ws: np.ndarray, layers: Sequence[str]) -> Mapping[str, np.ndarray]:
        """Return {layer: what it holds, float32 [n, *shape]}, computing nothing behind the deepest of them."""
