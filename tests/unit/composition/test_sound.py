"""What `save_sound` writes can be played again, sample by sample, by the command line; what could not is refused before it is made."""

import dataclasses
import shutil

import numpy as np
import pytest
import soundfile

import ganspacesynth
from ganspacesynth import Point, PointPath, clip_recipe, continuous_recipe, hallucination_recipe, load_instrument, make_sound, midi_recipe, save_sound
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.cli.main import main
from ganspacesynth.composition.hallucination import random_sequence
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.midi.note_points import timbre_path
from ganspacesynth.composition.sound import read_artifact
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import AudioError, DirectionsError, InvalidInput, OutputError, SequenceError
from tests.support import house
from tests.support.refused import refused


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.build(tmp_path_factory.mktemp("Klänge"), tiny)


@pytest.fixture
def instrument(folder):
    return load_instrument(folder / house.PITCHED)


def recipes(model):
    a, b = (tuple(row) for row in model.sample_z(2, seed=3).tolist())
    sequence, quick = random_sequence(model, 3, (60.0, 64.0), seed=4), HallucinationSettings(interp_steps=1, spacing_s=0.05, sustain_s=0.1)
    timbre = timbre_path(model.sample_z(2, seed=5), seconds_per_instrument=0.5, model=model.id)
    notes = (MidiNote(0.0, 0.1, 60, 100), MidiNote(0.15, 0.6, 64, 90))
    return {
        "clip": clip_recipe(Point(60, a, model=model.id)),
        "clip with edits and a gain": clip_recipe(Point(60, a, (1.0, -1.0)), gain=0.5),
        "replace": clip_recipe(Point(60, None, (1.0,), "replace")),
        "continuous": continuous_recipe(PointPath((0.0, 0.5), (Point(60, a), Point(64, b))), 0.7),
        "hallucination": hallucination_recipe(sequence, quick),
        "unbroken": hallucination_recipe(sequence, quick, form="continuous", duration_s=0.7),
        "midi": midi_recipe(notes, timbre, attack_s=0.01, release_s=0.1, legato=False),
        "legato": midi_recipe(notes, timbre, attack_s=0.01, release_s=0.1, legato=True),
    }


@pytest.mark.parametrize("kind", ["clip", "clip with edits and a gain", "replace", "continuous", "hallucination", "unbroken", "midi", "legato"])
def test_what_is_saved_is_rendered_again_to_the_bit(instrument, folder, tmp_path, kind):
    first, again = tmp_path / "erst é.wav", tmp_path / "wieder.wav"
    sound = save_sound(first, instrument, recipes(instrument.model)[kind])
    named = ["--model", str(folder / house.PITCHED)]  # a recipe alone opens only known models, and what lies beside its WAV
    assert main(["show", str(first), "--render", str(again), *named]) == 0
    one, two = (soundfile.read(path, dtype="int32")[0] for path in (first, again))
    assert np.array_equal(one, two) and np.abs(one).max() > 0
    assert read_recipe(first) == read_recipe(again) == sound.recipe.to_json()
    assert sound.wave.dtype == np.float32 and sound.duration_s == len(sound.wave) / sound.sample_rate


def test_samples_as_they_are_heard(instrument, tmp_path):
    """In 32 bits a file is exactly what was made."""
    sound = save_sound(tmp_path / "a.wav", instrument, recipes(instrument.model)["clip"], subtype="FLOAT")
    assert np.array_equal(soundfile.read(tmp_path / "a.wav", dtype="float32")[0], sound.wave)
    again = make_sound(instrument, sound.recipe)
    assert np.array_equal(again.wave, sound.wave) and again.recipe == sound.recipe


def test_directions_that_lie_beside_the_model_come_along(folder):
    assert load_instrument(folder / house.PLAIN).directions is None
    own = load_instrument(folder / house.PITCHED)
    assert own.directions is not None and own.directions_artifact.path is None
    named = load_instrument(folder / house.PLAIN, folder / "Richtungen ü.npz")
    assert named.directions_artifact == Artifact("directions", own.directions_artifact.digest, str(folder / "Richtungen ü.npz"))


def test_a_recipe_from_a_file_names_the_instrument_that_plays_it(folder, instrument, tmp_path):
    sound = save_sound(tmp_path / "a.wav", instrument, recipes(instrument.model)["clip"])
    elsewhere = shutil.copytree(folder / house.PITCHED, tmp_path / "anderswo")
    moved = make_sound(load_instrument(elsewhere), read_recipe(tmp_path / "a.wav"))
    assert moved.recipe.model == dataclasses.replace(sound.recipe.model, path=str(elsewhere))


