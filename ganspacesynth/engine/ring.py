"""Ring buffer in shared memory: the engine writes samples into a mapped file, a host reads them in its audio thread.

One writer, one reader, no lock. The file (little-endian, memory-backed where the system offers that) is

    offset  type     what                                                            written by
         0  8 bytes  "GSSRING1"                                                      engine, once
         8  u32      version, 1                                                      engine, once
        12  u32      capacity in samples, a power of two                             engine, once
        16  u32      rate in Hz                                                      engine, once
        20  u32      offset of the samples, 1024                                     engine, once
        64  u64      written: samples written since the beginning                    engine
       128  u64      end: the sound ends behind this sample; 2^64 - 1 while it goes on   engine
       192  u64      beat: goes up by one at least every 50 ms while the engine lives    engine
       256  u64      read: samples read since the beginning                          host
       320  u64      missed: samples that the host wanted of a sound and that were not there (underruns)   host
      1024  f32      samples; sample i is at i modulo capacity

Counters have a cache line each, since two processors write them. A host plays samples from `read` on while read < written. When read has
reached written it plays silence: if read < end something was missed, else the voice rests. `end` is 0 at first.
"""

import mmap
import os
import struct
import threading
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import InvalidInput, OutputError

MAGIC = b"GSSRING1"
VERSION = 1
FIRST_SAMPLE = 1024
MAX_CAPACITY = 1 << 22
GOING_ON = 2**64 - 1
WRITTEN, END, BEAT, READ, MISSED = 64, 128, 192, 256, 320


class Ring:
    """The engine's end of a ring.

    Attributes:
        path: of the mapped file; a host opens and maps it, and may delete the name at once where the system allows that.
        capacity: samples it holds.
        rate: Hz.
    """

    def __init__(self, path: str | os.PathLike[str], *, capacity: int, rate: int) -> None:
        if not 256 <= capacity <= MAX_CAPACITY or capacity & (capacity - 1):
            raise InvalidInput(
                f"A ring's capacity must be a power of two in 256..{MAX_CAPACITY}. Received: capacity={capacity}.", rule="ring-capacity"
            )
        self.path, self.capacity, self.rate = Path(path), capacity, rate
        size = FIRST_SAMPLE + 4 * capacity
        try:
            with open(self.path, "x+b") as file:
                file.truncate(size)
                self._map = mmap.mmap(file.fileno(), size)
        except OSError as e:
            raise OutputError(
                f"A ring's file must be one that can be made. Received: {self.path} ({e.strerror}). Free some memory.", rule="ring-file"
            ) from e
        self._counters = np.frombuffer(self._map, np.uint64, FIRST_SAMPLE // 8)
        self._samples = np.frombuffer(self._map, np.float32, capacity, FIRST_SAMPLE)
        self._fence = threading.Lock()
        self._written = self._beats = 0  # what the file says can be changed by whoever maps it
        self._map[8:24] = struct.pack("<IIII", VERSION, capacity, rate, FIRST_SAMPLE)
        self._publish()
        self._map[0:8] = MAGIC

    @property
    def filled(self) -> int:
        """Samples that wait to be read; whatever a host writes into its counter, no less than none and no more than there is room for."""
        return min(self.capacity, max(0, self._written - int(self._counters[READ // 8])))

    @property
    def read(self) -> int:
        """Samples read since the beginning, as far as that can be."""
        return min(self._written, max(self._written - self.capacity, int(self._counters[READ // 8])))

    @property
    def written(self) -> int:
        """Samples written since the beginning."""
        return self._written

    @property
    def missed(self) -> int:
        """Samples that the host missed."""
        return int(self._counters[MISSED // 8])

    def begin(self) -> None:
        """Say that a sound goes on from here: silence is a fault until `finish`. Call it after the first `write`."""
        self._counters[END // 8] = GOING_ON

    def finish(self) -> None:
        """Say that the sound ends behind what has been written."""
        self._counters[END // 8] = self._written

    def beat(self) -> None:
        """Say that the engine lives; call it at least every 50 ms."""
        self._beats += 1
        self._counters[BEAT // 8] = self._beats

    def write(self, wave: np.ndarray) -> None:
        """Append samples.

        Args:
            wave: float32 [samples], no more than there is room for.

        Raises:
            InvalidInput: there is no room.
        """
        count, at = len(wave), self._written
        if count > self.capacity - self.filled:
            raise InvalidInput(
                f"A ring must have room for what is written. Received: {count} samples, room for {self.capacity - self.filled}.", rule="ring-room"
            )
        start = at % self.capacity
        first = min(count, self.capacity - start)
        self._samples[start : start + first] = wave[:first]
        self._samples[: count - first] = wave[first:]
        self._publish()
        self._written = at + count
        self._counters[WRITTEN // 8] = self._written

    def take(self, count: int) -> tuple[np.ndarray, int]:
        """Read as a host of the same process: return up to so many samples that wait, float32, and how many of a sound that goes on were missed."""
        found = min(count, self.filled)
        start = int(self._counters[READ // 8]) % self.capacity
        first = min(found, self.capacity - start)
        wave = np.concatenate([self._samples[start : start + first], self._samples[: found - first]])
        missed = count - found if int(self._counters[END // 8]) == GOING_ON else 0
        self._counters[READ // 8] += np.uint64(found)
        self._counters[MISSED // 8] += np.uint64(missed)
        return wave, missed

    def close(self) -> None:
        """Unmap and delete the file; a host that still maps it keeps its memory until it lets go."""
        del self._counters, self._samples
        self._map.close()
        self.path.unlink(missing_ok=True)

    def _publish(self) -> None:
        """Let samples be seen before the counter that announces them, also where processors reorder stores.

        Python has no fence of its own; giving a lock back and taking it again is one.
        """
        for _ in range(2):
            with self._fence:
                pass
