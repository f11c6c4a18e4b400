"""What each word of a chain does to numbers, as a function by itself."""

import numpy as np
import pytest

from ganspacesynth.audio.chains import oscillators, shaping, smoothing, timing
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

RATE = 50.0


@pytest.fixture
def hit():
    values = np.zeros(101)
    values[50] = 1.0
    return values


# --- neighbouring frames


def test_smooth_is_even_keeps_the_sum_and_leaves_what_stands_still(hit):
    found = smoothing.smooth(hit, RATE, seconds=0.1)
    assert np.isclose(found.sum(), 1.0) and np.allclose(found, found[::-1]) and np.isclose(found[45] / found[50], np.exp(-0.5))
    assert np.allclose(smoothing.smooth(np.full(20, 3.0), RATE, seconds=1.0), 3.0)


def test_smooth_without_a_future_is_causal(hit):
    found = smoothing.smooth(hit, RATE, seconds=0.1, future=0.0)
    assert not found[:50].any() and found[50] == found.max() and np.isclose(found.sum(), 1.0)
    some = smoothing.smooth(hit, RATE, seconds=0.1, future=0.2)
    assert np.isclose(some[45] / some[55], 0.2)


def test_decay_is_abrupt_and_then_slow_and_rise_the_other_way_round(hit):
    found = smoothing.decay(hit, RATE, seconds=0.2)
    assert not found[:50].any() and found[50] == 1.0 and np.isclose(found[60], np.exp(-0.5)) and (np.diff(found[50:90]) <= 0).all()
    assert np.array_equal(smoothing.rise(hit, RATE, seconds=0.2), found[::-1])


def test_of_hits_that_overlap_the_highest_counts():
    values = np.zeros(50)
    values[[10, 20]] = [1.0, 0.2]
    found = smoothing.decay(values, RATE, seconds=0.2)
    assert np.isclose(found[20], np.exp(-0.5)) and found.max() == 1.0 and not smoothing.decay(-values, RATE, seconds=0.2).any()


def test_plateau_holds(hit):
    assert list(np.flatnonzero(smoothing.plateau(hit, RATE, seconds=0.1))) == [50, 51, 52, 53, 54]


def test_ema_goes_two_thirds_of_the_way(hit):
    step = (np.arange(100) >= 50).astype(float)
    found = smoothing.ema(step, RATE, seconds=0.2)
    assert not found[:50].any() and np.isclose(found[59], 1 - np.exp(-1)) and np.allclose(smoothing.ema(np.full(9, 2.0), RATE, seconds=1), 2.0)


# --- each value by itself


def test_normalise_and_clip():
    values = np.array([0, 1.0, 0, 2.0, 0, 10.0, 0])
    assert np.allclose(shaping.normalise(values - 3, RATE), values / 10) and not shaping.normalise(np.full(4, 7.0), RATE).any()
    assert shaping.clip(values, RATE, percent=100)[5] == 1.0 and np.allclose(shaping.clip(values, RATE, percent=50), [0, 0.5, 0, 1, 0, 1, 0])
    assert not shaping.clip(np.zeros(4), RATE, percent=50).any()


def test_power_compress_expand_and_threshold():
    values = np.array([-1.0, 0.0, 0.4, 0.9])
    assert np.allclose(shaping.power(values, RATE, exponent=2), [0, 0, 0.16, 0.81])
    assert np.allclose(shaping.compress(values, RATE, threshold=0.5, ratio=4), [-1, 0, 0.4, 0.6])
    assert np.allclose(shaping.expand(values, RATE, threshold=0.5, ratio=2), [0, 0, 0.3, 0.9])
    assert np.allclose(shaping.threshold(values, RATE, level=0.4), [0, 0, 0.4, 0.9])


def test_dips_go_down_where_hits_are(hit):
    found = shaping.dips(hit, RATE, depth=0.2)
    assert found[50] == 0.8 and set(found[:50]) == {1.0}


def test_range_maps_ends_on_ends_also_upside_down():
    values = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
    assert np.allclose(shaping.rescaled(values, RATE, low=0.8, high=1.0), [0.8, 0.8, 0.9, 1, 1])
    assert np.allclose(shaping.rescaled(values, RATE, low=1.0, high=0.0), [1, 1, 0.5, 0, 0])


def test_cumulate_runs_with_the_signal():
    assert np.allclose(shaping.cumulate(np.array([0, 1.0, 0, 3.0, -5.0]), RATE), [0, 0.25, 0.25, 1, 1])
    assert not shaping.cumulate(np.zeros(3), RATE).any()


