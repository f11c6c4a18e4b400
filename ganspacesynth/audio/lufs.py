"""Loudness of a programme by ITU-R BS.1770-4: a wave in, LUFS out.

    wave -> shelf (the head) -> high-pass (the ear) -> mean square of 0.4 s, each 0.1 s -> two gates -> LUFS

The standard gives the two filters' numbers at 48 kHz; at other rates they are the same filters, told anew.
"""

import functools
from collections.abc import Iterator

import numpy as np

from ganspacesynth.core.errors import InvalidInput

STANDARD_HZ = 48_000
SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))  # annex 1, table 1
HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))  # annex 1, table 2
OFFSET = -0.691  # annex 1, equation 2
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0  # annex 1, equations 6 and 7
STEPS, STEP_S = 4, 0.1  # a block is four steps
MAX_CHANNELS = 2  # behind the second the standard has weights, which are not here
CHUNK_STEPS = 100  # filtered at once: memory, not loudness


def loudness_lufs(wave: np.ndarray, sample_rate: float) -> float:
    """Return the gated loudness of a whole sound, in LUFS; -inf for silence.

    Args:
        wave: float [samples], or [samples, 2]. One channel alone counts as one: the same sound in both is 3 LU louder.
        sample_rate: Hz.

    Raises:
        InvalidInput: more than two channels.

    Source: ITU-R BS.1770-4 (2015), annex 1. A sound shorter than a block, of which it says nothing, is one block of its own length.
    """
    wave = wave[:, None] if wave.ndim == 1 else wave
    if wave.shape[1] > MAX_CHANNELS:
        raise InvalidInput(f"Loudness is measured of one channel or two. Received: {wave.shape[1]}. Mix them first.", rule="channel-count")
    sums, sizes = (np.array(each) for each in zip(*_steps(wave, sample_rate), strict=True)) if len(wave) else (np.zeros(1), np.ones(1))
    whole = max(1, len(sums) - STEPS + 1)
    powers = np.array([sums[i : i + STEPS].sum() / sizes[i : i + STEPS].sum() for i in range(whole)])
    heard = powers[_lufs(powers) > ABSOLUTE_GATE]
    if not len(heard):
        return -np.inf
    return float(_lufs(heard[_lufs(heard) > _lufs(heard.mean()) + RELATIVE_GATE].mean()))


@functools.lru_cache(maxsize=8)
def k_weighting(sample_rate: float) -> np.ndarray:
    """Return the two filters at a rate as second-order sections, float64 [2, 6]; at 48 kHz they are the standard's own."""
    return np.array([_at_rate(*SHELF, sample_rate), _at_rate(*HIGH_PASS, sample_rate)])


def _at_rate(b: tuple[float, ...], a: tuple[float, ...], sample_rate: float) -> np.ndarray:
    """Tell a filter of 48 kHz anew: back to the analogue one by the bilinear transform, and forth at the rate, exact where its poles are."""
    poles = _analogue(a)
    corner_hz = STANDARD_HZ / np.pi * np.arctan(np.sqrt(poles[0] / poles[2]))
    warp = np.tan(np.pi * corner_hz / sample_rate) / np.tan(np.pi * corner_hz / STANDARD_HZ)
    digital = [_digital(_analogue(each) / warp ** np.arange(3)) for each in (b, a)]
    return np.concatenate(digital) / digital[1][0]


def _analogue(c: tuple[float, ...]) -> np.ndarray:
    """Numbers of z^0, z^-1, z^-2 -> those of s^0, s^1, s^2, times (1 + s)^2."""
    return np.array([c[0] + c[1] + c[2], 2.0 * (c[0] - c[2]), c[0] - c[1] + c[2]])


def _digital(p: np.ndarray) -> np.ndarray:
    """Undo `_analogue`, but for a factor that both sides of a filter share."""
    return np.array([p[0] + p[1] + p[2], 2.0 * (p[0] - p[2]), p[0] - p[1] + p[2]])


def _steps(wave: np.ndarray, sample_rate: float) -> Iterator[tuple[float, int]]:
    """Yield of each whole step the sum of its weighted squares over all channels, and its samples; of a short sound all there is."""
    import scipy.signal

    sections = k_weighting(sample_rate)
    state = np.zeros((len(sections), 2, wave.shape[1]))
    count = int(round(len(wave) / sample_rate / STEP_S, 6))
    edges = np.round(np.arange(count + 1) * STEP_S * sample_rate).astype(int)
    if count < STEPS:
        edges = np.array([0, len(wave)])
    for first in range(0, len(edges) - 1, CHUNK_STEPS):
        some = edges[first : first + CHUNK_STEPS + 1]
        heard, state = scipy.signal.sosfilt(sections, wave[some[0] : some[-1]].astype(np.float64), axis=0, zi=state)
        squares = np.square(heard).sum(axis=1)
        yield from zip(np.add.reduceat(squares, some[:-1] - some[0]).tolist(), np.diff(some).tolist(), strict=True)


def _lufs(power: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return OFFSET + 10.0 * np.log10(power)
