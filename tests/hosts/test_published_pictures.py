"""The messages of published picture patches, as python-osc sends them, at ports of their own: only the newest counts."""

import socket
import time

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pythonosc.udp_client import SimpleUDPClient

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.engine.pictures.stage import PictureStage
from ganspacesynth.pictures.live.performance import LivePictures, PerformanceSettings
from ganspacesynth.server.published_pictures import PORTS, PublishedPorts
from tests.support.live_pictures import painted
from tests.support.patience import until
from tests.support.refused import refused


@pytest.fixture
def client():
    made = []

    def client(port):
        made.append(SimpleUDPClient("127.0.0.1", port))
        return made[-1]

    yield client
    for each in made:
        each._sock.close()


@pytest.fixture
def stage():
    stage = PictureStage()
    stage._live = LivePictures(painted(16, z_dim=512, w_dim=32), PerformanceSettings(smooth_s=0.0))
    yield stage
    stage.close()


@pytest.fixture
def listening(stage):
    ports = PublishedPorts(stage, (0, 0))
    yield ports
    ports.close()


def test_they_are_the_published_ports():
    assert PORTS == (5006, 5555)


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("address", ["/z", "/wek/outputs"])
def test_z_comes_with_all_its_numbers_over_their_whole_range(stage, listening, client, which, address):
    z = 5.0 * np.random.default_rng(which).standard_normal(512)
    client(listening.ports[which]).send_message(address, z.tolist())
    until(lambda: listening.taken)
    assert_allclose(stage.live.controls.z, z, rtol=1e-6)
    assert np.abs(stage.live.controls.z).max() > 5.0


def test_psi_comes(stage, listening, client):
    client(listening.ports[0]).send_message("/psi", 1.25)
    until(lambda: listening.taken)
    assert stage.live.controls.psi == 1.25


def test_of_many_the_newest_counts(stage, listening, client):
    """While the first is taken, hundreds more come: they make one change more."""
    sender, changes, change = client(listening.ports[0]), [], stage.live.change

    def slow(**given):
        changes.append(given)
        if len(changes) == 1:
            for value in range(2, 301):
                sender.send_message("/z", [float(value)] * 512)
        return change(**given)

    stage.live.change = slow
    sender.send_message("/z", [1.0] * 512)
    until(lambda: len(changes) == 2 and listening.taken == 2)
    assert_allclose(stage.live.controls.z, 300.0)
    time.sleep(0.05)
    assert len(changes) == 2


def test_what_is_wrong_is_said_once_and_ends_nothing(stage, listening, client, caplog):
    sender = client(listening.ports[0])
    for _ in range(3):
        sender.send_message("/z", [1.0] * 511)
        sender.send_message("/psi", "loud")
        sender.send_message("/nonsense", 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bare:
        bare.sendto(b"\0garbage", ("127.0.0.1", listening.ports[0]))
    sender.send_message("/psi", 0.25)
    until(lambda: stage.live.controls.psi == 0.25)
    assert caplog.text.count("has 512 finite numbers. Received: 511 numbers") == 1


def test_a_port_that_is_taken_is_said_and_the_other_serves(stage, caplog):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        ports = PublishedPorts(stage, (port, 0))
        assert len(ports.ports) == 1 and f"at port {port}" in caplog.text
        ports.close()
        with refused("free-port", InvalidInput, says="ports that must be free"):
            PublishedPorts(stage, (port,))


def test_words_are_no_numbers(stage, caplog):
    ports = PublishedPorts(stage, (0,))
    ports._take("/z", ("a",))
    assert "/z holds numbers" in caplog.text
    ports._take("/psi", ())
    ports.close()
    with refused("numbers-sent", InvalidInput):
        raise InvalidInput("x", rule="numbers-sent")
