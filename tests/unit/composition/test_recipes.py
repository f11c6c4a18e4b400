"""Recipes: what they say is what is heard, and nothing that is damaged passes."""

import contextlib
import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth import Point, PointPath
from ganspacesynth.audio.effects.edges import fade_edges
from ganspacesynth.audio.files.sound_files import LOUDNESS_DB, peak_safe
from ganspacesynth.audio.loudness import note_level_db
from ganspacesynth.composition import recipe_sounds
from ganspacesynth.composition.hallucination import to_path
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.midi.note_points import timbre_path
from ganspacesynth.composition.mixing import finish
from ganspacesynth.composition.recipe_sounds import TAIL_FADE_S, make
from ganspacesynth.composition.recipes import TAIL, as_recipe, check_recipe, clip_recipe, continuous_recipe, hallucination_recipe, midi_recipe
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import Step, StepSequence
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import GanSpaceSynthError, SequenceError
from ganspacesynth.core.output.levels import LEVELS
from ganspacesynth.core.recipe import ClipRecipe, entry
from tests.support.refused import refused
from tests.support.sine_model import CONFIG, RATE, SineModel, f0, hertz, render

Z = (0.5, -0.5)
STEPS = StepSequence((Step.of(mode="offset", z=Z), Step.of(mode="offset", seed=3, pitch=62.0)), pitch=57.0)
QUICK = HallucinationSettings(interp_steps=1, spacing_s=0.05, attack_s=0.01, sustain_s=0.1, release_s=0.05)


def melody(*notes, legato=False, attack_s=0.01, release_s=0.1):
    timbre = timbre_path(np.array([Z, Z[::-1]]), seconds_per_instrument=2.0)
    return midi_recipe([MidiNote(*note) for note in notes], timbre, attack_s=attack_s, release_s=release_s, legato=legato)


RECIPES = {
    "clip": clip_recipe(Point(60, Z)),
    "continuous": continuous_recipe(PointPath((0.0, 1.0), (Point(60, Z), Point(64, Z))), 1.5),
    "hallucination": hallucination_recipe(STEPS, QUICK),
    "unbroken hallucination": hallucination_recipe(STEPS, QUICK, form="continuous", duration_s=0.7),
    "midi": melody((0.0, 0.1, 60, 100), (0.2, 0.3, 64, 50)),
    "legato": melody((0.0, 0.5, 60, 100), (0.5, 1.0, 64, 50), legato=True),
}


@pytest.fixture(autouse=True)
def _sines(monkeypatch):
    monkeypatch.setattr("ganspacesynth.composition.recipe_sounds.render", render)


def test_lengths_are_exact():
    samples = {name: len(make(recipe, SineModel())) / RATE for name, recipe in RECIPES.items()}
    expected = {"clip": 0.25, "continuous": 1.5, "hallucination": 0.26, "unbroken hallucination": 0.7, "midi": 0.4, "legato": 1.1}
    assert samples == pytest.approx(expected, abs=1.5 / RATE)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_makes_the_same_sound_every_time(name):
    first, second = (make(RECIPES[name], SineModel()) for _ in range(2))
    assert np.array_equal(first, second)
    assert 0.1 < np.abs(first).max() <= 1.0


def test_notes_longer_than_a_clip_are_held_by_the_continuous_form():
    model = SineModel()
    wave = make(melody((0.0, 0.1, 60, 100), (0.1, 0.15, 60, 100), (0.3, 1.3, 69, 100), release_s=0.05), model)
    assert model.clips == [2] and model.renders == [pytest.approx(1.0 + 0.25 / 4)]  # with the end that the envelope leaves out
    assert len(wave) == round(1.35 * RATE)
    assert f0(wave, 0.4, 1.25) == pytest.approx(440.0, rel=0.01)


