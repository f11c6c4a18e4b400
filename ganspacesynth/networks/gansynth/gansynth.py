"""GANSynth: waves from z and pitch, or from a layer's activation."""

import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ganspacesynth.core.bends.arrays import bent
from ganspacesynth.core.bends.bend import Bends, affine, is_affine
from ganspacesynth.core.bends.kinds import Offset, Scale
from ganspacesynth.core.conditions import TIMBRE, AskedConditions, Conditions, Written, read_conditions
from ganspacesynth.core.errors import InvalidInput, ModelError, brief
from ganspacesynth.core.output.decoders import LOCKED, PUBLISHED, check_decoder
from ganspacesynth.networks import prior
from ganspacesynth.networks.gansynth import gansynth_arguments
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from ganspacesynth.networks.gansynth.condition_labels import JointLabels
from ganspacesynth.networks.gansynth.decoder.locked import decoded_waves
from ganspacesynth.networks.gansynth.graphs import Graphs, fading
from ganspacesynth.networks.gansynth.model_config import MAX_SEMITONES, ModelConfig
from ganspacesynth.networks.gansynth.plans.choice import choose_plan
from ganspacesynth.networks.gansynth.plans.plan import Chunk, Compute, ComputeChunk, NetworkPart, Plan
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from ganspacesynth.networks.generator import Pitches
from ganspacesynth.networks.known_models import model_folder

PRECISIONS = ("exact", "preview", "published")


def load_model(
    path: str | os.PathLike[str] | None = None, *, precision: str = "exact", backend: str | None = None, decoder: str = LOCKED
) -> "GANSynth":
    """Open a model.

    Args:
        path: a Magenta or SOPI checkpoint folder, a native model folder, the name of a known model (`ganspacesynth models` lists them), or
            None for `default`, which comes with the package.
        precision: "exact" (float32), "preview" (convolutions of bytes, on Keras of bfloat16: twice as fast and more where the processor has
            instructions for it and nothing is bent; elsewhere it is the same as "exact"), or "published" (float32 in the published order of
            operations to the last rounding, for comparisons: two thirds as fast as "exact", and no closer to the truth).
        backend: what computes: "onnx" (ONNX Runtime), or what models are trained with: "tensorflow" or "jax", through Keras. None takes
            what the environment's GANSPACESYNTH_BACKEND says, and otherwise "onnx".
        decoder: how spectrograms become waves: "locked" (phases made anew, locked to the peaks), or "published" (the picture's own phases,
            for comparisons; partials wobble). Only mel models have the choice: see docs/decoder.md.

    Raises:
        ModelError: the folder is missing, damaged, or no model.
        InvalidInput: no such precision, backend or decoder.
    """
    return GANSynth(read_model(model_folder(path)), precision=precision, backend=backend, decoder=decoder)


