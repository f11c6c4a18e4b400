"""JSON that a page sends: numbers that are finite and that a float can hold, texts of whole letters."""

import json
import math
from typing import Any

LONGEST_NUMBER = 300  # digits


def read_page_json(data: str | bytes) -> Any:
    """Return the value that a page sent.

    Raises:
        ValueError, RecursionError: it is no JSON, holds NaN, infinity or a number that no float holds, or half a letter (a surrogate).
    """
    text = data.decode("utf-8") if isinstance(data, bytes) else data
    value = json.loads(text, parse_constant=_refused, parse_float=_finite, parse_int=_bounded)
    if "\\ud" in text.lower():  # only an escape can say half a letter
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def _refused(word: str) -> None:
    raise ValueError(word)


def _finite(word: str) -> float:
    if not math.isfinite(number := float(word)):
        raise ValueError(word)
    return number


def _bounded(word: str) -> int:
    if len(word) > LONGEST_NUMBER:
        raise ValueError(word[:20])
    return int(word)
