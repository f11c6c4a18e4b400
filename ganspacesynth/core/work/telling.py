"""A callback that somebody else brought along, and what it is told: that it fails is logged, and ends nothing."""

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)


def told(about: str, callback: Callable[..., object], *values: object) -> None:
    """Call what somebody brought along.

    Args:
        about: what it is told, for the log: "what became of a job".
        callback: whatever it raises is logged.
        values: its arguments.
    """
    try:
        callback(*values)
    except Exception:
        log.exception("Nobody could be told %s.", about)
