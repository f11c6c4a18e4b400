"""Items in, the same items out: a thread of its own makes the next ones while the last one is used, a few ahead and no more."""

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
AHEAD = 2
WAIT_S = 0.1


def made_ahead(items: Iterable[Item], count: int = AHEAD) -> Iterator[Item]:
    """Yield items that another thread makes, at most `count` of them waiting; its errors are raised here, and it ends when nobody asks any more."""
    waiting: queue.Queue[tuple[str, object]] = queue.Queue(count)
    left = threading.Event()

    def put(kind: str, value: object) -> None:
        while not left.is_set():
            try:
                waiting.put((kind, value), timeout=WAIT_S)
                return
            except queue.Full:
                continue

    def make() -> None:
        try:
            for item in items:
                put("item", item)
                if left.is_set():
                    return
            put("end", None)
        except BaseException as e:  # noqa: BLE001  # raised where it is waited for
            put("error", e)

    thread = threading.Thread(target=make, name="made ahead", daemon=True)
    thread.start()
    try:
        while True:
            kind, value = waiting.get()
            if kind == "end":
                return
            if kind == "error":
                raise value  # type: ignore[misc]  # an error is one
            yield value  # type: ignore[misc]
    finally:
        left.set()
        thread.join()
