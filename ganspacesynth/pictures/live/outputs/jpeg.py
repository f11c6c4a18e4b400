"""JPEG: a picture in, the bytes of a file out; written here, so that a browser can watch live pictures without a library of ours more.

Baseline, three channels of full size. The codes are Huffman's for how often runs and sizes come in most pictures, and are sent along, as the format
wants.

Source: ITU-T T.81 (1992): F.1 for the order of what is coded, C for the codes; JFIF 1.02 for the colours.
"""

import functools
import heapq

import numpy as np

LUMA = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], np.float32)
LONGEST = 16  # bits of a code
DC_SIZES, AC_SIZES = 12, 11
END_OF_BLOCK, SIXTEEN_ZEROS = 0x00, 0xF0
SLOTS = 2 * 64 + 2  # places of a block, in which its codes are put in order


def jpeg_bytes(picture: np.ndarray) -> bytes:
    """Return the bytes of a JPEG.

    Args:
        picture: uint8 [height, width, 3].
    """
    height, width = picture.shape[:2]
    coefficients = _coefficients(picture)
    return b"".join([b"\xff\xd8", _application(), *_tables(), _frame(height, width), _scan(), _coded(coefficients), b"\xff\xd9"])


def _coefficients(picture: np.ndarray) -> np.ndarray:
    """Return quantized coefficients in zigzag order, int32 [blocks, 3, 64]."""
    down, right = -picture.shape[0] % 8, -picture.shape[1] % 8
    if down or right:
        picture = np.pad(picture, ((0, down), (0, right), (0, 0)), mode="edge")
    rows, columns = picture.shape[0] // 8, picture.shape[1] // 8
    colours = picture.astype(np.float32) @ LUMA.T
    colours[..., 0] -= 128.0
    blocks = colours.reshape(rows, 8, columns, 8, 3).transpose(0, 2, 4, 1, 3).reshape(-1, 3, 8, 8)
    turned = _cosines() @ blocks @ _cosines().T
    levels = np.rint(turned / _quantization()[[0, 1, 1]].astype(np.float32)).astype(np.int32)
    return levels.reshape(-1, 3, 64)[:, :, _zigzag()]


def _coded(levels: np.ndarray) -> bytes:
    """Return the coded blocks, with zeros stuffed behind bytes of ones."""
    steps = levels[:, :, 0].copy()
    steps[1:] -= levels[:-1, :, 0]
    flat, steps = levels.reshape(-1, 64), steps.reshape(-1)
    parts = [_dc(steps), *_ac(flat)]
    places, values, lengths = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(places, kind="stable")
    return _packed(values[order], lengths[order]).replace(b"\xff", b"\xff\x00")