def test_velocity_is_gain_and_the_release_follows_the_note():
    wave = make(melody((0.0, 0.1, 60, 127), (0.3, 0.4, 60, 64), release_s=0.05), SineModel())

    def loudest(start_s, end_s):
        return np.abs(wave[round(start_s * RATE) : round(end_s * RATE)]).max()

    assert len(wave) == round(0.45 * RATE)
    assert loudest(0.02, 0.1) == pytest.approx(0.98, rel=0.01) and loudest(0.32, 0.4) == pytest.approx(0.98 * 64 / 127, rel=0.02)
    assert loudest(0.0, 0.001) < 0.1 < 0.3 < loudest(0.122, 0.128) < 0.65  # a rise, and half of the fall
    assert loudest(0.15, 0.3) == 0.0


def test_voices_made_together_sound_as_each_alone(monkeypatch):
    notes = [(0.1 * k, 0.1 * k + 0.08, 50 + 3 * k, 90) for k in range(7)]
    together, model = make(melody(*notes), SineModel()), SineModel()
    monkeypatch.setattr(recipe_sounds, "VOICES_AT_ONCE", 1)
    np.testing.assert_array_equal(make(melody(*notes), model), together)
    assert model.clips == [1] * 7


def test_no_notes_make_no_sound():
    assert len(make(melody(), SineModel())) == 0


def test_a_model_without_the_continuous_form_holds_no_longer_than_its_clip():
    model = SineModel(dataclasses.replace(CONFIG, data_type="phase"))
    assert len(make(melody((0.0, 1.0, 69, 100)), model)) == CONFIG.audio_length
    assert model.renders == []


def test_notes_stand_still_and_legato_glides():
    notes = ((0.0, 1.0, 57, 100), (1.0, 2.0, 69, 100))
    apart, joined = (make(melody(*notes, legato=legato), SineModel()) for legato in (False, True))
    for wave in (apart, joined):
        assert f0(wave, 0.2, 0.8) == pytest.approx(220.0, rel=0.01)
        assert f0(wave, 1.3, 1.9) == pytest.approx(440.0, rel=0.01)
    assert hertz(58) < f0(joined, 1.0, 1.04) < hertz(68)  # on the way
    loudest = [np.abs(wave[round(0.99 * RATE) : round(1.01 * RATE)]).max() for wave in (apart, joined)]
    assert loudest[1] == pytest.approx(np.abs(joined).max(), rel=0.05)


def test_an_unbroken_step_is_as_long_as_asked():
    one = StepSequence((Step.of(mode="offset", z=Z),))
    recipe = hallucination_recipe(one, dataclasses.replace(QUICK, sustain_s=0.0), form="continuous", duration_s=3.0)
    assert len(make(recipe, SineModel())) == 3 * RATE


def test_progress_comes_to_its_end():
    for name, recipe in RECIPES.items():
        seen = []
        make(recipe, SineModel(), progress=lambda done, total, seen=seen: seen.append((done, total)))
        assert name == "clip" or seen[-1][0] == seen[-1][1]


HEAD = {"made_by": "0", "model": {"id": "sines", "path": None}, "directions": {"path": None, "sha256": "0"}, "precision": "exact"}
MADE_WITH = {"made_by": "0", "model": Artifact("model", "sines"), "directions": Artifact("directions", "0"), "precision": "exact"}


def signed(recipe):
    return recipe.signed(**MADE_WITH).to_json()


def test_signed_recipes_pass():
    for recipe in RECIPES.values():
        said = signed(recipe)
        assert said == {"format": "ganspacesynth-recipe", "version": 1, **HEAD, **recipe.to_json()}
        assert check_recipe(said) == recipe.signed(**MADE_WITH) and check_recipe(said).to_json() == said
        assert as_recipe(recipe.to_json()) == recipe and as_recipe(recipe) is recipe


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"format": "other"}, "document-format: A recipe says format='ganspacesynth-recipe'"),
        ({"version": 3}, "document-version: reads recipes of version 1 to 2. Received: version=3"),
        (
            {"kind": "noise"},
            "known-recipe-kind: one of clip, continuous, hallucination, layers, midi, reaction, timeline, continuation. Received: kind='noise'",
        ),
        ({"kind": ["clip"]}, "known-recipe-kind"),
        ({"model": None}, "recipe-sources: A recipe names its model"),
        ({"model": {"path": None}}, "recipe-sources"),
        ({"model": {"id": "a", "path": 3}}, "recipe-sources"),
        ({"directions": []}, "recipe-sources: A recipe names its directions, if any"),
        ({"directions": {"path": "a.npz"}}, "recipe-sources"),
        ({"precision": None}, "known-precision: A recipe's precision is one of exact, preview"),
    ],
)
def test_what_is_no_recipe(changes, rule):
    with refused(rule, SequenceError):
        check_recipe({**signed(RECIPES["clip"]), **changes})


