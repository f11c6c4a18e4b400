"""Hallucinations over one another: balance, stems, and the recipe of them."""

import dataclasses
import json

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import PEAK, at_level, level_gain
from ganspacesynth.composition.finishing.finished_sound import finished, finished_stems
from ganspacesynth.composition.hallucination import HallucinationSettings
from ganspacesynth.composition.recipe_sounds import make, mixed
from ganspacesynth.composition.recipes import Layer, LayersRecipe, check_recipe, hallucination_recipe, layers_recipe
from ganspacesynth.composition.steps.step import Step
from ganspacesynth.composition.steps.step_sequence import StepSequence
from ganspacesynth.composition.styles.compose import compose
from ganspacesynth.composition.styles.layering import compose_layers, composed_recipe, layer_styles
from ganspacesynth.composition.styles.scales import SCALES
from ganspacesynth.composition.styles.style_files import load_style
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.core.output.room import Room
from ganspacesynth.networks.prior import MAX_SEED
from tests.support.refused import refused
from tests.support.sine_model import RATE, SineModel

SHORT = HallucinationSettings(interp_steps=0, spacing_s=0.3, attack_s=0.01, sustain_s=0.1, release_s=0.05)


def layer(*pitches, name="a", level_db=0.0, **fields):
    steps = tuple(Step.of(mode="offset", z=(1.0, 0.0), pitch=pitch, **fields) for pitch in pitches)
    return Layer(name=name, recipe=hallucination_recipe(StepSequence(steps), SHORT), level_db=level_db)


def stems(recipe, model):
    return finished_stems(recipe, model)[0]


def signed(recipe):
    return {"format": "ganspacesynth-recipe", "version": 2, "precision": "exact", "model": {"id": "sines", "path": None}, **recipe.to_json()}


BOTH = layers_recipe((layer(60, 64, 67), layer(48, name="b", pan=-0.5, level_db=-6.0)))


@pytest.mark.parametrize("level", ["loudness", "peak", "model"])
def test_stems_sum_to_the_mix_and_are_made_again_alone(level):
    recipe = dataclasses.replace(BOTH, level=level)
    mix, each = make(recipe, SineModel()), stems(recipe, SineModel())
    assert mix.shape == each[0].shape == each[1].shape == (round(0.76 * RATE), 2)
    np.testing.assert_allclose(np.sum(each, axis=0), mix, atol=1e-6)
    for number, wave in enumerate(each):
        alone = check_recipe(json.loads(json.dumps(signed(dataclasses.replace(recipe, stem=number)))))
        np.testing.assert_array_equal(make(alone, SineModel()), wave)
        assert np.abs(wave).max() <= PEAK + 1e-6
    np.testing.assert_array_equal(mixed(each), mix)


@pytest.mark.parametrize("level", ["loudness", "peak", -20.0])
def test_stems_of_a_finished_sound_sum_to_it(level):
    recipe = dataclasses.replace(BOTH, level=level, width=0.5, room=Room(0.3), rate=44100)
    (mix, rate), (each, same) = finished(recipe, SineModel()), finished_stems(recipe, SineModel())
    assert rate == same == 44100 and mix.ndim == 2 and len(mix) > 0.76 * rate
    np.testing.assert_allclose(np.sum(each, axis=0), mix, atol=1e-6)
    np.testing.assert_array_equal(finished(dataclasses.replace(recipe, stem=1), SineModel())[0], each[1])


def test_layers_are_equally_loud_but_for_their_levels():
    quiet = layer(60, level_db=0.0)
    soft = Layer(name="b", recipe=dataclasses.replace(layer(60, level_db=0.0).recipe), level_db=-6.0)
    loud, less = stems(layers_recipe((quiet, soft)), SineModel())
    assert np.abs(less).max() / np.abs(loud).max() == pytest.approx(10 ** (-6 / 20), rel=1e-3)
    steps = StepSequence((Step.of(mode="offset", z=(1.0, 0.0), pitch=60, level_db=-20, pan=0),))
    faint = Layer(name="b", recipe=hallucination_recipe(steps, SHORT))
    loud, raised = stems(layers_recipe((layer(60, pan=0), faint)), SineModel())
    np.testing.assert_allclose(raised, loud, atol=1e-4)
    loud, kept = stems(layers_recipe((layer(60, pan=0), faint), level="model"), SineModel())
    assert np.abs(kept).max() == pytest.approx(np.abs(loud).max() / 10, rel=1e-3)


