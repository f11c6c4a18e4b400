"""Labelled notes of a soundfont's presets: pitch, velocity, family and source are exact."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files.sound_files import PEAK, resample
from ganspacesynth.core.errors import DatasetError, InvalidInput
from ganspacesynth.core.files import open_file
from ganspacesynth.data.schema import GM_PROGRAMS, Sample, instrument_name, note_name
from ganspacesynth.data.soundfonts.soundfont_presets import preset_names

RENDER_RATE = 44100  # Hz; rendering at 16 kHz directly aliases by some 20 dB more than converting down from here
GAIN_DB = -6.0
FLUSH_SAMPLES = 1024  # what a silenced voice still rings, so that no note hears the one before
FADE_S = 0.02
SILENT_RMS = 1e-4
MAX_BANK = 127  # 128 is drums
VELOCITY_CURVE = "sf2"  # what runs remember of `_velocity_gain`
DYING = frozenset({*range(16), *range(24, 29), *range(32, 38), 45, 46, *range(104, 109)})  # struck and plucked: they die away while held
SPREAD = (5**0.5 - 1) / 2  # turns of the golden ratio spread the holds of any presets evenly


class Soundfont:
    """An open soundfont: which tuned presets it has, and the notes of each.

    Attributes:
        path: the sf2 or sf3 file.
        programs: {General MIDI program: preset name} of the tuned presets in the bank.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        sample_rate: int = 16000,
        audio_length: int = 64000,
        hold_s: float | tuple[float, float] = 3.0,
        let_ring: bool = False,
        bank: int = 0,
    ) -> None:
        """Open a soundfont.

        Args:
            path: an sf2 or sf3 file.
            sample_rate: of the notes, Hz.
            audio_length: samples of each note.
            hold_s: seconds until the key is released; of two, each preset has its own time between them.
            let_ring: never release struck and plucked presets, which die away by themselves.
            bank: the soundfont's bank, 0..127.

        Raises:
            InvalidInput: a setting is out of range.
            DatasetError: not a soundfont, or tinysoundfont is not installed.
        """
        low, high = hold_s if isinstance(hold_s, tuple) else (hold_s, hold_s)
        if sample_rate < 1 or audio_length < 1 or not 0 < low <= high < float("inf"):
            received = f"sample_rate={sample_rate}, audio_length={audio_length}, hold_s={hold_s}"
            raise InvalidInput(
                f"Rate, length and hold time must be positive. Received: {received}. Use for example 16000, 64000 and 3.0.",
                rule="positive-rate-and-length",
            )
        if not 0 <= bank <= MAX_BANK:
            raise InvalidInput(f"The bank must be in 0..127. Received: {bank}. Use 0 for General MIDI.", rule="bank-range")
        self.path, self.bank = Path(path).expanduser(), bank
        self._sample_rate, self._audio_length = sample_rate, audio_length
        self._rate = max(RENDER_RATE, sample_rate)
        self._total = -(-audio_length * self._rate // sample_rate)
        self._hold_s, self._let_ring = (low, high), let_ring
        self._synth, self._font, self._presets = _open(self.path, self._rate)
        self.programs = {program: self._presets[bank, program] for program in GM_PROGRAMS if (bank, program) in self._presets}

    def choose(self, programs: Iterable[int] | None) -> list[int]:
        """Return the programs wanted, all when None, after a check that the soundfont has them.

        Raises:
            InvalidInput: it has not, or none is wanted; the message says what it has.
        """
        if not self.programs:
            banks = sorted({bank for bank, program in self._presets if program in GM_PROGRAMS and bank <= MAX_BANK})
            has = f"Its banks with tuned presets: {', '.join(map(str, banks))}." if banks else "No bank of it has any: it may hold drums only."
            raise InvalidInput(
                f"The bank must have tuned General MIDI presets. Received: bank {self.bank} of {self.path}. {has}", rule="tuned-presets"
            )
        chosen = list(self.programs if programs is None else programs)
        missing = [program for program in chosen if program not in self.programs]
        if missing or not chosen:
            raise InvalidInput(
                f"Programs must be tuned General MIDI presets of the soundfont. Received: {missing or 'none'} for {self.path}, bank {self.bank}. "
                f"It has: {list(self.programs)}.",
                rule="tuned-presets",
            )
        return chosen

    def instrument(self, program: int) -> str:
        """Return the preset's name in a data set."""
        return instrument_name(self.path, program, self.bank)

    def hold_s(self, program: int) -> float:
        """Return how long a preset's keys are held, seconds."""
        if self._let_ring and program in DYING:
            return self._total / self._rate
        low, high = self._hold_s
        return low + (high - low) * (program * SPREAD % 1.0)

    def notes(self, program: int, pitches: Sequence[int], velocities: Sequence[int]) -> list[Sample]:
        """Play one preset at every pitch and velocity; the audible notes, the loudest of them at peak level."""
        self._synth.program_select(0, self._font, self.bank, program)
        hold = min(self._total, round(self.hold_s(program) * self._rate))
        waves = {(pitch, velocity): self._play(pitch, velocity, hold) for pitch in pitches for velocity in velocities}
        audible = {key: wave for key, wave in waves.items() if np.sqrt(np.mean(np.square(wave))) >= SILENT_RMS}
        audible = {(pitch, velocity): wave * np.float32(_velocity_gain(velocity)) for (pitch, velocity), wave in audible.items()}
        loudest = max((float(np.abs(wave).max()) for wave in audible.values()), default=1.0)
        instrument, (family, source) = self.instrument(program), GM_PROGRAMS[program]
        return [
            Sample(
                note_name(instrument, velocity, pitch),
                pitch,
                instrument,
                family,
                source,
                velocity=velocity,
                program=program,
                wave=wave * np.float32(PEAK / loudest),
            )
            for (pitch, velocity), wave in audible.items()
        ]

    def _play(self, pitch: int, velocity: int, hold: int) -> np.ndarray:
        """Return float32 [audio_length]: the key down, then up; faded at the end."""
        self._synth.sounds_off(0)
        self._synth.generate_simple(FLUSH_SAMPLES)
        self._synth.noteon(0, pitch, velocity)
        parts = [_mono(self._synth.generate_simple(hold))]
        self._synth.noteoff(0, pitch)
        if self._total > hold:
            parts.append(_mono(self._synth.generate_simple(self._total - hold)))
        return _finish(np.concatenate(parts), self._rate, self._sample_rate, self._audio_length)


def check_keys(pitches: Iterable[int], velocities: Iterable[int]) -> tuple[list[int], list[int]]:
    """Return the pitches and velocities as lists.

    Raises:
        InvalidInput: none, or outside 0..127 (pitches) or 1..127 (velocities).
    """
    checked = []
    for name, values, low in (("pitches", list(pitches), 0), ("velocities", list(velocities), 1)):
        wrong = [value for value in values if not low <= value <= 127]
        if wrong or not values:
            raise InvalidInput(f"{name} must be one or more of {low}..127. Received: {wrong or 'none'}. Use MIDI numbers.", rule="midi-numbers")
        checked.append(values)
    return checked[0], checked[1]


def _velocity_gain(velocity: int) -> float:
    """Return what a soft note lacks: tinysoundfont's amplitude goes with the velocity, that of the standard with its square.

    At velocity 64 that is 11.9 dB under 127 (SoundFont 2.04, section 8.4.1: 960 centibels along a concave curve, 40 dB a decade).
    """
    return velocity / 127.0


def _mono(buffer: memoryview) -> np.ndarray:
    return np.frombuffer(buffer, np.float32).reshape(-1, 2).mean(axis=1)


def _finish(wave: np.ndarray, rate: int, sample_rate: int, audio_length: int) -> np.ndarray:
    wave = wave if rate == sample_rate else resample(wave, rate, sample_rate)
    wave = np.pad(wave[:audio_length], (0, max(0, audio_length - len(wave))))
    fade = min(audio_length, round(FADE_S * sample_rate))
    wave[audio_length - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return wave


def _open(path: Path, rate: int) -> tuple[Any, int, dict[tuple[int, int], str]]:
    try:
        import tinysoundfont
    except ImportError as e:
        raise DatasetError(
            "Rendering notes needs tinysoundfont. Received: no such package. Run `pip install --no-deps tinysoundfont`.",
            rule="tinysoundfont-installed",
        ) from e
    if path.exists() and not path.is_file():
        raise DatasetError(f"A soundfont is a file. Received: {path}, which is something else. Check the path.", rule="regular-file")
    try:
        with open_file(path) as file:
            data = file.read()
    except OSError as e:
        raise DatasetError(f"The soundfont must be readable. Received: {path} ({e.strerror}). Check the path.", rule="readable-file") from e
    synth = tinysoundfont.Synth(gain=GAIN_DB, samplerate=rate)
    try:
        return synth, synth.sfload(data), preset_names(data)
    except (RuntimeError, ValueError) as e:
        raise DatasetError(f"The soundfont must be an sf2 or sf3 file. Received: {path} ({e}). Use another file.", rule="soundfont-file") from e
