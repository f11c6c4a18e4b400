"""Adversarial training: a progressive Wasserstein GAN with gradient penalty and a classifier of pitches, or one with R1.

One batch is one step of the generator, then one of the critic, each with draws of its own; the average of the generator's weights is
what plays. Source: Engel et al., GANSynth (2019), section 3; Karras et al., Progressive growing of GANs (2018).

R1 bounds the critic's slopes at real pictures only, so it comes with the loss it was made for: scores are the log of how much likelier real is
than fake, and the generator wants fakes likelier. Source: Mescheder et al. (2018); Karras et al., StyleGAN2 (2020), appendix B.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks import backend
from ganspacesynth.networks.backend import Tensor, Tree, ops
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.discriminator import discriminate
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.prior import Prior, draw_z
from ganspacesynth.training import optimizer, throughput
from ganspacesynth.training.adversarial import augment, growth, losses
from ganspacesynth.training.adversarial.gan_settings import GanSettings
from ganspacesynth.training.adversarial.schedule import Schedule
from ganspacesynth.training.notes.pictures import Pictures

Tensors = Mapping[str, Tensor]
State = Mapping[str, Tree]

GRADIENT_WEIGHT = 10.0
R1_DENSITY = 0.0002  # R1's weight is this times pixels / batch: Karras et al., StyleGAN2-ADA (2020), appendix C


@dataclass(frozen=True, eq=False)
class GanTask:
    """Adversarial training as a task (see `trainer.Task`).

    Attributes:
        config: of the finished generator.
        pictures: the notes.
        labels: class index of each note's pitch, int [notes].
        gain: `normalizer/a`.
        schedule: when the networks grow.
        settings: how they are trained.
        last_filters: channels behind the critic's last convolution.
        prior: how z are drawn.
        start: generator weights to begin with (all blocks), or None for new ones.
        rows: whole labels, float32 [notes, label_size], of a conditioned network. Fake labels are those of notes drawn at random: so they
            come as often as among the notes, and never in a combination that does not occur.
        on_device: keep the pictures of a stage where the network is; off, they are sent there step by step.
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
    rows: np.ndarray | None = None
    on_device: bool = False

    def __post_init__(self) -> None:
        if not len(self.labels):
            raise TrainingError(
                "Training needs notes. Received: none at the pitches of the model. Choose other pitches, or another data set.",
                rule="notes-at-pitches",
            )

    @property
    def batch_size(self) -> int:
        """See `trainer.Task`."""
        return self.settings.batch_size

    @property
    def total_images(self) -> int:
        """See `trainer.Task`."""
        return self.settings.total_images

    @property
    def penalty_weight(self) -> float:
        """Weight of the penalty, if it were paid at every step."""
        if self.settings.penalty_weight is not None:
            return self.settings.penalty_weight
        if self.settings.penalty == "gradient":
            return GRADIENT_WEIGHT
        return R1_DENSITY * self.config.frames * self.config.bins / self.batch_size

    def stage(self, images: int) -> int:
        """See `trainer.Task`."""
        return self.schedule.stage(images)

    def initial_state(self) -> dict[str, Tree]:
        """See `trainer.Task`."""
        blocks = self.schedule.blocks(self.schedule.stage(0))
        if self.start is None:
            generator = growth.new_generator(self.config, blocks, self.settings.seed)
        else:
            generator = {name: np.array(value, np.float32) for name, value in self.start.items()}
        critic = growth.new_critic(self.config, blocks, self.last_filters, self.settings.seed)
        first = {"augment": augment.first_state()} if self.settings.augment else {}
        return {**_state(generator, dict(generator), critic), **first}

    def enter(self, state: State, stage: int) -> dict[str, Tree]:
        """See `trainer.Task`: new blocks begin as drawn, older ones go on, Adam starts anew (as published)."""
        blocks = self.schedule.blocks(stage)
        fresh = growth.new_generator(self.config, blocks, self.settings.seed)
        critic = growth.new_critic(self.config, blocks, self.last_filters, self.settings.seed)
        carried = {"augment": dict(state["augment"])} if self.settings.augment else {}
        networks = growth.grown(state["generator"], fresh), growth.grown(state["average"], fresh), growth.grown(state["critic"], critic)
        return {**_state(*networks), **carried}

    def resident(self, stage: int) -> dict[str, np.ndarray]:
        """See `trainer.Task`."""
        blocks = self.schedule.blocks(stage)
        return {"pictures": self.pictures.all(blocks)} if self.on_device and self.pictures.fit(blocks) else {}

    def operations(self, stage: int) -> float:
        """See `trainer.Task`."""
        config = growth.stage_config(self.config, self.schedule.blocks(stage))
        networks = throughput.generator_operations(config), throughput.critic_operations(config, self.last_filters)
        return throughput.gan_operations(*networks, self.settings.penalty_every)

    def draw(self, rng: np.random.Generator, images: int) -> dict[str, np.ndarray]:
        """See `trainer.Task`."""
        n, stage = self.batch_size, self.schedule.stage(images)
        blocks = self.schedule.blocks(stage)
        rows = rng.integers(len(self.labels), size=n)
        fakes = rng.integers(len(self.labels), size=(2, n))
        batch = {
            **({"rows": rows} if self.on_device and self.pictures.fit(blocks) else {"real": self.pictures.rows(rows, blocks)}),
            "real_labels": self._label_rows(rows),
            "z": draw_z(2 * n, self.config.latent_size, seed=rng, prior=self.prior).reshape(2, n, -1),  # [generator or critic, n, latent]
            "fake_labels": self._label_rows(fakes),
            "progress": np.float32(self.schedule.progress(images, blocks)),
            "step": np.float32((images - self.schedule.start(stage)) // n + 1),
            "generator_learns": np.float32(images >= self.settings.critic_first),
        }
        mix = rng.random((n, 1, 1, 1), np.float32)
        if images // n % self.settings.penalty_every == 0:  # without this, another function is compiled: one that computes no slopes
            batch["mix"] = mix
        if self.settings.augment:
            batch["augment"] = augment.draw(rng, n)
        return batch

    def step(self, state: State, batch: Tensors, images: Tensor) -> tuple[dict[str, Tree], dict[str, Tensor]]:
        """See `trainer.Task`."""
        s, rates = self.settings, self.settings.rates
        if s.augment:
            batch = {**batch, "probability": state["augment"]["probability"]}
        (_, seen), gradients = backend.value_and_grad(self.generator_loss)(state["generator"], state["critic"], batch)
        generator, generator_slots = self._adam(state, "generator", gradients, batch["step"], rates.learning_rate * batch["generator_learns"])
        average = optimizer.moving_average(state["average"], generator, rates.average_decay)
        (_, measured), gradients = backend.value_and_grad(self.critic_loss)(state["critic"], generator, batch)
        critic, critic_slots = self._adam(state, "critic", gradients, batch["step"], rates.learning_rate)
        slots = {"generator": generator_slots, "critic": critic_slots}
        after = {"generator": generator, "average": average, "critic": critic, "slots": slots}
        sign = measured.pop("sign")
        if s.augment:
            after["augment"] = augment.adapt(state["augment"], sign, s.batch_size, target=s.augment_target, images=s.augment_images)
            seen["augment"] = after["augment"]["probability"]
        return after, {**seen, **measured}

    def generator_loss(self, generator: Tensors, critic: Tensors, batch: Tensors) -> tuple[Tensor, dict[str, Tensor]]:
        """What the generator makes smaller: minus the critic's score (R1: the log-likelihood of fake), and how badly pitches are recognised."""
        fake = self.augmented(self.fake(generator, batch, 0), batch, augment.FAKE)
        scores, logits = self.scores(critic, fake, batch["progress"])
        label_terms = losses.label_losses(self.config, logits, batch["fake_labels"][0])
        convinced = -ops.mean(scores) if self.settings.penalty == "gradient" else ops.mean(ops.softplus(-scores))
        total = self.settings.generator_pitch_weight * losses.label_loss(label_terms) + convinced
        return total, {"generator": total, **{f"fake_{kind}": loss for kind, loss in label_terms.items()}}

    def critic_loss(self, critic: Tensors, generator: Tensors, batch: Tensors) -> tuple[Tensor, dict[str, Tensor]]:
        """What the critic makes smaller: fake minus real scores (R1: log-likelihoods), slopes, drift, and unrecognised pitches of real notes."""
        s, blocks, progress = self.settings, growth.built_blocks(generator), batch["progress"]
        real = batch["real"] if "real" in batch else ops.cast(ops.take(batch["pictures"], batch["rows"], axis=0), "float32")
        real = losses.blend_pictures(real, self.config.scales, losses.block_shares(blocks, progress))
        real = self.augmented(real, batch, augment.REAL)
        fake = self.augmented(ops.stop_gradient(self.fake(generator, batch, 1)), batch, augment.CRITIC_FAKE)
        real_scores, logits = self.scores(critic, real, progress)
        fake_scores, _ = self.scores(critic, fake, progress)
        distance = ops.mean(real_scores) - ops.mean(fake_scores)
        label_terms = losses.label_losses(self.config, logits, batch["real_labels"])
        total = s.drift_weight * ops.mean(ops.square(real_scores)) + s.critic_pitch_weight * losses.label_loss(label_terms)
        if s.penalty == "gradient":
            total, middle = total - distance, 0.5 * (ops.mean(real_scores) + ops.mean(fake_scores))  # Wasserstein scores have no zero of their own
        else:
            total, middle = total + ops.mean(ops.softplus(-real_scores)) + ops.mean(ops.softplus(fake_scores)), 0.0
        recognised = {f"real_{kind}": loss for kind, loss in label_terms.items()}
        seen = {"distance": distance, **recognised, "sign": ops.mean(ops.sign(real_scores - middle))}
        if "mix" in batch:
            seen["penalty"] = self.penalty(critic, real, fake, batch)
            total = total + s.penalty_every * self.penalty_weight * seen["penalty"]
        return total, {"critic": total, **seen}

    def penalty(self, critic: Tensors, real: Tensors, fake: Tensors, batch: Tensors) -> Tensor:
        """Penalize slopes of the critic."""
        blocks = growth.built_blocks(critic, "from_rgb")

        def score(pictures: Tensor) -> Tensor:
            return self.scores(critic, pictures, batch["progress"])[0]

        if self.settings.penalty == "r1":
            return losses.slope_penalty(score, real, scale=losses.picture_scale(self.config, blocks, np.ones(2)))
        scale = losses.picture_scale(self.config, blocks, self.gain)
        return losses.gradient_penalty(score, real, fake, batch["mix"], scale=scale, target=self.settings.penalty_target)

    def augmented(self, pictures: Tensor, batch: Tensors, use: int) -> Tensor:
        """Return pictures as the critic gets to see them."""
        if not self.settings.augment:
            return pictures
        decibel = augment.decibels(self.config, pictures.shape[2], self.gain)
        return augment.augment(pictures, batch["augment"], use, batch["probability"], decibel)

    def fake(self, generator: Tensors, batch: Tensors, which: int) -> Tensor:
        """Make pictures of the generator's (which=0) or the critic's (1) draws."""
        config = growth.stage_config(self.config, growth.built_blocks(generator))
        x = network.generator_input(config, batch["z"][which], batch["fake_labels"][which])
        prepared = network.prepare(config, generator, dtype=self.settings.dtype)
        return network.generate(config, prepared, x, alphas=losses.block_shares(config.num_blocks, batch["progress"]))[0]

    def scores(self, critic: Tensors, pictures: Tensor, progress: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores [n] and the logits of labels [n, label_size]."""
        blocks = growth.built_blocks(critic, "from_rgb")
        return discriminate(growth.stage_config(self.config, blocks), critic, pictures, progress, dtype=self.settings.dtype)

    def model(self, state: State, images: int) -> tuple[ModelConfig, dict[str, Tensor]]:
        """See `trainer.Task`."""
        blocks = growth.built_blocks(state["average"])
        return growth.partial_config(self.config, blocks, self.schedule.progress(images, blocks)), dict(state["average"])

    def _label_rows(self, notes: np.ndarray) -> np.ndarray:
        if self.rows is not None:
            return self.rows[notes]
        return np.eye(len(self.config.pitches), dtype=np.float32)[self.labels[notes]]

    def _adam(self, state: State, network_name: str, gradients: Tensors, step: Tensor, rate: Tensor) -> tuple[dict[str, Tensor], dict[str, Tree]]:
        rates = self.settings.rates
        return optimizer.adam(state[network_name], gradients, state["slots"][network_name], step, rate=rate, beta1=rates.beta1, beta2=rates.beta2)


def _state(generator: Mapping[str, np.ndarray], average: Mapping[str, np.ndarray], critic: Mapping[str, np.ndarray]) -> dict[str, Tree]:
    slots = {"generator": growth.zero_slots(generator), "critic": growth.zero_slots(critic)}
    return {"generator": dict(generator), "average": dict(average), "critic": dict(critic), "slots": slots}
