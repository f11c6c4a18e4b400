"""A layer's activation and its bends in, the bent activation out: pure functions of float32 [n, rows, bins, channels].

    rows of a clip       0 1 2 3 4 5 6 7         time, in a picture down
    rows of a sound      … 41 42 43 44 …         some of a longer one, where all bends are local in time

Places along an axis are shares of it, and the middle of its first row lies half a row from the edge; so a bend does the same in a layer of
8 rows and in one of 128. What lies beyond an edge is what lies at it.
"""

import functools
from collections.abc import Sequence

import numpy as np

from ganspacesynth.core.bends.kinds import (
    Ablate,
    Bend,
    Blur,
    Channels,
    Flip,
    Invert,
    Noise,
    Offset,
    Rotate,
    Scale,
    Sharpen,
    Shear,
    Shift,
    Threshold,
    Zoom,
)
from ganspacesynth.core.errors import InvalidInput

KEPT = 4  # blocks of noise
WIDEST = 4.0  # standard deviations of a Gaussian to each side
MIDDLE = 0.5


def bent(x: np.ndarray, bends: Sequence[Bend], *, first_row: int = 0) -> np.ndarray:
    """Return an activation with bends done to it, in order.

    Args:
        x: float32 [n, rows, bins, channels]; it is left as it is.
        bends: of its layer.
        first_row: number of its first row in a longer sound. Behind the first, only bends that are local in time have a meaning.

    Raises:
        InvalidInput: channels that the layer has not.
    """
    for bend in bends:
        if not bend.is_straight:
            check_has_channels(bend.channels, x.shape[-1])
            x = _done(x, bend, first_row) if not bend.channels else _some(x, bend, first_row)
    return np.ascontiguousarray(x, np.float32)


def check_has_channels(channels: Channels, count: int) -> None:
    """Raise InvalidInput for channels that a layer has not."""
    if channels and channels[-1] >= count:
        raise InvalidInput(f"This layer has the channels 0-{count - 1}. Received: channels={channels[-1]}. Choose others.", rule="bend-channels")


def _some(x: np.ndarray, bend: Bend, first_row: int) -> np.ndarray:
    chosen = list(bend.channels)
    part = np.ascontiguousarray(x[..., chosen])
    moved = bend.amount if isinstance(bend, Offset) else None
    if isinstance(moved, np.ndarray) and moved.shape[-1] > 1:
        bend = Offset(moved[..., chosen])
    result = np.array(x)
    result[..., chosen] = _done(part, bend, first_row)
    return result


def _done(x: np.ndarray, bend: Bend, first_row: int) -> np.ndarray:
    match bend:
        case Scale(amount):
            return x * np.float32(amount)
        case Offset(amount):
            return x + np.asarray(amount, np.float32)
        case Invert(amount):
            return x * np.float32(1.0 - 2.0 * amount)
        case Threshold(amount):
            return np.where(np.abs(x) >= np.float32(amount), x, np.float32(0.0))
        case Ablate(share, seed):
            return x * kept_channels(x.shape[-1], share, seed)
        case Noise(amount, seed):
            return x + np.float32(amount) * noise(x.shape[1:], seed, first_row)
        case Blur(frequency, time):
            return _blurred(x, frequency, time)
        case Sharpen(amount, frequency, time):
            return x + np.float32(amount) * (x - _blurred(x, frequency, time))
        case Flip(frequency, time):
            return _mixed(_mixed(x, frequency, 2), time, 1)
        case Rotate() | Shear():
            return _moved(x, *_coordinates(bend, x.shape[1], x.shape[2]))
        case Shift(frequency, time):
            return _resampled(_resampled(x, 2, 1.0, frequency), 1, 1.0, time)
        case Zoom(frequency, time):
            return _resampled(_resampled(x, 2, frequency, 0.0), 1, time, 0.0)
    raise InvalidInput(f"A bend is one of those of kinds.py. Received: {type(bend).__name__}. Use one of these.", rule="bend-word")


def kept_channels(count: int, share: float, seed: int) -> np.ndarray:
    """Return what `ablate` leaves of each channel, float32 [count]: 0 of a share of them, 1 of the rest, and one between."""
    order = np.argsort(_uniform(count, seed, 0), kind="stable")
    left = np.empty(count, np.float32)
    left[order] = np.clip(np.arange(1, count + 1) - share * count, 0.0, 1.0)
    return left


def noise(shape: tuple[int, ...], seed: int, first: int = 0) -> np.ndarray:
    """Return normal noise of some rows, float32 [rows, bins, channels]; a row depends on the seed and its number alone."""
    if first == 0:
        return _noise_from_beginning(shape, seed)
    return np.stack([_noise_row(shape[1:], seed, first + index) for index in range(shape[0])])


@functools.lru_cache(maxsize=KEPT)
def _noise_from_beginning(shape: tuple[int, ...], seed: int) -> np.ndarray:
    return np.stack([_noise_row(shape[1:], seed, row) for row in range(shape[0])])


