"""Timelines streamed: chunk by chunk what the whole is, from any moment of it; and timelines as trajectories."""

import dataclasses

import numpy as np
import pytest

from ganspacesynth.composition.arranging.arrange import arrange
from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import continuous_recipe, note_recipe
from ganspacesynth.composition.sound import make_sound, stream_timeline
from ganspacesynth.composition.timelines import streamed_scene
from ganspacesynth.composition.timelines.placed_scene import PlacedScene, TimelineLayer
from ganspacesynth.composition.timelines.recording import Recording
from ganspacesynth.composition.timelines.timeline_path import timeline_path
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.continuous.render import render
from ganspacesynth.core.artifact import MODEL, Artifact
from ganspacesynth.core.bends.kinds import Shift
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.articulation import Articulation
from ganspacesynth.core.motion.modulation import Modulation
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath, Trajectory
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ContinuousRecipe
from ganspacesynth.directions.directions import Directions
from tests.conftest import decibels
from tests.support.refused import refused

SCENES = [
    {"kind": "walk", "lasts": 1.0, "seed": 3, "modulations": ["lfo 2 -> level:-12:0"]},
    {"kind": "interpolation", "seeds": [1, 2], "lasts": 0.8, "level": -3},
    {"kind": "style", "style": "bells", "lasts": 2.0, "layer": "high", "bpm": 240, "seed": 5, "modulations": ["lfo 1 -> pan"]},
    {"kind": "silence", "lasts": 0.1, "crossfade": 0},
    {"kind": "style", "style": "walk", "lasts": 0.5, "seed": 1, "crossfade": 0},
]


@pytest.fixture(scope="module")
def instrument(tiny):
    return Instrument(tiny, None, Artifact(MODEL, tiny.id, None), None)


@pytest.fixture(scope="module")
def piece(instrument):
    """Two layers, about two seconds, with a recording behind them."""
    recipe = arrange(Timeline.read({"scenes": SCENES, "crossfade": 0.2, "modulations": ["lfo 0.5 -> level:-6:0"]}), instrument, level="model")
    wave = 0.3 * np.sin(np.arange(8000) * 0.1)
    recorded = PlacedScene(name="tape", kind="audio", start_s=0.4, duration_s=0.3, recording="tape", fade_in_s=0.1)
    tape = TimelineLayer(name="tape", scenes=(recorded,), level_db=-6.0)
    return dataclasses.replace(recipe, layers=(*recipe.layers, tape), recordings={"tape": Recording.of(np.stack([wave, -wave], axis=1), 8000)})


def late_directions(tiny):
    """Directions of a layer behind the one that is stretched as a rule."""
    size = 32 * 256 * 2
    sums = {"mean": np.zeros(size, np.float32), "components": np.eye(3, size, dtype=np.float32), "stdev": np.ones(3), "var_ratio": np.full(3, 0.1)}
    return Directions(layer="conv1_5", shape=(32, 256, 2), **sums, pitch=60, model_id=tiny.id)


def heard(stream):
    chunks = []
    while not stream.done:
        chunks.append(stream.next())
    assert len(stream.next()) == 0
    return np.concatenate(chunks)


def whole(instrument, recipe):
    wave = make_sound(instrument, recipe).wave
    return wave if wave.ndim == 2 else np.stack([wave, wave], axis=1)


def fitted_db(reference, found):
    """How near a sound is to another, whatever its level."""
    return decibels(reference, found * float((reference * found).sum() / max((found * found).sum(), 1e-12)))


@pytest.mark.parametrize("place", [0, 1, 2, 4])
def test_each_kind_of_scene_comes_in_pieces_as_it_is_whole(instrument, place):
    scene = {**SCENES[place], "lasts": 0.7}
    recipe = arrange(Timeline.read({"scenes": [scene]}), instrument, level="model")
    found = heard(stream_timeline(instrument, recipe, chunk_s=0.11))
    assert found.shape == (round(0.7 * 16000), 2) and found.dtype == np.float32 and np.abs(found).max() <= 1.0
    unbroken = scene["kind"] != "style"  # where the tiny model's random weights magnify the rounding of pieces; with `default` it is 60 dB
    assert fitted_db(whole(instrument, recipe), found) > (20.0 if unbroken else 50.0)


def test_chunks_of_any_length_are_one_sound(instrument, piece):
    one, other = (heard(stream_timeline(instrument, piece, chunk_s=chunk_s)) for chunk_s in (0.05, 1.3))
    assert decibels(one, other) > 60.0


def test_loudness_is_guessed_within_a_few_decibels(instrument, piece):
    recipe = dataclasses.replace(piece, level="loudness")
    found, right = heard(stream_timeline(instrument, recipe)), whole(instrument, recipe)
    part = len(right) // 4
    for i in range(4):
        here = slice(i * part, (i + 1) * part)
        assert abs(20 * np.log10(np.linalg.norm(found[here]) / np.linalg.norm(right[here]))) < 4.0


def test_it_begins_anywhere_and_makes_nothing_before(instrument, piece, monkeypatch):
    opened = []
    original = streamed_scene.open_scene
    monkeypatch.setattr(
        "ganspacesynth.composition.timelines.timeline_stream.open_scene", lambda scene, *rest: opened.append(scene.name) or original(scene, *rest)
    )
    last = piece.layers[0].scenes[-1]
    stream = stream_timeline(instrument, piece, begin_s=last.start_s + 0.01, chunk_s=0.1)
    stream.next()
    assert opened == [last.name, piece.layers[1].scenes[0].name] and stream.time_s == pytest.approx(last.start_s + 0.11, abs=1e-3)
    part = dataclasses.replace(piece, part=(1.0, 1.3))
    assert len(heard(stream_timeline(instrument, part))) == round(0.3 * 16000)


