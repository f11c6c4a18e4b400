"""A kind and a seed in, a painting out; and a folder of them as PNG files."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.extras import need
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.data.paintings.colour_schemes import coloured, colours
from ganspacesynth.data.paintings.fields import Field
from ganspacesynth.data.paintings.flowing import flow, ink
from ganspacesynth.data.paintings.growing import crystals, reaction
from ganspacesynth.data.paintings.marbling import marbling

PAINTERS: dict[str, Callable[[np.random.Generator, int], Field]] = {
    "flow": flow,
    "ink": ink,
    "reaction": reaction,
    "crystals": crystals,
    "marbling": marbling,
}
SMALLEST, LARGEST = 32, 1024  # pixels of an edge
MOST = 1_000_000


def paint(kind: str, seed: int, size: int = 128) -> np.ndarray:
    """Paint a picture.

    Args:
        kind: one of `PAINTERS`.
        seed: of everything that is left to chance; it makes the same painting at each size.
        size: pixels of an edge, 32..1024.

    Returns:
        uint8 [size, size, 3].

    Raises:
        InvalidInput: no such kind, seed or size.
    """
    if kind not in PAINTERS:
        raise InvalidInput(f"A painting is one of {', '.join(PAINTERS)}. Received: {brief(kind)}.", rule="known-painting")
    if type(size) is not int or not SMALLEST <= size <= LARGEST:
        raise InvalidInput(f"A painting has {SMALLEST}..{LARGEST} pixels along an edge. Received: size={brief(size)}.", rule="painting-size")
    if type(seed) is not int or seed < 0:
        raise InvalidInput(f"A seed is a whole number from 0 on. Received: seed={brief(seed)}.", rule="seed-range")
    rng = np.random.default_rng([seed, list(PAINTERS).index(kind)])
    palette = colours(rng)
    tones = PAINTERS[kind](rng, size)
    return np.rint(255.0 * np.clip(coloured(tones, palette), 0.0, 1.0)).astype(np.uint8)


def paint_folder(
    folder: str | os.PathLike[str],
    *,
    count: int,
    size: int = 128,
    seed: int = 0,
    kinds: Sequence[str] = tuple(PAINTERS),
    track: Track = untracked,
) -> Path:
    """Paint pictures into a folder, as PNG files; those that are there already are kept, so the same call goes on.

    Args:
        folder: for NUMBER-KIND.png.
        count: of pictures; kinds take turns.
        size: pixels of an edge.
        seed: of the first picture of each kind; the next ones count on.
        kinds: some of `PAINTERS`.
        track: shows how many are done.

    Raises:
        InvalidInput: no such kind, size, seed or count.
        OutputError: the folder cannot be written.
    """
    if type(count) is not int or not 1 <= count <= MOST or not kinds:
        raise InvalidInput(
            f"1..{MOST} pictures are painted, of one kind at least. Received: count={brief(count)}, {len(kinds)} kinds.", rule="painting-count"
        )
    need("PIL")
    from PIL import Image

    place = Path(folder).expanduser()
    for number in track(range(count), "Painting", count):
        kind = kinds[number % len(kinds)]
        path = place / f"{number:06d}-{kind}.png"
        if not path.is_file():
            picture = paint(kind, seed + number // len(kinds), size)
            with atomic_path(path) as temporary:
                Image.fromarray(picture).save(temporary, "PNG")
    return place
