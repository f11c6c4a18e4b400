"""Ring buffer in shared memory, the other way round: a host writes what comes in at its inlet into a mapped file, its audio thread never waiting.

One writer, one reader, no lock. The file (little-endian, memory-backed where the system offers that) is

    offset  type     what                                                     written by
         0  8 bytes  "GSSINPUT"                                               reader, once
         8  u32      version, 1                                               reader, once
        12  u32      capacity in samples, a power of two                      reader, once
        16  u32      rate in Hz, 0 until a host says it                       host
        20  u32      offset of the samples, 1024                              reader, once
        64  u64      written: samples written since the beginning             host
      1024  f32      samples; sample i is at i modulo capacity

A host writes whether somebody reads or not: who reads too late has lost what was overwritten, and goes on with what is there.
"""

import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ganspacesynth.audio.live_input.incoming import EMPTY, AudioBlock, sane
from ganspacesynth.core.errors import OutputError

MAGIC, VERSION = b"GSSINPUT", 1
RATE, WRITTEN, FIRST_SAMPLE = 16, 64, 1024
CAPACITY = 1 << 16  # more than a second at 48 kHz
SLOWEST_HZ, FASTEST_HZ = 1000, 768_000
LOOK_S = 0.002


class InputRing:
    """The reader's end, which makes the file.

    Attributes:
        path: of the mapped file; a host opens and maps it, and may delete the name at once where the system allows that.
        capacity: samples it holds.
        name: what it is, for people.
        over: never.
    """

    over = False

    def __init__(
        self, path: str | os.PathLike[str], *, capacity: int = CAPACITY, name: str = "inlet", sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Make the file.

        Args:
            path: where there is none yet.
            capacity: samples, a power of two.
            name: for people.
            sleep: of tests.

        Raises:
            OutputError: it cannot be made.
        """
        self.path, self.capacity, self.name, self._sleep = Path(path), capacity, name, sleep
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
        self._rates = np.frombuffer(self._map, np.uint32, FIRST_SAMPLE // 4)
        self._samples = np.frombuffer(self._map, np.float32, capacity, FIRST_SAMPLE)
        self._lock, self._closed = threading.Lock(), False  # of reading and closing
        self._read = 0
        self._map[8:24] = struct.pack("<IIII", VERSION, capacity, 0, FIRST_SAMPLE)
        self._map[0:8] = MAGIC

    @property
    def sample_rate(self) -> int:
        """Hz, as the host says; 48 000 until it says one that sound can have."""
        said = 0 if self._closed else int(self._rates[RATE // 4])
        return said if SLOWEST_HZ <= said <= FASTEST_HZ else 48_000

    def read(self, wait_s: float = 0.02) -> AudioBlock:
        """Return what the host wrote."""
        until = time.monotonic() + wait_s
        block = self._take()
        while not len(block) and time.monotonic() < until and not self._closed:
            self._sleep(LOOK_S)
            block = self._take()
        return block

    def close(self) -> None:
        """Unmap and delete the file; a host that still maps it keeps its memory until it lets go."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            del self._counters, self._rates, self._samples
            self._map.close()
        self.path.unlink(missing_ok=True)

    def _take(self) -> AudioBlock:
        with self._lock:  # which is a fence as well: samples are read behind the counter that announces them
            if self._closed:
                return AudioBlock(EMPTY, 48_000, self._read)
            written = int(self._counters[WRITTEN // 8])
        with self._lock:
            if self._closed:
                return AudioBlock(EMPTY, 48_000, self._read)
            there = written - self._read
            if not 0 <= there <= self.capacity - self.capacity // 4:  # overwritten meanwhile, or a host that went astray
                self._read = max(0, written - (self.capacity // 4 if there > 0 else 0))
                there = written - self._read
            places = (self._read % self.capacity + np.arange(there)) % self.capacity
            found = sane(self._samples[places])
            first, self._read = self._read, written
        return AudioBlock(found, self.sample_rate, first)
