"""LayerBend: what is done to a layer's picture, or to some of its channels: moved, turned, blurred, coloured, left out; as arrays for the graph.

In this order: channels (hue, ablate, gain), places (swirl, ripple, shear, zoom, turn, shift), blur, and what is added.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from ganspacesynth.core.bends.kinds import is_number
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.prior import draw_z

LARGEST = 1e4
PICTURE = "picture"  # what comes out in the end, as if it were a layer
PLACES = ("swirl_deg", "ripple", "shear_deg", "zoom", "rotate_deg", "right", "down")
SMALLEST_ZOOM, WIDEST_BLUR = 0.01, 64.0
WAVES = 6  # of a ripple, which moves places along them
MIDDLE = 0.5
Span = tuple[int, int] | None


@dataclass(frozen=True)
class LayerBend:
    """What is done to a layer; the usual values change nothing.

    Attributes:
        zoom: 2 makes what the layer holds twice as large.
        right, down: how far it moves, 1 being its edge.
        rotate_deg: how far it turns to the right, degrees.
        shear_deg: how far it leans, degrees.
        swirl_deg: how far its middle turns against its edge, degrees.
        ripple: how far places are displaced along fixed waves, 1 being the edge.
        blur: standard deviation of a Gaussian, in cells of the layer.
        hue_deg: how far channels turn into each other, three by three around their mean; of the picture, its hue.
        ablate: how much of the channels is left out, 0..1.
        gain: a factor.
        add: what is added.
        channels: the first and the last that are meant; None for all.
    """

    zoom: float = 1.0
    right: float = 0.0
    down: float = 0.0
    rotate_deg: float = 0.0
    shear_deg: float = 0.0
    swirl_deg: float = 0.0
    ripple: float = 0.0
    blur: float = 0.0
    hue_deg: float = 0.0
    ablate: float = 0.0
    gain: float = 1.0
    add: float = 0.0
    channels: Span = None

    def __post_init__(self) -> None:
        for name in AMOUNTS:
            value = getattr(self, name)
            if (
                not is_number(value, largest=LARGEST)
                or (name == "zoom" and value < SMALLEST_ZOOM)
                or (name == "blur" and not 0 <= value <= WIDEST_BLUR)
            ):
                raise InvalidInput(
                    f"A bend of a layer is a finite number, a zoom {SMALLEST_ZOOM:g} at least, a blur 0..{WIDEST_BLUR:g} cells. "
                    f"Received: {name}={brief(value)}.",
                    rule="layer-bend",
                )
        span = self.channels
        if span is not None and not (len(span) == 2 and all(type(each) is int for each in span) and 0 <= span[0] <= span[1]):
            raise InvalidInput(f"Channels are the first and the last, from 0. Received: channels={brief(span)}.", rule="bent-channels")

    def uses(self, names: Sequence[str]) -> bool:
        """Whether any of some amounts does something."""
        return any(getattr(self, name) != getattr(STRAIGHT, name) for name in names)

    def with_amount(self, name: str, value: float) -> "LayerBend":
        """Return the bend with another amount, by its name."""
        return replace(self, **{name: value})  # type: ignore[arg-type]

    def times(self, share: float) -> "LayerBend":
        """Return a share of the bend: 0 changes nothing, 1 is the whole."""
        moved = {name: getattr(STRAIGHT, name) + share * (getattr(self, name) - getattr(STRAIGHT, name)) for name in AMOUNTS}
        return replace(self, **moved)  # type: ignore[arg-type]


AMOUNTS = tuple(each.name for each in fields(LayerBend) if each.name != "channels")
STRAIGHT = LayerBend()


def check_span(span: Span, layer: str, channels: int) -> tuple[int, int]:
    """Return the first and the last channel that are meant.

    Raises:
        InvalidInput: the layer has fewer.
    """
    if span is None:
        return 0, channels - 1
    if span[1] >= channels:
        raise InvalidInput(f"{layer} has channels 0..{channels - 1}. Received: {span[0]}..{span[1]}. Name fewer.", rule="bent-channels")
    return span


def spanned(span: Span, layer: str, channels: int) -> np.ndarray:
    """Return 1 for channels that are meant and 0 for others, float32 [channels]."""
    first, last = check_span(span, layer, channels)
    mask = np.zeros(channels, np.float32)
    mask[first : last + 1] = 1.0
    return mask


def channel_turn(bend: LayerBend, layer: str, channels: int) -> np.ndarray:
    """Return how a hue mixes channels, float64 [channels, channels]."""
    first, last = check_span(bend.channels, layer, channels)
    matrix, turned = np.eye(channels), hue_turn(bend.hue_deg)
    for start in range(first, last - 1, 3):
        matrix[start : start + 3, start : start + 3] = turned
    return matrix


def left_over(bend: LayerBend) -> float:
    """Return the factor that is left of channels."""
    return (1.0 - min(max(bend.ablate, 0.0), 1.0)) * bend.gain


def hue_turn(degrees: float) -> np.ndarray:
    """Return the rotation of three colours around gray, float64 [3, 3]."""
    angle = math.radians(degrees)
    cross = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]]) / math.sqrt(3.0)
    return math.cos(angle) * np.eye(3) + math.sin(angle) * cross + (1.0 - math.cos(angle)) * np.full((3, 3), 1.0 / 3.0)


def place_grid(bends: Sequence[LayerBend], height: int, width: int) -> np.ndarray:
    """Return where each place of a layer is looked up, as GridSample takes it: float32 [height, width, 2], x and y of -1..1 over the edges."""
    aspect = width / height
    y, x = np.meshgrid((np.arange(height) + MIDDLE) / height - MIDDLE, ((np.arange(width) + MIDDLE) / width - MIDDLE) * aspect, indexing="ij")
    for bend in reversed(bends):  # what is done last is undone first
        x, y = _undone(bend, x, y)
    return np.stack([2.0 * x / aspect, 2.0 * y], axis=-1).astype(np.float32)


def _undone(bend: LayerBend, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, y = x - bend.right, y - bend.down
    angle = math.radians(bend.rotate_deg)
    x, y = math.cos(angle) * x + math.sin(angle) * y, math.cos(angle) * y - math.sin(angle) * x
    x, y = x / bend.zoom, y / bend.zoom
    if bend.shear_deg:
        x = x - math.tan(math.radians(min(max(bend.shear_deg, -80.0), 80.0))) * y
    if bend.ripple:
        x, y = _rippled(bend.ripple, x, y)
    if bend.swirl_deg:
        turn = np.radians(bend.swirl_deg) * np.exp(-np.square(np.hypot(x, y) / 0.3))
        x, y = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    return x, y


def _rippled(amount: float, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    right, down = np.zeros_like(x), np.zeros_like(y)
    for across, along, phase, _, dx, dy in draw_z(WAVES, 6, seed=0).astype(np.float64):
        wave = np.sin(2.0 * np.pi * (across * x + along * y + phase))
        right, down = right + dx * wave, down + dy * wave
    return x + amount / WAVES**0.5 * right, y + amount / WAVES**0.5 * down


def blur_matrix(sigma: float, size: int) -> np.ndarray:
    """Return a Gaussian along an axis as a matrix, mirrored at its ends, float32 [size, size]; rows sum to 1."""
    if sigma < 0.05:
        return np.eye(size, dtype=np.float32)
    reach = min(size - 1, math.ceil(4.0 * sigma))
    steps = np.arange(-reach, reach + 1)
    taps = np.exp(-0.5 * np.square(steps / sigma))
    matrix = np.zeros((size, size))
    places = np.arange(size)
    for step, tap in zip(steps, taps / taps.sum(), strict=True):
        found = np.abs(places + step)
        found = np.where(found >= size, 2 * size - 2 - found, found) if size > 1 else found * 0
        np.add.at(matrix, (places, found), tap)
    return matrix.astype(np.float32)
