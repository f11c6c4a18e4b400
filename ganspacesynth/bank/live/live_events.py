"""What happens while a machine plays with somebody: units heard and chosen, phrases, remarks; frozen values and their JSON.

Moments are samples of the answer, at the bank's rate: what was heard at `at` was heard while sample `at` of the answer sounded.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.bank.answering.looking import Attention, damaged_event
from ganspacesynth.bank.units.unit_features import COLUMN, NAMES

MOST_SAMPLES = 1 << 48
NOBODY = -1


@dataclass(frozen=True, eq=False)
class HeardUnit:
    """A unit that somebody played.

    Attributes:
        number: of all units of the context, from 0 on.
        at, length: samples.
        features: float32 [176].
    """

    number: int
    at: int
    length: int
    features: np.ndarray

    @property
    def pitch(self) -> float | None:
        """MIDI number, None without."""
        return round(float(self.features[COLUMN["pitch"]]), 2) if self.features[COLUMN["pitched"]] > 0.5 else None

    @property
    def loudness(self) -> float:
        """Of the whole unit, dB."""
        return round(float(self.features[COLUMN["loudness"]]), 1)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        numbers = base64.b64encode(np.ascontiguousarray(self.features, "<f4").tobytes()).decode()
        told = {"event": "heard", "number": self.number, "at": self.at, "length": self.length}
        return {**told, "pitch": self.pitch, "loudness": self.loudness, "features": numbers}


@dataclass(frozen=True, eq=False)
class AnswerUnit:
    """A unit that was chosen.

    Attributes:
        number: of all units of the context; `NOBODY` (-1) of a shadow, which does not enter it.
        unit: of the bank.
        at, length: samples.
        probability: with which it was chosen.
        pitch: of the unit, None without.
        attention: what the choice looked at.
        reaction: samples since the level crossed the gate, of the first unit behind a phrase; None of others.
    """

    number: int
    unit: int
    at: int
    length: int
    probability: float
    pitch: float | None
    attention: Attention
    reaction: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        said = {name: getattr(self, name) for name in ("number", "unit", "at", "length", "probability", "pitch", "reaction")}
        return {"event": "chose", **said, "attention": self.attention.to_json()}


@dataclass(frozen=True)
class Turn:
    """Whose turn it is.

    Attributes:
        what: "playing": somebody begins a phrase; "over": it is over; "broken": the answer stops where it is; "answered": it is at its end.
        at: sample.
    """

    what: str
    at: int

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return {"event": "turn", "what": self.what, "at": self.at}


@dataclass(frozen=True)
class Remark:
    """Something that should be said, in a sentence.

    Attributes:
        text: such as that the input clips.
        at: sample.
    """

    text: str
    at: int

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return {"event": "remark", "text": self.text, "at": self.at}


LiveEvent = HeardUnit | AnswerUnit | Turn | Remark
TURNS = ("playing", "over", "broken", "answered")


def read_event(value: object) -> LiveEvent:
    """Read what one of them wrote; raises InvalidInput for anything else: a log may be a stranger's."""
    kind = value.get("event") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or kind not in ("heard", "chose", "turn", "remark"):
        raise damaged_event("event", value)
    at = _count(value, "at")
    if kind == "turn" and value.get("what") in TURNS:
        return Turn(value["what"], at)
    if kind == "remark" and isinstance(value.get("text"), str):
        return Remark(value["text"][:1000], at)
    if kind == "heard":
        return HeardUnit(_count(value, "number"), at, _count(value, "length"), _features(value.get("features")))
    if kind == "chose":
        chance, pitch, reaction = value.get("probability", ""), value.get("pitch"), value.get("reaction")
        if not _number(chance) or not (pitch is None or _number(pitch)):
            raise damaged_event("chose", value)
        attention = Attention.from_json(value.get("attention"))
        unit, length = _count(value, "unit"), _count(value, "length")
        behind = None if reaction is None else _count(value, "reaction")
        return AnswerUnit(_count(value, "number", NOBODY), unit, at, length, float(chance), pitch, attention, behind)
    raise damaged_event(str(kind), value)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _count(value: Mapping[str, Any], name: str, least: int = 0) -> int:
    count = value.get(name)
    if isinstance(count, bool) or not isinstance(count, int) or not least <= count < MOST_SAMPLES:
        raise damaged_event(name, count)
    return count


def _features(text: object) -> np.ndarray:
    try:
        row = np.frombuffer(base64.b64decode(text if isinstance(text, str) else "", validate=True), "<f4").astype(np.float32)
    except ValueError as e:
        raise damaged_event("features", text) from e
    if len(row) != len(NAMES) or not np.isfinite(row).all():
        raise damaged_event("features", f"{len(row)} numbers")
    return row
