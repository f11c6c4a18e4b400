"""Recipes with articulation, channels and expression: heard as they say, told apart from those of before."""

import dataclasses

import numpy as np
import pytest

from ganspacesynth import Point, PointPath, load_model, make_sound
from ganspacesynth.audio.loudness import note_level_db
from ganspacesynth.audio.pitch import hz_to_midi, note_pitch, yin
from ganspacesynth.composition.finishing.finished_sound import finished
from ganspacesynth.composition.finishing.near_points import beside
from ganspacesynth.composition.instrument import load_instrument
from ganspacesynth.composition.midi.expression import Expression
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.composition.recipes import as_recipe, check_recipe, clip_recipe, continuous_recipe, midi_recipe, note_recipe
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.articulation import Articulation, Vibrato
from ganspacesynth.core.motion.curve import Curve
from ganspacesynth.core.output.room import Room
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe
from tests.support.refused import refused
from tests.support.sine_model import CONFIG, RATE, SineModel, f0, hertz, render
from tests.support.tone_model import ToneModel, tone_directions

Z = (0.5, -0.5)
PLACE = PointPath((0.0,), (Point(60, Z),))
SLIDE = Curve((0.0, 0.5, 0.6, 2.0), (0.0, 0.0, 1.5, 1.5))


@pytest.fixture(autouse=True)
def _sines(monkeypatch):
    monkeypatch.setattr("ganspacesynth.composition.recipe_sounds.render", render)


def melody(*notes, timbre=PLACE, legato=False, **more):
    return midi_recipe([MidiNote(*note) for note in notes], timbre, attack_s=0.01, release_s=0.05, legato=legato, level="peak", **more)


def corner(wave):
    return np.abs(np.diff(wave, 2)).max()


def peak(wave, start_s, end_s):
    return np.abs(wave[round(start_s * RATE) : round(end_s * RATE)]).max()


# --- notes


def test_a_bend_is_heard_over_time():
    model = SineModel()
    wave = make(melody((0.0, 1.0, 69, 127), expressions={0: Expression(bend=SLIDE)}), model)
    assert f0(wave, 0.05, 0.45) == pytest.approx(440.0, rel=2e-3) and f0(wave, 0.65, 0.98) == pytest.approx(hertz(70.5), rel=2e-3)
    assert len(wave) == round(1.05 * RATE) and corner(wave) < 1.2 * 0.98 * (2 * np.pi * hertz(70.5) / RATE) ** 2


def test_a_bend_that_stands_asks_the_model_for_the_pitch_itself():
    asked = []
    model = SineModel()
    model.synthesize = lambda z, pitches, bends=None: asked.extend(pitches) or SineModel.synthesize(model, z, pitches)
    wave = make(melody((0.0, 0.1, 60, 127), expressions={0: Expression(bend=Curve((0.0,), (7.25,)))}), model)
    assert asked == [67] and f0(wave, 0.01, 0.12) == pytest.approx(hertz(67.25), rel=3e-3)


@pytest.mark.parametrize("legato", [False, True])
def test_a_channel_moves_its_own_notes_alone(legato):
    wave = make(
        melody((0.0, 1.0, 60, 100, 0), (1.5, 2.5, 60, 100, 1), legato=legato, expressions={1: Expression(bend=Curve((0.0,), (2.0,)))}), SineModel()
    )
    assert f0(wave, 0.1, 0.9) == pytest.approx(hertz(60), rel=2e-3) and f0(wave, 1.6, 2.4) == pytest.approx(hertz(62), rel=2e-3)


def test_channels_have_timbres_of_their_own(monkeypatch):
    heard = []
    monkeypatch.setattr(
        "ganspacesynth.composition.recipe_sounds.synthesize_points",
        lambda model, points, directions: heard.extend(points) or np.zeros((len(points), 4000), np.float32),
    )
    other = PointPath((0.0,), (Point(60, (9.0, 9.0)),))
    recipe = melody((0.0, 0.1, 60, 100, 0), (0.05, 0.1, 62, 100, 3), (0.2, 0.3, 64, 100, 0), timbres={3: other})
    make(recipe, SineModel())
    assert {point.pitch: point.z for point in heard} == {60.0: Z, 62.0: (9.0, 9.0), 64.0: Z}
    assert as_recipe(recipe.to_json()) == recipe


