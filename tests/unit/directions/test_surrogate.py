"""Surrogates of a network's first layers: how near they are, what is known of a mixture of codes, and what they do to a search."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.work.progress import untracked
from ganspacesynth.directions.decomposition.control import LeakyControl, LinearControl
from ganspacesynth.directions.search import surrogate as module
from ganspacesynth.directions.search.accumulate import Search
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.directions.search.pca import SearchSettings, find_directions
from ganspacesynth.directions.search.sharding import Work
from ganspacesynth.directions.search.surrogate import first_control, make_surrogate, mixture_moments, sampled
from ganspacesynth.networks.gansynth.gansynth import GANSynth, load_model
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from ganspacesynth.networks.prior import Prior, draw_z
from tests.support import conditioned
from tests.support.tiny_directions import LinearModel
from tests.unit.directions.test_activations import random_model

MEMORY = 2_400_000_000


@pytest.fixture(scope="module")
def embedded():
    return load_model()


def surrogate_of(model, layer, pitch, **settings):
    sampler = ActivationSampler(model, layer, pitch, **settings)
    return sampler, make_surrogate(model, layer, pitch, sampler, MEMORY)


def coded(mixed, spread=0.3):
    """A small model whose z are mixed from codes."""
    plain = random_model(latent_size=6)
    codes = np.random.default_rng(2).standard_normal((5, 6)).astype(np.float32)
    prior = {"kind": "codes", "spread": spread, "mixed": mixed}
    return GANSynth(StoredModel(plain.config, {**plain.weights, "prior/codes": codes}, "coded", prior))


@pytest.mark.parametrize(("layer", "left"), [("conv0", 0.01), ("conv1", 0.2)])
def test_it_explains_most_of_the_embedded_models_first_layers(embedded, layer, left):
    sampler, surrogate = surrogate_of(embedded, layer, 60)
    assert isinstance(surrogate.control, LeakyControl)
    z = sampler.z(0, 500)
    rows = sampled(sampler, z)
    rest = (rows - surrogate.control.values(z)).var(axis=0).sum() / rows.var(axis=0).sum()
    assert rest < left
    assert surrogate.left == pytest.approx(rest, rel=0.3)


def test_a_relu_alone_is_known_whole():
    """The simple architecture has neither norm: what is known is all there is, and any number of sounds says the same."""
    model = random_model(simple_arch=True)
    layer = next(iter(model.config.layers))
    sampler, surrogate = surrogate_of(model, layer, 41)
    assert surrogate.left < 1e-9
    known = surrogate.control.covariance().astype(np.float64)
    fit = Search(sampler, layer, 300, 5, 0, 1, Work(), {}, untracked, surrogate).exact()
    assert_allclose(np.square(fit.stdev), np.linalg.eigvalsh(known)[::-1][:5], rtol=1e-4)
    assert_allclose(fit.mean, surrogate.control.expected, atol=1e-5)
    assert fit.halves.angles.max() < 0.1


def test_there_is_none_for_other_layers_models_and_memories(embedded, tiny):
    assert surrogate_of(tiny, "conv0_2", 60)[1] is None
    assert surrogate_of(LinearModel(), "conv0", 41)[1] is None
    sampler = ActivationSampler(tiny, "conv0", 60)
    assert make_surrogate(tiny, "conv0", 60, sampler, 8 * sampler.size**2 - 1) is None
    assert surrogate_of(random_model(simple_arch=True), list(random_model(simple_arch=True).config.layers)[1], 41)[1] is None
    assert surrogate_of(coded(3), "conv0", 41)[1] is None


@pytest.mark.parametrize("mixed", [1, 2])
def test_moments_of_a_mixture_are_those_of_its_z(mixed):
    prior = Prior("codes", np.random.default_rng(0).standard_normal((4, 3)).astype(np.float32), 0.4, mixed)
    mean, covariance = mixture_moments(prior)
    z = draw_z(400_000, 3, seed=1, prior=prior).astype(np.float64)
    assert_allclose(mean, z.mean(axis=0), atol=0.01)
    assert_allclose(covariance, np.cov(z.T), atol=0.01)


@pytest.mark.parametrize("layer", ["conv0", "conv1"])
@pytest.mark.parametrize("estimator", ["exact", "sketch"])
@pytest.mark.parametrize("kind", ["normal", "codes"])
def test_few_sounds_say_what_many_do(layer, estimator, kind):
    """Against plain sums of very many: nearer than plain sums of as few, in variance along the first direction and in the mean."""
    model = random_model() if kind == "normal" else coded(2)
    base = {"estimator": estimator, "n_components": 2, "all_pitches": False, "pitch": 41}
    truth = find_directions(
        model, layer, SearchSettings(**{**base, "estimator": "exact"}, n_samples=200_000 if layer == "conv0" else 60_000, plain=True)
    )
    errors = {plain: [] for plain in (True, False)}
    for seed in range(6):
        for plain, list_ in errors.items():
            found = find_directions(model, layer, SearchSettings(**base, n_samples=600, seed=10 + seed, plain=plain))
            list_.append([np.abs(found.stdev / truth.stdev - 1.0).max(), np.abs(found.mean - truth.mean).max()])
    (plain_stdev, plain_mean), (stdev, mean) = (np.sqrt(np.mean(np.square(errors[plain]), axis=0)) for plain in (True, False))
    assert stdev < plain_stdev and mean < plain_mean


def test_a_conditioned_model_is_known_too():
    model = conditioned.model().playing(family="organ")
    pitch = model.config.pitches[0]
    sampler, surrogate = surrogate_of(model, "conv0", pitch)
    z = sampler.z(0, 2000)
    rows = sampled(sampler, z)
    assert (rows - surrogate.control.values(z)).var(axis=0).sum() < 0.7 * rows.var(axis=0).sum()


def test_means_of_pitches_are_known_but_for_what_is_left():
    model = random_model()
    sampler = ActivationSampler(model, "conv0", 45, seed=77)
    truth = sampled(sampler, sampler.z(0, 100_000)).mean(axis=0, dtype=np.float64)
    errors = []
    for plain in (False, True):
        found = [find_directions(model, "conv0", SearchSettings(n_components=2, n_samples=300, seed=seed, plain=plain)) for seed in range(4)]
        errors.append(np.sqrt(np.mean([np.square(few.mean_at(45) - truth) for few in found])))
    assert errors[0] < 0.6 * errors[1]


@pytest.mark.parametrize(("how", "estimator"), [({"workers": 2}, "sketch"), ({"ray": "auto"}, "exact")])
def test_whoever_computes_changes_no_bit(tiny, how, estimator, monkeypatch):
    import sys

    from tests.unit.directions.test_workers import FakeRay

    monkeypatch.setitem(sys.modules, "ray", FakeRay())
    settings = SearchSettings(estimator=estimator, n_components=3, n_samples=9000, all_pitches=False)
    alone, shared = (find_directions(tiny, "conv0", settings, work=work) for work in (Work(), Work(**how)))
    for name in ("components", "stdev", "mean", "half_angles"):
        assert_array_equal(getattr(alone, name), getattr(shared, name))


def test_pilot_sounds_are_none_of_those_that_are_heard(tiny, monkeypatch):
    sampler = ActivationSampler(tiny, "conv0", 60)
    heard = []
    monkeypatch.setattr(sampler, "z", lambda start, count: heard.append(start) or ActivationSampler.z(sampler, start, count))
    make_surrogate(tiny, "conv0", 60, sampler, MEMORY)
    assert heard and min(heard) >= module.PILOT_START


def test_a_pitchs_own_control_needs_no_fit(tiny):
    gain = np.linspace(0.5, 1.5, 256)
    assert_allclose(first_control(tiny, 60, gain).expected, gain * first_control(tiny, 60).expected)
    assert isinstance(surrogate_of(coded(1), "conv0", 41)[1].control, LinearControl)
