"""The engine makes sounds of ours again: from files that carry their recipe, and from recipes; the very same samples, or it says why not."""

import json
import os

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.composition.instrument import load_instrument
from ganspacesynth.composition.recipes import clip_recipe, continuous_recipe
from ganspacesynth.composition.sound import make_sound, save_sound
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.networks.runtime import computed_by
from tests.support import house
from tests.support.refused import reported


@pytest.fixture(scope="module")
def instrument(folder):
    return load_instrument(folder / house.PITCHED)


@pytest.fixture(scope="module")
def point(instrument):
    return Point(60, tuple(instrument.model.sample_z(1, seed=3)[0].tolist()), (1.5, -1.0), model=instrument.model.id)


def samples(path):
    return soundfile.read(path, dtype="float32")[0]


def test_a_sound_file_is_made_again(host, instrument, point, tmp_path):
    recipe = clip_recipe(point)
    truth = save_sound(tmp_path / "a.wav", instrument, recipe)
    path, count, rate = host.ask("/render", str(tmp_path / "a.wav"))[1:]
    assert (count, rate) == (len(truth.wave), truth.sample_rate) and np.array_equal(samples(path), truth.wave)
    assert read_recipe(path)["point"] == read_recipe(tmp_path / "a.wav")["point"]


def test_a_recipe_is_made_into_a_file_of_any_kind(host, instrument, point, tmp_path):
    recipe = continuous_recipe(PointPath((0.0,), (point,)), 0.3)
    made = make_sound(instrument, recipe)
    (tmp_path / "Rezept é.json").write_text(json.dumps(made.recipe.to_json()))
    for name, bits, subtype in (("f.wav", "float", "FLOAT"), ("b.wav", "16", "PCM_16"), ("c.flac", None, "PCM_24"), ("d.ogg", None, "VORBIS")):
        options = () if bits is None else ("@bits", bits)
        answer = host.ask_until("/rendered", "/render", str(tmp_path / "Rezept é.json"), "@to", str(tmp_path / name), *options)[-1]
        assert answer == ("/rendered", str(tmp_path / name), len(made.wave), made.sample_rate)
        assert soundfile.info(tmp_path / name).subtype == subtype
    assert np.array_equal(samples(tmp_path / "f.wav"), made.wave)


def test_a_recipe_without_directions_is_made_without(host, instrument, tmp_path):
    """What is a stereo sound's other side depends on whether there are directions."""
    import dataclasses

    alone = dataclasses.replace(instrument, directions=None, directions_artifact=None)
    recipe = dataclasses.replace(clip_recipe(Point(60, tuple(alone.model.sample_z(1, seed=4)[0].tolist()))), width=0.5)
    truth = save_sound(tmp_path / "a.wav", alone, recipe)
    assert np.array_equal(samples(host.ask_until("/rendered", "/render", str(tmp_path / "a.wav"))[-1][1]), truth.wave)


def test_the_voice_keeps_its_last_sound(host, instrument, point, tmp_path):
    before = read_audio(host.ask("/synthesize", 62)[1])[0]
    save_sound(tmp_path / "a.wav", instrument, clip_recipe(point))
    voices = list(host.engine.voices)
    host.ask("/render", str(tmp_path / "a.wav"), "@voice", "nobody's")
    assert list(host.engine.voices) == voices
    assert host.ask("/save", str(tmp_path / "last.wav")) == ("/saved", str(tmp_path / "last.wav"))
    assert np.allclose(read_audio(tmp_path / "last.wav")[0], before, atol=1e-6)


def changed(path, **changes):
    value = json.loads(path.read_text()) | changes
    path.write_text(json.dumps(value))
    return str(path)


def test_what_it_was_made_with_must_be_open(host, instrument, point, tmp_path):
    file = tmp_path / "a.json"
    file.write_text(json.dumps(instrument.signed(clip_recipe(point)).to_json()))
    with reported("loaded-model: Received: the model 'feedfeedfeedfeed', directions"):
        assert host.ask("/render", changed(file, model={"id": "feed" * 4, "path": "/etc"}))[:3] == ("/error", "/render", "model")
    with reported("loaded-model"):
        host.ask("/render", changed(file, model={"id": instrument.model.id, "path": None}, directions={"sha256": "f" * 64, "path": "/etc/x.npz"}))


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("none.wav", "readable-file"),
        ("none.json", "readable-file"),
        ("wrong.json", "known-format"),
        ("list.json", "known-format"),
        ("~nobody-of-this-name/a.json", "readable-file"),
        ("a\0.json", None),
    ],
)
def test_what_is_no_recipe(host, tmp_path, name, rule):
    (tmp_path / "wrong.json").write_text('{"format": "something"}')
    (tmp_path / "list.json").write_text("[1]")
    answer = host.ask("/render", name if name.startswith("~") else str(tmp_path / name))
    assert answer[:2] == ("/error", "/render") and answer[2] != "internal", answer


def test_where_it_may_be_written(host, instrument, point, tmp_path):
    save_sound(tmp_path / "a.wav", instrument, clip_recipe(point))
    whole = (tmp_path / "a.wav").read_bytes()
    with reported("nothing-overwritten"):
        host.ask("/render", str(tmp_path / "a.wav"), "@to", str(tmp_path / "a.wav"))
    with reported("known-bits"):
        host.ask("/render", str(tmp_path / "a.wav"), "@to", str(tmp_path / "b.flac"), "@bits", "float")
    with reported("file-ending"):
        host.ask("/render", str(tmp_path / "a.wav"), "@to", str(tmp_path / "b.txt"))
    assert (tmp_path / "a.wav").read_bytes() == whole and len(list(tmp_path.iterdir())) == 1


def test_who_computes_is_said(host):
    text = host.ask("/runtime")[1]
    assert text == computed_by(os.environ) and text.startswith("ganspacesynth ") and "numpy " in text and "cpu" in text
    assert computed_by({"GANSPACESYNTH_BACKEND": "tensorflow"}) != text != computed_by({"KERAS_BACKEND": "jax"})
    assert computed_by({"GANSPACESYNTH_THREADS": "2"}) != text != computed_by({"GANSPACESYNTH_DEVICE": "cuda"})
