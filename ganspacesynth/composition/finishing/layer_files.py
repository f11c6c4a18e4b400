"""The file of a mix in, those of its layers beside it out."""

import re

from ganspacesynth.core.files import named


def layer_files(path: str | None, names: list[str]) -> tuple[str, ...]:
    """Return a file for each layer beside that of all: `a.wav` becomes `a-1-drone.wav`; the file itself where there is one layer, none for None."""
    if path is None or len(names) == 1:
        return () if path is None else (path,)
    whole = named(path)
    words = [re.sub(r"[^\w-]+", "-", name)[:40].strip("-") or "layer" for name in names]
    return tuple(str(whole.with_name(f"{whole.stem}-{number}-{word}{whole.suffix}")) for number, word in enumerate(words, start=1))
