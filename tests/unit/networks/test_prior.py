"""Drawing z: rows that depend on nothing but seed and number; priors."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.core.errors import InvalidInput, ModelError
from ganspacesynth.networks.prior import Prior, draw_z
from tests.support.refused import refused

sizes = st.integers(1, 70)
seeds = st.integers(0, 2**70)


def codes(n=5, latent=12, seed=0):
    return np.random.default_rng(seed).normal(size=(n, latent)).astype(np.float32)


@settings(deadline=None)
@given(size=sizes, seed=seeds, start=st.integers(0, 2**62), n=st.integers(1, 40), cut=st.integers(0, 40), near=st.booleans())
def test_a_row_is_the_same_in_every_batch(size, seed, start, n, cut, near):
    prior = Prior("codes", codes(latent=size)) if near else None
    whole = draw_z(n, size, seed=seed, prior=prior, start=start)
    cut = min(cut, n)
    parts = [draw_z(cut, size, seed=seed, prior=prior, start=start), draw_z(n - cut, size, seed=seed, prior=prior, start=start + cut)]
    assert whole.dtype == np.float32 and whole.shape == (n, size)
    np.testing.assert_array_equal(whole, np.concatenate(parts))


def test_rows_do_not_depend_on_the_chunks_worked_in(monkeypatch):
    whole = draw_z(300, 256, seed=3)
    monkeypatch.setattr("ganspacesynth.networks.prior.CHUNK_WORDS", 1)
    np.testing.assert_array_equal(draw_z(300, 256, seed=3), whole)


def test_normal_rows_are_normal_and_independent():
    z = draw_z(20_000, 16, seed=1).astype(np.float64)
    assert np.abs(z.mean(axis=0)).max() < 0.04  # five standard errors
    assert np.abs(np.cov(z.T) - np.eye(16)).max() < 0.06
    assert np.mean(z**4) == pytest.approx(3.0, abs=0.1)
    assert np.abs(np.mean(z[1:] * z[:-1])) < 0.01


def test_the_stream_is_pinned():
    # Seeds are kept in files for years: these numbers may not change.
    np.testing.assert_allclose(draw_z(2, 3, seed=7), [[-0.80222648, 0.1036721, 0.9335503], [-0.64690542, 1.15260887, 1.87933123]], rtol=1e-6)


def test_seeds_differ_and_none_is_fresh():
    assert not np.array_equal(draw_z(1, 8, seed=1), draw_z(1, 8, seed=2))
    assert not np.array_equal(draw_z(1, 8, seed=None), draw_z(1, 8, seed=None))
    assert draw_z(0, 8, seed=1).shape == (0, 8)


def test_a_generator_moves_on_and_can_be_repeated():
    rng = np.random.default_rng(5)
    first, second = draw_z(2, 8, seed=rng), draw_z(2, 8, seed=rng)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, draw_z(2, 8, seed=np.random.default_rng(5)))


def test_a_million_rows_on_is_as_near_as_the_first():
    assert np.isfinite(draw_z(1, 256, seed=0, start=2**62)).all()


@pytest.mark.parametrize("mixed", [1, 2, 5])
def test_codes_without_spread_stay_between_codes(mixed):
    stored = codes(6, 12)
    z = draw_z(200, 12, seed=0, prior=Prior("codes", stored, spread=0.0, mixed=mixed))
    lengths = np.linalg.norm(stored, axis=1)
    assert np.all(np.linalg.norm(z, axis=1) <= lengths.max() * 1.0001) and np.all(np.linalg.norm(z, axis=1) >= lengths.min() * 0.9999)
    if mixed == 1:
        nearest = np.abs(z[:, None] - stored).max(axis=2).min(axis=1)
        assert nearest.max() < 1e-5


def test_spread_is_relative_to_the_codes():
    stored = 10.0 * codes(1, 64)
    z = draw_z(2000, 64, seed=0, prior=Prior("codes", stored, spread=0.3, mixed=1))
    assert np.std(z - stored[0]) == pytest.approx(0.3 * np.sqrt(np.mean(stored**2)), rel=0.02)


def test_opposite_and_zero_codes_give_finite_z():
    one = codes(1, 8)
    for stored in (np.concatenate([one, -one]), np.zeros((2, 8), np.float32)):
        assert np.isfinite(draw_z(500, 8, seed=0, prior=Prior("codes", stored))).all()


@pytest.mark.parametrize("prior", [Prior(), Prior("codes", codes(), spread=0.5, mixed=3)])
def test_a_prior_survives_its_file(prior):
    again = Prior.from_json(json.loads(json.dumps(prior.to_json())), prior.to_arrays())
    np.testing.assert_array_equal(draw_z(4, 12, seed=1, prior=again), draw_z(4, 12, seed=1, prior=prior))


def test_a_priors_codes_cannot_be_changed():
    mine = codes()
    prior = Prior("codes", mine)
    mine[0] = 0.0
    assert prior.codes[0].any()
    with pytest.raises(ValueError, match="read-only"):
        prior.codes[0] = 0.0


@pytest.mark.parametrize(
    ("kwargs", "rule"),
    [
        ({"kind": "uniform"}, "known-prior: kind must be one of"),
        ({"codes": codes()}, "prior-codes: codes exactly when"),
        ({"kind": "codes"}, "prior-codes"),
        ({"kind": "codes", "codes": codes(), "spread": float("nan")}, "spread-range: spread must be in"),
        ({"kind": "codes", "codes": codes(), "mixed": 0}, "mixed-range: whole number of codes"),
        ({"kind": "codes", "codes": np.full((2, 2), np.nan)}, "codes-form: finite floats"),
        ({"kind": "codes", "codes": np.ones(3)}, "codes-form"),
    ],
)
def test_a_prior_refuses(kwargs, rule):
    with refused(rule, InvalidInput):
        Prior(**kwargs)


@pytest.mark.parametrize("value", [None, [], {"kind": "normal", "what": 1}])
def test_a_stored_prior_must_be_known(value):
    with refused("known-fields", ModelError, says="A prior is a JSON object"):
        Prior.from_json(value)


def test_a_stored_prior_must_be_whole():
    with refused("whole-prior", ModelError, says="The model's prior is damaged"):
        Prior.from_json({"kind": "codes"})


@pytest.mark.parametrize(
    ("kwargs", "rule"),
    [
        ({"seed": -1}, "seed-range: A seed must be"),
        ({"seed": 1.5}, "seed-range"),
        ({"seed": True}, "seed-range"),
        ({"n": -1}, "draw-size: n must be a whole number"),
        ({"latent_size": 0}, "draw-size: latent_size must be"),
        ({"start": -1}, "draw-size: start must be"),
        ({"prior": Prior("codes", codes(latent=3))}, "codes-size: model's latent size"),
    ],
)
def test_drawing_refuses(kwargs, rule):
    with refused(rule, InvalidInput):
        draw_z(**{"n": 1, "latent_size": 4, "seed": 0, **kwargs})
