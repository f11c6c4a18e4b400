"""The shape of a continuation model, as a frozen value; its JSON in and out, checked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from ganspacesynth.core.errors import ModelError, brief

HEADS = ("features", "units")
LIMITS = {
    "features": (1, 4096),
    "embedding": (1, 256),
    "width": (4, 1024),
    "attention_heads": (1, 16),
    "layers": (1, 12),
    "reach": (2, 1024),
    "mixtures": (1, 32),
    "vocabulary": (0, 100_000),
}


@dataclass(frozen=True)
class ContinuationConfig:
    """Sizes of the network.

    Attributes:
        features: numbers measured of a unit.
        embedding: numbers of a unit as the network sees it.
        width: numbers of a position inside the network; a multiple of `attention_heads`.
        attention_heads: of each layer.
        layers: of attention and of products behind it.
        reach: how many units a position of a layer looks back to, itself included.
        head: "features": what the next unit will be like, so that any bank can be played; "units": which of a fixed vocabulary it is, as published.
        mixtures: ways in which the next unit may go on, of the head "features".
        vocabulary: units, of the head "units"; 0 otherwise.
        bank: id of the bank that the vocabulary is, "" otherwise.

    Raises:
        ModelError: a number out of range, or such that do not fit together.
    """

    features: int = 176
    embedding: int = 32
    width: int = 64
    attention_heads: int = 4
    layers: int = 2
    reach: int = 32
    head: str = "features"
    mixtures: int = 4
    vocabulary: int = 0
    bank: str = ""

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise ModelError(f"A continuation model's {name} is in {low}..{high}. Received: {name}={brief(value)}.", rule="continuation-range")
        if self.head not in HEADS or not isinstance(self.bank, str) or (self.head == "units") != bool(self.vocabulary):
            received = f"head={brief(self.head)}, vocabulary={self.vocabulary}"
            raise ModelError(f"A head is one of {', '.join(HEADS)}; units have a vocabulary. Received: {received}.", rule="continuation-head")
        if self.width % self.attention_heads:
            received = f"width={self.width}, attention_heads={self.attention_heads}"
            raise ModelError(f"The width is a multiple of the attention heads. Received: {received}. Use 64 and 4.", rule="whole-heads")

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: object) -> "ContinuationConfig":
        """Read what `to_json` wrote; raises ModelError for anything else."""
        known = {each.name for each in fields(cls)}
        if not isinstance(value, Mapping) or set(value) != known:
            raise ModelError(f"A continuation model says {', '.join(sorted(known))}. Received: {brief(value)}.", rule="continuation-config")
        return cls(**value)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return {weight: shape}, in the order in which they are used."""
        w, shapes = self.width, {"in/w": (self.embedding, self.width), "in/b": (self.width,), "start": (self.width,)}
        for layer in range(self.layers):
            at = f"layer{layer}"
            shapes |= {f"{at}/norm1": (w,), f"{at}/qkv": (w, 3 * w), f"{at}/bias": (self.attention_heads, self.reach), f"{at}/out": (w, w)}
            shapes |= {f"{at}/norm2": (w,), f"{at}/up": (w, 4 * w), f"{at}/up_b": (4 * w,), f"{at}/down": (4 * w, w), f"{at}/down_b": (w,)}
        shapes["norm"] = (w,)
        if self.head == "units":
            return {**shapes, "units/w": (w, self.vocabulary), "units/b": (self.vocabulary,)}
        each = self.mixtures * (self.embedding + 2)  # a middle, a weight and a width
        return {**shapes, "next/w": (w, each), "next/b": (each,), "metric": (self.embedding,)}
