"""What is heard in a sound that comes in, at any rate and in any pieces: as of the whole sound."""

import numpy as np
import pytest

from ganspacesynth.audio.live_input.incoming import AudioBlock
from ganspacesynth.audio.live_input.listener import MAX_CHAINS, Listener
from ganspacesynth.audio.live_input.prompt_resampler import PromptResampler
from ganspacesynth.audio.signals.analyses import WholeSound
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

RATE = 48000


@pytest.fixture(scope="module")
def drums():
    """Five seconds: a hit of noise every half second over a low tone."""
    rng, wave = np.random.default_rng(1), np.zeros(5 * RATE, np.float32)
    for hit in np.arange(0.5, 5.0, 0.5):
        begin = round(hit * RATE)
        wave[begin : begin + 4800] += (rng.uniform(-0.5, 0.5, 4800) * np.exp(-np.arange(4800) / 600)).astype(np.float32)
    return wave + (0.05 * np.sin(2 * np.pi * 110 * np.arange(len(wave)) / RATE)).astype(np.float32)


def heard(listener, wave, rate=RATE, size=480):
    found = {}
    for begin in range(0, len(wave), size):
        for text, values in listener.push(AudioBlock(wave[begin : begin + size], rate, begin)).items():
            found.setdefault(text, []).append(values)
    return {text: np.concatenate(values) for text, values in found.items()}


@pytest.mark.parametrize(("text", "most"), [("centroid", 30.0), ("chroma(A)", 0.01), ("lufs", 0.1), ("flatness", 0.01)])
def test_it_is_what_is_heard_in_the_whole(text, most, drums):
    """Nearly: what comes in is resampled at once, and not as finely as a file."""
    from ganspacesynth.audio.files.sound_files import resample

    listener = Listener()
    chain = listener.ask(text)
    name, _, words = text.partition("(")
    whole = WholeSound(resample(drums, RATE, listener.frames.sample_rate), listener.frames).signal(name, [words[:-1]] if words else []).values
    found = heard(listener, drums)[text]
    delay = round(chain.line.latency_s * listener.frames.fps) - 1
    count = min(len(found) - delay, len(whole)) - 20
    assert np.median(np.abs(found[delay : delay + count] - whole[:count])) < most


@pytest.mark.parametrize(("rate", "size"), [(48000, 64), (44100, 1024), (16000, 333), (96000, 4800)])
def test_every_hit_is_heard_soon(drums, rate, size):
    import soxr

    listener = Listener()
    listener.ask("onsets | peaks height=0.3 distance=0.2")
    wave = soxr.resample(drums, RATE, rate)
    (found,) = heard(listener, wave, rate, size).values()
    hits = np.flatnonzero(found) / listener.frames.fps
    expected = np.arange(0.5, 5.0, 0.5)
    late = [min((hit - moment for hit in hits if hit >= moment - 0.01), default=9.0) for moment in expected]
    assert max(late) < 0.12, late


def test_stems_are_apart(drums):
    listener = Listener()
    both = [listener.ask(f"{stem}.lufs") for stem in ("drums", "low")]
    plain = listener.ask("lufs")
    assert both[0].line.latency_s == pytest.approx(plain.line.latency_s + 0.08)
    found = heard(listener, drums)
    assert np.ptp(found["drums.lufs"][100:]) > 2 * np.ptp(found["low.lufs"][100:])
    listener.drop("drums.lufs")
    assert set(heard(listener, drums[:4800])) == {"low.lufs", "lufs"}
    listener.drop("low.lufs")
    listener.drop("low.lufs")
    assert listener.chains() == ("lufs",)


def test_chains_come_and_go_and_stay_in_step(drums):
    listener = Listener()
    first = listener.ask("rms")
    assert listener.ask("  rms ") is first
    heard(listener, drums[:1000])
    listener.ask("onsets(low) | mix (rms) 0.5")
    found = heard(listener, drums[1000:20000])
    assert len({len(values) for values in found.values()}) == 1
    assert not heard(Listener(), drums[:100]) and not len(listener.push(AudioBlock(drums[:0], 48000, 0)))


def test_another_rate_begins_anew(drums):
    listener = Listener()
    listener.ask("centroid")
    found = heard(listener, drums[:48000]) | heard(listener, drums[:44100], 44100)
    assert np.isfinite(found["centroid"]).all()


def test_what_cannot_be_listened_for():
    listener = Listener()
    with refused("known-stem", InvalidInput, says="vocalz"):
        listener.ask("vocalz.rms")
    with refused("causal-word", InvalidInput):
        listener.ask("rms | cumulate")
    assert not listener.chains()
    for number in range(MAX_CHAINS):
        listener.ask(f"constant 0.{number + 10}")
    with refused("chain-count", InvalidInput):
        listener.ask("rms")


@pytest.mark.parametrize(("rate", "to_rate", "hertz"), [(48000, 25600, 440), (44100, 25600, 9000), (16000, 25600, 3000), (48000, 48000, 5000)])
def test_a_sine_keeps_its_shape_at_another_rate(rate, to_rate, hertz):
    resampler = PromptResampler(rate, to_rate)
    wave = np.sin(2 * np.pi * hertz * np.arange(rate // 2) / rate).astype(np.float32)
    found = np.concatenate([resampler.push(wave[begin : begin + 77]) for begin in range(0, len(wave), 77)])
    assert 0 <= (len(wave) / rate - resampler.latency_s) * to_rate - len(found) <= 2 and resampler.latency_s < 0.0025
    expected = np.sin(2 * np.pi * hertz * np.arange(len(found)) / to_rate)
    assert np.abs(found - expected)[200:].max() < 1e-4


def test_what_a_lower_rate_cannot_hold_is_left_out():
    wave = np.sin(2 * np.pi * 15000 * np.arange(24000) / 48000).astype(np.float32)
    assert np.abs(PromptResampler(48000, 25600).push(wave))[200:].max() < 1e-3
