"""Songs and timelines that drive pictures: flashes on beats, scenes that cross-fade, what is heard where."""

from fractions import Fraction

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.audio.songs.song import open_song
from ganspacesynth.composition.arranging.arrange import arranged
from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.composition.instrument import load_instrument
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.pictures.driving.score import PictureScore
from ganspacesynth.video.course import courses_of
from ganspacesynth.video.scored_pictures import scene_score, signal_fps, song_pictures, timeline_pictures
from ganspacesynth.video.soundtrack import soundtrack_of
from ganspacesynth.video.video_making import save_video
from ganspacesynth.video.video_settings import VideoSettings
from tests.conftest import GOLDEN
from tests.support.films import flashes_s
from tests.support.refused import refused
from tests.support.synthetic_song import song

FLASH = {"preset": "none", "sources": ["all still"], "psi": 0.3, "modulations": ["drums.onsets(low) | peaks -> white:-0.5:1"]}


@pytest.fixture(scope="module")
def model():
    return load_picture_model(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl")


@pytest.fixture(scope="module")
def known():
    return song(((120.0, 3, ("C", "Am"), {"kick", "hat", "pad"}),))


@pytest.fixture(scope="module")
def heard(known, tmp_path_factory):
    path = tmp_path_factory.mktemp("songs") / "song.wav"
    write_wave(path, known.wave, known.rate)
    return path


@pytest.mark.parametrize("fps", ["24000/1001", "30"])
def test_flashes_lie_on_the_beats_to_one_frame(fps, model, known, heard, tmp_path):
    fps = Fraction(fps)
    pictures = song_pictures(model, open_song(heard, fps=signal_fps(fps), cached=False), PictureScore.read(FLASH), fps=fps)
    made = save_video(tmp_path / "a.mp4", soundtrack_of(known.wave, known.rate), VideoSettings(64, 64, fps), pictures=pictures)
    seen = flashes_s(made.path, (0, 64, 0, 64))
    wanted = [np.floor(moment * fps) / float(fps) for moment in known.kicks]
    assert len(seen) == len(wanted) == 6
    np.testing.assert_allclose(seen, wanted, atol=1.01 / float(fps))


def test_signals_have_whole_numbers_of_frames():
    assert [signal_fps(Fraction(fps)) for fps in (24, 25, 30, 60, 120)] == [48.0, 50.0, 60.0, 60.0, 120.0]
    assert signal_fps(Fraction(24000, 1001)) == pytest.approx(48000 / 1001, abs=5e-4) and signal_fps(Fraction(1)) == 40.0


def timeline(**more):
    scenes = [
        {"kind": "walk", "lasts": 1.0, "name": "one", "pictures": {"palette": [1]}},
        {"kind": "silence", "lasts": 1.0, "name": "two", "crossfade": 0.5, "pictures": {"palette": [2], "psi": 0.0}},
        {"kind": "silence", "lasts": 0.5, "at": 2.0, "name": "three"},
    ]
    table = {"preset": "none", "sources": ["all still"], "palette": [7], "psi": 1.0}
    return Timeline.read({"scenes": scenes, "pictures": table, "tempo": 120, **more})


@pytest.fixture(scope="module")
def instrument():
    return load_instrument(GOLDEN / "tiny_mel")


def driven(model, instrument, heard, lasting, words=None, **part):
    made = arranged(lasting, instrument, **part)
    return timeline_pictures(model, made, words or {}, open_song(heard, cached=False), lambda seed: instrument.model.sample_z(1, seed=seed)[0])


def w_of(model, seed):
    return model.map(model.sample_z(1, seed=seed))[0, 0]


def test_scenes_have_scores_of_their_own_and_cross_fade(model, instrument, heard):
    pictures = driven(model, instrument, heard, timeline())
    times = np.array([0.2, 0.75, 1.2, 1.7, 2.2])
    ws = [look.ws[0] for look in pictures.looks(times)]
    wanted = [w_of(model, 1), 0.5 * (w_of(model, 1) + model.center), model.center, model.center, w_of(model, 7)]
    for found, expected in zip(ws, wanted, strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-4)
    assert [each["scene"] for each in pictures.document["scenes"]] == ["one", "two", "three"] and pictures.document["model"] == model.id


def test_a_part_begins_where_it_does(model, instrument, heard):
    whole, part = (driven(model, instrument, heard, timeline(), **given) for given in ({}, {"begin": 0.75, "end": 2.0}))
    for a, b in zip(whole.looks(np.array([0.75, 1.5])), part.looks(np.array([0.0, 0.75])), strict=True):
        np.testing.assert_allclose(a.ws, b.ws, atol=1e-5)


def test_a_timeline_hears_its_own_tempo_scenes_and_sound(model, instrument, heard):
    rows = ["beats -> white:0:1", "sections -> brightness:0:1", "rms -> contrast:1:2"]
    pictures = driven(model, instrument, heard, timeline(modulations=[]), {"modulations": rows})
    look, rest = pictures.looks(np.array([0.5, 0.3]))  # where a scene begins, on a beat
    assert look.colours.white == 1.0 and look.colours.brightness == 1.0 and rest.colours.white == rest.colours.brightness == 0.0
    assert pictures.looks(np.array([1.05]))[0].colours.contrast > 1.0


def test_pictures_follow_the_sound_of_a_scene_unless_somebody_says_otherwise(model, instrument, heard):
    table = {"scenes": [{"kind": "interpolation", "seeds": [1, 2], "lasts": 1.0}, {"kind": "silence", "lasts": 1.0}]}
    pictures = driven(model, instrument, heard, Timeline.read(table))
    assert pictures.document["scenes"][0]["score"]["sources"] == ["all sound"] != pictures.document["scenes"][1]["score"]["sources"]
    looks = pictures.looks(np.array([0.1, 0.9]))
    assert np.abs(looks[0].ws - looks[1].ws).max() > 0.01


def test_a_course_goes_through_the_scenes_of_each_layer(instrument):
    lasting = timeline()
    recipe = arranged(lasting, instrument).recipe
    (course,) = courses_of(recipe, lambda seed: instrument.model.sample_z(1, seed=seed)[0])
    assert course.name == "main" and course.path.duration_s is None and len(course.path.at(0.5).z) == instrument.model.config.latent_size
    part = arranged(lasting, instrument, begin=0.5, end=2.0).recipe
    assert courses_of(part, lambda seed: instrument.model.sample_z(1, seed=seed)[0])[0].path.starts_s == (-0.5,)


def test_mistakes_in_a_timeline_say_where(model, instrument, heard):
    lasting = timeline()
    lasting.scenes[1].pictures["psy"] = 1
    with refused("score-words", SequenceError, says=r"scenes\[1\] \(two\)"):
        driven(model, instrument, heard, lasting)
    with refused("timeline-table", SequenceError):
        timeline(pictures=3)
    with refused("pictures-need-recipe", SequenceError, says=r"scenes\[1\]"):
        driven(model, instrument, heard, timeline(), {"sources": ["all sound"]})


def test_axes_lie_beside_the_timeline(tmp_path):
    given = {"preset": "none", "axes": "a.npz"}
    assert scene_score(given, {}, tmp_path, follows=False, moving_noise=True).axes == str(tmp_path / "a.npz")
