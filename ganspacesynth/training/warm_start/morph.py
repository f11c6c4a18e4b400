"""The warm start: learn morphs between the timbres of a corpus by regression, before (or instead of) adversarial training.

A GAN needs millions of images to find out what a note is. But the labels of a note corpus say more than the published
training uses: which instrument plays, and at which pitch. So give every timbre k a unit vector c_k in z space and define what any z
shall sound like: read its coordinates u_k = z · c_k, weigh the timbres by them (w = softmax(sharpness * u)), and morph the notes of that pitch:
log magnitudes are averaged with weights w, instantaneous frequencies with weights w * magnitude, so that each partial keeps the
frequency of those who sound it. For z ~ N(0, I) the u are independent N(0, 1): every random z is a playable sound with a clear
pitch, mostly one or two timbres, and the way from one z to another is a morph. Learning it is plain regression.

Two things make pitch learnable early. The rows of the first kernel that read the one-hot label start larger (the label is 1/16 of
z's norm). And the rows that read z live on the span of the c_k while this stage lasts, so that the rest of z is no noise.

With conditions the softmax is over the timbres that have the conditions asked for, and each such group counts its c_k from the first again:
one z is the second guitar, the second organ, or a morph on the way from one to the other. So z says nothing of what the label says.

Pictures are learned much sooner by a network that knows already how partials are drawn: with a trained model to start from, only what
reads z, and new pitches and conditions, is learned from nothing.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks import backend
from ganspacesynth.networks.backend import Tensor, Tree, ops
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.training import optimizer
from ganspacesynth.training.pretrained import Pretrained
from ganspacesynth.training.throughput import generator_operations
from ganspacesynth.training.warm_start import variations
from ganspacesynth.training.warm_start.likeness import rows_of_conditions
from ganspacesynth.training.warm_start.timbres import Targets, Timbres, draw_targets, pictures_of, timbre_vectors
from ganspacesynth.training.warm_start.time_window import CutWindow, choose_window, generate_window

LABEL_GAIN = 12.0  # how much larger than the rest the label's rows start
CONDITION_GAIN = 6.0  # likewise the rows of conditions
TIMBRE_GAIN = 4.0  # likewise the timbres' rows: few coordinates carry all of z
PUREST = 0.98  # purity that "pure" draws have
FREQUENCY_WEIGHT = 0.5
HEARD_WEIGHT = 2.0  # of loud places beside quiet ones, where asked for
CHANGE_WEIGHT = 0.5  # of the difference from frame to frame, where asked for
ONSET_FRAMES, ONSET_WEIGHT = 6, 3.0  # likewise, the first frames
FREQUENCY_SHARE = 0.7  # of partials' frequencies in the label's rows, beside their places
RANDOM_SHARE = 0.3  # of noise in them


def initial_parameters(
    config: ModelConfig, timbres: Timbres, seed: int, start: Pretrained | None = None, timbre_gain: float = TIMBRE_GAIN, lively: bool = False
) -> dict[str, np.ndarray]:
    """Return generator weights for the warm start: `conv0/kernel` is given as its timbre rows and its label rows.

    Args:
        config: of the network.
        timbres: the notes.
        seed: of the weights.
        start: a trained model, all of whose weights are taken over but those that read z, or a condition or pitch that it lacks.
        timbre_gain: how much larger than the rest the timbres' rows start.
        lively: there are rows for variations behind those of the timbres, and conditions begin with the sounds of `start` that are like their notes.
    """
    weights = network.initial_weights(generator_shapes(config), seed)
    kernel = weights.pop("conv0/kernel")  # [h, w, latent + pitches + conditions, f]
    behind = config.latent_size + len(config.pitches)
    conditions = CONDITION_GAIN * kernel[:, :, behind:]
    if start is None:
        pitches = pitch_rows(config, timbres, seed) + RANDOM_SHARE * kernel[:, :, config.latent_size : behind]
        labels = np.concatenate([LABEL_GAIN * pitches, conditions], axis=2)
    else:
        if lively and start.config.conditions != config.conditions:
            conditions = rows_of_conditions(config, timbres, start, conditions, seed)
        labels = start.label_rows(config, conditions)
        weights = {name: np.asarray(start.weights[name], np.float32) for name in weights}
    rows = timbres.voices + (len(variations.NAMES) if lively else 0)
    return {**weights, "conv0/timbres": timbre_gain * kernel[:, :, :rows], "conv0/labels": labels.astype(np.float32)}


def pitch_rows(config: ModelConfig, timbres: Timbres, seed: int) -> np.ndarray:
    """Return what the first layer shall know of each pitch before it learns: where the partials lie, and their frequency.

    The picture of a pitch, averaged over timbres and time and without what all pitches share, is cut into the first layer's cells
    along frequency, and each piece is spread over the channels by a random rotation. Neighbouring pitches then begin with related
    codes, and one decoder serves them all.

    Returns:
        float [start_height, start_width, pitches, f], standard deviation 1, in the order of the stored kernel (taps reversed).
    """
    count, cells, f = len(config.pitches), config.start_width, config.filters[0]
    loud, tuned = np.zeros((count, config.bins)), np.zeros((count, config.bins))
    for label in range(count):
        pictures = timbres.pictures[timbres.present[:, label], label].astype(np.float32)  # [timbres, frames, bins, 2]
        audible = 1.0 / (1.0 + np.exp(-8.0 * (pictures[..., 0] + 0.1)))
        loud[label] = pictures[..., 0].mean(axis=(0, 1))
        tuned[label] = (audible * pictures[..., 1]).mean(axis=(0, 1))
    rng = np.random.default_rng([seed, 1])
    rows = np.zeros((count, cells, f))
    for profile, share in ((loud, 1.0), (tuned, FREQUENCY_SHARE)):
        profile = (profile - profile.mean(axis=0)) / max(float(np.std(profile - profile.mean(axis=0))), 1e-6)
        rotation = np.linalg.qr(rng.standard_normal((max(f, config.bins // cells),) * 2))[0]
        rows += share * (profile.reshape(count, cells, -1) @ rotation[: config.bins // cells, :f])
    rows /= max(float(rows.std()), 1e-6)
    return np.repeat(rows.transpose(1, 0, 2)[None, ::-1], config.start_height, axis=0)  # [pitches, w, f] -> [h, w, pitches, f]


def published_weights(parameters: Mapping[str, Tensor], vectors: np.ndarray) -> dict[str, Tensor]:
    """Return the ordinary generator weights that the warm start's parameters stand for."""
    weights = {name: value for name, value in parameters.items() if name not in ("conv0/timbres", "conv0/labels")}
    rows = ops.einsum("hwkf,kz->hwzf", parameters["conv0/timbres"], ops.convert_to_tensor(vectors))
    weights["conv0/kernel"] = ops.concatenate([rows, parameters["conv0/labels"]], axis=2)
    return weights


