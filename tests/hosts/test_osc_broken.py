"""Datagrams that are broken, endless or hostile: each is answered, and the server goes on."""

import contextlib
import random
import socket
import struct

import pytest

from ganspacesynth.engine.command_arguments import OPTIONS
from ganspacesynth.engine.commands.table import COMMANDS
from ganspacesynth.server.datagrams import encode
from tests.support.osc_client import bundle
from tests.support.refused import reported

SOME, FUZZ = 5_000, 100_000


def raw(tags, data=b"", address="/ping"):
    return encode(address, ()).replace(b",\0\0\0", b"") + padded(tags) + data


def padded(text):
    data = text.encode() + b"\0"
    return data + b"\0" * (-len(data) % 4)


IDS = {
    "an array": raw(",s[i]", padded("@id") + b"\0\0\0\1"),
    "nested arrays": raw(",s" + "[" * 2000 + "]" * 2000, padded("@id")),
    "a MIDI message": raw(",sm", padded("@id") + b"\0\x90\x40\x40"),
    "a time": raw(",st", padded("@id") + b"\0" * 8),
    "a colour": raw(",sr", padded("@id") + b"\0" * 4),
    "nil": raw(",sN", padded("@id")),
    "an impulse": raw(",sI", padded("@id")),
    "a double beyond float32": raw(",sd", padded("@id") + struct.pack(">d", 1e300)),
    "a double that is no number": raw(",sd", padded("@id") + struct.pack(">d", float("nan"))),
    "infinity": raw(",sf", padded("@id") + struct.pack(">f", float("inf"))),
    "a whole number that float32 rounds": raw(",sh", padded("@id") + struct.pack(">q", 2**40 + 1)),
    "an empty blob": raw(",sb", padded("@id") + b"\0" * 4),
    "a blob": raw(",sb", padded("@id") + b"\0\0\0\1x\0\0\0"),
    "an empty word": raw(",ss", padded("@id") + padded("")),
    "a long word": raw(",ss", padded("@id") + padded("x" * 65)),
    "a control character": raw(",ss", padded("@id") + padded("\x1b[2J")),
}


@pytest.mark.parametrize("kind", IDS)
def test_an_id_that_could_not_come_back_is_refused(client, kind):
    with reported("id-form: ^@id is a word of up to 64 letters, or a finite number that 32 bits hold, so that it can come back. Received: "):
        client.send(IDS[kind])
        assert client.hear()[:3] == ("/error", "/ping", "usage")
    assert client.ask("/version", "@id", "still here")[-1] == "still here"


def test_an_id_comes_back_as_it_came(client):
    for identity in (0, -5, 2**31 - 1, -(2**31), "é 音", 0.25, 1.5e38):
        back = client.ask("/version", "@id", identity)[-1]
        assert back == (identity if not isinstance(identity, float) else struct.unpack(">f", struct.pack(">f", identity))[0])
    client.send(raw(",sh", padded("@id") + struct.pack(">q", 2**40)))
    assert client.hear()[-1] == float(2**40)


def test_a_value_nested_two_thousand_times_is_refused_in_a_short_sentence(client):
    client.send(raw("," + "[" * 2000 + "]" * 2000, address="/pitch"))
    assert client.hear()[:3] == ("/error", "/pitch", "usage")
    client.send(raw("," + "[" * 2000 + "]" * 2000, address="/pitch"))
    assert "Received: an array of OSC. Send /pitch" in client.hear()[3]


BROKEN = {
    "a word that is not UTF-8": raw(",s", b"\xff\xfe\0\0"),
    "data that end before the last argument": raw(",ii", b"\0\0\0\1"),
    "data without their types": b"/ping\0\0\0" + b"\0\0\0\1",
    "data that end within its types": b"/ping\0\0\0,iii",
    "data that end within a word": raw(",s", b"abcd"),
    "an argument of the unknown type 'Q'": raw(",Q"),
    "an array that does not end": raw(",[[]"),
    "an array that ends before it begins": raw(",]["),
    "a blob of less than nothing": raw(",b", b"\xff\xff\xff\xff"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_no_osc_is_answered_too(client, fault):
    with reported("whole-osc"):
        client.send(BROKEN[fault])
        assert client.hear()[:3] == ("/error", "/ping", "usage")
    client.send(bundle(BROKEN[fault], encode("/version", ())))
    text = client.hear()[3]
    assert text == f"A message must be whole OSC. Received: {fault}. Send an address, types and their data."
    assert client.hear()[0] == "/version"  # the rest of the bundle is done


def test_datagrams_without_an_address_are_answered_too(client):
    for data, fault in (
        (b"\xff\xff\0\0", "an address that is not UTF-8"),
        (b"/ping", "data that end within an address"),
        (bundle(encode("/version", ()))[:-3], "a bundle whose parts are longer than itself"),
        (b"#bundle\0" + b"\0" * 8 + b"\0\0", "a bundle whose parts are longer than itself"),
    ):
        client.send(data)
        address, about, code, text = client.hear()
        assert (address, about, code) == ("/error", "/", "usage") and fault in text


def test_a_broken_messages_error_carries_its_id_where_that_came_before_the_fault(client):
    client.send(raw(",siQ", padded("@id") + b"\0\0\0\7"))
    assert client.hear()[-2:] == ("@id", 7)


def test_words_and_letters_of_other_types_are_taken(client):
    client.send(raw(",S", padded("latent"), address="/mode"))
    assert client.hear() == ("/mode", "latent")
    client.send(raw(",c", b"\0\0\0a", address="/store"))
    assert client.hear()[:3] == ("/error", "/store", "model")  # taken as a word: what fails is that no model is open
    client.send(b"/version\0\0\0\0")  # without types there are no arguments
    assert client.hear()[0] == "/version"


def test_an_address_of_any_length_is_answered_shortly(client):
    client.send(padded("/" + "x" * 60_000) + padded(","))
    address, about, code, _ = client.hear()
    assert (address, about, code) == ("/error", "/" + "x" * 128, "unknown")


def test_a_port_that_is_none_is_refused(client):
    for port in (-1, 65536, 1e20):
        assert client.ask("/version", "@port", port)[:3] == ("/error", "/version", "usage")
    assert client.ask("/version", "@port", 0)[0] == "/version"


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
def test_broken_datagrams_leave_it_answering(count, server, client, caplog, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # some of them ask for files to be written
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
    assert "nobody foresaw" not in caplog.text and "could not be handled" not in caplog.text
