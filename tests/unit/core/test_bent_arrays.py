"""What each bend makes of an activation: laws that hold for all of them, and what every one is for."""

import numpy as np
import pytest

from ganspacesynth.core.bends.arrays import bent, gaussian, kept_channels, noise
from ganspacesynth.core.bends.kinds import KINDS, Ablate, Blur, Flip, Invert, Noise, Offset, Rotate, Scale, Sharpen, Shear, Shift, Threshold, Zoom
from ganspacesynth.core.bends.written_bends import worded_bend
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

USUAL = [worded_bend(word, []) for word in KINDS]
IN_TIME = [Shift(0.0, 0.2), Zoom(1.0, 0.7), Rotate(30.0), Shear(0.2, 0.1), Flip(0.0, 0.4), Blur(0.0, 0.1), Sharpen(1.0, 0.0, 0.2)]
ALL = USUAL + IN_TIME


@pytest.fixture
def x(rng):
    return rng.standard_normal((3, 8, 12, 5)).astype(np.float32)


@pytest.mark.parametrize("bend", ALL, ids=str)
def test_a_bend_that_is_straight_changes_nothing_and_others_do(bend, x):
    assert not bend.is_straight and bend.straightened().is_straight
    np.testing.assert_array_equal(bent(x, [bend.straightened()]), x)
    assert np.abs(bent(x, [bend]) - x).max() > 0.01


@pytest.mark.parametrize("bend", ALL, ids=str)
def test_a_batch_gives_what_single_sounds_give_and_the_input_is_left_alone(bend, x):
    before = x.copy()
    together = bent(x, [bend])
    np.testing.assert_allclose(together, np.concatenate([bent(each[None], [bend]) for each in x]), atol=1e-6)
    np.testing.assert_array_equal(x, before)
    assert together.dtype == np.float32 and together.shape == x.shape and together.flags.c_contiguous


@pytest.mark.parametrize("bend", ALL, ids=str)
def test_a_bend_is_local_in_time_where_rows_can_be_taken_apart(bend, x):
    whole = bent(x, [bend])
    apart = np.concatenate([bent(x[:, i : i + 1], [bend], first_row=i) for i in range(x.shape[1])], axis=1)
    assert np.allclose(whole, apart, atol=1e-6) == bend.local


@pytest.mark.parametrize("bend", ALL, ids=str)
def test_of_some_channels_the_others_stay(bend, x):
    from dataclasses import replace

    found = bent(x, [replace(bend, channels=(1, 4))])
    np.testing.assert_array_equal(found[..., [0, 2, 3]], x[..., [0, 2, 3]])
    assert np.abs(found - x).max() > 0.01 or isinstance(bend, Ablate)  # which may choose neither
    with refused("bend-channels", InvalidInput, says="the channels 0-4"):
        bent(x, [replace(bend, channels=(5,))])


def test_bends_are_done_in_order(x):
    np.testing.assert_allclose(bent(x, [Offset(1.0), Scale(2.0)]), (x + 1) * 2, rtol=1e-6)
    np.testing.assert_array_equal(bent(x, [Invert(1.0)]), -x)
    np.testing.assert_array_equal(bent(x, [Threshold(1.0)]), np.where(abs(x) >= 1, x, 0))


def test_an_offset_may_be_an_array_and_of_some_channels(x, rng):
    moved = rng.standard_normal(x.shape).astype(np.float32)
    np.testing.assert_array_equal(bent(x, [Offset(moved)]), x + moved)
    found = bent(x, [Offset(moved, channels=(2,))])
    np.testing.assert_array_equal(found[..., 2], (x + moved)[..., 2])
    np.testing.assert_array_equal(found[..., 3], x[..., 3])


def test_moves_go_up_and_later():
    x = np.zeros((1, 8, 10, 1), np.float32)
    x[0, 3, 4] = 1.0
    for bend, place in [(Shift(0.2, 0.0), (3, 6)), (Shift(0.0, 0.25), (5, 4)), (Flip(1.0), (3, 5)), (Flip(0.0, 1.0), (4, 4)), (Shift(-0.1), (3, 3))]:
        found = bent(x, [bend])[0, ..., 0]
        assert np.unravel_index(found.argmax(), found.shape) == place and found.max() == pytest.approx(1.0, abs=1e-5)
    edge = np.zeros((1, 1, 10, 1), np.float32)
    edge[0, 0, 0] = 1.0
    np.testing.assert_allclose(bent(edge, [Shift(0.3)])[0, 0, :, 0], [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], atol=1e-6)


