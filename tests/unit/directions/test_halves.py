"""The certificate of a run: its two halves, kept apart and compared."""

import functools
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.work import share
from ganspacesynth.core.work.progress import untracked
from ganspacesynth.directions.decomposition.halves import HalfSums, Halves, MomentsWithHalf, compare
from ganspacesynth.directions.decomposition.moments import Moments
from ganspacesynth.directions.search import accumulate as searches
from ganspacesynth.directions.search import sharding
from ganspacesynth.directions.search.pca import SearchSettings
from ganspacesynth.directions.search.sharding import Work
from tests.support.refused import refused
from tests.support.tiny_sampler import TinySampler, search


def test_angles_and_spreads_are_those_between_two_sets():
    turn = np.radians(3.0)
    a = np.eye(3)
    b = np.array([[math.cos(turn), math.sin(turn), 0.0], [math.sin(turn), -math.cos(turn), 0.0], [0.0, 0.0, -1.0]])
    halves = compare((np.array([9.0, 4.0, 1.0]), a), (np.array([9.0, 4.84, 1.0]), b), 4)
    assert_allclose(halves.angles, [3.0, 3.0, 0.0, 90.0], atol=1e-9)
    assert_allclose(halves.spreads, [0.0, 0.2 / 2.1, 0.0, 1.0])
    assert halves.error == pytest.approx(0.75 * 2)


def test_small_angles_keep_their_digits():
    a = np.array([[1.0, 0.0]])
    b = np.array([[1.0, 1e-6]]) / math.hypot(1.0, 1e-6)
    assert compare((np.ones(1), a), (np.ones(1), b), 1).angles[0] == pytest.approx(np.degrees(1e-6), rel=1e-4)


def test_every_other_part_is_the_one_half_of_moments(rng):
    rows, twins, known = rng.standard_normal((90, 6)), rng.standard_normal((90, 6)), np.diag(np.arange(6.0))
    whole = MomentsWithHalf(np.zeros(6), half_dtype=np.float64)
    for i in range(0, 90, 30):
        part = Moments(np.zeros(6))
        part.update(rows[i : i + 30].astype(np.float32), twins[i : i + 30].astype(np.float32))
        whole.merge(part)
    again = MomentsWithHalf(np.zeros(6), half_dtype=np.float64)
    again.restore({name: value.copy() for name, value in whole.state().items()})
    again.add_known(known)
    vectors = again.top(6)[1]
    first, second = again.halves(vectors, known)
    for found, some in ((first, np.r_[0:30, 60:90]), (second, np.r_[30:60])):
        assert_allclose(found, vectors @ (np.cov(rows[some].T) - np.cov(twins[some].T) + known), atol=1e-5)


def test_a_half_of_nothing_says_nothing():
    whole = MomentsWithHalf(np.zeros(3), half_dtype=np.float64)
    part = Moments(np.zeros(3))
    part.update(np.eye(3, dtype=np.float32))
    whole.merge(part)
    assert whole.halves(whole.top(1)[1]) is None
    assert search(TinySampler(batch=512), 400, 4).sketch().halves is None


def test_half_sums_add_up_and_come_back():
    a = HalfSums(functools.partial(Moments, np.zeros(2)))
    a.parts[0].update(np.ones((3, 2), np.float32))
    a.parts[1].update(np.zeros((2, 2), np.float32))
    b = HalfSums(functools.partial(Moments, np.zeros(2)))
    b.restore(a.state())
    b.merge(a)
    assert (b.count, b.whole().count, [part.count for part in b.parts]) == (10, 10, [6, 4])
    assert_allclose(b.whole().mean, 0.6)


@pytest.mark.parametrize("way", ["exact", "sketch"])
def test_the_halves_tell_how_far_the_whole_is_off(way, monkeypatch):
    """Against what a hundred times as many sounds say: on average over runs half of what lies between the halves."""
    monkeypatch.setattr(share, "SHARES", 8)
    monkeypatch.setattr(searches, "LEAST", 64)
    truth = search(TinySampler(seed=99), 200_000, 4).exact()
    told, true = [], []
    for seed in range(12):
        fit = getattr(search(TinySampler(seed=seed), 2000, 4), way)()
        told.append(0.5 * np.median(fit.halves.angles[:4]))
        true.append(np.median(np.degrees(np.arccos(np.clip(np.sum(fit.components * truth.components, axis=1), -1.0, 1.0)))))
    assert 0.6 < np.mean(told) / np.mean(true) < 1.6


def test_sounds_are_added_until_an_accuracy_is_reached(caplog):
    heard = []

    def track(items, description, total):
        if description.startswith("Listening"):
            heard.append(sum(share.count for share in items))
        return iter(items)

    fit = searches.Search(TinySampler(), "tiny", 1 << 20, 4, 0, 1, Work(), {}, track, None, 1.0).sketch()
    assert fit.halves.error <= 1.0
    assert 1 < len(heard) < 8 and heard[0] == searches.FIRST and sum(heard) < 1 << 18
    few = searches.Search(TinySampler(), "tiny", 10_000, 4, 0, 1, Work(), {}, track, None, 0.01).sketch()
    assert few.halves.error > 0.01
    assert "After 10000 sounds the directions are within" in caplog.text


def test_a_search_for_an_accuracy_goes_on_to_the_same_bits(tmp_path, monkeypatch):
    monkeypatch.setattr(sharding, "SAVE_EVERY_S", 0.0)
    monkeypatch.setattr(sharding, "SAVING", 1e9)

    class Stopped(Exception):
        pass

    def run(stop=None, **more):
        seen = []

        def track(items, description, total):
            for item in items:
                if description.startswith("Listening"):
                    seen.append(item.start)
                    if stop is not None and item.start >= stop:
                        raise Stopped
                yield item

        work = Work(unfinished=tmp_path / "a", **more)
        return searches.Search(TinySampler(), "tiny", 1 << 20, 4, 0, 1, work, {}, track, None, 1.0).sketch(), seen

    whole, all_seen = run()
    with pytest.raises(Stopped):
        run(stop=all_seen[-2])
    fit, seen = run(resume=True)
    assert seen == all_seen[-len(seen) :] and len(seen) < len(all_seen)
    assert_array_equal(fit.components, whole.components)
    assert_array_equal(fit.halves.angles, whole.halves.angles)


@pytest.mark.parametrize("accuracy", [0.0, -1.0, 90.0, float("nan"), "near"])
def test_impossible_accuracies_are_refused(accuracy):
    with refused("accuracy-range", InvalidInput, says="An accuracy is a number of degrees"):
        SearchSettings(estimator="sketch", accuracy=accuracy)


def test_only_a_sketch_can_listen_on():
    with refused("accuracy-by-sketch", InvalidInput, says="which can listen on. Received: estimator=ipca"):
        SearchSettings(estimator="ipca", accuracy=1.0)


def test_the_first_directions_are_judged():
    assert Halves(np.r_[np.full(32, 2.0), np.full(96, 80.0)], np.zeros(128)).error == 1.0


def test_an_accuracy_takes_memory_for_two_halves():
    work = Work(memory=16 * 8 * 60 * 8)
    with refused("accuracy-memory", InvalidInput, says="which must fit into the memory"):
        searches.Search(TinySampler(), "tiny", 4000, 4, 0, 1, work, {}, untracked, None, 1.0).sketch()
