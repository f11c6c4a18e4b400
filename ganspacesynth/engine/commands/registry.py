"""What the engine does for each command: one file a group of the table, one function a command."""

from collections.abc import Callable
from typing import Any

from ganspacesynth.engine.commands import about, conditioning, models_and_directions, points, rendering, step_editing, voices

Handler = Callable[[Any, Any], None]  # (engine, request); answers go through the request

preview = rendering.preview


def handlers() -> dict[str, Handler]:
    """Return {address: function} for the whole table."""
    return {
        address: handler
        for group in (about, models_and_directions, points, conditioning, rendering, step_editing, voices)
        for address, handler in group.HANDLERS.items()
    }
