"""The OSC server: real datagrams on the loopback, answers where they belong, and a hundred thousand broken ones."""

import threading

import pytest
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.voices.voice import MOST_EDITS
from ganspacesynth.server import inbox as inboxes
from ganspacesynth.server import osc
from ganspacesynth.server.datagrams import decode, encode, messages
from ganspacesynth.server.inbox import Inbox
from ganspacesynth.server.osc import Server
from tests.support.osc_client import Client, bundle
from tests.support.patience import until
from tests.support.refused import refused, reported


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


def test_bundles_are_opened_in_order_whatever_their_time(client):
    inner = bundle(encode("/pitch", (62.0,)), encode("/pitch", (63.0,)))
    client.send(bundle(encode("/pitch", (61.0,)), inner, encode("/pitch", ())))
    assert [client.hear()[1] for _ in range(4)] == [61.0, 62.0, 63.0, 63.0]


def test_bundles_in_bundles_end_somewhere():
    data = encode("/pitch", (1.0,))
    for _ in range(3000):
        data = bundle(data)
    assert list(messages(data)) == [] and [message.fault for message in decode(data)] == ["bundles in more than 8 bundles"]
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
    client.send(encode("/edits", tuple([0.5] * MOST_EDITS)))
    assert client.hear() == ("/edits", *[0.5] * MOST_EDITS)
    client.send(encode("/edits", tuple([0.5] * 8192)))
    assert client.hear()[:3] == ("/error", "/edits", "usage")
    assert client.ask("/commands", 60)[0] == "/command"
    while client.hear()[0] != "/commands":
        pass
    server._send(("127.0.0.1", client.port), client.port, "/point", ("x" * 70000,))
    address, about, code, text = client.hear()
    assert (address, about, code) == ("/error", "/point", "output") and text.startswith("An answer must fit into a datagram of 65507 bytes")
    server._send(("127.0.0.1", client.port), client.port, "/error", ("/load", "model", "x" * 70000))
    assert client.hear()[1] == "/load"


def test_texts_and_numbers_are_sent_as_pd_reads_them():
    message = OscMessage(encode("/x", (1, 2.5, "a\0é", 2**40, b"ab", "\ud800")))
    assert list(message.params) == [1, 2.5, "aé", float(2**40), b"ab", "?"]


def test_no_value_whatever_keeps_an_answer_from_being_sent():
    deep = []
    for _ in range(5000):
        deep = [deep]
    message = OscMessage(encode("/x", (1e300, -(10**400), 10**5000, float("nan"), deep, None, (1, 2), Unspeakable())))
    assert message.params[:3] == [float("inf"), float("-inf"), float("inf")] and message.params[3] != message.params[3]
    assert message.params[4:] == [
        "[" * 80,
        "None",
        "(1, 2)",
        "a Unspeakable that cannot be written (ZeroDivisionError)",
    ]


class Unspeakable:
    def __repr__(self):
        raise ZeroDivisionError


