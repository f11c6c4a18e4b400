"""Phases locked to peaks: magnitudes stay, chunks are the whole, tones do not wobble, noise does not beat, attacks and bends stay right."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth import load_model
from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.gansynth import gansynth
from ganspacesynth.networks.gansynth.decoder import peak_kinds, peak_phases, spectral
from ganspacesynth.networks.gansynth.decoder.locked import LockedFrames, locked_waves
from ganspacesynth.networks.gansynth.decoder.spectral_peaks import find_peaks
from tests.conftest import GOLDEN
from tests.support.refused import refused
from tests.unit.networks.test_spectral import config_of

RATE = 16000


@pytest.fixture(scope="module")
def config():
    return config_of("mel", 96, 512)


def times(config):
    return np.arange(config.audio_length) / config.sample_rate


def vibrato(config, f0=330.0, cents=15.0):
    phase = 2.0 * np.pi * np.cumsum(f0 * 2.0 ** (cents / 1200.0 * np.sin(2.0 * np.pi * 6.0 * times(config)))) / RATE
    return (0.1 * sum(np.sin(h * phase) / h for h in range(1, 7)))[None].astype(np.float32)


def noise(config, n=4):
    return (0.1 * np.random.default_rng(0).standard_normal((n, config.audio_length))).astype(np.float32)


def pictures_of(config, waves):
    return spectral.waves_to_specgrams(config, waves)


def partial_levels(config, wave, centre, width):
    """Levels of one partial in dB, without both ends."""
    hertz = np.fft.fftfreq(len(wave), 1.0 / RATE)
    gain = np.clip((0.5 * width - np.abs(hertz - centre)) / (0.1 * width), 0.0, 1.0)
    return 20.0 * np.log10(np.abs(np.fft.ifft(2.0 * gain * np.fft.fft(wave)))[RATE // 2 : -RATE // 2])


# Laws


def test_magnitudes_stay_as_they_are(config):
    pictures = pictures_of(config, noise(config, 2))
    made = LockedFrames(config).add(pictures, last=True)
    np.testing.assert_allclose(np.abs(made), np.sqrt(spectral.mel_power(config, pictures)), rtol=1e-5)


def test_a_batch_gives_what_single_sounds_give(config):
    pictures = np.concatenate([pictures_of(config, vibrato(config)), pictures_of(config, noise(config, 2))])
    np.testing.assert_array_equal(locked_waves(config, pictures), np.concatenate([locked_waves(config, p[None]) for p in pictures]))


@given(sizes=st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_chunks_are_the_whole(sizes):
    config = config_of("mel", 24, 64)
    late = times(config) > 0.5 * times(config)[-1]  # an attack, for which the picture's phases are summed up
    pictures = pictures_of(config, (0.1 + late) * noise(config, 1) + (late * np.sin(2.0 * np.pi * 700.0 * times(config))).astype(np.float32))
    ratios = np.linspace(0.95, 1.05, config.frames)
    frames, parts = LockedFrames(config), []
    edges = np.minimum(np.cumsum([0, *sizes, config.frames]), config.frames)
    for begin, end in itertools.pairwise(edges):
        parts.append(frames.add(pictures[:, begin:end], ratios[begin:end]))
    assert sum(part.shape[1] for part in parts) == config.frames - 1  # one waits for the next
    parts.append(frames.add(pictures[:, :0], ratios[:0], last=True))
    whole = LockedFrames(config).add(pictures, ratios, last=True)
    np.testing.assert_allclose(np.concatenate(parts, axis=1), whole, atol=1e-5 * np.abs(whole).max())


@pytest.mark.parametrize("bins", [4, 8, 16])
def test_the_smallest_models_decode(bins):
    config = config_of("mel", 8, bins)
    assert np.isfinite(locked_waves(config, pictures_of(config, noise(config, 1)))).all()


def test_silence_and_one_frame(config):
    silence = pictures_of(config, np.zeros((1, config.audio_length), np.float32))
    assert np.abs(locked_waves(config, silence)).max() < 1e-2
    assert LockedFrames(config).add(silence[:, :1], last=True).shape == (1, 1, config.bins)
    assert LockedFrames(config).add(silence[:, :1]).shape == (1, 0, config.bins)


# What it is for


def test_partials_with_vibrato_do_not_wobble(config):
    pictures = pictures_of(config, vibrato(config))
    published, locked = (
        np.std(partial_levels(config, decode(config, pictures)[0], 990.0, 330.0)) for decode in (spectral.specgrams_to_waves, locked_waves)
    )
    assert locked < 1.0 < 3.0 < published


def test_a_steady_tone_is_exact(config):
    wave = (0.1 * np.sin(2.0 * np.pi * 1234.5 * times(config)))[None].astype(np.float32)
    levels = partial_levels(config, locked_waves(config, pictures_of(config, wave))[0], 1234.5, 400.0)
    assert np.std(levels) < 0.1 and abs(np.median(levels) + 20.0) < 0.5


def test_noise_stays_noise(config):
    def beating(wave):
        power = wave[3000:-3000] ** 2
        return np.abs(np.mean(power * np.exp(-2j * np.pi * np.arange(len(power)) / config.hop))) / power.mean()

    waves = locked_waves(config, pictures_of(config, noise(config, 8)))
    assert np.mean([beating(wave) for wave in waves]) < 0.04
    middle = waves[:, 3000:-3000]
    assert 2.7 < np.mean(middle**4) / np.mean(middle**2) ** 2 < 3.3


def test_an_attack_stays_where_it_is(config):
    wave = np.where(times(config) < 1.0, 0.0, 1.0) * np.exp(-3.0 * np.maximum(times(config) - 1.0, 0.0)) * vibrato(config, cents=0.0)
    found = locked_waves(config, pictures_of(config, wave.astype(np.float32)))[0]
    before, after = found[RATE - 800 : RATE - 160], found[RATE : RATE + 640]
    assert 10.0 * np.log10(np.mean(before**2) / np.mean(after**2)) < -20.0


def struck(config, at_s=1.0):
    rng, since = np.random.default_rng(2), times(config) - at_s
    parts = sum(np.sin(2.0 * np.pi * (h * 330.0 * since + rng.uniform())) * np.exp(-h * np.maximum(since, 0.0)) / h for h in range(1, 20))
    return np.where(since < 0.0, 0.0, 0.1 * parts)[None].astype(np.float32)


def rise(wave, low, high):
    """The largest rise of a band's level within 8 ms, dB, down to 40 dB under its loudest."""
    spectrum = np.fft.rfft(wave)
    hertz = np.fft.rfftfreq(len(wave), 1.0 / RATE)
    power = np.fft.irfft(spectrum * ((hertz > low) & (hertz < high)), len(wave)) ** 2
    levels = 10.0 * np.log10(np.maximum(np.convolve(power, np.hanning(64) / 32.0, mode="same")[RATE // 2 :], 1e-12))
    levels = np.maximum(levels, levels.max() - 40.0)
    return (levels[128:] - levels[:-128]).max()


@pytest.mark.parametrize("learnt", [False, True])
def test_attacks_are_no_softer_than_published(config, learnt):
    """Neither of an analysed sound, whose phases are kept, nor of a picture whose phases say nothing, as a network makes them."""
    pictures = pictures_of(config, struck(config))
    if learnt:
        pictures[..., 1] += np.random.default_rng(0).uniform(-0.3, 0.3, pictures.shape[:3])
    published, locked = (
        [rise(decode(config, pictures)[0], low, high) for low, high in ((100, 700), (700, 1800), (1800, 4000), (4000, 7500))]
        for decode in (spectral.specgrams_to_waves, locked_waves)
    )
    assert np.mean(locked) > np.mean(published) and min(np.subtract(locked, published)) > -3.0


def test_partials_of_an_analysed_attack_lie_as_they_did(config):
    wave = struck(config)[0]
    found = locked_waves(config, pictures_of(config, wave[None]))[0]
    after = slice(RATE + 800, RATE + 4000)
    assert np.sum(wave[after] * found[after]) > 0.9 * np.linalg.norm(wave[after]) * np.linalg.norm(found[after])


@pytest.mark.parametrize("semitones", [-0.5, 0.25])
def test_a_bend_is_as_large_as_it_is_asked_for(config, semitones):
    pictures = pictures_of(config, np.repeat(vibrato(config, cents=0.0), 2, axis=0))
    plain, bent = locked_waves(config, pictures, np.array([0.0, semitones]))
    np.testing.assert_array_equal(plain, locked_waves(config, pictures[:1])[0])
    assert note_pitch(bent, RATE) - note_pitch(plain, RATE) == pytest.approx(semitones, abs=0.03)


# Parts


def test_peaks_are_found_between_bins_and_share_all_bins():
    config = config_of("mel", 4, 64)
    place = 20.3
    levels = -0.2 * (np.arange(1, 65) - place)[None] ** 2
    peaks = find_peaks(np.exp(2.0 * np.repeat(levels, 2, axis=0)).astype(np.float32), np.repeat(levels, 2, axis=0).astype(np.float32), 1)
    assert len(peaks) == 2 and peaks.size.sum() == 2 * config.bins
    np.testing.assert_allclose(peaks.place, place, atol=1e-3)
    assert peaks.follows.tolist() == [False, True] and peaks.before[1] == 0


def test_an_advance_is_read_in_one_band():
    """The phase that a sine makes in the middle of a bin comes back as it was, which it does not behind the mel scale."""
    band, scale = peak_phases.nearest_bands(512, RATE)
    matrix = spectral.linear_to_mel(512, RATE)
    own = matrix[np.arange(512), band]
    np.testing.assert_array_equal(own, matrix.max(axis=1))
    heard = own > 0.0
    np.testing.assert_allclose((matrix.sum(axis=0)[band] * scale)[heard], np.pi)
    assert not scale[~heard].any()


def test_chance_is_even_and_the_same_again():
    drawn = peak_kinds.by_chance(np.arange(20000) % 1024, np.arange(20000) // 1024)
    assert drawn.min() >= 0.0 and drawn.max() < 1.0 and abs(drawn.mean() - 0.5) < 0.01 and abs(drawn.std() - 12**-0.5) < 0.01
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.03


# A model and its decoder


def test_mel_models_have_the_choice_and_others_have_none():
    mel, linear = load_model(GOLDEN / "tiny_mel"), load_model(GOLDEN / "tiny_linear_pitches")
    assert (mel.decoder, linear.decoder, linear.decoding("locked").decoder) == ("locked", "published", "published")
    z = mel.sample_z(1, seed=0)
    published = load_model(GOLDEN / "tiny_mel", decoder="published")
    np.testing.assert_array_equal(mel.decoding("published").synthesize(z, 60), published.synthesize(z, 60))
    assert not np.array_equal(mel.synthesize(z, 60), published.synthesize(z, 60))
    assert published.at("published").decoder == "published" == published.playing().decoder
    assert gansynth._restored(*published.__reduce__()[1]).decoder == "published"


def test_no_such_decoder():
    with refused("known-decoder", InvalidInput, says="decoder must be one of locked, published. Received: decoder='best'"):
        load_model(GOLDEN / "tiny_mel", decoder="best")
    with refused("known-decoder", InvalidInput, says="Received: decoder=''"):
        load_model(GOLDEN / "tiny_mel").decoding("")
