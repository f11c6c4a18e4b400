"""Events of playing live over WebSockets: who is told what, and who is not."""

import json
import sys

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from ganspacesynth.bank.live.live_events import Remark, Turn
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.server.live_stream import MOST_WAITING, LiveStream
from tests.support.refused import refused


@pytest.fixture
def stream():
    stream = LiveStream()
    yield stream
    stream.close()


def joined(stream, **more):
    """Connect, and wait until the server counts us in: then every event comes."""
    before = len(stream._waiting)
    connection = connect(f"ws://127.0.0.1:{stream.port}", **more)
    while len(stream._waiting) == before:
        pass
    return connection


def test_everybody_who_listens_is_told_the_lines_of_the_log(stream):
    with joined(stream) as one, joined(stream, origin="http://localhost:8000") as other:
        stream.tell(Turn("over", 5))
        stream.tell(Remark("é", 6))
        for each in (one, other):
            assert [json.loads(each.recv(timeout=60)) for _ in range(2)] == [Turn("over", 5).to_json(), Remark("é", 6).to_json()]


def test_who_has_gone_is_told_no_more_and_what_is_said_is_not_listened_to(stream):
    with joined(stream) as one:
        one.send("hello")
        stream.tell(Turn("over", 1))
        one.recv(timeout=60)
    for number in range(MOST_WAITING + 10):
        stream.tell(Turn("over", number))
    with joined(stream) as other:
        stream.tell(Turn("over", 7))
        assert json.loads(other.recv(timeout=60))["at"] == 7


@pytest.mark.parametrize("origin", ["https://example.org", "http://localhost.example.org", "null", "http://127.0.0.1.example.org:80"])
def test_pages_of_other_sites_are_refused(stream, origin):
    with pytest.raises(InvalidStatus, match="403"):
        connect(f"ws://127.0.0.1:{stream.port}", origin=origin)


def test_a_port_that_is_taken_and_a_package_that_is_missing(stream, monkeypatch):
    with refused("free-port", InvalidInput):
        LiveStream(stream.port)
    with refused("free-port", InvalidInput):
        LiveStream(70_000)
    monkeypatch.setitem(sys.modules, "websockets", None)
    with refused("websockets-installed", InvalidInput):
        LiveStream()
