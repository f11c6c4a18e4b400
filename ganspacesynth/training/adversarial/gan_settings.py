"""GanSettings: checked settings of adversarial training."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.training.optimizer import Rates

RATES_OF_BATCH = 8  # the batch that the published rates are for
# What goes with each penalty. Log-likelihoods have a zero of their own, and are of one kind with cross entropies: R1 adds the two as they are. With
# pitch ten times as loud, as Wasserstein scores need it, the generator swings to and fro (docs/training.md).
PENALTIES: Mapping[str, Mapping[str, Any]] = {
    "gradient": {},
    "r1": {"penalty_every": 16, "drift_weight": 0.0, "generator_pitch_weight": 1.0, "critic_pitch_weight": 1.0},
}


@dataclass(frozen=True)
class GanSettings:
    """How the two networks are trained; the defaults are the published ones.

    Attributes:
        batch_size: pictures a step.
        total_images: until the end.
        learning_rate, beta1, beta2: of Adam, for both networks.
        average_decay: of the weights that play.
        scale_rates: take these four as meant for batches of 8, and scale them to `batch_size`.
        penalty: "gradient" or "r1"; see `PENALTIES` for what goes well with it.
        penalty_weight: of either; None for 10, and for R1 what the size of pictures and batch asks for.
        penalty_target: slope that the gradient penalty asks for.
        penalty_every: steps from one that pays the penalty to the next; it weighs as many times more.
        augment: change real and generated pictures before the critic sees them, see augment.py.
        augment_target: mean sign of real scores above which that happens more often.
        augment_images: in which its probability could rise from 0 to 1.
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
    scale_rates: bool = False
    penalty: str = "gradient"
    penalty_weight: float | None = None
    penalty_target: float = 1.0
    penalty_every: int = 1
    augment: bool = False
    augment_target: float = 0.6
    augment_images: int = 500_000
    drift_weight: float = 0.001
    generator_pitch_weight: float = 10.0
    critic_pitch_weight: float = 10.0
    critic_first: int = 0
    dtype: str = "float32"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.batch_size < 2:
            raise InvalidInput(
                f"The critic compares the pictures of a batch, so it needs 2 or more. Received: batch_size={self.batch_size}.", rule="batch-size"
            )
        if not self.penalty_target > 0.0:
            raise InvalidInput(
                f"penalty_target must be above 0. Received: penalty_target={self.penalty_target}. The published one is 1.", rule="penalty-target"
            )
        if self.penalty not in PENALTIES:
            raise InvalidInput(f"A penalty is one of {', '.join(PENALTIES)}. Received: penalty={self.penalty!r}.", rule="known-penalty")
        for name in ("penalty_every", "augment_images"):
            if getattr(self, name) < 1:
                raise InvalidInput(f"{name} must be 1 or more. Received: {name}={getattr(self, name)}.", rule="setting-range")

    @property
    def rates(self) -> Rates:
        """How fast weights move with batches of this size."""
        rates = Rates(self.learning_rate, self.beta1, self.beta2, self.average_decay)
        return rates.scaled(self.batch_size / RATES_OF_BATCH) if self.scale_rates else rates
