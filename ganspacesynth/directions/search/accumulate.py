"""Activations summed for a Fit: the exact and the sketched estimator, which can be sharded, stopped and resumed."""

import dataclasses
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.work.progress import Track
from ganspacesynth.core.work.share import cut, processors
from ganspacesynth.directions.decomposition.basis import first_basis, orthonormal
from ganspacesynth.directions.decomposition.estimators import exact_fit
from ganspacesynth.directions.decomposition.fit import Fit
from ganspacesynth.directions.decomposition.halves import HalfSums, Halves, MomentsWithHalf, compare
from ganspacesynth.directions.decomposition.moments import SMALL, check_exact_fits
from ganspacesynth.directions.decomposition.residuals import SOUNDS, residuals
from ganspacesynth.directions.decomposition.sketch import (
    OVERSAMPLING,
    PRODUCTS,
    Sketch,
    SketchComponents,
    SketchPlan,
    columns_for,
    nystrom,
    sketch_fit,
    strongest,
)
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.directions.search.resume import load_unfinished
from ganspacesynth.directions.search.shard_tasks import ExactTask, SketchTask
from ganspacesynth.directions.search.sharding import Work, gather
from ganspacesynth.directions.search.surrogate import Surrogate

log = logging.getLogger(__name__)

PILOT_SOUNDS = 8192  # at most, that a sketch finds its basis on
PILOT_ROUNDS = 2
NEAR = 0.02  # share of the variance; a control that leaves less has the layer's own basis
LEAST = 4096  # sounds of a share: fewer, and merging would take longer than listening
MORE = 1 << 14  # … of a layer whose sums take long to merge
FIRST = 4096  # sounds heard before anybody asks how accurate that was
SAFETY = 1.1  # times as many more as seem to be needed
MOST_GROWTH = 4.0  # times as many at once


