"""Live pictures: the newest control counts and comes gently, nothing queues up, and what cannot be played changes nothing."""

import threading
from unittest import mock

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.pictures.axes import AxisSettings, find_axes
from ganspacesynth.pictures.live.outputs.output import with_alpha
from ganspacesynth.pictures.live.performance import LivePictures, PerformanceSettings, opaque
from ganspacesynth.pictures.png import to_bytes
from tests.conftest import GOLDEN
from tests.support.live_pictures import painted
from tests.support.refused import refused


@pytest.fixture(scope="module")
def model():
    return painted(16)


@pytest.fixture(scope="module")
def axes(model):
    return find_axes(model, AxisSettings(count=4, samples=1000))


def still(model, **settings):
    """Pictures whose frames are made by hand."""
    return LivePictures(model, PerformanceSettings(**{"smooth_s": 0.0, **settings}))


def test_the_first_frame_is_the_picture_of_the_seed(model):
    live = still(model, seed=5, psi=0.6)
    frame = live.frame(0.0, 0.0)
    wanted = model.synthesize(model.map(model.sample_z(1, seed=5), psi=0.6))[0]
    assert frame.number == 1 and np.abs(frame.picture.astype(int) - to_bytes(wanted)).max() <= 1
    assert live.frame(1.0, 0.02) is None and live.frame_count == 1  # nothing has moved


def test_psi_cutoff_edits_and_noise_are_those_of_pictures(model, axes):
    live = LivePictures(model, PerformanceSettings(smooth_s=0.0), directions=axes)
    z = 4.0 * model.sample_z(1, seed=9)[0]  # far beyond 1, as it may be
    live.change(z=z, psi=0.5, cutoff=2, edits=(1.0, -2.0), noise="none")
    frame = live.frame(0.0, 0.0)
    ws = model.map(z, psi=0.5, cutoff=2) + axes.offset([1.0, -2.0])
    assert np.abs(frame.picture.astype(int) - to_bytes(model.synthesize(ws, noise="none")[0])).max() <= 1
    assert_allclose(live.controls.z, z)
    live.change(noise="7")
    assert live.frame(0.0, 0.0).number == 2
    live.change(noise="random")
    assert live.frame(0.0, 0.0).number == 3 and live.frame(0.0, 0.0).number == 4  # each is another


def test_a_change_comes_gently_and_arrives(model):
    live = still(model, smooth_s=0.1)
    live.frame(0.0, 0.0)
    begin = model.map(live.controls.z, psi=0.7)
    live.change(z=model.sample_z(1, seed=77)[0])
    end = model.map(live.controls.z, psi=0.7)
    left = []
    for _ in range(10):
        live.frame(0.0, 0.02)
        left.append(float(np.linalg.norm(live._last - end) / np.linalg.norm(begin - end)))
    assert_allclose(left, np.exp(-0.2 * np.arange(1, 11)), rtol=1e-3)
    for _ in range(100):
        last = live.frame(0.0, 0.02)
    assert last is None
    assert_array_equal(live._last, end)


def test_half_steps_arrive_where_a_whole_one_does(model):
    ways = []
    for steps in ([0.04], [0.02, 0.02], [0.01] * 4):
        live = still(model, smooth_s=0.2)
        live.frame(0.0, 0.0)
        live.change(psi=0.1)
        for step in steps:
            live.frame(0.0, step)
        ways.append(live._last)
    assert_allclose(ways[1], ways[0], atol=1e-5)
    assert_allclose(ways[2], ways[0], atol=1e-5)


def test_wandering_goes_through_pictures_of_the_seed(model):
    live = still(model, wander_s=2.0, seed=4)
    z = model.sample_z(3, seed=4)
    live.frame(10.0, 0.0)
    assert_allclose(live._last, model.map(z[0], psi=0.7), atol=1e-5)
    live.frame(12.0, 0.0)
    assert_allclose(live._last, model.map(z[1], psi=0.7), atol=1e-5)
    live.frame(13.0, 0.0)
    between = live._last
    assert not np.allclose(between, model.map(z[1], psi=0.7), atol=1e-2)
    live.change(z=z[2])  # which ends it
    live.frame(14.0, 0.0)
    assert live.settings.wander_s == 0.0
    assert_allclose(live._last, model.map(z[2], psi=0.7), atol=1e-5)


class Gated:
    """A network whose pictures wait until they are let."""

    def __init__(self, model):
        self._model, self.begun, self.let, self.made = model, threading.Semaphore(0), threading.Semaphore(0), 0

    def __getattr__(self, name):
        return getattr(self._model, name)

    def synthesize(self, ws, **more):
        self.begun.release()
        assert self.let.acquire(timeout=60)
        self.made += 1
        return self._model.synthesize(ws, **more)


