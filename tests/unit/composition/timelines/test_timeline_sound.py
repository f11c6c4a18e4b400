"""The sound of timelines: scenes are what they are alone, cross-fades keep power, parts are the whole cut, stems sum to the mix."""

import dataclasses
import itertools
import json

import numpy as np
import pytest

from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipes import check_recipe, continuous_recipe
from ganspacesynth.composition.sound import make_layers, make_sound
from ganspacesynth.composition.timelines.placed_scene import PlacedScene, TimelineLayer
from ganspacesynth.composition.timelines.recording import MAX_BYTES, Recording
from ganspacesynth.composition.timelines.timeline_recipe import MAX_MARKERS, TimelineRecipe
from ganspacesynth.composition.timelines.timeline_sound import limiter, moved, sounding, timeline_stems
from ganspacesynth.composition.variation import variations
from ganspacesynth.core.artifact import MODEL, Artifact
from ganspacesynth.core.errors import GanSpaceSynthError, SequenceError
from ganspacesynth.core.motion.modulation import Modulation
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.room import Room
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe
from tests.support.refused import refused

RATE = 1000
PAN = (Signal("up", np.linspace(0, 1, 11), 1.0), Modulation.read("up -> pan"))
FALL = (Signal("down", np.linspace(1, 0, 11), 1.0), Modulation.read("down -> level:-20:0"))


@pytest.fixture(scope="module")
def instrument(tiny):
    return Instrument(tiny, None, Artifact(MODEL, tiny.id, None), None)


@pytest.fixture(scope="module")
def paths(tiny):
    z = tiny.sample_z(4, seed=5).tolist()
    points = [Point(60 + i, z=tuple(row)) for i, row in enumerate(z)]
    return [PointPath((0.0, 1.0), (a, b.replace(pitch=a.pitch))) for a, b in itertools.pairwise(points)]


def scene(path, start_s, duration_s=1.0, **more):
    sound = continuous_recipe(path, duration_s)
    return PlacedScene(**{"name": f"at {start_s:g}", "kind": "walk", "start_s": start_s, "duration_s": duration_s, "recipe": sound, **more})


def timeline(*layers, duration_s=None, **more):
    made = tuple(TimelineLayer(name=f"layer {i}", scenes=tuple(scenes)) for i, scenes in enumerate(layers))
    ends = [each.end_s for layer in made for each in layer.scenes]
    return TimelineRecipe(layers=made, duration_s=duration_s or max(ends), **{"level": "loudness", **more})


@pytest.fixture(scope="module")
def piece(paths):
    """Two layers, 6 s: a cross-fade, a rest, a recording, signals."""
    wave = 0.3 * np.sin(np.arange(16_000) * 0.1)
    recorded = PlacedScene(name="tape", kind="audio", start_s=2.5, duration_s=0.9, recording="tape")
    first = [scene(paths[0], 0.0, fade_out_s=0.25), scene(paths[1], 0.75, fade_in_s=0.25), scene(paths[2], 5.0, rows=(FALL,))]
    return timeline(first, [recorded, scene(paths[0], 3.5)], rows=(PAN,), recordings={"tape": Recording.of(wave, 16_000)}, markers={"turn": 2.0})


# --- laws


@pytest.mark.parametrize("level", ["loudness", "model", "peak", -20.0])
def test_a_timeline_of_one_scene_is_the_scene(instrument, paths, level):
    alone = make_sound(instrument, continuous_recipe(paths[0], 1.0, level=level))
    placed = make_sound(instrument, timeline([scene(paths[0], 0.0)], level=level))
    assert placed.wave.shape == alone.wave.shape and np.allclose(placed.wave, alone.wave, atol=2e-6)