def _dc(steps: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    codes, lengths = _codes(0)
    sizes = _sizes(steps)
    return np.arange(len(steps)) * SLOTS, (codes[sizes] << sizes) | _bits(steps, sizes), lengths[sizes] + sizes


def _ac(flat: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    codes, lengths = _codes(1)
    blocks, at = np.nonzero(flat[:, 1:])
    at = at + 1
    before = np.concatenate([[0], at[:-1]])
    before[np.concatenate([[True], blocks[1:] != blocks[:-1]])[: len(at)]] = 0
    run, values = at - before[: len(at)] - 1, flat[blocks, at]
    sizes = _sizes(values)
    symbols = (run % 16) << 4 | sizes
    places = blocks * SLOTS + 2 * at
    found = [(places, (codes[symbols] << sizes) | _bits(values, sizes), lengths[symbols] + sizes)]
    zeros = np.repeat(places - 1, run // 16)
    found.append((zeros, np.full(len(zeros), codes[SIXTEEN_ZEROS]), np.full(len(zeros), lengths[SIXTEEN_ZEROS])))
    ends = np.flatnonzero(flat[:, 63] == 0) * SLOTS + SLOTS - 1
    found.append((ends, np.full(len(ends), codes[END_OF_BLOCK]), np.full(len(ends), lengths[END_OF_BLOCK])))
    return found


def _sizes(values: np.ndarray) -> np.ndarray:
    """Return how many bits each number takes."""
    return np.frexp(np.abs(values).astype(np.float64))[1].astype(np.int64)


def _bits(values: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return numbers as they are written: those below 0 one's complement."""
    return np.where(values < 0, values + (1 << sizes) - 1, values).astype(np.int64)


def _packed(values: np.ndarray, lengths: np.ndarray) -> bytes:
    """Return numbers of so many bits each, one behind the other, ones behind the last."""
    starts = np.cumsum(lengths) - lengths
    of = np.repeat(np.arange(len(values)), lengths)
    shift = lengths[of] - 1 - (np.arange(len(of)) - starts[of])
    bits = ((values[of] >> shift) & 1).astype(np.uint8)
    return np.packbits(np.concatenate([bits, np.ones(-len(bits) % 8, np.uint8)])).tobytes()


@functools.cache
def _cosines() -> np.ndarray:
    k, x = np.arange(8)[:, None], np.arange(8)[None]
    matrix = 0.5 * np.cos((2 * x + 1) * k * np.pi / 16)
    matrix[0] /= np.sqrt(2.0)
    return matrix.astype(np.float32)


@functools.cache
def _quantization() -> np.ndarray:
    """Return the steps of brightness and of colour, [2, 8, 8]: finer ones for what is coarse."""
    far = np.add.outer(np.arange(8), np.arange(8))
    return np.stack([2 + 3 * far // 2, 2 + 2 * far])


@functools.cache
def _zigzag() -> np.ndarray:
    order = sorted(range(64), key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8))
    return np.array(order)


@functools.cache
def _code_lengths(kind: int) -> tuple[tuple[int, int], ...]:
    """Return (length, symbol) of the code for brightness and colour's steps (0) or for runs and sizes (1), shortest first."""
    if kind == 0:
        shares = {size: 2.0 ** -abs(size - 2.0) for size in range(DC_SIZES)}
    else:
        shares = {run << 4 | size: 2.0 ** -(0.55 * run + 1.1 * size) for run in range(16) for size in range(1, AC_SIZES)}
        shares |= {END_OF_BLOCK: 0.5, SIXTEEN_ZEROS: 2.0**-8}
    least = 2.0 ** -(LONGEST - 4) * max(shares.values())  # so that no code is longer than it may be
    heap: list[tuple[float, int, list[tuple[int, int]]]] = [(max(s, least), n, [(0, n)]) for n, s in shares.items()]
    heapq.heappush(heap, (0.0, 1 << 20, [(0, -1)]))  # a code of ones alone is none of the format's
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (a[0] + b[0], min(a[1], b[1]), [(length + 1, n) for length, n in a[2] + b[2]]))
    found = sorted((length, n) for length, n in heap[0][2] if n >= 0)
    return tuple(found)


@functools.cache
def _codes(kind: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the code of each symbol and how many bits it has, int64 [256] both."""
    codes, lengths = np.zeros(256, np.int64), np.zeros(256, np.int64)
    code, before = 0, 0
    for length, symbol in _code_lengths(kind):
        code <<= length - before
        codes[symbol], lengths[symbol] = code, length
        code, before = code + 1, length
    return codes, lengths


def _segment(kind: int, body: bytes) -> bytes:
    return bytes([0xFF, kind]) + (len(body) + 2).to_bytes(2, "big") + body


def _application() -> bytes:
    return _segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0")


@functools.cache
def _tables() -> tuple[bytes, ...]:
    steps = [_segment(0xDB, bytes([k]) + bytes(_quantization()[k].ravel()[_zigzag()].tolist())) for k in range(2)]
    codes = []
    for kind in range(2):
        ordered = _code_lengths(kind)
        counts = bytes(sum(length == each for length, _ in ordered) for each in range(1, LONGEST + 1))
        codes.append(_segment(0xC4, bytes([kind << 4]) + counts + bytes(symbol for _, symbol in ordered)))
    return (*steps, *codes)


def _frame(height: int, width: int) -> bytes:
    parts = b"".join(bytes([k + 1, 0x11, min(k, 1)]) for k in range(3))
    return _segment(0xC0, b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x03" + parts)


def _scan() -> bytes:
    return _segment(0xDA, b"\x03" + b"".join(bytes([k + 1, 0x00]) for k in range(3)) + b"\x00\x3f\x00")
