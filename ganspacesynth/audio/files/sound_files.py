"""Sound files read and written: sample rates, channels, peak-safe gain, and the recipe inside every WAV."""

import errno
import json
import os
import struct
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.decode import DecodedSound, open_sound
from ganspacesynth.audio.loudness import SILENT_DB, note_level_db
from ganspacesynth.core.errors import AudioError, InvalidInput
from ganspacesynth.core.files import atomic_path, open_file
from ganspacesynth.core.levels import LEVELS

RECIPE_CHUNK = b"gss "  # a RIFF chunk of our own: other programs skip it, libsndfile's comment field stops at 2 kB
MAX_RECIPE_BYTES = 64 * 1024 * 1024
PEAK = 0.98
LOUDNESS_DB = -18.0  # of sounds that shall be equally loud: nearly all of them reach it within PEAK. Recipes count on it: never change it
MAX_CHANNELS = 64
INTEGER_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32}
MAX_RATE = 768_000
FILLED = 1 << 20
BYTES = {"PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4}
WAVE_HEAD = 12  # bytes by which a WAV file is known
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
    blocks, total = [], 0
    for block in sound.mono():
        blocks.append(block)
        total += len(block)
        if total > MAX_SAMPLES:
            raise AudioError(
                f"A sound read at once has at most {MAX_SAMPLES} samples. Received: {sound.path} with more. Cut it into parts first.",
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


def at_level(wave: np.ndarray, sample_rate: float, level: str) -> np.ndarray:
    """Bring a sound to a level; silence stays silence.

    Args:
        wave: float32 [samples].
        sample_rate: Hz.
        level: "loudness": as loud as any other sound (-18 dB, see `loudness.note_level_db`), unless its peaks forbid it; "peak":
            max |x| = 0.98; "model": as the model made it, only turned down where max |x| would be over 0.98.

    Raises:
        InvalidInput: no such level.
    """
    if level not in LEVELS:
        raise InvalidInput(f"The level must be one of {', '.join(LEVELS)}. Received: level={level!r}.", rule="known-level")
    loud = note_level_db(wave, sample_rate) if len(wave) else SILENT_DB
    if level == "model" or loud <= SILENT_DB:
        return peak_safe(wave)
    if level == "peak":
        return normalize(wave)
    return peak_safe((wave * np.float32(10.0 ** ((LOUDNESS_DB - loud) / 20.0))).astype(np.float32))


def write_wave(
    path: str | os.PathLike[str],
    wave: np.ndarray,
    sample_rate: int,
    *,
    recipe: object | None = None,
    subtype: str = "PCM_24",
    force: bool = False,
) -> Path:
    """Write a WAV file, whole or not at all, with its recipe inside.

    Args:
        path: where; it ends in `.wav`.
        wave: float [samples] or [samples, channels] in -1..1 (use `peak_safe` or `normalize` first).
        sample_rate: Hz.
        recipe: anything JSON can say about how to make this sound again; up to 64 MB.
        subtype: libsndfile's name of the sample format.
        force: overwrite an existing file.

    Raises:
        InvalidInput: NaN, infinity, samples outside -1..1, no sound, or a setting that no WAV file has.
        OutputError: the file exists, or cannot be written.
    """
    import soundfile

    path, wave = Path(path), np.asarray(wave)
    _check_wave(path, wave)
    _check_rate(sample_rate)
    check_wave_subtype(subtype)
    data = b"" if recipe is None else _recipe_chunk(recipe)
    wave = rounded(wave, subtype)
    with atomic_path(path, force=force) as temporary:
        try:
            soundfile.write(temporary, wave, sample_rate, subtype=subtype, format="WAV")
        except AssertionError as e:  # soundfile asserts that all was written
            raise OSError(errno.ENOSPC, "not all was written") from e
        except soundfile.SoundFileError as e:
            _fill(temporary, wave.size * BYTES[subtype])
            raise OSError(str(e)) from e
        _append(temporary, data)
    return path.expanduser()


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


def read_recipe(path: str | os.PathLike[str]) -> object | None:
    """Return the recipe stored in a WAV file, or None when it has none.

    Raises:
        AudioError: not a WAV file, or a damaged recipe.
    """
    path = Path(path)
    try:
        with open_file(path) as file:
            if not is_wave(file.read(WAVE_HEAD)):
                raise AudioError(f"Only WAV files carry a recipe. Received: {path}.", rule="recipe-in-wav")
            while len(head := file.read(8)) == 8:
                name, size = head[:4], struct.unpack("<I", head[4:])[0]
                if name == RECIPE_CHUNK:
                    return _parse_recipe(path, file.read(min(size, MAX_RECIPE_BYTES + 1)), size)
                file.seek(size + size % 2, os.SEEK_CUR)
    except OSError as e:
        raise AudioError(f"The WAV file must be readable. Received: {path} ({e.strerror}). Check the path.", rule="readable-file") from e
    return None


def is_wave(head: bytes) -> bool:
    """Whether the first `WAVE_HEAD` bytes of a file are those of a WAV."""
    return len(head) >= WAVE_HEAD and head[:4] == b"RIFF" and head[8:WAVE_HEAD] == b"WAVE"


def _parse_recipe(path: Path, data: bytes, size: int) -> object:
    if size > MAX_RECIPE_BYTES or len(data) < size:
        raise AudioError(f"The recipe in the WAV must be whole and under {MAX_RECIPE_BYTES} bytes. Received: {path}.", rule="whole-recipe")
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as e:
        raise AudioError(f"The recipe in the WAV must be valid JSON. Received: {path} ({e}).", rule="valid-json") from e


def _recipe_chunk(recipe: object) -> bytes:
    try:
        data = json.dumps(recipe, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except ValueError as e:
        raise InvalidInput(f"A recipe holds what JSON can say: finite numbers, texts. Received: something else ({e}).", rule="json-values") from e
    if len(data) > MAX_RECIPE_BYTES:
        raise InvalidInput(f"A recipe may take at most {MAX_RECIPE_BYTES} bytes. Received: {len(data)}. Use fewer points.", rule="recipe-size")
    return RECIPE_CHUNK + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _fill(path: Path, size: int) -> None:
    """Write as much as a sound takes: libsndfile only says "System error.", and the system says here whether the disk is full or has gone."""
    with open(path, "wb") as file:
        for begin in range(0, size, FILLED):
            file.write(bytes(min(FILLED, size - begin)))
        file.flush()
        os.fsync(file.fileno())


def _append(path: Path, chunk: bytes) -> None:
    """Add a RIFF chunk at a WAV file's end, and its length to the length of the whole."""
    with open(path, "r+b") as file:
        file.seek(0, os.SEEK_END)
        file.write(b"\0" * (file.tell() % 2) + chunk)
        riff_size = file.tell() - 8
        file.seek(4)
        file.write(struct.pack("<I", riff_size))


def check_wave_name(path: str | os.PathLike[str]) -> None:
    """Raise InvalidInput for a name that is none of a WAV file."""
    if Path(path).suffix.lower() != ".wav":
        raise InvalidInput(f"Sounds are written as WAV. Received: {path}. End the name in .wav.", rule="file-ending")


def check_wave_subtype(subtype: str) -> None:
    """Raise InvalidInput for a sample format that no WAV file has."""
    import soundfile

    if not soundfile.check_format("WAV", subtype):
        raise InvalidInput(f"A WAV file holds PCM_16, PCM_24, PCM_32 or FLOAT samples. Received: subtype={subtype!r}.", rule="known-subtype")


def _check_wave(path: Path, wave: np.ndarray) -> None:
    check_wave_name(path)
    channels = wave.shape[1] if wave.ndim == 2 else 1
    if wave.ndim not in (1, 2) or wave.dtype.kind not in "fiu" or not wave.size or channels > MAX_CHANNELS:
        raise InvalidInput(f"Audio must be [samples] or [samples, channels]. Received: shape={list(wave.shape)}, {wave.dtype}.", rule="wave-shape")
    if wave.size > MAX_SAMPLES:
        raise InvalidInput(f"A WAV file holds at most {MAX_SAMPLES} samples. Received: {wave.size}. Render it in parts.", rule="sound-length")
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
