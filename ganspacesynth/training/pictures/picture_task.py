"""Learning to make pictures, as a task of the trainer: first by regression from latents that pictures were given, then against a critic.

Warm start (stage 0): each picture has a latent (latents.py), and the generator learns to make the picture of it, coarse and fine at once.
Adversary (stage 1): the critic learns to tell real pictures from made ones, the generator to be taken for real. Half of the latents are drawn, half
are those of pictures, of which the coarse look is still asked, less and less, and what the critic sees in them on the average of each part: so that
no kind of picture is forgotten while details are learned, and textures come where they belong.

Source: Karras et al., Analyzing and Improving the Image Quality of StyleGAN (2020), 3.1, 3.2 and B; Training generative adversarial networks with
limited data (2020), 2.3; what the critic sees as an aim: Salimans et al., Improved techniques for training GANs (2016), 3.1. The warm start is ours.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.networks import backend
from ganspacesynth.networks.backend import Tensor, Tree, ops
from ganspacesynth.networks.stylegan.differentiable import critic as critics
from ganspacesynth.networks.stylegan.differentiable import keras_generator as generators
from ganspacesynth.networks.stylegan.picture_config import PictureConfig
from ganspacesynth.training.adversarial.augment import adapt, first_state
from ganspacesynth.training.adversarial.growth import zero_slots
from ganspacesynth.training.adversarial.losses import slope_penalty
from ganspacesynth.training.optimizer import adam, moving_average
from ganspacesynth.training.pictures import picture_augmentation
from ganspacesynth.training.pictures.picture_settings import PictureTraining
from ganspacesynth.training.pictures.start import Start

Tensors = Mapping[str, Tensor]
State = Mapping[str, Tree]

WARM, ADVERSARIAL = range(2)
R1_DENSITY = 0.0002  # R1's weight is this times pixels / batch: Karras et al. (limited data), appendix C
FADED = 0.01  # a step's share of the mean path length
BETA1, BETA2 = 0.0, 0.99
WARM_BETA1 = 0.9
RISING = 100  # steps in which a rate rises
LAST = 0.15  # share of the images at whose end the rate falls
LOWEST = 0.1
ANCHORED = 8  # pixels of an edge that a coarse look has
EARLY = 0.1  # of a stage's images so far: over no more than these are weights averaged
MATCHED = 4  # parts along an edge over which what the critic sees is averaged
LEVELS = 4  # sizes at which the warm start compares


@dataclass(frozen=True, eq=False)
class PictureTask:
    """See `trainer.TrainingTask`.

    Attributes:
        start: what it begins with.
        settings: of the training.
        pictures: uint8 [all, edge, edge, 3]; may lie on disk.
        rows: the numbers of those that are learned, int [n].
        latents: of each of these, float32 [n, z_dim].
    """

    start: Start
    settings: PictureTraining
    pictures: np.ndarray
    rows: np.ndarray
    latents: np.ndarray

    @property
    def config(self) -> PictureConfig:
        """Of the generator."""
        return self.start.config

    @property
    def batch_size(self) -> int:
        """See `trainer.TrainingTask`."""
        return self.settings.batch

    @property
    def total_images(self) -> int:
        """See `trainer.TrainingTask`."""
        return self.settings.images

    def stage(self, images: int) -> int:
        """See `trainer.TrainingTask`."""
        return WARM if images < self.settings.warm else ADVERSARIAL

    def initial_state(self) -> dict[str, Tree]:
        """See `trainer.TrainingTask`."""
        weights = {name: np.array(value, np.float32) for name, value in self.start.generator.items()}
        state = {"generator": weights, "average": dict(weights), "slots": {"generator": zero_slots(weights)}}
        return self.enter(state, self.stage(0))

    def enter(self, state: State, stage: int) -> dict[str, Tree]:
        """See `trainer.TrainingTask`: the critic joins, and goes on from the average of what was learned so far."""
        if stage == WARM:
            return dict(state)
        critic = {name: np.array(value, np.float32) for name, value in self.start.critic.items()}
        weights = {name: np.asarray(value) for name, value in state["average"].items()}
        slots = {"generator": zero_slots(weights), "critic": zero_slots(critic)}
        shared = {"augment": first_state(), "path": {"mean": np.zeros((), np.float32)}}
        return {"generator": weights, "average": dict(weights), "critic": critic, "slots": slots, **shared}

    def resident(self, stage: int) -> dict[str, np.ndarray]:
        """See `trainer.TrainingTask`."""
        return {}

    def operations(self, stage: int) -> float:
        """See `trainer.TrainingTask`: nobody asks for a share of this machine."""
        return 1.0

    def model(self, state: State, images: int) -> Any:
        """See `trainer.TrainingTask`: its models are of another kind, see keeping.py."""
        return self.config, dict(state["average"])

    def draw(self, rng: np.random.Generator, images: int) -> dict[str, Any]:
        """See `trainer.TrainingTask`."""
        s, stage = self.settings, self.stage(images)
        n, began = s.batch, 0 if stage == WARM else s.warm
        rows = rng.integers(len(self.rows), size=n)
        step = (images - began) // n
        batch: dict[str, Any] = {
            "real": self._read(rows, None if stage == WARM else rng),
            "noise": self._noise(rng),
            "step": np.float32(step + 1),
            "rate": np.float32(self._rate(images, step)),
            "kept": np.float32(0.5 ** (n / max(1.0, min(s.average_images, EARLY * (images - began))))),
        }
        if stage == WARM:
            return {**batch, "z": self.latents[rows]}
        half = n // 2
        own = rng.integers(len(self.rows), size=half)
        drawn = rng.standard_normal((2, n, s.z_dim), np.float32)
        drawn[0, :half] = self.latents[own]
        mixed = np.where(rng.random(n) < s.mixing, rng.integers(1, self.config.num_ws, n), self.config.num_ws)
        mixed[:half] = self.config.num_ws
        share = (images - began) / max(1, s.images - began)
        batch |= {"z": drawn, "mixed": mixed.astype(np.int32), "own": self._read(own, None), "augment": picture_augmentation.draw(rng, n)}
        batch["listens"] = np.float32(images - began >= s.critic_first)
        batch["anchor"] = np.float32(s.anchor + share * (s.anchor_end - s.anchor))
        if step % s.penalty_every == 0:  # without this, another function is compiled: one that computes no slopes
            batch["slopes"] = np.float32(1.0)
        if s.path_every and step % s.path_every == s.path_every - 1:
            batch["paths"] = rng.standard_normal((half, self.config.height, self.config.width, 3), np.float32)
        return batch

    def step(self, state: State, batch: Tree, images: Tensor) -> tuple[dict[str, Tree], dict[str, Tensor]]:
        """See `trainer.TrainingTask`."""
        return self._adversarial(state, batch) if "critic" in state else self._warm(state, batch)

    def _warm(self, state: State, batch: Tree) -> tuple[dict[str, Tree], dict[str, Tensor]]:
        (loss, _), gradients = backend.value_and_grad(self.likeness)(state["generator"], batch)
        weights, slots = self._adam(state, "generator", gradients, batch, WARM_BETA1)
        average = moving_average(state["average"], weights, batch["kept"])
        return {"generator": weights, "average": average, "slots": {"generator": slots}}, {"likeness": loss}

    def _adversarial(self, state: State, batch: Tree) -> tuple[dict[str, Tree], dict[str, Tensor]]:
        s = self.settings
        batch = {**batch, "probability": state["augment"]["probability"], "path_mean": state["path"]["mean"]}
        (_, seen), gradients = backend.value_and_grad(self.generator_loss)(state["generator"], state["critic"], batch)
        fakes, path_mean = seen.pop("fakes"), seen.pop("path_mean")
        rate = batch["rate"] * batch["listens"]
        generator, generator_slots = self._adam(state, "generator", gradients, {**batch, "rate": rate}, BETA1)
        (_, measured), gradients = backend.value_and_grad(self.critic_loss)(state["critic"], fakes, batch)
        critic, critic_slots = self._adam(state, "critic", gradients, batch, BETA1)
        sign = measured.pop("sign")
        chance = adapt(state["augment"], sign, s.batch, target=s.augment_target, images=s.augment_images) if s.augment else dict(state["augment"])
        after = {"generator": generator, "average": moving_average(state["average"], generator, batch["kept"]), "critic": critic}
        after |= {"slots": {"generator": generator_slots, "critic": critic_slots}, "augment": chance, "path": {"mean": path_mean}}
        return after, {**seen, **measured, "augment": chance["probability"]}

    def likeness(self, generator: Tensors, batch: Tree) -> tuple[Tensor, dict[str, Tensor]]:
        """How far made pictures are from those whose latents they are made of, at several sizes."""
        made = self._pictures(generator, self._rows(generator, batch["z"]), batch["noise"])
        return _far(made, _floats(batch["real"]), LEVELS), {}

    def generator_loss(self, generator: Tensors, critic: Tensors, batch: Tree) -> tuple[Tensor, dict[str, Any]]:
        """What the generator makes smaller: how surely its pictures are taken for made ones, how unlike their coarse look is, and uneven paths."""
        s = self.settings
        ws = self._rows(generator, batch["z"][0], batch["z"][1], batch["mixed"])
        fakes = self._pictures(generator, ws, batch["noise"])
        half, own = batch["own"].shape[0], _floats(batch["own"])
        scores, features = critics.judged(self.config, critic, self._seen(fakes, batch, picture_augmentation.FAKE), dtype=s.dtype)
        convinced = ops.mean(ops.softplus(-scores))
        coarse = self.config.width // min(ANCHORED, self.config.width)
        unlike = ops.mean(ops.abs(_pooled(fakes[:half], coarse) - _pooled(own, coarse)))
        total, mean = convinced + batch["anchor"] * unlike, batch["path_mean"]
        seen = {"generator": convinced, "unlike": unlike}
        if s.matching:
            _, wanted = critics.judged(self.config, critic, self._seen(own, batch, picture_augmentation.FAKE), dtype=s.dtype)
            seen["matched"] = sum(_differing(each[:half], other) for each, other in zip(features, wanted, strict=True)) / len(wanted)
            total = total + s.matching * seen["matched"]
        if "paths" in batch:
            uneven, mean = self.path_penalty(generator, batch)
            total, seen = total + s.path * s.path_every * uneven, {**seen, "paths": uneven}
        return total, {**seen, "fakes": fakes, "path_mean": mean}

    def path_penalty(self, generator: Tensors, batch: Tree) -> tuple[Tensor, Tensor]:
        """Return how uneven the lengths of steps in pictures are for equal steps in w, and the mean length."""
        count = batch["paths"].shape[0]
        ws = self._rows(generator, batch["z"][1][:count])
        direction = batch["paths"] / math.sqrt(self.config.width * self.config.height)
        _, slopes = backend.value_and_grad(lambda rows: (ops.sum(self._pictures(generator, rows, {}) * direction), ()))(ops.convert_to_tensor(ws))
        lengths = ops.sqrt(ops.mean(ops.sum(ops.square(slopes), axis=2), axis=1) + 1e-12)
        before = ops.where(batch["path_mean"] > 0.0, batch["path_mean"], ops.mean(lengths))
        mean = ops.stop_gradient(before + FADED * (ops.mean(lengths) - before))
        return ops.mean(ops.square(lengths - mean)), mean

    def critic_loss(self, critic: Tensors, fakes: Tensor, batch: Tree) -> tuple[Tensor, dict[str, Tensor]]:
        """What the critic makes smaller: how unsure it is of real and made pictures, and its slopes at real ones."""
        s = self.settings
        fake_scores = self._scores(critic, ops.stop_gradient(fakes), batch, picture_augmentation.FAKE)
        real = self._seen(_floats(batch["real"]), batch, picture_augmentation.REAL)
        real_scores = critics.scores(self.config, critic, real, dtype=s.dtype)
        total = ops.mean(ops.softplus(-real_scores)) + ops.mean(ops.softplus(fake_scores))
        seen = {"critic": total, "distance": ops.mean(real_scores) - ops.mean(fake_scores), "sign": ops.mean(ops.sign(real_scores))}
        if "slopes" in batch:
            seen["slopes"] = slope_penalty(lambda pictures: critics.scores(self.config, critic, pictures, dtype=s.dtype), real, scale=1.0)
            total = total + s.penalty_every * self.penalty * seen["slopes"]
        return total, seen

    @property
    def penalty(self) -> float:
        """Weight of the critic's slopes, if they were paid for at every step."""
        return self.settings.penalty or R1_DENSITY * self.config.width * self.config.height / self.settings.batch

    def _scores(self, critic: Tensors, pictures: Tensor, batch: Tree, use: int) -> Tensor:
        return critics.scores(self.config, critic, self._seen(pictures, batch, use), dtype=self.settings.dtype)

    def _seen(self, pictures: Tensor, batch: Tree, use: int) -> Tensor:
        if not self.settings.augment:
            return pictures
        draws = {name: value[:, : pictures.shape[0]] for name, value in batch["augment"].items()}  # the first ones, where there are fewer
        return picture_augmentation.augment(pictures, draws, use, batch["probability"])

    def _rows(self, generator: Tensors, z: Tensor, other: Tensor | None = None, mixed: Tensor | None = None) -> Tensor:
        """Return ws [n, num_ws, w_dim]; from row `mixed` on those of the other z."""
        config = self.config
        w = generators.mapped(config, generator, z)[:, None]
        shape = (z.shape[0], config.num_ws, config.w_dim)
        if other is None or mixed is None:
            return ops.broadcast_to(w, shape)
        own = (ops.arange(config.num_ws, dtype="int32")[None] < mixed[:, None])[:, :, None]
        return ops.where(own, w, generators.mapped(config, generator, other)[:, None])

    def _pictures(self, generator: Tensors, ws: Tensor, noise: Tensors) -> Tensor:
        fields = {name.replace("/", "."): field for name, field in noise.items()}
        return generators.synthesized(self.config, generator, ws, fields, dtype=self.settings.dtype)

    def _adam(self, state: State, network: str, gradients: Tensors, batch: Tree, beta1: float) -> tuple[dict[str, Tensor], dict[str, Tree]]:
        slots = state["slots"][network]
        return adam(state[network], gradients, slots, batch["step"], rate=batch["rate"], beta1=beta1, beta2=BETA2)

    def _rate(self, images: int, step: int) -> float:
        s = self.settings
        rate, end = (s.warm_rate, s.warm) if self.stage(images) == WARM else (s.learning_rate, s.images)
        falling = min(1.0, max(LOWEST, (end - images) / (LAST * end)))
        return rate * min(1.0, (step + 1) / RISING) * falling

    def learned(self, numbers: np.ndarray) -> np.ndarray:
        """Return some of the learned pictures, uint8 [n, edge, edge, 3]."""
        return np.stack([self.pictures[row] for row in self.rows[numbers]])

    def _read(self, rows: np.ndarray, rng: np.random.Generator | None) -> np.ndarray:
        """Return pictures, uint8 [n, edge, edge, 3]."""
        found = self.learned(rows)
        if self.settings.mirrored and rng is not None:
            found = np.where(rng.random(len(rows))[:, None, None, None] < 0.5, found[:, :, ::-1], found)
        return found

    def _noise(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        layers = self.config.layers
        return {name.replace(".", "/"): rng.standard_normal((self.batch_size, *shape[:2], 1), np.float32) for name, shape in layers.items()}


def _floats(pictures: Tensor) -> Tensor:
    return ops.cast(pictures, "float32") / 127.5 - 1.0


def _pooled(pictures: Tensor, by: int) -> Tensor:
    return pictures if by == 1 else ops.average_pool(pictures, by, strides=by, data_format="channels_last")


def _differing(made: Tensor, real: Tensor) -> Tensor:
    """How much means of features over parts of two pictures differ, beside what they are in the real one."""
    cells = max(1, made.shape[1] // MATCHED)
    made, real = (_pooled(ops.cast(each, "float32"), cells) for each in (made, ops.stop_gradient(real)))
    return ops.mean(ops.abs(made - real)) / (ops.mean(ops.abs(real)) + 1e-6)


def _far(made: Tensor, real: Tensor, levels: int) -> Tensor:
    """Mean absolute difference at several sizes, each half of the one before."""
    total = ops.mean(ops.abs(made - real))
    for _ in range(levels):
        made, real = _pooled(made, 2), _pooled(real, 2)
        total = total + ops.mean(ops.abs(made - real))
    return total
