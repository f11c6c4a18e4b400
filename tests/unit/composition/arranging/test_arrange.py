"""From a timeline to its recipe: each kind of scene is the sound that it is elsewhere, and moved by what shall move it."""

import dataclasses
import json

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.songs.song import open_song
from ganspacesynth.composition.arranging.arrange import arrange, wants_directions
from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.composition.arranging.timeline_picture import draw_timeline, keypoints_of, signals_of
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.reaction.react import ReactSettings, react
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import continuous_recipe, hallucination_recipe
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.composition.steps.step_sequence import load_sequence
from ganspacesynth.composition.styles.compose import compose
from ganspacesynth.composition.styles.style_files import load_style
from ganspacesynth.core.artifact import MODEL, Artifact
from ganspacesynth.core.bends.written_bends import written_bends
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, SequenceError
from ganspacesynth.core.recipe import ContinuousRecipe
from ganspacesynth.directions.directions import Directions
from tests.support import synthetic_song
from tests.support.refused import refused

WALK = {"kind": "walk", "lasts": 1.0, "spacing": 0.5, "seed": 4}


@pytest.fixture(scope="module")
def instrument(tiny):
    size = 2 * 16 * 8
    sums = {"mean": np.zeros(size, np.float32), "components": np.eye(3, size, dtype=np.float32), "stdev": np.ones(3), "var_ratio": np.full(3, 0.1)}
    directions = Directions(layer="conv0", shape=(2, 16, 8), **sums, pitch=60, model_id=tiny.id)
    return Instrument(tiny, directions, Artifact(MODEL, tiny.id, None), None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("Stück")
    known = synthetic_song.song(((120.0, 2, ("C", "G"), {"kick", "snare", "hat", "pad"}),))
    soundfile.write(place / "song.wav", known.wave, known.rate)
    soundfile.write(place / "tape.wav", 0.4 * np.sin(np.arange(22_050) / 20.0)[:, None] * [1.0, 0.5], 22_050)
    steps = {"format": "ganspacesynth sequence", "version": 1, "steps": [{"mode": "offset", "seed": 1, "pitch": 60}]}
    (place / "steps.json").write_text(json.dumps(steps), encoding="utf-8")
    return place


def arranged(instrument, *scenes, folder=None, begin=None, end=None, seed=0, **more):
    return arrange(Timeline.read({"scenes": list(scenes), **more}, folder), instrument, seed=seed, begin=begin, end=end)


def one(instrument, scene, **more):
    return arranged(instrument, scene, **more).scenes()[0]


# --- kinds


def test_a_walk_visits_random_points(instrument, tiny):
    sound = one(instrument, {**WALK, "pitch": ["C4", "E4"]}).recipe
    assert isinstance(sound, ContinuousRecipe) and sound.path.times_s == (0.0, 0.5, 1.0)
    assert np.allclose([point.z for point in sound.path.points], tiny.sample_z(3, seed=4)) and [p.pitch for p in sound.path.points] == [60, 64, 60]
    alone = make_sound(instrument, continuous_recipe(sound.path, 1.0, level="loudness"))
    assert np.allclose(make_sound(instrument, arranged(instrument, {**WALK, "pitch": ["C4", "E4"]})).wave, alone.wave, atol=2e-6)


def test_scenes_are_bent_and_bends_moved(instrument, tiny):
    bent = one(instrument, {**WALK, "bends": ["conv1:shift:0.1", "conv0:flip"]}).recipe
    assert isinstance(bent, ContinuousRecipe) and all(point.bends == written_bends("conv1:shift:0.1", "conv0:flip") for point in bent.path.points)
    last = list(tiny.config.layers)[-1]
    moves = [f"lfo 2 -> bend.{last}.noise", "lfo 1 -> bend.conv1.shift.time"]
    moved = one(instrument, {**WALK, "bends": "conv1:shift:0.1", "modulations": moves}).recipe
    assert isinstance(moved, ReactionRecipe) and moved.layer == last and len(moved.modulations) == 2
    assert np.isfinite(make_sound(instrument, moved).wave).all()
    for odd, rule in ((["conv9:flip"], "known-layer"), (["conv1:flap"], "bend-word"), ("conv1:flip:channels=999", "bend-channels")):
        with refused(rule, SequenceError, says=r"scenes\[0\]"):
            arranged(instrument, {**WALK, "bends": odd})


def test_seeds_that_nobody_says_are_counted(instrument):
    bare = {"kind": "walk", "lasts": 1.0}
    first, second = arranged(instrument, bare, bare, seed=4).scenes()
    assert first.recipe.path.points[0] == one(instrument, {**bare, "seed": 4}).recipe.path.points[0]
    assert second.recipe.path.points[0] == one(instrument, {**bare, "seed": 5}).recipe.path.points[0]


def test_an_interpolation_goes_from_seed_to_seed(instrument, tiny):
    path = one(instrument, {"kind": "interpolation", "lasts": 1.0, "seeds": [3, 9], "between": "linear"}).recipe.path
    assert path.between == "linear" and np.allclose(path.at(0.5).z, (tiny.sample_z(1, seed=3)[0] + tiny.sample_z(1, seed=9)[0]) / 2, atol=1e-6)


def test_an_exploration_goes_out_along_each_direction_and_back(instrument):
    path = one(instrument, {"kind": "exploration", "lasts": 1.2, "directions": [0, 2], "reach": 1.5, "seed": 1}).recipe.path
    edits = [tuple(np.pad(point.edits, (0, 3))[:3]) for point in path.points]
    assert edits == [(0, 0, 0), (1.5, 0, 0), (-1.5, 0, 0), (0, 0, 0), (0, 0, 1.5), (0, 0, -1.5), (0, 0, 0)]
    assert len({point.z for point in path.points}) == 1
    with refused("needs-directions", SequenceError, says="direction 3, and there are 3"):
        one(instrument, {"kind": "exploration", "lasts": 1.0, "directions": 3})
    with refused("needs-directions", SequenceError, says="there are none"):
        one(dataclasses.replace(instrument, directions=None), {"kind": "exploration", "lasts": 1.0, "directions": 0})


def test_a_style_is_composed(instrument, tiny):
    scene = one(instrument, {"kind": "style", "style": "bells", "lasts": 2.0, "seed": 3, "scale": "dorian", "root": "D4"})
    style = load_style("bells").asked(duration_s=2.0, scale="dorian", root="D4")
    assert scene.recipe == hallucination_recipe(*compose(style, tiny, 3))
    with refused("known-style", SequenceError, says=r"scenes\[0\]"):
        one(instrument, {"kind": "style", "style": "belles", "lasts": 2.0})


def test_steps_of_a_file_last_as_long_as_they_sound(instrument, folder):
    recipe = arranged(instrument, {"kind": "steps", "file": "steps.json"}, folder=folder)
    assert recipe.scenes()[0].recipe == hallucination_recipe(*load_sequence(folder / "steps.json")) and recipe.duration_s == pytest.approx(0.25)


def test_a_recording_is_heard_without_its_file(instrument, folder):
    recipe = arranged(instrument, {"kind": "audio", "file": "tape.wav", "from": 0.25}, folder=folder)
    (name,) = recipe.recordings
    assert name.startswith("tape.wav ") and recipe.duration_s == pytest.approx(0.75) and recipe.recordings[name].channels == 2
    wave = make_sound(instrument, dataclasses.replace(recipe, level="model")).wave
    assert wave.shape == (12_000, 2) and np.abs(wave[6000:, 0]).max() == pytest.approx(0.4, abs=0.01)
    assert np.allclose(wave[1000:-1000, 1], 0.5 * wave[1000:-1000, 0], atol=1e-3) and np.abs(wave[0]).max() < 0.01
    with pytest.raises(GanSpaceSynthError):
        arranged(instrument, {"kind": "audio", "file": "none.wav"}, folder=folder)


def test_silence_is_silent(instrument):
    recipe = arranged(instrument, {"kind": "silence", "lasts": 0.5}, WALK)
    assert not make_sound(instrument, recipe).wave[:8000].any() and recipe.scenes()[0].recipe is None


def test_a_reaction_follows_the_song_under_it(instrument, folder):
    reaction = {"kind": "reaction", "preset": "noise", "at": 1.0, "lasts": 2.0, "seed": 3}
    sound = one(instrument, reaction, folder=folder, song="song.wav").recipe
    known = react(open_song(folder / "song.wav").cut(1.0, 3.0), instrument, ReactSettings("noise", (), 3, level=None))
    assert isinstance(sound, ReactionRecipe) and sound == known
    recipe = arranged(instrument, {"kind": "reaction", "preset": "none", "at": 1.0}, folder=folder, song="song.wav")
    assert recipe.duration_s == pytest.approx(open_song(folder / "song.wav").duration_s)
    with refused("timeline-song", SequenceError, says="A reaction follows"):
        one(instrument, {"kind": "reaction"})


# --- what moves them


def test_rows_of_all_and_of_one_move_a_scene(instrument):
    recipe = arranged(
        instrument, WALK, {**WALK, "modulations": ["lfo 3 -> psi", "lfo 2 -> level"]}, modulations=["lfo 1 -> psi:0.5:1", "walk -> pan"]
    )
    first, second = (scene.recipe for scene in recipe.scenes())
    assert [str(row) for row in first.modulations] == ["lfo 1 -> psi:0.5:1"] and len(second.modulations) == 2
    assert second.signals["lfo 1"].at(0.0) == pytest.approx(first.signals["lfo 1"].at(1.0), abs=1e-3)
    assert [row.target for _, row in recipe.rows] == ["pan"] and [row.target for _, row in recipe.scenes()[1].rows] == ["level"]
    assert make_sound(instrument, recipe).wave.shape == (32_000, 2)


def test_a_song_moves_what_lies_over_it(instrument, folder):
    row = "drums.onsets(low) | decay 0.2 -> z.3"
    recipe = arranged(instrument, {**WALK, "at": 1.0}, folder=folder, song="song.wav", modulations=[row])
    signal = recipe.scenes()[0].recipe.signals["drums.onsets(low) | decay 0.2"]
    assert signal.at(0.5) == pytest.approx(open_song(folder / "song.wav").signal(signal.name).at(1.5), abs=1e-3)
    with refused("timeline-song", SequenceError):
        arranged(instrument, WALK, modulations=[row])


def test_rows_that_the_model_cannot_follow(instrument):
    with refused("known-layer", SequenceError, says=r"scenes\[0\]"):
        arranged(instrument, {**WALK, "modulations": ["lfo 1 -> scale.conv99"]})
    with refused("needs-directions", InvalidInput):
        arranged(instrument, WALK, modulations=["lfo 1 -> edits.7"])
    with refused("pitch-range", SequenceError):
        arranged(instrument, {**WALK, "pitch": 1})
    with refused("keypoint-count", SequenceError, says="2000 keypoints"):
        arranged(instrument, {**WALK, "spacing": 0})


def test_what_needs_directions_says_so():
    def wants(*scenes, **more):
        return wants_directions(Timeline.read({"scenes": list(scenes), **more}))

    assert not wants(WALK) and wants(WALK, modulations=["lfo 1 -> edits.0"]) and wants({**WALK, "modulations": ["lfo 1 -> edits.0"]})
    assert wants({"kind": "exploration", "directions": 1}) and wants({"kind": "reaction", "preset": "brighten"})


# --- parts, loops, pictures


def test_parts_are_named_by_times_bars_markers_and_scenes(instrument):
    scenes = [{**WALK, "name": "a"}, {**WALK, "name": "b"}]
    for begin, end in ((1.0, None), ("b", 2), ("bar 2", "end"), ("0:01", 99)):
        assert arranged(instrument, *scenes, markers={"end": 2}, tempo=240, begin=begin, end=end).part == (1.0, 2.0)
    with refused("known-marker", SequenceError, says="Did you mean end"):
        arranged(instrument, *scenes, markers={"end": 2}, begin="ende")
    with refused("timeline-part", SequenceError):
        arranged(instrument, *scenes, begin="b", end=1)


def test_a_loop_is_one_recipe_again_and_again(instrument):
    recipe = arranged(instrument, WALK, loop={"from": 0, "to": 1, "times": 3})
    first, second, third = recipe.scenes()
    assert first.recipe == second.recipe == third.recipe and recipe.duration_s == 3.0
    wave = make_sound(instrument, recipe).wave
    assert np.array_equal(wave[:16_000], wave[32_000:])


def test_a_picture_shows_scenes_keypoints_and_signals(instrument, folder, tmp_path):
    steps = {"kind": "steps", "file": "steps.json", "layer": "$high$", "modulations": ["lfo 2 -> pan"]}
    recipe = arranged(instrument, WALK, steps, folder=folder, modulations=["lfo 1 -> psi"], markers={"turn": 0.5}, begin=0.2)
    assert keypoints_of(recipe.scenes()[0]) == [0.0, 0.5, 1.0] and keypoints_of(recipe.scenes()[1]) == [0.0]
    assert list(signals_of(recipe)) == ["lfo 1 -> psi:0.5:1", "lfo 2 -> pan:-1:1"]
    sound = make_sound(instrument, recipe)
    path = draw_timeline(tmp_path / "a.png", sound.wave, sound.sample_rate, recipe, title="a $ title")
    assert path.read_bytes().startswith(b"\x89PNG")
    with refused("file-ending"):
        draw_timeline(tmp_path / "a.txt", sound.wave, sound.sample_rate, recipe)
