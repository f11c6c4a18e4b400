"""Learning to play on, as a task of the trainer: windows of units in, the next unit of each place to be found among candidates.

Each window is heard in one hearing, and the next unit is to be found among units at the pitch of that hearing, clean: so the network learns to
understand what a microphone brings, and to answer with what a bank holds.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganspacesynth.networks import backend
from ganspacesynth.networks.backend import Tensor, Tree, ops
from ganspacesynth.networks.continuation.continuation_config import ContinuationConfig
from ganspacesynth.networks.continuation.embedding import Embedding
from ganspacesynth.networks.continuation.next_unit import log_likelihoods
from ganspacesynth.networks.continuation.transformer import first_state, new_weights, run
from ganspacesynth.training.continuation.continuation_settings import ContinuationTraining
from ganspacesynth.training.continuation.material import Material
from ganspacesynth.training.optimizer import adam, moving_average

WARM_UP = 50  # steps in which the rate rises
LOWEST = 0.05  # share of the rate at the end
BETA1, BETA2 = 0.9, 0.99
PLACES = ("attention", "products")  # of a layer, where something is left out


@dataclass(frozen=True, eq=False)
class ContinuationTask:
    """See `trainer.TrainingTask`; an image is a window.

    Attributes:
        config: of the network.
        settings: of the training.
        material: what is learnt from.
        embedding: how units are seen.
    """

    config: ContinuationConfig
    settings: ContinuationTraining
    material: Material
    embedding: Embedding
    _clean: np.ndarray = field(init=False)  # embeddings [hearings, units, embedding]
    _heard: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        for name, hearings in (("_clean", self.material.clean), ("_heard", self.material.heard)):
            object.__setattr__(self, name, np.stack([self.embedding(rows) for rows in hearings]))

    @property
    def batch_size(self) -> int:
        """See `trainer.TrainingTask`."""
        return self.settings.batch

    @property
    def total_images(self) -> int:
        """See `trainer.TrainingTask`."""
        return self.settings.steps * self.settings.batch

    def stage(self, images: int) -> int:
        """See `trainer.TrainingTask`: there is one."""
        return 0

    def initial_state(self) -> dict[str, Tree]:
        """See `trainer.TrainingTask`."""
        weights = new_weights(self.config, self.settings.seed)
        slots = {slot: {name: np.zeros_like(value) for name, value in weights.items()} for slot in ("m", "v")}
        return {"weights": weights, "average": dict(weights), "slots": slots}

    def enter(self, state: Mapping[str, Tree], stage: int) -> dict[str, Tree]:
        """See `trainer.TrainingTask`."""
        return dict(state)

    def resident(self, stage: int) -> dict[str, np.ndarray]:
        """See `trainer.TrainingTask`."""
        return {}

    def operations(self, stage: int) -> float:
        """See `trainer.TrainingTask`: nobody asks for a share of this machine."""
        return 1.0

    def model(self, state: Mapping[str, Tree], images: int) -> Any:
        """See `trainer.TrainingTask`: its models are of another kind, see `train_continuation`."""
        return self.config, dict(state["average"])

    def draw(self, rng: np.random.Generator, images: int) -> dict[str, np.ndarray]:
        """See `trainer.TrainingTask`."""
        s, m = self.settings, self.material
        hearing = int(rng.integers(len(m.clean)))
        weights = np.array([len(run) for run in m.learnt], float)
        runs = rng.choice(len(m.learnt), s.batch, p=weights / weights.sum())
        units, there = np.zeros((s.batch, s.window), int), np.zeros((s.batch, s.window), np.float32)
        for row, number in enumerate(runs.tolist()):
            run = m.learnt[number]
            begin = int(rng.integers(max(1, len(run) - s.window + 1)))
            part = run[begin : begin + s.window]
            units[row, : len(part)], there[row, : len(part)] = part, 1.0
        clean = rng.random((s.batch, 1, 1)) < s.clean
        inputs: np.ndarray = np.where(clean, self._clean[hearing][units], self._heard[hearing][units])
        candidates, targets = self._candidates(rng, units, there)
        among = self._clean[hearing][candidates]
        if s.blur:
            inputs, among = inputs + s.blur * rng.standard_normal(inputs.shape), among + s.blur * rng.standard_normal(among.shape)
        batch = {
            "inputs": inputs.astype(np.float32),
            "there": there,
            "targets": targets.astype(np.int32),
            "step": np.float32(images // s.batch + 1),
            "rate": np.float32(self._rate(images // s.batch)),
            "candidates": among.astype(np.float32),
        }
        return {**batch, **self._left_out(rng)}

    def step(self, state: Mapping[str, Tree], batch: Mapping[str, Tensor], images: Tensor) -> tuple[dict[str, Tree], dict[str, Tensor]]:
        """See `trainer.TrainingTask`."""
        (loss, seen), gradients = backend.value_and_grad(self.loss)(state["weights"], batch)
        size = ops.sqrt(sum(ops.sum(ops.square(g)) for g in gradients.values()))
        gradients = {name: g / ops.maximum(size, 1.0) for name, g in gradients.items()}
        weights, slots = adam(state["weights"], gradients, state["slots"], batch["step"], rate=batch["rate"], beta1=BETA1, beta2=BETA2)
        drawn = {name: w - batch["rate"] * self.settings.decay * w if len(w.shape) > 1 else w for name, w in weights.items()}
        share = ops.minimum(self.settings.average, (1.0 + batch["step"]) / (10.0 + batch["step"]))
        return {"weights": drawn, "average": moving_average(state["average"], drawn, share), "slots": slots}, {"loss": loss, **seen}

    def loss(self, weights: Mapping[str, Tensor], batch: Mapping[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        """Return minus the mean log likelihood of the next units, nats, and how often the likeliest is the right one."""
        c, (n, time) = self.config, batch["targets"].shape

        def drop(values: Tensor, place: str) -> Tensor:
            return values * batch[f"drop_{place}"] if f"drop_{place}" in batch else values

        states = run(c, weights, batch["inputs"], ops=ops, drop=drop).states
        before = ops.concatenate([ops.broadcast_to(first_state(weights, ops=ops), (n, 1, c.width)), states[:, :-1]], axis=1)
        logs = log_likelihoods(c, weights, ops.reshape(before, (n * time, c.width)), batch["candidates"], ops=ops)
        targets, there = ops.reshape(batch["targets"], (-1,)), ops.reshape(batch["there"], (-1,))
        right = ops.sum(logs * ops.one_hot(targets, logs.shape[1]), axis=1)
        total = ops.sum(there)
        found = ops.cast(ops.equal(ops.cast(ops.argmax(logs, axis=1), "int32"), ops.cast(targets, "int32")), "float32")
        return -ops.sum(right * there) / total, {"right": ops.sum(found * there) / total}

    def _candidates(self, rng: np.random.Generator, units: np.ndarray, there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the units among which the next is to be found, and where in them it is; as many in every step."""
        everything, count = self.material.units, min(self.settings.candidates, self.material.units)
        if self.config.head == "units" or count == everything:
            return np.arange(everything), units
        wanted = np.unique(units[there > 0])[:count]
        others = np.setdiff1d(np.arange(everything), wanted)
        chosen = np.concatenate([wanted, rng.choice(others, count - len(wanted), replace=False)])
        places = np.zeros(everything, int)
        places[chosen] = np.arange(count)
        return chosen, places[units]

    def _rate(self, step: int) -> float:
        s = self.settings
        falling = LOWEST + (1.0 - LOWEST) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, step / s.steps)))
        return s.learning_rate * min(1.0, (step + 1) / WARM_UP) * falling

    def _left_out(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Draw what is left out in this step; what stays is made larger, so that all is as large as without."""
        share, shape = self.settings.dropout, (self.settings.batch, self.settings.window, self.config.width)
        if share == 0.0:
            return {}
        places = [f"layer{layer}/{place}" for layer in range(self.config.layers) for place in PLACES]
        return {f"drop_{place}": (rng.random(shape, np.float32) >= share).astype(np.float32) / np.float32(1.0 - share) for place in places}
