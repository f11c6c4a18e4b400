"""The time budget of `train --from`, divided among training, saving, directions and their annotations."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ganspacesynth.core.work.progress import Item, Track

Clock = Callable[[], float]

SAVES = 10  # checkpoints of a run that is long enough
SAVING_SHARE = 0.1  # of the time to train, that checkpoints take at most
SAVE_COMPILES = 0.8  # what a checkpoint with its audition takes, in times that compiling a step takes
ENDING_COMPILES = 5.0  # likewise the last checkpoint and the directions
LISTEN_IMAGES = 20.0  # what listening to a direction takes, in images trained
ENDING_SHARE = 0.5  # of what is left, that the ending takes at most: then fewer directions are listened to
LISTENING = "Playing directions"  # what `measure.annotate` calls it


@dataclass(frozen=True)
class Speed:
    """What was measured of a machine: images a second, and seconds to compile a step."""

    images_per_second: float
    compile_s: float


@dataclass(frozen=True)
class Shares:
    """How a time is used.

    Attributes:
        images: to train with.
        train_s: seconds that they will take, with saving.
        ending_s: seconds kept for directions and listening.
        saves: checkpoints.
    """

    images: int
    train_s: float
    ending_s: float
    saves: int


class Budget:
    """Seconds in all, and how many are left.

    Attributes:
        total_s: in all.
    """

    def __init__(self, total_s: float, *, spent_s: float = 0.0, clock: Clock = time.monotonic) -> None:
        """Begin to count.

        Args:
            total_s: in all.
            spent_s: by earlier commands of the same run.
            clock: seconds of any beginning.
        """
        self.total_s, self._clock = total_s, clock
        self._begin = clock() - spent_s

    @property
    def spent_s(self) -> float:
        """Seconds gone, those of earlier commands included."""
        return self._clock() - self._begin

    @property
    def left_s(self) -> float:
        """Seconds left, negative when it took longer."""
        return self.total_s - self.spent_s

    def count_earlier(self, spent_s: float) -> None:
        """Count what earlier commands of the run took."""
        self._begin -= spent_s

    def track(self, track: Track) -> Track:
        """Return what goes through parts and ends listening when the time is up; one direction is always listened to."""

        def tracked(items: Iterable[Item], stage: str, total: int | None) -> Iterator[Item]:
            for number, item in enumerate(track(items, stage, total), start=1):
                yield item
                if stage == LISTENING and number != total and self.left_s <= 0.0:
                    return

        return tracked


def share(left_s: float, speed: Speed, *, labelled: int, batch: int) -> Shares:
    """Share what is left of a time.

    Args:
        left_s: seconds.
        speed: of the machine.
        labelled: directions to listen to.
        batch: images of a step; at least so many are trained.
    """
    left_s = max(left_s, 0.0)
    ending_s = ENDING_COMPILES * speed.compile_s + labelled * LISTEN_IMAGES / speed.images_per_second
    ending_s = min(ending_s, ENDING_SHARE * left_s)
    train_s, save_s = left_s - ending_s, max(SAVE_COMPILES * speed.compile_s, 1e-9)
    saves = int(min(SAVES, max(1.0, SAVING_SHARE * train_s / save_s)))
    images = int(speed.images_per_second * (train_s - min(saves * save_s, SAVING_SHARE * train_s)))
    return Shares(max(batch, images // batch * batch), train_s, ending_s, saves)
