"""Figures of what a listener notices, of a whole set of sounds; listener_table.py says what each means."""

from collections.abc import Callable

import numpy as np

from ganspacesynth.evaluation.listening.noticed_sounds import Noticed
from ganspacesynth.evaluation.statistics import interval
from ganspacesynth.evaluation.statistics.interval import UNKNOWN, Estimate

THUMP_DB = 3.0  # what stands out by more is heard as a bump of its own
TYPICAL = ("wobble", "movement", "rise", "flux", "decay", "length", "brightness", "treble")  # of which the median is taken
SPREAD = {"length_spread": "length", "loudness_spread": "level"}
COVERED = {"flux_covered": "flux", "decay_covered": "decay", "movement_covered": "movement"}
MIDDLE, ENDS = (0.5,), (0.1, 0.9)  # quantiles: the median, and those between which a set's values are said to lie


def noticed(heard: Noticed, notes: Noticed) -> dict[str, Estimate]:
    """Return what a listener notices of sounds.

    Args:
        heard: the sounds.
        notes: real ones, whose ranges the sounds should cover.
    """
    told = {name: _figure(_median, getattr(heard, name)) for name in TYPICAL}
    told |= {name: _figure(_range, getattr(heard, of), least=0.0) for name, of in SPREAD.items()}
    told |= {name: covered(getattr(heard, of), getattr(notes, of)) for name, of in COVERED.items()}
    thump, shaped = heard.thump[np.isfinite(heard.thump)], np.isfinite(heard.decay)
    return {**told, "thump": interval.share(thump > THUMP_DB), "struck": interval.share(heard.struck[shaped])}


def typical(values: np.ndarray) -> Estimate:
    """Return the median of what is not NaN."""
    return _figure(_median, values)


def covered(values: np.ndarray, notes: np.ndarray) -> Estimate:
    """Return how much of the range of real notes sounds cover, 0 to 1: of what lies between the 10th and the 90th percentile.

    Args:
        values: of the sounds, NaN for those that have none.
        notes: of real ones, likewise.
    """
    values, notes = values[np.isfinite(values)], notes[np.isfinite(notes)]
    return interval.bootstrap(lambda i, j: _overlap(values[i], notes[j]), len(values), len(notes), least=0.0, most=1.0)


def _overlap(values: np.ndarray, notes: np.ndarray) -> float:
    (low, high), (lowest, highest) = _quantiles(values, ENDS), _quantiles(notes, ENDS)
    shared = max(0.0, min(high, highest) - max(low, lowest))
    return float(shared / (highest - lowest)) if highest > lowest else float(low <= lowest <= high)


def _quantiles(values: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    """What np.quantile says, a tenth as slow on few values."""
    return np.interp(np.array(shares) * (len(values) - 1), np.arange(len(values)), np.sort(values))


def _median(values: np.ndarray) -> float:
    return float(_quantiles(values, MIDDLE)[0])


def _range(values: np.ndarray) -> float:
    low, high = _quantiles(values, ENDS)
    return float(high - low)


def _figure(of: Callable[[np.ndarray], float], values: np.ndarray, least: float = -np.inf) -> Estimate:
    there = values[np.isfinite(values)]
    return interval.bootstrap(lambda rows: float(of(there[rows])), len(there), least=least) if len(there) else UNKNOWN
