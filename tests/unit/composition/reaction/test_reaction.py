"""Sounds that follow a song: the recipe, the four presets, and that what is heard follows."""

import dataclasses
import json

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.songs.song import open_song
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.reaction.presets import ABOUT, PRESETS, brightest, preset
from ganspacesynth.composition.reaction.react import ReactSettings, beside_song, merged, react
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.reaction.reaction_sound import moved_path, placed
from ganspacesynth.composition.recipes import as_recipe, check_recipe
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.composition.variation import variations
from ganspacesynth.continuous.moving_path import cell_s, lively_layer, path_of
from ganspacesynth.continuous.render import render
from ganspacesynth.core.artifact import MODEL, Artifact
from ganspacesynth.core.bends.written_bends import written_bends
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.motion.modulation import Modulation
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.room import Room
from ganspacesynth.core.point import Point
from ganspacesynth.directions.directions import Directions
from tests.support import synthetic_song
from tests.support.refused import refused


@pytest.fixture(scope="module")
def instrument(tiny):
    return Instrument(tiny, None, Artifact(MODEL, tiny.id, None), None)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    known = synthetic_song.song(((120.0, 2, ("C", "G"), {"kick", "snare", "hat", "pad"}),))
    path = tmp_path_factory.mktemp("song") / "lied.wav"
    soundfile.write(path, known.wave, known.rate)
    return open_song(path, cached=False)


@pytest.fixture(scope="module")
def point(tiny):
    return Point(60, z=tuple(tiny.sample_z(1, seed=0)[0].tolist()))


def recipe_of(point, rows, signals, duration_s=1.0, **more):
    rows = tuple(Modulation.read(row) for row in rows)
    return ReactionRecipe(path=PointPath((0.0,), (point,)), duration_s=duration_s, signals=signals, modulations=rows, **more)


def gate(name="gate"):
    return Signal(name, [1.0, 1.0, 0.0, 0.0], 4.0)


# --- what is heard


def test_without_signals_it_is_the_unbroken_sound(tiny, point):
    recipe = recipe_of(point, [], {}, tail=0.0)
    wave = make_sound_of(recipe, tiny)
    plain = render(tiny, PointPath((0.0,), (point,)), duration_s=1.0, layer=lively_layer(tiny.config))
    middle = slice(200, -1000)
    assert len(wave) == len(plain) and np.allclose(wave[middle], plain[middle] * np.float32(min(1, 0.98 / np.abs(plain).max())), atol=1e-2)


def make_sound_of(recipe, model, directions=None):
    return make_sound(Instrument(model, directions, Artifact(MODEL, model.id, None), None), recipe).wave


def test_a_level_follows_its_signal_to_the_sample():
    recipe = recipe_of(Point(60, z=(0.0,)), ["gate -> level:-60:0"], {"gate": gate()})
    wave = placed(np.ones(1000, np.float32), recipe, 1000)
    assert wave.shape == (1000,) and np.allclose(wave[:200], 1.0) and np.allclose(wave[550:], 1e-3, rtol=1e-3)
    two = recipe_of(Point(60, z=(0.0,)), ["gate -> level:-6:0", "gate -> level:-6:0"], {"gate": gate()})
    assert np.allclose(placed(np.ones(1000, np.float32), two, 1000)[600:], 10 ** (-12 / 20))


def test_a_pan_goes_from_left_to_right_at_constant_power(tiny, point):
    recipe = recipe_of(point, ["gate -> pan:-1:1"], {"gate": gate()})
    wave = placed(np.ones(1000, np.float32), recipe, 1000)
    assert wave.shape == (1000, 2) and np.allclose(np.square(wave).sum(axis=1), 1.0, atol=1e-6)
    assert np.allclose(wave[100], [0, 1], atol=1e-6) and np.allclose(wave[900], [1, 0], atol=1e-6)
    sound = make_sound_of(recipe, tiny)
    assert sound.shape[1] == 2 and np.abs(sound).max() <= 1.0


def test_the_path_is_moved_cell_by_cell(tiny, point):
    layer = lively_layer(tiny.config)
    recipe = recipe_of(point, ["gate -> z.9"], {"gate": gate()})
    path = path_of(tiny, moved_path(recipe, tiny, layer), 1.0, layer)
    assert np.allclose(path.points[0].z, tiny.sample_z(1, seed=9)[0], atol=1e-5) and np.allclose(path.points[-1].z, point.z, atol=1e-5)
    assert np.diff(path.times_s)[1:] == pytest.approx(cell_s(tiny.config, layer))


