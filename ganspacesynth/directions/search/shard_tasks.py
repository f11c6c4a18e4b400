"""Tasks of a shard: its activations summed for the exact covariance or for a sketch of it."""

import functools
from collections.abc import Callable, Iterator

import numpy as np

from ganspacesynth.core.work.share import Share
from ganspacesynth.directions.decomposition.control import Control
from ganspacesynth.directions.decomposition.halves import HalfSums, MomentsWithHalf
from ganspacesynth.directions.decomposition.moments import Moments, part_dtype
from ganspacesynth.directions.decomposition.sketch import Sketch, SketchPlan
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.directions.search.device_moments import add_on_device


def _never() -> bool:
    return False


class ShardTask:
    """Goes through the batches of a share; see `share.ShareTask`."""

    go_on = ", and go on with --resume"

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

    def __init__(self, sampler: ActivationSampler, name: str, origin: np.ndarray, *, control: Control | None = None, halved: bool = False) -> None:
        super().__init__(sampler, name)
        self.origin, self.control, self.halved = origin, control, halved
        self.part_bytes = np.dtype(part_dtype(sampler.size)).itemsize * sampler.size**2

    def empty(self) -> Moments:
        """Return moments of no sounds, in double precision."""
        return MomentsWithHalf(self.origin, half_dtype=part_dtype(self.sampler.size)) if self.halved else Moments(self.origin)

    def run(self, share: Share, stopped: Callable[[], bool] = _never, into: Moments | None = None) -> Moments | None:
        """Return the moments of a share."""
        moments = Moments(self.origin, dtype=part_dtype(self.sampler.size)) if into is None else into
        if self.sampler.network is not None:
            add_on_device(moments, self.sampler, share, stopped)
        else:
            for _, z, rows in self.batches(share, stopped):
                moments.update(rows, None if self.control is None else self.control.values(z))
        return None if stopped() else moments


class SketchTask(ShardTask):
    """A sketch by a plan, and where there is room for two, one of each half of the batches."""

    def __init__(self, sampler: ActivationSampler, name: str, plan: SketchPlan, *, control: Control | None = None, halved: bool = False) -> None:
        super().__init__(sampler, name)
        self.plan, self.control, self.halved = plan, control, halved
        self.part_bytes = plan.basis.nbytes * (2 if halved else 1)

    def empty(self) -> Sketch | HalfSums:
        """Return a sketch of no sounds."""
        empty = functools.partial(Sketch, self.plan, self.sampler.latent_size)
        return HalfSums(empty) if self.halved else empty()

    def run(self, share: Share, stopped: Callable[[], bool] = _never, into: Sketch | HalfSums | None = None) -> Sketch | HalfSums | None:
        """Return the sketch of a share."""
        sketch, stride = self.empty() if into is None else into, self.plan.stride
        for number, z, rows in self.batches(share, stopped):
            part = sketch.parts[number // stride % 2] if isinstance(sketch, HalfSums) else sketch
            twins = None if self.control is None else self.control.values(z)
            part.update(self.sampler.taken_in(z), rows, products=number % stride == 0, twins=twins)
        return None if stopped() else sketch
