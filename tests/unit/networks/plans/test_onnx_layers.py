"""Upscaling and the convolution behind it as one: against repeating pixels and convolving, in NumPy."""

import numpy as np
import pytest
import scipy.signal

from ganspacesynth.networks.gansynth.plans.onnx_layers import windows


@pytest.mark.parametrize("kernel_size", [1, 2, 3, 4, 5, 7])
@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_windows_meet_what_the_upscaled_axis_meets(scale, kernel_size, rng):
    x, kernel = rng.standard_normal(6), rng.standard_normal(kernel_size)
    padded = np.pad(np.repeat(x, scale), ((kernel_size - 1) // 2, kernel_size // 2))
    expected = scipy.signal.correlate(padded, kernel, mode="valid")
    found = windows(scale, kernel_size)
    taps = found.taps @ kernel  # [pixels of a window, pixels that it makes]
    inside = np.pad(x, (found.before, found.after))
    made = np.concatenate([inside[index : index + len(taps)] @ taps for index in range(len(x) + found.more)])
    np.testing.assert_allclose(made[found.cut : found.cut + len(expected)], expected, atol=1e-12)
    assert len(made) == len(expected) + found.more * scale


def test_windows_of_3x3_have_two_pixels():
    assert windows(2, 3).taps.shape == (2, 2, 3)
    assert windows(1, 3).taps.shape == (3, 1, 3)
