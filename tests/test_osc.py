"""The OSC server: real datagrams on the loopback, answers where they belong, and a hundred thousand broken ones."""

import contextlib
import random
import socket
import struct
import threading

import pytest
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from ganspacesynth.engine.commands import COMMANDS, OPTIONS
from ganspacesynth.engine.engine import Engine
from ganspacesynth.errors import InvalidInput
from ganspacesynth.hosts import osc
from ganspacesynth.hosts.osc import Server, encode, messages

SOME, FUZZ = 5_000, 100_000


class Client:
    """A host with a socket."""

    def __init__(self, server):
        self.to = server.address
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(20)

    @property
    def port(self):
        return self.socket.getsockname()[1]

    def send(self, data):
        self.socket.sendto(data, self.to)

    def hear(self):
        message = OscMessage(self.socket.recv(65536))
        return (message.address, *message.params)

    def ask(self, address, *values):
        self.send(encode(address, values))
        return self.hear()


@pytest.fixture
def server(tmp_path):
    engine = Engine(temp=tmp_path)
    server = Server(engine)
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield server
    engine.ended.set()
    thread.join(5)
    assert not thread.is_alive()
    server.close()
    engine.close()


@pytest.fixture
def client(server):
    client = Client(server)
    yield client
    client.socket.close()


def test_a_message_is_answered_where_it_came_from(client):
    assert client.ask("/pitch", 64.0, "@id", "é") == ("/pitch", 64.0, "@id", "é")
    assert client.ask("/pitch", 64.0, "@id", 7.0) == ("/pitch", 64.0, "@id", 7)  # a whole number comes back as one
    assert client.ask("/nonsense")[:3] == ("/error", "/nonsense", "unknown")


def test_answers_go_to_another_port_when_asked(server, client):
    other = Client(server)
    client.send(encode("/version", ("@port", other.port)))
    assert other.hear()[0] == "/version"
    client.send(encode("/reply", (other.port, "@id", 1)))
    assert other.hear() == ("/ok", "/reply", "@id", 1)
    client.send(encode("/pitch", ()))
    assert other.hear() == ("/pitch", 60.0)
    client.send(encode("/reply", (0,)))
    assert client.hear() == ("/ok", "/reply") and client.ask("/pitch") == ("/pitch", 60.0)
    assert client.ask("/reply", 70000)[3].startswith("A port is a number in 0..65535. Received: port=70000")
    assert client.ask("/reply", "@id", 3)[-2:] == ("@id", 3)
    other.socket.close()


def test_who_wants_answers_elsewhere_is_not_remembered_without_bound(server, client, monkeypatch):
    monkeypatch.setattr(osc, "MAX_CLIENTS", 1)
    assert client.ask("/reply", client.port) == ("/ok", "/reply")
    assert client.ask("/reply", client.port) == ("/ok", "/reply")


def bundle(*parts):
    return b"#bundle\0" + struct.pack(">II", 0xFFFFFFFF, 0) + b"".join(struct.pack(">i", len(part)) + part for part in parts)


def test_bundles_are_opened_in_order_whatever_their_time(client):
    inner = bundle(encode("/pitch", (62.0,)), encode("/pitch", (63.0,)))
    client.send(bundle(encode("/pitch", (61.0,)), inner, encode("/pitch", ())))
    assert [client.hear()[1] for _ in range(4)] == [61.0, 62.0, 63.0, 63.0]


def test_bundles_in_bundles_end_somewhere():
    data = encode("/pitch", (1.0,))
    for _ in range(3000):
        data = bundle(data)
    assert list(messages(data)) == []
    assert len(list(messages(bundle(*[bundle(encode("/ping", ()))] * 100)))) == 100


def test_types_that_pd_lacks_are_taken_where_they_mean_something(client):
    builder = OscMessageBuilder("/live")
    builder.add_arg(True, "T")
    client.send(builder.build().dgram)
    assert client.hear() == ("/ok", "/live")
    builder = OscMessageBuilder("/pitch")
    builder.add_arg(65.5, "d")
    client.send(builder.build().dgram)
    assert client.hear() == ("/pitch", 65.5)
    for kind in "NF":
        builder = OscMessageBuilder("/use")
        builder.add_arg(None if kind == "N" else False, kind)
        client.send(builder.build().dgram)
        assert client.hear()[0] == "/error"


def test_an_answer_too_long_for_a_datagram_is_an_error(server, client):
    client.send(encode("/edits", tuple([0.5] * 8192)))
    assert client.hear()[0] == "/edits"
    assert client.ask("/commands")[0] == "/command"
    for _ in range(len(COMMANDS)):
        client.hear()
    server._send(("127.0.0.1", client.port), "/point", ("x" * 70000,))
    address, about, code, text = client.hear()
    assert (address, about, code) == ("/error", "/point", "output") and text.startswith("An answer must fit into a datagram of 65507 bytes")
    server._send(("127.0.0.1", client.port), "/error", ("/load", "model", "x" * 70000))
    assert client.hear()[1] == "/load"


def test_texts_and_numbers_are_sent_as_pd_reads_them():
    message = OscMessage(encode("/x", (1, 2.5, "a\0é", 2**40, b"ab", "\ud800")))
    assert list(message.params) == [1, 2.5, "aé", float(2**40), b"ab", "?"]


def test_a_taken_port_is_said(server):
    other = Engine()
    with pytest.raises(InvalidInput, match=r"must be able to listen. Received: 127.0.0.1 port .*Is another engine running\? Choose another --port"):
        Server(other, port=server.address[1])
    with pytest.raises(InvalidInput, match=r"must be able to listen. Received: 127.0.0.1 port 99999"):
        Server(other, port=99999)
    other.close()


def broken(rng):
    """Return a datagram that somebody's cat might have sent: noise, half messages, right ones with wrong words."""
    kind = rng.random()
    if kind < 0.3:
        return rng.randbytes(rng.randrange(64))
    address = rng.choice([*COMMANDS, "/", "//", "/é", "x", "/load/load"])
    if address in ("/quit", "/load", "/voice_open", "/sequence_save", "/save", "/load_directions"):  # right ones would end, fill or write
        address = "/state"
    values = [_value(rng) for _ in range(rng.randrange(5))]
    with contextlib.suppress(Exception):
        data = bytearray(encode(address, tuple(values)))
        for _ in range(rng.randrange(3)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        data = bytes(data[: rng.randrange(len(data) + 1)] if kind > 0.9 else data)
        return bundle(data, data) if kind > 0.95 else data
    return b""


def _value(rng):
    words = ["", "é" * 50, "\U0001f3b9", *(f"@{name}" for name in OPTIONS)]
    return rng.choice(
        [rng.uniform(-1e38, 1e38), float("nan"), float("inf"), rng.randrange(-(2**31), 2**31), rng.choice(words), rng.randbytes(5), 0, 1]
    )


@pytest.mark.parametrize("count", [SOME, pytest.param(FUZZ, marks=pytest.mark.slow)])
def test_broken_datagrams_leave_it_answering(count, server, client, caplog):
    rng = random.Random(4267)
    nobody = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for i in range(count):
        data = broken(rng)
        if i % 10:
            server.receive(data, ("127.0.0.1", 9))  # as the socket would hand it over; most of them so, for speed
        else:
            nobody.sendto(data, server.address)
    nobody.close()
    assert client.ask("/pitch", 61.0, "@voice", "calm")[0] in ("/pitch", "/error")  # all voices may have been taken
    assert client.ask("/version")[0] == "/version"
    assert "nobody foresaw" not in caplog.text
