"""Styles by their names, and out of files."""

import os
from pathlib import Path

from ganspacesynth.composition.styles.style import Style
from ganspacesynth.core.documents import STYLE, read_document
from ganspacesynth.core.errors import SequenceError, brief

OWN = Path(__file__).parent
USUAL = "default"
MAX_BYTES = 1 << 20
ENDING = ".json"


def style_names() -> tuple[str, ...]:
    """Return the names of the styles that come along."""
    return tuple(sorted(path.stem for path in OWN.glob(f"*{ENDING}")))


def load_style(style: str | os.PathLike[str]) -> Style:
    """Return the style of a name, or that of a file whose name ends in `.json`.

    Raises:
        SequenceError: no such name, no such file, too large a one, something else in it, or a field that is wrong.
    """
    if not str(style).lower().endswith(ENDING):
        if style not in style_names():
            raise SequenceError(
                f"A style is one of {', '.join(style_names())}, or a {ENDING} file. Received: {brief(str(style))}.", rule="known-style"
            )
        return Style.from_json(read_document(OWN / f"{style}{ENDING}", STYLE)[1])
    try:
        return Style.from_json(read_document(style, STYLE, largest=MAX_BYTES)[1])
    except SequenceError as e:
        raise SequenceError(str(e) if str(style) in str(e) else f"{e} In {style}.", rule=e.rule) from e


def style_title(style: str | os.PathLike[str]) -> str:
    """Return what a style is called: its name, or that of its file without the ending."""
    return Path(style).stem
