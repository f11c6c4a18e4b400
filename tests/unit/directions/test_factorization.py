"""Directions of the first layer's weights, in closed form: at right angles in z, the strongest first, and true to what the layer does."""

import numpy as np
import pytest

from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.directions.search.factorization import factorize
from ganspacesynth.directions.search.find_to_file import FindSettings, find_to_file
from ganspacesynth.directions.search.pca import CLOSED_FORM, SearchSettings, find_directions
from ganspacesynth.directions.search.sharding import Work
from ganspacesynth.networks.gansynth.first_layer import FirstLayer
from tests.support.refused import refused
from tests.support.tiny_directions import LinearModel

SETTINGS = SearchSettings(CLOSED_FORM, 8, 2000, all_pitches=False)


@pytest.fixture(scope="module")
def found(tiny):
    return factorize(tiny, SETTINGS)


def units(found):
    return found.latent / np.linalg.norm(found.latent, axis=1, keepdims=True)


def test_steps_of_z_are_at_right_angles_and_a_standard_deviation_long(found):
    assert np.allclose(units(found) @ units(found).T, np.eye(8), atol=1e-5)
    assert np.allclose(np.linalg.norm(found.latent, axis=1), 1.0, atol=0.1)  # z is normal
    assert (found.layer, found.estimator, found.shape) == ("conv0", CLOSED_FORM, (2, 16, 8))


def test_no_other_step_changes_what_the_weights_read_more(found, tiny, rng):
    kernel = FirstLayer(tiny.config, tiny.weights, 60).matrix[: tiny.config.latent_size]
    strengths = np.linalg.norm(units(found) @ kernel, axis=1)
    assert (np.diff(strengths) <= 1e-6).all()
    others = rng.standard_normal((500, tiny.config.latent_size))
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    assert np.linalg.norm(others @ kernel, axis=1).max() <= strengths[0]
    beside = others - (others @ units(found)[:1].T) @ units(found)[:1]
    assert np.linalg.norm(beside / np.linalg.norm(beside, axis=1, keepdims=True) @ kernel, axis=1).max() <= strengths[1] + 1e-6


def test_an_edit_moves_the_layer_as_the_directions_say(found, tiny):
    """Along its component by about one standard deviation on average, for an edit of 1 in z."""
    z = tiny.sample_z(2000, seed=99)
    for k in range(3):
        before, after = (tiny.activations(each, 60, ["conv0"])["conv0"].reshape(len(z), -1) for each in (z, z + 0.5 * found.latent[k]))
        moved = float(((after - before) @ found.components[k]).mean())
        assert moved == pytest.approx(0.5 * found.stdev[k], rel=0.15)


def test_the_same_sign_and_the_same_numbers_always(found, tiny):
    again = factorize(tiny, SETTINGS)
    assert np.array_equal(again.components, found.components) and np.array_equal(again.latent, found.latent)
    assert (units(found)[np.arange(8), np.abs(units(found)).argmax(axis=1)] > 0).all()


def test_there_are_no_more_than_z_has_numbers(tiny):
    assert factorize(tiny, SearchSettings(CLOSED_FORM, 500, 2000, all_pitches=False)).n_components == tiny.config.latent_size


def test_a_file_of_them(tiny, tmp_path):
    settings = FindSettings(search=SearchSettings(CLOSED_FORM, 4, 600))
    found = find_to_file(tiny, tmp_path / "a.npz", settings)
    read = load_directions(tmp_path / "a.npz")
    assert (read.estimator, read.n_components, len(read.pitches)) == (CLOSED_FORM, 4, len(tiny.config.pitches))
    assert np.array_equal(read.latent, found.directions.latent) and found.quality is None
    with refused("nothing-overwritten", OutputError):
        find_to_file(tiny, tmp_path / "a.npz", settings)


def test_what_has_no_closed_form(tiny, tmp_path):
    with refused("first-layer-only", InvalidInput):
        factorize(tiny, SETTINGS, layer="conv1")
    with refused("weights-to-factorize", InvalidInput):
        factorize(LinearModel(), SETTINGS)
    with refused("enough-sounds", InvalidInput):
        factorize(tiny, SearchSettings(CLOSED_FORM, 8, 5))
    with refused("shareable-estimator", InvalidInput, says="does not search"):
        find_to_file(tiny, tmp_path / "a.npz", FindSettings(search=SETTINGS), work=Work(workers=2))
    with refused("known-estimator", InvalidInput):
        find_directions(tiny, "conv0", SETTINGS)
