"""The ring: its layout is a contract with programs in another language, so it is read here byte by byte."""

import mmap
import struct

import numpy as np
import pytest

from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.engine.ring import END, FIRST_SAMPLE, GOING_ON, MISSED, READ, WRITTEN, Ring
from tests.support.refused import refused


class Reader:
    """A host's end, as a program without NumPy would write it."""

    def __init__(self, path):
        with open(path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 0)
        magic, self.version, self.capacity, self.rate, self.first = struct.unpack_from("<8sIIII", self.map, 0)
        assert magic == b"GSSRING1" and self.version == 1 and self.first == FIRST_SAMPLE

    def counter(self, offset, value=None):
        if value is not None:
            struct.pack_into("<Q", self.map, offset, value)
        return struct.unpack_from("<Q", self.map, offset)[0]

    def read(self, count):
        at, written = self.counter(READ), self.counter(WRITTEN)
        count = min(count, written - at)
        samples = [struct.unpack_from("<f", self.map, FIRST_SAMPLE + 4 * ((at + i) % self.capacity))[0] for i in range(count)]
        self.counter(READ, at + count)
        return samples


@pytest.fixture
def ring(tmp_path):
    ring = Ring(tmp_path / "Stimme é.ring", capacity=256, rate=16000)
    yield ring
    ring.close()


def test_what_is_written_is_read_also_round_the_end(ring, rng):
    reader, sent, heard = Reader(ring.path), [], []
    assert (reader.capacity, reader.rate) == (256, 16000)
    for count in (100, 100, 200, 256, 1, 0, 77, 256):
        wave = rng.standard_normal(count).astype(np.float32)
        ring.write(wave)
        sent += wave.tolist()
        assert ring.filled == count
        heard += reader.read(300)
    assert heard == sent and ring.written == len(sent)


def test_more_than_there_is_room_for_is_refused(ring):
    ring.write(np.zeros(200, np.float32))
    with refused("ring-room", InvalidInput, says=r"must have room for what is written. Received: 57 samples, room for 56"):
        ring.write(np.zeros(57, np.float32))


def test_a_host_can_tell_rest_from_a_fault(ring):
    reader = Reader(ring.path)
    assert reader.counter(END) == 0  # nothing has begun: silence is right
    ring.write(np.ones(10, np.float32))
    ring.begin()
    assert reader.counter(END) == GOING_ON
    ring.finish()
    assert reader.counter(END) == 10
    reader.counter(MISSED, 5)
    assert ring.missed == 5


def test_beats_are_counted(ring):
    reader = Reader(ring.path)
    ring.beat()
    ring.beat()
    assert reader.counter(192) == 2


@pytest.mark.parametrize("capacity", [0, 100, 300, 1 << 23])
def test_a_capacity_is_a_power_of_two(tmp_path, capacity):
    with refused("ring-capacity", InvalidInput, says=rf"power of two in 256..4194304. Received: capacity={capacity}"):
        Ring(tmp_path / "x.ring", capacity=capacity, rate=16000)


def test_a_file_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "x.ring").write_bytes(b"mine")
    with refused("ring-file", OutputError, says=r"must be one that can be made. Received: .*x.ring \(File exists\)"):
        Ring(tmp_path / "x.ring", capacity=256, rate=16000)
    assert (tmp_path / "x.ring").read_bytes() == b"mine"


def test_closing_takes_the_file_away_and_a_host_plays_on(tmp_path):
    ring = Ring(tmp_path / "x.ring", capacity=256, rate=16000)
    ring.write(np.ones(3, np.float32))
    reader = Reader(ring.path)
    ring.close()
    assert list(tmp_path.iterdir()) == [] and reader.read(3) == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("read", [1, 257, 10**6, 2**63, 2**64 - 1])
def test_a_host_that_counts_wrongly_does_no_harm(ring, rng, read):
    """What it says that it has read decides how much is written, never where, and no more than there is room for."""
    reader = Reader(ring.path)
    ring.write(np.zeros(200, np.float32))
    reader.counter(READ, read)
    assert 0 <= ring.filled <= ring.capacity
    room = ring.capacity - ring.filled
    with refused("ring-room", InvalidInput):
        ring.write(np.zeros(room + 1, np.float32))
    wave = rng.standard_normal(room).astype(np.float32)
    ring.write(wave)
    assert ring.written == 200 + room == reader.counter(WRITTEN)
    at = (200 + np.arange(room)) % ring.capacity
    assert np.array_equal(np.frombuffer(reader.map, np.float32, ring.capacity, FIRST_SAMPLE)[at], wave)


def test_what_a_host_writes_over_our_counters_is_not_believed(ring):
    reader = Reader(ring.path)
    ring.write(np.zeros(10, np.float32))
    for offset in (WRITTEN, END, 192):
        reader.counter(offset, 2**64 - 1)
    assert ring.written == 10
    ring.finish()
    ring.beat()
    ring.write(np.zeros(5, np.float32))
    assert [reader.counter(offset) for offset in (WRITTEN, END, 192)] == [15, 10, 1]
