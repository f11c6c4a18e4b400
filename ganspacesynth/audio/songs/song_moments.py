"""Moments of a song as people say them: seconds, minutes or bars in, seconds out."""

import math
import re
from collections.abc import Callable

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief

CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,5}):(\d{1,2}(?:\.\d{1,6})?)")
BAR = re.compile(r"bar\s*(\d{1,6})", re.IGNORECASE)
Moment = str | float | int


def seconds_of(moment: Moment, bars_s: Callable[[], np.ndarray]) -> float:
    """Return a moment in seconds.

    Args:
        moment: 90, "90", "1:30", "0:01:30.5", or "bar 5": where the fifth bar begins.
        bars_s: gives where bars begin, once one is asked for.

    Raises:
        InvalidInput: it is none, or a bar that the song has not.
    """
    if isinstance(moment, str):
        if clock := CLOCK.fullmatch(moment.strip()):
            hours, minutes, seconds = clock.groups()
            return 3600.0 * int(hours or 0) + 60.0 * int(minutes) + float(seconds)
        if bar := BAR.fullmatch(moment.strip()):
            return _bar(int(bar[1]), bars_s())
    try:
        seconds = math.nan if isinstance(moment, bool) else float(moment)
    except (TypeError, ValueError, OverflowError):
        seconds = math.nan
    if not 0.0 <= seconds < math.inf:
        raise InvalidInput(
            f'A moment is in seconds, minutes or bars: 90, "1:30" or "bar 5". Received: {brief(moment)}. 0 is the beginning.', rule="moment-form"
        )
    return seconds


def _bar(number: int, bars_s: np.ndarray) -> float:
    if not 1 <= number <= len(bars_s):
        raise InvalidInput(f"The song has {len(bars_s)} bars, counted from 1. Received: bar {number}. Say seconds instead.", rule="song-bars")
    return float(bars_s[number - 1])
