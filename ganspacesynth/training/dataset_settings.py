"""How a model is trained on a data set: what to choose of it, which network, which method; what is left None takes the method's own value."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from ganspacesynth.core.errors import InvalidInput

PENALTY = "gradient"  # as published; for few images R1 is level with it (docs/training.md), for many nobody knows
METHODS = ("gan", "morph")


class _Options:
    """Options of which some may be given."""

    def given(self) -> dict[str, Any]:
        """Return {name: value} of those that are not None."""
        values = {option.name: getattr(self, option.name) for option in dataclasses.fields(self)}  # type: ignore[arg-type]
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True)
class NetworkOptions(_Options):
    """The shape of a network; see `presets.Architecture`, which knows the published values."""

    data_type: str | None = None
    latent_size: int | None = None
    start_height: int | None = None
    start_width: int | None = None
    num_resolutions: int | None = None
    scale_mode: str | None = None
    kernel_size: int | None = None
    simple_arch: bool | None = None
    to_rgb_activation: str | None = None
    fmap_base: int | None = None
    fmap_decay: float | None = None
    fmap_max: int | None = None


@dataclass(frozen=True)
class OptimizerOptions(_Options):
    """Batches and Adam; see `GanSettings` and `MorphTask`."""

    batch_size: int | None = None
    learning_rate: float | None = None
    beta1: float | None = None
    beta2: float | None = None


@dataclass(frozen=True)
class GanOptions(_Options):
    """Of adversarial training; see `GanSettings`."""

    scale_rates: bool | None = None
    penalty: str | None = None
    penalty_weight: float | None = None
    penalty_target: float | None = None
    penalty_every: int | None = None
    augment: bool | None = None
    augment_target: float | None = None
    augment_images: int | None = None
    drift_weight: float | None = None
    generator_pitch_weight: float | None = None
    critic_pitch_weight: float | None = None
    critic_first: int | None = None


@dataclass(frozen=True)
class GrowthOptions(_Options):
    """Of adversarial training of a new network; see `Schedule`."""

    stable_images: int | None = None
    transition_images: int | None = None
    progressive: bool | None = None


@dataclass(frozen=True)
class MorphOptions(_Options):
    """Of the warm start; see `MorphTask`."""

    pure_share: float | None = None
    widen_share: float | None = None
    window_cells: int | None = None
    sharpness: float | None = None
    lively: bool | None = None


@dataclass(frozen=True)
class DatasetTraining:
    """How to train on a data set.

    Attributes:
        method: "gan", adversarial training, or "morph", the warm start.
        images: to train with; None is the method's number.
        seed: of everything random.
        save_every: images between checkpoints.
        precision: of the convolutions, "float32" or "bfloat16".
        audition: sounds made at each checkpoint, 0 for none.
        checkup: sounds of each checkpoint that are judged beside real ones, 0 for none.
        patience: checkpoints of a collapsed model until it stops, 0 for never.
        memory: gigabytes for pictures of the notes.
        pitches: MIDI numbers to train, None for all.
        condition: kinds of conditions to learn beside pitch.
        instruments: names to train, which may have * and ? in them; None for all.
        average_decay: of the weights that play.
        preset: of the network; None is what the machine can train in a day.
        init: a model to go on from, at full resolution.
        network, optimizer, gan, growth, morph: options in detail.

    Raises:
        InvalidInput: a number out of range, or options that would have no effect.
    """

    method: str = "gan"
    images: int | None = None
    seed: int = 0
    save_every: int = 10_000
    precision: str = "float32"
    audition: int = 8
    checkup: int = 0
    patience: int = 5
    memory: float = 4.0
    pitches: tuple[int, ...] | None = None
    condition: tuple[str, ...] | None = None
    instruments: tuple[str, ...] | None = None
    average_decay: float | None = None
    preset: str | None = None
    init: str | None = None
    network: NetworkOptions = field(default_factory=NetworkOptions)
    optimizer: OptimizerOptions = field(default_factory=OptimizerOptions)
    gan: GanOptions = field(default_factory=GanOptions)
    growth: GrowthOptions = field(default_factory=GrowthOptions)
    morph: MorphOptions = field(default_factory=MorphOptions)

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InvalidInput(f"method must be one of {', '.join(METHODS)}. Received: method={self.method!r}.", rule="known-method")
        if useless := self._useless():
            penalty = f" with penalty {self.penalty}" * (self.method == "gan")
            way = f"{self.method}{penalty}{' and --init' * (self.init is not None)}"
            raise InvalidInput(
                f"Options must belong to the method. Received: {', '.join(useless)} for method {way}. Leave them out.", rule="options-of-method"
            )
        least = {"images": 1, "seed": 0, "save_every": 1, "audition": 0, "checkup": 0, "patience": 0, "batch_size": 1, "memory": 0}
        for name, low in least.items():
            value = self.optimizer.batch_size if name == "batch_size" else getattr(self, name)
            if value is not None and value < low:
                raise InvalidInput(f"{name} must be {low} or more. Received: {name}={value}.", rule="setting-range")

    @property
    def penalty(self) -> str:
        """Of the critic's slopes."""
        return self.gan.penalty or PENALTY

    @property
    def max_bytes(self) -> int:
        """Of pictures of the notes."""
        return int(self.memory * 1e9)

    def _useless(self) -> list[str]:
        """Return the names of options that were given and would have no effect."""
        useless = list(self.morph.given()) if self.method == "gan" else [*self.gan.given(), *self.growth.given()]
        if self.init is not None:
            useless += [*self.network.given(), *["preset"] * (self.preset is not None)]
            if self.method == "gan":
                useless += [*self.growth.given(), *["condition"] * (self.condition is not None)]
        if self.method == "gan" and self.penalty != "gradient" and self.gan.penalty_target is not None:
            useless.append("penalty_target")
        return useless
