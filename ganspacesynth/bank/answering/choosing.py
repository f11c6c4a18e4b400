"""Which unit comes next: log likelihoods and what joins cost in, one unit out, by settings that musicians know from other models."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

LONGEST_S = 600.0
MAX_SEED = 2**63 - 1


@dataclass(frozen=True)
class ContinueSettings:
    """How a recording is continued.

    Attributes:
        length_s: seconds of the answer, about: its last unit is whole.
        seed: of what is drawn.
        temperature: over 1 is bolder, below it safer, 0 always the likeliest.
        top_k: units that are drawn from, the likeliest; 0 for all.
        top_p: share of the likelihood that is drawn from; 1 for all.
        join: how much a join that is heard counts against a unit; 0 not at all.
        stay_in_key: units with a pitch outside the key that was heard are left out.
        density: share of the time that sounds, over 0 up to 1; the rest is rests.

    Raises:
        InvalidInput: a number out of range.
    """

    length_s: float = 8.0
    seed: int = 0
    temperature: float = 1.0
    top_k: int = 40
    top_p: float = 0.95
    join: float = 1.0
    stay_in_key: bool = False
    density: float = 1.0

    def __post_init__(self) -> None:
        ranges = (
            ("length_s", 0.01, LONGEST_S),
            ("temperature", 0.0, 100.0),
            ("top_p", 1e-6, 1.0),
            ("join", 0.0, 100.0),
            ("density", 0.01, 1.0),
        )
        for name, low, high in ranges:
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise InvalidInput(f"{name} is a number in {low:g}..{high:g}. Received: {name}={brief(value)}.", rule="continue-range")
        for name, most in (("top_k", 10**9), ("seed", MAX_SEED)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
                raise InvalidInput(f"{name} is a whole number, 0 or more. Received: {name}={brief(value)}.", rule="continue-range")
        if not isinstance(self.stay_in_key, bool):
            raise InvalidInput(f"stay_in_key is true or false. Received: {brief(self.stay_in_key)}.", rule="continue-range")

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return asdict(self)


def choose(logs: np.ndarray, costs: np.ndarray, allowed: np.ndarray, settings: ContinueSettings, rng: np.random.Generator) -> tuple[int, float]:
    """Choose a unit.

    Args:
        logs: log likelihoods, float [units].
        costs: of joins, float [units].
        allowed: bool [units]; where none is, all are.
        settings: how.
        rng: that is drawn from, once.

    Returns:
        The unit, and with which probability it was chosen.
    """
    drawn = rng.random()
    scores = logs.astype(np.float64) - settings.join * costs
    if allowed.any():
        scores = np.where(allowed, scores, -np.inf)
    if settings.temperature == 0.0:
        return int(np.argmax(scores)), 1.0
    order = np.argsort(-scores, kind="stable") if settings.top_k == 0 else _likeliest(scores, settings.top_k)
    order = order[np.isfinite(scores[order])]
    shares = np.exp((scores[order] - scores[order[0]]) / settings.temperature)
    shares /= shares.sum()
    kept = np.cumsum(shares) - shares < settings.top_p  # the first is always kept
    shares = shares[kept] / shares[kept].sum()
    place = min(int(np.searchsorted(np.cumsum(shares), drawn, side="right")), len(shares) - 1)
    return int(order[place]), float(shares[place])


def _likeliest(scores: np.ndarray, count: int) -> np.ndarray:
    count = min(count, len(scores))
    chosen = np.argpartition(-scores, count - 1)[:count]
    return chosen[np.lexsort((chosen, -scores[chosen]))]
