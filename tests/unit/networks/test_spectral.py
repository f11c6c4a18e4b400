"""Waves and pictures: round trips, windows, the mel matrix with its accident, and phases that go on from piece to piece."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.audio import spectrum
from ganspacesynth.networks.gansynth.decoder import spectral
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from tests.conftest import decibels
from tests.support import reference

SIZES = [(16, 32, 16000), (64, 128, 16000), (32, 16, 44100)]


def config_of(data_type="mel", frames=16, bins=32, rate=16000, padding=0):
    length = bins // 2 * (frames - 1) + 2 * bins - padding
    return ModelConfig(
        data_type=data_type,
        sample_rate=rate,
        audio_length=length,
        start_height=frames,
        start_width=bins,
        num_resolutions=1,
        num_blocks=1,
        progress=0,
        filters=(4,),
    )


def tones(config, n=2):
    """Decaying harmonics with a little noise."""
    t = np.arange(config.audio_length) / config.sample_rate
    noise = np.random.default_rng(0).standard_normal((n, len(t)))
    f = config.sample_rate / 40 * (1 + np.arange(n))[:, None]
    return (np.exp(-3 * t) * (np.sin(2 * np.pi * f * t) + 0.3 * np.sin(4 * np.pi * f * t)) + 1e-3 * noise).astype(np.float32)


@pytest.mark.parametrize(("frames", "bins", "rate"), SIZES)
def test_inverse_stft_is_exact_inside(frames, bins, rate):
    config = config_of("linear", frames, bins, rate, padding=bins)
    waves = tones(config)
    waves -= waves.mean(axis=1, keepdims=True)
    stfts = spectral.waves_to_stfts(config, waves)
    assert stfts.shape == (2, frames, bins)
    assert stfts.dtype == np.complex64
    # The DC bin is dropped: put it back to see the transform alone.
    padded = np.pad(waves, [(0, 0), (config.padding, 0)])
    pieces = np.lib.stride_tricks.sliding_window_view(padded, 2 * bins, axis=1)[:, :: bins // 2] * spectral.analysis_window(2 * bins)
    dc = np.zeros_like(padded)
    for frame, mean in enumerate(pieces.mean(axis=2).T):
        dc[:, frame * bins // 2 : frame * bins // 2 + 2 * bins] += mean[:, None] * spectral.synthesis_window(2 * bins, bins // 2)
    back = spectral.stfts_to_waves(config, stfts) + dc[:, config.padding :]
    assert back.shape == waves.shape
    inside = slice(2 * bins, -2 * bins)
    assert decibels(waves[:, inside], back[:, inside]) > 100.0


@pytest.mark.parametrize("data_type", ["linear", "phase"])
@pytest.mark.parametrize(("frames", "bins", "rate"), SIZES)
def test_specgram_there_and_back(data_type, frames, bins, rate):
    """Only the DC bin and the 1e-6 beside each magnitude are lost."""
    config = config_of(data_type, frames, bins, rate, padding=bins)
    waves = tones(config)
    stfts = spectral.waves_to_stfts(config, waves)
    magnitudes, phases = spectral.specgram_parts(config, spectral.waves_to_specgrams(config, waves))
    assert decibels(np.abs(stfts), magnitudes) > 75.0
    assert np.sum(np.abs(stfts - spectral.to_complex(magnitudes, phases)) ** 2) < 1e-7 * np.sum(np.abs(stfts) ** 2)
    back = spectral.specgrams_to_waves(config, spectral.waves_to_specgrams(config, waves))
    assert decibels(spectral.stfts_to_waves(config, stfts), back) > 70.0


@pytest.mark.parametrize(("frames", "bins", "rate"), [(16, 32, 16000), (64, 128, 16000), (32, 512, 44100)])
def test_mel_there_and_back_keeps_the_tone(frames, bins, rate):
    """The mel picture is an approximation; the strongest frequency survives it."""
    config = config_of("mel", frames, bins, rate)
    waves = tones(config, 1)
    back = spectral.specgrams_to_waves(config, spectral.waves_to_specgrams(config, waves))
    spectrum, again = (np.abs(np.fft.rfft(w[0])) for w in (waves, back))
    assert abs(spectrum.argmax() - again.argmax()) <= 0.06 * spectrum.argmax()


@pytest.mark.parametrize("data_type", ["mel", "linear", "phase"])
def test_pictures_of_any_kind_equal_the_second_implementation(data_type, rng):
    from tests.support.writer import TINY, Written

    config = config_of(data_type, padding=7)
    written = Written(None, TINY | {"data_type": data_type, "audio_length": config.audio_length, "data_normalizer": "none"}, {}, (), 0, 0)
    specgrams = rng.uniform(-1, 1, (2, 16, 32, 2)) * [4.0, 1.0] - [4.0, 0.0]
    waves = spectral.specgrams_to_waves(config, specgrams.astype(np.float32))
    assert decibels(reference.waves(written, specgrams), waves) > 95.0


@pytest.mark.parametrize("data_type", ["mel", "linear", "phase"])
def test_silence(data_type):
    config = config_of(data_type)
    specgrams = spectral.waves_to_specgrams(config, np.zeros((1, config.audio_length), np.float32))
    assert np.isfinite(specgrams).all()
    waves = spectral.specgrams_to_waves(config, specgrams)
    assert np.isfinite(waves).all()
    assert np.abs(waves).max() < 0.05


def test_instantaneous_frequency_of_a_steady_tone():
    """A tone in the middle of a bin turns by the same angle from frame to frame."""
    config = config_of("linear")
    t = np.arange(config.audio_length)
    wave = np.sin(2 * np.pi * 9 / 64 * t)[None]
    second = spectral.waves_to_specgrams(config, wave)[0, 2:, 8, 1]  # bin 9; the DC bin is not there
    turn = 2 * 9 / 64 * config.hop
    np.testing.assert_allclose((second - turn + 1) % 2 - 1, 0.0, atol=1e-3)


@given(st.lists(st.floats(-3.14, 3.14), min_size=2, max_size=20))
def test_instantaneous_frequency_undoes_the_sum(phases):
    phases = np.array(phases)[None, :, None]
    found = spectral.instantaneous_frequency(phases)
    assert np.all(np.abs(found) <= 1.0 + 1e-9)
    np.testing.assert_allclose(np.exp(1j * np.cumsum(found * np.pi, axis=1)), np.exp(1j * phases), atol=1e-9)


@pytest.mark.parametrize("data_type", ["mel", "linear"])
@settings(max_examples=20)
@given(cut=st.integers(1, 15))
def test_phases_go_on_from_piece_to_piece(data_type, cut):
    """Two parts, the second started at the last phase of the first, are the whole."""
    config = config_of(data_type)
    specgrams = np.random.default_rng(cut).uniform(-1, 1, (2, 16, 32, 2)).astype(np.float32)
    magnitudes, phases = spectral.specgram_parts(config, specgrams)
    first = spectral.specgram_parts(config, specgrams[:, :cut])
    second = spectral.specgram_parts(config, specgrams[:, cut:], np.mod(first[1][:, -1], 2 * np.pi))
    np.testing.assert_allclose(np.concatenate([first[0], second[0]], axis=1), magnitudes, rtol=1e-5)
    joined = np.concatenate([first[1], second[1]], axis=1)
    np.testing.assert_allclose(np.exp(1j * joined), np.exp(1j * phases), atol=2e-4)


def test_overlap_add_in_pieces_is_the_whole(rng):
    """Frames are independent, so the sound of a long picture can be summed from windows."""
    config = config_of("linear", frames=16)
    stfts = (rng.standard_normal((1, 16, 32)) + 1j * rng.standard_normal((1, 16, 32))).astype(np.complex64)
    whole = spectral.frames_to_wave(config, stfts)
    total = np.zeros_like(whole)
    for start in (0, 5, 12):
        piece = spectral.frames_to_wave(config, stfts[:, start : {0: 5, 5: 12, 12: 16}[start]])
        total[:, start * config.hop :][:, : piece.shape[1]] += piece
    np.testing.assert_allclose(total, whole, atol=1e-6)


@pytest.mark.parametrize("n_fft", [8, 64, 2048])
def test_windows_overlap_to_one(n_fft):
    product = spectral.analysis_window(n_fft).astype(np.float64) * spectral.synthesis_window(n_fft, n_fft // 4)
    np.testing.assert_allclose(product.reshape(4, -1).sum(axis=0), 1.0, atol=1e-6)


@pytest.mark.parametrize(("bins", "rate"), [(4, 16000), (32, 16000), (128, 16000), (64, 44100), (256, 48000)])
def test_mel_matrix_equals_the_second_implementation(bins, rate):
    matrix = spectral.linear_to_mel(bins, rate)
    assert matrix.dtype == np.float64
    np.testing.assert_allclose(matrix, reference.mel_matrix(bins, rate), atol=1e-11)
    assert matrix.min() >= 0.0
    assert matrix.max() <= 1.0 + 1e-9
    assert not matrix[0].any()


def test_mel_matrix_keeps_the_published_accident():
    """Bands whose edges were separate copies would be others: a trained model would play noise with them."""
    bins, rate = 256, 16000
    edges = np.linspace(0.0, spectrum.hertz_to_mel(np.array(rate / 2)), bins + 2)
    hertz = spectrum.mel_to_hertz(edges)
    centres = hertz[1:-1]
    narrow = hertz[2:] - hertz[:-2] < spectral.MIN_BAND_BINS * rate / 2 / bins
    assert narrow.any()
    strongest = np.linspace(0, rate / 2, bins)[spectral.linear_to_mel(bins, rate).argmax(axis=0)]
    assert np.abs(strongest - centres)[narrow].max() > rate / 2 / bins  # centres were carried along, by more than a bin


def test_mel_matrix_and_its_way_back_nearly_cancel():
    bins, rate = 128, 16000
    there, back = spectral.linear_to_mel(bins, rate), spectral.mel_to_linear(bins, rate)
    assert back.dtype == np.float32
    power = np.exp(-(((np.arange(bins) - 60) / 12.0) ** 2))
    assert decibels(power, power @ there @ back) > 10.0


def test_to_complex(rng):
    magnitudes, phases = rng.random((2, 3, 4)).astype(np.float32), rng.standard_normal((2, 3, 4)).astype(np.float32)
    np.testing.assert_allclose(spectral.to_complex(magnitudes, phases), magnitudes * np.exp(1j * phases), atol=1e-6)
