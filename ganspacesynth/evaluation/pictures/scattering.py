"""Pictures in, features out: wavelets, and wavelets of their magnitudes; nothing is learned, so figures mean the same for ever.

Colours are taken apart into light and two opposites. Of each, means of 4 x 4 parts are kept; of the light, the strength of four octaves in six
directions in each quarter, of the opposites over all; and, of the light, how strongly each strength itself varies. All strengths are logarithms.

Source: Bruna & Mallat, Invariant scattering convolution networks (2013); Angles & Mallat, Generative networks as inverse problems with scattering
transforms (2018), for judging made pictures so.
"""

import functools

import numpy as np

from ganspacesynth.core.errors import InvalidInput

EDGE = 64  # pixels; larger pictures are made smaller
OCTAVES, DIRECTIONS = 4, 6
FLOOR = 1e-3  # of strengths
AT_ONCE = 32
OPPOSITES = np.array([[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]], np.float32)  # light, blue to yellow, red to green


def scattering(pictures: np.ndarray) -> np.ndarray:
    """Return features, float32 [n, 408].

    Args:
        pictures: [n, edge, edge, 3], uint8, or floats of -1..1; the edge is a power of two, 16 at least.

    Raises:
        InvalidInput: another shape.
    """
    edge = pictures.shape[1] if pictures.ndim == 4 else 0
    if pictures.ndim != 4 or pictures.shape[2:] != (edge, 3) or edge < 16 or edge & (edge - 1):
        raise InvalidInput(
            f"Pictures that are compared are squares of 16, 32, 64 … pixels in colour. Received: shape {pictures.shape}. Cut them first.",
            rule="square-pictures",
        )
    return np.concatenate([_features(pictures[k : k + AT_ONCE]) for k in range(0, len(pictures), AT_ONCE)])


def _features(pictures: np.ndarray) -> np.ndarray:
    from scipy import fft

    values = pictures.astype(np.float32)
    values = values / 127.5 - 1.0 if pictures.dtype == np.uint8 else np.clip(values, -1.0, 1.0)
    n, edge = values.shape[:2]
    if edge > EDGE:
        values = values.reshape(n, EDGE, edge // EDGE, EDGE, edge // EDGE, 3).mean(axis=(2, 4))
    planes = np.ascontiguousarray(np.einsum("nhwc,kc->knhw", values, OPPOSITES))
    found = [_parts(plane, 4) for plane in planes]
    light, *others = (fft.fft2(plane, axes=(1, 2)) for plane in planes)
    filters = _wavelets(planes.shape[-1])
    for j, direction in np.ndindex(OCTAVES, DIRECTIONS):
        strength = np.abs(fft.ifft2(light * filters[j, direction], axes=(1, 2)))
        found.append(np.log(_parts(strength, 2) + FLOOR))
        found += [np.log(_parts(np.abs(fft.ifft2(other * filters[j, direction], axes=(1, 2))), 1) + FLOOR) for other in others]
        inside = fft.fft2(strength, axes=(1, 2)) if j + 1 < OCTAVES else None
        for k, across in np.ndindex(OCTAVES, DIRECTIONS):
            if inside is not None and k > j:
                found.append(np.log(_parts(np.abs(fft.ifft2(inside * filters[k, across], axes=(1, 2))), 1) + FLOOR))
    return np.concatenate(found, axis=1).astype(np.float32)


def _parts(plane: np.ndarray, count: int) -> np.ndarray:
    """Means of count x count parts, [n, count * count]."""
    n, edge = plane.shape[:2]
    return plane.reshape(n, count, edge // count, count, edge // count).mean(axis=(2, 4)).reshape(n, -1)


@functools.cache
def _wavelets(edge: int) -> np.ndarray:
    """Morlet wavelets in frequency, float32 [octaves, directions, edge, edge]; the finest has three pixels a wave."""
    from scipy import fft

    y, x = np.meshgrid(*(2.0 * np.pi * fft.fftfreq(edge),) * 2, indexing="ij")
    found = np.zeros((OCTAVES, DIRECTIONS, edge, edge), np.float32)
    for j, direction in np.ndindex(OCTAVES, DIRECTIONS):
        middle, angle = 0.75 * np.pi / 2**j, np.pi * direction / DIRECTIONS
        along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        width = middle / 2.4
        wave = np.exp(-0.5 * (np.square((along - middle) / width) + np.square(across / (0.75 * width))))
        still = np.exp(-0.5 * (np.square(along / width) + np.square(across / (0.75 * width))))
        found[j, direction] = wave - wave[0, 0] / still[0, 0] * still
    return found
