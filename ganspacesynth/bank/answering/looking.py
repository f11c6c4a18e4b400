"""What a choice looked at: of each layer and head, how much of each unit that was heard before; a frozen value, and its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.continuation.continuation import Context
from ganspacesynth.networks.continuation.continuation_config import LIMITS

MOST_LOOKED, MOST_UNITS = 1024, 1 << 48
MOST_LAYERS, MOST_HEADS = (LIMITS[name][1] for name in ("layers", "attention_heads"))


@dataclass(frozen=True, eq=False)
class Attention:
    """What a choice looked at.

    Attributes:
        units: numbers of the units that were looked back at, the oldest first.
        shares: float32 [layers, heads, units]; of each head they sum to 1.
    """

    units: tuple[int, ...]
    shares: np.ndarray

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict; shares in ten-thousandths."""
        return {"units": list(self.units), "shares": np.round(10_000 * self.shares).astype(int).tolist()}

    @classmethod
    def from_json(cls, value: object) -> "Attention":
        """Read what `to_json` wrote; raises InvalidInput for anything else."""
        if not isinstance(value, Mapping) or not isinstance(value.get("units"), list) or not isinstance(value.get("shares"), list):
            raise damaged_event("attention", value)
        units, shares = value["units"], value["shares"]
        try:
            array = np.asarray(shares, np.float32) / np.float32(10_000)
        except (TypeError, ValueError, OverflowError) as e:
            raise damaged_event("attention", shares) from e
        whole = all(isinstance(unit, int) and not isinstance(unit, bool) and 0 <= unit < MOST_UNITS for unit in units)
        if (
            not whole
            or len(units) > MOST_LOOKED
            or array.ndim != 3
            or array.shape[2] != len(units)
            or not _is_drawn(array)
            or not np.isfinite(array).all()
        ):
            raise damaged_event("attention", units)
        return cls(tuple(units), array)

    @classmethod
    def of(cls, context: Context, numbers: tuple[int, ...]) -> "Attention":
        """Return what the next choice of a context looks at; `numbers` are those of the units it heard last."""
        seen = context.attention[-1].shape[-1] if context.attention else 0
        numbers = numbers[len(numbers) - min(seen, len(numbers)) :]
        heads = context.model.config.attention_heads
        if not numbers:
            return cls((), np.zeros((len(context.attention), heads, 0), np.float32))
        return cls(numbers, np.stack([each[:, -len(numbers) :] for each in context.attention]).astype(np.float32))


def _is_drawn(shares: np.ndarray) -> bool:
    """Whether there are no more layers and heads than networks have."""
    return shares.shape[0] <= MOST_LAYERS and shares.shape[1] <= MOST_HEADS


def damaged_event(what: str, value: object) -> InvalidInput:
    """Return the error for an event that is none."""
    return InvalidInput(
        f"An event of a live log says what was heard or chosen. Received: {brief(what)}: {brief(value)}. Take a log as it was written.",
        rule="live-event",
    )
