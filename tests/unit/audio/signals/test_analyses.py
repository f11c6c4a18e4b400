"""Analyses by name: what they say, that both forms agree, and what is refused."""

import numpy as np
import pytest

from ganspacesynth.audio.lufs import loudness_lufs
from ganspacesynth.audio.signals.analyses import ANALYSES, WholeSound
from ganspacesynth.audio.signals.bars import BarCounter, downbeats
from ganspacesynth.audio.signals.chroma import pitch_class
from ganspacesynth.audio.signals.frame_features import Block, Causal, Centroid, Flatness, Level, OnsetStrength, check_band
from ganspacesynth.audio.signals.frame_rate import Windows, centred, framing
from ganspacesynth.audio.signals.live_analyses import live_signal
from ganspacesynth.audio.signals.pitch_curve import PitchCurve
from ganspacesynth.audio.signals.sections import section_times
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

WORDS = {"chroma": ["A"], "onsets": ["mid"]}


@pytest.mark.parametrize("fps", [5, 23.976, 24, 25, 29.97, 30, 48, 50, 60, 100, 200])
def test_a_frame_is_a_whole_number_of_samples(fps):
    frames = framing(fps)
    assert frames.hop * fps == frames.sample_rate and 24_000 < frames.sample_rate < 28_000
    assert frames.size % (2 * frames.hop) == 0 and frames.longer(0.3).size % (2 * frames.hop) == 0