def test_a_stem_is_in_range_where_layers_cancel_each_other():
    upside_down = Layer(name="b", recipe=layer(60).recipe)

    class Half(SineModel):
        """Plays every second sound upside down."""

        turn = 1

        def synthesize(self, z, pitches, **more):
            self.turn = -self.turn
            return -self.turn * super().synthesize(z, pitches, **more) * (1.0 if self.turn < 0 else 0.9)

    each = stems(layers_recipe((layer(60), upside_down)), Half())
    assert max(np.abs(wave).max() for wave in each) <= PEAK + 1e-6


def test_progress_counts_on_from_layer_to_layer():
    told = []
    make(BOTH, SineModel(), progress=lambda *at: told.append(at))
    assert told == [(3, 4), (4, 4)]


def test_silence_stays_silence():
    class Silent(SineModel):
        def synthesize(self, z, pitches, **more):
            return 0.0 * super().synthesize(z, pitches, **more)

    assert not make(BOTH, Silent()).any()


@pytest.mark.parametrize("level", ["loudness", "peak", "model", -16.0])
@pytest.mark.parametrize("scale", [0.001, 0.3, 1.0])
def test_the_gain_is_that_of_the_level(level, scale):
    wave = (scale * np.random.default_rng(1).uniform(-1, 1, (20_000, 2))).astype(np.float32)
    np.testing.assert_allclose(wave * level_gain(wave, RATE, level), at_level(wave, RATE, level), atol=1e-6)
    assert level_gain(np.zeros(100, np.float32), RATE, level) == 1.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"layers": []}, r"layer-count-range: There must be 1..32 layers. Received: 0"),
        ({"layers": [layer(60).to_json()] * 33}, r"layer-count-range: There must be 1..32 layers. Received: 33"),
        ({"stem": 2}, r"stem-number: A recipe's stem is one of its 2 layers, from 0. Received: stem=2"),
        ({"stem": -1}, "stem-number: A recipe's stem is the number of a layer"),
        ({"stem": "x"}, "stem-number: A recipe's stem is the number of a layer"),
        ({"layers": [{"name": 3, "recipe": layer(60).recipe.to_json()}]}, "layer-name: A layer's name is a text"),
        ({"layers": [{"name": "a", "level_db": 99, "recipe": layer(60).recipe.to_json()}]}, "step-range: level_db must be in"),
        ({"layers": [3]}, "whole-recipe: A recipe of kind layers must be whole"),
        ({"layers": [{"name": "a"}]}, "whole-recipe: A recipe of kind layers must be whole"),
    ],
)
def test_a_damaged_recipe_is_refused(change, message):
    with refused(message, SequenceError):
        check_recipe({**signed(BOTH), **change})


# --- of styles


def test_layers_take_the_styles_in_turn_and_the_next_seeds():
    styles = layer_styles(["drone", "rhythm"], 3, lambda style: dataclasses.replace(style, duration_s=3.0))
    assert [name for name, _ in styles] == ["drone", "rhythm", "drone"]
    first, second, third = compose_layers(styles, SineModel(), MAX_SEED)
    assert first.level_db == load_style("drone").layer_db and second.settings.attack_s == 0.0
    assert third.sequence == compose(styles[2][1], SineModel(), 1)[0]  # seeds begin anew behind the largest
    pitches = {step.point.pitch % 12 for each in (first, second, third) for step in each.sequence.steps}
    assert pitches <= {(load_style("drone").root + step) % 12 for step in SCALES["minor-pentatonic"]}
    recipe = composed_recipe((first, second), level="peak")
    assert isinstance(recipe, LayersRecipe) and [each.name for each in recipe.layers] == ["drone", "rhythm"]


def test_layers_share_one_bound_of_keypoints():
    with refused("keypoint-count", InvalidInput, says="Received: 3 layers of 4000"):
        compose_layers(layer_styles(["drone"], 3, lambda style: style), SineModel(), 1, notes=4000)


def test_one_layer_is_a_hallucination():
    (only,) = compose_layers(layer_styles(["rhythm"], None, lambda style: style), SineModel(), 1, notes=3)
    assert composed_recipe((only,), level="peak") == hallucination_recipe(only.sequence, only.settings, level="peak") and only.level_db == 0.0


@pytest.mark.parametrize("layers", [0, 1, 33])
def test_too_few_and_too_many_layers(layers):
    with refused("layer-count-range", InvalidInput, says=rf"There must be 2..32 layers, one for each style at least. Received: {layers}."):
        layer_styles(["drone", "rhythm"], layers, lambda style: style)
