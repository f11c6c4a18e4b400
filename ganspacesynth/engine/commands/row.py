"""A row of the command table beside the function that answers it: its docstring is what the table says of it."""

import inspect
from collections.abc import Callable
from types import ModuleType

from ganspacesynth.engine.messages import Command, Handler, read_command

STEP = "/step index:i count:i pitch:f duration:f mode:s seed:i; /edits amounts:f*"
MODEL = "name:s id:s rate:i samples:i latent:i lowest:i highest:i"
SOUND = "path:s samples:i rate:i"


_ROWS: dict[str, list[Command]] = {}  # of each module, in its order


def command(message: str, *, options: str = "", replies: str, text: str | None = None) -> Callable[[Handler], Handler]:
    """Declare that a function answers a message.

    Args:
        message: address and arguments, such as "/pitch value:f?"; see messages.py.
        options: their names, such as "glide voice".
        replies: addresses and arguments of what comes back, with ; between them and … behind one that comes several times.
        text: what the table says of it; None takes the function's docstring.
    """

    def declared(handler: Handler) -> Handler:
        said = " ".join((inspect.getdoc(handler) or "").split()) if text is None else text
        row = read_command(message, options=options, replies=replies, text=said, handler=handler)
        _ROWS.setdefault(handler.__module__, []).append(row)
        return handler

    return declared


def rows(module: ModuleType) -> list[Command]:
    """Return the rows that a module declares, in its order."""
    return list(_ROWS.get(module.__name__, []))
