"""Recordings cut into units: a wave in, spans out, at beats, at onsets or evenly; what is silent is left out."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.audio.loudness import stretch_power
from ganspacesynth.bank.units.pulse import Pulse, find_pulse
from ganspacesynth.bank.units.unit_features import RATE
from ganspacesynth.core.errors import InvalidInput, brief

CUTS = ("onsets", "beats", "fixed", "whole")
SHORTEST_S, LONGEST_S = 0.05, 10.0
SLACK = 0.1  # of the most that a unit lasts: no beat is cut in two because it came late
BEFORE_S = 0.01  # units begin so much before an onset, that a join does not soften it


@dataclass(frozen=True)
class CutSettings:
    """How recordings are cut.

    Attributes:
        cut: "onsets", at each of them; "beats", at each `beats`th; "fixed", every `unit_s`; "whole": one unit of a sound, its first `unit_s`.
        unit_s: seconds of a unit, or the most that one lasts.
        beats: beats of a unit.
        least_s: shorter units are joined with the next.
        silence_db: what is nowhere louder than this, over 50 ms, is left out.

    Raises:
        InvalidInput: no such way to cut, or a number out of range.
    """

    cut: str = "onsets"
    unit_s: float = 1.0
    beats: int = 1
    least_s: float = 0.12
    silence_db: float = -55.0

    def __post_init__(self) -> None:
        if self.cut not in CUTS:
            raise InvalidInput(f"Recordings are cut by one of {', '.join(CUTS)}. Received: cut={brief(self.cut)}.", rule="known-cut")
        if not (SHORTEST_S <= self.least_s <= self.unit_s <= LONGEST_S):
            raise InvalidInput(
                f"A unit lasts {SHORTEST_S} to {LONGEST_S:g} s, and the shortest no longer than the longest. "
                f"Received: unit_s={brief(self.unit_s)}, least_s={brief(self.least_s)}. Use for example 1 and 0.12.",
                rule="unit-length",
            )
        if isinstance(self.beats, bool) or not isinstance(self.beats, int) or not 1 <= self.beats <= 16 or not -120.0 <= self.silence_db <= 0.0:
            raise InvalidInput(
                f"A unit has 1 to 16 beats, and silence is -120 to 0 dB. Received: beats={brief(self.beats)}, silence_db={brief(self.silence_db)}.",
                rule="cut-range",
            )

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return asdict(self)


@dataclass(frozen=True)
class Span:
    """Where a unit is in its recording.

    Attributes:
        start, stop: samples.
        phase: where it begins between two beats, 0..1, NaN where there is no beat.
    """

    start: int
    stop: int
    phase: float


def cut_wave(wave: np.ndarray, sample_rate: int, settings: CutSettings) -> list[Span]:
    """Cut a recording.

    Args:
        wave: float32 [samples], mono.
        sample_rate: Hz.
        settings: how.

    Returns:
        The units that are heard, in order; they do not overlap. None for silence.
    """
    duration_s = len(wave) / sample_rate
    if settings.cut == "whole":
        edges, pulse = np.array([0.0, min(settings.unit_s, duration_s)]), None
    else:
        pulse = find_pulse(wave if sample_rate == RATE else resample(wave, sample_rate, RATE), RATE)
        edges = _edges(pulse, duration_s, settings)
    edges = np.minimum(np.round(edges * sample_rate).astype(int), len(wave))
    starts, stops = edges[:-1], edges[1:]
    phases = np.full(len(starts), np.nan) if pulse is None else pulse.phases(starts / sample_rate + (BEFORE_S if settings.cut != "fixed" else 0.0))
    return [
        Span(int(start), int(stop), float(phase))
        for start, stop, phase in zip(starts, stops, phases, strict=True)
        if stop > start and _loudest_db(wave[start:stop], sample_rate) > settings.silence_db
    ]


def _edges(pulse: Pulse, duration_s: float, settings: CutSettings) -> np.ndarray:
    """Return ascending seconds from 0 to the end, no two of them further apart than units may be long."""
    if settings.cut == "fixed":
        inner = np.arange(1, int(duration_s / settings.unit_s + 1e-9)) * settings.unit_s
    else:
        marks = pulse.beats_s[:: settings.beats] if settings.cut == "beats" and len(pulse.beats_s) > 1 else pulse.onsets_s
        inner = marks - BEFORE_S
    edges = [0.0]
    for mark in [*inner.tolist(), duration_s]:
        if mark - edges[-1] < settings.least_s - 1e-6 and mark < duration_s:
            continue
        parts = max(1, int(np.ceil((mark - edges[-1]) / settings.unit_s - SLACK)))
        edges += (edges[-1] + (mark - edges[-1]) * np.arange(1, parts + 1) / parts).tolist()
    if len(edges) > 2 and edges[-1] - edges[-2] < settings.least_s - 1e-6 and duration_s - edges[-3] <= settings.unit_s + settings.least_s:
        del edges[-2]
    return np.array(edges)


def _loudest_db(wave: np.ndarray, sample_rate: int) -> float:
    size = max(1, min(len(wave), round(0.05 * sample_rate)))
    power = float(stretch_power(wave, np.arange(0, max(1, len(wave) - size + 1), max(1, size // 4)), size).max())
    return 10.0 * np.log10(power) if power > 0.0 else -np.inf