class GANSynth:
    """A loaded model.

    Attributes:
        config: sample_rate, audio_length, pitches, latent_size, layers, …
        id: names the model in points and directions; the same for a checkpoint and its conversion.
        prior: how `sample_z` draws.
        joint: which conditions occur together, for a conditioned model; else None.
        fixed: conditions of sounds that nobody asks more of, see `playing`.
        about: what the model card says, as JSON.
        precision: as it really is on this processor.
        backend: what computes, see `load_model`.
        decoder: as it really is: "published" for a model whose pictures are no mel spectrograms.
    """

    def __init__(self, stored: StoredModel, *, precision: str = "exact", backend: str | None = None, decoder: str = LOCKED) -> None:
        if precision not in PRECISIONS:
            raise InvalidInput(f"precision must be one of {', '.join(PRECISIONS)}. Received: precision={precision!r}.", rule="known-precision")
        self.config: ModelConfig = stored.config
        self.decoder = check_decoder(decoder) if stored.config.data_type == "mel" else PUBLISHED
        self.id = stored.id
        self.about = stored.about
        arrays = {name.removeprefix("prior/"): value for name, value in stored.weights.items() if name.startswith("prior/")}
        self.prior = prior.Prior.from_json(dict(stored.prior), arrays)
        config = self.config
        self.joint = JointLabels.from_array(config.conditions, config.pitches, arrays.get("labels")) if config.conditions else None
        self.fixed: Conditions = {}
        if self.prior.codes is not None and self.prior.codes.shape[1] != config.latent_size:
            raise ModelError(
                f"A prior's codes must have the model's latent size {config.latent_size}. Received: {self.prior.codes.shape[1]}. Fetch it again.",
                rule="codes-size",
            )
        self._stored = stored
        self._gain = 1.0 / stored.weights["normalizer/a"]
        self._shift = stored.weights["normalizer/b"]
        plan = choose_plan(config, stored.weights, precision, backend)
        self.precision, self.backend = plan.precision, plan.backend
        self._graphs = Graphs(config, plan)  # shared with whatever `playing` returns

    def __repr__(self) -> str:
        c = self.config
        return f"GANSynth(id={self.id!r}, {c.audio_length / c.sample_rate:g} s at {c.sample_rate} Hz, {len(c.pitches)} pitches, {self.precision})"

    def at(self, precision: str) -> "GANSynth":
        """Return the same model at another precision; the weights are shared."""
        return self if precision == self.precision else _restored(self._stored, precision, self.fixed, self.backend, self.decoder)

    def decoding(self, decoder: str) -> "GANSynth":
        """Return the same model with another decoder, see `load_model`; weights and graphs are shared.

        Raises:
            InvalidInput: no such decoder.
        """
        return self._with(decoder=check_decoder(decoder) if self.config.data_type == "mel" else PUBLISHED)

    def playing(self, **conditions: Written) -> "GANSynth":
        """Return the same model with some conditions fixed, as in `model.playing(family="guitar")`, for all that does not ask for others.

        Directions, hallucinations and whatever else takes a model then stay with them. Weights and graphs are shared.

        Raises:
            InvalidInput: a kind or a name that the model does not know; the message lists those it does.
        """
        return self._with(fixed={**self.fixed, **self.config.conditions.check(read_conditions(conditions, kinds=TIMBRE))})

    def _with(self, **changes: Any) -> "GANSynth":
        other = object.__new__(type(self))  # not copy.copy, which would go the way of __reduce__ and compile everything anew
        other.__dict__.update(self.__dict__, **changes)
        return other

    def __reduce__(self) -> tuple:
        """Travel to another process as weights; graphs are compiled there."""
        return _restored, (self._stored, self.precision, self.fixed, self.backend, self.decoder)

    @property
    def weights(self) -> Mapping[str, np.ndarray]:
        """What the network computes with, as stored; see network.py."""
        return self._stored.weights

    def save(self, path: str | os.PathLike[str], *, dtype: str = "float16", force: bool = False) -> pathlib.Path:
        """Write the native form, see `checkpoint.write_native`."""
        return write_native(path, self._stored, dtype=dtype, force=force)

    def sample_z(self, n: int, *, seed: int | np.random.Generator | None = None, start: int = 0) -> np.ndarray:
        """Draw z as the model was trained to hear them.

        Args:
            n: how many.
            seed: a whole number, a NumPy Generator, or None for new ones each time.
            start: number of the first row: row i depends on (seed, i) alone.

        Returns:
            float32 [n, latent].
        """
        return prior.draw_z(n, self.config.latent_size, seed=seed, prior=self.prior, start=start)

    def sample_conditions(self, n: int, *, seed: int, start: int = 0, pitches: Sequence[float] | None = None) -> list[Conditions]:
        """Draw what sounds shall be, in combinations that occur together in what the model learned from; n times nothing without conditions.

        Args:
            n: how many.
            seed: a whole number; row i depends on (seed, i) alone.
            start: number of the first row.
            pitches: n MIDI numbers, to draw what occurs at each.
        """
        if self.joint is None:
            return [{} for _ in range(n)]
        learned = None if pitches is None else [self.config.nearest_pitch(pitch) for pitch in pitches]
        return self.joint.draw(n, seed=seed, start=start, pitches=learned, asked=self.fixed)

    def synthesize(
        self,
        z: np.ndarray,
        pitches: Pitches,
        *,
        bends: Bends | None = None,
        family: Written | None = None,
        source: Written | None = None,
        qualities: Written | None = None,
        velocity: Written | None = None,
        conditions: AskedConditions | None = None,
        semitones: Sequence[float] | None = None,
    ) -> np.ndarray:
        """Make sounds.

        Args:
            z: float [n, latent] or [latent].
            pitches: MIDI numbers [n], or one for all; each must be one of config.pitches.
            bends: {layer: what is done to its activation, in order}, such as {"conv1_3": (Scale(1.5), Offset(0.1))}. An offset is one number
                for all of the layer, or float [n, *shape] or [*shape].
            family: of a conditioned model, a name, or a mixture such as {"guitar": 0.5, "organ": 0.5}.
            source: likewise.
            qualities: names, or {name: amount in 0..1}; () for none of them.
            velocity: MIDI number.
            conditions: the same four in one mapping, or a list with one for each sound. What neither says is as `playing` fixed it; the
                rest is the most usual in the training notes at that pitch, see `JointLabels.complete`.
            semitones: how much higher than its pitch each sound is retuned, [n]; see `ModelConfig.tuned`.

        Returns:
            float32 [n, samples]; may exceed -1..1, see `audio.peak_safe`.

        Raises:
            InvalidInput: a wrong size, an unknown pitch, layer or condition, NaN or infinity.
        """
        said = {kind: value for kind, value in zip(TIMBRE, (source, family, qualities, velocity), strict=True) if value is not None}
        model = self.playing(**said) if said else self
        return self._played(model.input(z, pitches, conditions), semitones, bends=bends)

    def synthesize_from(
        self,
        layer: str,
        activation: np.ndarray,
        *,
        bends: Bends | None = None,
        z: np.ndarray | None = None,
        pitches: Pitches | None = None,
        conditions: AskedConditions | None = None,
        semitones: Sequence[float] | None = None,
    ) -> np.ndarray:
        """Make sounds from what a layer shall hold (replace mode); nothing before the layer is computed.

        Args:
            layer: its name.
            activation: float [n, *shape] or [*shape].
            bends: of this layer and those behind it, as in `synthesize`.
            z: only for a model whose last block is still fading in, when the layer is in that block: the block before it is heard too,
                and has to come from somewhere.
            pitches: with z.
            conditions: with z.
            semitones: as in `synthesize`.

        Returns:
            float32 [n, samples].

        Raises:
            InvalidInput: an unknown layer, a wrong shape, NaN or infinity, or a missing z.
        """
        activation = gansynth_arguments.checked_activation(self.config, layer, activation)
        if self.bypassed(layer):
            if z is None or pitches is None:
                raise InvalidInput(
                    f"This model still fades its last block in, so {layer} is not the whole sound. Received: no z. Give z and pitches.",
                    rule="z-while-fading",
                )
            x = self.input(z, pitches, conditions)
            if len(activation) not in (1, len(x)):
                raise InvalidInput(
                    f"There must be one activation, or one for each z. Received: {len(activation)} for {len(x)} z.", rule="one-per-sound"
                )
            chain = (bends or {}).get(layer, ())
            factor, extra = affine(chain) if is_affine(chain) else (None, None)
            activation = activation if is_affine(chain) else bent(activation, chain)
            held = activation * gansynth_arguments.checked_scale(layer, 1.0 if factor is None else factor)
            if extra is not None:
                extra = gansynth_arguments.checked_offset(self.config, layer, extra)
                if len(extra) not in (1, len(activation)) and len(activation) != 1:
                    raise InvalidInput(
                        f"There must be one offset of {layer}, or one for each sound. Received: {len(extra)} for {len(activation)}.",
                        rule="one-per-sound",
                    )
                held = held + extra
            return self._played(x, semitones, bends={**(bends or {}), layer: (Scale(0.0), Offset(held))})
        return self._played(activation, semitones, start=layer, bends=bends)

    def activations(
        self, z: np.ndarray, pitches: Pitches, layers: Sequence[str], *, conditions: AskedConditions | None = None
    ) -> dict[str, np.ndarray]:
        """Return {layer: float32 [n, *shape]}, computing nothing behind the deepest of them."""
        x = self.input(z, pitches, conditions)
        wanted = [layer for layer in self.config.layers if layer in {self.config.check_layer(name) for name in layers}]
        if not wanted:
            raise InvalidInput("activations needs the name of a layer or more. Received: layers=[].", rule="some-layers")
        return self._graphs.run(x, stop=wanted[-1], keep=tuple(wanted))[1]

    def run(self, x: np.ndarray, *, start: str | None, stop: str | None, bends: Bends | None = None) -> np.ndarray:
        """Run part of the network on [n, input] or [n, h, w, c]; h may be any length. Returns pictures, or the activation of `stop`."""
        return self._graphs.run(np.asarray(x, np.float32), start=start, stop=stop, bends=bends, check=False)[0]

    def denormalize(self, pictures: np.ndarray) -> np.ndarray:
        """Turn the network's pictures into spectrograms."""
        return (pictures - self._shift) * self._gain

    def input(self, z: np.ndarray, pitches: Pitches, conditions: AskedConditions | None = None) -> np.ndarray:
        """Return the network's input, float32 [n, latent + label_size]."""
        z, numbers = gansynth_arguments.checked_z(self.config, z), gansynth_arguments.checked_pitches(pitches)
        each: Sequence[Mapping[str, Written]] = [conditions or {}] if conditions is None or isinstance(conditions, Mapping) else conditions
        for one, many, values in (("pitch", "pitches", numbers), ("set of conditions", "sets of conditions", each)):
            if len(values) not in (1, len(z)):
                raise InvalidInput(
                    f"There must be one {one}, or one for each z. Received: {len(values)} {many} for {len(z)} z.", rule="one-per-sound"
                )
        count = len(z) if len(each) > 1 else len(numbers)
        pairs = zip(numbers.tolist() * (count if len(numbers) == 1 else 1), list(each) * (count if len(each) == 1 else 1), strict=True)
        labels = np.stack([self.label(pitch, asked) for pitch, asked in pairs])
        return np.concatenate([z, np.broadcast_to(labels, (len(z), labels.shape[1]))], axis=1)

    def label(self, pitch: float, conditions: Mapping[str, Written] | None = None) -> np.ndarray:
        """Return the whole label of a sound, float32 [label_size]: the pitch one-hot, and behind it its conditions."""
        row = np.zeros(self.config.label_size, np.float32)
        row[self.config.label(pitch)] = 1.0
        asked = self.config.conditions.check(read_conditions(conditions or {}, kinds=TIMBRE))
        if self.joint is not None:
            row[len(self.config.pitches) :] = self.config.conditions.row(self.joint.complete({**self.fixed, **asked}, pitch))
        return row

    @property
    def plan(self) -> Plan:
        """What computes the network."""
        return self._graphs.plan

    def part(self, part: NetworkPart) -> Compute:
        """Return a part of this network, arrays in and arrays out, compiled the first time it is asked for; all that it is given is one batch."""
        return self._graphs.part(part)

    def chunk(self, chunk: Chunk) -> ComputeChunk:
        """Return what turns cells of a layer into pictures, likewise; see `continuous/receptive_field.py`."""
        return self._graphs.chunk(chunk)

    def _played(self, x: np.ndarray, semitones: Sequence[float] | None, **where: Any) -> np.ndarray:
        """Run the network and turn its pictures into waves: at once, or behind the last where they are retuned."""
        if semitones is None or not any(semitones):
            return self._graphs.run(x, each=self._waves, **where)[0]
        pictures = self._graphs.run(x, **where)[0]
        if len(semitones) != len(pictures):
            raise InvalidInput(
                f"There must be one number of semitones for each sound. Received: {len(semitones)} for {len(pictures)}.", rule="one-per-sound"
            )
        if not all(abs(number) <= MAX_SEMITONES for number in semitones):
            raise InvalidInput(
                f"A sound is retuned by at most {MAX_SEMITONES:g} semitones. Received: {brief(list(semitones))}. See config.tuned.",
                rule="retune-range",
            )
        return self._waves(pictures, np.asarray(semitones, np.float64))

    def _waves(self, pictures: np.ndarray, semitones: np.ndarray | None = None) -> np.ndarray:
        with np.errstate(over="ignore", invalid="ignore"):
            waves = decoded_waves(self.config, self.denormalize(pictures), self.decoder, semitones)
        if not np.isfinite(waves).all():
            raise InvalidInput(
                "A sound must stay finite. Received: a scale, an offset or an activation that makes it overflow. Use smaller ones.",
                rule="no-overflow",
            )
        return waves

    def bypassed(self, layer: str) -> bool:
        """Whether blocks before a layer's are part of the picture."""
        return fading(self.config, layer)


def _restored(stored: StoredModel, precision: str, fixed: Conditions, backend: str, decoder: str) -> GANSynth:
    model = GANSynth(stored, precision=precision, backend=backend, decoder=decoder)
    model.fixed = fixed
    return model