@dataclass(frozen=True)
class Search:
    """What is looked for, and how.

    Attributes:
        sampler: of the activations.
        layer: what it is called.
        count: sounds; the most of them where an accuracy is asked for.
        wanted: directions.
        seed: of the sketch's first basis.
        passes: of the sketch over all sounds.
        work: who does it.
        key: says which search this is, for the file of what is done so far.
        track: for progress bars.
        surrogate: what the layer nearly is, and known exactly; None for plain sums.
        accuracy: degrees; a sketch listens to more sounds until its halves say that it is as near.
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
    surrogate: Surrogate | None = None
    accuracy: float | None = None

    def exact(self) -> Fit:
        """Find the principal components of the exact covariance."""
        size, memory = self.sampler.size, self.work.memory
        check_exact_fits(size, memory)
        done = self._done()
        origin = self._origin() if done is None else done["origin"]
        halved = 16 * size**2 <= memory
        least = LEAST if size <= SMALL else min(MORE, max(LEAST, self.count // 4))
        least = min(least, -(-self.count // 2)) if halved else least
        shares = cut(self.count, self.sampler.batch, least=least)
        task = ExactTask(self.sampler, f"Listening to {self.layer}", origin, control=self._control, halved=halved)
        moments = gather(task, shares, self.work, key=self.key, track=self.track, extra={"origin": origin}, done=done)
        known = self._known()
        if known is not None:
            moments.add_known(known)
        fit = exact_fit(moments, self.wanted)
        parts = moments.halves(fit.components, known) if isinstance(moments, MomentsWithHalf) else None
        if parts is None:
            return fit
        count = len(fit.stdev)
        found = [nystrom(*strongest(action, fit.components, count)) for action in parts]
        return dataclasses.replace(fit, halves=_compared(found, count))

    def sketch(self) -> Fit:
        """Find them in a sketch: subspace iteration whose first rounds are over a few sounds, and whose last is over all of them."""
        done, known = self._done(), self._known()
        plan, first = (self._pilot(known), 0) if done is None else (SketchPlan(done["origin"], done["basis"]), int(done["round"]))
        for number in range(first, self.passes - 1):
            plan = self._strided(plan)
            sums = self._sum(f"Listening to {self.layer}", self.count, plan, self.work, number, done if number == first else None)
            plan = SketchPlan(plan.origin, self._orthonormal(_action(sums, plan, known), number))
        return self._grown(self._strided(plan), known, done if first == self.passes - 1 else None)

    def _grown(self, plan: SketchPlan, known: np.ndarray | None, done: dict | None) -> Fit:
        """Sum what all sounds come to, or as many as the accuracy takes."""
        begin, end = (0, self._enough(FIRST, plan)) if done is None else (int(done["begin"]), int(done["end"]))
        if self.accuracy is not None and not self._halved(plan, self.work):
            raise InvalidInput(
                f"An accuracy is told by two halves, which must fit into the memory. Received: {plan.basis.nbytes / 1e6:.0f} MB each, "
                f"{self.work.memory / 1e9:g} GB. Ask for fewer directions, for a number of sounds, or allow more (--memory).",
                rule="accuracy-memory",
            )
        sums: Any = None
        while True:
            sums = self._sum(f"Listening to {self.layer}", end, plan, self.work, self.passes - 1, done, begin=begin, whole=sums)
            fit = self._sketch_fit(sums, plan, known, end)
            if self.accuracy is None or (fit.halves is not None and fit.halves.error <= self.accuracy):
                return fit
            error = 90.0 if fit.halves is None else fit.halves.error
            if end >= self.count:
                log.warning("After %d sounds the directions are within %.2g degrees, not %g: that many are heard at most.", end, error, self.accuracy)
                return fit
            more = min(MOST_GROWTH, max(1.25, SAFETY * (error / self.accuracy) ** 2))
            begin, end, done = end, self._enough(int(end * more), plan), None

    def _enough(self, count: int, plan: SketchPlan) -> int:
        """Whole batches for both halves, unless that is more than there shall be."""
        pair = 2 * self.sampler.batch * plan.stride
        return self.count if self.accuracy is None else min(self.count, -(-count // pair) * pair)

    def _sketch_fit(self, sums: Sketch | HalfSums, plan: SketchPlan, known: np.ndarray | None, heard: int) -> Fit:
        whole = sums.whole() if isinstance(sums, HalfSums) else sums
        variance = 0.0 if known is None else float(np.trace(known, dtype=np.float64))
        found, basis = self._components(_action(whole, plan, known), plan.basis)
        fresh = SketchPlan(plan.origin, basis)
        residual = residuals(found, fresh, whole.mean, self._fresh(heard), min(self.wanted, len(found.variances)))
        fit = sketch_fit(whole, found, self.wanted, residual, known_variance=variance)
        if not isinstance(sums, HalfSums) or min(part.count for part in sums.parts) < 2:
            return fit
        parts = [self._components(_action(part, plan, known, last=False), plan.basis)[0] for part in sums.parts]
        return dataclasses.replace(fit, halves=_compared(parts, len(fit.stdev)))

    def _components(self, action: np.ndarray, basis: np.ndarray) -> tuple[SketchComponents, np.ndarray]:
        if self.surrogate is not None:
            action, basis = strongest(action, basis, self.wanted + OVERSAMPLING)
        return nystrom(action, basis), basis

    def _pilot(self, known: np.ndarray | None) -> SketchPlan:
        """A basis that a few sounds vary along, or what is known of them."""
        width = columns_for(self.sampler.size, self.wanted, self.sampler.latent_size, self.work.memory)
        width = width if known is not None else min(width, max(self.wanted, self.count - 1))
        basis = first_basis(width, self.sampler.size, self.seed)
        rounds = PILOT_ROUNDS
        if known is not None and self.surrogate is not None:
            weights = self.surrogate.control.weights[:width]
            basis[: len(weights)] = weights
            for number in range(PILOT_ROUNDS):
                basis = self._orthonormal((basis.astype(known.dtype) @ known).astype(basis.dtype), number)
            rounds = 0 if self.surrogate.left < NEAR else 1
        few = min(self.count, PILOT_SOUNDS, max(32, self.count // 8, min(2 * width, self.count // 4)))
        plan = SketchPlan(self._origin(), basis, known=known is not None)
        for number in range(rounds):
            sums = self._sum("Finding where to listen", few, plan, Work(memory=self.work.memory))
            plan = dataclasses.replace(plan, basis=self._orthonormal(_action(sums, plan, known), number))
        return plan

    def _sum(
        self, name: str, end: int, plan: SketchPlan, work: Work, number: int = 0, done: dict | None = None, *, begin: int = 0, whole: Any = None
    ) -> Any:
        least = max(64, min(LEAST, (1 << 24) // self.sampler.size))
        shares = cut(end - begin, self.sampler.batch * plan.stride, least=least, start=begin)
        extra = {"origin": plan.origin, "basis": plan.basis, "round": number, "begin": begin, "end": end}
        task = SketchTask(self.sampler, name, plan, control=self._control, halved=self._halved(plan, work))
        return gather(task, shares, work, key=self.key, track=self.track, extra=extra, done=done, whole=whole)

    def _halved(self, plan: SketchPlan, work: Work) -> bool:
        """Whether there is room for two halves; none of a pilot, of which nobody asks how near it is."""
        return work is self.work and 16 * plan.basis.nbytes <= work.memory

    def _strided(self, plan: SketchPlan) -> SketchPlan:
        stride = 1 if self.accuracy is not None else max(1, self.count // PRODUCTS)
        return dataclasses.replace(plan, stride=stride, known=self.surrogate is not None)

    def _orthonormal(self, action: np.ndarray, number: int) -> np.ndarray:
        return orthonormal(action, np.random.default_rng([self.seed, number]))

    def _origin(self) -> np.ndarray:
        """A point near the mean, float32 [D]: that of the first few sounds."""
        few = min(self.count, self.sampler.batch)
        return self.sampler.rows(self.sampler.z(0, few)).mean(axis=0, dtype=np.float64).astype(np.float32)

    def _fresh(self, heard: int) -> Iterator[np.ndarray]:
        """Rows of sounds that were not listened to."""
        batch = self.sampler.batch
        end = heard + min(SOUNDS, max(2 * batch, heard // 16))
        return (self.sampler.rows(self.sampler.z(i, min(batch, end - i))) for i in range(heard, end, batch))

    @property
    def _control(self) -> Any:
        return None if self.surrogate is None else self.surrogate.control

    def _known(self) -> np.ndarray | None:
        """The covariance of the control."""
        return None if self.surrogate is None else self.surrogate.control.covariance(processors())

    def _done(self) -> dict | None:
        return load_unfinished(self.work.unfinished, self.key) if self.work.resume and self.work.unfinished else None


def _action(sums: Sketch | HalfSums, plan: SketchPlan, known: np.ndarray | None, *, last: bool = True) -> np.ndarray:
    """What the covariance does to the basis [q, D]."""
    action = (sums.whole() if isinstance(sums, HalfSums) else sums).action(last=last)
    if known is not None:
        action += plan.basis.astype(known.dtype) @ known
    return action


def _compared(found: list[SketchComponents], count: int) -> Halves:
    first, second = ((one.variances, one.vectors) for one in found)
    return compare(first, second, count)
