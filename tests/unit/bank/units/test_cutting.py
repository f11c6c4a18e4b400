"""Recordings cut at onsets, at beats and evenly."""

import itertools

import numpy as np
import pytest

from ganspacesynth.bank.units.cutting import CUTS, CutSettings, cut_wave
from ganspacesynth.bank.units.pulse import find_pulse
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused
from tests.support.tones import phrase, tone

RATE = 16000
MELODY = (60, 64, 67, 72) * 5


def starts(spans, rate=RATE):
    return np.array([span.start for span in spans]) / rate


def test_onsets_are_where_tones_begin():
    found = find_pulse(phrase(MELODY, seconds=0.5), RATE)
    np.testing.assert_allclose(found.onsets_s, np.arange(20) * 0.5, atol=0.02)


def test_a_steady_beat_is_found():
    found = find_pulse(phrase(MELODY, seconds=0.5), RATE)
    assert abs(found.bpm - 120.0) < 3.0
    np.testing.assert_allclose(found.beats_s, np.arange(20) * 0.5, atol=0.03)
    np.testing.assert_allclose(found.phases(np.array([0.25, 1.125, 30.0])), [0.5, 0.25, 0.0], atol=0.06)


@pytest.mark.parametrize("wave", [np.zeros(10 * RATE), np.zeros(0), np.ones(100), 0.1 * np.random.default_rng(0).standard_normal(RATE // 2)])
def test_what_has_no_beat_has_none(wave):
    found = find_pulse(wave.astype(np.float32), RATE)
    assert found.bpm == 0.0 and np.isnan(found.phases(np.array([0.1]))).all()


def test_onset_units_begin_just_before_their_tones():
    rate = 22050  # another than what is listened at
    spans = cut_wave(phrase(MELODY, rate, 0.5), rate, CutSettings("onsets"))
    assert len(spans) == 20
    np.testing.assert_allclose(starts(spans, rate)[1:], np.arange(1, 20) * 0.5 - 0.01, atol=0.02)


def test_beats_may_be_gathered():
    assert len(cut_wave(phrase(MELODY, seconds=0.5), RATE, CutSettings("beats", beats=2))) == 10


def test_fixed_units_are_even():
    np.testing.assert_allclose(starts(cut_wave(phrase(MELODY, seconds=0.5), RATE, CutSettings("fixed", unit_s=2.0))), [0, 2, 4, 6, 8])


def test_a_note_is_one_unit_of_its_first_part():
    spans = cut_wave(tone(60, RATE, 2.0), RATE, CutSettings("whole", unit_s=0.5))
    assert [(span.start, span.stop) for span in spans] == [(0, 8000)]


@pytest.mark.parametrize("cut", CUTS)
def test_silence_is_left_out(cut):
    assert cut_wave(np.zeros(3 * RATE, np.float32), RATE, CutSettings(cut)) == []
    wave = np.concatenate([phrase((60, 62)), np.zeros(2 * RATE, np.float32), phrase((64, 65))])
    spans = cut_wave(wave, RATE, CutSettings(cut, unit_s=0.5))
    assert spans and all(np.abs(wave[span.start : span.stop]).max() > 0.01 for span in spans)


@pytest.mark.parametrize("cut", CUTS)
def test_units_never_overlap_and_keep_their_lengths(cut):
    rng = np.random.default_rng(1)
    wave = np.concatenate([tone(rng.integers(40, 80), RATE, rng.uniform(0.05, 1.5)) for _ in range(12)])
    settings = CutSettings(cut, unit_s=0.7)
    spans = cut_wave(wave, RATE, settings)
    assert all(a.stop <= b.start for a, b in itertools.pairwise(spans)) and spans[-1].stop <= len(wave)
    assert max(span.stop - span.start for span in spans) <= 1.3 * settings.unit_s * RATE


def test_wrong_settings_are_refused():
    with refused("known-cut", InvalidInput, says="cut='bars'"):
        CutSettings("bars")
    for wrong in ({"unit_s": 0.01}, {"unit_s": 99.0}, {"least_s": 2.0}, {"unit_s": float("nan")}):
        with refused("unit-length", InvalidInput, says="A unit lasts"):
            CutSettings(**wrong)
    for wrong in ({"beats": 0}, {"beats": True}, {"silence_db": 3.0}):
        with refused("cut-range", InvalidInput, says="1 to 16 beats"):
            CutSettings(**wrong)
