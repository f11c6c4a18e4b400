"""Patterns of reaction and diffusion, and crystals: things that grow until they meet."""

import numpy as np

from ganspacesynth.data.paintings.fields import Field, looked_up, places, smooth_field, stretched

TIMES, TIME = 60, 0.6  # steps of the equation, and the length of one
SEEDS = 26  # crystals, at most


def reaction(rng: np.random.Generator, size: int) -> Field:
    """Let a pattern of stripes or spots grow where two substances react and spread, and stretch its plane.

    Source: Swift & Hohenberg, Hydrodynamic fluctuations at the convective instability (1977): what equations of reaction and diffusion come to near
    the point at which patterns set in.
    """
    waves, drive, spots = rng.uniform(7.0, 15.0), rng.uniform(0.25, 0.6), rng.choice([0.0, 0.0, 0.9, -0.9])
    edge = max(size, 96)
    k = np.hypot(np.fft.fftfreq(edge, 1.0 / edge)[:, None], np.fft.rfftfreq(edge, 1.0 / edge)[None]) / waves
    inverse = 1.0 / (1.0 - TIME * (drive - np.square(1.0 - np.square(k))))
    u = 0.15 * smooth_field(rng, edge, coarse=20.0, slope=0.2)
    for _ in range(TIMES):
        u = np.fft.irfft2(inverse * np.fft.rfft2(u + TIME * (spots * u * u - u**3)), (edge, edge))
    y, x = places(size)
    bend = rng.uniform(0.02, 0.09)
    y, x = (each + bend * smooth_field(rng, size, coarse=1.2, slope=3.0) for each in (y, x))
    grown = looked_up(u, y, x)
    light = 0.5 + 0.5 * np.tanh(2.2 * grown / max(float(np.abs(grown).max()), 1e-9))
    return np.clip(0.72 * light + 0.28 * stretched(smooth_field(rng, size, coarse=1.0, slope=3.0, tiled=False)), 0.0, 1.0)


def crystals(rng: np.random.Generator, size: int) -> Field:
    """Let crystals grow from seeds, each at its own pace and along its own axes, and light their faces."""
    y, x = places(size)
    y, x = (each + 0.012 * smooth_field(rng, size, coarse=3.0) for each in (y, x))
    count = int(rng.integers(9, SEEDS + 1))
    middles, axis, longer = rng.uniform(-0.05, 1.05, (count, 2)), rng.uniform(0.0, np.pi, count), rng.uniform(1.0, 2.4, count)
    down, right = y[..., None] - middles[:, 0], x[..., None] - middles[:, 1]  # [size, size, seeds]
    along, across = down * np.sin(axis) + right * np.cos(axis), right * np.sin(axis) - down * np.cos(axis)
    away = np.hypot(along / longer, across * longer**0.5)
    order = np.argsort(away, axis=2, kind="stable")[..., :2]
    first, second = (np.take_along_axis(away, order[..., k : k + 1], 2)[..., 0] for k in (0, 1))
    which = order[..., 0]
    tones, tilts = rng.uniform(0.12, 0.95, count), rng.normal(0.0, 1.6, (count, 2))
    face = tilts[which, 0] * (y - middles[which, 0]) + tilts[which, 1] * (x - middles[which, 1])
    sides = np.take_along_axis(across, which[..., None], 2)[..., 0] > 0.0  # each has a ridge
    edge = 1.0 - np.exp(-np.square((second - first) / 0.016))
    return np.clip((tones[which] + 0.55 * face + 0.14 * (sides - 0.5)) * (0.35 + 0.65 * edge) + 0.5 * (0.12 - first).clip(0.0), 0.0, 1.0)
