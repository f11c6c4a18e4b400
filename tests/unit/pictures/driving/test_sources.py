"""Sources of rows of ws, and rows of modulations: their words, what they make of signals, and what is refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.pictures.driving.picture_modulation import PictureModulation, read_picture_rows
from ganspacesynth.pictures.driving.picture_source import SOURCES, PictureSource, hits_s
from ganspacesynth.pictures.driving.score import PRESETS, PictureScore
from tests.support.refused import refused

FPS = 50.0
TIMES = np.arange(0.0, 4.0, 0.04)


def impulses(*moments_s, seconds=4.0):
    values = np.zeros(round(seconds * FPS))
    values[[round(moment * FPS) for moment in moments_s]] = 1.0
    return Signal("hits", values, FPS)


def heard(chain):
    if chain.startswith("chroma("):
        return Signal(chain, np.full(200, 1.0 if chain.startswith("chroma(4)") else 0.1), FPS)
    return Signal(chain, np.linspace(0.0, 1.0, 200), FPS) if "cumulate" in chain else impulses(1.0, 3.0)


@pytest.mark.parametrize("kind", [kind for kind in SOURCES if kind != "sound"])
@pytest.mark.parametrize("count", [1, 3, 12])
def test_shares_sum_to_one(kind, count):
    shares = PictureSource("all", kind).shares(count, heard, TIMES)
    assert shares.shape == (len(TIMES), count)
    assert_allclose(shares.sum(axis=1), 1.0, atol=1e-9)


def test_hits_change_to_the_next():
    shares = PictureSource("all", "hits", 0.5).shares(3, heard, TIMES)
    assert_array_equal(shares[TIMES < 0.88].argmax(axis=1), 0)
    assert_array_equal(shares[(TIMES > 1.5) & (TIMES < 2.8)].argmax(axis=1), 1)
    assert_array_equal(shares[TIMES > 3.5], np.eye(3)[[2] * (TIMES > 3.5).sum()])
    assert 0.05 < shares[np.searchsorted(TIMES, 1.0), 1] < 0.3  # a little of a change lies before its moment


def test_chroma_chooses_by_pitch_class():
    shares = PictureSource("coarse", "chroma").shares(12, heard, TIMES)
    assert (shares.argmax(axis=1) == 4).all() and shares[0, 4] > 0.9
    assert (PictureSource("coarse", "chroma").shares(3, heard, TIMES).argmax(axis=1) == 1).all()


def test_a_walk_goes_through_the_palette_without_corners():
    shares = PictureSource("all", "walk", 1.0).shares(3, heard, np.arange(0.0, 6.0, 0.01))
    assert_allclose(shares[::100], np.tile(np.eye(3), (2, 1)), atol=1e-9)
    assert np.abs(np.diff(shares, 2, axis=0)).max() < 6e-4


def test_a_signal_leads_along():
    shares = PictureSource("all", "along").shares(3, heard, np.array([0.0, 1.99, 3.98]))
    assert_allclose(shares, np.eye(3), atol=0.02)


def test_the_peak_of_a_rise_is_the_hit():
    values = np.array([0, 0.4, 0.8, 1.0, 0.7, 0.2, 0, 0, 0.9, 0])
    assert_allclose(hits_s(Signal("x", values, 10.0)), [0.3, 0.8])
    assert len(hits_s(Signal("x", np.zeros(5), 10.0))) == 0


@pytest.mark.parametrize(
    "text",
    ["all walk", "coarse chroma over=0.5 stem=melody", "8- hits over=0.3 palette=1,4 signal=drums.onsets(high) | peaks | decay 0.4", "3 still"],
)
def test_sources_are_written_as_they_are_read(text):
    source = PictureSource.read(text)
    assert str(source) == text and PictureSource.read(str(source)) == source


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("all", "picture-source"),
        (7, "picture-source"),
        ("all wlak", "picture-source: Did you mean walk"),
        ("some walk", "rows-word"),
        ("all walk over=x", "change-length"),
        ("all walk over=0", "change-length"),
        ("all walk fast", "picture-source"),
        ("all walk over=1 over=2", "picture-source"),
        ("all walk signal=beats", "picture-source"),
        ("all walk stem=drums", "picture-source"),
        ("all hits signal=onset(low)", "known-word"),
        ("all walk palette=1,x", "palette-seeds"),
    ],
)
def test_sources_that_are_none(text, rule):
    with refused(rule, (InvalidInput, SequenceError)):
        PictureSource.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "beats | decay 0.2 -> brightness:0:0.3",
        "lfo 1 -> zoom.b16.conv1[0-31]:1:1.3",
        "rms -> psi@0-3:0.5:1 cosine",
        "rms -> z.7@fine:0:1",
        "rms -> rotate:0:20",
    ],
)
def test_rows_are_written_as_they_are_read(text):
    row = PictureModulation.read(text)
    assert str(row) == text and PictureModulation.read(str(row)) == row


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("beats", "modulation-form"),
        ("-> psi", "modulation-form"),
        ("beats -> psi:0:x", "modulation-form"),
        ("beats -> pitch", "modulation-target"),
        ("beats -> blur", "modulation-detail"),
        ("beats -> psi.3", "modulation-detail"),
        ("beats -> edits.999", "modulation-detail"),
        ("beats -> brightness@0-3", "modulation-detail"),
        ("beats -> psi:0:99", "modulation-range"),
        ("beats -> psi:0:1 hold", "modulation-shape"),
        ("beats -> psi@x", "rows-word"),
        ("beets -> psi", "known-word"),
    ],
)
def test_rows_that_are_none(text, rule):
    with refused(rule, (InvalidInput, SequenceError)):
        PictureModulation.read(text)


def test_a_matrix_has_an_end():
    with refused("modulation-count", SequenceError):
        read_picture_rows(["beats -> psi"] * 33)


def test_what_is_furthest_within_a_frame_counts():
    row = PictureModulation("beats", "white", low=0.0, high=1.0)
    signal = Signal("beats", impulses(0.5, 1.02).values, FPS)
    values = row.values(signal, np.arange(0.0, 2.0, 0.04), 0.04)
    assert values[12] == 1.0 and values[25] == 1.0 and (np.delete(values, [12, 25]) == 0.0).all()
    dips = Signal("dips", 1.0 - impulses(0.5).values, FPS)
    assert row.values(dips, np.arange(0.0, 2.0, 0.04), 0.04)[12] == 0.0


@pytest.mark.parametrize("name", list(PRESETS))
def test_presets_are_whole_and_told_again(name):
    score = PictureScore.read({"preset": name, "psi": 0.5, "palette": [1, 2], "noise": 3, "seed": 4})
    assert PictureScore.read(score.to_json(), PictureScore()) == score and score.seeds == (1, 2)
    plain = PictureScore.read({"preset": name}, moving_noise=False)
    assert not {"noise", "spin", "sharpness"} & {row.target for row in plain.modulations}
    assert len(PictureScore.read({"preset": name, "seed": 1 << 24}).seeds) == 12


def test_rows_of_ones_own_take_the_place_of_those_of_a_preset():
    usual = PictureScore.read({"preset": "pulse"})
    score = PictureScore.read({"preset": "pulse", "modulations": ["beats -> zoom.picture:1:2", "beats -> white:0:1"]})
    assert len(score.modulations) == len(usual.modulations) + 1 and "beats -> zoom.picture:1:2" in map(str, score.modulations)


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ([], "score-words"),
        ({"presets": "x"}, "score-words: Did you mean preset"),
        ({"preset": "loud"}, "known-preset"),
        ({"sources": "all walk"}, "score-words"),
        ({"sources": []}, "source-count"),
        ({"modulations": [1]}, "modulation-form"),
        ({"palette": []}, "palette-seeds"),
        ({"palette": [-1]}, "palette-seeds"),
        ({"psi": "x"}, "psi-range"),
        ({"cutoff": -1}, "cutoff-range"),
        ({"seed": -1}, "seed-range"),
        ({"noise": "loud"}, "known-noise"),
        ({"axes": 3}, "score-words"),
    ],
)
def test_scores_that_are_none(table, rule):
    with refused(rule, (InvalidInput, SequenceError)):
        PictureScore.read(table)
