"""The walk through steps and keypoints, its times, and the clip and path it makes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.composition import hallucination
from ganspacesynth.composition.hallucination import HallucinationSettings, Step, StepSequence, hallucinate, onsets_s, to_path, walk
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.networks.prior import draw_z
from tests.support.refused import refused

numbers = st.lists(st.floats(-9, 9), max_size=4).map(tuple)
replacing = st.builds(Step.of, edits=numbers, pitch=st.none() | st.integers(24, 84), duration_s=st.none() | st.floats(0.01, 9))
sequences = st.builds(StepSequence, st.lists(replacing, min_size=1, max_size=6), st.integers(30, 70))
some_settings = st.builds(
    HallucinationSettings, interp_steps=st.integers(0, 9), spacing_s=st.floats(0.01, 1), between=st.sampled_from(["linear", "spherical"])
)


def z_of(seed):
    return draw_z(1, 4, seed=seed)[0]


def expand(*args, **settings):
    return list(walk(*args, **settings))


def keypoints(count, latent):
    return [Point(60, z=tuple(row)) for row in draw_z(count, latent, seed=0).tolist()]


# --- walking


@settings(deadline=None)
@given(sequence=sequences, settings=some_settings)
def test_the_count_of_points_and_every_step_once(sequence, settings):
    points = expand(sequence, settings)
    n, m = len(sequence.steps), settings.interp_steps
    assert len(points) == n + (n - 1) * m == len(onsets_s(sequence, settings))
    assert points[:: m + 1] == sequence.points()
    assert all(p.pitch == int(p.pitch) for p in points)


def test_defect_06_interior_keypoints_sound_once_and_no_interpolation_is_not_one():
    keys = keypoints(3, 8)
    none, one = expand(keys, HallucinationSettings(interp_steps=0)), expand(keys, HallucinationSettings(interp_steps=1))
    assert none == keys and len(one) == 5 and one[::2] == keys
    assert len({p.z for p in one}) == 5


def test_the_way_of_z_is_chosen():
    keys = [Point(60, z=(1.0, 0.0)), Point(60, z=(0.0, 1.0))]
    assert expand(keys, HallucinationSettings(interp_steps=1, between="linear"))[1].z == (0.5, 0.5)
    np.testing.assert_allclose(expand(keys, HallucinationSettings(interp_steps=1))[1].z, np.sqrt([0.5, 0.5]), rtol=1e-6)


def test_points_between_steps_take_whole_trained_pitches():
    def between(pitches, m, trained=None):
        sequence = StepSequence([Step.of(pitch=p) for p in pitches])
        return [p.pitch for p in expand(sequence, HallucinationSettings(interp_steps=m), pitches=trained)]

    assert between([60, 64], 3) == [60, 61, 62, 63, 64]
    assert between([60, 61], 1) == [60, 60, 61]  # the lower at a tie
    assert between([60, 72], 5, trained=[60, 64, 72]) == [60, 60, 64, 64, 64, 72, 72]
    assert between([60.5, 60.5], 2) == [60.5] * 4  # what does not move is not rounded
    assert between([60.5, 64], 3) == [60.5, 61, 62, 63, 64]


@pytest.mark.parametrize(("pitch", "trained", "near"), [(90, range(24, 85), 84), (23.5, range(24, 85), 24)])
def test_a_steps_own_pitch_is_never_changed(pitch, trained, near):
    with refused("pitch-range", SequenceError, says=rf"steps\[1\]\.pitch must be in the model's range.*nearest is {near}"):
        expand(StepSequence([Step(), Step.of(pitch=pitch)]), HallucinationSettings(), pitches=trained)


def test_seeds_are_drawn_when_played():
    sequence = StepSequence([Step.of(mode="latent", seed=3, edits=(1,)), Step.of(mode="latent", z=(1, 2, 3, 4))], model="m")
    first, last = expand(sequence, HallucinationSettings(interp_steps=0), draw=z_of)
    assert first == Point(60, tuple(z_of(3).tolist()), (1.0,), "latent", model="m") and last.z == (1, 2, 3, 4)
    with refused("seed-needs-model", SequenceError, says=r"steps\[0\]\.seed can only be played with a model"):
        expand(sequence, HallucinationSettings())


def test_in_replace_mode_nothing_needs_z():
    points = expand(StepSequence([Step.of(seed=3), Step.of(z=(1, 2))]), HallucinationSettings(interp_steps=1))
    assert [p.z for p in points] == [None] * 3


def test_modes_meet_only_without_points_between():
    sequence = StepSequence([Step(), Step.of(mode="offset", z=(1.0,))])
    assert [p.mode for p in expand(sequence, HallucinationSettings(interp_steps=0))] == ["replace", "offset"]
    for way in (expand, to_path):
        with refused("same-mode", SequenceError, says=r"steps\[1\]\.mode must be that of the step before"):
            way(sequence, HallucinationSettings(interp_steps=1))


def test_z_of_two_sizes_meet_only_without_points_between():
    with refused("same-latent-size", SequenceError, says=r"steps\[1\]\.z must have the size.*1 numbers after 2 numbers"):
        expand([Point(60, z=(1, 2)), Point(60, z=(1,))], HallucinationSettings())


def test_nothing_to_walk():
    for way in (expand, to_path):
        with refused("some-steps", SequenceError, says="needs one step or keypoint"):
            way([], HallucinationSettings())
    assert onsets_s([], HallucinationSettings()) == []


def test_walks_are_bounded():
    sequence = StepSequence([Step()] * 10_000)
    for way in (walk, onsets_s):
        with refused("point-count", SequenceError, says="may have 100000 points"):
            way(sequence, HallucinationSettings(interp_steps=10))


# --- time


def test_onsets_are_evenly_spaced_unless_a_step_lasts():
    plain = StepSequence([Step(), Step(), Step()])
    np.testing.assert_allclose(onsets_s(plain, HallucinationSettings(interp_steps=1)), [0, 0.2, 0.4, 0.6, 0.8])
    lasting = StepSequence([Step.of(duration_s=3.0), Step(), Step.of(duration_s=9.0)])
    np.testing.assert_allclose(onsets_s(lasting, HallucinationSettings(interp_steps=2)), [0, 1, 2, 3, 3.2, 3.4, 3.6])


@settings(deadline=None)
@given(sequence=sequences, settings=some_settings)
def test_the_path_passes_the_steps_when_the_clip_does(sequence, settings):
    path = to_path(sequence, settings)
    stride = settings.interp_steps + 1
    onsets = onsets_s(sequence, settings)
    np.testing.assert_allclose(path.times_s[: len(sequence.steps)], onsets[::stride], atol=1e-9)
    for time, point in zip(path.times_s, sequence.points(), strict=False):
        assert path.at(time) == point
    hold = sequence.steps[-1].duration_s or settings.sustain_s
    assert path.duration_s == pytest.approx(onsets[-1] + hold) and path.at(path.duration_s) == sequence.points()[-1]


def test_a_path_glides_and_may_end_at_once():
    path = to_path([Point(60, z=(1.0,)), Point(64, z=(2.0,))], HallucinationSettings(interp_steps=0, spacing_s=1.0, sustain_s=0.0))
    assert isinstance(path, PointPath) and path.times_s == (0.0, 1.0) and path.at(0.25).pitch == 61
    assert to_path(StepSequence([Step.of(duration_s=2.0, pitch=60.5)]), HallucinationSettings()).times_s == (0.0, 2.0)


def test_a_path_needs_time():
    with refused("positive-spacing", SequenceError, says="needs time between steps"):
        to_path(StepSequence([Step(), Step()]), HallucinationSettings(spacing_s=0))


# --- sound


def tones(samples=64000):
    return lambda points: np.stack([np.sin(2 * np.pi * 0.01 * p.pitch * np.arange(samples) / 100) for p in points]).astype(np.float32)


def joined(points, settings, rate, samples=64000, **options):
    return hallucinate(tones(samples), points, settings, rate, onsets=onsets_s(points[:: settings.interp_steps + 1], settings), **options)


@pytest.mark.parametrize(("rate", "samples"), [(16000, 64000), (8000, 4000), (44100, 60000)])
@pytest.mark.parametrize("batch_size", [1, 3, 64])
def test_defect_07_any_batch_latent_size_rate_and_length(rate, samples, batch_size):
    settings = HallucinationSettings(interp_steps=1)
    points = expand(keypoints(4, 5), settings)
    clip = joined(points, settings, rate, samples, batch_size=batch_size)
    assert len(clip) == round(6 * 0.2 * rate) + min(3 * round(0.5 * rate), samples)
    assert np.abs(clip).max() == pytest.approx(0.98) and clip[0] == clip[-1] == 0
    np.testing.assert_array_equal(clip, joined(points, settings, rate, samples))


def test_points_are_taken_as_they_are_needed_and_all_are_told():
    sequence, settings = (
        StepSequence([Step.of(pitch=60, duration_s=1.0), Step.of(pitch=64), Step.of(pitch=70)]),
        HallucinationSettings(interp_steps=3),
    )
    onsets, told, taken = onsets_s(sequence, settings), [], []

    def points():
        for point in walk(sequence, settings):
            taken.append(len(told))
            yield point

    streamed = hallucinate(tones(8000), points(), settings, 8000, onsets=onsets, progress=lambda *at: told.append(at))
    np.testing.assert_array_equal(streamed, hallucinate(tones(8000), expand(sequence, settings), settings, 8000, onsets=onsets, batch_size=99))
    assert told == [(8, 9), (9, 9)] and taken == [0] * 8 + [1]


def test_a_quiet_hallucination_may_stay_quiet():
    def quiet(points):
        return np.full((len(points), 1000), 0.01)

    kept = hallucinate(quiet, [Point(60, mode="replace")] * 2, HallucinationSettings(normalize=False), 1000, onsets=[0.0, 1.0])
    assert len(kept) == 2000 and kept.max() == pytest.approx(0.01, rel=1e-3)


def test_defect_02_a_silent_hallucination_stays_silent():
    clip = hallucinate(
        lambda points: np.zeros((len(points), 100)), [Point(60, mode="replace")] * 3, HallucinationSettings(), 1000, onsets=[0.0, 0.2, 0.4]
    )
    assert not clip.any() and np.isfinite(clip).all()


def test_cancelling_passes_through():
    class Cancelled(Exception):
        pass

    def progress(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        hallucinate(tones(100), [Point(60, mode="replace")], HallucinationSettings(), 1000, onsets=[0.0], progress=progress)


def test_points_and_onsets_must_match():
    with refused("place-per-wave", InvalidInput, says="Each wave needs a place"):
        hallucinate(tones(100), [Point(60, mode="replace")], HallucinationSettings(), 1000, onsets=[0.0, 1.0])


def test_hallucinations_are_bounded(monkeypatch):
    monkeypatch.setattr(hallucination, "MAX_POINTS", 2)
    with refused("point-count", SequenceError):
        hallucinate(tones(100), [Point(60, mode="replace")] * 3, HallucinationSettings(), 1000, onsets=[0.0, 0.2, 0.4])
