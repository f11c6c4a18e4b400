"""Envelopes, overlap-add and gain."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.audio.effects.edges import fade_edges
from ganspacesynth.composition import mixing
from ganspacesynth.composition.mixing import Envelope, Slot, finish, overlap_add, place, synthesize_all, to_samples
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from tests.support.refused import refused

seconds = st.floats(0, 0.2)
rates = st.sampled_from([250, 8000, 16000, 44100, 48000.5])
envelopes = st.builds(
    Envelope, attack_s=seconds, sustain_s=st.floats(0.001, 0.2), release_s=seconds, start_trim_s=seconds, fade=st.sampled_from(mixing.FADES)
)
POINT = Point(60, mode="replace")


@settings(deadline=None)
@given(envelope=envelopes, n=st.integers(0, 20_000), rate=rates)
def test_an_envelope_starts_and_ends_at_zero_and_never_leaves_its_range(envelope, n, rate):
    levels = envelope.levels(n, rate)
    assert levels.dtype == np.float32 and levels.shape == (n,)
    assert not n or (levels.min() >= 0 and levels.max() <= 1)
    if n and rate > 1000:
        assert levels[0] == 0 and levels[-1] == 0
        top = int(np.argmax(levels))
        last = n - 1 - int(np.argmax(levels[::-1]))
        assert (np.diff(levels[: top + 1]) >= 0).all() and (np.diff(levels[last:]) <= 0).all()
        assert np.abs(np.diff(levels)).max(initial=0.0) <= 1.6 / min(mixing.EDGE_S * rate - 1, max(n // 2, 1))  # nothing jumps


@settings(deadline=None)
@given(envelope=envelopes, n=st.integers(1, 20_000), rate=rates)
def test_the_length_is_the_one_promised(envelope, n, rate):
    trim = to_samples(envelope.start_trim_s, rate)
    if trim >= n:
        with refused("trim-within-sound", InvalidInput, says="start_trim_s must be shorter"):
            envelope.n_samples(n, rate)
        return
    whole = sum(to_samples(s, rate) for s in (envelope.attack_s, envelope.sustain_s, envelope.release_s))
    assert envelope.n_samples(n, rate) == min(whole, n - trim) == len(envelope.apply(np.ones(n), rate))


def test_the_sustain_gives_way_in_short_sounds():
    levels = Envelope(0.1, 1.0, 0.2, fade="linear").levels(5000, 16000)
    np.testing.assert_allclose(levels[:1600], np.arange(1600) / 1600, atol=1e-6)
    np.testing.assert_allclose(levels[::-1][:3200], np.arange(3200) / 3200, atol=1e-6)


@pytest.mark.parametrize("fade", mixing.FADES)
def test_a_fade_of_each_shape(fade):
    levels = Envelope(0.5, 0.0, 0.5, fade=fade).levels(16000, 16000)
    assert levels[4000] == pytest.approx(0.5, abs=1e-6) and levels[8000 - 1] == pytest.approx(1, abs=2e-4)
    assert levels[2000] == pytest.approx(0.25 if fade == "linear" else 0.5 - 0.5 * np.cos(np.pi / 4), abs=1e-6)


def test_defect_05_start_trim_trims():
    wave = np.arange(1, 1001, dtype=np.float32)
    shaped = Envelope(0, 1, 0, start_trim_s=0.25).apply(wave, 1000)
    assert len(shaped) == 750 and shaped[100] == wave[350]


clips = st.lists(st.tuples(st.integers(0, 500), st.lists(st.integers(-100, 100), max_size=300)), max_size=8)


@settings(deadline=None)
@given(clips, st.randoms(), st.integers(0, 2000))
def test_overlap_add_is_a_sum_whatever_the_order(sounds, random, capacity):
    sounds = [(start, np.array(wave, np.float32)) for start, wave in sounds]
    clip = overlap_add(sounds, capacity=capacity)
    assert len(clip) == max((start + len(wave) for start, wave in sounds), default=0)
    expected = np.zeros(1000, np.float64)
    for start, wave in sounds:
        expected[start : start + len(wave)] += wave
    np.testing.assert_array_equal(clip, expected[: len(clip)])
    random.shuffle(sounds)
    np.testing.assert_array_equal(overlap_add(sounds), clip)


@settings(deadline=None)
@given(clips, st.integers(-8, 8))
def test_overlap_add_is_linear(sounds, gain):
    sounds = [(start, np.array(wave, np.float32)) for start, wave in sounds]
    np.testing.assert_array_equal(overlap_add((s, gain * w) for s, w in sounds), gain * overlap_add(sounds))


@settings(deadline=None)
@given(n=st.integers(0, 12), spacing_s=st.floats(0, 0.3), samples=st.integers(3300, 9000), rate=st.sampled_from([8000, 16000, 44100]))
def test_defect_04_the_clip_has_room_for_every_sound_at_any_spacing(n, spacing_s, samples, rate):
    envelope = Envelope(0.1, 0.05, 0.1, start_trim_s=0.05)
    clip = place(np.ones((n, samples)), [Slot(i * spacing_s, envelope) for i in range(n)], rate)
    one = min(2 * to_samples(0.1, rate) + to_samples(0.05, rate), samples - to_samples(0.05, rate))
    assert len(clip) == (round((n - 1) * spacing_s * rate) + one if n else 0)


def test_gain_and_place():
    clip = place(np.ones((2, 1000)), [Slot(0.0, Envelope(0, 1, 0), 0.5), Slot(2.0, Envelope(0, 1, 0), 2.0)], 1000)
    assert len(clip) == 3000 and clip[500] == 0.5 and clip[1500] == 0 and clip[2500] == 2.0


def test_long_clips_grow_without_losing_anything(monkeypatch):
    monkeypatch.setattr(mixing, "USUAL_S", 0.0)
    clip = place([np.ones(n) for n in (100, 5000, 200)], [Slot(i * 0.01, Envelope(0, 10, 0)) for i in range(3)], 1000)
    assert len(clip) == 5010 and clip[3000] == 1.0 and clip[50] == 3.0


def test_defect_02_silence_stays_silence():
    for clip in (np.zeros(10, np.float32), np.zeros(0, np.float32)):
        np.testing.assert_array_equal(finish(clip), clip)


def test_defect_02_negative_peaks_do_not_clip():
    wave = np.array([0.1, -3.0, 0.2], np.float32)
    assert np.abs(finish(wave)).max() == np.abs(finish(wave, full_level=False)).max() == pytest.approx(0.98)
    assert finish(wave)[1] == pytest.approx(-0.98)


@settings(deadline=None)
@given(st.lists(st.floats(-4, 4, width=32), max_size=20))
def test_a_finished_clip_is_finite_and_inside(values):
    wave = np.array(values, np.float32)
    peak = np.abs(wave).max(initial=0.0)
    for full in (True, False):
        clip = finish(wave, full_level=full)
        assert np.isfinite(clip).all() and np.abs(clip).max(initial=0.0) <= 0.9801
    assert np.abs(finish(wave)).max(initial=0.0) == pytest.approx(peak if float(peak) < mixing.SILENCE else 0.98)


def test_edges_fade():
    wave = fade_edges(np.ones(1000), 16000)
    assert wave[0] == wave[-1] == 0 and wave[500] == 1 and wave.dtype == np.float32
    assert len(fade_edges(np.zeros(0), 16000)) == 0


def test_waves_come_in_batches_and_progress_is_told():
    told, batches = [], []

    def synthesize(points):
        batches.append(len(points))
        return np.full((len(points), 3), points[0].pitch)

    points = (Point(p, mode="replace") for p in range(7))
    waves = list(synthesize_all(synthesize, points, batch_size=3, progress=lambda *at: told.append(at), total=7))
    assert len(waves) == 7 and batches == [3, 3, 1] and told == [(3, 7), (6, 7), (7, 7)]


@pytest.mark.parametrize("waves", [np.ones(3), np.ones((1, 5)), np.ones((2, 2, 2))])
def test_synthesize_must_answer_every_point(waves):
    with refused("wave-per-point", InvalidInput, says="2 points make waves"):
        list(synthesize_all(lambda points: waves, [POINT, POINT]))


def test_a_batch_holds_a_point():
    with refused("batch-size", InvalidInput, says="batch_size must be 1 or more"):
        list(synthesize_all(lambda points: np.ones((1, 1)), [POINT], batch_size=0))


@pytest.mark.parametrize(
    ("kwargs", "rule"),
    [
        ({"attack_s": -1}, "seconds-range: attack_s must be in"),
        ({"sustain_s": float("nan")}, "seconds-range: sustain_s must be in"),
        ({"release_s": "1"}, "seconds-range: release_s must be in"),
        ({"start_trim_s": 1e9}, "seconds-range: start_trim_s must be in"),
        ({"attack_s": 0, "sustain_s": 0, "release_s": 0}, "shortest-sound: must be at least"),
        ({"fade": "log"}, "known-fade: fade must be one of"),
    ],
)
def test_an_envelope_refuses(kwargs, rule):
    with refused(rule, InvalidInput):
        Envelope(**kwargs)


@pytest.mark.parametrize(
    ("sounds", "rule"),
    [
        ([(-1, np.ones(3))], "start-range: starts at sample 0 or later"),
        ([(0, np.ones((2, 3)))], "finite-wave: finite numbers"),
        ([(0, np.array([np.nan]))], "finite-wave"),
        ([(1 << 40, np.ones(1))], "clip-length: A clip may have"),
    ],
)
def test_overlap_add_refuses(sounds, rule):
    with refused(rule, InvalidInput):
        overlap_add(sounds)


@pytest.mark.parametrize(
    ("start", "gain", "rule"), [(-1, 1, "start-range: start_s must be"), (float("nan"), 1, "start-range"), (0, -1, "gain-range")]
)
def test_a_slot_refuses(start, gain, rule):
    with refused(rule, InvalidInput):
        Slot(start, Envelope(), gain)


@pytest.mark.parametrize(("waves", "slots"), [(1, 2), (2, 1)])
def test_waves_and_places_must_match(waves, slots):
    with refused("place-per-wave", InvalidInput):
        place(np.ones((waves, 100)), [Slot(i * 0.1, Envelope()) for i in range(slots)], 1000)


def test_a_clip_too_long_is_refused_before_any_wave_is_made():
    def waves():
        raise AssertionError("made")
        yield

    with refused("clip-length", InvalidInput):
        place(waves(), [Slot(9e5, Envelope())], 16000)


@pytest.mark.parametrize("rate", [0, -1, float("nan"), 1e9])
def test_a_rate_must_be_one(rate):
    with refused("sample-rate-range", InvalidInput, says="sample_rate must be"):
        to_samples(1.0, rate)
