"""Chains as their music comes in: the same numbers as of the whole, as late as they say; and what looks ahead is refused by name."""

import numpy as np
import pytest

from ganspacesynth.audio.chains.chain import read_chain, signal_of
from ganspacesynth.audio.chains.chain_words import SOURCES, WORDS
from ganspacesynth.audio.chains.live_chain import LiveChain, LiveFrames, analyses_of, names_in
from ganspacesynth.audio.chains.live_sources import NOISE_S
from ganspacesynth.audio.signals.analyses import ANALYSES
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.signal import Signal
from tests.support.refused import refused

FPS, COUNT = 50.0, 1500


@pytest.fixture(scope="module")
def known():
    """Hits of all strengths over a floor that swells, and a level in LUFS."""
    rng = np.random.default_rng(3)
    hits = (rng.uniform(size=COUNT) < 0.06) * rng.uniform(0.2, 1.0, COUNT)
    floor = 0.05 + 0.04 * np.sin(np.arange(COUNT) / 40)
    return {"onsets": np.clip(np.maximum(hits, floor), 0, 1), "lufs": -25 + 20 * np.sin(np.arange(COUNT) / 60), "beats": hits > 0.5}


class Whole:
    """The same as a song."""

    count, fps = COUNT, FPS

    def __init__(self, known):
        self.known = known

    def heard(self, name, words, stem):
        return Signal(name, self.known[name], FPS, ANALYSES[name].low, ANALYSES[name].high)

    def beats_s(self):
        return np.flatnonzero(self.known["beats"]) / FPS


def live(text, known, *, named=lambda name: 0.0, sizes=(1, 7, 2, 40), latency=lambda heard: 0.0):
    """What a chain says, in pieces; and the chain."""
    chain, found, first, turn = LiveChain(read_chain(text), FPS, latency, named), [], 0, 0
    while first < COUNT:
        count = min(sizes[turn % len(sizes)], COUNT - first)
        heard = {each: known[each[1]][first : first + count] for each in analyses_of(read_chain(text))}
        found.append(chain.push(LiveFrames(first, count, heard)))
        first, turn = first + count, turn + 1
    return np.concatenate(found), chain


# What needs nothing that is still to come: the same numbers, to the rounding of a signal's float32.
SAME = [
    "onsets",
    "lufs",
    "onsets | power 2",
    "lufs | power 0.5",
    "onsets | compress 0.25 5",
    "onsets | expand threshold=1 ratio=1.5",
    "onsets | threshold 0.6",
    "onsets | dips 0.5",
    "onsets | decay 0.4",
    "lufs | decay 0.05",
    "onsets | plateau 0.1",
    "onsets | plateau 0.3",
    "lufs | ema 0.2",
    "lufs | smooth 0.1 future=0",
    "lufs | delay 0.5",
    "onsets | range 3 -1",
    "lufs | range 0 10 | range 1 0",
    "lufs | resample 20",
    "lufs | resample 33",
    "lufs | resample 120",
    "lufs | resample 10 | ema 0.3",
    "onsets | mix (lufs) 0.3",
    "lufs | mix (onsets | resample 20) 0.7",
    "lfo 0.7",
    "lfo 3.1 square phase=0.3",
    "lfo 0.2 triangle | power 2",
    "walk 2 seed=5",
    "noise 0.5 seed=3 loop=7",
    "envelope 1 2 3",
    "constant 0.3",
    "drawn 0.5 0.2 1.5 1 2 0",
    "lufs | mix (walk) 0.5 | decay 0.1 | range -2 2",
]


@pytest.mark.parametrize("text", SAME)
def test_they_are_the_numbers_of_the_whole(text, known):
    whole, (found, chain) = signal_of(text, Whole(known)), live(text, known)
    span = chain.line.high - chain.line.low
    assert (chain.line.low, chain.line.high, chain.line.rate) == (whole.low, whole.high, whole.rate) and chain.text == whole.name
    expected = whole.sampled(np.arange(len(found)) / whole.rate)
    assert len(found) >= len(whole) - 1 - np.ceil((chain.line.latency_s + 0.1) * whole.rate)
    assert np.abs(found - expected).max() <= 2e-6 * span


@pytest.mark.parametrize("text", SAME)
def test_pieces_of_any_size_are_the_same(text, known):
    assert (
        np.array_equal(live(text, known)[0], live(text, known, sizes=(1,))[0])
        or "resample" in text
        or "mix" in text
        or "walk" in text
        or "lfo" in text
    )


