"""Sound files read and written: sample rates, channels, levels, and the recipe inside every file."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.decode import DecodedSound, open_sound
from ganspacesynth.audio.files.recipe_inside import append_chunk, recipe_chunk, recipe_comment
from ganspacesynth.audio.files.sound_formats import SoundFormat, sound_format
from ganspacesynth.audio.loudness import SILENT_DB, note_level_db
from ganspacesynth.audio.lufs import loudness_lufs
from ganspacesynth.core.errors import AudioError, InvalidInput
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.output.levels import Level, check_level

PEAK = 0.98
LOUDNESS_DB = -18.0  # of sounds that shall be equally loud: nearly all of them reach it within PEAK. Recipes count on it: never change it
MAX_CHANNELS = 64
INTEGER_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32}
MAX_RATE = 768_000
FILLED = 1 << 20
BYTES = {"PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4}
WRITTEN_AT_ONCE = 1 << 14  # samples: libvorbis keeps what it is given on the stack
MAX_SAMPLES = 1 << 29  # four bytes each are half of what a WAV file can hold


def read_audio(path: str | os.PathLike[str], *, sample_rate: int | None = None) -> tuple[np.ndarray, int]:
    """Read a sound file as mono float32: any that libsndfile knows, and others through PyAV or ffmpeg (see `decode.py`).

    Args:
        path: the file.
        sample_rate: convert to this rate in Hz (soxr, very high quality); None keeps the file's.

    Returns:
        wave: float32 [samples], the mean of the channels, or the loudest of them where they cancel each other.
        sample_rate: int, Hz.

    Raises:
        AudioError: missing, unreadable, empty, too long for the memory, or with NaN or infinity in it.
        InvalidInput: no such rate.
    """
    if sample_rate is not None:
        _check_rate(sample_rate)
    sound = open_sound(path)
    wave, rate = read_mono(sound), sound.sample_rate
    if sample_rate is None or sample_rate == rate:
        return wave, rate
    return resample(wave, rate, sample_rate), sample_rate


def read_mono(sound: DecodedSound) -> np.ndarray:
    """Return all of a sound, float32 [samples], at its own rate.

    Raises:
        AudioError: as `Sound.mono`, or more than `MAX_SAMPLES`.
    """
    return _whole(sound.mono(), sound.path)


def read_stereo(path: str | os.PathLike[str]) -> tuple[np.ndarray, int]:
    """Read a sound file for two ears.

    Returns:
        wave: float32 [samples, 2] of a file with two channels, of others [samples] as `read_audio`.
        sample_rate: int, Hz.

    Raises:
        AudioError: as `read_audio`.
    """
    sound = open_sound(path)
    return (_whole(sound.both(), sound.path) if sound.channels == 2 else read_mono(sound)), sound.sample_rate


def _whole(given: Iterator[np.ndarray], path: Path) -> np.ndarray:
    blocks, total = [], 0
    for block in given:
        blocks.append(block)
        total += len(block)
        if total > MAX_SAMPLES:
            raise AudioError(
                f"A sound read at once has at most {MAX_SAMPLES} samples. Received: {path} with more. Cut it into parts first.",
                rule="sound-length",
            )
    return np.concatenate(blocks)


def resample(wave: np.ndarray, from_rate: float, to_rate: float) -> np.ndarray:
    """Convert float32 [samples] from one rate to another (Hz) with soxr at very high quality."""
    import soxr

    return soxr.resample(np.asarray(wave, np.float32), from_rate, to_rate, quality="VHQ").astype(np.float32, copy=False)


def peak_safe(wave: np.ndarray, *, peak: float = PEAK) -> np.ndarray:
    """Scale down so that max |x| <= peak; leave quieter sounds, and silence, as they are."""
    loudest = float(np.max(np.abs(wave), initial=0.0))
    return wave if loudest <= peak else (wave * np.float32(peak / loudest)).astype(np.float32)


def normalize(wave: np.ndarray, *, peak: float = PEAK) -> np.ndarray:
    """Scale so that max |x| == peak; silence stays silence."""
    loudest = float(np.max(np.abs(wave), initial=0.0))
    return wave if loudest == 0.0 else (wave * np.float32(peak / loudest)).astype(np.float32)


def at_level(wave: np.ndarray, sample_rate: float, level: Level) -> np.ndarray:
    """Bring a sound to a level; silence stays silence.

    Args:
        wave: float32 [samples] or [samples, 2].
        sample_rate: Hz.
        level: "loudness": as loud as any other sound (-18 dB, see `loudness.note_level_db`); a number: that many LUFS (see `lufs.py`), both
            unless the sound's peaks forbid it; "peak": max |x| = 0.98; "model": as the model made it, only turned down where max |x| would be
            over 0.98.

    Raises:
        InvalidInput: no such level.
    """
    level = check_level(level)
    loud = note_level_db(_one_channel(wave), sample_rate) if len(wave) else SILENT_DB
    if level == "model" or loud <= SILENT_DB:
        return peak_safe(wave)
    if level == "peak":
        return normalize(wave)
    change_db = LOUDNESS_DB - loud if isinstance(level, str) else level - loudness_lufs(wave, sample_rate)
    return peak_safe((wave * np.float32(10.0 ** (change_db / 20.0))).astype(np.float32)) if np.isfinite(change_db) else peak_safe(wave)


def level_gain(wave: np.ndarray, sample_rate: float, level: Level, *, peak: float | None = PEAK) -> float:
    """Return the factor by which `at_level` would bring a sound to a level; with `peak` None nothing forbids "loudness" and LUFS."""
    level = check_level(level)
    loudest = float(np.max(np.abs(wave), initial=0.0))
    most = np.inf if peak is None or loudest == 0.0 else peak / loudest
    loud = note_level_db(_one_channel(wave), sample_rate) if len(wave) else SILENT_DB
    if level == "model" or loud <= SILENT_DB:
        return min(1.0, most)
    if level == "peak":
        return most
    change_db = LOUDNESS_DB - loud if isinstance(level, str) else level - loudness_lufs(wave, sample_rate)
    return min(10.0 ** (change_db / 20.0) if np.isfinite(change_db) else 1.0, most)


def _one_channel(wave: np.ndarray) -> np.ndarray:
    """Return what is as loud as all channels in their mean."""
    return wave if wave.ndim == 1 else np.sqrt(np.mean(np.square(wave, dtype=np.float64), axis=1))


def write_wave(
    path: str | os.PathLike[str],
    wave: np.ndarray,
    sample_rate: int,
    *,
    recipe: object | None = None,
    subtype: str | None = None,
    force: bool = False,
) -> Path:
    """Write a sound file, whole or not at all, with its recipe inside.

    Args:
        path: where; it ends in `.wav`, `.flac` or `.ogg`.
        wave: float [samples] or [samples, channels] in -1..1 (use `peak_safe` or `normalize` first).
        sample_rate: Hz.
        recipe: how to make this sound again, as JSON; in FLAC and OGG one that says its format, see `core.documents`.
        subtype: libsndfile's name of the sample format; None for the usual one, see `sound_formats`.
        force: overwrite an existing file.

    Raises:
        InvalidInput: NaN, infinity, samples outside -1..1, no sound, or a setting that no such file has.
        OutputError: the file exists, or cannot be written.
    """
    path, wave, kind = Path(path), np.asarray(wave), sound_format(path)
    _check_wave(wave)
    _check_rate(sample_rate)
    subtype = subtype or kind.subtype
    check_subtype(kind, subtype)
    data = b"" if recipe is None or kind.name != "WAV" else recipe_chunk(recipe)
    comment = "" if recipe is None or kind.name == "WAV" else recipe_comment(recipe)
    wave = rounded(wave, subtype)
    with atomic_path(path, force=force) as temporary:
        _write_samples(temporary, wave, sample_rate, kind, subtype, comment)
        if data:
            append_chunk(temporary, data)
    return path.expanduser()


def check_subtype(kind: SoundFormat, subtype: str) -> None:
    """Raise InvalidInput for a sample format that a file format has not."""
    import soundfile

    if not soundfile.check_format(kind.name, subtype):
        known = {"WAV": "PCM_16, PCM_24, PCM_32 or FLOAT", "FLAC": "PCM_16 or PCM_24", "OGG": "VORBIS"}[kind.name]
        raise InvalidInput(f"A {kind.name} file holds {known} samples. Received: subtype={subtype!r}.", rule="known-subtype")


def _write_samples(path: Path, wave: np.ndarray, sample_rate: int, kind: SoundFormat, subtype: str, comment: str) -> None:
    """Write samples, as `rounded` returns them; raises OSError."""
    import soundfile

    try:
        if kind.name == "WAV":
            soundfile.write(path, wave, sample_rate, subtype=subtype, format="WAV")
            return
        channels = 1 if wave.ndim == 1 else wave.shape[1]
        with soundfile.SoundFile(path, "w", sample_rate, channels, subtype, format=kind.name) as file:
            if comment:
                file.comment = comment
            for begin in range(0, len(wave), WRITTEN_AT_ONCE):
                file.write(wave[begin : begin + WRITTEN_AT_ONCE])
    except AssertionError as e:  # soundfile asserts that all was written
        raise OSError(errno.ENOSPC, "not all was written") from e
    except soundfile.SoundFileError as e:
        _fill(path, wave.size * BYTES.get(subtype, 1))
        raise OSError(str(e)) from e


def rounded(wave: np.ndarray, subtype: str) -> np.ndarray:
    """Return samples as they are to be written: those of integer formats rounded, which libsndfile would round down for WAV and AIFF.

    Args:
        wave: float in -1..1.
        subtype: libsndfile's name of the sample format.

    Returns:
        int16 or int32 of the same shape, full scale being the type's own, or float for other formats.
    """
    bits = INTEGER_BITS.get(subtype)
    if bits is None:
        return wave if wave.dtype == np.float64 else wave.astype(np.float32, copy=False)
    full = 2.0 ** (bits - 1)
    whole = np.clip(np.rint(wave.astype(np.float64) * full), -full, full - 1.0)
    return whole.astype(np.int16) if bits == 16 else (whole * 2.0 ** (32 - bits)).astype(np.int32)


def _fill(path: Path, size: int) -> None:
    """Write as much as a sound takes: libsndfile only says "System error.", and the system says here whether the disk is full or has gone."""
    with open(path, "wb") as file:
        for begin in range(0, size, FILLED):
            file.write(bytes(min(FILLED, size - begin)))
        file.flush()
        os.fsync(file.fileno())


def _check_wave(wave: np.ndarray) -> None:
    channels = wave.shape[1] if wave.ndim == 2 else 1
    if wave.ndim not in (1, 2) or wave.dtype.kind not in "fiu" or not wave.size or channels > MAX_CHANNELS:
        raise InvalidInput(f"Audio must be [samples] or [samples, channels]. Received: shape={list(wave.shape)}, {wave.dtype}.", rule="wave-shape")
    if wave.size > MAX_SAMPLES:
        raise InvalidInput(f"A sound file holds at most {MAX_SAMPLES} samples. Received: {wave.size}. Render it in parts.", rule="sound-length")
    if not np.isfinite(wave).all():
        raise InvalidInput("Audio must be finite. Received: NaN or infinity. Render it again with smaller edits.", rule="finite-audio")
    loudest = float(np.max(np.abs(wave)))
    if loudest > 1.0:
        raise InvalidInput(f"Samples must be in -1..1. Received: peak={loudest:.3g}. Use peak_safe or normalize first.", rule="sample-range")


def _check_rate(sample_rate: int) -> None:
    if isinstance(sample_rate, bool) or int(sample_rate) != sample_rate or not 1 <= sample_rate <= MAX_RATE:
        raise InvalidInput(
            f"A sample rate is a whole number of Hz in 1..{MAX_RATE}. Received: sample_rate={sample_rate!r}.", rule="sample-rate-range"
        )
