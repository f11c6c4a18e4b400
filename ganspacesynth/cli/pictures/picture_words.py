"""Words of the picture subcommands, read: seeds, rows, sizes, amounts."""

import argparse

from ganspacesynth.cli.seeds import seed

MOST_SEEDS = 1024


def seeds(text: str) -> tuple[int, ...]:
    """Read seeds with commas between them; a range is 7-12."""
    found: list[int] = []
    for word in text.split(","):
        first, dash, last = word.strip().partition("-")
        start = seed(first if first else word)  # -1 is no range, but a wrong seed
        stop = seed(last) if dash else start
        if not start <= stop < start + MOST_SEEDS or len(found) + stop - start >= MOST_SEEDS:
            raise argparse.ArgumentTypeError(f"up to {MOST_SEEDS} seeds, such as 1,4,7-12 (not {text[:40]!r})")
        found += range(start, stop + 1)
    return tuple(found)


def rows(text: str) -> tuple[int, int]:
    """Read the first and the last row of ws; the network says whether it has them."""
    first, dash, last = text.partition("-")
    last = last if dash else first
    if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()) or len(text) > 12:
        raise argparse.ArgumentTypeError(f"a row, or the first and the last, such as 4-9 (not {text[:40]!r})")
    return int(first), int(last)


def noise(text: str) -> str | int:
    """Read a kind of noise, or its seed."""
    return text if text in ("const", "none", "random") else seed(text)


def size(text: str) -> tuple[int, int]:
    """Read width and height."""
    width, _, height = text.lower().partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()) or len(text) > 12:
        raise argparse.ArgumentTypeError(f"a width and a height, such as 1536x1024 (not {text[:40]!r})")
    return int(width), int(height)


def shift(text: str) -> tuple[float, float]:
    """Read two numbers."""
    found = amounts(text)
    if len(found) != 2:
        raise argparse.ArgumentTypeError(f"two numbers, such as 0.25,0 (not {text[:40]!r})")
    return found[0], found[1]


def amounts(text: str) -> tuple[float, ...]:
    """Read numbers with commas between them."""
    try:
        return tuple(float(word) for word in text.split(","))
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"numbers, such as 1.5,-2 (not {text[:40]!r})") from e


def numbers(text: str) -> tuple[int, ...]:
    """Read whole numbers with commas between them."""
    words = text.split(",")
    if not all(word.strip().isascii() and word.strip().isdigit() and len(word) < 9 for word in words):
        raise argparse.ArgumentTypeError(f"whole numbers, such as 2,4,8 (not {text[:40]!r})")
    return tuple(map(int, words))


def bend(text: str) -> tuple[str, float]:
    """Read a layer and a number."""
    layer, _, number = text.rpartition("=")
    try:
        return layer, float(number)
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"a layer and a number, such as b16.conv1=1.5 (not {text[:40]!r})") from e