def morph_loss(
    config: ModelConfig,
    parameters: Mapping[str, Tensor],
    batch: Mapping[str, Tensor],
    vectors: np.ndarray,
    dtype: str,
    window: CutWindow | None = None,
    lively: bool = False,
) -> tuple[Tensor, Tensor]:
    """L1 on normalized log magnitude, and on frequency where the target is loud; lively ones weigh what is heard, and how it changes.

    Returns:
        The scalar, and {"magnitude": L1, "frequency": weighted L1}.
    """
    prepared = network.prepare(config, published_weights(parameters, vectors), dtype=dtype)
    x = network.generator_input(config, batch["z"], batch["labels"])
    if window is None:
        picture, weight = network.generate(config, prepared, x)[0], 1.0
    else:
        picture, weight = generate_window(config, prepared, x, window, batch["at"]), batch["weight"][None, :, None]
    error = ops.abs(picture - batch["picture"])
    audible = weight * ops.sigmoid(8.0 * (batch["picture"][..., 0] + 0.1))
    magnitude = ops.mean(weight * error[..., 0]) / ops.mean(weight)
    frequency = ops.sum(error[..., 1] * audible) / ops.sum(audible)
    if lively:
        begins = ops.cast(batch["begins"], "float32")  # 1 where the window is the note's first
        onset = 1.0 + begins * (ONSET_WEIGHT - 1.0) * ops.cast(ops.arange(picture.shape[1]) < ONSET_FRAMES, "float32")[None, :, None]
        either = ops.maximum(batch["picture"][..., 0], ops.stop_gradient(picture[..., 0]))  # what should not be heard counts as well
        loud = onset * weight * ops.sigmoid(16.0 * (either + 0.3))
        off = picture[..., 0] - batch["picture"][..., 0]
        heard = ops.sum(loud * ops.abs(off)) / ops.sum(loud)
        change = ops.sum(loud[:, 1:] * ops.abs(off[:, 1:] - off[:, :-1])) / ops.sum(loud[:, 1:])
        lost = magnitude + HEARD_WEIGHT * heard + CHANGE_WEIGHT * change + FREQUENCY_WEIGHT * frequency
        return lost, {"magnitude": magnitude, "frequency": frequency, "heard": heard, "change": change}
    return magnitude + FREQUENCY_WEIGHT * frequency, {"magnitude": magnitude, "frequency": frequency}


