"""Spectrograms with a logarithmic frequency axis, two rows a semitone: the classifier's input."""

import functools
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.audio.pitch import midi_to_hz
from ganspacesynth.core.errors import InvalidInput

if TYPE_CHECKING:
    from scipy.sparse import csr_array

RATE = 16000  # Hz; sounds of another rate are converted
SECONDS = 4.0  # longer sounds are cut, shorter ones end in silence
N_FFT, HOP = 4096, 2000
FRAMES = int(SECONDS * RATE) // HOP
LOWEST, ROWS_A_SEMITONE, ROWS = 20, 2, 192  # MIDI number of the first row; the last is at 6.5 kHz
RANGE_DB = 80.0  # what is further below the loudest counts as silence
SILENT_POWER = 1e-8  # of the loudest spot: a sine of -100 dB has about 1e-4
BLOCK = 64  # sounds transformed at a time


def pictures(waves: np.ndarray, sample_rate: int) -> np.ndarray:
    """Draw sounds.

    A sound at another level has the same picture; one a semitone higher has it two rows up.

    Args:
        waves: float [n, samples].
        sample_rate: Hz.

    Returns:
        float32 [n, 32 frames, 192 rows], dB above the floor: 0..80, the loudest spot of each sound at 80; 0 for silence.

    Raises:
        InvalidInput: not [n, samples], no sound, NaN or infinity.
    """
    waves = np.asarray(waves)
    if waves.ndim != 2 or not waves.size or waves.dtype.kind not in "fiu":
        raise InvalidInput(
            f"Sounds must be [n, samples]. Received: shape {list(waves.shape)}, {waves.dtype}. Stack waves of one length.", rule="wave-batch"
        )
    if not np.isfinite(waves).all():
        raise InvalidInput("Audio must be finite. Received: NaN or infinity. Render it again.", rule="finite-audio")
    return np.concatenate([_draw(waves[i : i + BLOCK], sample_rate) for i in range(0, len(waves), BLOCK)])


def _draw(waves: np.ndarray, sample_rate: int) -> np.ndarray:
    waves = np.asarray(waves[:, : int(np.ceil(SECONDS * sample_rate))], np.float32)
    if sample_rate != RATE:
        waves = np.stack([resample(wave, sample_rate, RATE) for wave in waves])
    length = N_FFT + HOP * (FRAMES - 1)
    before = (N_FFT - HOP) // 2  # a frame's middle is the middle of its stretch of the sound
    waves = waves[:, : length - before]
    padded = np.pad(waves, [(0, 0), (before, length - before - waves.shape[1])])
    power = spectrum.power(spectrum.stft(padded, spectrum.hann(N_FFT, symmetric=True), HOP))  # [n, frames, bins]
    power = (_bands() @ power.reshape(-1, N_FFT // 2 + 1).T).T.reshape(-1, FRAMES, ROWS)
    loudest = power.max(axis=(1, 2), keepdims=True)
    levels = spectrum.power_db(np.maximum(power, 1e-30) / np.maximum(loudest, 1e-30)) + RANGE_DB
    return np.where(loudest > SILENT_POWER, np.maximum(levels, 0.0), 0.0).astype(np.float32)


@functools.cache
def _bands() -> "csr_array":
    """Triangles on the scale of pitch, never narrower than a bin of the transform, sparse float32 [rows, bins]."""
    from scipy.sparse import csr_array

    rows = LOWEST + np.arange(-1, ROWS + 1) / ROWS_A_SEMITONE
    bands = spectrum.triangles(spectrum.bin_hertz(N_FFT, RATE), midi_to_hz(rows), narrowest=RATE / N_FFT)
    return csr_array(bands.T.astype(np.float32))
