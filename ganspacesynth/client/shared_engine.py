"""One engine for all objects of a host: found or started by the first that needs it, again when it has died, ended behind the last."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Protocol

from ganspacesynth.client.client import Client, EngineError
from ganspacesynth.client.launch import Link, Say, find, start
from ganspacesynth.engine.messages import PORT

LINGER_S = 10.0  # a patch that is closed and opened again finds its engine still there
TRIES = 3  # an engine that dies this often without having done anything between is not started again by itself


class Member(Protocol):
    """Somebody who uses the engine."""

    def engine_ended(self, why: str) -> None:
        """Hear that it has died; called by any thread."""


class SharedEngine:
    """Any thread may call anything here; only `client` takes its time.

    Args:
        port: where an engine of somebody else's is looked for first; None: nowhere.
        begin: starts one, and says so when that takes long.
    """

    def __init__(self, port: int | None = PORT, begin: Callable[[Say], Link] | None = None) -> None:
        self._port, self._begin = port, begin or _start
        self._opening = threading.Lock()
        self._members: list[Member] = []
        self._link: Link | None = None
        self._mourned: Link | None = None
        self._deaths = 0

    @property
    def open(self) -> bool:
        """Whether there is an engine now, or the members are yet to hear that it has died."""
        link = self._link
        return link is not None and (link.client.gone is None or (link.process is not None and link is not self._mourned))

    def join(self, member: Member) -> None:
        """Begin to be told of the engine's death; opens nothing."""
        self._members.append(member)

    def leave(self, member: Member) -> None:
        """Need it no longer; behind the last the engine ends, a little later."""
        if member in self._members:
            self._members.remove(member)
        if not self._members and self._link is not None:
            timer = threading.Timer(LINGER_S, self.close, (True,))
            timer.daemon = True
            timer.start()

    def client(self, say: Say) -> Client:
        """Return the conversation with a living engine; opens one if there is none, which takes seconds.

        Raises:
            EngineError: none can be had.
        """
        with self._opening:
            link = self._link
            if link is None or link.client.gone is not None:
                self._link = None
                link = self._link = self._open(say)
            return link.client

    def close(self, unused: bool = False) -> None:
        """End the engine if it was started here (`unused`: unless somebody has joined again)."""
        with self._opening:
            if unused and self._members:
                return
            link, self._link = self._link, None
        if link is not None:
            link.close()

    def worked(self) -> None:
        """Say that the engine has done something: its next death is a first one again."""
        self._deaths = 0

    @property
    def hopeless(self) -> bool:
        """Whether it died so often that only a musician should start it again."""
        return self._deaths >= TRIES

    def _open(self, say: Say) -> Link:
        link = find(self._port) if self._port else None
        if link is None:
            say("The engine is being started; that takes some seconds.")
            link = self._begin(say)
        try:
            version = link.client.check()
        except EngineError:
            link.close()
            raise
        say(f"The engine is there: version {version['text']}, port {link.client.port}.")
        if link.process is not None:
            link.process.when_ended(partial(self._died, link))
        return link

    def _died(self, link: Link, why: str) -> None:
        self._deaths += 1
        for member in list(self._members):
            member.engine_ended(why)
        self._mourned = link


def _start(say: Say) -> Link:
    return start("--model", "none", say=say)
