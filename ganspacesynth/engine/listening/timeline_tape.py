"""A timeline as a tape: its recipe in, samples out; made in a thread of its own, some seconds ahead of where it is played, each scene once."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ganspacesynth.audio.effects.panning import to_mono
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipe_sounds import make, mixed
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.composition.timelines.timeline_sound import timeline_stems
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.work.progress import Cancelled, Progress

BLOCK_S = 2.0
AHEAD = 4  # blocks
KEPT_BLOCKS, KEPT_SCENES = 64, 32
ENDED_S = 10.0

Made = tuple[tuple[Recipe, np.ndarray], ...]  # scenes, and their sounds


class TimelineTape:
    """A timeline's sound.

    Attributes:
        duration_s: seconds.
        bars_s: where its bars begin, float64 [bars], seconds.
        markers: moments that have a name, seconds.
    """

    def __init__(
        self, recipe: TimelineRecipe, instrument: Instrument, fail: Callable[[Exception], None], *, bars_s: np.ndarray, made: Made = ()
    ) -> None:
        """Begin to make its first seconds.

        Args:
            recipe: from `arrange`; its part, room and rate do not count.
            instrument: what it is played with.
            fail: told when a scene cannot be made; there is silence then.
            bars_s: where its bars begin.
            made: scenes that another tape has made, from `made_with`.
        """
        self._recipe, self._instrument, self._fail = replace(recipe, part=None, room=None, rate=None, width=0.0), instrument, fail
        self.bars_s, self.markers = bars_s, recipe.markers
        self.duration_s, self._rate = recipe.duration_s, instrument.model.config.sample_rate
        self._size = round(BLOCK_S * self._rate)
        self._blocks: OrderedDict[int, np.ndarray] = OrderedDict()
        self._scenes: Made = made
        self._wanted, self._ready, self._closed = 0, threading.Condition(), False
        self._thread = threading.Thread(target=self._run, name="ganspacesynth timeline", daemon=True)
        self._thread.start()

    def made_with(self, instrument: Instrument) -> Made:
        """Return the scenes that were made with an instrument: a tape of the same timeline, changed a little, needs them again."""
        return self._scenes if instrument is self._instrument else ()

    def read(self, first: int, count: int) -> np.ndarray | None:
        """Return samples from number `first` on, fewer at the end of a block; None while they are not made yet."""
        number = first // self._size
        with self._ready:
            self._wanted = number
            self._ready.notify_all()
            block = self._blocks.get(number)
            if block is None:
                return None
            self._blocks.move_to_end(number)
        begin = first - number * self._size
        return block[begin : begin + count]

    def close(self) -> None:
        """Make nothing more."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()

    def wait(self) -> None:
        """Wait, once it is closed, until what is being made has ended: a process must not end in the midst of it."""
        self._thread.join(ENDED_S)

    def _run(self) -> None:
        while (number := self._next()) is not None:
            try:
                block = self._made(number)
            except Cancelled:
                return
            except Exception as e:  # noqa: BLE001  a scene that fails is silent, and the others sound on
                self._fail(e)
                block = np.zeros(self._size, np.float32)
            with self._ready:
                self._blocks[number] = block
                while len(self._blocks) > KEPT_BLOCKS:
                    self._blocks.popitem(last=False)

    def _next(self) -> int | None:
        """Return the next block to be made; waits until there is one, None when the tape is closed."""
        last = max(0, int(np.ceil(self.duration_s / BLOCK_S)) - 1)
        with self._ready:
            while not self._closed:
                wanted = range(self._wanted, min(last, self._wanted + AHEAD) + 1)
                lacking = next((number for number in wanted if number not in self._blocks), None)
                if lacking is not None:
                    return lacking
                self._ready.wait()
        return None

    def _made(self, number: int) -> np.ndarray:
        part = number * BLOCK_S, min(self.duration_s, (number + 1) * BLOCK_S)
        wave = to_mono(mixed(timeline_stems(replace(self._recipe, part=part), self._rate, self._scene)))
        return np.pad(wave, (0, max(0, self._size - len(wave)))).astype(np.float32)

    def _scene(self, recipe: Recipe, progress: Progress) -> np.ndarray:
        """Make a scene's sound, or take it from those that were made."""
        found = next((wave for kept, wave in self._scenes if kept == recipe), None)
        if found is None:
            plain = replace(recipe, level="model", width=0.0, room=None, rate=None)
            found = make(plain, self._instrument.model, self._instrument.directions, progress=self._told, struck=False)
            self._scenes = (*self._scenes, (recipe, found))[-KEPT_SCENES:]
        return found

    def _told(self, done: int, total: int | None) -> None:
        if self._closed:
            raise Cancelled
