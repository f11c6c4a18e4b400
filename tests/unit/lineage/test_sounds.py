"""Sounds and pictures: every kind of recipe names what it was made of."""

import dataclasses

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.samples_digest import samples_sha256
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
from ganspacesynth.bank.answering.joins import Placed
from ganspacesynth.composition.hallucination import HallucinationSettings
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import KINDS, Layer, clip_recipe, continuous_recipe, hallucination_recipe, layers_recipe, midi_recipe
from ganspacesynth.composition.steps.step import Step
from ganspacesynth.composition.steps.step_sequence import StepSequence
from ganspacesynth.composition.timelines.placed_scene import PlacedScene, TimelineLayer
from ganspacesynth.composition.timelines.recording import Recording
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import AudioError, InvalidInput
from ganspacesynth.core.files import sha256
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.room import Impulse, Room
from ganspacesynth.core.point import Point
from ganspacesynth.lineage.sounds import picture_node, sound_node
from ganspacesynth.pictures.png import read_text, write_png
from tests.support.refused import refused

POINT = Point(60, seed=1)
PATH = PointPath((0.0, 1.0), (POINT, Point(62, seed=2)))
SETTINGS = HallucinationSettings(spacing_s=0.5, attack_s=0.1, sustain_s=0.1, release_s=0.1)
STEPS = StepSequence([Step(POINT, 0.5), Step(POINT, 0.5)])
WALK = hallucination_recipe(STEPS, SETTINGS)
SONG = {"name": "lied.flac", "sha256": "5" * 64, "origin": None, "from_s": 0.0, "to_s": 2.0}
RECIPES = {
    "clip": clip_recipe(POINT),
    "continuous": continuous_recipe(PATH, 1.0),
    "hallucination": WALK,
    "layers": layers_recipe([Layer(name="a", recipe=WALK)]),
    "midi": midi_recipe([MidiNote(0.0, 0.5, 60, 100)], PATH, attack_s=0.01, release_s=0.1, legato=False),
    "reaction": ReactionRecipe(path=PATH, duration_s=1.0, song=SONG),
    "continuation": ContinuationRecipe(
        bank=Artifact("bank", "b" * 16, "/x/my bank"), heard=Artifact("recording", "c" * 64, "C:\\y\\a.wav"), placed=[Placed(0, 0)]
    ),
    "timeline": TimelineRecipe(
        layers=[
            TimelineLayer(
                name="ground",
                scenes=(
                    PlacedScene(name="a", kind="reaction", start_s=0.0, duration_s=1.0, recipe=ReactionRecipe(path=PATH, duration_s=1.0, song=SONG)),
                    PlacedScene(name="b", kind="audio", start_s=0.5, duration_s=0.5, recording="tape"),
                ),
            )
        ],
        duration_s=1.0,
        recordings={"tape": Recording.of(np.zeros(800), 16000)},
    ),
}
USUAL = [("model", "m" * 16, "models"), ("directions", "d" * 64, "")]
NAMED = {
    "midi": [*USUAL, ("MIDI file", None, "whose notes are in the recipe")],
    "reaction": [*USUAL, ("song", "5" * 64, "lied.flac")],
    "timeline": [*USUAL, ("song", "5" * 64, "lied.flac"), ("recording", None, "tape, which is in the recipe")],
    "continuation": [("continuation model", "m" * 16, "models"), USUAL[1], ("bank", "b" * 16, "my bank"), ("recording", "c" * 64, "a.wav")],
}


def saved(path, recipe):
    signed = recipe.signed(
        made_by="0.1.0", model=Artifact("model", "m" * 16, "/a/models"), directions=Artifact("directions", "d" * 64), precision="exact"
    )
    write_wave(path, np.zeros(800, np.float32), 16000, recipe=signed.to_json())
    return path


