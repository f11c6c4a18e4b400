"""Audio files in and out: rates, channels, peak-safe gain, and the recipe that every WAV carries."""

import errno
import json
import os
import struct
from pathlib import Path

import numpy as np

from ganspacesynth.errors import AudioError, InvalidInput
from ganspacesynth.files import atomic_path, open_file

RECIPE_CHUNK = b"gss "  # a RIFF chunk of our own: other programs skip it, libsndfile's comment field stops at 2 kB
MAX_RECIPE_BYTES = 64 * 1024 * 1024
PEAK = 0.98
MAX_CHANNELS = 64
MAX_RATE = 768_000
FILLED = 1 << 20
BYTES = {"PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4}
WAVE_HEAD = 12  # bytes by which a WAV file is known
MAX_SAMPLES = 1 << 29  # four bytes each are half of what a WAV file can hold


def read_audio(path: str | os.PathLike[str], *, sample_rate: int | None = None) -> tuple[np.ndarray, int]:
    """Read any file libsndfile knows as mono float32.

    Args:
        path: the file.
        sample_rate: convert to this rate in Hz (soxr, very high quality); None keeps the file's.

    Returns:
        wave: float32 [samples], the mean of the channels.
        sample_rate: int, Hz.

    Raises:
        AudioError: missing, unreadable, empty, or with NaN or infinity in it.
        InvalidInput: no such rate.
    """
    import soundfile

    path = Path(path)
    if sample_rate is not None:
        _check_rate(sample_rate)
    if not path.is_file():
        raise AudioError(f"The audio file must exist. Received: {path}. Check the path.")
    try:
        channels, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError, ValueError, TypeError, MemoryError) as e:  # TypeError: headerless files such as .raw
        raise AudioError(f"The file must be audio that libsndfile reads. Received: {path} ({e}). Convert it to WAV or FLAC.") from e
    if not len(channels):
        raise AudioError(f"The audio file must hold sound. Received: {path} with no samples.")
    if not np.isfinite(channels).all():
        raise AudioError(f"Audio must be finite. Received: {path} with NaN or infinity. Export it again.")
    wave = channels.mean(axis=1, dtype=np.float32)
    if sample_rate is None or sample_rate == rate:
        return wave, int(rate)
    return resample(wave, rate, sample_rate), sample_rate


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
    if subtype not in BYTES:
        raise InvalidInput(f"A WAV file holds PCM_16, PCM_24, PCM_32 or FLOAT samples. Received: subtype={subtype!r}.")
    data = b"" if recipe is None else _recipe_chunk(recipe)
    wave = wave if wave.dtype == np.float64 else wave.astype(np.float32, copy=False)
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


def read_recipe(path: str | os.PathLike[str]) -> object | None:
    """Return the recipe stored in a WAV file, or None when it has none.

    Raises:
        AudioError: not a WAV file, or a damaged recipe.
    """
    path = Path(path)
    try:
        with open_file(path) as file:
            if not is_wave(file.read(WAVE_HEAD)):
                raise AudioError(f"Only WAV files carry a recipe. Received: {path}.")
            while len(head := file.read(8)) == 8:
                name, size = head[:4], struct.unpack("<I", head[4:])[0]
                if name == RECIPE_CHUNK:
                    return _parse_recipe(path, file.read(min(size, MAX_RECIPE_BYTES + 1)), size)
                file.seek(size + size % 2, os.SEEK_CUR)
    except OSError as e:
        raise AudioError(f"The WAV file must be readable. Received: {path} ({e.strerror}). Check the path.") from e
    return None


def is_wave(head: bytes) -> bool:
    """Whether the first `WAVE_HEAD` bytes of a file are those of a WAV."""
    return len(head) >= WAVE_HEAD and head[:4] == b"RIFF" and head[8:WAVE_HEAD] == b"WAVE"


def _parse_recipe(path: Path, data: bytes, size: int) -> object:
    if size > MAX_RECIPE_BYTES or len(data) < size:
        raise AudioError(f"The recipe in the WAV must be whole and under {MAX_RECIPE_BYTES} bytes. Received: {path}.")
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as e:
        raise AudioError(f"The recipe in the WAV must be valid JSON. Received: {path} ({e}).") from e


def _recipe_chunk(recipe: object) -> bytes:
    try:
        data = json.dumps(recipe, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except ValueError as e:
        raise InvalidInput(f"A recipe holds what JSON can say: finite numbers, texts. Received: something else ({e}).") from e
    if len(data) > MAX_RECIPE_BYTES:
        raise InvalidInput(f"A recipe may take at most {MAX_RECIPE_BYTES} bytes. Received: {len(data)}. Use fewer points.")
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


def _check_wave(path: Path, wave: np.ndarray) -> None:
    if path.suffix.lower() != ".wav":
        raise InvalidInput(f"Sounds are written as WAV. Received: {path}. End the name in .wav.")
    channels = wave.shape[1] if wave.ndim == 2 else 1
    if wave.ndim not in (1, 2) or wave.dtype.kind not in "fiu" or not wave.size or channels > MAX_CHANNELS:
        raise InvalidInput(f"Audio must be [samples] or [samples, channels]. Received: shape={list(wave.shape)}, {wave.dtype}.")
    if wave.size > MAX_SAMPLES:
        raise InvalidInput(f"A WAV file holds at most {MAX_SAMPLES} samples. Received: {wave.size}. Render it in parts.")
    if not np.isfinite(wave).all():
        raise InvalidInput("Audio must be finite. Received: NaN or infinity. Render it again with smaller edits.")
    loudest = float(np.max(np.abs(wave)))
    if loudest > 1.0:
        raise InvalidInput(f"Samples must be in -1..1. Received: peak={loudest:.3g}. Use peak_safe or normalize first.")


def _check_rate(sample_rate: int) -> None:
    if isinstance(sample_rate, bool) or int(sample_rate) != sample_rate or not 1 <= sample_rate <= MAX_RATE:
        raise InvalidInput(f"A sample rate is a whole number of Hz in 1..{MAX_RATE}. Received: sample_rate={sample_rate!r}.")
