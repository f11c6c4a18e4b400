"""What a working process says of itself, line by line as JSON, and how it is asked to stop."""

import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from ganspacesynth.core.work.progress import Cancelled, Item
from ganspacesynth.training.from_sounds.sounds_observer import SoundsObserver

if TYPE_CHECKING:
    from ganspacesynth.training.from_sounds.folder_look import FolderLook
    from ganspacesynth.training.from_sounds.training_plan import TrainingPlan

OFTEN_S = 0.2
LEARNING = "Learning"
# What stages are called here, by what those who work call them; another name is a musician's word already.
STAGES = {
    "Making samples": "Cutting the recordings",
    "Analysing": "Looking closely at the pieces",
    "Listening to conv0": "Finding directions",
    "Means of pitches": "Finding directions",
    "Playing directions": "Hearing what directions do",
    "Classifying": "Listening",
}


class Teller(SoundsObserver):
    """Tells how far work is, and stops it where that is asked for.

    Attributes:
        asked: set by whoever wants it to stop.
    """

    def __init__(self, out: IO[str], asked: threading.Event) -> None:
        self.asked = asked
        self._out, self._last_s, self._images = out, 0.0, 0

    def tell(self, message: Mapping[str, Any]) -> None:
        """Say something; where nobody listens any more the work stops."""
        try:
            self._out.write(json.dumps(message) + "\n")
            self._out.flush()
        except (OSError, ValueError):
            self.asked.set()

    def say(self, text: str) -> None:
        """Say a sentence that stays."""
        self.tell({"say": text})

    def stage(self, name: str, done: int, total: int | None, left_s: float | None = None) -> None:
        """Tell how far a stage is, a few times a second."""
        now = time.monotonic()
        if done and done != total and now - self._last_s < OFTEN_S:
            return
        self._last_s = now
        self.tell({"now": {"stage": name, "done": done, "total": total, "left_s": left_s}})

    def track(self, items: Iterable[Item], stage: str, total: int | None, /) -> Iterator[Item]:
        """Go through the parts of a stage, until somebody asks to stop."""
        name = STAGES.get(stage, stage)
        self.stage(name, 0, total)
        for done, item in enumerate(items, start=1):
            yield item
            self.stage(name, done, total)
            if self.asked.is_set():
                raise Cancelled

    def gathered(self, samples: int, duration_s: float, silent: int) -> None:
        """Say how many pieces there are; the machine is tried next."""
        self.say(f"{samples} pieces of {duration_s:g} s.")
        self.stage("Trying how fast this machine learns", 0, None)

    def planned(self, found: "FolderLook", samples: int, plan: "TrainingPlan", train_s: float) -> None:
        """Say what the time is enough for."""
        taught = f"{samples} notes" if found.kind == "notes" else f"{min(plan.sounds, samples)} of {samples} pieces, the most different"
        each = plan.images // max(1, samples if found.kind == "notes" else plan.sounds)
        self.say(f"It will learn {taught}, looking at each about {each} times.")
        if each < ENOUGH and found.kind != "notes":
            self.say(f"A piece is recognised after some {ENOUGH} times: this will be a rough sketch. More time, or fewer pieces, make it clearer.")

    @contextmanager
    def training(self, images: int) -> Iterator[None]:
        """Learning begins, `images` in all."""
        self._images = images
        self.stage(LEARNING, 0, images)
        yield

    def report(self, images: int, losses: Mapping[str, float], rate: float, share: float) -> None:
        """Tell how far learning is."""
        self.stage(LEARNING, images, self._images, round((self._images - images) / rate, 1) if rate > 0 else None)

    def stop(self) -> bool:
        """Tell whether somebody asked to."""
        return self.asked.is_set()

    def time_is_up(self, images: int, planned: int) -> None:
        """Say that it ends early."""
        self.say(f"The time to learn is up: it looked {images} times, of {planned} that were planned.")

    def finding_directions(self) -> None:
        """Say what begins."""
        self.stage("Finding directions", 0, None)

    def listening(self, directions: int) -> None:
        """Say what begins."""
        self.stage("Hearing what directions do", 0, directions)


ENOUGH = 300  # as in own_task.py
