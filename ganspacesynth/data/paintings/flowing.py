"""Flow fields and ink: paint drawn out along a wind, and drops that spread in water."""

import numpy as np

from ganspacesynth.data.paintings.fields import Field, blurred, looked_up, places, smooth_field, stretched

STEPS, STEP = 14, 0.006  # along a line, either way; a step with the edge being 1
DROPS = 5  # at most


def flow(rng: np.random.Generator, size: int) -> Field:
    """Draw grains out along the lines of a field of angles.

    Source: Cabral & Leedom, Imaging vector fields using line integral convolution (1993).
    """
    angle = np.pi * rng.uniform(0.5, 1.3) * smooth_field(rng, size, coarse=rng.uniform(0.8, 2.2), slope=3.0, tiled=False) + rng.uniform(0.0, np.pi)
    along = np.sin(angle), np.cos(angle)
    grains = smooth_field(rng, size, coarse=16.0, slope=0.3)
    total = grains.copy()
    for sign in (-1.0, 1.0):
        y, x = places(size)
        for _ in range(STEPS):
            wind = [looked_up(each, np.clip(y, 0.0, 1.0), np.clip(x, 0.0, 1.0)) for each in along]
            y, x = y + sign * STEP * wind[0], x + sign * STEP * wind[1]
            total += looked_up(grains, y, x)
    lines = np.clip(0.5 + 0.22 * total / total.std(), 0.0, 1.0)
    return 0.62 * stretched(np.sin(angle) + 0.4 * np.cos(2.0 * angle)) + 0.38 * lines


def ink(rng: np.random.Generator, size: int) -> Field:
    """Let drops of ink spread in water that is stirred, on paper."""
    y, x = places(size)
    for coarse, strength in ((1.5, 0.10), (4.0, 0.035), (9.0, 0.012)):
        strength *= rng.uniform(0.6, 1.3)
        y, x = y + strength * smooth_field(rng, size, coarse=coarse), x + strength * smooth_field(rng, size, coarse=coarse)
    tone = 0.93 + 0.03 * smooth_field(rng, size, coarse=12.0, slope=1.0)
    for _ in range(int(rng.integers(2, DROPS + 1))):
        middle, radius, strength = rng.uniform(0.15, 0.85, 2), rng.uniform(0.10, 0.32), rng.uniform(0.45, 0.95)
        away = np.hypot(y - middle[0], x - middle[1]) / radius
        spread = 1.0 / (1.0 + np.exp((away - 1.0) * rng.uniform(9.0, 22.0)))
        rim = np.exp(-np.square((away - 0.96) / 0.07))
        rings = 0.10 * np.cos(away * rng.uniform(8.0, 20.0)) * spread
        tone *= 1.0 - strength * np.clip(0.75 * spread + 0.30 * rim + rings, 0.0, 1.0)
    return np.clip(0.9 * tone + 0.1 * blurred(tone, 0.02), 0.0, 1.0)
