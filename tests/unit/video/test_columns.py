from fractions import Fraction

import numpy as np
import pytest

from ganspacesynth.video.drawing import columns
from ganspacesynth.video.drawing.columns import BANDS, look
from ganspacesynth.video.soundtrack import soundtrack_of
from tests.support.films import clicks

FPS = Fraction(25)


@pytest.mark.parametrize("rate", [8000, 44_100])
def test_a_click_is_in_the_column_and_the_frame_of_its_moment(rate):
    seen = look(soundtrack_of(clicks(rate, (0.501, 2.301), 3.0), rate), 100.0, FPS)
    brightest = np.flatnonzero(seen.high > 0.5) / seen.rate
    assert brightest[0] == pytest.approx(0.501, abs=0.011) and brightest[-1] == pytest.approx(2.301, abs=0.011)
    assert np.flatnonzero(seen.peaks > 0.5).tolist() == [12, 57] and len(seen.peaks) == 75
    middle = seen.levels.astype(float).sum(axis=1)
    there = middle[: len(middle) // 2]
    assert (there @ np.arange(len(there)) / there.sum()) / seen.rate == pytest.approx(0.502, abs=0.006)


def test_a_tone_is_in_its_band_and_silence_is_black():
    tone = 0.5 * np.sin(2 * np.pi * 1000.0 * np.arange(44_100) / 44_100)
    seen = look(soundtrack_of(np.concatenate([tone, np.zeros(44_100)]), 44_100), 50.0, FPS)
    edges = np.geomspace(*seen.hertz, BANDS + 1)
    band = int(seen.levels[25].argmax())
    assert edges[band - 1] < 1000.0 < edges[band + 2] and seen.levels[25].max() >= 253
    assert seen.levels[80:].max() == 0
    assert look(soundtrack_of(np.zeros(8000), 8000), 50.0, FPS).levels.max() == 0


def test_columns_do_not_depend_on_blocks(monkeypatch):
    from ganspacesynth.video import soundtrack

    wave = np.random.default_rng(2).uniform(-0.5, 0.5, 50_000)
    whole = look(soundtrack_of(wave, 16_000), 60.0, FPS)
    monkeypatch.setattr(soundtrack, "BLOCK", 777)
    parts = look(soundtrack_of(wave, 16_000), 60.0, FPS)
    for name in ("levels", "low", "high", "peaks"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))


def test_long_sounds_have_no_more_columns(monkeypatch):
    monkeypatch.setattr(columns, "MOST_COLUMNS", 100)
    seen = look(soundtrack_of(np.ones(8000), 8000), 1000.0, FPS)
    assert len(seen.levels) <= 100 and seen.places(np.array([-1.0, 0.5, 2.0]))[1].tolist() == [False, True, False]


def test_one_sample_is_a_sound():
    seen = look(soundtrack_of(np.ones(1), 44_100), 100.0, FPS)
    assert seen.high.tolist() == [1.0] and len(seen.peaks) == 1