def test_however_many_messages_come_the_next_frame_is_of_the_newest(model):
    """Counted, not timed: thousands of messages during one frame make one frame more."""
    gated = Gated(model)
    live = LivePictures(gated, PerformanceSettings(smooth_s=0.0, fps=240.0)).start()
    try:
        assert gated.begun.acquire(timeout=60)
        for seed in range(3000):
            live.change(z=np.full(model.config.z_dim, seed / 1000.0, np.float32))
        gated.let.release()
        assert gated.begun.acquire(timeout=60)  # the second frame has its controls, and they are the newest
        gated.let.release()
        frame = live.frames.after(1, 60.0)
        wanted = model.synthesize(model.map(live.controls.z, psi=0.7))[0]
        assert frame.number == 2 and np.abs(frame.picture.astype(int) - to_bytes(wanted)).max() <= 1
        assert live.frames.after(2, 0.3) is None and gated.made == 2  # nothing is left over
    finally:
        gated.let.release()
        live.close()


def test_who_follows_a_source_shows_what_it_says(model):
    live = still(model)
    ws = model.map(model.sample_z(2, seed=3))
    given = [ws[:1]]
    live.follow(lambda: given[0])
    live.frame(0.0, 0.0)
    assert_allclose(live._last, model.truncate(ws[:1], 0.7), atol=1e-6)
    given[0] = None  # nothing sounds: z
    live.frame(0.0, 0.0)
    assert_allclose(live._last, model.map(live.controls.z, psi=0.7), atol=1e-5)
    live.follow(None)
    live.change(ws=ws[1])
    live.frame(0.0, 0.0)
    assert_allclose(live._last, model.truncate(ws[1:], 0.7), atol=1e-6)


def test_points_go_in_and_out(model, axes):
    live = LivePictures(model, directions=axes)
    live.change(z=np.arange(model.config.z_dim), edits=(0.5,))
    point = live.point()
    other = LivePictures(model, directions=axes)
    other.take_up(point)
    assert other.point() == point
    for wrong in (Point(60, z=point.z), point.replace(model="another"), Point(mode="replace")):
        with refused("picture-point", InvalidInput):
            other.take_up(wrong)


def test_a_stylegan3_moves():
    model = load_picture_model(GOLDEN / "pictures" / "stylegan3t_tiny" / "network.pkl")
    live = still(model)
    first = live.frame(0.0, 0.0).picture
    live.change(movement=(90.0, 0.1, 0.0, 1.2), class_index=max(0, model.config.c_dim - 1))
    assert np.abs(live.frame(0.0, 0.0).picture.astype(int) - first).mean() > 1
    with refused("movement-range", InvalidInput):
        live.change(movement=(0.0, 0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"z": [0.0] * 7}, "latent-size: has 24 finite numbers. Received: 7 numbers"),
        ({"z": [float("nan")] * 24}, "latent-size: Received: NaN or infinity"),
        ({"psi": -1.0}, "psi-range"),
        ({"psi": float("nan")}, "psi-range"),
        ({"cutoff": 99}, "cutoff-range"),
        ({"edits": (1.0,) * 9}, "direction-number"),
        ({"edits": (1e6,)}, "direction-number"),
        ({"class_index": 1}, "class-number"),
        ({"noise": "loud"}, "known-noise"),
        ({"movement": (1.0, 0.0, 0.0, 1.0)}, "stylegan3-only"),
    ],
)
def test_what_cannot_be_played_changes_nothing(model, axes, changes, rule):
    live = LivePictures(model, directions=axes)
    before = live.controls
    with refused(rule, InvalidInput):
        live.change(psi=0.9, **changes) if "psi" not in changes else live.change(**changes)
    assert live.controls is before


def test_settings_have_bounds(model):
    for changes, rule in (({"smooth_s": -1.0}, "seconds-range"), ({"wander_s": 1e9}, "seconds-range"), ({"fps": 0.0}, "frame-rate")):
        with refused(rule, InvalidInput):
            PerformanceSettings(**changes)
    live = LivePictures(model)
    with refused("seconds-range", InvalidInput):
        live.move(smooth_s=float("nan"))


def test_a_frame_that_fails_ends_nothing(model, caplog):
    live = LivePictures(model, PerformanceSettings(smooth_s=0.0))
    with mock.patch.object(live.model, "truncate", side_effect=ValueError("No.")):
        live.start()
        while "could not be made" not in caplog.text:
            live._ended.wait(0.01)
    live.change(psi=0.2)
    assert live.frames.after(0, 60.0).number == 1 and live.rate > 0.0 and live.latency_s > 0.0
    live.close()


def test_pictures_of_any_channels_are_seen():
    rng = np.random.default_rng(0)
    for channels in (1, 2, 3, 4):
        made = opaque(rng.uniform(-1, 1, (4, 5, channels)).astype(np.float32))
        assert made.shape == (4, 5, 3) and made.dtype == np.uint8
    assert (opaque(np.full((2, 2, 4), -1.0, np.float32)) == 0).all()
    four = with_alpha(np.arange(12, dtype=np.uint8).reshape(2, 2, 3), "bgra")
    assert four[0, 0].tolist() == [2, 1, 0, 255]
