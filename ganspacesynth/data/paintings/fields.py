"""Smooth random fields, and pictures looked up elsewhere: the water and the wind of all paintings.

A field is a sum of waves whose amplitudes are drawn, not its pixels: so a seed makes the same painting at every size.
"""

import numpy as np

WAVES = 28  # along an edge, at most
Field = np.ndarray  # float64 [size, size]


def smooth_field(rng: np.random.Generator, size: int, *, coarse: float, slope: float = 2.0, tiled: bool = True) -> Field:
    """Draw a field of zero mean and unit variance.

    Args:
        rng: draws as many numbers whatever the size.
        size: pixels of an edge.
        coarse: waves of an edge below which all are about as strong; larger is finer.
        slope: how quickly finer waves are weaker; larger is smoother.
        tiled: let it go on at the opposite edge; otherwise half of such a field is shown.
    """
    drawn = rng.standard_normal((2, 2 * WAVES + 1, WAVES + 1))
    y, x = np.meshgrid(np.arange(-WAVES, WAVES + 1), np.arange(WAVES + 1), indexing="ij")
    modes = (drawn[0] + 1j * drawn[1]) * (1.0 + np.hypot(y, x) / coarse) ** (-slope - 1.0)
    modes[WAVES, 0] = 0.0
    edge = size if tiled else 2 * size
    whole = np.zeros((edge, edge // 2 + 1), complex)
    most = min(WAVES, edge // 2 - 1)
    whole[: most + 1, : most + 1] = modes[WAVES : WAVES + most + 1, : most + 1]
    whole[-most:, : most + 1] = modes[WAVES - most : WAVES, : most + 1]
    field = np.fft.irfft2(whole, (edge, edge))[:size, :size]
    return (field - field.mean()) / max(float(field.std()), 1e-12)


def places(size: int) -> tuple[Field, Field]:
    """Return (y, x) of each pixel, the edge being 1."""
    y, x = np.meshgrid(*(np.arange(size) + 0.5,) * 2, indexing="ij")
    return y / size, x / size


def looked_up(picture: Field, y: Field, x: Field) -> Field:
    """Return what a field [size, size] holds at places, the edge being 1; it goes on at the opposite edge."""
    from scipy import ndimage

    size = len(picture)
    return ndimage.map_coordinates(picture, [y * size - 0.5, x * size - 0.5], order=1, mode="grid-wrap")


def blurred(picture: Field, width: float) -> Field:
    """Smooth a field by a Gaussian, its width given with the edge being 1."""
    from scipy import ndimage

    return ndimage.gaussian_filter(picture, width * len(picture), mode="wrap")


def stretched(field: Field) -> Field:
    """Bring a field to 0..1, so that all tones between are about as common (half way to the ranks)."""
    order = np.argsort(field, axis=None, kind="stable")
    ranks = np.empty(field.size)
    ranks[order] = np.linspace(0.0, 1.0, field.size)
    low, high = field.min(), field.max()
    return 0.5 * ranks.reshape(field.shape) + 0.5 * (field - low) / max(float(high - low), 1e-12)
