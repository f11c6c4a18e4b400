"""Tasks of a shard: its activations summed for the exact covariance or for a sketch of it."""

from collections.abc import Callable, Iterator

import numpy as np

from ganspacesynth.directions.decomposition.moments import Moments, part_dtype
from ganspacesynth.directions.decomposition.sketch import Sketch, SketchPlan
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.directions.search.device import add_on_device
from ganspacesynth.directions.search.share import Share


def _never() -> bool:
    return False


class ShardTask:
    """Goes through the batches of a share; see `share.ShareTask`."""

    def __init__(self, sampler: ActivationSampler, name: str) -> None:
        self.sampler, self.name = sampler, name
        self.batch, self.lone = sampler.batch, sampler.lone

    def batches(self, share: Share, stopped: Callable[[], bool]) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Yield (number of the batch among all, z, rows) until there are no more, or `stopped` says so; rows may be written over."""
        buffer = np.empty((min(self.batch, share.count), self.sampler.size), np.float32) if self.lone else None
        for start in range(share.start, share.start + share.count, self.batch):
            if stopped():
                return
            z = self.sampler.z(start, min(self.batch, share.start + share.count - start))
            yield start // self.batch, z, self.sampler.rows(z, out=buffer)


class ExactTask(ShardTask):
    """Moments about an origin."""

    def __init__(self, sampler: ActivationSampler, name: str, origin: np.ndarray) -> None:
        super().__init__(sampler, name)
        self.origin = origin
        self.part_bytes = np.dtype(part_dtype(sampler.size)).itemsize * sampler.size**2

    def empty(self) -> Moments:
        """Return moments of no sounds, in double precision."""
        return Moments(self.origin)

    def run(self, share: Share, stopped: Callable[[], bool] = _never, into: Moments | None = None) -> Moments | None:
        """Return the moments of a share."""
        moments = Moments(self.origin, dtype=part_dtype(self.sampler.size)) if into is None else into
        if self.sampler.network is not None:
            add_on_device(moments, self.sampler, share, stopped)
        else:
            for _, _, rows in self.batches(share, stopped):
                moments.update(rows)
        return None if stopped() else moments


class SketchTask(ShardTask):
    """A sketch by a plan."""

    def __init__(self, sampler: ActivationSampler, name: str, plan: SketchPlan) -> None:
        super().__init__(sampler, name)
        self.plan = plan
        self.part_bytes = plan.basis.nbytes

    def empty(self) -> Sketch:
        """Return a sketch of no sounds."""
        return Sketch(self.plan, self.sampler.latent_size)

    def run(self, share: Share, stopped: Callable[[], bool] = _never, into: Sketch | None = None) -> Sketch | None:
        """Return the sketch of a share."""
        sketch = self.empty() if into is None else into
        for number, z, rows in self.batches(share, stopped):
            sketch.update(self.sampler.taken_in(z), rows, products=number % self.plan.stride == 0)
        return None if stopped() else sketch
