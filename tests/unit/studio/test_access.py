"""Who is let in: requests by address, from our own page, with the token where one is asked for."""

import asyncio
import os

import pytest

from ganspacesynth.core.errors import OutputError
from ganspacesynth.studio.access import COOKIE, POLICY, Door, Guarded, is_address
from ganspacesynth.studio.certificate import own_certificate
from tests.support.refused import refused


def scope(method="GET", *, kind="http", scheme="http", query=b"", **headers):
    headers = {"host": "127.0.0.1:4280", **{name.replace("_", "-"): value for name, value in headers.items()}}
    rows = [(name.encode(), value.encode()) for name, value in headers.items() if value is not None]
    return {"type": kind, "scheme": scheme, "method": method, "path": "/", "query_string": query, "headers": rows}


@pytest.mark.parametrize("host", ["127.0.0.1:4280", "[::1]:4280", "localhost:4280", "192.168.1.7", "10.0.0.2:80"])
def test_addresses_are_let_in(host):
    assert is_address(host) and Door().refusal(scope(host=host)) is None


@pytest.mark.parametrize("host", ["", "evil.example", "evil.example:4280", "127.0.0.1.evil.example", "a@127.0.0.1", "127.0.0.1:x", "localhost.evil"])
def test_names_that_somebody_may_point_at_us_are_not(host):
    assert "by its address" in Door().refusal(scope(host=host))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:4280"},
        {"origin": "http://127.0.0.1:4281"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
        {"sec_fetch_site": "same-site", "sec_fetch_mode": "websocket"},
    ],
)
def test_other_pages_are_not_let_in(headers):
    assert "own page" in Door().refusal(scope(**headers))
    assert "own page" in Door().refusal(scope("PUT", **headers))
    if "origin" in headers:
        assert "own page" in Door().refusal(scope(kind="websocket", scheme="ws", **headers))


def test_a_write_that_another_page_began_is_not_let_in():
    assert "own page" in Door().refusal(scope("PUT", sec_fetch_site="none", sec_fetch_mode="navigate"))


def test_a_link_from_elsewhere_may_be_followed_and_our_own_page_may_talk():
    assert Door().refusal(scope(sec_fetch_site="cross-site", sec_fetch_mode="navigate")) is None
    for kind, scheme in (("http", "http"), ("websocket", "ws")):
        assert Door().refusal(scope(kind=kind, scheme=scheme, origin="http://127.0.0.1:4280", sec_fetch_site="same-origin")) is None
    assert Door().refusal(scope(kind="websocket", scheme="wss", origin="https://127.0.0.1:4280")) is None


def test_the_token_is_asked_for():
    door = Door("secret")
    assert "token" in door.refusal(scope())
    assert "token" in door.refusal(scope(query=b"token=wrong"))
    assert "token" in door.refusal(scope(cookie=f"{COOKIE}=wrong"))
    assert "token" in door.refusal(scope(cookie="="))
    assert door.refusal(scope(query=b"token=secret")) is None
    assert door.refusal(scope(cookie=f"other=1; {COOKIE}=secret")) is None
    assert "own page" in door.refusal(scope(query=b"token=secret", origin="http://evil.example"))


def answered(guarded, asked):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "websocket.connect"}

    asyncio.run(guarded(asked, receive, send))
    return sent


async def fine(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"max-age=1")]})
    await send({"type": "http.response.body", "body": b"hello"})


def test_a_refusal_is_said_and_tells_nothing_else():
    start, body = answered(Guarded(fine, Door("secret")), scope())
    assert start["status"] == 403 and b"token" in body["body"] and b"secret" not in body["body"]
    assert not any(name == b"set-cookie" for name, _ in start["headers"])
    assert answered(Guarded(fine, Door("secret")), scope(kind="websocket", scheme="ws")) == [
        {"type": "websocket.close", "code": 4403, "reason": Door("secret").refusal(scope())[:100]}
    ]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_answer_says_what_the_page_may_do(scheme):
    start = answered(Guarded(fine, Door("secret")), scope(scheme=scheme, query=b"token=secret"))[0]
    headers = dict(start["headers"])
    assert headers[b"content-security-policy"] == POLICY.encode() and headers[b"cache-control"] == b"max-age=1"
    assert "unsafe" not in POLICY and "*" not in POLICY and "http" not in POLICY
    cookie = headers[b"set-cookie"].decode()
    assert cookie.startswith(f"{COOKIE}=secret; HttpOnly; SameSite=Strict") and cookie.endswith("Secure") == (scheme == "https")
    assert b"set-cookie" not in dict(answered(Guarded(fine, Door()), scope())[0]["headers"])


def test_a_certificate_of_its_own(tmp_path):
    from cryptography import x509

    certificate, key = own_certificate(tmp_path / "kept", ["192.168.1.7", "127.0.0.1"])
    again, _ = own_certificate(tmp_path / "kept", ["::1"])
    assert again == certificate and "PRIVATE KEY" in key.read_text()
    if os.name == "posix":
        assert key.stat().st_mode & 0o077 == 0
    told = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = told.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["::1"]
    (tmp_path / "file").write_bytes(b"")
    with refused("writable-output", OutputError, says="certificate"):
        own_certificate(tmp_path / "file", ["127.0.0.1"])
