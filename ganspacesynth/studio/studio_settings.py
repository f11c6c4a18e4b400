"""What a studio is started with: checked once, frozen."""

import ipaddress
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from ganspacesynth.core.errors import InvalidInput, brief

PORT = 4280
LOOPBACK = "127.0.0.1"
MAX_PORT = 65535


@dataclass(frozen=True)
class StudioSettings:
    """How a studio is served.

    Attributes:
        folder: the player's project: what the page may read and write is in it.
        host: an IP address to listen on; any but a loopback one asks every page for the token.
        port: TCP; 0 lets the system choose.
        secure: https, with a certificate of the studio's own.
        token: what a page from another machine must know.

    Raises:
        InvalidInput: a host that is no address, or a port that cannot be.
    """

    folder: Path
    host: str = LOOPBACK
    port: int = PORT
    secure: bool = False
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.port <= MAX_PORT:
            raise InvalidInput(f"A port is a number in 0..{MAX_PORT}. Received: --port {self.port}. The usual one is {PORT}.", rule="port-range")
        try:
            ipaddress.ip_address(self.host)
        except ValueError as e:
            raise InvalidInput(
                f"The studio listens on an address of this machine, such as 127.0.0.1 or 0.0.0.0 (all of them). Received: --host {brief(self.host)}.",
                rule="host-address",
            ) from e

    @property
    def is_private(self) -> bool:
        """Whether only programs of this machine can reach it."""
        return ipaddress.ip_address(self.host).is_loopback

    def address(self, host: str, port: int) -> str:
        """Return what a browser opens, with the token where one is asked for."""
        place = f"[{host}]" if ":" in host else host
        token = "" if self.is_private else f"?token={self.token}"
        return f"{'https' if self.secure else 'http'}://{place}:{port}/{token}"