def test_a_vibrato_of_notes_is_measured_and_a_controller_adds_to_it():
    swing = Articulation(vibrato=Vibrato(30, 5, 0.0))
    for more, depth in (({"articulation": swing}, 30), ({"articulation": swing, "expressions": {0: Expression(vibrato=Curve((0.0,), (20.0,)))}}, 50)):
        wave = make(melody((0.0, 2.0, 69, 127), **more), SineModel())
        track = 100 * (hz_to_midi(yin(wave[RATE : 2 * RATE - RATE // 10], RATE, fmin=200, fmax=2000, frame_s=0.02, hop_s=0.005)[0]) - 69)
        assert 0.5 * (track.max() - track.min()) == pytest.approx(depth, rel=0.06)


def test_a_level_moves_while_a_note_sounds():
    wave = make(melody((0.0, 1.0, 60, 127), expressions={0: Expression(level=Curve((0.0, 0.4, 0.5), (0.0, 0.0, -12.0)))}), SineModel())
    assert 20 * np.log10(peak(wave, 0.6, 0.9) / peak(wave, 0.1, 0.3)) == pytest.approx(-12.0, abs=0.1)


def test_edits_follow_a_controller_from_note_to_note():
    """Edit 2 of the tones is their level, 2 dB for each standard deviation."""
    place = PointPath((0.0,), (Point(60, (0.0, -8.0, 0.0, 0.0)),))
    edits = {2: Curve((0.0, 0.5, 0.6, 0.7), (0.0, 0.0, 3.0, 3.0))}
    recipe = melody((0.0, 0.2, 60, 100), (1.0, 1.2, 60, 100), timbre=place, expressions={0: Expression(edits=edits)})
    wave = make(recipe, ToneModel(), tone_directions())
    assert 20 * np.log10(peak(wave, 1.05, 1.2) / peak(wave, 0.05, 0.2)) == pytest.approx(6.0, abs=0.5)


def test_notes_have_the_length_that_is_asked_for_and_decay():
    wave = make(melody((0.0, 0.05, 60, 100), (1.0, 1.9, 60, 100), articulation=Articulation(length_s=0.3)), SineModel())
    assert len(wave) == round(1.35 * RATE) and peak(wave, 0.36, 0.99) == 0.0 < peak(wave, 0.2, 0.3)
    wave = make(melody((0.0, 1.0, 60, 100), articulation=Articulation(decay_s=2.0)), SineModel())
    assert 20 * np.log10(peak(wave, 0.8, 0.82) / peak(wave, 0.2, 0.22)) == pytest.approx(-18.0, abs=0.3)


def test_soft_notes_are_duller_where_the_model_knows_no_velocity():
    def dullness(articulation):
        tones = PointPath((0.0,), (Point(36, (3.0, -8.0, 0.0, 0.0)),))
        wave = make(melody((0.0, 0.3, 36, 20), timbre=tones, articulation=articulation), ToneModel())
        power = np.abs(np.fft.rfft(wave)) ** 2
        return power[np.fft.rfftfreq(len(wave), 1 / RATE) > 4000].sum() / power.sum()

    before, now, hard = dullness(None), dullness(Articulation()), dullness(Articulation(velocity=127))
    assert now < 0.5 * before and hard == pytest.approx(before, rel=1e-3)


def test_a_model_without_the_continuous_form_bends_its_clips():
    model = SineModel(dataclasses.replace(CONFIG, data_type="phase"))
    wide = Expression(bend=Curve((0.0, 0.1, 0.101), (0.0, 0.0, 12.0)), edits={0: Curve((0.0, 0.1), (0.0, 1.0))})
    wave = make(melody((0.0, 0.2, 69, 127), expressions={0: wide}), model)
    assert model.clips == [1] and f0(wave, 0.02, 0.09) == pytest.approx(440.0, rel=5e-3) and f0(wave, 0.11, 0.16) == pytest.approx(880.0, rel=1e-2)


# --- single sounds


def test_a_clip_ends_with_its_length_and_its_velocity_is_heard_behind_the_level():
    hard, soft = (make(clip_recipe(Point(45, Z), level="loudness", articulation=Articulation(0.1, 0.05, velocity=v)), SineModel()) for v in (127, 32))
    assert len(hard) == len(soft) == round(0.15 * RATE)
    assert note_level_db(soft, RATE) - note_level_db(hard, RATE) == pytest.approx(20 * np.log10(32 / 127), abs=0.5)
    assert corner(hard) < 1.3 * np.abs(hard).max() * (2 * np.pi * hertz(45) / RATE) ** 2 + 1e-3


@pytest.mark.parametrize("finish", [{"room": Room(0.2)}, {"width": 0.5}, {"rate": 44100}])
def test_a_velocity_is_heard_behind_width_room_and_rate_too(finish):
    """Loudness brings hard and soft strokes to one level before they are struck."""
    recipes = [clip_recipe(Point(45, Z), level="loudness", articulation=Articulation(velocity=v)) for v in (127, 32)]
    hard, soft = (finished(dataclasses.replace(recipe, **finish), SineModel()) for recipe in recipes)
    levels = [note_level_db(wave if wave.ndim == 1 else wave[:, 0], rate) for wave, rate in (hard, soft)]
    assert levels[1] - levels[0] == pytest.approx(20 * np.log10(32 / 127), abs=0.7)


def test_a_width_moves_the_timbres_of_all_channels():
    other = PointPath((0.0,), (Point(60, (9.0, 9.0)),))
    recipe = melody((0.0, 0.1, 60, 100, 0), (0.05, 0.1, 62, 100, 3), timbres={3: other}, expressions={3: Expression(bend=SLIDE)})
    left = beside(recipe, SineModel(), -0.5)
    assert left.timbre.points[0].z != Z and left.timbres[3].points[0].z != (9.0, 9.0) and left.expressions == recipe.expressions
    assert left.notes == recipe.notes and beside(recipe, SineModel(), 0.0).timbres[3].points[0].z == pytest.approx((9.0, 9.0))


def test_a_note_is_a_clip_as_long_as_it_fits_into_one():
    point = Point(60, Z)
    assert isinstance(note_recipe(point, None, 4.0), ClipRecipe) and isinstance(note_recipe(point, Articulation(2.0), 4.0), ClipRecipe)
    long = note_recipe(point, Articulation(6.0, 0.5), 4.0)
    assert isinstance(long, ContinuousRecipe) and long.duration_s == 6.5
    assert isinstance(note_recipe(point, Articulation(6.0), 4.0, unbroken=False), ClipRecipe)
    wave = make(note_recipe(point, Articulation(0.5, 0.1, vibrato=Vibrato(20)), 0.25), SineModel())
    assert len(wave) == round(0.6 * RATE)


# --- versions


def test_recipes_without_are_of_version_1_and_say_nothing_of_it():
    for recipe in (clip_recipe(Point(60, Z)), continuous_recipe(PLACE, 1.0), melody((0.0, 0.1, 60, 100))):
        assert recipe.version == 1 and not {"articulation", "timbres", "expressions"} & set(recipe.to_json())
    for recipe in (
        clip_recipe(Point(60, Z), articulation=Articulation(decay_s=1.0)),
        continuous_recipe(PLACE, 1.0, articulation=Articulation(vibrato=Vibrato(30))),
        melody((0.0, 0.1, 60, 100), articulation=Articulation()),
        melody((0.0, 0.1, 60, 100), expressions={0: Expression(bend=SLIDE)}),
        melody((0.0, 0.1, 60, 100), timbres={0: PLACE}),
    ):
        assert recipe.version == 2 and as_recipe(recipe.to_json()) == recipe


def test_a_recipe_says_its_version_and_an_older_one_has_no_articulation(tiny, tmp_path):
    tiny.save(tmp_path / "m")
    instrument = load_instrument(tmp_path / "m")
    point = Point(60, tuple(instrument.model.sample_z(1, seed=1)[0].tolist()))
    sound = make_sound(instrument, clip_recipe(point, articulation=Articulation(0.1, 0.05)))
    stored = sound.recipe.to_json()
    assert stored["version"] == 2 and check_recipe(stored) == sound.recipe
    older = check_recipe({**stored, "version": 1})
    assert older.articulation is None and older.to_json()["articulation"] == stored["articulation"], "a name that version 1 does not know is kept"
    assert len(make_sound(instrument, older).wave) == 4000


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"articulation": {"decay_s": -1}}, "articulation-range"),
        ({"articulation": 3}, "known-fields"),
        ({"timbres": {"77": PLACE.to_json()}}, "recipe-channels: each MIDI channel, 0 to 15, its PointPath"),
        ({"timbres": {"a": PLACE.to_json()}}, "whole-recipe"),
        ({"expressions": {"0": {"pan": 1}}}, "known-fields"),
        ({"expressions": 5}, "whole-recipe"),
        ({"legato": True, "articulation": {"decay_s": 1.0}}, "legato-lines: Legato notes hold and decay as one line"),
    ],
)
def test_what_is_no_recipe_of_version_2(changes, rule):
    with refused(rule, SequenceError):
        as_recipe({**melody((0.0, 0.1, 60, 100)).to_json(), **changes})
    with refused("recipe-articulation", SequenceError, says="articulation is an Articulation"):
        clip_recipe(Point(60, Z), articulation=30)


# --- with a network


def test_a_wide_bend_goes_through_the_pitches_of_the_network():
    model = load_model()
    point = Point(60, tuple(model.sample_z(1, seed=3)[0].tolist()))
    bend = Curve((0.0, 1.0, 1.2), (0.0, 0.0, 7.0))
    wave = make(melody((0.0, 3.0, 60, 127), timbre=PointPath((0.0,), (point,)), expressions={0: Expression(bend=bend)}), model)
    rate = model.config.sample_rate
    assert note_pitch(wave[round(0.2 * rate) : round(0.9 * rate)], rate) == pytest.approx(60.0, abs=0.3)
    assert note_pitch(wave[round(1.6 * rate) : round(2.8 * rate)], rate) == pytest.approx(67.0, abs=0.3)