def test_progress_is_told(instrument, tmp_path):
    told = []
    save_sound(tmp_path / "a.wav", instrument, recipes(instrument.model)["hallucination"], progress=lambda done, total: told.append((done, total)))
    assert told and told[-1][0] == told[-1][1]


def test_what_cannot_be_kept_is_refused_before_the_work(instrument, tmp_path):
    def never(*_):
        pytest.fail("it was made")

    recipe = recipes(instrument.model)["hallucination"]
    with refused("file-ending", InvalidInput):
        save_sound(tmp_path / "a.mp3", instrument, recipe, progress=never)
    with refused("known-subtype", InvalidInput):
        save_sound(tmp_path / "a.wav", instrument, recipe, subtype="VORBIS", progress=never)
    (tmp_path / "a.wav").write_bytes(b"mine")
    with refused("nothing-overwritten", OutputError):
        save_sound(tmp_path / "a.wav", instrument, recipe, progress=never)
    assert (tmp_path / "a.wav").read_bytes() == b"mine"
    save_sound(tmp_path / "a.wav", instrument, recipe, force=True)


def test_recipes_that_cannot_be_read_back_are_not_written(folder, instrument, tmp_path):
    path = tmp_path / "a.wav"
    for wrong in ({}, {"kind": "song"}, {"path": {}, "model": "x"}):
        with refused("known-recipe-kind", SequenceError):
            save_sound(path, instrument, wrong)
    with refused("whole-recipe", SequenceError):
        save_sound(path, instrument, {"kind": "clip"})
    with refused("needs-directions", DirectionsError, says="need directions"):
        save_sound(path, load_instrument(folder / house.PLAIN), recipes(instrument.model)["clip with edits and a gain"])
    published = instrument.with_precision("published")
    with refused("known-precision", SequenceError):
        save_sound(path, published, recipes(instrument.model)["clip"])
    assert not path.exists()


def test_the_public_names_are_there():
    assert all(getattr(ganspacesynth, name) is not None for name in ganspacesynth.__all__)


def test_a_sound_is_an_artifact(folder, instrument, tmp_path):
    """By its samples, and by what it was made of; not by when it was written, nor by its format."""
    recipe = recipes(instrument.model)["clip with edits and a gain"]
    save_sound(tmp_path / "a.wav", instrument, recipe)
    found = read_artifact(tmp_path / "a.wav")
    assert (found.kind, found.path, found.recipe) == ("sound", str(tmp_path / "a.wav"), read_recipe(tmp_path / "a.wav"))
    assert found.parents == (instrument.model_artifact, instrument.directions_artifact)
    assert found.parents[0].digest == instrument.model.id and Artifact.from_json(found.to_json()) == found
    shutil.copy(tmp_path / "a.wav", tmp_path / "b.wav")
    assert read_artifact(tmp_path / "b.wav").digest == found.digest
    save_sound(tmp_path / "c.wav", instrument, recipes(instrument.model)["clip"])
    assert read_artifact(tmp_path / "c.wav").digest != found.digest


def test_sounds_of_nobody_knows_what_are_artifacts_too(tmp_path):
    write_wave(tmp_path / "a.wav", np.zeros(9), 16000, recipe={"format": "ganspacesynth-recipe", "version": 9})
    assert read_artifact(tmp_path / "a.wav").parents == () and len(read_artifact(tmp_path / "a.wav").digest) == 64
    write_wave(tmp_path / "b.wav", np.zeros(9), 16000)
    with refused("wav-recipe", AudioError, says="The WAV must carry a recipe"):
        read_artifact(tmp_path / "b.wav")


def test_show_says_the_digest_and_what_it_was_made_of(instrument, tmp_path, capsys):
    save_sound(tmp_path / "a.wav", instrument, recipes(instrument.model)["replace"])
    assert main(["show", str(tmp_path / "a.wav")]) == 0
    found, said = read_artifact(tmp_path / "a.wav"), capsys.readouterr().out
    assert f"samples: sha256 {found.digest}\n" in said
    assert f"made of: model {instrument.model.id}, directions {instrument.directions_artifact.digest[:16]}\n" in said


def test_json_of_a_recipe_is_played_as_the_recipe(instrument):
    recipe = recipes(instrument.model)["clip"]
    assert np.array_equal(make_sound(instrument, recipe.to_json()).wave, make_sound(instrument, recipe).wave)
