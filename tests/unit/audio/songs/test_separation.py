"""Stems made of a mix, whole and as it comes in."""

import numpy as np
import pytest

from ganspacesynth.audio.signals.frame_rate import framing
from ganspacesynth.audio.songs.separation import STEMS, LiveSeparation, blocks_of, separate


@pytest.fixture(scope="module")
def parts():
    """A tone, a bass and clicks, apart."""
    rate = 25_600
    t = np.arange(4 * rate) / rate
    clicks = np.zeros(len(t))
    rng = np.random.default_rng(0)
    for at in range(rate // 2, len(t) - 800, rate // 2):
        clicks[at : at + 600] = rng.standard_normal(600) * np.exp(-np.arange(600) / 80)
    waves = {"harmonic": 0.2 * np.sin(2 * np.pi * 880 * t), "percussive": 0.5 * clicks, "low": 0.2 * np.sin(2 * np.pi * 70 * t)}
    return {name: wave.astype(np.float32) for name, wave in waves.items()}


def alike(a, b):
    return float(np.corrcoef(a, b)[0, 1])


@pytest.mark.parametrize("fps", [24, 50, 100])
def test_tones_basses_and_hits_are_told_apart_and_add_up(parts, fps):
    mix = sum(parts.values())
    found = separate(mix, framing(fps))
    assert set(found) == set(STEMS) and np.abs(sum(found.values()) - mix).max() < 1e-5
    if fps == 50:  # at the rate that the parts were made for
        assert all(alike(found[name], parts[name]) > 0.9 for name in STEMS)


def test_a_sound_that_comes_in_is_told_apart_too(parts):
    mix, frames = sum(parts.values()), framing()
    live = LiveSeparation(frames)
    pieces = [live.push(piece) for piece in blocks_of(mix, 1000)]
    assert [len(each["low"]) for each in pieces] == [len(piece) for piece in blocks_of(mix, 1000)]
    found, late = {name: np.concatenate([each[name] for each in pieces]) for name in STEMS}, round(live.latency_s * frames.sample_rate)
    assert late == frames.size and np.abs(sum(found.values())[late:] - mix[:-late]).max() < 1e-5
    whole = separate(mix, frames)
    begun = 25_600 // 2  # a tone that begins is percussive until it has lasted a while
    same = {name: alike(found[name][late + begun :], whole[name][begun:-late]) for name in STEMS}
    assert min(same.values()) > 0.9, same


def test_pieces_of_any_size_give_the_same(parts):
    mix = sum(parts.values())[:30_000]
    found = [
        np.concatenate([live.push(piece)["percussive"] for piece in blocks_of(mix, size)])
        for size in (77, 30_000)
        for live in [LiveSeparation(framing())]
    ]
    assert np.abs(found[0] - found[1]).max() < 1e-6


@pytest.mark.parametrize("samples", [1, 100, 3000])
def test_short_sounds(samples):
    wave = np.ones(samples, np.float32)
    assert np.allclose(sum(separate(wave, framing()).values()), wave, atol=1e-5)
