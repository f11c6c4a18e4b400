"""What may be chosen where a continuation model is trained; each is a name in settings files and on the command line."""

from dataclasses import asdict, dataclass
from typing import Any

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.continuation.continuation_config import HEADS

LIMITS = {
    "steps": (1, 10_000_000),
    "batch": (1, 1024),
    "window": (2, 512),
    "candidates": (2, 16384),
    "copies": (0, 100),
    "save_every": (1, 10_000_000),
    "seed": (0, 2**32 - 1),
    "embedding": (6, 256),
    "width": (4, 1024),
    "attention_heads": (1, 16),
    "layers": (1, 12),
    "reach": (2, 1024),
    "mixtures": (1, 32),
}
SHARES = {"dropout": 0.9, "held_out": 0.9, "average": 0.99999, "clean": 1.0, "decay": 1.0}
AMOUNTS = {"learning_rate": 1.0, "pitch": 24.0, "gain": 60.0, "filter": 60.0, "noise": 0.0, "reverb": 1.0, "blur": 10.0}


@dataclass(frozen=True)
class ContinuationTraining:
    """How to train.

    Attributes:
        head: "features": plays any bank; "units": plays the one it was trained on, as published.
        steps: of training.
        batch: windows of a step.
        window: units of each.
        candidates: units among which the next one is to be found, in a step.
        learning_rate: at its highest; it rises at first and falls towards the end.
        dropout: share that is left out at random; never while playing.
        decay: how strongly weights are drawn to 0, a step at rate 1.
        average: how slowly the weights that play follow.
        held_out: share of the sequences, or of each where there are few, that is never trained with.
        copies: of the bank as it could be heard: at another pitch and level, through a filter, with noise and in a room.
        clean: share of windows that are heard as they are.
        pitch: semitones, at most, up and down.
        gain: dB, at most, up and down.
        filter: dB an octave, at most, that high or low parts are raised or lowered.
        noise: its level at most, dB against the unit; below 0.
        reverb: seconds in which a room falls silent, at most.
        blur: by how much units are moved at random where the network sees them, that it learns kinds of units and not single ones.
        save_every: steps between checkpoints.
        seed: of everything random.
        embedding, width, attention_heads, layers, reach, mixtures: of the network, see `ContinuationConfig`.

    Raises:
        InvalidInput: a number out of range, or no such head.
    """

    head: str = "features"
    steps: int = 2000
    batch: int = 16
    window: int = 32
    candidates: int = 512
    learning_rate: float = 0.003
    dropout: float = 0.1
    decay: float = 0.02
    average: float = 0.99
    held_out: float = 0.15
    copies: int = 4
    clean: float = 0.5
    pitch: float = 3.0
    gain: float = 9.0
    filter: float = 3.0
    noise: float = -25.0
    reverb: float = 0.4
    blur: float = 0.3
    save_every: int = 200
    seed: int = 0
    embedding: int = 32
    width: int = 64
    attention_heads: int = 4
    layers: int = 2
    reach: int = 32
    mixtures: int = 4

    def __post_init__(self) -> None:
        if self.head not in HEADS:
            raise InvalidInput(f"A head is one of {', '.join(HEADS)}. Received: head={brief(self.head)}.", rule="known-head")
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise InvalidInput(f"{name} is a whole number in {low}..{high}. Received: {name}={brief(value)}.", rule="setting-range")
        for name, most in {**SHARES, **AMOUNTS}.items():
            amount, least = getattr(self, name), -120.0 if name == "noise" else 0.0
            if isinstance(amount, bool) or not isinstance(amount, int | float) or not least <= amount <= most:
                raise InvalidInput(f"{name} is a number in {least:g}..{most:g}. Received: {name}={brief(amount)}.", rule="setting-range")

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return asdict(self)
