"""What a page says, done: a message in, what a hub does; why it could not be done, in words for that page."""

from collections.abc import Callable
from typing import Any

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import refused
from ganspacesynth.studio.hub import Hub
from ganspacesynth.studio.page_link import PageLink
from ganspacesynth.studio.translation import PageMessage, Telling


def samples_wanted(message: object) -> tuple[str, int] | None:
    """Return of which voice a message asks for how many samples, None for any other message."""
    if not isinstance(message, dict) or "samples" not in message:
        return None
    voice, count = message.get("voice"), message["samples"]
    return (voice, count) if isinstance(voice, str) and isinstance(count, int) and not isinstance(count, bool) else None


def say(hub: Hub, page: PageLink, message: object, read: Callable[[object], PageMessage]) -> None:
    """Do what a page said, other than asking for samples; what becomes of it is told to the page. It may read files.

    Raises:
        CommandError, InvalidInput: it cannot be done.
    """
    if isinstance(message, dict) and "samples" in message:
        raise CommandError("usage", f"Samples are asked for as {{samples: 4096, voice: name}}. Received: {brief(message)}.", rule="page-message")
    if isinstance(message, dict) and ("again" in message or "take_up" in message):
        number = message.get("again", message.get("take_up"))
        if isinstance(number, bool) or not isinstance(number, int):
            raise InvalidInput(f"What was heard has a number. Received: {brief(number)}.", rule="heard-number")
        identity = message.get("id")
        known = identity if isinstance(identity, int | str) and not isinstance(identity, bool) else None
        return (hub.again if "again" in message else hub.take_up)(number, page, known)
    return hub.do(read(message), page)


def refusal(message: object, error: Exception, telling: Telling) -> dict[str, Any]:
    """Return what a page is told of a message that could not be done."""
    said = message if isinstance(message, dict) else {}
    address, values = refused(str(said.get("address", "/"))[:100], (), error)
    identity = said.get("id")
    return telling.answer(address, values, None) | ({"id": identity} if isinstance(identity, int | str) else {})