def test_the_server_survives_whatever_an_engine_raises_and_says_so(server, client, monkeypatch, caplog):
    with monkeypatch.context() as patch:
        patch.setattr(server._engine, "handle", lambda *values: 1 // 0)
        client.send(encode("/version", ()))
        until(lambda: "could not be handled, and the server goes on" in caplog.text)
    assert "ZeroDivisionError" in caplog.text
    assert client.ask("/version")[0] == "/version"


def test_it_does_not_talk_to_itself(server, client):
    """Neither by a port of its own that answers are sent to, nor by messages that seem to be its own."""
    host, port = server.address
    assert client.ask("/reply", client.port)[0] == "/ok"
    client.send(encode("/version", ("@port", port)))
    client.send(encode("/reply", (port,)))
    client.send(encode("/pitch", (61.0,)))
    server.receive(encode("/pitch", (62.0,)), (host, port))
    client.send(encode("/reply", (client.port,)))
    assert client.hear() == ("/ok", "/reply")
    assert client.ask("/pitch") == ("/pitch", 61.0)  # the first was done, its answer sent nowhere; the other was not done


def test_two_engines_do_not_talk_to_each_other_for_ever(server, client, tmp_path, monkeypatch):
    """One is told to answer to the other; the other's answers end at a socket that nobody reads."""
    engine = Engine(temp=tmp_path)
    other = Server(engine)
    heard = []
    monkeypatch.setattr(engine, "handle", lambda *values: (heard.append(values[0]), Engine.handle(engine, *values)))
    first = []
    monkeypatch.setattr(server._engine, "handle", lambda *values: (first.append(values[0]), Engine.handle(server._engine, *values)))
    thread = threading.Thread(target=other.serve)
    thread.start()
    client.send(encode("/pitch", (62.0, "@port", other.address[1])))
    client.send(encode("/nonsense", ("@port", other.address[1])))
    second = Client(other)
    while second.ask("/pitch") != ("/pitch", 62.0):  # it took the answer for a command, as it looks like one
        pass
    assert client.ask("/version")[0] == "/version" and second.ask("/version")[0] == "/version"
    assert heard.count("/pitch") >= 2 and "/error" not in heard
    assert first == ["/pitch", "/nonsense", "/version"]  # nothing came back
    engine.ended.set()
    thread.join(60)
    other.close()
    engine.close()
    second.socket.close()


@pytest.mark.parametrize("address", ["/error", "/ok", "/pong", "/progress", "/synthesized", "/voice_state", "error", "//ok"])
def test_answers_are_never_answered(client, address):
    client.send(encode(address, ("/x", "usage", "text", "@id", 1)))
    client.send(encode(address, ())[:-4] + b",Q\0\0")
    assert client.ask("/version", "@id", 2)[-1] == 2


def test_a_bundle_of_much_keeps_nobody_waiting(server, client):
    """Of several senders one message is done in turn: what comes after another's flood is answered within it."""
    other = Client(server)
    client.send(bundle(*[encode("/ping", ("@id", i)) for i in range(150)]))  # whose answers all have room in a socket that nobody reads
    client.hear()
    assert other.ask("/version")[0] == "/version"
    while client.hear()[-1] != 149:
        pass
    other.socket.close()


def test_messages_of_one_sender_are_done_in_order_others_between_them():
    inbox = Inbox()
    one, two = ("127.0.0.1", 1), ("127.0.0.1", 2)
    assert inbox.put(one, bundle(*[encode(f"/a{i}", ()) for i in range(3)])) and inbox.put(one, encode("/b", ()))
    assert inbox.put(two, encode("/c", ())) and inbox.put(two, encode("/d", ()))
    taken = [inbox.take() for _ in range(7)]
    assert [message.address for _, message in taken[:-1]] == ["/a0", "/c", "/a1", "/d", "/a2", "/b"] and taken[-1] is None and not inbox


def test_what_waits_has_bounds(monkeypatch):
    monkeypatch.setattr(inboxes, "MAX_SENDERS", 2)
    monkeypatch.setattr(inboxes, "MAX_DATAGRAMS", 3)
    monkeypatch.setattr(inboxes, "MAX_BYTES", 100)
    inbox = Inbox()
    assert [inbox.put(("a", 1), b"x") for _ in range(4)] == [True, True, True, False]
    assert not inbox.put(("b", 1), b"x" * 101) and inbox.put(("b", 1), b"x" * 100) and not inbox.put(("c", 1), b"x")
    while inbox.take():
        pass
    assert inbox.put(("c", 1), b"x")


def test_who_floods_is_told_once_that_messages_are_dropped(server, client, monkeypatch):
    monkeypatch.setattr(server._inbox, "put", lambda sender, data: False)
    with reported("message-rate: no faster than they are answered"):
        client.send(encode("/version", ()))
        assert client.hear()[:3] == ("/error", "/", "busy")
    monkeypatch.undo()
    assert client.ask("/version")[0] == "/version"


def test_a_taken_port_is_said(server):
    other = Engine()
    with refused("free-port", InvalidInput, says=r"must be able to listen. Received: 127.0.0.1 port .*Is another engine running\?"):
        Server(other, port=server.address[1])
    with refused("free-port", InvalidInput):
        Server(other, port=99999)
    other.close()
