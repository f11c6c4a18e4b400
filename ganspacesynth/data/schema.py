"""One example of a data set: a frozen Sample, its name, and NSynth's numbers for families, sources and qualities."""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

import numpy as np

from ganspacesynth.core.conditions import FAMILIES, QUALITIES, SOURCES
from ganspacesynth.core.errors import DatasetError, brief

NO_QUALITIES = (0,) * len(QUALITIES)
_NAME = re.compile(r"(?P<instrument>.+)_(?P<index>\d+)_(?P<pitch>\d{1,3})", re.DOTALL)


@dataclass(frozen=True)
class Label:
    """What is known about one sound of a data set.

    Attributes:
        name: unique in its data set.
        pitch: MIDI number 0..127.
        instrument: what made the sound (a preset, a recording); train and validation sets never share one.
        instrument_family: index into FAMILIES.
        instrument_source: index into SOURCES.
        qualities: ten of 0 or 1, in the order of QUALITIES.
        velocity: MIDI velocity 0..127, or None when unknown.
        program: General MIDI program 0..127, or None when it is none.
    """

    name: str
    pitch: int
    instrument: str
    instrument_family: int = 0
    instrument_source: int = 0
    qualities: tuple[int, ...] = NO_QUALITIES
    velocity: int | None = None
    program: int | None = None

    def __post_init__(self) -> None:
        self._check_range("pitch", self.pitch, 128)
        self._check_range("instrument_family", self.instrument_family, len(FAMILIES))
        self._check_range("instrument_source", self.instrument_source, len(SOURCES))
        for key in ("velocity", "program"):
            if getattr(self, key) is not None:
                self._check_range(key, getattr(self, key), 128)
        object.__setattr__(self, "qualities", tuple(int(quality) if quality in (0, 1) else quality for quality in self.qualities))
        if len(self.qualities) != len(QUALITIES) or any(quality not in (0, 1) for quality in self.qualities):
            received = f"{brief(self.name)} with {list(self.qualities)}"
            raise DatasetError(f"Qualities must be {len(QUALITIES)} of 0 or 1. Received: {received}. Correct its meta data.", rule="quality-flags")

    def _check_range(self, key: str, value: int, stop: int) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < stop:
            raise DatasetError(
                f"{key} must be a whole number in 0..{stop - 1}. Received: {brief(self.name)} with {brief(value)}. Correct its meta data.",
                rule="label-range",
            )


@dataclass(frozen=True, eq=False)
class Sample(Label):
    """One sound of a data set: its label and its wave, float32 [samples] in -1..1."""

    wave: np.ndarray = field(kw_only=True, repr=False)

    @property
    def label(self) -> Label:
        """The same without the wave."""
        return Label(**{key.name: getattr(self, key.name) for key in fields(Label)})


def label_wave(label: Label, wave: np.ndarray, audio_length: int) -> Sample:
    """Join a label and its wave.

    Raises:
        DatasetError: the wave has another length than `audio_length`, NaN or infinity in it, or samples outside -1..1.
    """
    if wave.shape != (audio_length,):
        shape = "x".join(map(str, wave.shape))
        raise DatasetError(
            f"Every sound must have {audio_length} samples. Received: {brief(label.name)} with {shape}. Run `ganspacesynth dataset pad`.",
            rule="audio-length",
        )
    if not np.isfinite(wave).all():
        raise DatasetError(f"Audio must be finite. Received: {brief(label.name)} with NaN or infinity. Export it again.", rule="finite-audio")
    loudest = float(np.max(np.abs(wave), initial=0.0))
    if loudest > 1.0:
        raise DatasetError(
            f"Samples must be in -1..1. Received: {brief(label.name)} with a peak of {loudest:.3g}. Turn it down and export it again.",
            rule="sample-range",
        )
    return Sample(**vars(label), wave=wave.astype(np.float32, copy=False))


def note_name(instrument: str, index: int, pitch: int) -> str:
    """Return `{instrument}_{index}_{pitch}`, the name every sample of a data set folder has."""
    return f"{instrument}_{index}_{pitch}"


def parse_name(name: str) -> tuple[str, int, int]:
    """Split a sample's name (a file name without its ending) into instrument, index and pitch.

    Raises:
        DatasetError: the name has another form, or a pitch above 127.
    """
    match = _NAME.fullmatch(name)
    if match is None or int(match["pitch"]) > 127:
        raise DatasetError(
            f"A sample must be named NAME_INDEX_PITCH with a MIDI pitch 0..127. Received: {brief(name)}. "
            "Rename it, or cut it with `ganspacesynth dataset chop`.",
            rule="sample-name",
        )
    return match["instrument"], int(match["index"]), int(match["pitch"])


def _programs(table: Mapping[tuple[str, str], tuple[int | range, ...]]) -> Mapping[int, tuple[int, int]]:
    programs = {}
    for (family, source), groups in table.items():
        for group in groups:
            for program in (group,) if isinstance(group, int) else group:
                programs[program] = (FAMILIES.index(family), SOURCES.index(source))
    return MappingProxyType(dict(sorted(programs.items())))


# General MIDI program (0-based) -> (family, source). Effects, drums and untuned programs are left out: their pitch says nothing.
GM_PROGRAMS = _programs(
    {
        ("keyboard", "acoustic"): (0, 1, 3, 6),
        ("keyboard", "electronic"): (2, 4, 5, 7),
        ("mallet", "acoustic"): (8, range(10, 14), 108),
        ("organ", "electronic"): (range(16, 19),),
        ("organ", "acoustic"): (range(19, 24),),
        ("guitar", "acoustic"): (24, 25),
        ("guitar", "electronic"): (26, 27, 29, 30),
        ("bass", "acoustic"): (32,),
        ("bass", "electronic"): (range(33, 38),),
        ("bass", "synthetic"): (38, 39),
        ("string", "acoustic"): (15, range(40, 45), 46, 48, 49, range(104, 108), 110),
        ("string", "synthetic"): (50, 51),
        ("vocal", "acoustic"): (52, 53),
        ("vocal", "synthetic"): (54, 85, 91),
        ("brass", "acoustic"): (range(56, 62),),
        ("brass", "synthetic"): (62, 63),
        ("reed", "acoustic"): (range(64, 72), 109, 111),
        ("flute", "acoustic"): (range(72, 80),),
        ("synth_lead", "synthetic"): (range(80, 85), range(87, 91), range(92, 96)),
    }
)


def instrument_name(font: str | os.PathLike[str], program: int, bank: int = 0) -> str:
    """Return the name of one preset of a soundfont, such as `FluidR3Mono_GM_keyboard_acoustic_000`."""
    family, source = GM_PROGRAMS[program]
    number = f"{program:03d}" if bank == 0 else f"{bank:03d}-{program:03d}"
    stem = unicodedata.normalize("NFC", Path(font).stem)
    return f"{stem}_{FAMILIES[family]}_{SOURCES[source]}_{number}"