def _noise_row(shape: tuple[int, ...], seed: int, row: int) -> np.ndarray:
    count = int(np.prod(shape))
    pairs = (count + 1) // 2
    numbers = _uniform(2 * pairs, seed, row)
    radius, turn = np.sqrt(-2.0 * np.log(numbers[:pairs])), 2.0 * np.pi * numbers[pairs:]
    both = np.concatenate([radius * np.cos(turn), radius * np.sin(turn)])
    return both[:count].reshape(shape).astype(np.float32)


def _uniform(count: int, seed: int, row: int) -> np.ndarray:
    """Return numbers within 0..1 that depend on seed and row alone. Source: Salmon et al., Parallel random numbers (2011), Philox 4x64."""
    blocks = (count + 3) // 4
    key = np.random.SeedSequence(seed).generate_state(2, np.uint64)
    raw = np.random.Philox(key=key, counter=np.array([0, 0, 0, row % (1 << 64)], np.uint64)).random_raw(4 * blocks)
    return ((raw[:count] >> np.uint64(11)) + 0.5) * 2.0**-53


def _mixed(x: np.ndarray, amount: float, axis: int) -> np.ndarray:
    """Return x mixed with itself turned round along an axis."""
    if amount == 0.0:
        return x
    turned = np.flip(x, axis)
    return turned if amount == 1.0 else np.float32(1.0 - amount) * x + np.float32(amount) * turned


def _resampled(x: np.ndarray, axis: int, zoom: float, shift: float) -> np.ndarray:
    """Return x larger about the middle of an axis, then moved along it."""
    count = x.shape[axis]
    if zoom == 1.0 and shift == 0.0:
        return x
    place = ((np.arange(count) + 0.5) / count - shift - MIDDLE) / zoom + MIDDLE
    left, share = _between(place * count - 0.5, count)
    share = share.reshape([-1 if each == axis else 1 for each in range(x.ndim)])
    low = np.take(x, left, axis)
    return low + share * (np.take(x, np.minimum(left + 1, count - 1), axis) - low)


def _coordinates(bend: Rotate | Shear, rows: int, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where each place of a layer is taken from, (row, bin), both float64 [rows, bins]."""
    time, frequency = np.meshgrid((np.arange(rows) + 0.5) / rows - MIDDLE, (np.arange(bins) + 0.5) / bins - MIDDLE, indexing="ij")
    if isinstance(bend, Rotate):
        angle = np.deg2rad(bend.degrees)
        before = np.cos(angle) * time - np.sin(angle) * frequency, np.sin(angle) * time + np.cos(angle) * frequency
    else:  # first frequency rises over time, then what is high comes later
        earlier = time - bend.time * frequency
        before = earlier, frequency - bend.frequency * earlier
    return (before[0] + MIDDLE) * rows - 0.5, (before[1] + MIDDLE) * bins - 0.5


def _moved(x: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Return x as it is at other places, bilinear; `row` and `column` are [rows, bins]."""
    (top, down), (left, right) = _between(row, x.shape[1]), _between(column, x.shape[2])
    below, beside = np.minimum(top + 1, x.shape[1] - 1), np.minimum(left + 1, x.shape[2] - 1)
    down, right = down[..., None], right[..., None]
    upper = x[:, top, left] + right * (x[:, top, beside] - x[:, top, left])
    lower = x[:, below, left] + right * (x[:, below, beside] - x[:, below, left])
    return upper + down * (lower - upper)


def _between(place: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the places before others, whole numbers within an axis, and how far behind them these lie, float32 0..1."""
    place = np.clip(place, 0.0, count - 1.0)
    left = np.floor(place).astype(np.intp)
    return left, (place - left).astype(np.float32)


def _blurred(x: np.ndarray, frequency: float, time: float) -> np.ndarray:
    x = x if frequency == 0.0 else np.matmul(gaussian(x.shape[2], frequency), x)  # [bins, bins] @ [n, rows, bins, channels]
    if time == 0.0:
        return x
    flat = x.reshape(len(x), x.shape[1], -1)
    return np.matmul(gaussian(x.shape[1], time), flat).reshape(x.shape)


@functools.lru_cache(maxsize=16)
def gaussian(count: int, width: float) -> np.ndarray:
    """Return the matrix that smooths an axis by a Gaussian, float32 [count, count].

    Args:
        count: places of the axis.
        width: its standard deviation, as a share of the axis. What would reach over an edge is laid upon it.
    """
    deviation = max(width * count, 1e-6)
    radius = max(count, int(np.ceil(WIDEST * deviation)))
    weights = np.exp(-0.5 * np.square(np.arange(-radius, radius + 1) / deviation))
    weights /= weights.sum()
    places, beyond = np.arange(count), np.concatenate([[0.0], np.cumsum(weights)])
    found = weights[places - places[:, None] + radius]
    found[:, 0] += beyond[radius - places]  # what lies before the first place
    found[:, -1] += 1.0 - beyond[radius + count - places]
    return found.astype(np.float32)
