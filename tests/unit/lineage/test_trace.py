"""Closures: parents found by their digests where they may be looked for, and nowhere else; each once, in bounds."""

import json
import os
import shutil

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import sha256
from ganspacesynth.core.point import Point
from ganspacesynth.directions.native_directions import identity, write_native
from ganspacesynth.lineage import places
from ganspacesynth.lineage import trace as tracing
from ganspacesynth.lineage.node import Node
from ganspacesynth.lineage.origins import read_origins
from ganspacesynth.lineage.places import places_of
from ganspacesynth.lineage.trace import closure, trace
from ganspacesynth.networks import known_models
from ganspacesynth.networks.known_models import default_model
from tests.support.refused import refused
from tests.support.tiny_directions import make_directions

DEFAULT = "521b3aaf1eff3547"


def sound(path, model=DEFAULT, directions=None, where=None):
    artifact = None if directions is None else Artifact("directions", directions, where)
    recipe = clip_recipe(Point(60, seed=1)).signed(made_by="0.1.0", model=Artifact("model", model, where), directions=artifact, precision="exact")
    write_wave(path, np.zeros(100, np.float32), 8000, recipe=recipe.to_json())
    return path


def own_model(folder, digest, **about):
    """A copy of the model that comes along, which says that it is another one."""
    folder.mkdir(parents=True)
    shutil.copyfile(default_model() / "weights.npz", folder / "weights.npz")
    told = json.loads((default_model() / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**told, "id": digest, "about": about}), encoding="utf-8")
    return folder


def origins(folder, *things):
    (folder / "origins.json").write_text(json.dumps({"format": "ganspacesynth-origins", "version": 1, "things": list(things)}), encoding="utf-8")


def kinds(lineage):
    return [node.kind for node in lineage.nodes.values()]


def test_a_sound_of_the_model_that_comes_along_goes_back_to_people(tmp_path):
    lineage = trace(sound(tmp_path / "a.wav"))
    assert kinds(lineage) == ["sound", "model", "data set", "soundfont"]
    assert set(lineage.licences()) == {"Apache-2.0", "MIT"} and "Frank Wen (original stereo version)" in lineage.people()
    assert [lineage.unknown(key) for key in lineage.nodes] == [False, False, False, True] and lineage.whole


def test_a_model_is_traced_by_its_name_too():
    lineage = trace("guitar")
    assert kinds(lineage)[:2] == ["model", "model"] and "Carlos Viola Iborra (Sectoid)" in lineage.people()


def test_parents_are_found_beside_the_file_and_in_named_places(tmp_path, monkeypatch):
    here, other, known = tmp_path / "here", tmp_path / "other", tmp_path / "known"
    for folder in (here, other, known):
        folder.mkdir()
    a = sound(here / "a.wav", "aaaa")
    assert not trace(a).nodes["model:aaaa"].found
    own_model(here / "mine", "aaaa", init="bbbb", data="x")
    own_model(other / "its", "bbbb", init="cccc", data="y")
    own_model(known / "theirs", "cccc", data="z")
    assert trace(a).nodes["model:aaaa"].found and not trace(a).nodes["model:bbbb"].found
    monkeypatch.setenv(known_models.PLACES, str(known))
    lineage = trace(a, search=[other])
    assert all(lineage.nodes[f"model:{digest}"].found for digest in ("aaaa", "bbbb", "cccc"))


def test_what_a_recipe_names_elsewhere_is_never_opened(tmp_path, monkeypatch):
    here, secret = tmp_path / "here", own_model(tmp_path / "secret", "aaaa", data="x")
    here.mkdir()
    (here / "link").symlink_to(secret, target_is_directory=True)
    opened, real = [], os.open
    monkeypatch.setattr(os, "open", lambda path, *more, **named: opened.append(str(path)) or real(path, *more, **named))
    lineage = trace(sound(here / "a.wav", "aaaa", "d" * 64, str(secret)))
    assert not lineage.nodes["model:aaaa"].found
    assert opened and not [path for path in opened if str(secret) in path or "link" in path]


def test_directions_are_found_by_what_they_are(tmp_path):
    write_native(make_directions(model_id=DEFAULT), tmp_path / "odd name.npz")
    (tmp_path / "broken.npz").write_bytes(b"PK")
    lineage = trace(sound(tmp_path / "a.wav", directions=identity(tmp_path / "odd name.npz")))
    node = next(node for node in lineage.nodes.values() if node.kind == "directions")
    assert node.found and node.name == "odd name.npz" and lineage.made_of[node.key] == (f"model:{DEFAULT}",)


