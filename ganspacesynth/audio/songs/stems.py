"""Stems of a song: files that a player has, or a mix taken apart here; names in, waves out; and what is done to one: filters, and masks over time."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files.decode import audio_endings
from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.audio.signals.frame_features import check_band
from ganspacesynth.audio.signals.frame_rate import Framing
from ganspacesynth.audio.songs import separation
from ganspacesynth.audio.songs.song_files import SongFile, check_stem_name, find_song
from ganspacesynth.core.errors import AudioError, DownloadError, InvalidInput, brief
from ganspacesynth.core.motion.signal import Signal

OWN, DEMUCS = "own", "demucs"
SEPARATORS = {OWN: separation.STEMS, DEMUCS: ("drums", "bass", "vocals", "other")}
# What a name stands for where a song has no stem of that name, in order.
ALSO_CALLED = {
    "drums": ("percussive",),
    "percussive": ("drums",),
    "bass": ("low",),
    "low": ("bass",),
    "melody": ("vocals", "harmonic", "other"),
    "vocals": ("melody", "harmonic"),
    "harmonic": ("other", "melody"),
    "other": ("harmonic",),
}
MAX_STEMS = 32
FILTER_ORDER = 4


@dataclass(frozen=True)
class Change:
    """What is done to a stem before it is listened to.

    Attributes:
        low_hz, high_hz: frequencies that are left; None for all to that side.
        mask: level over the seconds of the song, as the signal has it.
    """

    low_hz: float | None = None
    high_hz: float | None = None
    mask: Signal | None = None

    def of(self, wave: np.ndarray, sample_rate: float, start_s: float) -> np.ndarray:
        """Return the stem changed, float32 [samples]; it begins at `start_s` of the song."""
        if self.low_hz is not None or self.high_hz is not None:
            wave = filtered(wave, sample_rate, self.low_hz, self.high_hz)
        if self.mask is not None:
            wave = wave * self.mask.sampled(start_s + np.arange(len(wave)) / sample_rate).astype(np.float32)
        return np.asarray(wave, np.float32)

    def key(self) -> Any:
        """Return what it is as JSON, for whoever keeps what was heard."""
        return [self.low_hz, self.high_hz, None if self.mask is None else [hash_of(self.mask), self.mask.rate, self.mask.loop]]


def hash_of(signal: Signal) -> str:
    """Return a digest of a signal's values."""
    import hashlib

    return hashlib.sha256(signal.values.tobytes()).hexdigest()


def filtered(wave: np.ndarray, sample_rate: float, low_hz: float | None, high_hz: float | None) -> np.ndarray:
    """Return what lies between two frequencies, by a Butterworth filter of order 4 that is run forth and back, so that nothing comes later.

    Args:
        wave: float32 [samples].
        sample_rate: Hz.
        low_hz, high_hz: None for all to that side.

    Raises:
        InvalidInput: frequencies that are no band.
    """
    import scipy.signal

    low, high = check_band(0.0 if low_hz is None else low_hz, sample_rate / 2 if high_hz is None else high_hz, sample_rate)
    edges, kind = ([low, high], "bandpass") if low > 0.0 and high < sample_rate / 2 else (low, "highpass") if low > 0.0 else (high, "lowpass")
    if kind == "lowpass" and high >= sample_rate / 2:
        return wave
    sections = scipy.signal.butter(FILTER_ORDER, edges, kind, fs=sample_rate, output="sos")
    return scipy.signal.sosfiltfilt(sections, wave, padlen=min(len(wave) - 1, 200)).astype(np.float32)


def find_stems(stems: Mapping[str, str | os.PathLike[str]] | str | os.PathLike[str] | None) -> dict[str, SongFile]:
    """Return the files of stems that a player has.

    Args:
        stems: {name: file}, or a folder whose sound files are named by what they are, such as drums.wav; None for none.

    Raises:
        InvalidInput: names that are none, too many, or an empty folder.
        AudioError: files that cannot be read.
    """
    if stems is None:
        return {}
    if not isinstance(stems, Mapping):
        folder, endings = Path(stems).expanduser(), audio_endings()
        if not folder.is_dir():
            raise AudioError(f"Stems are in a folder, or named each. Received: {folder}, which is no folder. Check the path.", rule="stem-folder")
        files = sorted(each for each in folder.iterdir() if each.suffix.lower() in endings and each.is_file())
        stems = {each.stem: each for each in files}
    if not 1 <= len(stems) <= MAX_STEMS:
        raise InvalidInput(f"A song has 1 to {MAX_STEMS} stems. Received: {len(stems)}. Name files such as drums.wav.", rule="stem-count")
    return {check_stem_name(name): find_song(file) for name, file in stems.items()}


def called(name: str, there: Mapping[str, Any] | tuple[str, ...]) -> str | None:
    """Return the stem that a name means, of those there are; None for none."""
    return next((each for each in (name, *ALSO_CALLED.get(name, ())) if each in there), None)


def check_separator(name: object) -> str:
    """Return "own" or "demucs", or raise InvalidInput."""
    if name not in SEPARATORS:
        raise InvalidInput(f"Stems are made by one of {', '.join(SEPARATORS)}. Received: {brief(name)}.", rule="known-separator")
    return str(name)


def separate(wave: np.ndarray, frames: Framing, separator: str) -> dict[str, np.ndarray]:
    """Take a mix apart.

    Args:
        wave: float32 [samples], at the rate of `frames`.
        frames: how it is cut.
        separator: "own": harmonic, percussive, low, see `separation.py`; "demucs": drums, bass, vocals, other, where it is installed.

    Returns:
        float32 [samples] of each.

    Raises:
        InvalidInput: no such separator, or demucs is not installed.
        DownloadError: demucs could not fetch its weights.
    """
    if check_separator(separator) == OWN:
        return separation.separate(wave, frames)
    return _by_demucs(wave, frames.sample_rate)


def _by_demucs(wave: np.ndarray, sample_rate: float) -> dict[str, np.ndarray]:
    """Let the network of Demucs do it, which fetches its weights by itself the first time."""
    try:
        import torch
        from demucs.api import Separator
    except ImportError as e:
        raise InvalidInput(
            f"Demucs must be installed to make stems. Received: {e}. Use pip install 'ganspacesynth[stems]', or the separator own.",
            rule="demucs-installed",
        ) from e
    try:
        network = Separator()
    except (OSError, RuntimeError, ValueError) as e:  # urllib's, huggingface_hub's, torch's
        raise DownloadError(
            f"Demucs fetches its weights the first time that it is used. Received: {brief(str(e))}. Connect once, or use the separator own.",
            rule="demucs-weights",
        ) from e
    rate = int(network.samplerate)
    both = np.tile(resample(wave, sample_rate, rate), (2, 1))
    _, parts = network.separate_tensor(torch.as_tensor(both), rate)
    waves = {str(name): resample(np.asarray(part).mean(axis=0), rate, sample_rate) for name, part in parts.items()}
    return {check_stem_name(name): np.pad(each[: len(wave)], (0, max(0, len(wave) - len(each)))) for name, each in waves.items()}