def test_peaks_are_ones(hit):
    assert np.array_equal(shaping.peaks(0.5 * hit, RATE), hit) and not shaping.peaks(0.05 * hit, RATE).any()


# --- when


def test_delay_moves_and_fills_with_what_was_there():
    values = np.array([1.0, 2, 3, 4])
    assert list(timing.delay(values, 1.0, seconds=1)) == [1, 1, 2, 3] and list(timing.delay(values, 1.0, seconds=-1)) == [2, 3, 4, 4]
    assert list(timing.delay(values, 1.0, seconds=99)) == [1] * 4 and list(timing.delay(values, 1.0, seconds=-99)) == [4] * 4


def test_quantise_draws_hits_to_the_grid():
    values = np.zeros(20)
    values[[3, 8, 11]] = [0.5, 0.7, 1.0]
    found = timing.quantise(values, 10.0, moments_s=np.array([0.5, 1.0, 1.5]))
    assert {place: found[place] for place in np.flatnonzero(found)} == {5: 0.5, 10: 1.0}
    half = timing.quantise(values, 10.0, moments_s=np.array([0.5, 1.0, 1.5]), strength=0.5)
    assert list(np.flatnonzero(half)) == [4, 9, 10]
    assert np.array_equal(timing.quantise(values, 10.0, moments_s=np.zeros(0)), values)
    assert list(np.flatnonzero(timing.quantise(values, 10.0, moments_s=np.array([1.2])))) == [12]


def test_a_grid_divides_beats():
    beats = np.array([1.0, 2.0, 4.0])
    assert list(timing.grid(beats, 2)) == [1, 1.5, 2, 3, 4] and list(timing.grid(beats, 0.5)) == [1, 4] and list(timing.grid(beats[:1], 2)) == [1]


def test_resample_keeps_a_line_and_takes_the_mean_of_what_it_skips():
    line = np.arange(100.0)
    assert np.allclose(timing.resample(line, 50, to_rate=100)[:-1], np.arange(199) / 2)
    assert np.allclose(timing.resample(line, 50, to_rate=25)[1:-1], np.arange(2, 98, 2))
    noise = np.random.default_rng(0).standard_normal(1000)
    assert timing.resample(noise, 100, to_rate=10).std() < 0.4 and len(timing.resample(noise, 100, to_rate=7)) == 70


def test_mix_blends_and_goes_on():
    assert np.allclose(timing.mix(np.ones(4), RATE, other=np.array([0.0, 3.0]), share=0.25), [0.75, 1.5, 1.5, 1.5])


# --- besides songs


@pytest.mark.parametrize("shape", oscillators.SHAPES)
def test_an_oscillator_swings_between_0_and_1(shape):
    found = oscillators.lfo(200, 100.0, hertz=1.0, shape=shape)
    assert np.allclose(found[:100], found[100:]) and found[0] == 0.0 and 0.98 < found.max() <= 1.0
    assert np.allclose(oscillators.lfo(100, 100.0, hertz=1.0, shape=shape, phase=0.25)[:75], found[25:100])


def test_an_oscillator_of_no_shape():
    with refused("known-oscillator", InvalidInput, says="sine, triangle"):
        oscillators.lfo(10, 10.0, hertz=1.0, shape="round")


def test_an_envelope_rises_stays_and_falls():
    found = oscillators.envelope(60, 10.0, attack=1, sustain=2, release=1)
    assert np.allclose(found[[0, 5, 10, 30, 35, 40, 59]], [0, 0.5, 1, 1, 0.5, 0, 0], atol=1e-6)
    assert set(oscillators.envelope(5, 10.0, attack=0, sustain=9, release=0)[1:]) == {1.0}


def test_a_walk_is_its_seeds_stays_inside_and_begins_as_a_shorter_one():
    found = oscillators.walk(5000, RATE, seconds=4, seed=3)
    assert 0.0 <= found.min() < 0.2 and 0.8 < found.max() <= 1.0 and np.abs(np.diff(found)).max() < 0.1
    assert np.array_equal(oscillators.walk(100, RATE, seconds=4, seed=3), found[:100])
    assert not np.allclose(oscillators.walk(100, RATE, seconds=4, seed=4), found[:100])


def test_noise_can_be_tiled():
    found = oscillators.noise(500, RATE, seconds=1.0, seed=1)
    steps = np.abs(np.diff(np.append(found, found[0])))
    assert steps[-1] <= steps.max() and steps.max() < 0.15 and 0.0 < found.min() < 0.3 and 0.7 < found.max() < 1.0
    assert np.array_equal(oscillators.noise(500, RATE, seconds=1.0, seed=1), found)
    assert len(oscillators.noise(1, RATE, seconds=1.0, seed=1)) == 1
