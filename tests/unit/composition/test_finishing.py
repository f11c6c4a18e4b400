"""Sounds finished: stereo from two near points, rooms, rates and levels, remembered by their recipes."""

import dataclasses

import numpy as np
import pytest
import scipy.signal
import soundfile

from ganspacesynth import Point, PointPath, clip_recipe, continuous_recipe, hallucination_recipe, load_instrument, make_sound, midi_recipe, save_sound
from ganspacesynth.audio.effects.reverberation import read_impulse
from ganspacesynth.audio.lufs import loudness_lufs
from ganspacesynth.cli.main import main
from ganspacesynth.composition.finishing.finished_sound import finished, usual_level
from ganspacesynth.composition.finishing.near_points import ANGLE, EDITS, beside, turned
from ganspacesynth.composition.hallucination import random_sequence
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.midi.note_points import timbre_path
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.composition.recipes import as_recipe
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import Step, StepSequence
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.output.room import Room
from tests.support import house
from tests.support.refused import refused

RATE = 16000
QUICK = HallucinationSettings(interp_steps=1, spacing_s=0.05, sustain_s=0.1)
KINDS = ("clip", "gain", "replace", "continuous", "hallucination", "unbroken", "midi")


@pytest.fixture(scope="module")
def instrument(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield load_instrument(house.build(tmp_path_factory.mktemp("Haus"), tiny) / house.PITCHED)


def recipe_of(kind, model):
    a, b = (tuple(row) for row in model.sample_z(2, seed=3).tolist())
    sequence = random_sequence(model, 3, (60.0, 64.0), seed=4)
    timbre = timbre_path(model.sample_z(2, seed=5), seconds_per_instrument=0.5, model=model.id)
    made = {
        "clip": lambda: clip_recipe(Point(60, a, model=model.id), level="loudness"),
        "gain": lambda: clip_recipe(Point(60, a, (1.0, -1.0)), gain=0.5),
        "replace": lambda: clip_recipe(Point(60, None, (1.0,), "replace")),
        "continuous": lambda: continuous_recipe(PointPath((0.0, 0.3), (Point(60, a), Point(60, b))), 0.4),
        "hallucination": lambda: hallucination_recipe(sequence, QUICK),
        "unbroken": lambda: hallucination_recipe(sequence, QUICK, form="continuous", duration_s=0.5, level="model"),
        "midi": lambda: midi_recipe((MidiNote(0.0, 0.1, 60, 100),), timbre, attack_s=0.01, release_s=0.1, legato=False),
    }
    return made[kind]()


def below(wave, hertz):
    return scipy.signal.sosfilt(scipy.signal.butter(8, hertz, fs=RATE, output="sos"), wave, axis=0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_in_stereo(instrument, kind):
    recipe = recipe_of(kind, instrument.model)
    mono, wide = make_sound(instrument, recipe), make_sound(instrument, dataclasses.replace(recipe, width=1.0))
    assert wide.wave.shape == (len(mono.wave), 2) and wide.wave.dtype == np.float32
    assert np.abs(wide.wave).max() <= 0.9801 and not np.allclose(wide.wave[:, 0], wide.wave[:, 1], atol=1e-3)
    again = make_sound(instrument, as_recipe(wide.recipe.to_json()))
    assert np.array_equal(again.wave, wide.wave) and again.recipe == wide.recipe


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_finish_a_recipe_says_and_sounds_as_ever(instrument, kind):
    recipe = recipe_of(kind, instrument.model)
    assert not {"width", "room", "rate"} & set(recipe.to_json())
    wave, rate = finished(recipe, instrument.model, instrument.directions)
    assert np.array_equal(wave, make(recipe, instrument.model, instrument.directions)) and rate == RATE


@pytest.mark.parametrize("seed", range(6))
def test_mono_keeps_the_bass(instrument, seed):
    """The sum of both channels loses at most 1 dB below 300 Hz, against what the channels have."""
    recipe = clip_recipe(Point(40, instrument.model.sample_z(1, seed=seed)[0]))
    bass = below(make_sound(instrument, dataclasses.replace(recipe, width=1.0)).wave, 300)
    lost = 10 * np.log10(np.mean(bass**2) / np.mean(bass.mean(axis=1) ** 2))
    assert lost <= 1.0


def test_wider_is_farther_apart(instrument):
    """With the decoder that keeps the phases of noise, of which the tiny model's sounds are: locked, the noise of both sides is never the same."""
    instrument = instrument.with_decoder("published")
    recipe = recipe_of("clip", instrument.model)
    alike = [np.corrcoef(make_sound(instrument, dataclasses.replace(recipe, width=width)).wave.T)[0, 1] for width in (0.1, 0.4, 1.0)]
    assert alike == sorted(alike, reverse=True) and alike[0] > alike[2] + 0.05


def test_rooms_rates_and_levels(instrument, tmp_path):
    recipe = dataclasses.replace(recipe_of("clip", instrument.model), room=Room(0.5), rate=44100, level=-20.0)
    sound = make_sound(instrument, recipe)
    assert sound.sample_rate == 44100 and sound.wave.ndim == 1 and sound.duration_s == pytest.approx(0.25 + 0.6, abs=0.01)
    assert loudness_lufs(sound.wave, 44100) == pytest.approx(-20.0, abs=0.05)
    soundfile.write(tmp_path / "click.wav", [1.0, 0.0, 0.5], RATE)
    recorded = dataclasses.replace(recipe, room=Room(0.5, read_impulse(tmp_path / "click.wav", RATE)))
    (tmp_path / "click.wav").unlink()  # the recipe has all of it
    again = make_sound(instrument, as_recipe(recorded.to_json()))
    assert again.duration_s == pytest.approx(0.25, abs=0.001) and again.recipe.room == recorded.room


def test_the_usual_levels(instrument):
    levels = {kind: usual_level(recipe_of(kind, instrument.model)) for kind in KINDS}
    assert levels["hallucination"] == levels["midi"] == "peak" and levels["clip"] == levels["continuous"] == "model"
    recipe = dataclasses.replace(recipe_of("hallucination", instrument.model), rate=48000)
    assert np.abs(make_sound(instrument, recipe).wave).max() == pytest.approx(0.98, abs=1e-4)
    clip = dataclasses.replace(recipe_of("gain", instrument.model), rate=48000)
    quiet, loud = (make_sound(instrument, dataclasses.replace(clip, gain=gain)).wave for gain in (1e-3, 2e-3))
    np.testing.assert_allclose(2 * quiet, loud, atol=1e-6)
    assert 0.0 < np.abs(loud).max() < 0.97


def test_progress_counts_both_sides(instrument):
    told = []
    recipe = dataclasses.replace(recipe_of("midi", instrument.model), width=0.5)
    make_sound(instrument, recipe, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_files_of_all_kinds_are_rendered_again(instrument, tmp_path):
    recipe = dataclasses.replace(recipe_of("clip", instrument.model), width=0.5, room=Room(0.2), rate=44100, level=-23.0)
    sound = save_sound(tmp_path / "a.flac", instrument, recipe)
    save_sound(tmp_path / "a.ogg", instrument, recipe)
    for name in ("a.flac", "a.ogg"):
        named = ["--model", str(instrument.model_artifact.path)]
        assert main(["show", str(tmp_path / name), "--render", str(tmp_path / f"{name}.wav"), *named]) == 0
        assert np.array_equal(*(soundfile.read(tmp_path / each, dtype="int32")[0] for each in ("a.flac", f"{name}.wav")))
    assert soundfile.info(tmp_path / "a.flac").channels == 2 and sound.sample_rate == 44100


# --- near points


@pytest.mark.parametrize("size", [2, 3, 32, 256])
def test_z_turns_and_keeps_its_length(size):
    z = np.random.default_rng(size).standard_normal(size)
    left, right = turned(z, -ANGLE), turned(z, ANGLE)
    for each in (left, right):
        assert np.linalg.norm(each) == pytest.approx(np.linalg.norm(z), rel=1e-5)
        assert each @ z / np.linalg.norm(z) ** 2 == pytest.approx(np.cos(ANGLE), abs=1e-5)
    np.testing.assert_allclose(left + right, 2 * np.cos(ANGLE) * z, atol=1e-5)
    np.testing.assert_allclose(turned(z, 0.0), z, rtol=1e-6)


def test_a_z_without_a_direction():
    assert np.isfinite(turned(np.zeros(4), 0.1)).all() and turned(np.ones(1), 0.1) == pytest.approx(1.1)


def test_all_points_of_a_recipe_move(tiny):
    steps = StepSequence((Step.of(mode="offset", seed=3), Step.of(edits=(1.0, 2.0)), Step()))
    moved = beside(hallucination_recipe(steps, QUICK), tiny, 1.0, count=64).sequence.steps
    np.testing.assert_allclose(moved[0].point.z, turned(tiny.sample_z(1, seed=3)[0], ANGLE), atol=1e-6)
    assert moved[0].point.seed is None and len(moved[1].point.edits) == 8 and moved[1].point.z is None
    changes = np.array(moved[1].point.edits) - [1.0, 2.0, 0, 0, 0, 0, 0, 0]
    assert np.sqrt(np.mean(changes**2)) == pytest.approx(EDITS, rel=1e-6)
    np.testing.assert_allclose(moved[2].point.edits, changes, atol=1e-12)
    path = beside(continuous_recipe(PointPath((0.0,), (Point(60, (1.0, 0.0)),))), tiny, -1.0).path
    assert path.points[0].z != (1.0, 0.0) and path.points[0].pitch == 60


def test_without_directions_or_points_there_is_nothing_to_move(tiny):
    point = Point(60, None, (), "replace")
    assert beside(clip_recipe(point), tiny, 1.0).point == point


# --- recipes


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"width": 2}, r"share-range: A recipe's width must be in 0\.\.1\. Received: width=2"),
        ({"width": "wide"}, r"share-range: A recipe's width must be in 0\.\.1"),
        ({"rate": 1}, r"sample-rate-range: A recipe's rate is one that sounds have\. .* Received: rate=1"),
        ({"rate": 44100.5}, r"sample-rate-range: A recipe's rate is one that sounds have"),
        ({"room": {"amount": 7}}, r"share-range: room must be in 0\.\.1\. Received: room=7"),
        ({"room": {}}, "whole-recipe: must be whole"),
        ({"room": 0.5}, "whole-recipe: must be whole"),
        ({"level": 7}, r"known-level: A recipe's level is one of loudness, peak, model, or LUFS in -70\.\.0\. Received: level=7"),
    ],
)
def test_damaged_recipes(said, rule):
    with refused(rule, (SequenceError, ValueError)):
        as_recipe({**clip_recipe(Point(60, (1.0,))).to_json(), **said})