def test_a_scene_begins_to_the_sample(instrument, paths):
    alone, rate = make_sound(instrument, continuous_recipe(paths[0], 1.0, level="loudness")), 16_000
    later = make_sound(instrument, timeline([scene(paths[0], 0.5)]))
    assert not later.wave[: rate // 2].any() and np.allclose(later.wave[rate // 2 :], alone.wave, atol=2e-6)


def test_cross_fades_keep_power():
    made = [np.ones(2000, np.float32), np.ones(2000, np.float32)]
    fades = ({"fade_out_s": 0.5}, {"fade_in_s": 0.5})
    point = PointPath((0.0,), (Point(60, z=(0.0,)),))
    layers = [[scene(point, 1.5 * i, 2.0, **each)] for i, each in enumerate(fades)]
    stems = timeline_stems(timeline(*layers, level="model"), RATE, lambda recipe, progress: 0.5 * made[0])
    power = sum(stem.astype(np.float64) ** 2 for stem in stems)
    assert np.allclose(power, 0.25, atol=1e-6) and np.all(np.diff(stems[0][1500:2000]) < 0)


def test_a_cross_fade_on_one_layer_is_the_sum_of_both(instrument, paths):
    fades = [scene(paths[0], 0.0, fade_out_s=0.5), scene(paths[1], 0.5, fade_in_s=0.5)]
    together = make_sound(instrument, timeline(fades)).wave
    apart = make_sound(instrument, timeline([fades[0]], [fades[1]])).wave
    assert np.allclose(together, apart, atol=1e-6)


@pytest.mark.parametrize("level", ["loudness", "peak", -23.0])
@pytest.mark.parametrize("rate", [None, 44_100])
def test_a_part_is_the_whole_cut(instrument, piece, level, rate):
    whole = make_sound(instrument, dataclasses.replace(piece, level=level, rate=rate))
    for part in ((0.0, 1.0), (0.6, 2.9), (4.25, 6.0)):
        cut = make_sound(instrument, dataclasses.replace(piece, level=level, rate=rate, part=part))
        first, last = (round(moment * whole.sample_rate) for moment in part)
        assert cut.wave.shape == whole.wave[first:last].shape
        assert np.allclose(cut.wave, whole.wave[first:last], atol=2e-6)


def test_of_a_part_only_what_sounds_in_it_is_made(piece):
    made = []

    def make(recipe, progress):
        made.append(recipe)
        return np.ones(1000, np.float32)

    part = dataclasses.replace(piece, part=(5.5, 6.0))
    timeline_stems(part, RATE, make)
    assert len(made) == 2 == sounding(part) and sounding(piece) == 5


def test_layers_sum_to_the_mix_and_are_made_alone(instrument, piece):
    mix, stems = make_layers(instrument, piece)
    assert np.allclose(mix.wave, sum(stem.wave for stem in stems), atol=1e-6) and [stem.recipe.stem for stem in stems] == [0, 1]
    assert np.allclose(make_sound(instrument, stems[1].recipe).wave, stems[1].wave, atol=1e-6)


def test_its_recipe_makes_the_same_samples_again(instrument, piece):
    sound = make_sound(instrument, dataclasses.replace(piece, part=(0.5, 3.0), title="Stück"))
    plain = json.loads(json.dumps(sound.recipe.to_json()))
    again = check_recipe(plain)
    assert plain["kind"] == "timeline" and plain["version"] == 2 and again == sound.recipe
    assert np.array_equal(make_sound(instrument, again).wave, sound.wave)


def test_no_sound_is_over_full_scale(instrument, paths):
    loud = [[scene(paths[0], 0.0, level_db=12.0)] for _ in range(4)]
    mix, stems = make_layers(instrument, timeline(*loud, level="model"))
    assert 0.5 < np.abs(mix.wave).max() <= 0.98 and np.allclose(mix.wave, sum(stem.wave for stem in stems), atol=1e-6)


def test_the_limiter_holds_what_is_loud_and_nothing_else():
    loudest = np.full(4000, 0.5)
    assert limiter(loudest, 1000) is None
    loudest[2000] = 2.0
    gain = limiter(loudest, 1000)
    assert np.all(gain * loudest <= 0.98) and np.all(gain[:1950] == 1.0) and np.all(gain[2050:] == 1.0) and np.abs(np.diff(gain)).max() < 0.05


def test_scenes_that_come_again_are_made_once(paths):
    made = []

    def make(recipe, progress):
        made.append(recipe)
        return np.ones(1000, np.float32)

    same = [scene(paths[0], start, name="again") for start in (0.0, 1.0, 2.0)]
    assert len(timeline_stems(timeline(same), RATE, make)[0]) == 3000 and len(made) == 1
    others = [scene(paths[each], float(start), name=f"part {start}") for start, each in enumerate((0, 1, 0, 0, 1))]
    assert len(timeline_stems(timeline(others), RATE, make)[0]) == 5000 and len(made) == 3, "whatever they are called"


def test_what_lasts_longer_than_its_scene_dies_away():
    point = PointPath((0.0,), (Point(60, z=(0.0,)),))
    stem = timeline_stems(timeline([scene(point, 0.0)], level="model"), RATE, lambda recipe, progress: np.full(3000, 0.5, np.float32))[0]
    assert len(stem) == 1000 and stem[900] == 0.5 and abs(stem[-1]) < 0.02


def test_level_and_place_follow_signals():
    times = np.arange(10_000) / RATE
    wave = moved(np.ones(10_000, np.float32), (PAN, FALL), times)
    assert np.allclose(np.square(wave).sum(axis=1), 2.0 * 10.0 ** (-20 * times / 10 / 10), rtol=1e-4)
    assert np.allclose(wave[0], [2**0.5, 0], atol=1e-5)
    both = moved(np.ones((10_000, 2), np.float32), (PAN,), times)
    assert np.allclose(both[5000], 1.0, atol=1e-5) and both[-1, 0] < 1e-3


def test_it_has_width_a_room_and_neighbours(instrument, piece):
    assert make_sound(instrument, dataclasses.replace(piece, width=0.5)).wave.shape[1] == 2
    ringing = make_sound(instrument, dataclasses.replace(piece, room=Room(0.3)))
    assert ringing.duration_s > 6.0
    other = variations(piece, instrument, amount=0.3, count=1, seed=1)[0]
    assert other.scenes()[0].recipe != piece.scenes()[0].recipe and other.scenes()[3] == piece.scenes()[3]


def test_a_recording_comes_back_as_it_was():
    wave = np.random.default_rng(0).uniform(-1, 1, (500, 2))
    back = Recording.from_json(json.loads(json.dumps(Recording.of(wave, 8000).to_json())))
    assert np.allclose(back.wave(), wave, atol=1e-4) and back.sample_rate == 8000
    assert Recording.of(np.array([0.0, 2.0]), 8000).wave().max() == 1.0


# --- what is refused


SILENCE = {"name": "rest", "kind": "silence", "start_s": 0.0, "duration_s": 1.0}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"name": ""}, "timeline-name"),
        ({"kind": "a\nb"}, "timeline-name"),
        ({"start_s": -1.0}, "timeline-seconds: start is in"),
        ({"duration_s": 0.01}, "timeline-seconds: length is in"),
        ({"duration_s": float("nan")}, "timeline-seconds"),
        ({"fade_in_s": True}, "timeline-seconds: fade_in_s"),
        ({"fade_in_s": 0.6, "fade_out_s": 0.6}, "fades-in-scene: 0.6 s and 0.6 s of 1 s"),
        ({"level_db": 40.0}, "step-range"),
        ({"recipe": ClipRecipe(point=Point(60, z=(0.0,)))}, "scene-sound: ClipRecipe"),
        ({"rows": ((PAN[0], Modulation.read("up -> psi")),)}, "moved-behind: Received: psi"),
    ],
)
def test_scenes_that_cannot_be_are_refused(change, rule):
    with refused(rule, SequenceError):
        PlacedScene(**{**SILENCE, **change})


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"layers": ()}, "scene-count: 0 layers"),
        ({"layers": (TimelineLayer(name="a"),)}, "scene-count: 0 scenes"),
        ({"duration_s": 0.5}, "within-timeline: up to 1 s of 0.5 s"),
        ({"part": (0.5, 2.0)}, "within-timeline: up to 2 s"),
        ({"part": (0.5, 0.5)}, "timeline-part"),
        ({"stem": 1}, "stem-number: one of its 1 layers"),
        ({"stem": "a"}, "stem-number: number of a layer"),
        ({"markers": {"x": "y"}}, "timeline-seconds: A marker"),
        ({"markers": {str(i): 0.0 for i in range(MAX_MARKERS + 1)}}, "marker-count"),
        ({"rows": ((PAN[0], Modulation.read("up -> morph")),)}, "moved-behind"),
    ],
)
def test_timelines_that_cannot_be_are_refused(change, rule):
    layer = TimelineLayer(name="a", scenes=(PlacedScene(**SILENCE),))
    with refused(rule, SequenceError):
        TimelineRecipe(**{"layers": (layer,), "duration_s": 1.0, **change})


