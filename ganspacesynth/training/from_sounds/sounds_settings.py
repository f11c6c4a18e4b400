"""What may be chosen where a folder of anybody's sounds becomes a model."""

from dataclasses import dataclass

from ganspacesynth.core.errors import InvalidInput, brief

MINUTES = 60.0
LABELLED = 12
BATCH = 4
NETWORKS = ("full", "compact", "tiny")  # of presets.py, which would import TensorFlow


@dataclass(frozen=True)
class SoundsTraining:
    """How to train on a folder of sounds; what is left None is chosen by what the time allows.

    Attributes:
        minutes: in all, directions and listening to them included.
        images: to train with, instead of as many as the time allows.
        sounds: to learn, the most different ones.
        duration_s: of a sample, seconds.
        sample_rate: of the model, Hz.
        labels: directions to listen to and name; None is 12.
        seed: of everything random.
        preset: of the network; None is what the machine can train in a day.
        init: a model to go on from; None is the one that comes along, where it fits.
        batch_size: images a step; None is 4.
        precision: of the convolutions, "float32" or "bfloat16".
        memory: gigabytes for pictures of the sounds.
        audition: sounds made at each checkpoint.
        title: for the card and the list of models; None names the folder.
        licence: of the sounds, for the card; None says that it is not stated.
        left_out: samples that are not to be learned, by their names.

    Raises:
        InvalidInput: a number out of range.
    """

    minutes: float = MINUTES
    images: int | None = None
    sounds: int | None = None
    duration_s: float = 4.0
    sample_rate: int = 16000
    labels: int | None = None
    seed: int = 0
    preset: str | None = None
    init: str | None = None
    batch_size: int | None = None
    precision: str = "float32"
    memory: float = 4.0
    audition: int = 8
    title: str | None = None
    licence: str | None = None
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 < self.minutes < 1e6:
            raise InvalidInput(
                f"Training takes more than no time. Received: {self.minutes:g} minutes. Use for example --minutes 60.", rule="training-time"
            )
        wanted = (
            ("sounds", self.sounds, 2, 8192),
            ("images", self.images, 1, 10**9),
            ("sample-rate", self.sample_rate, 1000, 192_000),
            ("labels", self.labels, 1, 64),
            ("seed", self.seed, 0, 2**32 - 1),
        )
        for name, value, low, high in wanted:
            if value is not None and not low <= value <= high:
                raise InvalidInput(f"{name} must be in {low}..{high}. Received: --{name} {value}.", rule="setting-range")
        if self.preset is not None and self.preset not in NETWORKS:
            raise InvalidInput(f"A preset is one of {', '.join(NETWORKS)}. Received: {brief(self.preset)}.", rule="known-preset")
        if not 0.05 <= self.duration_s <= 60.0:
            raise InvalidInput(
                f"A sample lasts 0.05 to 60 s. Received: --duration {self.duration_s:g}. The published models have 4.", rule="duration-range"
            )

    @property
    def audio_length(self) -> int:
        """Samples of a sound."""
        return round(self.duration_s * self.sample_rate)

    @property
    def labelled(self) -> int:
        """Directions to listen to."""
        return self.labels or LABELLED
