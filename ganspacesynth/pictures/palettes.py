"""Palettes: seeds of pictures kept under a name in the musician's own folder, for chroma, hits and sections to choose from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.documents import PALETTE, read_document, write_document
from ganspacesynth.core.errors import InvalidInput, OutputError, brief
from ganspacesynth.core.user_folder import check_name, same_name, user_folder
from ganspacesynth.networks.prior import MAX_SEED

FOLDER, SUFFIX = "palettes", ".json"
MOST_SEEDS, MOST_PALETTES = 256, 10_000

Seeds = tuple[int, ...] | None


@dataclass(frozen=True)
class Palette:
    """Kept seeds.

    Attributes:
        name: as it was given.
        seeds: in order.
        model: id of the network they were chosen with, None where nobody said.
    """

    name: str
    seeds: tuple[int, ...]
    model: str | None = None


def check_seeds(seeds: Any) -> tuple[int, ...]:
    """Return seeds of a palette.

    Raises:
        InvalidInput: none, too many, or something else.
    """
    listed = list(seeds) if isinstance(seeds, list | tuple) else []
    if not 1 <= len(listed) <= MOST_SEEDS or not all(type(seed) is int and 0 <= seed <= MAX_SEED for seed in listed):
        raise InvalidInput(f"A palette has 1 to {MOST_SEEDS} seeds, 0..{MAX_SEED} each. Received: {brief(seeds)}.", rule="palette-seeds")
    return tuple(listed)


def keep_palette(name: str, seeds: tuple[int, ...], model: str | None = None, *, force: bool = False) -> Path:
    """Keep seeds under a name.

    Args:
        name: 1 to 64 letters, digits and some signs; no number alone, which would be a seed.
        seeds: see `check_seeds`.
        model: id of their network.
        force: take the place of the palette that has this name.

    Raises:
        InvalidInput: no name or no seeds.
        OutputError: there is one of this name, or the folder cannot be written.
    """
    name = check_name(name, "A palette")
    if name[0].isdigit() or "," in name or " " in name:
        raise InvalidInput(f"A palette's name is a word, and no seed. Received: {brief(name)}. Choose another.", rule="palette-name")
    seeds, there = check_seeds(seeds), palettes()
    taken = same_name(name, list(there))
    if taken is not None and not force:
        raise OutputError(
            f"Nothing is overwritten unasked. Received: {name}, which is a palette already. Use --force or another name.", rule="nothing-overwritten"
        )
    if taken is None and len(there) >= MOST_PALETTES:
        raise OutputError(f"At most {MOST_PALETTES} palettes are kept. Received: one more, {name}. Remove some.", rule="palette-count")
    path = _place() / f"{name}{SUFFIX}" if taken is None else there[taken]
    said = {"name": name, "seeds": list(seeds), **({"model": model} if model else {})}
    write_document(path, PALETTE, said, force=force)
    return path


def palettes() -> dict[str, Path]:
    """Return the files of all palettes by their names, in order; raises InvalidInput where they cannot be read."""
    place = _place()
    try:
        found = sorted(place.iterdir())[:MOST_PALETTES] if place.is_dir() else []
    except OSError as e:
        raise InvalidInput(f"Palettes must be readable. Received: {place} ({e.strerror}). Check its permissions.", rule="readable-file") from e
    return {path.stem: path for path in found if path.suffix == SUFFIX and not path.name.startswith(".")}


def read_palette(name: str) -> Palette:
    """Return a palette by its name, with whatever capitals; raises InvalidInput where there is none, or its file is damaged."""
    path = _find(name)
    _, body = read_document(path, PALETTE)
    model = body.get("model")
    return Palette(path.stem, check_seeds(body.get("seeds")), model if isinstance(model, str) else None)


def remove_palette(name: str) -> Path:
    """Forget a palette.

    Returns:
        The file that was removed.

    Raises:
        InvalidInput: there is none of this name.
        OutputError: it cannot be removed.
    """
    path = _find(name)
    try:
        path.unlink()
    except OSError as e:
        raise OutputError(f"A palette must be removable. Received: {path} ({e.strerror}). Check its permissions.", rule="removable-file") from e
    return path


def read_palette_word(word: str) -> tuple[int, ...]:
    """Return the seeds that a word means: 1,4,7-12, or the name of a palette.

    Raises:
        InvalidInput: neither.
    """
    if not word[:1].isdigit():
        return read_palette(word).seeds
    found: list[int] = []
    for part in word.split(","):
        first, dash, last = part.strip().partition("-")
        if not (first.isascii() and first.isdigit() and len(first) < 12) or (dash and not (last.isascii() and last.isdigit() and len(last) < 12)):
            raise InvalidInput(f"Seeds are whole numbers, such as 1,4,7-12. Received: {brief(word)}.", rule="palette-seeds")
        start, stop = int(first), int(last or first)
        found += range(start, min(stop + 1, start + MOST_SEEDS + 1))
        if len(found) > MOST_SEEDS:
            break  # which is too many, whatever else is said
    return check_seeds(found)


def _place() -> Path:
    return user_folder() / FOLDER


def _find(name: str) -> Path:
    there = palettes()
    found = same_name(name, list(there))
    if found is None:
        known = f"Palettes are {', '.join(list(there)[:12])}{', …' if len(there) > 12 else ''}" if there else "There are no palettes yet"
        raise InvalidInput(f"A palette has a name. Received: {brief(name)}, which is none. {known}. Check the name.", rule="known-palette")
    return there[found]