@dataclass(frozen=True)
class MorphTask:
    """The warm start as a training task.

    Attributes:
        config: of the generator.
        timbres: the notes.
        batch_size: pictures a step.
        total_images: until the end; the rate falls to zero over the second half.
        learning_rate, beta1, beta2: of Adam.
        average_decay: of the weights that play.
        pure_share: part of the run that learns pure timbres, nothing between them.
        widen_share: part of the run, after that, in which the draws widen to z ~ N(0, I).
        window_cells: of 16 in time that a step looks at, see time_window.py; 0 for whole notes.
        sharpness: of the softmax over timbres.
        dtype: of the convolutions.
        seed: of weights and timbre vectors.
        log_magnitude_gain: see `timbres.morph`.
        start: a trained model to go on from; None begins from nothing.
        lively: give z the variations of variations.py, and weigh what is heard.
    """

    config: ModelConfig
    timbres: Timbres
    batch_size: int = 4
    total_images: int = 100_000
    learning_rate: float = 6e-3
    beta1: float = 0.5
    beta2: float = 0.99
    average_decay: float = 0.999
    pure_share: float = 0.45
    widen_share: float = 0.3
    window_cells: int = 4
    sharpness: float = 4.0
    dtype: str = "float32"
    seed: int = 0
    log_magnitude_gain: float = 0.5 / 0.0661371661726
    start: Pretrained | None = None
    lively: bool = False

    def __post_init__(self) -> None:
        if self.config.simple_arch:
            raise TrainingError(
                "A warm start needs the full architecture. Received: simple_arch=True. Use method gan for the light one.", rule="full-architecture"
            )

    @cached_property
    def vectors(self) -> np.ndarray:
        """Unit vector in z space of each timbre (of the largest group), and of each variation, float32 [timbres + variations, latent]."""
        return timbre_vectors(self.timbres.voices + self.varied, self.config.latent_size, self.seed)

    @property
    def varied(self) -> int:
        """Variations that z has."""
        return len(variations.NAMES) if self.lively else 0

    @property
    def window(self) -> CutWindow | None:
        """What a step looks at; None for whole notes."""
        return choose_window(self.config, self.window_cells)

    @property
    def settings(self) -> dict[str, Any]:
        """What a run remembers of it, beside its network, notes and start."""
        left_out = ("config", "timbres", "start", *(() if self.lively else ("lively",)))  # runs of older versions know nothing of it
        return {key.name: getattr(self, key.name) for key in dataclasses.fields(self) if key.name not in left_out}

    def initial_state(self) -> dict[str, Tree]:
        """See `trainer.Task`."""
        parameters = self.initial_parameters()
        zeros = {name: np.zeros_like(value) for name, value in parameters.items()}
        return {"generator": parameters, "average": dict(parameters), "slots": {"m": zeros, "v": dict(zeros)}}

    def initial_parameters(self) -> dict[str, np.ndarray]:
        """Return the generator's weights to begin with."""
        return initial_parameters(self.config, self.timbres, self.seed, self.start, lively=self.lively)

    def stage(self, images: int) -> int:
        """See `trainer.Task`: there is one."""
        return 0

    def enter(self, state: Mapping[str, Tree], stage: int) -> Mapping[str, Tree]:
        """See `trainer.Task`."""
        return state

    def model(self, state: Mapping[str, Tree], images: int) -> tuple[ModelConfig, dict[str, Tensor]]:
        """See `trainer.Task`."""
        return self.config, backend.arrays(published_weights(backend.tensors(dict(state["average"])), self.vectors))

    def resident(self, stage: int) -> dict[str, np.ndarray]:
        """See `trainer.Task`: morphs are made for each step."""
        return {}

    def operations(self, stage: int) -> float:
        """See `trainer.Task`: forward and backward, behind the cut on the window alone."""
        total, share = 0.0, 1.0
        for layer, operations in generator_operations(self.config).items():
            total += 3.0 * share * operations
            if self.window is not None and layer == self.window.layer:
                share = self.window.cells / self.window.total
        return total

    def draw(self, rng: np.random.Generator, images: int) -> dict[str, np.ndarray]:
        """See `trainer.Task`."""
        purity = PUREST * float(np.clip(1.0 - (images / self.total_images - self.pure_share) / max(self.widen_share, 1e-9), 0.0, 1.0))
        targets, window = self.draw_targets(rng, purity), self.window
        batch = {"z": targets.z, "labels": targets.labels}
        if window is None:
            return {**batch, "picture": self.pictures(targets, slice(None)), "begins": np.array(True)}
        at = window.draw(rng)
        picture = self.pictures(targets, window.frames(at))
        return {**batch, "picture": picture, "at": np.array(at, np.int32), "weight": window.weight(at), "begins": np.array(at == 0)}

    def pictures(self, targets: Targets, frames: slice) -> np.ndarray:
        """Return some frames of the target spectrograms, float32 [n, frames, bins, 2]."""
        pictures = pictures_of(self.timbres, targets, self.log_magnitude_gain, frames)
        if self.lively:
            amounts = targets.z @ self.vectors[self.timbres.voices :].T
            for picture, label, amount in zip(pictures, targets.pitches.tolist(), amounts, strict=True):
                variations.vary(self.config, picture, self.config.pitches[label], amount, frames, self.log_magnitude_gain)
        return pictures

    def draw_targets(self, rng: np.random.Generator, purity: float) -> Targets:
        """Return what the next sounds shall be, see `timbres.draw_targets`."""
        return draw_targets(rng, self.timbres, self.vectors[: self.timbres.voices], self.batch_size, purity=purity, sharpness=self.sharpness)

    def step(self, state: Mapping[str, Tree], batch: Mapping[str, Tensor], images: Tensor) -> tuple[dict[str, Tree], Mapping[str, Tensor]]:
        """See `trainer.Task`."""
        vectors = self.vectors
        gradient = backend.value_and_grad(
            lambda parameters: morph_loss(self.config, parameters, batch, vectors, self.dtype, self.window, self.lively)
        )
        (_, losses), gradients = gradient(state["generator"])
        generator, slots = optimizer.adam(
            state["generator"],
            gradients,
            state["slots"],
            images / self.batch_size + 1.0,
            rate=self.learning_rate * ops.clip(2.0 - 2.0 * images / self.total_images, 0.0, 1.0),
            beta1=self.beta1,
            beta2=self.beta2,
        )
        average = optimizer.moving_average(state["average"], generator, self.average_decay)
        return {"generator": generator, "average": average, "slots": slots}, losses
