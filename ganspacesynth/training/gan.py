"""Adversarial training: a progressive Wasserstein GAN with gradient penalty and a classifier of pitches.

One batch is one step of the generator, then one of the critic, each with draws of its own; the average of the generator's weights is
what plays. Source: Engel et al., GANSynth (2019), section 3; Karras et al., Progressive growing of GANs (2018).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from keras import ops

from ganspacesynth import backend
from ganspacesynth.errors import InvalidInput, TrainingError
from ganspacesynth.model import network
from ganspacesynth.model.config import ModelConfig
from ganspacesynth.model.discriminator import discriminate
from ganspacesynth.model.latent import Prior, draw_z
from ganspacesynth.training import growth, losses, optimizer
from ganspacesynth.training.pictures import Pictures
from ganspacesynth.training.schedule import Schedule

Tensors = Mapping[str, Any]
State = Mapping[str, Any]


@dataclass(frozen=True)
class GanSettings:
    """How the two networks are trained; the defaults are the published ones.

    Attributes:
        batch_size: pictures a step.
        total_images: until the end.
        learning_rate, beta1, beta2: of Adam, for both networks.
        average_decay: of the weights that play.
        penalty_weight, penalty_target: of the gradient penalty.
        drift_weight: of the mean square of real scores, which keeps them near zero.
        generator_pitch_weight, critic_pitch_weight: of the pitch classifier's loss on fake and on real pictures.
        critic_first: images during which only the critic learns, so that a new one does no harm to a generator that is good already.
        dtype: of the convolutions, "float32" or "bfloat16".
        seed: of the weights.
    """

    batch_size: int = 8
    total_images: int = 11_000_000
    learning_rate: float = 8e-4
    beta1: float = 0.0
    beta2: float = 0.99
    average_decay: float = 0.999
    penalty_weight: float = 10.0
    penalty_target: float = 1.0
    drift_weight: float = 0.001
    generator_pitch_weight: float = 10.0
    critic_pitch_weight: float = 10.0
    critic_first: int = 0
    dtype: str = "float32"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.batch_size < 2:
            raise InvalidInput(f"The critic compares the pictures of a batch, so it needs 2 or more. Received: batch_size={self.batch_size}.")
        if not self.penalty_target > 0.0:
            raise InvalidInput(f"penalty_target must be above 0. Received: penalty_target={self.penalty_target}. The published one is 1.")


@dataclass(frozen=True, eq=False)
class GanTask:
    """Adversarial training as a task (see `trainer.Task`).

    Attributes:
        config: of the finished generator.
        pictures: the notes.
        labels: class index of each note's pitch, int [notes]; fake labels are drawn from the same distribution.
        gain: `normalizer/a`.
        schedule: when the networks grow.
        settings: how they are trained.
        last_filters: channels behind the critic's last convolution.
        prior: how z are drawn.
        start: generator weights to begin with (all blocks), or None for new ones.
    """

    config: ModelConfig
    pictures: Pictures
    labels: np.ndarray
    gain: np.ndarray
    schedule: Schedule
    settings: GanSettings = field(default_factory=GanSettings)
    last_filters: int = 256
    prior: Prior = field(default_factory=Prior)
    start: Mapping[str, np.ndarray] | None = None

    def __post_init__(self) -> None:
        if not len(self.labels):
            raise TrainingError("Training needs notes. Received: none at the pitches of the model. Choose other pitches, or another data set.")

    @property
    def batch_size(self) -> int:
        """See `trainer.Task`."""
        return self.settings.batch_size

    @property
    def total_images(self) -> int:
        """See `trainer.Task`."""
        return self.settings.total_images

    def stage(self, images: int) -> int:
        """See `trainer.Task`."""
        return self.schedule.stage(images)

    def initial_state(self) -> dict[str, Any]:
        """See `trainer.Task`."""
        blocks = self.schedule.blocks(self.schedule.stage(0))
        if self.start is None:
            generator = growth.new_generator(self.config, blocks, self.settings.seed)
        else:
            generator = {name: np.array(value, np.float32) for name, value in self.start.items()}
        critic = growth.new_critic(self.config, blocks, self.last_filters, self.settings.seed)
        return _state(generator, dict(generator), critic)

    def enter(self, state: State, stage: int) -> dict[str, Any]:
        """See `trainer.Task`: new blocks begin as drawn, older ones go on, Adam starts anew (as published)."""
        blocks = self.schedule.blocks(stage)
        fresh = growth.new_generator(self.config, blocks, self.settings.seed)
        critic = growth.new_critic(self.config, blocks, self.last_filters, self.settings.seed)
        return _state(growth.grown(state["generator"], fresh), growth.grown(state["average"], fresh), growth.grown(state["critic"], critic))

    def draw(self, rng: np.random.Generator, images: int) -> dict[str, np.ndarray]:
        """See `trainer.Task`."""
        n, stage = self.batch_size, self.schedule.stage(images)
        blocks = self.schedule.blocks(stage)
        rows = rng.integers(len(self.labels), size=n)
        fakes = self.labels[rng.integers(len(self.labels), size=(2, n))]
        one_hot = np.eye(len(self.config.pitches), dtype=np.float32)
        return {
            "real": self.pictures.rows(rows, blocks),
            "real_labels": one_hot[self.labels[rows]],
            "z": draw_z(2 * n, self.config.latent_size, seed=rng, prior=self.prior).reshape(2, n, -1),  # [generator or critic, n, latent]
            "fake_labels": one_hot[fakes],
            "mix": rng.random((n, 1, 1, 1), np.float32),
            "progress": np.float32(self.schedule.progress(images, blocks)),
            "step": np.float32((images - self.schedule.start(stage)) // n + 1),
            "generator_learns": np.float32(images >= self.settings.critic_first),
        }

    def step(self, state: State, batch: Tensors, images: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """See `trainer.Task`."""
        s = self.settings
        (_, seen), gradients = backend.value_and_grad(self.generator_loss)(state["generator"], state["critic"], batch)
        generator, generator_slots = self._adam(state, "generator", gradients, batch["step"], s.learning_rate * batch["generator_learns"])
        average = optimizer.moving_average(state["average"], generator, s.average_decay)
        (_, judged), gradients = backend.value_and_grad(self.critic_loss)(state["critic"], generator, batch)
        critic, critic_slots = self._adam(state, "critic", gradients, batch["step"], s.learning_rate)
        slots = {"generator": generator_slots, "critic": critic_slots}
        return {"generator": generator, "average": average, "critic": critic, "slots": slots}, {**seen, **judged}

    def generator_loss(self, generator: Tensors, critic: Tensors, batch: Tensors) -> tuple[Any, dict[str, Any]]:
        """What the generator makes smaller: minus the critic's score, and how badly pitches are recognised in its pictures."""
        fake = self.fake(generator, batch, 0)
        scores, logits = self.judge(critic, fake, batch["progress"])
        pitch = losses.cross_entropy(logits, batch["fake_labels"][0])
        total = self.settings.generator_pitch_weight * pitch - ops.mean(scores)
        return total, {"generator": total, "fake_pitch": pitch}

    def critic_loss(self, critic: Tensors, generator: Tensors, batch: Tensors) -> tuple[Any, dict[str, Any]]:
        """What the critic makes smaller: fake minus real scores, wrong slopes, drift, and unrecognised pitches of real notes."""
        s, blocks, progress = self.settings, growth.built_blocks(generator), batch["progress"]
        real = losses.blend_pictures(batch["real"], self.config.scales, losses.block_shares(blocks, progress))
        fake = ops.stop_gradient(self.fake(generator, batch, 1))
        real_scores, logits = self.judge(critic, real, progress)
        fake_scores, _ = self.judge(critic, fake, progress)
        distance = ops.mean(real_scores) - ops.mean(fake_scores)
        penalty = losses.gradient_penalty(
            lambda pictures: self.judge(critic, pictures, progress)[0],
            real,
            fake,
            batch["mix"],
            scale=losses.picture_scale(self.config, blocks, self.gain),
            target=s.penalty_target,
        )
        pitch = losses.cross_entropy(logits, batch["real_labels"])
        drift = ops.mean(ops.square(real_scores))
        total = s.penalty_weight * penalty + s.drift_weight * drift + s.critic_pitch_weight * pitch - distance
        return total, {"critic": total, "distance": distance, "penalty": penalty, "real_pitch": pitch}

    def fake(self, generator: Tensors, batch: Tensors, which: int) -> Any:
        """Make pictures of the generator's (which=0) or the critic's (1) draws."""
        config = growth.stage_config(self.config, growth.built_blocks(generator))
        x = network.generator_input(config, batch["z"][which], batch["fake_labels"][which])
        prepared = network.prepare(config, generator, dtype=self.settings.dtype)
        return network.generate(config, prepared, x, alphas=losses.block_shares(config.num_blocks, batch["progress"]))[0]

    def judge(self, critic: Tensors, pictures: Any, progress: Any) -> tuple[Any, Any]:
        """Return scores [n] and class logits [n, pitches]."""
        blocks = sum(name.startswith("from_rgb_") and name.endswith("/kernel") for name in critic)
        return discriminate(growth.stage_config(self.config, blocks), critic, pictures, progress, dtype=self.settings.dtype)

    def model(self, state: State, images: int) -> tuple[ModelConfig, dict[str, Any]]:
        """See `trainer.Task`."""
        blocks = growth.built_blocks(state["average"])
        return growth.partial_config(self.config, blocks, self.schedule.progress(images, blocks)), dict(state["average"])

    def _adam(self, state: State, network_name: str, gradients: Tensors, step: Any, rate: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        s = self.settings
        return optimizer.adam(state[network_name], gradients, state["slots"][network_name], step, rate=rate, beta1=s.beta1, beta2=s.beta2)


def _state(generator: Mapping[str, np.ndarray], average: Mapping[str, np.ndarray], critic: Mapping[str, np.ndarray]) -> dict[str, Any]:
    slots = {"generator": growth.zero_slots(generator), "critic": growth.zero_slots(critic)}
    return {"generator": dict(generator), "average": dict(average), "critic": dict(critic), "slots": slots}
