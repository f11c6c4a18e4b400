"""What an engine's pictures see, by messages: a film as a camera, routes, and pictures of the network that look like it."""

import time
from fractions import Fraction

import av
import numpy as np
import pytest
from numpy.testing import assert_allclose

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.pictures.watching import MOST_LOOKERS, SeenRoute, Watching
from ganspacesynth.pictures.live.inputs.seeing import Seen
from ganspacesynth.pictures.live.performance import LivePictures, PerformanceSettings, opaque
from tests.support.host import Host
from tests.support.live_pictures import painted
from tests.support.patience import until
from tests.support.refused import refused, reported


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A network, and a film of one of its pictures, which gets brighter and darker."""
    folder = tmp_path_factory.mktemp("Sehen é")
    model = painted(16)
    model.save(folder / "netz", dtype="float32")
    picture = opaque(model.synthesize(model.map(model.sample_z(1, seed=0, start=5), psi=0.7))[0])
    large = np.kron(picture, np.ones((8, 8, 1), np.uint8))
    with av.open(str(folder / "film.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(25))
        stream.width = stream.height = 128
        stream.pix_fmt = "yuv420p"
        for k in range(25):
            frame = av.VideoFrame.from_ndarray((large * (0.8 + 0.2 * np.cos(k / 4))).astype(np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return folder


@pytest.fixture
def host(folder, tmp_path):
    engine = Engine(temp=tmp_path)
    host = Host(engine)
    assert host.ask("/picture_open", str(folder / "netz"))[0] == "/picture"
    yield host
    engine.close()


def test_a_film_is_watched(host, folder):
    with reported("input-open"):
        assert host.ask("/picture_seen")[0] == "/error"
    word = f"film:{folder / 'film.mp4'}"
    assert host.ask("/picture_watch", word) == ("/picture_watch", word, str(folder / "film.mp4"))
    watching = host.engine.pictures.watching
    assert until(lambda: watching.watch.count > 3)
    said = host.ask("/picture_seen")
    assert said[0] == "/picture_seen" and len(said) == 7 and 0.0 < said[1] < 1.0
    assert 0.0 < host.ask("/signal", "seen_brightness")[2] < 1.0 and host.ask("/signal", "seen_right")[2] == pytest.approx(0.5, abs=0.4)
    assert host.ask("/picture_route", "brightness", "psi", 0.0, 2.0) == ("/ok", "/picture_route")
    assert host.ask("/picture_route", "right", "edit2", -1, 3) == ("/ok", "/picture_route")
    live = host.engine.pictures.live
    assert until(lambda: len(live.controls.edits) == 2 and live.controls.edits[1] == pytest.approx(1.0, abs=0.5))
    assert until(lambda: live.controls.psi == pytest.approx(2.0 * watching.watch.seen.brightness, abs=0.2))
    assert host.ask("/picture_routes_clear") == ("/ok", "/picture_routes_clear") and watching.routes == {}
    assert host.ask("/picture_look", 1) == ("/ok", "/picture_look")
    assert [host.hear()[0] for _ in range(3)] == ["/picture_seen"] * 3
    host.say("/picture_look", 0)
    while host.hear() != ("/ok", "/picture_look"):
        pass
    assert host.ask("/picture_watch_close") == ("/ok", "/picture_watch_close") and watching.watch is None
    assert host.ask("/signal", "seen_brightness")[2] == 0.0
    with reported("known-input"):
        host.ask("/picture_watch", "eye")
    with reported("readable-film"):
        host.ask("/picture_watch", "film:/nowhere.mp4")


def test_what_is_seen_is_looked_for_among_the_network_s_pictures(host, folder):
    with reported("table-size"):
        host.ask("/picture_project", 1, 100_000)
    assert host.ask("/picture_project", 1, 16) == ("/ok", "/picture_project")
    assert host.ask("/picture_watch", f"film:{folder / 'film.mp4'}")[0] == "/picture_watch"
    live, watching = host.engine.pictures.live, host.engine.pictures.watching
    wanted = live.model.map(live.model.sample_z(1, seed=0, start=5))[0]
    assert until(lambda: watching.table_count == 16 and live.controls.ws is not None and np.linalg.norm(live.controls.ws - wanted) < 2.0)
    assert host.ask("/picture_project", 0) == ("/ok", "/picture_project")
    time.sleep(0.1)
    held = live.controls.ws
    assert held is not None and watching.table_count == 0
    host.ask("/picture_seed", 3)
    assert until(lambda: live.controls.ws is None)


def test_pictures_that_are_closed_are_not_moved(host, folder):
    host.ask("/picture_route", "motion", "psi", 0, 1)
    host.ask("/picture_watch", f"film:{folder / 'film.mp4'}")
    watching = host.engine.pictures.watching
    assert until(lambda: watching.watch.count > 2)
    watch = watching.watch
    assert host.ask("/picture_close") == ("/ok", "/picture_close") and watch.ended


def test_a_route_goes_from_end_to_end():
    seen = Seen(0.25, 1.0, right=-1.0, down=0.0, larger=1.0, turn=0.5)
    for name, wanted in (("brightness", 2.5), ("motion", 4.0), ("right", 2.0), ("down", 3.0), ("larger", 4.0), ("turn", 3.5)):
        assert SeenRoute(name, "psi", 2.0, 4.0).value(seen) == pytest.approx(wanted)
    for seen, target in (("smell", "psi"), ("motion", "edit9"), ("motion", "pitch")):
        with refused("seen-route", InvalidInput):
            SeenRoute(seen, target, 0.0, 1.0)


def test_a_route_too_far_is_given_up_and_said():
    live, failures = LivePictures(painted(16), PerformanceSettings(smooth_s=0.0)), []
    watching = Watching(lambda: live)
    watching._failed = failures.append
    watching.route(SeenRoute("motion", "psi", 0.0, 99.0))
    watching._see(np.zeros((8, 8, 3), np.uint8), Seen(0.0, 1.0))
    assert [each.rule for each in failures] == ["psi-range"] and watching.routes == {}
    live.change(edits=())
    assert_allclose(live.controls.psi, 0.7)


def test_who_looks_and_whose_program_ended_keeps_nobody_out():
    """Nobody says that a program ended; those who asked last are told."""
    watching, told = Watching(lambda: LivePictures(painted(16), PerformanceSettings())), []
    for number in range(MOST_LOOKERS + 2):
        watching.look(str(number), lambda seen, number=number: told.append(number))
        watching.look("0", lambda seen: told.append(0))
    watching._see(np.zeros((8, 8, 3), np.uint8), Seen(0.0, 1.0))
    assert sorted(told) == [0, *range(3, MOST_LOOKERS + 2)]
    watching.look("0", None)
    told.clear()
    watching._see(np.zeros((8, 8, 3), np.uint8), Seen(0.0, 1.0))
    assert 0 not in told and len(told) == MOST_LOOKERS - 1
