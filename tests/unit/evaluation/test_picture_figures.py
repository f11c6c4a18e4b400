"""Figures of pictures: what they say of the best and of the worst networks."""

import numpy as np
import pytest

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.evaluation.pictures.picture_figures import real_pictures
from ganspacesynth.evaluation.pictures.scattering import scattering
from tests.support.refused import refused


def drawn(count, seed):
    """Pictures of two kinds, across and along."""
    rng = np.random.default_rng(seed)
    waves = rng.uniform(2, 6, (count, 1, 1)) * 2 * np.pi * np.arange(16)[None, :, None] / 16 + rng.uniform(0, 6, (count, 1, 1))
    tones = np.sin(waves) * np.ones((1, 1, 16)) + 0.1 * rng.standard_normal((count, 16, 16))
    tones[::2] = tones[::2].transpose(0, 2, 1)
    return (0.8 * tones[..., None] * rng.uniform(0.5, 1.0, (count, 1, 1, 3))).clip(-1, 1).astype(np.float32)


@pytest.fixture(scope="module")
def real():
    return real_pictures(drawn(60, 0), drawn(40, 1))


def test_a_perfect_network(real):
    found = real.figures(drawn(60, 2))
    assert abs(found.kernel - found.floor) < 0.5 and found.met >= found.kinds - 1
    assert 0.8 < found.variety < 1.2 and 0.8 < found.apart < 1.3


def test_networks_that_forget_repeat_and_copy(real):
    perfect = real.figures(drawn(60, 2))
    half = real.figures(drawn(120, 3)[::2])  # one kind only
    assert half.kernel > perfect.kernel + 0.1 and half.met < half.kinds
    one = real.figures(np.repeat(drawn(1, 4), 60, axis=0))
    assert one.variety < 1e-3 and one.met == 1
    copies = real.figures(drawn(60, 0))
    assert copies.apart < 1e-6
    assert real.nearest_to(drawn(60, 0)[[7, 3]]).tolist() == [7, 3]


def test_features_do_not_know_how_pixels_are_kept():
    pictures = drawn(4, 5)
    assert scattering(pictures).shape == (4, 408)
    assert np.allclose(scattering(pictures), scattering(np.rint(pictures * 127.5 + 127.5).astype(np.uint8)), atol=0.1)
    large = np.repeat(np.repeat(drawn(2, 5), 8, axis=1), 8, axis=2)  # 128 pixels
    assert np.allclose(scattering(large), scattering(large[:, ::2, ::2]), atol=1e-5)
    one = scattering(pictures[:1])
    assert np.allclose(one, scattering(pictures)[:1], atol=1e-5)


def test_what_cannot_be_compared():
    for shape in ((2, 16, 12, 3), (2, 16, 16, 1), (2, 24, 24, 3), (16, 16, 3)):
        with refused("square-pictures", InvalidInput):
            scattering(np.zeros(shape, np.float32))
    with refused("compared-pictures", InvalidInput):
        real_pictures(drawn(20, 0), drawn(3, 0))
