"""CRC32C: published values, and the same as bit by bit at every length that the lanes treat differently."""

import numpy as np
import pytest

from ganspacesynth.core.untrusted.crc32c import LANES, crc32c, masked


def bit_by_bit(data):
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x82F63B78 if register & 1 else 0)
    return register ^ 0xFFFFFFFF


@pytest.mark.parametrize(
    ("data", "crc"),
    [
        (b"", 0),
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),  # these four: RFC 3720, B.4
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(reversed(range(32))), 0x113FDB5C),
    ],
)
def test_published_values(data, crc):
    assert crc32c(data) == crc


@pytest.mark.parametrize("size", [*range(1, 13), 1023, 4 * LANES - 1, 4 * LANES, 4 * LANES + 1, 4 * LANES + 4, 8 * LANES, 8 * LANES + 7])
def test_lengths(size):
    data = np.random.default_rng(size).bytes(size)
    assert crc32c(data) == bit_by_bit(data)


def test_every_kind_of_bytes():
    data = bytes(range(100))
    for kind in (data, bytearray(data), memoryview(data), np.frombuffer(data, np.uint8), np.frombuffer(data, ">f4").reshape(5, 5)):
        assert crc32c(kind) == bit_by_bit(data)


def test_a_flipped_bit_is_noticed():
    data = bytearray(np.random.default_rng(0).bytes(3 * 4 * LANES + 5))
    whole = crc32c(data)
    for place in (0, 1, 4 * LANES - 1, 4 * LANES, len(data) - 1):
        data[place] ^= 1
        assert crc32c(data) != whole
        data[place] ^= 1
    assert crc32c(data) == whole


def test_masked():
    """The way back, as LevelDB has it."""
    for crc in (0, 1, 0xE3069283, 0xFFFFFFFF):
        rotated = (masked(crc) - 0xA282EAD8) & 0xFFFFFFFF
        assert (rotated >> 17 | rotated << 15) & 0xFFFFFFFF == crc
