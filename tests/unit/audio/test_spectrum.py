"""Frames, transforms and bands: laws first. Round trips, Parseval, a sine at its place, one wave as in a batch, a stream as the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.audio import spectrum
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

RATE = 16000
SIZES = st.tuples(st.sampled_from([8, 16, 60, 256]), st.sampled_from([1, 2, 4]))


def noise(*shape, dtype=np.float64):
    return np.random.default_rng(0).standard_normal(shape).astype(dtype)


def sine(hertz, seconds=0.5, rate=RATE):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


# --- frames


@given(st.integers(0, 400), st.integers(1, 50), st.integers(1, 60))
def test_frames_are_the_whole_ones(samples, size, hop):
    wave = np.arange(samples)
    got = spectrum.frames(wave, size, hop)
    starts = range(0, max(0, samples - size + 1), hop)
    assert got.shape == (len(starts), size) == (spectrum.frame_count(samples, size, hop), size)
    for row, start in zip(got, starts, strict=True):
        np.testing.assert_array_equal(row, wave[start : start + size])


def test_frames_copy_nothing():
    wave = noise(3, 1000)
    assert np.shares_memory(spectrum.frames(wave, 64, 16), wave)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6), st.integers(1, 50), st.integers(1, 60))
def test_a_stream_has_the_frames_of_the_whole(lengths, size, hop):
    """Nobody looks ahead of what has come, and nothing is padded: what waits is carried to the next piece."""
    wave, waits, skip, got = noise(sum(lengths)), np.zeros(0), 0, []
    for piece in np.split(wave, np.cumsum(lengths)[:-1]):
        waits = np.concatenate([waits, piece])
        skipped = min(skip, len(waits))
        waits, skip = waits[skipped:], skip - skipped
        count = spectrum.frame_count(len(waits), size, hop)
        got.append(spectrum.frames(waits, size, hop))
        waits, skip = waits[count * hop :], skip + max(0, count * hop - len(waits))
    np.testing.assert_array_equal(np.concatenate(got), spectrum.frames(wave, size, hop))


def test_a_click_is_in_the_frame_whose_middle_it_is():
    size, hop, before = 256, 64, 128
    wave = np.zeros(4000)
    wave[1600] = 1.0
    padded = np.pad(wave, (before, before))
    energy = np.square(np.abs(spectrum.stft(padded, spectrum.hann(size), hop))).sum(axis=-1)
    times = spectrum.frame_time_s(np.arange(len(energy)), size, hop, RATE, before=before)
    assert times[energy.argmax()] == pytest.approx(1600 / RATE)
    assert times[0] == 0.0 and np.diff(times) == pytest.approx(hop / RATE)


@pytest.mark.parametrize(("size", "hop"), [(0, 1), (1, 0), (16, -4)])
def test_frames_without_a_size_are_refused(size, hop):
    with refused("positive-frame", InvalidInput):
        spectrum.frames(np.zeros(99), size, hop)


# --- windows and round trips


@given(st.integers(2, 500))
def test_windows(size):
    window = spectrum.hann(size)
    np.testing.assert_allclose(window, 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size), atol=1e-15)
    symmetric = spectrum.hann(size, symmetric=True)
    np.testing.assert_allclose(symmetric, symmetric[::-1], atol=1e-15)
    with pytest.raises(ValueError, match="read-only"):
        window[0] = 1.0


@settings(deadline=None)
@given(SIZES, st.integers(1, 12), st.sampled_from([np.float32, np.float64]))
def test_round_trip_is_exact_where_frames_overlap(shape, count, dtype):
    size, hop = shape[0], shape[0] // 4
    window = spectrum.hann(size)
    waves = noise(2, hop * (count - 1) + size, dtype=dtype)
    back = spectrum.istft(spectrum.stft(waves, window, hop), spectrum.dual_window(window, hop), hop)
    assert back.shape == waves.shape and back.dtype == dtype
    inside = slice(size - hop, waves.shape[1] - size + hop)
    np.testing.assert_allclose(back[:, inside], waves[:, inside], atol=1e-5 if dtype is np.float32 else 1e-12)


@given(st.integers(1, 9), st.integers(1, 20), st.integers(1, 20))
def test_overlap_add_is_the_sum_of_what_lies_there(count, size, hop):
    pieces = noise(2, count, size)
    expected = np.zeros((2, hop * (count - 1) + size))
    for i in range(count):
        expected[:, i * hop : i * hop + size] += pieces[:, i]
    np.testing.assert_allclose(spectrum.overlap_add(pieces, hop), expected, atol=1e-12)


def test_what_cannot_be_joined():
    for pieces, hop in ((np.zeros((0, 8)), 2), (np.zeros((3, 8)), 0)):
        with refused("some-frames", InvalidInput, says=r"Overlap-add needs a frame and a hop"):
            spectrum.overlap_add(pieces, hop)
    for hop in (3, 0):
        with refused("whole-hops", InvalidInput, says=r"A window must be a whole number of hops\. Received: size=8"):
            spectrum.dual_window(spectrum.hann(8), hop)


# --- transforms


@given(st.sampled_from([8, 9, 64, 441]))
def test_parseval(size):
    pieces = noise(3, size)
    power = spectrum.power(spectrum.spectra(pieces, np.ones(size)))
    last = 1 if size % 2 == 0 else 2  # all bins but 0 Hz and half the rate stand for two
    weights = np.array([1.0, *[2.0] * (power.shape[-1] - 2), last])
    np.testing.assert_allclose(power @ weights / size, np.square(pieces).sum(axis=-1), rtol=1e-12)


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
@pytest.mark.parametrize("hertz", [100.0, 440.0, 3456.0])
def test_a_sine_is_strongest_at_its_frequency(hertz, rate):
    size = 1024
    window = spectrum.hann(size)
    magnitudes = np.abs(spectrum.stft(0.5 * sine(hertz, rate=rate), window, 256))
    found = spectrum.bin_hertz(size, rate)[magnitudes.argmax(axis=-1)]
    assert np.abs(found - hertz).max() <= rate / size / 2
    # its amplitude, but for the window's curve between two bins
    assert magnitudes.max() * 2 / window.sum() == pytest.approx(0.5, rel=0.16)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_batch_is_what_each_of_it_is(dtype):
    waves, window = noise(5, 2000, dtype=dtype), spectrum.hann(256)
    whole = spectrum.stft(waves, window, 64)
    assert whole.dtype == (np.complex64 if dtype is np.float32 else np.complex128) and whole.shape == (5, 28, 129)
    for wave, one in zip(waves, whole, strict=True):
        np.testing.assert_allclose(spectrum.stft(wave, window, 64), one, atol=1e-5 if dtype is np.float32 else 1e-12)


def test_the_transform_is_linear():
    a, b, window = noise(2000), noise(2000)[::-1], spectrum.hann(128)
    both = spectrum.stft(2 * a - b, window, 32)
    np.testing.assert_allclose(both, 2 * spectrum.stft(a, window, 32) - spectrum.stft(b, window, 32), atol=1e-10)


def test_decibels():
    assert spectrum.power_db(np.array([1.0, 0.01])) == pytest.approx([0.0, -20.0])
    assert spectrum.magnitude_db(np.array([1.0, 0.01])) == pytest.approx([0.0, -40.0])
    assert spectrum.power_db(np.zeros(1), 1e-12) == pytest.approx([-120.0]) == spectrum.magnitude_db(np.zeros(1), 1e-6)
    assert spectrum.power_db(np.ones(3, np.float32), 1e-12).dtype == np.float32


# --- bands


@given(st.floats(0.0, 24000.0))
def test_mel_scale_round_trip(hertz):
    assert float(spectrum.mel_to_hertz(spectrum.hertz_to_mel(hertz))) == pytest.approx(hertz, abs=1e-6)


def test_mel_scale_is_htks():
    """HTK Book, section 5.4: 2595 lg(1 + f / 700), whose constant is a rounded 1127 ln 10."""
    hertz = np.array([0.0, 100.0, 1000.0, 8000.0])
    np.testing.assert_allclose(spectrum.hertz_to_mel(hertz), 2595.0 * np.log10(1.0 + hertz / 700.0), rtol=1e-4)


def test_triangles_add_up_to_one_between_the_outer_middles():
    places, edges = np.linspace(0.0, 10.0, 201), np.array([1.0, 2.0, 4.0, 5.0, 9.0])
    matrix = spectrum.triangles(places, edges)
    assert matrix.shape == (201, 3) and matrix.min() == 0.0
    inside = (places >= edges[1]) & (places <= edges[-2])
    np.testing.assert_allclose(matrix.sum(axis=1)[inside], 1.0, atol=1e-12)
    np.testing.assert_allclose(places[matrix.argmax(axis=0)], edges[1:-1])
    assert not matrix[(places <= edges[0]) | (places >= edges[-1])].any()


def test_no_triangle_is_narrower_than_asked():
    places, edges = np.arange(10.0), np.array([4.4, 4.5, 4.6])
    assert not spectrum.triangles(places, edges).any()  # falls between two bins
    np.testing.assert_allclose(spectrum.triangles(places, edges, narrowest=1.0)[4:6, 0], 0.5)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 48000])
def test_every_mel_band_hears_something(rate):
    matrix = spectrum.mel_bands(513, rate, 64, 50.0, min(8000.0, rate / 2))
    assert matrix.shape == (513, 64) and (matrix.sum(axis=0) > 0).all() and (matrix >= 0).all()
    strongest = np.linspace(0.0, rate / 2, 513)[matrix.argmax(axis=0)]
    assert (np.diff(strongest) >= 0).all()


def test_no_partial_falls_between_two_bands():
    edges = np.geomspace(50.0, 8000.0, 161)
    magnitudes = np.zeros((1025, 1025))
    np.fill_diagonal(magnitudes, 1.0)  # in frame k only bin k sounds
    shown = spectrum.strongest_in_bands(magnitudes, edges, 8000.0 / 1024)
    wide = np.flatnonzero(np.diff(edges) > 2 * 8000.0 / 1024)[0]
    first = int(np.ceil(edges[wide] / (8000.0 / 1024)))
    assert shown.shape == (160, 1025) and (shown[:, first:1024].max(axis=0) == 1.0).all()
