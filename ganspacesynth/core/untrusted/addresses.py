"""Web addresses that may be asked: https, or this machine itself; and the one way to ask them."""

import http.client
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import IO, Any

from ganspacesynth.core.errors import DownloadError, brief
from ganspacesynth.version import __version__

LONGEST = 2048
WAIT_S = 30.0  # for a server that says nothing
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def is_address(text: str) -> bool:
    """Whether somebody means a web address, of whatever kind."""
    return "://" in text


def check_address(url: str) -> str:
    """Return an address without its fragment.

    Raises:
        DownloadError: it is not https (http is for this machine alone), carries a password, or is none.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as e:
        raise DownloadError(f"An address is one of the web. Received: {brief(url)} ({e}). Check it.", rule="web-address") from e
    if not host or len(url) > LONGEST or not url.isascii() or any(letter <= " " or letter == "\x7f" for letter in url):
        raise DownloadError(f"An address is one of the web, such as https://host/model.zip. Received: {brief(url)}. Check it.", rule="web-address")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise DownloadError(
            f"Only https keeps a download as it was sent. Received: {brief(url)}. Name an address that begins with https://.", rule="https-only"
        )
    if parts.username is not None or parts.password is not None:
        raise DownloadError(
            f"An address carries no name and password. Received: one for {host} with them. Fetch the file yourself, and name it.",
            rule="address-without-password",
        )
    return urllib.parse.urlunsplit(parts._replace(fragment=""))


def without_query(url: str) -> str:
    """Return an address as it may be written down: what follows `?` may be somebody's key."""
    return urllib.parse.urlunsplit(urllib.parse.urlsplit(url)._replace(query="", fragment=""))


def host_of(url: str) -> str:
    """Return the host that an address names."""
    return urllib.parse.urlsplit(url).hostname or "nobody"


class OnlyHttps(urllib.request.HTTPRedirectHandler):
    """Goes where a server sends, if that is https."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """Return the next request.

        Raises:
            DownloadError: the server sends to something else than https, be it this machine.
        """
        if urllib.parse.urlsplit(newurl).scheme != "https":
            fp.close()
            raise DownloadError(
                f"A server may only send on to https. Received: {host_of(req.full_url)} sends to {brief(newurl)}. Ask whoever gave the address.",
                rule="redirect-to-https",
            )
        return super().redirect_request(req, fp, code, msg, headers, check_address(newurl))


def ask(url: str, headers: Mapping[str, str]) -> Any:
    """Send a GET request.

    Returns:
        The response, to be closed: of any status.

    Raises:
        DownloadError: an address that is not asked.
        OSError, http.client.HTTPException: no connection.
    """
    handlers: list[urllib.request.BaseHandler] = [OnlyHttps()]
    if host_of(url) in LOOPBACK:
        handlers.append(urllib.request.ProxyHandler({}))  # nobody between this machine and itself
    asking = {"User-Agent": f"ganspacesynth/{__version__}", "Accept-Encoding": "identity", **headers}
    request = urllib.request.Request(check_address(url), headers=asking)  # noqa: S310  checked
    try:
        return urllib.request.build_opener(*handlers).open(request, timeout=WAIT_S)
    except urllib.error.HTTPError as e:
        return e
