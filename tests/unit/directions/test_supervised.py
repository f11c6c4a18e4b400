"""The direction between sounds of two kinds: where it leads, how long its step is, and what it leaves alone."""

import numpy as np
import pytest

from ganspacesynth import Point
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.directions.describe.measure import annotate
from ganspacesynth.directions.search import supervised
from tests.conftest import decibels
from tests.support.bends import bends_of
from tests.support.refused import refused
from tests.support.tiny_directions import make_directions
from tests.support.tone_model import BASIS, SHAPE, SIZE, ToneModel, tone_directions
from tests.unit.directions.test_annotations import make_annotations

METHODS = pytest.mark.parametrize("method", supervised.METHODS)


@pytest.fixture(scope="module")
def random_sounds():
    return supervised.draw_random_sounds(ToneModel(), "conv0", 60, n=1024)


def marks(rng, axis, apart=4.0, n=8):
    """Sounds that differ along one coordinate, and are random along the others."""
    a, b = rng.standard_normal((2, n, 4))
    a[:, axis] -= apart / 2
    b[:, axis] += apart / 2
    return a @ BASIS, b @ BASIS


@METHODS
@pytest.mark.parametrize("axis", range(4))
def test_it_leads_from_one_kind_to_the_other(rng, method, axis):
    vector = supervised.between(*marks(rng, axis, n=40), method=method)
    assert np.linalg.norm(vector) == pytest.approx(1.0)
    assert vector @ BASIS[axis] > 0.93


@METHODS
def test_one_sound_of_each_kind_is_enough(method):
    vector = supervised.between(BASIS[:1], BASIS[1:2], method=method)
    np.testing.assert_allclose(vector, (BASIS[1] - BASIS[0]) / np.sqrt(2), atol=1e-6)


@METHODS
def test_the_other_way_round_is_the_opposite(rng, method):
    a, b = marks(rng, 1)
    np.testing.assert_allclose(supervised.between(a, b, method=method), -supervised.between(b, a, method=method), atol=1e-5)


def test_logistic_regression_is_not_led_astray_by_more_sounds_of_one_kind(rng):
    a, b = marks(rng, 2, n=30)
    assert supervised.between(a, b[:5], method="logistic") @ BASIS[2] > 0.8


@METHODS
def test_directions_to_avoid_are_left_alone(rng, method):
    a, b = marks(rng, 0)
    b = b + 3.0 * BASIS[1]
    skewed = np.stack([BASIS[1], (BASIS[1] + BASIS[3]) / np.sqrt(2)])
    vector = supervised.between(a, b, method=method, avoid=skewed)
    assert np.abs(vector @ BASIS[[1, 3]].T).max() < 1e-9 and vector @ BASIS[0] > 0.9


def test_what_cannot_be_found_is_told(rng):
    a, b = marks(rng, 0, n=2)
    with refused("known-method", InvalidInput, says=r"method must be one of mean, logistic\. Received: method='x'"):
        supervised.between(a, b, method="x")
    with refused("both-kinds", InvalidInput, says=r"Each kind needs a sound, one at least\. Received: 2 and 0"):
        supervised.between(a, b[:0])
    for method in supervised.METHODS:
        with refused("kinds-differ", InvalidInput, says="The two kinds must differ"):
            supervised.between(a[:1], a[:1], method=method)
    with refused("something-left", DirectionsError, says="Something must be left beside the directions to avoid"):
        supervised.between(a, b, avoid=BASIS)


def test_a_step_is_a_standard_deviation_of_random_sounds(random_sounds):
    found = supervised.as_directions(BASIS[2], random_sounds, "loud", model=ToneModel(), layer="conv0", pitch=60)
    assert found.stdev[0] == pytest.approx(1.0, abs=0.05) and found.var_ratio[0] == pytest.approx(0.25, abs=0.03)
    assert found.names == ("loud",) and found.shape == SHAPE and found.model_id == "tones"
    np.testing.assert_allclose(found.latent @ np.eye(4), [[0, 0, 1, 0]], atol=0.1)
    found.check(ToneModel())


def test_it_takes_the_means_of_known_directions_over(random_sounds):
    base = tone_directions(mean=np.ones(SIZE, np.float32), pitches=(60,), pitch_means=np.ones((1, SIZE), np.float32))
    found = supervised.as_directions(BASIS[0], random_sounds, "x", model=ToneModel(), layer="conv0", pitch=60, base=base)
    assert (found.mean == 1).all() and found.pitches == (60,)


def test_a_direction_along_which_nothing_varies_is_refused(random_sounds):
    still = np.zeros(SIZE)
    with refused("varying-direction", DirectionsError, says="Random sounds must vary along a direction"):
        supervised.as_directions(still, random_sounds, "x", model=ToneModel(), layer="conv0", pitch=60)