def test_every_kind_is_here():
    assert set(RECIPES) == set(KINDS)


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg"])
@pytest.mark.parametrize("kind", RECIPES)
def test_a_recipe_names_what_it_was_made_of(tmp_path, kind, ending):
    path = saved(tmp_path / f"a.{ending}", RECIPES[kind])
    node = sound_node(path)
    assert (node.kind, node.digest, node.name, node.known, node.found) == ("sound", samples_sha256(path), path.name, True, True)
    assert [(each.kind, each.digest, each.name) for each in node.parents] == NAMED.get(kind, USUAL)
    assert node.facts == {"recipe": kind, "made by": "ganspacesynth 0.1.0"}


def test_a_recorded_room_is_a_part_of_it(tmp_path):
    room = Room(0.3, Impulse("AAAA" * 2, 1, 16000))
    node = sound_node(saved(tmp_path / "a.wav", dataclasses.replace(RECIPES["clip"], room=room)))
    assert [each.kind for each in node.parents] == ["model", "directions", "recording"]


def test_what_has_no_recipe_is_a_recording_of_unknown_making(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros(100), 8000)
    node = sound_node(tmp_path / "a.wav")
    assert (node.kind, node.digest, node.known, node.parents) == ("recording", sha256(tmp_path / "a.wav"), False, ())


@pytest.mark.parametrize("recipe", [{"kind": "nonsense"}, {"format": "ganspacesynth-recipe", "version": 99}, [], 3])
def test_a_recipe_that_is_none_leaves_the_rest_unknown(tmp_path, recipe):
    write_wave(tmp_path / "a.wav", np.zeros(100, np.float32), 8000, recipe=recipe)
    node = sound_node(tmp_path / "a.wav")
    assert node.kind == "sound" and not node.known and node.facts["recipe"].startswith("cannot be read")


def test_a_damaged_recipe_leaves_the_rest_unknown(tmp_path):
    path = saved(tmp_path / "a.wav", RECIPES["clip"])
    path.write_bytes(path.read_bytes().replace(b'{"format"', b'["format"'))
    assert sound_node(path).facts["recipe"].startswith("damaged") and not sound_node(path).known
    with refused("readable-file", AudioError):
        sound_node(tmp_path / "none.wav")


def picture(path, text):
    return write_png(path, np.zeros((2, 2, 3), np.float32), text)


def test_a_picture_names_its_network(tmp_path):
    text = '{"format":"ganspacesynth-picture","version":1,"model":"ab","seeds":[1],"directions":"/x/axes.npz","latents":"z.npy"}'
    node = picture_node(picture(tmp_path / "a.png", text))
    assert [(each.kind, each.digest, each.name) for each in node.parents] == [
        ("picture network", "ab", ""),
        ("directions", None, "axes.npz"),
        ("latents", None, "z.npy"),
    ]
    assert node.known and node.digest == sha256(tmp_path / "a.png")


def test_other_pictures_are_of_unknown_making(tmp_path):
    for name, text in (("none", ""), ("odd", "{}"), ("broken", "{")):
        node = picture_node(picture(tmp_path / f"{name}.png", text))
        assert (node.kind, node.known, node.parents) == ("picture", False, ())


def test_the_text_of_a_picture_is_read_with_bounds(tmp_path):
    path = picture(tmp_path / "a.png", "é")
    assert read_text(path) == "é"
    data = path.read_bytes()
    (tmp_path / "cut.png").write_bytes(data[:40])
    (tmp_path / "long.png").write_bytes(data[:33] + b"\xff\xff\xff\xff" + data[37:])
    assert read_text(tmp_path / "long.png") is None
    assert read_text(tmp_path / "cut.png") is None
    (tmp_path / "b.png").write_bytes(data.replace("é".encode(), b"\xff\xfe"))
    with refused("picture-text", InvalidInput, says="is in UTF-8"):
        read_text(tmp_path / "b.png")
    (tmp_path / "c.png").write_bytes(b"RIFF")
    with refused("png-file", InvalidInput, says="is in a PNG"):
        read_text(tmp_path / "c.png")
    with refused("readable-file", InvalidInput, says="picture must be readable"):
        read_text(tmp_path / "none.png")
