"""Python's own kinds in: a wave with its rate, lists and dicts of anything, pictures as arrays."""

from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.notebook.kinds.hearing_views import wave_parts
from ganspacesynth.notebook.registry import view_of
from ganspacesynth.notebook.view import PicturePart, View, WordsPart
from ganspacesynth.pictures.contact_sheet import contact_sheet
from ganspacesynth.pictures.png import png_bytes, to_bytes

MOST = 50  # things of a list that are shown
FEW, SEEN = 4, 3  # things that are shown whole, and parts of each that are seen where there are more: of a sound, the player and two pictures
MIN_RATE, MAX_RATE = 1000, 768_000
MOST_PIXELS = 8192


def pair_view(pair: tuple[Any, ...]) -> View:
    """Show (wave, sample rate); any other tuple as a list."""
    if len(pair) == 2 and isinstance(pair[0], np.ndarray) and isinstance(pair[1], int | float | np.integer | np.floating):
        wave, rate = pair
        right = wave.ndim in (1, 2) and len(wave) and wave.dtype.kind == "f" and MIN_RATE <= float(rate) <= MAX_RATE
        if not right:
            raise InvalidInput(
                f"A wave is shown with its rate: (float [samples] or [samples, channels], {MIN_RATE}..{MAX_RATE} Hz). "
                f"Received: {wave.dtype} {list(wave.shape)}, {brief(rate)}.",
                rule="shown-wave",
            )
        return View("a wave", tuple(wave_parts(wave, round(float(rate)))))
    return list_view(list(pair))


def list_view(things: list[Any]) -> View:
    """Show each of a list."""
    left = len(things) - MOST
    more = (WordsPart(f"… and {left} more"),) if left > 0 else ()
    views = [view_of(each) for each in things[:MOST]]
    brief_views = [View(each.title, each.parts[:SEEN]) for each in views] if len(views) > FEW else views
    return View(f"{len(things)} things", more, tuple(brief_views))


def dict_view(things: dict[Any, Any]) -> View:
    """Show each of a dict under its name."""
    views = [(str(name), view_of(each)) for name, each in list(things.items())[:MOST]]
    return View(f"{len(things)} things", (), tuple(View(name, each.parts, each.inside) for name, each in views))


def array_view(array: np.ndarray) -> View:
    """Show pictures: uint8 [height, width, channels], or float of -1..1, one or several; other arrays say too little of what they are."""
    shape = array.shape if array.ndim == 4 else (1, *array.shape)
    right = array.ndim in (3, 4) and shape[-1] in (1, 2, 3, 4) and array.size and (array.dtype == np.uint8 or array.dtype.kind == "f")
    if not right or max(shape[1:3]) > MOST_PIXELS or shape[0] > MOST:
        raise InvalidInput(
            f"An array is shown as pictures, [height, width, channels] or [n, height, width, channels], up to {MOST} of {MOST_PIXELS} pixels, "
            f"and a wave as (wave, sample_rate). Received: {array.dtype} {list(array.shape)}.",
            rule="shown-array",
        )
    pictures = np.nan_to_num(array.reshape(shape).astype(np.float32))
    pictures = pictures / 127.5 - 1.0 if array.dtype == np.uint8 else pictures
    sheet = contact_sheet(pictures)
    said = f"{shape[0]} pictures" if shape[0] > 1 else "picture"
    return View(said, (PicturePart(png_bytes(to_bytes(sheet)), f"{said}, {sheet.shape[1]} × {sheet.shape[0]}"),))