def test_it_does_what_its_marks_do(random_sounds, rng):
    """From dark to bright, listened to like any other direction."""
    found = supervised.as_directions(supervised.between(*marks(rng, 0, n=30)), random_sounds, "x", model=ToneModel(), layer="conv0", pitch=60)
    assert annotate(ToneModel(), found, starts=2).labels[0].startswith("brighter")


def test_joining():
    base = make_directions(annotations=make_annotations())
    new = make_directions(1, names=("mine",), annotations=None)
    joined = supervised.appended(base, new)
    assert joined.n_components == 6 and joined.name(5) == "mine" and joined.name(1) == "longer sustain" and joined.name(0) == "brightness"
    np.testing.assert_array_equal(joined.components[:5], base.components)
    assert joined.latent.shape == (6, 6) and joined.range(5) == (-3.0, 3.0) and joined.range(4) == base.range(4)
    assert supervised.appended(base, make_directions(1, latent=None, names=())).latent is None
    with refused("same-layer", DirectionsError, says="Directions to join are of one model and layer"):
        supervised.appended(base, make_directions(1, layer="conv1", names=()))
    with refused("same-layer", DirectionsError):
        supervised.appended(base, make_directions(1, model_id="x", names=()))


# --- what a layer holds for a point


@pytest.fixture(scope="module")
def tiny_directions(tiny):
    rng = np.random.default_rng(5)
    size = int(np.prod(tiny.config.layers["conv0"]))
    components = np.linalg.qr(rng.standard_normal((size, 2)))[0].T
    latent = rng.standard_normal((2, 32))
    return make_directions(
        2, components=components, mean=rng.standard_normal(size), shape=tiny.config.layers["conv0"], model_id=tiny.id, pitch=60, pitches=(),
        pitch_means=None, latent=latent, names=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("layer", "changes"),
    [
        ("conv0", {"edits": (1.0, -2.0)}),
        ("conv0", {"edits": (1.0,), "mode": "replace", "z": None, "bends": bends_of(scale={"conv0": 2.0})}),
        ("conv1", {"edits": (1.0,), "mode": "latent"}),
        ("conv1", {"edits": (0.5,), "bends": bends_of(scale={"conv0": 1.5, "conv1_3": 0.5}, offset={"conv0": 0.3})}),
        ("conv1", {"edits": (0.5,), "mode": "replace", "z": None, "bends": bends_of(offset={"conv1": 0.1})}),
    ],
)
def test_what_a_layer_holds_makes_the_sound_of_the_point(tiny, tiny_directions, layer, changes):
    from ganspacesynth.directions.synthesis import synthesize_points

    z = tuple(tiny.sample_z(1, seed=1)[0].tolist())
    point = Point(**{"pitch": 60, "z": z, "model": tiny.id, **changes})
    held = supervised.point_activations(tiny, [point], layer, 60, tiny_directions)
    behind = {name: each for name, each in point.bends.items() if list(tiny.config.layers).index(name) > ("conv0", "conv1").index(layer)}
    again = tiny.synthesize_from(layer, held.reshape(1, *tiny.config.layers[layer]), bends=behind)
    assert decibels(synthesize_points(tiny, [point], tiny_directions), again) > 60


def test_all_points_are_compared_at_one_pitch(tiny):
    z = tuple(tiny.sample_z(1, seed=1)[0].tolist())
    held = supervised.point_activations(tiny, [Point(50, z=z), Point(70, z=z)], "conv0", 60)
    np.testing.assert_array_equal(held[0], held[1])


def test_points_that_cannot_be_compared(tiny, tiny_directions):
    z = tuple(tiny.sample_z(1, seed=1)[0].tolist())
    with refused("own-model", InvalidInput, says="A point plays on the model it was made on"):
        supervised.point_activations(tiny, [Point(60, z=z, model="x")], "conv0", 60)
    with refused("z-shape", InvalidInput):
        supervised.point_activations(tiny, [Point(60, z=z[:3])], "conv0", 60)
    with refused("needs-directions", DirectionsError, says="Points with edits, or without z, need directions"):
        supervised.point_activations(tiny, [Point(60, z=z, edits=(1,))], "conv0", 60)
    later = make_directions(
        1, layer="conv1", components=tiny_directions.components[:1], mean=tiny_directions.mean, shape=tiny_directions.shape, pitches=(),
        pitch_means=None, latent=None, names=(),
    )  # fmt: skip
    with refused("edits-before-layer", DirectionsError, says="Edits must act on conv0 or before"):
        supervised.point_activations(tiny, [Point(60, z=z, edits=(1,))], "conv0", 60, later)