@pytest.mark.parametrize("value", [None, [], 3, "clip"])
def test_other_json_is_no_recipe(value):
    with refused("document-format", SequenceError):
        check_recipe(value)


@pytest.mark.parametrize(
    ("name", "changes", "rule"),
    [
        ("clip", {"kind": None}, "known-recipe-kind"),
        ("clip", {"point": None}, "known-fields"),
        ("continuous", {"duration_s": "long"}, "whole-recipe: A recipe of kind continuous must be whole"),
        ("hallucination", {"form": "spiral"}, "known-form: form is one of clips, continuous. Received: form='spiral'"),
        ("hallucination", {"settings": 1}, "known-fields: settings must be a JSON object"),
        ("midi", {"attack_s": "abc"}, "whole-recipe"),
        ("midi", {"attack_s": float("nan")}, "seconds-range: attack_s must be in"),
        ("midi", {"notes": [[0.0]]}, "whole-recipe: A recipe of kind midi must be whole"),
        ("midi", {"notes": [["a", "b", "c", "d", "e"]]}, "whole-recipe"),
    ],
)
def test_a_damaged_recipe_makes_nothing(name, changes, rule):
    with refused(rule, GanSpaceSynthError):
        make({**RECIPES[name].to_json(), **changes}, SineModel())
    lacking = {key: value for key, value in RECIPES[name].to_json().items() if key in ("kind", *changes)}
    if name != "clip":
        with refused("whole-recipe", SequenceError):
            make({**lacking, **{key: RECIPES[name].to_json()[key] for key in changes}}, SineModel())


junk = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5), lambda v: st.lists(v, max_size=3), max_leaves=5)


@settings(deadline=None, max_examples=200)
@given(data=st.data(), name=st.sampled_from(sorted(RECIPES)), value=junk)
def test_any_json_is_a_sound_or_one_of_our_errors(data, name, value):
    """Hours of sound are no damage, so values that are just large are left out."""
    recipe = RECIPES[name].to_json()
    key = data.draw(st.sampled_from(sorted(set(recipe) - {"kind"})))
    inner = recipe[key]
    if isinstance(value, float | int) and not abs(value) < 10.0:
        value = float("nan")
    if isinstance(inner, dict) and data.draw(st.booleans()):
        recipe[key] = {**inner, data.draw(st.sampled_from(sorted(inner))): value}
    else:
        recipe[key] = value
    with contextlib.suppress(GanSpaceSynthError):
        assert np.isfinite(make(recipe, SineModel())).all()


@pytest.mark.parametrize("duration_s", [0.0, -1.0, float("nan"), float("inf")])
def test_durations_are_seconds(duration_s):
    with refused("duration-range", SequenceError, says="A duration is a number of seconds over 0"):
        continuous_recipe(PointPath((0.0,), (Point(60, Z),)), duration_s)
    with refused("duration-range", SequenceError):
        hallucination_recipe(STEPS, QUICK, form="continuous", duration_s=duration_s)


def test_forms_are_two():
    with refused("known-form", SequenceError):
        hallucination_recipe(STEPS, QUICK, form="loop")


class DyingModel(SineModel):
    """Is silent in the last fifth of whatever it renders, as networks are behind a held note's release."""

    def render(self, path, **options):
        wave = super().render(path, **options).copy()
        wave[len(wave) - round(TAIL * self.config.audio_length) :] = 0.0
        return wave