@pytest.mark.parametrize("samples", [1, 511, 512, 513, 300_000])
def test_a_sound_has_a_frame_for_each_hop_that_it_begins(samples, frames, rng):
    wave = rng.standard_normal(samples)
    windows = np.concatenate(list(centred(wave, frames, block=7)))
    assert len(windows) == frames.count(samples) == -(-samples // 512) and windows.shape[1] == frames.size
    assert windows[0, frames.size // 2] == np.float32(wave[0])


@pytest.mark.parametrize("fps", [24, 50, 100])
def test_causal_windows_are_those_of_the_whole_sound_somewhat_later(fps, rng, in_pieces):
    frames, wave = framing(fps), rng.standard_normal(20_000).astype(np.float32)
    late, whole = in_pieces(Windows(frames), wave), np.concatenate(list(centred(wave, frames)))
    assert len(late) == 20_000 // frames.hop and np.array_equal(late[frames.delay :], whole[: len(late) - frames.delay])


# By how much both forms may differ, once the causal one is moved by its delay; the docs say so.
AGREE = {"centroid": 0.05, "flatness": 1e-5, "pitch": 1e-3, "lufs": 1e-3, "chroma": 1e-5}


@pytest.mark.parametrize("name", AGREE)
def test_both_forms_agree(name, wave, heard, frames, in_pieces):
    analysis = live_signal(name, frames, WORDS.get(name, []))
    whole, live = heard.signal(name, WORDS.get(name, [])).values, in_pieces(analysis, wave)
    delay = round(analysis.latency_s * frames.fps) - 1
    assert np.abs(live[delay:] - whole[: len(live) - delay]).max() <= AGREE[name]


@pytest.mark.parametrize("name", ["onsets", "rms"])
def test_shares_of_the_loudest_agree_once_it_was_heard(name, wave, heard, frames, in_pieces):
    whole, live = heard.signal(name).values, in_pieces(live_signal(name, frames), wave)
    whole, live = whole[200 : len(live) - frames.delay], live[200 + frames.delay :]
    assert np.corrcoef(whole, live)[0, 1] > 0.95 and live.max() <= 1.0


def test_strength_and_level_agree_to_rounding(wave, heard, frames, in_pieces):
    for feature, again in ((OnsetStrength(frames, 20, 150), OnsetStrength(frames, 20, 150)), (Level(), Level())):
        live = in_pieces(Causal(frames, feature), wave)
        whole = np.concatenate([again.take(Block(windows)) for windows in centred(wave, frames)])
        assert np.abs(live[frames.delay :] - whole[: len(live) - frames.delay]).max() < 1e-5


def test_level_centroid_and_flatness_of_what_is_known(frames, rng):
    t = np.arange(2 * 25_600) / 25_600
    tone, noise = 0.5 * np.sin(2 * np.pi * 1000 * t), 0.1 * rng.standard_normal(len(t))
    middle = slice(20, 80)
    assert np.allclose(heard_in(tone, frames, Level())[middle], 0.5 / np.sqrt(2), atol=1e-3)
    assert np.allclose(heard_in(tone, frames, Centroid(frames))[middle], 1000, rtol=0.01)
    assert heard_in(tone, frames, Flatness())[middle].max() < 1e-3 and heard_in(noise, frames, Flatness())[middle].mean() > 0.5
    assert np.allclose(heard_in(tone, frames, PitchCurve(frames))[middle], 83.213, atol=0.05)


def heard_in(wave, frames, feature):
    return np.concatenate([feature.take(Block(windows)) for windows in centred(wave.astype(np.float32), frames)])


def test_momentary_loudness_of_a_steady_sound_is_that_of_all_of_it(frames, rng):
    wave = (0.1 * rng.standard_normal(3 * 25_600)).astype(np.float32)
    values = WholeSound(wave, frames).signal("lufs").values
    assert np.allclose(values[20:-20], loudness_lufs(wave, 25_600), atol=0.5) and len(values) == 150


def test_every_analysis_says_its_range_and_keeps_to_its_length(heard):
    for name, analysis in ANALYSES.items():
        signal = heard.signal(name, WORDS.get(name, []))
        assert len(signal) == heard.count and (signal.low, signal.high) == (analysis.low, analysis.high) and analysis.help
        if analysis.low == 0.0 and analysis.high == 1.0:
            assert signal.values.min() >= 0.0 and signal.values.max() <= 1.0


def test_the_pitch_of_a_melody_goes_on_where_it_rests(frames):
    t = np.arange(25_600) / 25_600
    wave = np.concatenate([0.3 * np.sin(2 * np.pi * 220 * t), np.zeros(25_600), 0.3 * np.sin(2 * np.pi * 330 * t)])
    values = WholeSound(wave, frames).signal("pitch").values
    assert np.allclose([values[25], values[75], values[125]], [57.0, 57.0, 64.02], atol=0.05)


@pytest.mark.parametrize("metre", [3, 4])
def test_bars_are_counted_whatever_comes_first(metre, rng):
    for first in range(metre):
        accents = (np.arange(40) % metre == first) + 0.3 * rng.standard_normal(40)
        assert list(np.flatnonzero(downbeats(accents))) == list(range(first, 40, metre))
    assert list(downbeats(np.ones(1))) == [True] and len(downbeats(np.zeros(0))) == 0


def test_a_beat_too_many_moves_the_bars_behind_it_alone():
    accents = np.array([1.0, 0, 0, 0] * 5 + [0] + [1.0, 0, 0, 0] * 5)
    assert list(np.flatnonzero(downbeats(accents))) == [0, 4, 8, 12, 16, 21, 25, 29, 33, 37]


def test_bars_are_counted_as_beats_come_in():
    counter = BarCounter()
    told = [counter.push(float(i % 4 == 2)) for i in range(40)]
    assert list(np.flatnonzero(told[8:])) == list(range(2, 32, 4))


def test_pitch_classes_have_names():
    assert [pitch_class(name) for name in ("C", "c#", "Db", "bb", 11, 4.0)] == [0, 1, 1, 10, 11, 4]
    for name in ("H", 12, -1, True, None, 1.5):
        with refused("pitch-class", InvalidInput, says="one of C"):
            pitch_class(name)


@pytest.mark.parametrize("fps", [0, 4, 201, "24", None, True, float("nan"), 24.00001])
def test_rates_that_no_signal_has(fps):
    with refused("frame-rate", InvalidInput, says="Received: fps="):
        framing(fps)


@pytest.mark.parametrize("band", [(100, 50), (-1, 50), (20_000, 30_000), ("a", 5), (float("nan"), 5)])
def test_bands_that_are_none(band):
    with refused("frequency-band", InvalidInput, says="A band of frequencies rises"):
        check_band(*band, 25_600)


@pytest.mark.parametrize(
    ("name", "words", "rule"),
    [
        ("onset", [], "known-analysis: onsets, rms"),
        ("onsets", ["loud"], "known-band: low, mid, high"),
        ("onsets", [1, 2, 3], "analysis-words: takes low"),
        ("rms", [1], "analysis-words: takes nothing"),
        ("chroma", [], "analysis-words"),
        ("chroma", ["X"], "pitch-class"),
    ],
)
def test_signals_that_no_sound_has(heard, frames, name, words, rule):
    for ask in (heard.signal, lambda name, words: live_signal(name, frames, words)):
        with refused(rule, InvalidInput):
            ask(name, words)


def test_sounds_that_are_none(frames):
    for wave in (np.zeros(0), np.zeros((5, 2))):
        with refused("mono-wave", InvalidInput, says="one channel"):
            WholeSound(wave, frames)
    with refused("finite-audio", InvalidInput, says="NaN"):
        WholeSound(np.array([np.nan]), frames)


@pytest.mark.parametrize("count", [0, 1.5, True, 1001])
def test_counts_of_sections_that_are_none(count):
    with refused("section-count", InvalidInput, says="1..1000"):
        section_times(np.zeros((10, 2)), 10.0, count=count)
