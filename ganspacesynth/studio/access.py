"""Who may talk to a studio: the request's host, origin and token in, a refusal or the request passed on; and what each answer tells the browser.

A page of somebody else that is open in the same browser may send requests to this machine, and a name of somebody else may be made to point at it
(DNS rebinding). So a request must name an address, not a name, and come from our own page.

Sources: WHATWG Fetch, "Origin header"; RFC 6455 section 10.2; CSP Level 3.
"""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "ganspacesynth_studio"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-cache"),
)
REFUSED = 4403  # a WebSocket's closing code: the page was not let in


@dataclass(frozen=True)
class Door:
    """The rule by which requests are let in.

    Attributes:
        token: that must be known; None asks nobody.
    """

    token: str | None = None

    def refusal(self, scope: Scope) -> str | None:
        """Return why a request is not let in, None for one that is."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        if not is_address(host):
            return "The studio is opened by its address, such as http://127.0.0.1:4280. Received: another name for this machine."
        secure = scope["scheme"] in ("https", "wss")
        if (origin := headers.get("origin")) is not None and origin != f"{'https' if secure else 'http'}://{host}":
            return "Only the studio's own page may talk to it. Received: a request from another page."
        safe = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if origin is None and not safe and self.token is None and headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return "Only the studio's own page may talk to it. Received: a request from another page."
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
            return "Only the studio's own page may talk to it. Received: a request from another page."
        if self.token is not None and not self._knows(scope, headers):
            return (
                "The studio asks for its token. Open the address that it printed when it was started, with all that stands behind the question mark."
            )
        return None

    def _knows(self, scope: Scope, headers: dict[str, str]) -> bool:
        given = [*parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", []), _cookie(headers.get("cookie", ""))]
        return any(hmac.compare_digest(word.encode(), str(self.token).encode()) for word in given)


class Guarded:
    """An application behind a door."""

    def __init__(self, app: App, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say why not."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        reason = self._door.refusal(scope)
        if reason is None:
            return await self._app(scope, receive, self._telling(scope, send))
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": REFUSED, "reason": reason[:100]})
        body = reason.encode()
        head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *HEADERS]
        await send({"type": "http.response.start", "status": 403, "headers": head})
        return await send({"type": "http.response.body", "body": body})

    def _telling(self, scope: Scope, send: Send) -> Send:
        token = self._door.token
        cookie = f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/" + ("; Secure" if scope["scheme"] == "https" else "")
        more = [] if token is None else [(b"set-cookie", cookie.encode())]

        async def told(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message.get("headers", [])}
                message = {**message, "headers": [*message.get("headers", []), *(row for row in (*HEADERS, *more) if row[0] not in own)]}
            await send(message)

        return told


def is_address(host: str) -> bool:
    """Whether a Host header names an IP address or this very machine, and no name that somebody could point at it."""
    try:
        name = urlsplit(f"//{host}").hostname
        _ = urlsplit(f"//{host}").port
    except ValueError:
        return False
    if name is None or "@" in host:
        return False
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _cookie(text: str) -> str:
    try:
        found = SimpleCookie(text).get(COOKIE)
    except CookieError:
        return ""
    return "" if found is None else found.value
