"""Colours and what is drawn with them on uint8 [height, width, 3]: in place, by NumPy alone, since every frame is drawn."""

import numpy as np

GROUND = (11, 10, 20)
PANEL = (17, 15, 30)
FAINT = (58, 52, 84)
TEXT = (176, 170, 204)
BRIGHT = (255, 244, 214)
WAVE = (126, 92, 214)
PLAYED = (255, 170, 110)
MARKS = ((83, 216, 201), (255, 209, 102), (142, 202, 230), (244, 151, 142), (183, 228, 199), (205, 180, 219))
HEAT = ((0.0, PANEL), (0.18, (38, 24, 82)), (0.4, (104, 36, 138)), (0.62, (206, 66, 110)), (0.82, (255, 150, 84)), (1.0, (255, 246, 208)))


def heat() -> np.ndarray:
    """Return the colours of levels, uint8 [256, 3]: from the ground over violet and red to a warm white, each brighter than the one before."""
    at = np.linspace(0.0, 1.0, 256)
    places, colours = zip(*HEAT, strict=True)
    return np.stack([np.interp(at, places, [colour[c] for colour in colours]) for c in range(3)], axis=1).round().astype(np.uint8)


def blend(canvas: np.ndarray, top: int, left: int, cover: np.ndarray, colour: tuple[int, int, int]) -> None:
    """Lay a colour over a part of a canvas.

    Args:
        canvas: uint8 [height, width, 3], changed.
        top, left: where the cover begins; what of it is outside is not drawn.
        cover: float [h, w] of 0..1, how much of the colour is seen.
        colour: red, green and blue, 0..255.
    """
    height, width = canvas.shape[:2]
    y0, x0 = max(0, top), max(0, left)
    y1, x1 = min(height, top + cover.shape[0]), min(width, left + cover.shape[1])
    if y0 >= y1 or x0 >= x1:
        return
    share = cover[y0 - top : y1 - top, x0 - left : x1 - left, None].astype(np.float32)
    there = canvas[y0:y1, x0:x1]
    there[...] = np.rint(there + share * (np.array(colour, np.float32) - there)).astype(np.uint8)


def dot(canvas: np.ndarray, x: float, y: float, radius: float, colour: tuple[int, int, int], *, opacity: float = 1.0, glow: float = 0.0) -> None:
    """Draw a disc with a smooth edge.

    Args:
        canvas: as for `blend`.
        x, y: its middle, pixels, between two of them also.
        radius: pixels.
        colour, opacity: of the disc.
        glow: how far beyond its edge it shines, pixels.
    """
    reach = int(np.ceil(radius + 2.5 * glow + 1.0))
    left, top = int(np.floor(x)) - reach, int(np.floor(y)) - reach
    offsets = np.arange(2 * reach + 1)
    away = np.hypot(offsets[None, :] + left - x, offsets[:, None] + top - y)
    cover = np.clip(radius - away + 0.5, 0.0, 1.0)
    if glow:
        cover = np.maximum(cover, 0.5 * np.exp(-0.5 * np.square(np.maximum(away - radius, 0.0) / glow)))
    blend(canvas, top, left, opacity * cover, colour)


def line(canvas: np.ndarray, x: np.ndarray, y: np.ndarray, colour: tuple[int, int, int], opacity: float, *, thickness: float = 1.0) -> None:
    """Draw a line through places; it is the union of its parts, so that where it crosses itself it is no brighter.

    Args:
        canvas: as for `blend`.
        x, y: float [n], pixels.
        colour, opacity: of the line.
        thickness: pixels.
    """
    if len(x) < 2:
        return
    lengths = np.hypot(np.diff(x), np.diff(y))
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.arange(0.0, along[-1] + 0.4, 0.4)
    px, py = np.interp(at, along, x), np.interp(at, along, y)
    reach = int(np.ceil(thickness))
    left, top = int(np.floor(px.min())) - reach, int(np.floor(py.min())) - reach
    cover = np.zeros((int(py.max()) - top + reach + 2, int(px.max()) - left + reach + 2), np.float32)
    px, py = px - left, py - top
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            column, row = np.floor(px).astype(int) + dx, np.floor(py).astype(int) + dy
            near = np.clip(0.5 * thickness + 0.5 - np.hypot(column + 0.5 - px, row + 0.5 - py), 0.0, 1.0)
            np.maximum.at(cover, (row, column), near)
    blend(canvas, top, left, opacity * cover, colour)
