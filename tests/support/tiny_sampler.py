"""Samplers without a network: rows that are a known function of z, or given. They can be pickled, so that other processes have them too."""

import numpy as np

from ganspacesynth.core.work.progress import untracked
from ganspacesynth.directions.search.accumulate import Search
from ganspacesynth.directions.search.sharding import Work
from ganspacesynth.networks.prior import draw_z


class TinySampler:
    """Rows mostly linear in z, with a remainder that is not: what early layers are like."""

    network = None

    def __init__(self, size=60, latent=8, *, batch=16, lone=True, seed=0, remainder=0.3, offset=5.0):
        rng = np.random.default_rng(11)
        self.size, self.latent_size, self.batch, self.lone, self.seed = size, latent, batch, lone, seed
        self.matrix = rng.standard_normal((latent, size)) * np.geomspace(3.0, 1.0, latent)[:, None]
        self.other = rng.standard_normal((latent, size)) * remainder
        self.offset = offset * rng.standard_normal(size)

    def z(self, start, count):
        return draw_z(count, self.latent_size, seed=self.seed, start=start)

    def taken_in(self, z):
        return z

    def rows(self, z, out=None):
        z = z.astype(np.float64)
        return (z @ self.matrix + np.abs(z @ self.other) + self.offset).astype(np.float32)

    def all_rows(self, count):
        return self.rows(self.z(0, count)).astype(np.float64)


class GivenRows:
    """Rows from an array, over and over."""

    network = None

    def __init__(self, rows, batch=64):
        self.given, self.size, self.latent_size, self.batch, self.lone = rows, rows.shape[1], 2, batch, False

    def z(self, start, count):
        return np.arange(start, start + count, dtype=np.float32)[:, None] * np.ones((1, 2), np.float32)

    def taken_in(self, z):
        return z

    def rows(self, z, out=None):
        return self.given[z[:, 0].astype(int) % len(self.given)]


def search(listener, count, wanted, *, seed=0, passes=1, work=None, track=untracked, **key):
    """A Search with everything given."""
    return Search(listener, "tiny", count, wanted, seed, passes, work or Work(), {"count": count, "wanted": wanted, **key}, track)


def sketch_of_rows(rows, k, seed=0, **others):
    return search(GivenRows(rows), len(rows), min(k, len(rows) - 1), seed=seed).sketch()