UNBROKEN = {
    "continuous": continuous_recipe(PointPath((0.0, 1.0), (Point(60, Z), Point(64, Z))), 1.5),
    "one point": continuous_recipe(PointPath((0.0,), (Point(60, Z),)), 0.25),
    "hallucination": hallucination_recipe(STEPS, QUICK, form="continuous", duration_s=0.7),
    "by its steps": hallucination_recipe(STEPS, QUICK, form="continuous"),
}


@pytest.mark.parametrize("name", UNBROKEN)
def test_an_unbroken_sound_is_heard_to_its_end(name):
    new, old = UNBROKEN[name], {key: value for key, value in UNBROKEN[name].to_json().items() if key != "tail"}
    ends = []
    for recipe in (new, old):
        wave = make(recipe, DyingModel())
        heard = np.flatnonzero(np.abs(wave) > 0.1 * np.abs(wave).max())
        ends.append((len(wave) - heard[-1]) / RATE)
    assert ends[0] < TAIL_FADE_S < ends[1] == pytest.approx(TAIL * CONFIG.audio_length / RATE, abs=0.01)
    assert len(make(new, DyingModel())) == len(make(old, DyingModel()))


@pytest.mark.parametrize("name", UNBROKEN)
def test_recipes_from_before_tails_and_levels_sound_as_they_did(name):
    """What was made of them then, written out: the rendered path with its edges faded, at the level that each kind had."""
    old = {key: value for key, value in UNBROKEN[name].to_json().items() if key != "tail"}
    model = SineModel()
    if old["kind"] == "continuous":
        wave = model.render(PointPath.from_json(old["path"]), directions=None, duration_s=old["duration_s"])
        expected = peak_safe(fade_edges(wave, RATE))
    else:
        path = to_path(STEPS, QUICK, draw=lambda seed: model.sample_z(1, seed=seed)[0])
        if old["duration_s"]:
            path = PointPath(tuple(t * old["duration_s"] / path.duration_s for t in path.times_s), path.points, path.between)
        expected = finish(fade_edges(model.render(path, directions=None, duration_s=old["duration_s"]), RATE))
    assert np.array_equal(make(old, model), expected)


def test_the_level_is_the_recipes():
    for name, recipe in RECIPES.items():
        loud = {level: make(dataclasses.replace(recipe, level=level), SineModel()) for level in LEVELS}
        assert np.abs(loud["peak"]).max() == pytest.approx(0.98, abs=1e-4), name
        assert note_level_db(loud["loudness"], RATE) == pytest.approx(LOUDNESS_DB, abs=0.1), name


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"level": "loud"}, "known-level: A recipe's level is one of loudness, peak, model"),
        ({"tail": 2.0}, "tail-range: tail is a share of a clip, 0..1"),
    ],
)
def test_levels_and_tails_that_cannot_be(changes, rule):
    with refused(rule, SequenceError):
        make({**RECIPES["continuous"].to_json(), **changes}, SineModel())


def test_a_version_too_long_to_write_is_refused_in_one_line():
    with refused("document-version", SequenceError):
        check_recipe({**signed(RECIPES["clip"]), "version": 10**5000})


def test_names_of_later_versions_are_kept_and_change_nothing():
    for recipe in RECIPES.values():
        said = {**signed(recipe), "resonator": {"name": "later"}, "author": "Anna"}
        found = check_recipe(said)
        assert found.to_json() == said and found.others == {"resonator": {"name": "later"}, "author": "Anna"}
        assert np.array_equal(make(found, SineModel()), make(recipe, SineModel()))


def test_older_recipes_stay_as_they_are():
    """Written again, what came later is not in them: tails and levels."""
    for recipe in RECIPES.values():
        old = {name: value for name, value in signed(recipe).items() if name not in ("tail", "level")}
        assert check_recipe(old).to_json() == old
        assert signed(check_recipe(old)) == old


def test_a_new_field_is_one_line():
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Later(ClipRecipe):
        resonator: str | None = dataclasses.field(default=None, metadata=entry(short=True))

    before = RECIPES["clip"].to_json()
    assert Later.from_json(before).to_json() == before and Later.from_json(before).resonator is None
    assert Later.from_json({**before, "resonator": "a"}).to_json() == {**before, "resonator": "a"}


