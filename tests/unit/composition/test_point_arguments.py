"""Seeds, WAVs and points as marks, and `between`, which takes them."""

import json

import numpy as np
import pytest

from ganspacesynth import Point, PointPath
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.cli.main import main
from ganspacesynth.composition.instrument import open_for_edits, open_instrument
from ganspacesynth.composition.point_arguments import read_marks, read_point
from ganspacesynth.composition.recipes import as_recipe, clip_recipe, continuous_recipe
from ganspacesynth.core.errors import AudioError, DirectionsError, InvalidInput, SequenceError
from ganspacesynth.directions.directions_files import load_directions
from tests.support import house
from tests.support.refused import refused


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.build(tmp_path_factory.mktemp("Marken é"), tiny)


@pytest.fixture
def opened(folder):
    return open_for_edits(str(folder / house.PITCHED), None)


def wav(path, opened, recipe):
    write_wave(path, np.zeros(100, np.float32), 16000, recipe=opened.signed(as_recipe(recipe)).to_json())
    return str(path)


def test_words_are_seeds_sounds_and_points(opened, tmp_path):
    point = Point(50, z=tuple(opened.model.sample_z(1, seed=3)[0].tolist()), edits=(1.0,))
    (tmp_path / "Punkt ä.json").write_text(json.dumps(point.to_json()), encoding="utf-8")
    sound = wav(tmp_path / "a, b.wav", opened, clip_recipe(point))
    held = wav(tmp_path / "held.wav", opened, continuous_recipe(PointPath((0.0,), (point,)), 2.0))
    found = read_marks(["1,2", "3", sound, held, str(tmp_path / "Punkt ä.json")], opened, 60)
    assert [p.pitch for p in found] == [60, 60, 60, 50, 50, 50] and found[3] == found[4] == found[5] == point
    assert found[2].z == tuple(opened.model.sample_z(1, seed=3)[0].tolist())


def test_words_that_are_none(opened, tmp_path):
    for word in ("x", "1,x", "-1", "a.aiff", "", "1.5", "²"):
        with refused("sound-argument", InvalidInput, says=r"a WAV, FLAC or OGG with a recipe, a point in \.json, or a favourite"):
            read_marks([word], opened, 60)
    with refused("seed-range", InvalidInput, says=r"A seed is a whole number in 0\.\.16777216, which Pd .*\. Received: 16777217\."):
        read_marks(["1,16777217"], opened, 60)
    assert len(read_marks(["16777216"], opened, 60)) == 1
    with refused("sound-count", InvalidInput, says=r"There must be 1 to 10000 sounds\. Received: 0"):
        read_marks([], opened, 60)


def test_files_that_hold_no_point(opened, tmp_path):
    with refused("readable-file", AudioError):
        read_point(tmp_path / "none.wav")
    with refused("readable-file", SequenceError, says="must be readable"):
        read_point(tmp_path / "none.json")
    write_wave(tmp_path / "bare.wav", np.zeros(9), 16000)
    with refused("wav-recipe", SequenceError, says="The WAV must carry a recipe"):
        read_point(tmp_path / "bare.wav")
    (tmp_path / "a.json").write_text("[1]")
    with refused("known-fields", SequenceError, says="A point is a JSON object"):
        read_point(tmp_path / "a.json")
    z = tuple(opened.model.sample_z(1, seed=3)[0].tolist())
    moving = PointPath((0.0, 1.0), (Point(60, z=z), Point(61, z=z)))
    with refused("single-point", SequenceError, says="The sound must be one point"):
        read_point(wav(tmp_path / "moving.wav", opened, continuous_recipe(moving)))
    whole = opened.signed(clip_recipe(Point(60, z=z))).to_json()
    for damage in ({"point": None}, {"point": [1]}, {"kind": "continuous", "path": {"points": 3}}, {"kind": "continuous", "path": 1}):
        write_wave(tmp_path / "damaged.wav", np.zeros(9), 16000, recipe={**whole, **damage}, force=True)
        with refused("known-fields", SequenceError, says=r"A point is a JSON object|A path is a JSON object"):
            read_point(tmp_path / "damaged.wav")


def test_edits_along_other_directions_are_refused(opened, folder, tmp_path):
    z = tuple(opened.model.sample_z(1, seed=3)[0].tolist())
    edited = wav(tmp_path / "a.wav", opened, clip_recipe(Point(60, z=z, edits=(1.0,))))
    plain = open_instrument(str(folder / house.PLAIN))
    with refused("recorded-directions", DirectionsError, says="count along directions with sha256"):
        read_point(edited, plain)
    assert read_point(edited).edits == (1.0,)


# --- the command


@pytest.fixture
def run(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def run(*words, code=0, model=house.PITCHED):
        assert main(["between", "--model", str(folder / model), *map(str, words)]) == code
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run


def test_a_direction_between_two_kinds(run, tmp_path, tiny):
    out = run("--a", "1,2,3", "--b", "4", "5", "-o", "dunkel hell.npz")
    assert out.startswith("dunkel hell.npz: 'dunkel hell', a direction of conv0\n") and "all sounds lie on their own side" in out
    found = load_directions(tmp_path / "dunkel hell.npz")
    found.check(tiny)
    assert found.names == ("dunkel hell",) and found.n_components == 1 and found.latent.shape == (1, 32) and len(found.pitches) == 61
    assert "Nothing is overwritten unasked" in run("--a", "1", "--b", "4", "-o", "dunkel hell.npz", code=1)
    run("--a", "1", "--b", "4", "-o", "dunkel hell.npz", "--force", "--name", "x", "--method", "logistic")
    assert load_directions(tmp_path / "dunkel hell.npz").names == ("x",)


def test_joined_and_orthogonal(run, folder, tmp_path):
    base = load_directions(folder / house.PITCHED / "directions_conv0.npz")
    out = run("--a", "1", "--b", "4", "--add", "--orthogonal", ["1", "direction 2"][0], "direction 2", "-o", "a.npz")
    assert "behind those there were" in out
    found = load_directions(tmp_path / "a.npz")
    assert found.n_components == 4 and found.name(3) == "a"
    assert np.abs(found.components[3] @ base.components[:2].T).max() < 1e-5 < np.abs(found.components[3] @ base.components[2])


def test_on_another_layer_and_without_directions(run, tmp_path):
    run("--a", "1", "--b", "4", "--layer", "conv1", "-o", "a.npz")
    assert load_directions(tmp_path / "a.npz").layer == "conv1"
    run("--a", "1", "--b", "4", "-o", "b.pickle", model=house.PLAIN)
    assert load_directions(tmp_path / "b.pickle").pitch == 60


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--orthogonal", "9"), "Directions have numbers 1..3 and names. Received: '9'"),
        (("--orthogonal", "grit"), "Received: 'grit'"),
        (("--layer", "conv1", "--orthogonal", "1"), "Directions to avoid are of the same layer, conv1. Received: conv0"),
        (("--layer", "conv1", "--add"), "--add joins directions of one layer"),
        (("--layer", "conv9"), "must be one of conv0, conv1"),
        (("--pitch", "5"), "The model plays the pitches"),
        (("-o", "a.txt"), "A directions file ends in .npz"),
    ],
)
def test_what_is_wrong_is_told(run, tmp_path, words, message):
    assert message in run("--a", "1", "--b", "2", "-o", "a.npz", *words, code=1)
    assert not list(tmp_path.iterdir())
