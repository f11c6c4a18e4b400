"""A host's end of an input ring: it writes samples as [ganspacesynth~] does at its inlet."""

import mmap
import struct

import numpy as np

from ganspacesynth.audio.live_input.input_ring import FIRST_SAMPLE, MAGIC, RATE, VERSION, WRITTEN


class RingWriter:
    """Maps a ring's file.

    Attributes:
        map: its bytes.
    """

    def __init__(self, path, rate):
        with open(path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 0)
        magic, version, self.capacity, _, first = struct.unpack_from("<8sIIII", self.map)
        assert (magic, version, first) == (MAGIC, VERSION, FIRST_SAMPLE)
        struct.pack_into("<I", self.map, RATE, rate)
        self.written = 0

    def write(self, samples):
        """Append samples, whether somebody reads them or not."""
        for sample in np.asarray(samples, np.float32):
            struct.pack_into("<f", self.map, FIRST_SAMPLE + 4 * (self.written % self.capacity), sample)
            self.written += 1
        struct.pack_into("<Q", self.map, WRITTEN, self.written)

    def close(self):
        """Let go of it."""
        self.map.close()
