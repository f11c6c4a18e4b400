"""A server that stops with the process that started it, so that no engine is left behind when Pd or Max crashes."""

import os
import sys
import threading
import time
from collections.abc import Callable

LOOK_S = 0.5


def follow(end: Callable[[], None]) -> None:
    """Call `end` when standard input closes or the parent process dies; returns at once.

    A closed pipe is seen on every system, also when the host was killed; the parent's number helps where the pipe was handed on.
    """
    parent = os.getppid()

    def read() -> None:
        try:
            while os.read(sys.stdin.fileno(), 1024):
                pass
        except (OSError, ValueError, AttributeError):
            pass
        end()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_S)
        end()

    for watch in (read, look):
        threading.Thread(target=watch, name=f"ganspacesynth follow {watch.__name__}", daemon=True).start()
