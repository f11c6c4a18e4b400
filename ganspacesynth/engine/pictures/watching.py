"""What an engine's pictures see: an input, routes from what is seen to controls, and pictures of the network that look like it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, brief
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.pictures.live.inputs.input import Watch
from ganspacesynth.pictures.live.inputs.known_inputs import watched
from ganspacesynth.pictures.live.inputs.nearest import NearestPictures
from ganspacesynth.pictures.live.inputs.seeing import NAMES, Seen
from ganspacesynth.pictures.live.performance import LivePictures

TARGETS = ("psi", "edit1", "edit2", "edit3", "edit4", "edit5", "edit6", "edit7", "edit8")
MOST_ROUTES, MOST_LOOKERS = 32, 32

Looker = Callable[[Seen], None]


@dataclass(frozen=True)
class SeenRoute:
    """What is seen, and what it moves.

    Attributes:
        seen: one of brightness, motion, right, down, larger, turn.
        target: psi, or edit1 to edit8.
        low, high: where the target is at the low and the high end of what is seen.
    """

    seen: str
    target: str
    low: float
    high: float

    def __post_init__(self) -> None:
        if self.seen not in NAMES or self.target not in TARGETS:
            raise InvalidInput(
                f"What is seen is one of {', '.join(NAMES)}, and moves psi or edit1 to edit8. Received: {brief(self.seen)}, {brief(self.target)}.",
                rule="seen-route",
            )

    def value(self, seen: Seen) -> float:
        """Return where the target is."""
        return self.low + (self.high - self.low) * share_of(self.seen, seen)


class Watching:
    """An input of live pictures, and what it does.

    Attributes:
        watch: the input, None when there is none.
        routes: by their targets.
    """

    def __init__(self, live: Callable[[], LivePictures]) -> None:
        """Begin blind.

        Args:
            live: the pictures that are moved.
        """
        self.watch: Watch | None = None
        self.routes: dict[str, SeenRoute] = {}
        self._live, self._lookers = live, dict[str, Looker]()
        self._table: NearestPictures | None = None
        self._projecting, self._lock = False, threading.Lock()
        self._failed: Callable[[Exception], None] = lambda error: None

    @property
    def table_count(self) -> int:
        """Pictures that what is seen is compared with; 0 when it is not."""
        return self._table.count if self._table is not None and self._projecting else 0

    def open(self, word: str, failed: Callable[[Exception], None]) -> Watch:
        """Look at an input, see `inputs.sources.watched`, in place of the one before.

        Raises:
            InvalidInput: no such input.
            GanSpaceSynthError: it cannot be opened.
        """
        opening = watched(word)
        self.close()
        self._failed = failed
        self.watch = Watch(opening, self._see, failed)
        return self.watch

    def close(self) -> None:
        """Look at nothing; routes stay."""
        watch, self.watch = self.watch, None
        if watch is not None:
            watch.close()

    def seen(self) -> Seen:
        """Return what is seen now; raises CommandError when nothing is."""
        if self.watch is None or self.watch.seen is None:
            raise CommandError("invalid", "There must be something to be seen. Received: no input. Send /picture_watch.", rule="input-open")
        return self.watch.seen

    def share(self, name: str) -> float:
        """Return a number of what is seen as 0..1, the middle being 0.5 of what goes to both sides; 0 while nothing is."""
        seen = None if self.watch is None else self.watch.seen
        return 0.0 if seen is None else share_of(name, seen)

    def look(self, owner: str, looker: Looker | None) -> None:
        """Tell somebody of each frame, or no longer. Of more than 32 those go who asked longest ago: nobody says that their program ended."""
        self._lookers.pop(owner, None)
        if looker is not None:
            self._lookers[owner] = looker
            while len(self._lookers) > MOST_LOOKERS:
                self._lookers.pop(next(iter(self._lookers)))

    def route(self, route: SeenRoute) -> None:
        """Let what is seen move a control, in place of what moved it before."""
        self.routes[route.target] = route

    def project(self, on: bool, count: int | None = None) -> None:
        """Show the network's pictures that look most like what is seen; the table grows meanwhile.

        Args:
            on: or stop, and stay where it is.
            count: pictures of the table; None for 256.
        """
        live = self._live()
        with self._lock:
            self._projecting = on
            if on:
                given = {} if count is None else {"count": count}
                self._table = NearestPictures(live.model, class_index=live.controls.class_index, **given)

    def _see(self, picture: np.ndarray, seen: Seen) -> None:
        for looker in list(self._lookers.values()):
            looker(seen)
        try:
            self._move(picture, seen)
        except CommandError:  # no pictures are open: there is nothing to be moved
            pass
        except GanSpaceSynthError as e:
            self.routes.clear()
            self._failed(e)

    def _move(self, picture: np.ndarray, seen: Seen) -> None:
        live = self._live()
        changes: dict[str, Any] = {}
        edits = list(live.controls.edits)
        for target, route in list(self.routes.items()):
            if target == "psi":
                changes["psi"] = max(0.0, route.value(seen))
                continue
            number = int(target.removeprefix("edit"))
            edits += [0.0] * (number - len(edits))
            edits[number - 1] = route.value(seen)
            changes["edits"] = tuple(edits)
        with self._lock:
            table = self._table if self._projecting else None
            if table is not None and table.model is live.model:
                changes["ws"] = table.nearest(picture)
        if changes:
            live.change(**changes)
        if table is not None:
            table.grow()  # behind the frame: so it is seen at once


def share_of(name: str, seen: Seen) -> float:
    """Return a number of what is seen as 0..1."""
    given = float(getattr(seen, name))
    return min(1.0, max(0.0, given if name in NAMES[:2] else 0.5 * given + 0.5))
