"""Level, place in the room, envelope and chord of steps: in files, in clips, in one unbroken sound."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.audio.loudness import note_level_db
from ganspacesynth.composition import recipe_sounds
from ganspacesynth.composition.hallucination import HallucinationSettings, onsets_s, walk
from ganspacesynth.composition.mixing import Envelope, Slot, evened, overlap_add
from ganspacesynth.composition.placing import count_sounds, keypoints_s, slots, with_chords
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.composition.recipes import check_recipe, hallucination_recipe
from ganspacesynth.composition.steps.step import Step
from ganspacesynth.composition.steps.step_sequence import StepSequence, load_sequence, save_sequence
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.curve import SHAPES, Curve
from tests.support.refused import refused
from tests.support.sine_model import CONFIG, RATE, SineModel, render

SHORT = HallucinationSettings(interp_steps=0, spacing_s=0.3, attack_s=0.01, sustain_s=0.1, release_s=0.05)
OWN = Envelope(0.02, 0.03, 0.04, 0.01, "exponential")
shaped = st.builds(
    lambda level_db, pan, chord, duration_s: Step.of(
        mode="offset", z=(1.0, 0.0), pitch=60, level_db=level_db, pan=pan, chord=chord, duration_s=duration_s
    ),
    st.none() | st.floats(-80, 12),
    st.none() | st.floats(-1, 1),
    st.lists(st.sampled_from([3.0, 4.0, 7.0, -12.0]), unique=True, max_size=3).map(tuple),
    st.none() | st.floats(0.01, 1),
)


def step(pitch=60, **fields):
    return Step.of(mode="offset", z=(1.0, 0.0), pitch=pitch, **fields)


def sound(*steps, form="clips", level=None, **changes):
    settings = HallucinationSettings(**{**SHORT.to_json(), "normalize": False, **changes})
    return make(hallucination_recipe(StepSequence(steps), settings, form=form, level=level), SineModel())


@given(step=shaped)
def test_a_step_is_read_as_it_was_written(step):
    assert Step.from_json(json.loads(json.dumps(step.to_json()))) == step


def test_what_a_step_does_not_say_is_not_written():
    assert set(step().to_json()) == {"mode", "z", "pitch"}
    assert step(envelope=OWN, chord=(4, 7), pan=0.0, level_db=0.0).to_json()["envelope"]["fade"] == "exponential"


@pytest.mark.parametrize(
    ("fields", "common", "version"),
    [
        ({}, {}, 1),
        ({"bends": {"conv1": [["offset", 0.1], ["scale", 1.5]]}}, {}, 2),
        ({"level_db": -3.0}, {}, 3),
        ({"pan": 0.5}, {}, 3),
        ({"envelope": {"attack_s": 0.1}}, {}, 3),
        ({"chord": [7]}, {}, 3),
        ({}, {"fade": "exponential"}, 3),
        ({}, {"even": True}, 3),
    ],
)
def test_a_file_says_the_oldest_version_that_can_hold_it(tmp_path, fields, common, version):
    sequence = StepSequence((Step.from_json({"mode": "offset", "seed": 1, **fields}),))
    save_sequence(tmp_path / "a.json", sequence, HallucinationSettings(**common))
    assert json.loads((tmp_path / "a.json").read_text())["version"] == version
    assert load_sequence(tmp_path / "a.json") == (sequence, HallucinationSettings(**common))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"level_db": 13}, r"step-range: level_db must be in -80..12 decibels. Received: level_db=13"),
        ({"level_db": math.nan}, "step-range: level_db must be in"),
        ({"level_db": True}, "step-range: level_db must be in"),
        ({"pan": -1.01}, r"step-range: pan must be in -1..1 from left to right. Received: pan=-1.01"),
        ({"pan": "left"}, "step-range: pan must be in"),
        ({"chord": [60]}, r"chord-range: chord must be up to 16 numbers of semitones in -48..48 .* Received: chord=\[60\]"),
        ({"chord": 7}, "chord-range: chord must be"),
        ({"chord": [1] * 17}, "chord-range: chord must be"),
        ({"envelope": {"what": 1}}, "known-fields: envelope must be a JSON object with some of attack_s"),
        ({"envelope": {"attack_s": -1}}, "seconds-range: attack_s must be in"),
        ({"envelope": 3}, "known-fields: envelope must be a JSON object"),
    ],
)
def test_a_wrong_step_is_refused(fields, message):
    with refused(message, SequenceError):
        Step.from_json({"seed": 1, **fields})


def test_an_envelope_is_one():
    with refused("step-envelope", SequenceError, says="envelope must be an Envelope"):
        Step(envelope={"attack_s": 1})


def test_a_chord_leaves_out_the_note_itself_and_what_it_has_twice():
    assert Step(chord=(0, 4, 4.0, 7)).chord == (4.0, 7.0)


# --- slots


@settings(deadline=None)
@given(steps=st.lists(shaped, min_size=1, max_size=5), between=st.integers(0, 3))
def test_slots_and_points_go_together(steps, between):
    sequence, joined = StepSequence(tuple(steps)), HallucinationSettings(interp_steps=between)
    placed = slots(sequence, joined)
    points = list(with_chords(walk(sequence, joined), sequence, joined, pitches=range(128)))
    assert len(placed) == len(points) == count_sounds(sequence, joined)
    assert sorted({slot.start_s for slot in placed}) == sorted(set(onsets_s(sequence, joined)))
    assert (placed[0].pan is None) == all(step.pan is None for step in steps)
    assert all(0.0 <= slot.gain <= 4.0 for slot in placed)


def test_without_new_fields_a_slot_is_what_it_was():
    assert slots(StepSequence((step(), step())), SHORT) == [Slot(0.0, SHORT.envelope), Slot(0.3, SHORT.envelope)]


def test_level_and_pan_move_through_the_points_between():
    placed = slots(StepSequence((step(level_db=-12, pan=-1.0, envelope=OWN), step(level_db=0))), HallucinationSettings(interp_steps=3))
    np.testing.assert_allclose([20 * math.log10(slot.gain) for slot in placed], [-12, -9, -6, -3, 0], atol=1e-9)
    assert [slot.pan for slot in placed] == [-1.0, -0.75, -0.5, -0.25, 0.0]
    assert [slot.envelope == OWN for slot in placed] == [True] * 4 + [False]


def test_chords_are_the_same_sound_at_other_pitches_and_together_as_loud_as_one():
    sequence = StepSequence((step(60, chord=(4, 7, 12)), step(62)))
    points = list(with_chords(walk(sequence, SHORT), sequence, SHORT, pitches=range(128)))
    assert [point.pitch for point in points] == [60, 64, 67, 72, 62] and len({point.z for point in points}) == 1
    assert [slot.gain for slot in slots(sequence, SHORT)] == [0.5] * 4 + [1.0]
    with refused("pitch-range", SequenceError, says=r"steps\[0\].chord must stay .* 24..70. Received: chord=12, which is pitch 72."):
        with_chords([], sequence, SHORT, pitches=range(24, 71))


def test_keypoints_are_where_steps_begin():
    sequence = StepSequence((step(duration_s=1.0), step(duration_s=2.0), step(duration_s=1.0)))
    assert keypoints_s(sequence, HallucinationSettings(interp_steps=4)) == [0.0, 1.0, 3.0]
    assert keypoints_s(sequence, SHORT, 8.0) == [0.0, 2.0, 6.0]


# --- sounds


def test_a_step_is_as_loud_as_its_level():
    wave = sound(step(), step(level_db=-20))
    assert np.abs(wave[round(0.3 * RATE) :]).max() == pytest.approx(np.abs(wave[: round(0.3 * RATE)]).max() / 10, rel=0.01)


def test_panned_steps_make_two_channels_and_others_one():
    left_then_right = sound(step(pan=-1), step(pan=1))
    first, second = left_then_right[: round(0.2 * RATE)], left_then_right[round(0.3 * RATE) :]
    assert left_then_right.shape == (len(sound(step(), step())), 2)
    assert np.abs(first[:, 1]).max() < 1e-6 < 0.1 < np.abs(first[:, 0]).max() and np.abs(second[:, 0]).max() < 1e-6
    np.testing.assert_allclose(sound(step(pan=0), step())[:, 0], sound(step(), step()), atol=1e-6)


@pytest.mark.parametrize("level", ["loudness", "peak", "model"])
def test_a_sound_of_two_channels_in_the_middle_is_as_loud_as_of_one(level):
    one, two = sound(step(), step(), level=level), sound(step(pan=0), step(), level=level)
    np.testing.assert_allclose(two, np.stack([one, one], axis=1), atol=1e-5)


def test_a_steps_own_envelope():
    wave = sound(step(envelope=Envelope(0.01, 0.0, 0.05)), step())
    assert np.abs(wave[round(0.06 * RATE) : round(0.3 * RATE)]).max() == 0.0 < np.abs(wave[round(0.4 * RATE) :]).max()


def test_the_exponential_fade_falls_evenly_in_decibels():
    levels = Envelope(0.0, 0.0, 1.0, fade="exponential").levels(1000, 1000.0)[10:-20]
    assert levels[390] == pytest.approx(10 ** (-60 * 0.4 / 20), rel=0.1) and (np.diff(levels) < 0).all()


@given(scale=st.floats(0.1, 1.0))
def test_even_sounds_are_equally_loud_and_near_silence_is_not_raised_to_that(scale):
    wave = np.float32(scale) * np.sin(np.arange(RATE) / 10).astype(np.float32)
    assert note_level_db(evened(wave, RATE), RATE) == pytest.approx(-18.0, abs=0.01)
    quiet = np.float32(1e-3) * wave
    np.testing.assert_allclose(evened(quiet, RATE), 100.0 * quiet, rtol=1e-5)
    struck = np.zeros(RATE, np.float32)
    struck[100] = scale
    assert np.abs(evened(struck, RATE)).max() == pytest.approx(0.98, abs=0.01)
    assert not evened(np.zeros(10, np.float32), RATE).any() and len(evened(np.zeros(0, np.float32), RATE)) == 0


def test_even_settings_leave_only_the_levels_of_the_steps():
    def heard(even, softer):
        settings = HallucinationSettings(**{**SHORT.to_json(), "normalize": False, "even": even})
        recipe = hallucination_recipe(StepSequence((step(), step(level_db=-6.0))), settings)
        model = SineModel()
        tones = model.synthesize
        model.synthesize = lambda z, pitches, **how: tones(z, pitches, **how) * np.array([[1.0], [softer]], np.float32)
        wave = make(recipe, model)
        return [note_level_db(part, RATE) for part in (wave[: round(0.15 * RATE)], wave[round(0.3 * RATE) :])]

    loud, soft = heard(True, 0.03)
    assert loud - soft == pytest.approx(6.0, abs=0.3)
    loud, soft = heard(False, 0.03)
    assert loud - soft > 30.0


def test_places_are_in_the_room():
    with refused("pan-range", InvalidInput, says="pan must be in"):
        Slot(0.0, OWN, pan=1.5)
    with refused("finite-wave", InvalidInput):
        overlap_add([(0, np.ones((5, 2)))])


# --- one unbroken sound


@pytest.fixture
def rendered(monkeypatch):
    """What is unbroken is rendered by the sine model."""
    monkeypatch.setattr(recipe_sounds, "render", render)


def test_an_unbroken_sound_moves_in_level_and_room(rendered):
    plain = sound(step(duration_s=1.0), step(duration_s=1.0), form="continuous")
    moved = sound(step(duration_s=1.0, pan=-1), step(duration_s=1.0, pan=1, level_db=-20), form="continuous")
    power = np.sqrt(np.mean(moved**2, axis=1))
    middle, end = slice(round(0.4 * RATE), round(0.6 * RATE)), slice(round(1.2 * RATE), round(1.8 * RATE))
    assert np.abs(power[end]).max() == pytest.approx(np.abs(plain[end]).max() / 10, rel=0.01)
    assert np.abs(power[middle]).max() == pytest.approx(np.abs(plain[middle]).max() * 10 ** (-8 / 20), rel=0.05)
    assert np.abs(moved[: RATE // 100, 1]).max() < 0.01 and np.abs(moved[end][:, 0]).max() < 1e-6


def test_an_unbroken_sound_has_no_chords():
    with refused(
        "one-pitch-unbroken",
        SequenceError,
        says=r"One unbroken sound has one pitch .* Received: steps\[1\].chord=\[7.0\].",
    ):
        sound(step(), step(chord=(7,)), form="continuous")


def test_a_recipe_of_shaped_steps_is_read_again():
    recipe = hallucination_recipe(StepSequence((step(pan=0.5, level_db=-3, chord=(7,), envelope=OWN), step())), SHORT)
    model = {"id": "sines", "path": None}
    stored = {"format": "ganspacesynth-recipe", "version": 2, "model": model, "precision": "exact", **json.loads(json.dumps(recipe.to_json()))}
    again = check_recipe(stored)
    assert (again.sequence, again.settings) == (recipe.sequence, recipe.settings) and CONFIG.audio_length == 4000
    np.testing.assert_array_equal(make(again, SineModel()), make(recipe, SineModel()))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_curve_over_many_moments_is_the_curve_at_each(shape):
    curve = Curve((0.0, 1.0, 1.0, 3.0), (2.0, 4.0, 0.0, -1.0), shape)
    moments = np.linspace(-1, 4, 101)
    np.testing.assert_allclose(curve.sampled(moments), [curve.at(t) for t in moments], atol=1e-12)