@pytest.mark.parametrize("row", ["gate -> z.9", "gate -> scale.conv0:1:4", "gate -> pitch:0:12", "gate -> psi:0.2:1"])
def test_what_signals_move_is_heard_where_they_move_it(tiny, point, row):
    signals = {"gate": gate()}
    moved = make_sound_of(recipe_of(point, [row], signals, duration_s=2.0), tiny)
    still = make_sound_of(recipe_of(point, [row], {"gate": Signal("gate", [0.0, 0.0], 4.0)}, duration_s=2.0), tiny)
    half = len(moved) // 2
    assert np.abs(moved - still)[: half // 2].max() > 1e-3
    spectra = [np.abs(np.fft.rfft(wave[-half // 2 :])) for wave in (moved, still)]  # phases go on as they came
    assert np.corrcoef(*spectra)[0, 1] > 0.8


def test_edits_move_along_directions(tiny, point):
    size = 2 * 16 * 8
    sums = {"mean": np.zeros(size, np.float32), "components": np.eye(3, size, dtype=np.float32), "stdev": np.ones(3), "var_ratio": np.full(3, 0.1)}
    directions = Directions(layer="conv0", shape=(2, 16, 8), **sums, pitch=60, model_id=tiny.id)
    moved = make_sound_of(recipe_of(point, ["gate -> edits.0:0:3"], {"gate": gate()}), tiny, directions)
    assert not np.allclose(moved, make_sound_of(recipe_of(point, [], {}), tiny, directions), atol=1e-3)


def late_directions(tiny):
    """Directions of a layer behind the one that lively sounds stretch."""
    size = 16 * 128 * 4
    sums = {"mean": np.zeros(size, np.float32), "components": np.eye(3, size, dtype=np.float32), "stdev": np.ones(3), "var_ratio": np.full(3, 0.1)}
    return Directions(layer="conv1_4", shape=(16, 128, 4), **sums, pitch=60, model_id=tiny.id)


@pytest.mark.parametrize("row", ["gate -> edits.0:0:9", "gate -> scale.conv1_4:1:2"])
def test_a_layer_that_is_moved_is_not_behind_the_one_that_is_stretched(tiny, point, row):
    """Directions and bends may be of any layer, also in recipes that name none to stretch."""
    moved, still = (make_sound_of(recipe_of(point, rows, {"gate": gate()}), tiny, late_directions(tiny)) for rows in ([row], []))
    assert len(moved) == len(still) and not np.allclose(moved, still, atol=1e-3)


def test_a_song_moves_along_directions_of_any_layer(tiny, instrument, song):
    late = dataclasses.replace(instrument, directions=late_directions(tiny))
    rows = (Modulation.read("rms -> edits.0:0:9"),)
    assert react(song, late, ReactSettings(None, rows)).layer == "conv1_4"
    assert react(song, late, ReactSettings(None, (Modulation.read("rms -> level"),))).layer == react(song, instrument, ReactSettings(None, ())).layer


# --- the recipe


def test_a_recipe_makes_the_same_samples_from_its_json(song, instrument):
    sound = make_sound(instrument, react(song, instrument, ReactSettings("noise", seed=3)))
    plain = json.loads(json.dumps(sound.recipe.to_json()))
    again = check_recipe(plain)
    assert isinstance(again, ReactionRecipe) and again == sound.recipe and plain["version"] == 2 and plain["kind"] == "reaction"
    assert np.array_equal(make_sound(instrument, again).wave, sound.wave)
    assert plain["song"]["name"] == "lied.wav" and plain["song"]["sha256"] == song.file.sha256
    assert abs(sound.duration_s - song.duration_s) < 1e-3


def test_a_reaction_has_neighbours_and_width_and_a_rate(tiny, instrument, point):
    recipe = recipe_of(point, ["gate -> level:-20:0"], {"gate": gate()})
    other = variations(recipe, instrument, amount=0.3, count=1, seed=1)[0]
    assert other.path != recipe.path and other.signals == recipe.signals
    assert make_sound(instrument, dataclasses.replace(recipe, width=0.5)).wave.shape[1] == 2
    assert make_sound(instrument, dataclasses.replace(recipe, rate=44_100)).sample_rate == 44_100


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"signals": {}}, "reaction-signals: Each modulation's signal"),
        ({"signals": [1]}, "reaction-signals: up to 64"),
        ({"song": {"a": []}}, "reaction-song"),
        ({"song": 3}, "reaction-song"),
        ({"layer": 3}, "reaction-layer"),
        ({"width": 0.5}, "pan-or-width"),
        ({"room": Room(0.3)}, "pan-or-width"),
        ({"duration_s": -1}, "duration-range"),
    ],
)
def test_recipes_that_are_none(point, change, rule):
    good = recipe_of(point, ["gate -> pan:-1:1"], {"gate": gate()})
    with refused(rule, SequenceError):
        dataclasses.replace(good, **change)


@pytest.mark.parametrize("change", [{"signals": {"gate": 3}}, {"modulations": [{"target": "z"}]}, {"modulations": 7}, {"path": None}])
def test_damaged_json(point, change):
    plain = recipe_of(point, ["gate -> level"], {"gate": gate()}).to_json()
    assert as_recipe(plain).rows()
    with pytest.raises(SequenceError):
        as_recipe({**plain, **change})


# --- presets and settings


@pytest.mark.parametrize("name", PRESETS[:3])
def test_presets_make_a_sound_as_long_as_the_song(song, instrument, name):
    recipe = react(song, instrument, ReactSettings(name, seed=1))
    sound = make_sound(instrument, recipe)
    assert abs(sound.duration_s - song.duration_s) < 1e-3 and np.abs(sound.wave).max() > 0.01 and name in ABOUT
    assert recipe.path.times_s[0] == 0.0 and recipe.path.times_s[-1] == pytest.approx(song.duration_s)
    assert recipe == react(song, instrument, ReactSettings(name, seed=1)) != react(song, instrument, ReactSettings(name, seed=2))


def test_brighten_takes_the_direction_that_brightens_most():
    from ganspacesynth.composition.instrument import load_instrument

    embedded = load_instrument()
    number, sign = brightest(embedded)
    known = embedded.directions.annotations
    slopes = known.slopes[:, known.descriptors.index("brightness")]
    assert abs(slopes[number]) == np.abs(slopes).max() and sign * slopes[number] > 0
    rows = preset("brighten", embedded, seed=0, layer=lively_layer(embedded.model.config))
    assert {row.target for row in rows} == {"edits", "pitch", "level"}
    unknown = dataclasses.replace(embedded, directions=dataclasses.replace(embedded.directions, annotations=None))
    assert brightest(unknown) == (0, 1)


def test_rows_of_ones_own_take_the_place_of_a_preset_s(song, instrument):
    own = Modulation.read("lfo 1 -> level:-40:0"), Modulation.read("harmony -> pitch.minor:0:12")
    rows = merged(preset("morph", instrument, seed=0, layer=lively_layer(instrument.model.config)), own)
    assert [row.target for row in rows] == ["morph", "level", "pitch"] and rows[1:] == own
    recipe = react(song, instrument, ReactSettings(None, own, pitch=55.0, spacing_s=1.0))
    assert recipe.modulations == own and recipe.path.points[0].pitch == 55 and len(recipe.path.points) > 4


def test_bends_of_all_keypoints_and_their_numbers_moved(song, instrument):
    """A layer behind the lively one is stretched itself, so that it may be bent."""
    last = list(instrument.model.config.layers)[-1]
    rows = tuple(map(Modulation.read, ("lfo 1 -> bend.conv1.shift.frequency:0:0.2", f"rms -> bend.{last}.blur")))
    recipe = react(song, instrument, ReactSettings(None, rows, bends=written_bends("conv1:shift:0.05:0.1", "conv0:flip")))
    assert recipe.layer == last and recipe.path.points[0].bends == written_bends("conv1:shift:0.05:0.1", "conv0:flip")
    assert as_recipe(recipe.to_json()) == recipe
    moved = moved_path(recipe, instrument.model, last)
    shifts = {moved.at(time_s).bends["conv1"][0].frequency for time_s in np.arange(0.0, 2.0, 0.05)}
    assert min(shifts) < 0.05 and max(shifts) > 0.15 and moved.at(0.0).bends["conv1"][0].time == 0.1
    assert len(make_sound(instrument, dataclasses.replace(recipe, duration_s=0.5)).wave)
    with refused("known-layer", InvalidInput):
        react(song, instrument, ReactSettings(None, (), bends=written_bends("conv9:flip")))


def test_the_harmony_mixes_places_and_hits_send_to_new_ones(song, instrument):
    rows = tuple(map(Modulation.read, ("chroma | smooth 0.2 -> mix.7", "drums.onsets(low) | peaks -> jump.40:0.3:0.1")))
    recipe = react(song, instrument, ReactSettings(None, rows))
    assert len(recipe.modulations) == 13 and len(recipe.signals) == 13
    wave = make_sound(instrument, dataclasses.replace(recipe, duration_s=1.0)).wave
    assert np.isfinite(wave).all() and np.abs(wave).max() > 0.01


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"preset": "wild"}, "known-preset: noise, morph, bend, brighten"),
        ({"preset": "brighten"}, "needs-directions: brighten needs"),
        ({"rows": ["rms -> edits.0"]}, "needs-directions: Edits move along"),
        ({"rows": ["rms -> scale.nowhere"]}, "known-layer"),
        ({"rows": ["rms -> bend.nowhere.blur.time"]}, "known-layer"),
        ({"rows": ["rmss -> level"]}, "known-word"),
        ({"rows": ["guitar.rms -> level"]}, "known-stem"),
    ],
)
def test_what_cannot_follow(song, instrument, settings, rule):
    rows = tuple(Modulation.read(row) for row in settings.pop("rows", []))
    with refused(rule, InvalidInput):
        react(song, instrument, ReactSettings(**{"preset": None, "rows": rows, **settings}))


def test_keypoints_that_are_none():
    with refused("keypoint-spacing", InvalidInput, says="0.5..3600"):
        ReactSettings(spacing_s=0.1)


def test_a_sound_beside_its_song(song):
    wave = np.full(1000, 0.5, np.float32)
    mix = beside_song(wave, 8000, song, share=0.0)
    assert mix.shape == (round(song.duration_s * 8000), 2) and np.abs(mix).max() <= 1.0
    alone = beside_song(np.stack([wave, -wave], axis=1), 8000, song, share=1.0)
    assert np.allclose(alone[:1000], [[0.7, -0.7]]) and not alone[1000:].any()
    for share in (-0.1, 2, True, "x"):
        with refused("mix-share", InvalidInput, says="0..1"):
            beside_song(wave, 8000, song, share=share)