def test_zoom_is_about_the_middle_and_half_a_zoom_undoes_it():
    ramp = (np.arange(64, dtype=np.float32)[None, None, :, None] - 31.5) / 64
    np.testing.assert_allclose(bent(ramp, [Zoom(2.0)]), ramp / 2, atol=1e-6)
    np.testing.assert_allclose(bent(ramp, [Zoom(2.0), Zoom(0.5)])[:, :, 16:48], ramp[:, :, 16:48], atol=1e-6)


def test_a_quarter_turn_makes_time_of_frequency_and_a_shear_tilts():
    x = np.zeros((1, 9, 9, 1), np.float32)
    x[0, 4, 8] = 1.0  # high, in the middle of the time
    assert bent(x, [Rotate(90.0)])[0, 8, 4, 0] == pytest.approx(1.0, abs=1e-5), "comes late then"
    np.testing.assert_allclose(bent(x, [Rotate(40.0), Rotate(-40.0)])[0, 4, 4], 0.0, atol=1e-5)
    line = np.zeros((1, 9, 9, 1), np.float32)
    line[0, :, 4] = 1.0
    assert list(bent(line, [Shear(1.0)])[0, ..., 0].argmax(axis=1)) == list(range(9)), "rises as time goes on"
    level = np.zeros((1, 9, 9, 1), np.float32)
    level[0, 4] = 1.0
    later = bent(level, [Shear(0.0, 4 / 9)])[0, ..., 0].argmax(axis=0)
    assert list(later) == sorted(later) and later[0] == 2 and later[-1] == 6, "what is high comes later"


@pytest.mark.parametrize("width", [1e-9, 0.02, 0.3, 1.0])
def test_a_blur_keeps_what_is_everywhere_the_same(width):
    matrix = gaussian(12, width)
    np.testing.assert_allclose(matrix.sum(axis=1), 1.0, atol=1e-6)
    assert matrix.min() >= 0.0 and (width > 1e-6 or np.array_equal(matrix, np.eye(12)))


def test_blur_takes_away_what_sharpen_adds(x):
    soft = bent(x, [Blur(0.1, 0.1)])
    assert soft.std() < x.std()
    np.testing.assert_allclose(bent(x, [Sharpen(1.0, 0.1, 0.1)]) - x, x - soft, atol=1e-5)


def test_noise_is_the_seeds_own_and_goes_on_with_the_rows():
    first = noise((6, 16, 64), 3)
    np.testing.assert_array_equal(first[4:], noise((2, 16, 64), 3, first=4))
    assert not np.array_equal(first, noise((6, 16, 64), 4)) and abs(first.mean()) < 0.03 and first.std() == pytest.approx(1.0, abs=0.03)
    assert noise((1, 3, 3), 0, first=-2).shape == (1, 3, 3)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_ablation_silences_a_share_and_a_larger_one_has_the_smaller_ones(share):
    left = kept_channels(16, share, 5)
    assert (left == 0.0).sum() == round(16 * share)
    assert (kept_channels(16, min(1.0, share + 0.2), 5) <= left).all() and sorted(kept_channels(16, 0.53, 5))[8] == pytest.approx(0.52)
    assert not np.array_equal(kept_channels(16, 0.5, 5), kept_channels(16, 0.5, 6))


def test_noise_of_a_seed_never_changes():
    np.testing.assert_allclose(noise((1, 1, 4), 7).ravel(), PINNED, atol=1e-6)
    assert Noise(0.3).seed == 0


PINNED = [-0.8022265, 0.1036721, 0.9335503, 1.3019983]


def test_what_is_no_bend_is_refused(x):
    class Odd:
        is_straight, channels = False, ()

    with refused("bend-word", InvalidInput, says="Received: Odd"):
        bent(x, [Odd()])
