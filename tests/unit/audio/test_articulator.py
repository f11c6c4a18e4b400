"""Articulation of sounds: measured as it is asked for, the same in chunks, and without a click."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.audio.effects.articulator import Articulator, articulate
from ganspacesynth.audio.effects.vibrato import VibratoLine, read_at
from ganspacesynth.audio.pitch import hz_to_midi, yin
from ganspacesynth.core.motion.articulation import Articulation, Vibrato

RATE = 16000
TIMES = np.arange(3 * RATE) / RATE
TONE = (0.5 * np.sin(2 * np.pi * 440 * TIMES)).astype(np.float32)
NOISE = np.random.default_rng(0).standard_normal(2 * RATE).astype(np.float32)


def cents(wave, start_s, end_s, midi=69.0):
    """How far above a pitch a wave is, every 5 ms."""
    f0, _ = yin(wave[round(start_s * RATE) : round(end_s * RATE)], RATE, fmin=150, fmax=2000, frame_s=0.02, hop_s=0.005)
    return 100 * (hz_to_midi(f0) - midi)


def swings(track):
    """(depth, rate) of a vibrato."""
    track = track - np.median(track)
    spectrum = np.abs(np.fft.rfft(track * np.hanning(len(track)), 1 << 14))
    return 0.5 * (track.max() - track.min()), np.argmax(spectrum[1:]) / (1 << 14) / 0.005 + 1 / (1 << 14) / 0.005


def corner(wave):
    return np.abs(np.diff(wave, 2)).max()


@pytest.mark.parametrize(("depth", "rate"), [(30, 5), (10, 6.5), (100, 4)])
def test_a_vibrato_is_measured_as_it_was_asked_for(depth, rate):
    wave = articulate(TONE, Articulation(vibrato=Vibrato(depth, rate, 0.0)), RATE)
    found, often = swings(cents(wave, 1.0, 2.8))
    assert found == pytest.approx(depth, rel=0.05, abs=0.6)
    assert often == pytest.approx(rate, abs=0.15)
    assert abs(np.mean(cents(wave, 1.0, 1.0 + 4 / rate)) - np.mean(cents(TONE, 1.0, 1.0 + 4 / rate))) < 0.03 * depth  # about the pitch, not over it
    assert len(wave) == len(TONE) and corner(wave) < 1.3 * corner(TONE)


def test_before_its_onset_there_is_none_and_then_it_grows():
    wave = articulate(TONE, Articulation(vibrato=Vibrato(40, 5, 1.0)), RATE)
    assert np.array_equal(wave[: RATE - 16], TONE[: RATE - 16])
    first, later = (swings(cents(wave, 1.0 + t, 1.2 + t))[0] for t in (0.0, 1.0))
    assert 10 < first < 0.9 * later


def test_depth_0_changes_nothing():
    for nothing in (Articulation(), Articulation(vibrato=Vibrato(0.0)), Articulation(velocity=127)):
        assert np.array_equal(articulate(TONE, nothing, RATE), TONE)


def test_a_wave_read_on_its_samples_is_itself_and_between_them_what_it_would_be():
    assert np.array_equal(read_at(NOISE, np.arange(len(NOISE))), NOISE)
    positions = np.linspace(100, 2 * RATE, 5000)
    np.testing.assert_allclose(read_at(TONE, positions), 0.5 * np.sin(2 * np.pi * 440 * positions / RATE), atol=2e-5)
    assert not read_at(TONE, np.array([-100.0, 1e9])).any() and len(read_at(np.zeros(0), np.array([0.0]))) == 1


def test_a_decay_is_measured_as_it_was_asked_for():
    wave = articulate(TONE, Articulation(decay_s=2.0), RATE)
    level = [20 * np.log10(np.sqrt(np.mean(wave[i : i + RATE // 10] ** 2))) for i in range(0, 2 * RATE, RATE // 10)]
    slope = np.polyfit(np.arange(len(level)) / 10, level, 1)[0]
    assert -60 / slope == pytest.approx(2.0, rel=0.01)


def test_a_length_ends_to_the_sample_and_without_a_click():
    wave = articulate(TONE, Articulation(1.0, 0.25), RATE)
    assert len(wave) == round(1.25 * RATE) and np.array_equal(wave[:RATE], TONE[:RATE])
    assert corner(wave) < 1.1 * corner(TONE) and abs(wave[-1]) < 1e-4
    short = articulate(TONE, Articulation(1.0, 0.0), RATE)
    assert len(short) == round(1.002 * RATE) and corner(short) < 1.5 * corner(TONE)
    late = articulate(TONE[:RATE], Articulation(0.9, 0.3), RATE)  # longer than its sound: it dies away before that breaks off
    assert len(late) == RATE and abs(late[-1]) < 1e-4 and late[round(0.8 * RATE) :].any()


def test_a_soft_stroke_is_duller():
    def tilt(wave):
        power = np.abs(np.fft.rfft(wave)) ** 2
        hertz = np.fft.rfftfreq(len(wave), 1 / RATE)
        return 10 * np.log10(power[hertz > 7000].sum() / power[hertz < 200].sum())

    plain, soft = (tilt(articulate(NOISE, Articulation(velocity=v), RATE)) for v in (127, 1))
    assert plain - soft == pytest.approx(12.0, abs=0.6)


WHOLE = Articulation(0.6, 0.3, 4.0, 60, Vibrato(50, 6, 0.1))


@settings(max_examples=10)
@given(st.lists(st.integers(1, 5000), min_size=1, max_size=8))
def test_chunks_make_the_whole(sizes):
    """The law of live voices: a stream gives what offline gives."""
    articulator, at, parts = Articulator(WHOLE, RATE), 0, []
    sizes = [*sizes, 4096] * 40
    for size in sizes:
        if articulator.done or at >= len(NOISE):
            break
        parts.append(articulator.next(NOISE[at : at + size], last=at + size >= len(NOISE)))
        at += size
    np.testing.assert_allclose(np.concatenate(parts), articulate(NOISE, WHOLE, RATE), atol=1e-6)
    assert articulator.done


def test_a_vibrato_that_changes_while_it_sounds_does_not_click():
    line = VibratoLine(RATE)
    depths = [0, 50, 50, 50, 0, 0, 0, 200, 20] * 4
    rates = [5, 5, 5, 9, 9, 9, 3, 3, 6] * 4
    chunks = np.array_split(TONE, len(depths))
    parts = [line.process(c, d, r, last=i + 1 == len(depths)) for i, (c, d, r) in enumerate(zip(chunks, depths, rates, strict=True))]
    wave = np.concatenate(parts)
    assert len(wave) == len(TONE) and corner(wave) < 1.6 * corner(TONE)


def test_a_vibrato_that_has_stopped_leaves_the_wave_as_it_was():
    line = VibratoLine(RATE)
    line.process(TONE, 50, 5)
    rest = np.concatenate([line.process(TONE, 0, 5), line.process(TONE, 0, 5, last=True)])
    assert np.array_equal(rest[-RATE:], TONE[-RATE:])


def test_a_depth_may_move_over_time():
    asked = np.where(TIMES < 1.5, 0.0, 60.0)
    wave = articulate(TONE, Articulation(), RATE, cents=asked)
    assert swings(cents(wave, 0.2, 1.3))[0] < 1.5
    assert swings(cents(wave, 2.2, 2.8))[0] == pytest.approx(60, rel=0.05)