def test_a_recipe_says_its_decoder_and_one_of_before_is_published():
    locked = RECIPES["clip"].signed(**MADE_WITH, decoder="locked").to_json()
    assert locked["decoder"] == "locked" and check_recipe(locked).to_json() == locked
    assert check_recipe(locked).signed(**MADE_WITH, decoder="published").to_json() == signed(RECIPES["clip"])
    assert "decoder" not in signed(RECIPES["clip"]) and check_recipe(signed(RECIPES["clip"])).decoder is None
    assert check_recipe({**signed(RECIPES["clip"]), "decoder": "published"}).decoder is None
    with refused("known-decoder", SequenceError, says="Received: decoder='best'. A later version may play it"):
        check_recipe({**locked, "decoder": "best"})
    with refused("known-decoder", SequenceError, says="Received: decoder=3"):
        RECIPES["clip"].signed(**MADE_WITH, decoder=3)


def test_signing_says_with_what_and_no_longer_what_was_said_before():
    recipe = RECIPES["clip"].signed(**MADE_WITH).signed(made_by="1", model=Artifact("model", "b", "p"), directions=None, precision="preview")
    said = recipe.to_json()
    assert (said["made_by"], said["model"], said["directions"], said["precision"]) == ("1", {"id": "b", "path": "p"}, None, "preview")
    with refused("known-precision", SequenceError):
        RECIPES["clip"].signed(**{**MADE_WITH, "precision": "published"})


@pytest.mark.parametrize("gain", [-0.1, 1.5, float("nan")])
def test_gains_are_shares(gain):
    with refused("gain-range", SequenceError, says=r"A clip's gain must be in 0\.\.1\. Received: gain="):
        clip_recipe(Point(60, Z), gain=gain)


@pytest.mark.parametrize("value", [None, 3, "clip", ["clip"], {}])
def test_what_is_played_is_a_recipe(value):
    with refused("known-recipe-kind", SequenceError):
        make(value, SineModel())


def test_messages_name_the_file():
    other, later = {"format": "other"}, {**signed(RECIPES["clip"]), "version": 3}
    for value, rule in ((3, "document-format"), (other, "document-format"), (later, "document-version")):
        with refused(rule, SequenceError, says=r"in Ton ö\.wav|Ton ö\.wav with"):
            check_recipe(value, where="Ton ö.wav")


def test_points_that_training_once_wrote_alone_are_clips():
    point = Point(60, Z, model="f4fb")
    found = check_recipe(point.to_json())
    assert found == clip_recipe(point).signed(made_by=None, model=Artifact("model", "f4fb"), directions=None, precision="exact")
    with refused("recipe-sources", SequenceError):
        check_recipe(Point(60, Z).to_json())
    with refused("known-fields", SequenceError):
        check_recipe({"pitch": 60, "what": 1})


HELD = StepSequence((Step.of(mode="offset", z=Z), Step.of(mode="offset", z=Z[::-1])), pitch=60.5)


@pytest.mark.parametrize(
    "recipe",
    [
        continuous_recipe(PointPath((0.0,), (Point(60.5, Z),)), 0.5),
        continuous_recipe(PointPath((0.0, 1.0), (Point(60.5, Z), Point(60.5, Z[::-1])))),
        hallucination_recipe(HELD, QUICK, form="continuous", duration_s=0.5),
    ],
)
def test_pitches_between_those_of_the_model_are_of_recipes_with_tails(monkeypatch, recipe):
    """Before there were tails, an unbroken sound took the nearest pitch: such recipes sound as they did."""
    asked = []

    def noted(model, path, *, microtones=True, **options):
        asked.append(microtones)
        return model.render(path, **options)

    monkeypatch.setattr(recipe_sounds, "render", noted)
    make(recipe, SineModel())
    make({name: value for name, value in recipe.to_json().items() if name != "tail"}, SineModel())
    assert asked == [True, False]
