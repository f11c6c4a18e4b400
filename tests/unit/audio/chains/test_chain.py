"""Chains as text: what they mean, and what is refused."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.audio.chains.chain import read_chain, signal_of
from ganspacesynth.audio.chains.chain_words import SOURCES, WORDS, table
from ganspacesynth.audio.signals.analyses import ANALYSES
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput
from ganspacesynth.core.motion.signal import Signal
from tests.support.refused import refused

DOCS = Path(__file__).parents[4] / "docs" / "listening.md"


class Beat:
    """Music of four seconds: hits at each half second, and a level in dB that rises."""

    count, fps = 200, 50.0

    def heard(self, name, words, stem):
        values = np.linspace(-50, 0, 200) if name == "lufs" else (np.arange(200) % 25 == 5) * 0.5
        return Signal(name, values, self.fps, -50.0 if name == "lufs" else 0.0, 0.0 if name == "lufs" else 1.0)

    def beats_s(self):
        return np.arange(8) / 2


MUSIC = Beat()
# A use of every word: what it is given, and what must be true of (before, after).
USES = {
    "smooth 0.05": lambda a, b: b.max() < a.max() and np.isclose(b.sum(), a.sum(), rtol=0.05),
    "decay 0.1": lambda a, b: (b >= a).all() and b.sum() > 4 * a.sum(),
    "rise 0.1": lambda a, b: (b >= a).all() and b[4] > 0 == b[6],
    "dips 0.5": lambda a, b: np.isclose(b.min(), 0.75) and b.max() == 1,
    "plateau 0.1": lambda a, b: (b > 0).sum() == 5 * (a > 0).sum(),
    "normalise": lambda a, b: b.max() == 1 and b.min() == 0,
    "clip 100": lambda a, b: b.max() == 1,
    "power 2": lambda a, b: np.allclose(b, a**2),
    "compress 0.25 5": lambda a, b: np.isclose(b.max(), 0.3),
    "expand threshold=1 ratio=1.5": lambda a, b: np.isclose(b.max(), 0.25),
    "threshold 0.6": lambda a, b: not b.any(),
    "ema 0.2": lambda a, b: 0 < b.max() < a.max(),
    "cumulate": lambda a, b: b[-1] == 1 and (np.diff(b) >= 0).all(),
    "delay 0.1": lambda a, b: np.array_equal(b[5:], a[:-5]),
    "quantise": lambda a, b: list(np.flatnonzero(b) % 25) == [0] * 8,
    "resample 25": lambda a, b: len(b) == 100,
    "mix (lfo 1) 1": lambda a, b: np.allclose(b[:3], [0, 0.004, 0.016], atol=1e-3),
    "range 3 4": lambda a, b: b.min() == 3 and b.max() == 3.5,
    "peaks height=0.3": lambda a, b: np.array_equal(b, 2 * a),
}


@pytest.mark.parametrize("use", USES)
def test_every_word_does_what_it_says(use):
    before = signal_of("onsets", MUSIC)
    after = signal_of(f"onsets | {use}", MUSIC)
    assert USES[use](before.values, after.values.astype(np.float64))
    assert after.name == f"onsets | {use}" and after.low <= after.values.min() and after.values.max() <= after.high


def test_every_word_has_a_use_here_and_a_line_in_the_docs():
    assert {use.split()[0] for use in USES} == set(WORDS)
    text = DOCS.read_text(encoding="utf-8")
    assert table(WORDS) in text and table(SOURCES) in text
    for name, analysis in ANALYSES.items():
        assert re.search(rf"^\| `{name}[`(].*{re.escape(analysis.help)}", text, re.MULTILINE), name


@pytest.mark.parametrize(
    "text",
    ["lfo 0.5", "lfo 0.5 square phase=0.5", "envelope 1 1 1", "walk", "walk 2 seed=7", "noise 0.5 seed=2", "constant 0.3", "drawn 0 0.2 1.5 0.8"],
)
def test_sources_besides_songs(text):
    signal = signal_of(text, MUSIC)
    assert len(signal) == 200 and (signal.low, signal.high) == (0, 1) and signal.values.min() >= 0 and signal.values.max() <= 1
    assert signal == signal_of(text, MUSIC) and not read_chain(text).listens


def test_all_sources_are_tried():
    assert {text.split()[0] for text in ["lfo", "envelope", "walk", "noise", "drawn", "constant", "signal"]} == set(SOURCES)


def test_what_was_drawn_is_gone_through_in_straight_lines():
    signal = signal_of("drawn 1 0.5, 2 1, 3 0 | power 2", MUSIC)
    assert np.allclose([signal.at(time_s) for time_s in (0.0, 1.0, 1.5, 2.0, 2.5, 3.5)], [0.25, 0.25, 0.5625, 1.0, 0.25, 0.0], atol=1e-6)
    assert np.allclose(signal_of("drawn(0 0.3)", MUSIC).values, 0.3)


@pytest.mark.parametrize(
    "text", ["drawn", "drawn 0", "drawn 1 0.5 1 0.6", "drawn 0 1.5", "drawn -1 0", "drawn 0 sine", "drawn 4000 0", "drawn points=3"]
)
def test_what_cannot_be_drawn_is_refused(text):
    with refused("word-range", InvalidInput, says="seconds and values of 0..1 in turn"):
        read_chain(text)


def test_looping_noise_comes_again():
    signal = signal_of("noise 0.5 seed=3 loop=2", MUSIC)
    assert signal.loop and len(signal) == 100 and np.isclose(signal.at(0.7), signal.at(2.7), atol=1e-6)


def test_what_shapes_takes_a_range_as_0_to_1():
    assert np.allclose(signal_of("lufs | power 1", MUSIC).values, np.linspace(0, 1, 200), atol=1e-6)
    assert np.allclose(signal_of("lufs | range 1 0", MUSIC).values, np.linspace(1, 0, 200), atol=1e-6)
    smoothed = signal_of("lufs | smooth 0.1", MUSIC)
    assert (smoothed.low, smoothed.high) == (-50, 0)


def test_brackets_and_spaces_mean_the_same():
    for a, b in [("onsets|decay 0.1|range 0 2", "onsets( ) | decay( 0.1 ) | range(0, 2)"), ("lfo 1 saw", "lfo(1, shape=saw)")]:
        assert np.array_equal(signal_of(a, MUSIC).values, signal_of(b, MUSIC).values)
    assert read_chain("  onsets  |\n decay 0.1 ").text == "onsets | decay 0.1"


def test_stems_are_found_also_within():
    chain = read_chain("drums.onsets(high) | mix (bass.rms | mix (my-pad.rms)) 0.5")
    assert chain.stems == {"drums", "bass", "my-pad"} and chain.listens and read_chain("lfo 1 | quantise").listens


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "chain-text"),
        (7, "chain-text"),
        ("a" * 401, "chain-text: 1 to 400"),
        ("drums.onsts", "known-word: Did you mean onsets"),
        ("onsets | decy 1", "known-word: Did you mean decay"),
        ("onsets | xyzzy", "known-word: There are smooth"),
        ("drums.lfo 1", "known-word"),
        ("onsets | decay", "word-needs: decay needs seconds"),
        ("onsets | decay 1 2", "word-takes"),
        ("onsets | decay seconds=1 seconds=2", "word-takes"),
        ("onsets | decay 1 seconds=2", "word-takes"),
        ("onsets | decay x=2", "word-takes: decay takes seconds"),
        ("onsets | decay -1", "word-range: 0.001..30"),
        ("onsets | decay 1e999", "word-range"),
        ("onsets | decay high", "word-range"),
        ("onsets | mix 0.5", "word-range: another chain"),
        ("onsets | decay (rms)", "word-range"),
        ("lfo 1 round", "word-range: one of sine"),
        ("onsets | range 1 1", "range-ends: two ends"),
        ("onsets |", "chain-form: nothing in place of a word"),
        ("| onsets", "chain-form"),
        ("onsets | decay 0.1 |", "chain-form"),
        ("onsets | peaks distance=", "chain-form"),
        ("onsets(low", "chain-form"),
        ("onsets(low=3)", "chain-form: words and numbers"),
        ("onsets low )", "chain-form"),
        ("onsets" + " | peaks" * 33, "chain-form: more than 32"),
        ("rms" + " | mix (rms" * 6 + ")" * 6, "chain-form: deep"),
        ("__import__('os')", "chain-letters"),
        ("rms; rms", "chain-letters: with ';'"),
        ("onsets(loud)", "known-band"),
        ("chroma(H)", "pitch-class"),
    ],
)
def test_what_is_no_chain(text, rule):
    with refused(rule, InvalidInput):
        signal_of(text, MUSIC)


PIECES = st.sampled_from([*WORDS, *SOURCES, *ANALYSES, "drums", "|", "(", ")", ".", ",", "=", "0.5", "-1", "1e9", "seconds", " ", "C#"])


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=14))
def test_whatever_is_written_is_a_signal_or_refused(pieces):
    try:
        signal = signal_of(" ".join(pieces), MUSIC)
    except GanSpaceSynthError as e:
        assert e.rule and "Received" in str(e)
    else:
        assert np.isfinite(signal.values).all()
