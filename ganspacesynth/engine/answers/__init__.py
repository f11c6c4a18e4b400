"""What the engine does for each command: one file a group of the table, one function a command."""

from collections.abc import Callable
from typing import Any

from ganspacesynth.engine.answers import general, models, point, rendering, steps, traits, voices

Handler = Callable[[Any, Any], None]  # (engine, request); answers go through the request

preview = rendering.preview


def handlers() -> dict[str, Handler]:
    """Return {address: function} for the whole table."""
    return {address: handler for group in (general, models, point, traits, rendering, steps, voices) for address, handler in group.HANDLERS.items()}
