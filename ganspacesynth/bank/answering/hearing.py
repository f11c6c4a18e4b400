"""What somebody played, as a model hears it: a recording in, its units, what was measured of them, key and beat out."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.bank.answering.joins import Ending
from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.units.cutting import CutSettings, Span, cut_wave
from ganspacesynth.bank.units.key import find_key
from ganspacesynth.bank.units.unit_features import COLUMN, RATE, all_features
from ganspacesynth.core.errors import AudioError, GanSpaceSynthError

CLIPPED = 0.999  # of full scale
MUCH = 0.001  # share of samples


@dataclass(frozen=True, eq=False)
class HeardUnits:
    """A recording as units.

    Attributes:
        spans: of the units, at 16 kHz.
        features: float32 [units, 176].
        key: name and pitch classes; None where nothing is pitched.
        remarks: what should be said of it, such as that it clips.
    """

    spans: tuple[Span, ...]
    features: np.ndarray
    key: tuple[str, frozenset[int]] | None
    remarks: tuple[str, ...] = ()

    @property
    def ending(self) -> Ending:
        """How it ends. Whoever answers begins on a unit: where the next would have begun."""
        last = self.spans[-1]
        phases = [span.phase for span in self.spans]
        steps = [(b - a) % 1.0 for a, b in itertools.pairwise(phases)]
        return Ending.heard(self.features[-1], (last.phase + float(np.median(steps))) % 1.0 if steps else float("nan"))


def hear(wave: np.ndarray, sample_rate: int, bank: Bank) -> HeardUnits:
    """Hear a recording in units as a bank has them.

    Args:
        wave: float32 [samples], mono.
        sample_rate: Hz; the bank may have another.
        bank: that says how it was cut.

    Raises:
        AudioError: nothing in it is heard.
    """
    settings = cut_settings(bank)
    remarks = []
    if len(wave) and float(np.mean(np.abs(wave) >= CLIPPED)) > MUCH:
        remarks.append("the recording clips: it is heard brighter than it was played")
    wave = np.asarray(wave, np.float32) if sample_rate == RATE else resample(wave, sample_rate, RATE)
    spans = cut_wave(wave, RATE, settings) if len(wave) else []
    if not spans:
        raise AudioError(
            f"A recording is continued where something is heard in it. Received: nothing louder than {settings.silence_db:g} dB. "
            "Record it again, louder.",
            rule="something-heard",
        )
    features = all_features([wave[span.start : span.stop] for span in spans])
    weights = np.array([span.stop - span.start for span in spans]) * features[:, COLUMN["pitched"]]
    return HeardUnits(tuple(spans), features, find_key(features[:, COLUMN["pitch"]], weights), tuple(remarks))


def cut_settings(bank: Bank) -> CutSettings:
    """Return how recordings are cut to suit a bank: as it was, and at onsets where its units were sounds as they are."""
    said = bank.settings.get("cut")
    try:
        settings = CutSettings(**said) if isinstance(said, Mapping) else CutSettings()
    except (TypeError, GanSpaceSynthError):  # a stranger's bank
        settings = CutSettings()
    return replace(settings, cut="onsets") if settings.cut == "whole" else settings


def key_mask(bank: Bank, key: tuple[str, frozenset[int]] | None) -> np.ndarray:
    """Return which units fit a key, bool [units]: those in it, and those without a pitch."""
    if key is None:
        return np.ones(len(bank), bool)
    classes: Any = np.round(bank.column("pitch")).astype(int) % 12
    return np.isin(classes, list(key[1])) | (bank.column("pitched") <= 0.5)
