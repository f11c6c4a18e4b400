"""Activations summed for a Fit: the exact and the sketched estimator, which can be sharded, stopped and resumed."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.work.progress import Track
from ganspacesynth.directions.decomposition.basis import first_basis, orthonormal
from ganspacesynth.directions.decomposition.estimators import Fit, exact_fit
from ganspacesynth.directions.decomposition.moments import check_exact_fits
from ganspacesynth.directions.decomposition.residuals import SOUNDS, residuals
from ganspacesynth.directions.decomposition.sketch import PRODUCTS, Sketch, SketchPlan, columns_for, nystrom, sketch_fit
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.directions.search.resume import load_unfinished
from ganspacesynth.directions.search.shard_tasks import ExactTask, SketchTask
from ganspacesynth.directions.search.sharding import Work, gather
from ganspacesynth.directions.search.share import cut

PILOT_SOUNDS = 8192  # at most, that a sketch finds its basis on
PILOT_ROUNDS = 2
LEAST = 4096  # sounds of a share: fewer, and merging would take longer than listening


@dataclass(frozen=True)
class Search:
    """What is looked for, and how.

    Attributes:
        sampler: of the activations.
        layer: what it is called.
        count: sounds.
        wanted: directions.
        seed: of the sketch's first basis.
        passes: of the sketch over all sounds.
        work: who does it.
        key: says which search this is, for the file of what is done so far.
        track: for progress bars.
    """

    sampler: ActivationSampler
    layer: str
    count: int
    wanted: int
    seed: int
    passes: int
    work: Work
    key: dict
    track: Track

    def exact(self) -> Fit:
        """Find the principal components of the exact covariance."""
        check_exact_fits(self.sampler.size, self.work.memory)
        done = self._done()
        origin = self._origin() if done is None else done["origin"]
        shares = cut(self.count, self.sampler.batch, least=LEAST)
        task = ExactTask(self.sampler, f"Listening to {self.layer}", origin)
        moments = gather(task, shares, self.work, key=self.key, track=self.track, extra={"origin": origin}, done=done)
        return exact_fit(moments, self.wanted)

    def sketch(self) -> Fit:
        """Find them in a sketch: subspace iteration whose first rounds are over a few sounds, and whose last is over all of them."""
        done = self._done()
        plan, first = (self._pilot(), 0) if done is None else (SketchPlan(done["origin"], done["basis"]), int(done["round"]))
        for number in range(first, self.passes):
            plan = dataclasses.replace(plan, stride=max(1, self.count // PRODUCTS))
            sketch = self._sum(f"Listening to {self.layer}", self.count, plan, self.work, number, done if number == first else None)
            action = sketch.action()
            if number + 1 < self.passes:
                plan = SketchPlan(plan.origin, self._orthonormal(action, number))
        found = nystrom(action, plan.basis)
        return sketch_fit(sketch, found, self.wanted, residuals(found, plan, sketch.mean, self._fresh(), self.wanted))

    def _pilot(self) -> SketchPlan:
        """A basis that a few sounds vary along."""
        width = columns_for(self.sampler.size, self.wanted, self.sampler.latent_size, self.work.memory)
        width = min(width, max(self.wanted, self.count - 1))
        few = min(self.count, PILOT_SOUNDS, max(32, self.count // 8, min(2 * width, self.count // 4)))
        plan = SketchPlan(self._origin(), first_basis(width, self.sampler.size, self.seed))
        for number in range(PILOT_ROUNDS):
            action = self._sum("Finding where to listen", few, plan, Work(memory=self.work.memory)).action()
            plan = SketchPlan(plan.origin, self._orthonormal(action, number))
        return plan

    def _sum(self, name: str, count: int, plan: SketchPlan, work: Work, number: int = 0, done: dict | None = None) -> Sketch:
        least = max(64, min(LEAST, (1 << 24) // self.sampler.size))
        shares = cut(count, self.sampler.batch * plan.stride, least=least)
        extra = {"origin": plan.origin, "basis": plan.basis, "round": number}
        return gather(SketchTask(self.sampler, name, plan), shares, work, key=self.key, track=self.track, extra=extra, done=done)

    def _orthonormal(self, action: np.ndarray, number: int) -> np.ndarray:
        return orthonormal(action, np.random.default_rng([self.seed, number]))

    def _origin(self) -> np.ndarray:
        """A point near the mean, float32 [D]: that of the first few sounds."""
        few = min(self.count, self.sampler.batch)
        return self.sampler.rows(self.sampler.z(0, few)).mean(axis=0, dtype=np.float64).astype(np.float32)

    def _fresh(self) -> Iterator[np.ndarray]:
        """Rows of sounds that were not listened to."""
        batch = self.sampler.batch
        end = self.count + min(SOUNDS, max(2 * batch, self.count // 16))
        return (self.sampler.rows(self.sampler.z(i, min(batch, end - i))) for i in range(self.count, end, batch))

    def _done(self) -> dict | None:
        return load_unfinished(self.work.unfinished, self.key) if self.work.resume and self.work.unfinished else None
