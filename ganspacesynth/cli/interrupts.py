"""Ctrl-C known for sure: while something is imported, libraries make other exceptions of it, and Python itself may drop it."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

_pressed = False


def pressed() -> bool:
    """Whether Ctrl-C has been pressed while `noticed`."""
    return _pressed


def check() -> None:
    """Raise KeyboardInterrupt if Ctrl-C has been pressed, whatever became of it then."""
    if _pressed:
        raise KeyboardInterrupt


@contextlib.contextmanager
def noticed() -> Iterator[None]:
    """Have Ctrl-C remembered, see `pressed`; it raises KeyboardInterrupt as ever. Where somebody else listens to it, they go on."""
    global _pressed
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    hook = sys.unraisablehook
    try:
        signal.signal(signal.SIGINT, _press)
    except ValueError:  # not the main thread, which alone is interrupted
        yield
        return
    _pressed = False
    sys.unraisablehook = lambda dropped: None if isinstance(dropped.exc_value, KeyboardInterrupt) else hook(dropped)
    try:
        yield
    finally:
        _pressed, sys.unraisablehook = False, hook
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _press(number: int, frame: FrameType | None) -> Any:
    global _pressed
    _pressed = True
    raise KeyboardInterrupt
