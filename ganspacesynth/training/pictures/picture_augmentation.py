"""Augmentation of pictures (mirror, quarter turns, shift, zoom; colours): keeps the critic from learning few of them by heart.

Each happens with a probability p, to real pictures and made ones alike, so that the generator has nothing to gain from looking augmented; p is
that of `adversarial/augment.py`, which rises while the critic is sure of real pictures. Shift, zoom and mirror are one product with a matrix along
each edge, so no pixel is gathered, and slopes go through it as through any layer.

Source: Karras et al., Training generative adversarial networks with limited data (2020), appendix B.
"""

import math
from collections.abc import Mapping

import numpy as np

from ganspacesynth.networks.backend import Tensor, ops

USES = 2  # draws of a step: for real pictures, and for made ones
REAL, FAKE = range(USES)
KINDS = ("mirror", "turn", "shift", "zoom", "brightness", "contrast", "negative", "hue", "saturation")

SHIFT = 0.125  # of an edge, at most
ZOOM = 0.2 * math.log(2.0)  # standard deviation of the logarithm
BRIGHTNESS = 0.2
CONTRAST = 0.5 * math.log(2.0)
SATURATION = math.log(2.0)


def draw(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    """Draw what may happen to the pictures of a step, each [USES, n, …]."""
    normal = rng.standard_normal((USES, n, 4), np.float32)
    return {
        "chance": rng.random((USES, n, len(KINDS)), np.float32),
        "coin": rng.integers(0, 2, (USES, n, 4)).astype(np.float32),  # mirror, the two flips of a turn with the transposition's own
        "shift": rng.uniform(-SHIFT, SHIFT, (USES, n, 2)).astype(np.float32),
        "zoom": ZOOM * normal[..., 0],
        "brightness": BRIGHTNESS * normal[..., 1],
        "contrast": CONTRAST * normal[..., 2],
        "saturation": SATURATION * normal[..., 3],
        "hue": rng.uniform(-np.pi, np.pi, (USES, n)).astype(np.float32),
    }


def augment(pictures: Tensor, draws: Mapping[str, Tensor], use: int, probability: Tensor) -> Tensor:
    """Move and colour each picture with a probability.

    Args:
        pictures: float32 [n, height, width, 3] of -1..1; height and width are equal.
        draws: of `draw`.
        use: REAL or FAKE.
        probability: of each kind, 0..1.
    """
    happens = ops.cast(draws["chance"][use] < probability, "float32")  # [n, kinds]
    asked = {name: happens[:, k] for k, name in enumerate(KINDS)}
    drawn = {name: value[use] for name, value in draws.items()}
    return _coloured(_moved(pictures, asked, drawn), asked, drawn)


def _moved(pictures: Tensor, asked: Mapping[str, Tensor], drawn: Mapping[str, Tensor]) -> Tensor:
    edge, coin = pictures.shape[1], drawn["coin"]
    turn = (asked["turn"] * coin[:, 3])[:, None, None, None]
    pictures = turn * ops.transpose(pictures, (0, 2, 1, 3)) + (1.0 - turn) * pictures
    size = ops.exp(drawn["zoom"] * asked["zoom"])
    down = _resampling(edge, size, drawn["shift"][:, 0] * asked["shift"], asked["turn"] * coin[:, 1])
    mirrored = asked["mirror"] * coin[:, 0]
    flipped = asked["turn"] * coin[:, 2]
    right = _resampling(edge, size, drawn["shift"][:, 1] * asked["shift"], mirrored + flipped - 2.0 * mirrored * flipped)
    n, _, _, channels = pictures.shape
    rows = ops.matmul(down, ops.reshape(pictures, (n, edge, edge * channels)))  # [n, edge, edge * channels]
    columns = ops.transpose(ops.reshape(rows, (n, edge, edge, channels)), (0, 2, 1, 3))
    moved = ops.matmul(right, ops.reshape(columns, (n, edge, edge * channels)))
    return ops.transpose(ops.reshape(moved, (n, edge, edge, channels)), (0, 2, 1, 3))


def _resampling(edge: int, size: Tensor, shift: Tensor, flip: Tensor) -> Tensor:
    """Return matrices [n, edge, edge] that zoom, shift and flip along an edge, mirrored behind its ends; what is between two pixels is of both."""
    places = ops.convert_to_tensor((np.arange(edge, dtype=np.float32) + 0.5) / edge)
    source = 0.5 + ((1.0 - 2.0 * flip)[:, None] * (places[None] - 0.5) - shift[:, None]) / size[:, None]
    source = 1.0 - ops.abs(ops.mod(source, 2.0) - 1.0)  # 0..1, there and back
    at = source * edge - 0.5
    return ops.maximum(0.0, 1.0 - ops.abs(ops.clip(at, 0.0, edge - 1.0)[:, :, None] - np.arange(edge, dtype=np.float32)[None, None]))


def _coloured(pictures: Tensor, asked: Mapping[str, Tensor], drawn: Mapping[str, Tensor]) -> Tensor:
    gray = np.full((3, 3), 1.0 / 3.0, np.float32)
    across = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], np.float32) / np.float32(math.sqrt(3.0))
    beside = np.eye(3, dtype=np.float32) - gray
    angle, negative = drawn["hue"] * asked["hue"], asked["negative"] * drawn["coin"][:, 0]
    saturation = ops.exp(drawn["saturation"] * asked["saturation"])
    contrast = ops.exp(drawn["contrast"] * asked["contrast"])

    def times(scale: Tensor, matrix: np.ndarray) -> Tensor:
        return scale[:, None, None] * matrix[None]

    # Along the gray axis: turned into its negative or not; beside it: turned around the axis, and stretched.
    matrix = times(contrast * (1.0 - 2.0 * negative), gray)
    matrix = matrix + times(contrast * saturation * ops.cos(angle), beside) + times(contrast * saturation * ops.sin(angle), across)
    n, height, width, _ = pictures.shape
    flat = ops.matmul(ops.reshape(pictures, (n, height * width, 3)), ops.transpose(matrix, (0, 2, 1)))
    return ops.reshape(flat, (n, height, width, 3)) + (drawn["brightness"] * asked["brightness"])[:, None, None, None]
