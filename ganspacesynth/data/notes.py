"""A soundfont's presets in, labelled notes out: pitch, velocity, family and source are known exactly."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio import PEAK, resample
from ganspacesynth.data.schema import GM_PROGRAMS, Note, instrument_name, note_name
from ganspacesynth.errors import DatasetError, InvalidInput

RENDER_RATE = 44100  # Hz; rendering at 16 kHz directly aliases by some 20 dB more than converting down from here
GAIN_DB = -6.0
FLUSH_SAMPLES = 1024  # what a silenced voice still rings, so that no note hears the one before
FADE_S = 0.02
SILENT_RMS = 1e-4


def soundfont_programs(soundfont: str | os.PathLike[str], *, bank: int = 0) -> dict[int, str]:
    """Return {program: preset name} of the tuned General MIDI programs that a soundfont has in a bank.

    Raises:
        DatasetError: not a soundfont, or tinysoundfont is not installed.
    """
    return _tuned(*_open(soundfont, RENDER_RATE), bank)


def render_notes(
    soundfont: str | os.PathLike[str],
    programs: Iterable[int] | None = None,
    pitches: Iterable[int] = range(24, 85),
    velocities: Iterable[int] = (100,),
    *,
    sample_rate: int = 16000,
    audio_length: int = 64000,
    hold_s: float = 3.0,
    bank: int = 0,
) -> Iterator[Note]:
    """Play every pitch and velocity of the presets and yield the audible notes, preset by preset.

    Level is set per preset (its loudest note peaks at 0.98), so soft velocities stay soft and registers keep their
    balance. Two runs give the same samples, bit for bit.

    Args:
        soundfont: an sf2 or sf3 file.
        programs: General MIDI numbers 0..127; None takes every tuned one the soundfont has.
        pitches: MIDI numbers.
        velocities: MIDI velocities 1..127.
        sample_rate: of the result, Hz.
        audio_length: samples of each note.
        hold_s: seconds until the key is released.
        bank: the soundfont's bank.

    Raises:
        InvalidInput: a number is out of range, or the soundfont has no such preset.
        DatasetError: not a soundfont, or tinysoundfont is not installed.
    """
    pitches, velocities = tuple(pitches), tuple(velocities)
    _check("pitches", pitches, 0, 127)
    _check("velocities", velocities, 1, 127)
    if sample_rate < 1 or audio_length < 1 or not 0 < hold_s < float("inf"):
        received = f"sample_rate={sample_rate}, audio_length={audio_length}, hold_s={hold_s}"
        raise InvalidInput(f"Rate, length and hold time must be positive. Received: {received}. Use for example 16000, 64000 and 3.0.")
    rate = max(RENDER_RATE, sample_rate)
    synth, font = _open(soundfont, rate)
    chosen = _choose_programs(soundfont, programs, _tuned(synth, font, bank), bank)

    def notes() -> Iterator[Note]:
        total = -(-audio_length * rate // sample_rate)
        hold = min(total, round(hold_s * rate))
        for program in chosen:
            synth.program_select(0, font, bank, program)
            waves = {
                (velocity, pitch): _finish(_play(synth, pitch, velocity, hold, total), rate, sample_rate, audio_length)
                for pitch in pitches
                for velocity in velocities
            }
            yield from _label(_level(waves), instrument_name(soundfont, program), program)

    return notes()


def _tuned(synth: Any, font: int, bank: int) -> dict[int, str]:
    names = {program: synth.sfpreset_name(font, bank, program) for program in GM_PROGRAMS}
    return {program: name for program, name in names.items() if name is not None}


def _choose_programs(soundfont: str | os.PathLike[str], programs: Iterable[int] | None, available: dict[int, str], bank: int) -> tuple[int, ...]:
    chosen = tuple(available) if programs is None else tuple(programs)
    missing = [program for program in chosen if program not in available]
    if missing or not chosen:
        raise InvalidInput(
            f"Programs must be tuned General MIDI presets of the soundfont. Received: {missing or 'none'} for {soundfont} bank {bank}. "
            f"It has: {list(available)}."
        )
    return chosen


def _check(name: str, values: tuple[int, ...], low: int, high: int) -> None:
    wrong = [value for value in values if not low <= value <= high]
    if wrong or not values:
        raise InvalidInput(f"{name} must be one or more of {low}..{high}. Received: {wrong or 'none'}. Use MIDI numbers.")


def _play(synth: Any, pitch: int, velocity: int, hold: int, total: int) -> np.ndarray:
    """Return float32 [total]: the key down for `hold` samples, then up."""
    synth.sounds_off(0)
    synth.generate_simple(FLUSH_SAMPLES)
    synth.noteon(0, pitch, velocity)
    parts = [_mono(synth.generate_simple(hold))]
    synth.noteoff(0, pitch)
    if total > hold:
        parts.append(_mono(synth.generate_simple(total - hold)))
    return np.concatenate(parts)


def _mono(buffer: memoryview) -> np.ndarray:
    return np.frombuffer(buffer, np.float32).reshape(-1, 2).mean(axis=1)


def _finish(wave: np.ndarray, rate: int, sample_rate: int, audio_length: int) -> np.ndarray:
    wave = wave if rate == sample_rate else resample(wave, rate, sample_rate)
    wave = np.pad(wave[:audio_length], (0, max(0, audio_length - len(wave))))
    fade = min(audio_length, round(FADE_S * sample_rate))
    wave[audio_length - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return wave


def _level(waves: dict[tuple[int, int], np.ndarray]) -> dict[tuple[int, int], np.ndarray]:
    """Drop what cannot be heard and bring the loudest note of the preset to the peak level."""
    audible = {key: wave for key, wave in waves.items() if np.sqrt(np.mean(np.square(wave))) >= SILENT_RMS}
    loudest = max((float(np.abs(wave).max()) for wave in audible.values()), default=1.0)
    return {key: wave * np.float32(PEAK / loudest) for key, wave in audible.items()}


def _label(waves: dict[tuple[int, int], np.ndarray], instrument: str, program: int) -> Iterator[Note]:
    family, source = GM_PROGRAMS[program]
    for (velocity, pitch), wave in waves.items():
        name = note_name(instrument, velocity, pitch)
        yield Note(name, wave, pitch, instrument, family, source, velocity=velocity, program=program)


def _open(soundfont: str | os.PathLike[str], rate: int) -> tuple[Any, int]:
    try:
        import tinysoundfont
    except ImportError as e:
        raise DatasetError("Rendering notes needs tinysoundfont. Received: no such package. Install `ganspacesynth[train]`.") from e
    path = Path(soundfont)
    try:
        data = path.read_bytes()
    except OSError as e:
        raise DatasetError(f"The soundfont must be readable. Received: {path} ({e.strerror}). Check the path.") from e
    synth = tinysoundfont.Synth(gain=GAIN_DB, samplerate=rate)
    try:
        return synth, synth.sfload(data)
    except (RuntimeError, ValueError) as e:
        raise DatasetError(f"The soundfont must be an sf2 or sf3 file. Received: {path} ({e}). Use another file.") from e
