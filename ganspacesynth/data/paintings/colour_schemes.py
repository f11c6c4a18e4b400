"""Palettes: few colours that go together, and the ramps between them; tones in, colours out."""

import numpy as np

# From dark to light, sRGB. Each painting takes one, turned a little.
PALETTES = (
    ("0b1026", "1d3b6f", "2f7f9e", "8fd3c8", "f4f1de"),  # deep sea
    ("1a0a12", "6a1b3d", "c8434b", "f2a65a", "fff1c9"),  # embers
    ("10180f", "2c4a2b", "6c8f3c", "c9c45a", "f7f3d7"),  # moss
    ("160c28", "47267a", "9a3f9e", "ea7fa4", "fde2d8"),  # dusk
    ("101418", "37424d", "78838a", "c3c4bd", "faf7ef"),  # ink and paper
    ("05191c", "0d5c63", "44a1a0", "ffcb77", "fff3db"),  # lagoon
    ("21110a", "6b3a1e", "b8783b", "e0c08a", "f8f0dd"),  # sienna
    ("0a0a1f", "1f2fa8", "3f7bff", "ff5e7e", "ffe9a8"),  # neon
)


def colours(rng: np.random.Generator) -> np.ndarray:
    """Choose a palette and turn its hues a little, float64 [colours, 3] of 0..1."""
    chosen = PALETTES[int(rng.integers(len(PALETTES)))]
    found = np.array([[int(each[k : k + 2], 16) for k in (0, 2, 4)] for each in chosen]) / 255.0
    angle = rng.normal(0.0, 0.12)
    axis = np.full(3, 3.0**-0.5)
    across = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]]) * 3.0**-0.5
    turn = np.cos(angle) * np.eye(3) + np.sin(angle) * across + (1.0 - np.cos(angle)) * np.outer(axis, axis)
    return np.clip(found @ turn.T, 0.0, 1.0)


def coloured(tones: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """Turn tones of 0..1 into colours, float64 [..., 3] of 0..1, along the ramp of a palette."""
    at = np.clip(tones, 0.0, 1.0) * (len(palette) - 1)
    below = np.minimum(at.astype(int), len(palette) - 2)
    share = (at - below)[..., None]
    return (1.0 - share) * palette[below] + share * palette[below + 1]