def test_a_peak_is_told_a_frame_later(known):
    text = "onsets | peaks distance=0.1 height=0.3"
    whole, (found, chain) = signal_of(text, Whole(known)).values, live(text, known)
    assert chain.line.latency_s == 1 / FPS
    ours, theirs = np.flatnonzero(found[1:]), np.flatnonzero(whole[:-1])
    hits = sum(np.abs(theirs - place).min() <= 1 for place in ours)
    assert hits / len(ours) > 0.85 and hits / len(theirs) > 0.85 and len(theirs) > 30


@pytest.mark.parametrize("text", ["lufs | normalise", "onsets | clip 80"])
def test_what_was_heard_so_far_comes_near_to_the_whole(text, known):
    whole, (found, chain) = signal_of(text, Whole(known)).values, live(text, known)
    assert (chain.line.low, chain.line.high) == (0.0, 1.0) and found.min() >= 0.0 and found.max() <= 1.0
    assert np.corrcoef(whole[500:], found[500:])[0, 1] > 0.95


def test_silence_is_not_stretched():
    found, _ = live("lufs | normalise", {"lufs": np.full(COUNT, -50.0) + 1e-6 * (np.arange(COUNT) % 2)})
    assert found.max() < 0.01


def test_what_comes_sooner_waits_in_a_mix(known):
    latency = {"onsets": 0.03, "lufs": 0.2}
    text = "onsets | mix (lufs) 0.5"
    found, chain = live(text, known, latency=lambda heard: latency[heard[1]])
    assert chain.line.latency_s == 0.2
    late = round(0.17 * FPS)
    ours, theirs = known["onsets"][: COUNT - late], (known["lufs"][late:] + 50.0) / 50.0
    assert np.allclose(found[late:], 0.5 * ours + 0.5 * theirs, atol=1e-9)


def test_latencies_add_up(known):
    _, chain = live("onsets | peaks | resample 25", known, latency=lambda heard: 0.03)
    assert chain.line.latency_s == pytest.approx(0.03 + 0.02 + 0.02)


def test_faders_are_what_they_are_now(known):
    values = iter(np.linspace(0, 1, 2000))
    found, _ = live("signal(kick) | range 0 10", known, named=lambda name: next(values) if name == "kick" else 0.0, sizes=(1,))
    assert np.allclose(found, 10 * np.linspace(0, 1, 2000)[:COUNT])
    assert names_in(read_chain("lfo 1 | mix (signal kick | power 2)")) == {"kick"} and names_in(read_chain("rms")) == frozenset()
    with refused("live-signal", InvalidInput, says="kick"):
        signal_of("signal kick", Whole(known))


def test_an_oscillator_has_no_end(known):
    chain = LiveChain(read_chain("lfo 0.5"), FPS, lambda heard: 0.0)
    far = 50 * 3600 * 24
    assert np.allclose(chain.push(LiveFrames(far, 100, {})), signal_of("lfo 0.5", Whole(known)).values[:100], atol=1e-5)
    noise = LiveChain(read_chain("noise 2"), FPS, lambda heard: 0.0)
    assert np.array_equal(noise.push(LiveFrames(0, 5, {})), noise.push(LiveFrames(round(NOISE_S * FPS), 5, {})))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("onsets | rise 0.1", "rise"),
        ("onsets | cumulate", "cumulate"),
        ("onsets | quantise", "quantise"),
        ("onsets | smooth 0.1", "smooth"),
        ("onsets | smooth 0.1 0.2", "smooth"),
        ("onsets | delay -0.1", "delay"),
        ("onsets | peaks width=0.1", "peaks"),
        ("lfo 1 | mix (onsets | rise 0.1)", "rise"),
    ],
)
def test_what_looks_ahead_is_refused_by_name(text, word, known):
    with refused("causal-word", InvalidInput, says=f"Received: {word}. Instead: "):
        live(text, known)


def test_a_range_has_two_ends(known):
    with refused("range-ends", InvalidInput):
        live("onsets | range 1 1", known)


def test_every_word_and_source_is_tried():
    refused_words = {"rise", "cumulate", "quantise"}
    used = {call.name for text in SAME for call in read_chain(text).calls} | {"mix", "walk", "peaks", "normalise", "clip", "signal"}
    assert set(WORDS) - refused_words <= used and set(SOURCES) <= used
