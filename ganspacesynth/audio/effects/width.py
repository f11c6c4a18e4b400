"""Two sounds of near points in, a left and a right channel out: apart where it is heard as width, together where loudspeakers and mono need it.

    0 Hz ── 300 ───────── 700 ──────────── 1500 ── Hz
    one bass   magnitudes part, phases too              each its own

Below 300 Hz both channels are one: the mean of both magnitudes, the left one's phases. From there on magnitudes part until 700 Hz and phases
until 1500 Hz. A phase between the two keeps its magnitude, so that no channel has holes; the sum of both keeps its bass.
"""

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.core.errors import InvalidInput

TOGETHER_HZ = 300.0
MAGNITUDES_APART_HZ, PHASES_APART_HZ = 700.0, 1500.0
WINDOW_S = 0.064
OVERLAP = 4
FRAMES_AT_ONCE = 2048  # memory, not sound
TINY = 1e-12


def widened(left: np.ndarray, right: np.ndarray, sample_rate: float) -> np.ndarray:
    """Return one sound of two: float32 [samples, 2].

    Args:
        left, right: float [samples], or [samples, 2] of sounds that are placed between left and right already; equally long.
        sample_rate: Hz.

    Raises:
        InvalidInput: sounds of different shapes.
    """
    if left.shape != right.shape or left.ndim not in (1, 2) or not len(left):
        raise InvalidInput(
            f"Left and right must be equally long sounds. Received: {list(left.shape)} and {list(right.shape)}. Render both alike.",
            rule="equal-lengths",
        )
    left, right = _balanced(left, right)
    if left.ndim == 1:
        return _joined(left, right, sample_rate)
    sides = [_joined(left[:, side], right[:, side], sample_rate)[:, side] for side in (0, 1)]
    return np.stack(sides, axis=1)


def _balanced(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bring both to one power, so that the sound stands in the middle; silence stays silence."""
    powers = [float(np.mean(np.square(each, dtype=np.float64))) for each in (left, right)]
    if min(powers) <= TINY * max(powers):
        return left, right
    gain = np.float32((powers[0] / powers[1]) ** 0.25)
    return left / gain, right * gain


def _joined(left: np.ndarray, right: np.ndarray, sample_rate: float) -> np.ndarray:
    """[samples] twice -> float32 [samples, 2]."""
    size = 1 << round(np.log2(WINDOW_S * sample_rate))
    hop, window = size // OVERLAP, spectrum.hann(size)
    dual = spectrum.dual_window(window, hop)
    hertz = np.fft.rfftfreq(size, 1.0 / sample_rate)
    apart = [np.clip((hertz - TOGETHER_HZ) / (top - TOGETHER_HZ), 0.0, 1.0) for top in (MAGNITUDES_APART_HZ, PHASES_APART_HZ)]
    count = -(-len(left) // hop) + OVERLAP - 1
    padded = [np.pad(each.astype(np.float32), (size - hop, count * hop - len(left))) for each in (left, right)]
    whole = np.zeros((2, count * hop + size - hop), np.float32)
    for first in range(0, count, FRAMES_AT_ONCE):
        begin, end = first * hop, (min(count, first + FRAMES_AT_ONCE) - 1) * hop + size
        both = _parted(*(spectrum.stft(each[begin:end], window, hop) for each in padded), *apart)
        for side, each in enumerate(both):
            whole[side, begin:end] += spectrum.istft(each, dual, hop)
    return np.ascontiguousarray(whole[:, size - hop : size - hop + len(left)].T)


def _parted(left: np.ndarray, right: np.ndarray, magnitudes_apart: np.ndarray, phases_apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spectra [frames, bins] of two sounds -> those of two channels, by how far magnitudes and phases are apart at each bin, 0..1."""
    levels = np.abs(left), np.abs(right)
    mean = 0.5 * (levels[0] + levels[1])
    turns = _turn(left, right), _turn(right, left)
    kept = turns[0] * (1.0 - phases_apart) + turns[1] * phases_apart
    own = _turn(kept, turns[1])
    new = [(1.0 - magnitudes_apart) * mean + magnitudes_apart * level for level in levels]
    return (new[0] * turns[0]).astype(np.complex64), (new[1] * own).astype(np.complex64)


def _turn(spectra: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """Return the phases of spectra as numbers of magnitude 1; where there is nothing, those of others."""
    level, other = np.abs(spectra), np.abs(otherwise)
    found = np.where(level > TINY, spectra / np.maximum(level, TINY), otherwise / np.maximum(other, TINY))
    return np.where(np.maximum(level, other) > TINY, found, 1.0)