def test_a_recording_that_is_not_there_is_refused():
    layer = TimelineLayer(name="a", scenes=(PlacedScene(**SILENCE, recording="tape"),))
    with refused("scene-recording", SequenceError, says="none for"):
        TimelineRecipe(layers=(layer,), duration_s=1.0)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (("AAA=", 3, 8000), "channel-count"),
        (("AAA=", 1, 10), "sample-rate-range"),
        (("", 1, 8000), "recording-samples: whole moments"),
        (("AAAA", 1, 8000), "recording-samples: whole moments"),
        (("*", 1, 8000), "recording-samples: base64"),
        ((3, 1, 8000), "recording-samples: base64"),
        (("A" * (2 * MAX_BYTES + 4), 1, 8000), "recording-samples: too long"),
    ],
)
def test_recordings_that_are_none_are_refused(given, rule):
    with refused(rule):
        Recording(*given)


def test_recordings_have_a_bound():
    with refused("recording-length", SequenceError, says="262 s of such at most"):
        Recording.of(np.zeros(MAX_BYTES), 16_000)
    half = Recording.of(np.zeros(MAX_BYTES // 3), 16_000)
    layer = TimelineLayer(name="a", scenes=(PlacedScene(**SILENCE),))
    with refused("recording-length", SequenceError, says="of a timeline have"):
        TimelineRecipe(layers=(layer,), duration_s=1.0, recordings={"a": half, "b": half})


@pytest.mark.parametrize(
    "change",
    [
        {"layers": 3},
        {"layers": [{"name": "a"}]},
        {"layers": [{"name": "a", "scenes": [{"name": "b"}]}]},
        {"layers": [{"name": "a", "scenes": [{**SILENCE, "recipe": {"kind": "timeline"}}]}]},
        {"layers": [{"name": "a", "scenes": [{**SILENCE, "recipe": {"kind": []}}]}]},
        {"layers": [{"name": "a", "scenes": [{**SILENCE, "recipe": {"kind": "continuous"}}]}]},
        {"layers": [{"name": "a", "scenes": [{**SILENCE, "later": 1}]}]},
        {"part": 3},
        {"part": [1]},
        {"rows": [3]},
        {"recordings": {"a": {}}},
        {"markers": []},
        {"duration_s": None},
        {"title": 3},
    ],
)
def test_damaged_recipes_are_refused(piece, instrument, change):
    plain = json.loads(json.dumps(instrument.signed(piece).to_json()))
    with pytest.raises(GanSpaceSynthError):
        check_recipe({**plain, **change})