def test_clips_begun_in_the_middle_are_those_of_the_whole(instrument, piece):
    """Of a layer without unbroken scenes: what has begun before is heard on, sample for sample."""
    alone = dataclasses.replace(piece, stem=1)
    found = heard(stream_timeline(instrument, alone, begin_s=0.7))
    right = heard(stream_timeline(instrument, alone))[round(0.7 * 16000) :]
    assert fitted_db(right, found) > 30.0  # others are made together: the tiny model magnifies how that rounds


def test_only_a_stem(instrument, piece):
    stem = dataclasses.replace(piece, stem=2)
    assert decibels(whole(instrument, stem), heard(stream_timeline(instrument, stem))) > 50.0


def test_a_kind_that_does_not_come_in_pieces_is_made_whole(instrument, tiny):
    note = note_recipe(Point(60, z=tiny.sample_z(1, seed=1)[0]), Articulation(length_s=0.3, decay_s=1.0), 0.25, unbroken=True)
    assert isinstance(note, ContinuousRecipe) and note.articulation is not None
    scene = PlacedScene(name="note", kind="walk", start_s=0.0, duration_s=0.4, recipe=note)
    recipe = TimelineRecipe(layers=(TimelineLayer(name="main", scenes=(scene,)),), duration_s=0.4, level="model")
    assert fitted_db(whole(instrument, recipe), heard(stream_timeline(instrument, recipe))) > 50.0


def unbroken(recipe):
    scene = PlacedScene(name="scene", kind="walk", start_s=0.0, duration_s=recipe.duration_s, recipe=recipe)
    return TimelineRecipe(layers=(TimelineLayer(name="main", scenes=(scene,)),), duration_s=recipe.duration_s, level="model")


@pytest.mark.parametrize("change", [{"bends": {"conv1_5": (Shift(0.1, 0.2),)}}, {"edits": (3.0,)}, {"edits": (2.0,), "mode": "replace"}])
def test_an_unbroken_scene_stretches_the_layer_that_the_whole_does(tiny, change):
    """It comes before nothing that is bent or edited, wherever that is; and directions that no point needs are in nobody's way."""
    late = Instrument(tiny, late_directions(tiny), Artifact(MODEL, tiny.id, None), None)
    point = Point(60, z=tiny.sample_z(1, seed=1)[0])
    recipe = unbroken(continuous_recipe(PointPath((0.0,), (point.replace(**change),)), 0.4))
    assert fitted_db(whole(late, recipe), heard(stream_timeline(late, recipe))) > 20.0
    rows, signal = (Modulation.read("gate -> level:-20:0"),), Signal("gate", [1.0, 0.0], 4.0)
    plain = ReactionRecipe(path=PointPath((0.0,), (point,)), duration_s=0.4, signals={"gate": signal}, modulations=rows, layer="conv1_3", tail=0.0)
    assert fitted_db(whole(late, unbroken(plain)), heard(stream_timeline(late, unbroken(plain)))) > 20.0


def test_edits_of_z_are_previewed_whatever_layer_directions_are_of(tiny):
    latent = dataclasses.replace(late_directions(tiny), latent=np.ones((3, tiny.config.latent_size), np.float32))
    late = Instrument(tiny, latent, Artifact(MODEL, tiny.id, None), None)
    point = Point(60, z=tiny.sample_z(1, seed=1)[0], edits=(1.0,), mode="latent")
    assert heard(stream_timeline(late, unbroken(continuous_recipe(PointPath((0.0,), (point,)), 0.2)))).any()


@pytest.mark.parametrize("words", [{"begin_s": -1.0}, {"begin_s": 99.0}, {"chunk_s": 0.0}, {"chunk_s": 99.0}])
def test_moments_that_are_none(instrument, piece, words):
    with refused("timeline-moment", SequenceError):
        stream_timeline(instrument, piece, **words)


# --- as a trajectory


def test_a_layer_is_a_trajectory(instrument, piece, tiny):
    path = timeline_path(piece, tiny)
    assert isinstance(path, Trajectory) and path.duration_s == piece.duration_s
    first, second = piece.layers[0].scenes[:2]
    assert np.allclose(path.at(second.end_s - 0.3).z, second.recipe.path.at(second.end_s - 0.3 - second.start_s).z, atol=1e-5)
    middle = path.at((second.start_s + first.end_s) / 2)  # between two scenes that cross-fade
    assert middle.z not in (None, path.at(0.0).z)
    before, after = (np.array(path.at(moment).z) for moment in (first.end_s - 1e-4, first.end_s + 1e-4))
    assert np.linalg.norm(before - after) < 0.1  # nothing jumps at the end of a cross-fade
    gap = piece.layers[0].scenes[3].start_s - 0.05
    assert path.at(gap).z is not None and path.at(-1.0) == path.at(0.0)


def test_a_trajectory_is_rendered_as_any_other(piece, tiny):
    from ganspacesynth.continuous.stream import Stream

    path = timeline_path(piece, tiny, 1)
    stream = Stream(tiny, path, duration_s=0.3)
    chunks = []
    while not stream.done:
        chunks.append(stream.next())
    assert len(np.concatenate(chunks)) == round(0.3 * 16000) and np.abs(np.concatenate(chunks)).max() > 0.01
    assert len(render(tiny, path.ways[0], duration_s=0.2)) == round(0.2 * 16000)


def test_layers_without_points_have_none(piece, tiny):
    with refused("timeline-points", SequenceError):
        timeline_path(piece, tiny, 2)
    with refused("stem-number", SequenceError):
        timeline_path(piece, tiny, 9)