def test_directions_beside_the_model_that_comes_along(tmp_path):
    lineage = trace(sound(tmp_path / "a.wav", directions=identity(default_model() / "directions_conv0.npz")))
    assert all(node.found for node in lineage.nodes.values() if node.kind == "directions")


def test_recordings_are_found_by_their_bytes_and_say_who_made_them(tmp_path):
    soundfile.write(tmp_path / "voice.wav", np.zeros(100), 8000)
    digest = sha256(tmp_path / "voice.wav")
    lineage = closure([Node("bank", "b", parents=(Node("recording", digest, "old name.wav"),), known=True, found=True)], places_of(tmp_path))
    node = lineage.nodes[f"recording:{digest}"]
    assert node.found and not node.known and (node.name, node.facts["also called"]) == ("voice.wav", "old name.wav")
    origins(tmp_path, {"kind": "recording", "digest": digest, "licence": "CC0-1.0", "people": ["Ada"], "made_of": []})
    lineage = closure([Node("bank", "b", parents=(Node("recording", digest),), known=True, found=True)], places_of(tmp_path))
    node = lineage.nodes[f"recording:{digest}"]
    assert node.found and node.known and (node.licences, node.people) == (("CC0-1.0",), ("Ada",))
    assert trace(tmp_path / "voice.wav").people() == {"Ada": ["recording voice.wav"]}


def test_a_recording_that_we_made_leads_on(tmp_path):
    digest = sha256(sound(tmp_path / "a.wav"))
    lineage = closure([Node("bank", "b", parents=(Node("recording", digest),), found=True)], places_of(tmp_path))
    assert kinds(lineage) == ["bank", "sound", "model", "data set", "soundfont"]


def test_banks_are_found(tmp_path):
    lineage = closure([Node("sound", "s", parents=(Node("bank", "61680124f821ab4d"),), found=True)], places_of(tmp_path))
    assert lineage.nodes["bank:61680124f821ab4d"].found and {node.name for node in lineage.of_kind("model")} == {"default", "guitar", "orchestra"}


@pytest.mark.parametrize("things", [3, [1], None, [{}] * 10_001])
def test_odd_lists_of_origins_are_refused_and_passed_over(tmp_path, things):
    (tmp_path / "origins.json").write_text(json.dumps({"format": "ganspacesynth-origins", "version": 1, "things": things}), encoding="utf-8")
    with refused("origins-list", InvalidInput, says="each an object"):
        read_origins(tmp_path)
    assert trace(sound(tmp_path / "a.wav")).whole


def test_cycles_end(tmp_path):
    own_model(tmp_path / "one", "aaaa", init="bbbb", data="x")
    own_model(tmp_path / "two", "bbbb", init="aaaa", data="x")
    lineage = trace(sound(tmp_path / "a.wav", "aaaa"))
    assert lineage.made_of["model:aaaa"][0] == "model:bbbb" and lineage.made_of["model:bbbb"][0] == "model:aaaa"
    own_model(tmp_path / "self", "cccc", init="cccc")
    assert trace(tmp_path / "self").made_of["model:cccc"] == ("model:cccc",)


def test_there_is_an_end_to_things_and_to_what_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(tracing, "MOST_NODES", 3)
    lineage = closure([Node("bank", "b", parents=tuple(Node("song", str(i)) for i in range(9)), found=True)], places_of(tmp_path))
    assert len(lineage.nodes) == 3 and not lineage.whole and len(lineage.made_of["bank:b"]) == 2
    soundfile.write(tmp_path / "a.wav", np.zeros(100), 8000)
    monkeypatch.setattr(places, "MOST_BYTES", 10)
    assert places_of(tmp_path).find(Node("song", sha256(tmp_path / "a.wav"))) is None


def test_one_thing_told_twice_is_one_thing_that_knows_both(tmp_path):
    twice = (Node("song", "a", "A", facts={"origin": "x"}), Node("song", "a", licences=("MIT",), parents=(Node("song", "b"),), known=True))
    lineage = closure([Node("bank", "b", parents=twice, found=True)], places_of(tmp_path))
    node = lineage.nodes["song:a"]
    assert (node.name, node.licences, node.facts, node.known) == ("A", ("MIT",), {"origin": "x"}, True)
    assert lineage.made_of == {"bank:b": ("song:a",), "song:a": ("song:b",), "song:b": ()}
