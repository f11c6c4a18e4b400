"""Progress that knows no screen: counted, followed stage by stage, and stopped."""

import pytest

from ganspacesynth.core.work.progress import Cancelled, quiet, tracking, untracked


def test_nobody_looks():
    assert list(untracked(range(3), "Cutting", 3)) == [0, 1, 2]
    assert quiet(1, None) is None


def test_each_stage_is_counted_from_nothing():
    told = []
    track = tracking(lambda done, total: told.append((done, total)))
    assert list(track("ab", "Cutting", 2)) == ["a", "b"]
    assert list(track(iter("c"), "Padding", None)) == ["c"]
    assert told == [(0, 2), (1, 2), (2, 2), (0, None), (1, None)]


def test_a_cancelled_stage_does_no_more():
    done = []

    def progress(count, total):
        if count == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        done.extend(iter(tracking(progress)(range(9), "Cutting", 9)))
    assert done == [0, 1]
