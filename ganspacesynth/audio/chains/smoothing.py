"""Operations that look at neighbouring frames: numbers over time in, as many out. Each says how much of what is still to come it looks at."""

import numpy as np

REACH = 4.0  # standard deviations that a Gaussian is followed


def smooth(values: np.ndarray, rate: float, *, seconds: float, future: float = 1.0) -> np.ndarray:
    """Blur with a Gaussian; at both ends the first and last values go on.

    Args:
        values: float [frames].
        rate: frames a second.
        seconds: standard deviation.
        future: share of the Gaussian's half that lies ahead: 1 is even to both sides, 0 is causal, 0.2 looks ahead a little.
    """
    kernel = half_gaussian(seconds * rate)
    size = len(kernel) - 1
    weights = np.concatenate([future * kernel[:0:-1], kernel])  # what lies ahead first: convolution turns it round
    return np.convolve(np.pad(values, size, mode="edge"), weights / weights.sum(), mode="valid")


def decay(values: np.ndarray, rate: float, *, seconds: float) -> np.ndarray:
    """Let every impulse die away along half a Gaussian: abrupt attack, slow decay; where several sound at once the highest counts. Causal.

    Args:
        values: float [frames].
        rate: frames a second.
        seconds: until 0.6 of it is left (a standard deviation).
    """
    return _dilated(values, half_gaussian(seconds * rate))


def rise(values: np.ndarray, rate: float, *, seconds: float) -> np.ndarray:
    """Let every impulse swell along half a Gaussian and then stop: `decay` reversed. It looks ahead by four times `seconds`."""
    return _dilated(values[::-1], half_gaussian(seconds * rate))[::-1]


def plateau(values: np.ndarray, rate: float, *, seconds: float) -> np.ndarray:
    """Hold the highest value of the last seconds: impulses become plateaus. Causal.

    Args:
        values: float [frames].
        rate: frames a second.
        seconds: how long each is held.
    """
    import scipy.ndimage

    size = max(1, round(seconds * rate))
    return scipy.ndimage.maximum_filter1d(np.maximum(values, 0.0), size, origin=(size - 1) // 2, mode="constant")


def ema(values: np.ndarray, rate: float, *, seconds: float) -> np.ndarray:
    """Follow with inertia: an exponential moving average that goes 0.63 of the way in so many seconds. Causal."""
    import scipy.signal

    keep = float(np.exp(-1.0 / max(1e-9, seconds * rate)))
    first = values[:1] * keep
    return scipy.signal.lfilter([1.0 - keep], [1.0, -keep], values, zi=first)[0]


def half_gaussian(frames: float) -> np.ndarray:
    """Return half a Gaussian from its middle on, float64, the middle being 1."""
    places = np.arange(int(REACH * frames) + 1)
    return np.exp(-0.5 * np.square(places / max(frames, 1e-9)))


def _dilated(values: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the highest of all values, each times the kernel behind it, float64 [frames]; negative values count as 0."""
    found = np.maximum(values, 0.0).astype(np.float64)
    for later in range(1, min(len(kernel), len(values))):
        np.maximum(found[later:], kernel[later] * values[:-later], out=found[later:])
    return found
