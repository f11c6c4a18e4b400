"""Trajectories: what is asked for a point at a moment, whether it stands still, moves, or ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.trajectory import ConstantTrajectory, PointPath, Trajectory, keypoint_path
from ganspacesynth.core.point import Point
from tests.support.refused import refused


def rows(n=3, latent=4):
    return np.random.default_rng(0).normal(size=(n, latent)).astype(np.float32)


@settings(deadline=None)
@given(n=st.integers(1, 6), spacing_s=st.floats(0.01, 100.0), between=st.sampled_from(["spherical", "linear"]))
def test_a_path_visits_its_keypoints(n, spacing_s, between):
    z = rows(n)
    path = keypoint_path(z, pitch=60, spacing_s=spacing_s, between=between, model="m")
    assert len(path.points) == n and path.duration_s == pytest.approx((n - 1) * spacing_s)
    for time_s, row in zip(path.times_s, z, strict=True):
        point = path.at(time_s)
        np.testing.assert_array_equal(np.float32(point.z), row)
        assert (point.pitch, point.model) == (60.0, "m")


@pytest.mark.parametrize(
    ("z", "spacing_s", "rule"),
    [
        (np.zeros((0, 4)), 1.0, "finite-keypoints: Keypoints must be"),
        (np.zeros(4), 1.0, "finite-keypoints"),
        (np.full((1, 4), np.inf), 1.0, "finite-keypoints"),
        (rows(), 0.0, "positive-spacing: spacing_s must be over 0"),
        (rows(), float("nan"), "positive-spacing"),
    ],
)
def test_keypoints_refused(z, spacing_s, rule):
    with refused(rule, InvalidInput):
        keypoint_path(z, pitch=60, spacing_s=spacing_s)


def test_what_is_held_stands_still_and_needs_no_end():
    point = Point(60, mode="replace")
    assert ConstantTrajectory(point).duration_s is None and ConstantTrajectory(point, 2.0).duration_s == 2.0
    assert ConstantTrajectory(point).at(0.0) is ConstantTrajectory(point).at(1e6) is point


def test_all_of_them_are_trajectories():
    point = Point(60, mode="replace")
    assert all(isinstance(each, Trajectory) for each in (ConstantTrajectory(point), PointPath((0.0,), (point,))))
    assert not isinstance(point, Trajectory)
