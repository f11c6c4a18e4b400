"""The training loop: draw a batch, step, report, save; the same for every task."""

import json
import math
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ganspacesynth.core.errors import InvalidInput, TrainingError
from ganspacesynth.networks import backend
from ganspacesynth.training.run_log import trim_log
from ganspacesynth.training.state import load_state, save_state

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.model_config import ModelConfig

Batch = Mapping[str, np.ndarray]
State = Mapping[str, Any]

Report = Callable[[int, Mapping[str, float], float, float], None]  # see `Observer.report`

LOG_FILE = "losses.jsonl"
COMPILING = 2  # steps of a stage that compile: with a penalty, and without


class TrainingTask(Protocol):
    """One way of training. `state` is nested dicts of arrays, and all that a checkpoint needs."""

    @property
    def batch_size(self) -> int:
        """Images of a step."""

    @property
    def total_images(self) -> int:
        """Images until the end."""

    def stage(self, images: int) -> int:
        """Return the stage that the step after `images` images belongs to; a state of another shape is compiled anew."""

    def initial_state(self) -> State:
        """Return the state to start stage(0) from."""

    def enter(self, state: State, stage: int) -> State:
        """Return the state to start a stage from, given one (as arrays) of an earlier stage."""

    def draw(self, rng: np.random.Generator, images: int) -> Batch:
        """Return what the step after `images` images looks at (NumPy only: runs in a thread of its own)."""

    def step(self, state: State, batch: Batch, images: Any) -> tuple[State, Mapping[str, Any]]:
        """Return the next state and the losses (pure; is compiled)."""

    def model(self, state: State, images: int) -> "tuple[ModelConfig, dict[str, Any]]":
        """Return config and weights of the generator that a state plays."""

    def resident(self, stage: int) -> Batch:
        """Return what lies on the device all through a stage, and is part of each of its batches."""

    def operations(self, stage: int) -> float:
        """Return the operations of one image in a stage (see rate.py)."""


@dataclass(frozen=True)
class Checkpoint:
    """A state as it is on disk.

    Attributes:
        state: nested dicts of arrays.
        images: trained with so far.
        stage: that the state belongs to.
        seconds: trained so far, over all runs.
        losses: of the last step.
    """

    state: State
    images: int
    stage: int
    seconds: float
    losses: Mapping[str, float]


def train(
    task: TrainingTask,
    folder: Path,
    *,
    seed: int,
    save_every: int,
    report: Report = lambda images, losses, rate, share: None,
    on_save: Callable[[Checkpoint], None] = lambda checkpoint: None,
    stop: Callable[[], bool] = lambda: False,
    matrix_rate: float = 0.0,
) -> Checkpoint:
    """Train until `task.total_images`, going on from the newest state in `folder`.

    The randomness of a step depends on (seed, step) alone, so a run that was killed ends as one that was not.

    Args:
        task: what to do.
        folder: states and the log (`losses.jsonl`) go there.
        seed: of everything random.
        save_every: images between states.
        report: called about once a second with (images, losses, images per second, share of the matrix rate).
        on_save: called after each saved state.
        stop: asked after each step; when it says yes, the state is saved and training ends early.
        matrix_rate: what the machine can do, see rate.py; 0 where nobody asked, then shares are 0.

    Returns:
        The last state; its `images` are less than `task.total_images` when it was stopped.

    Raises:
        InvalidInput: `save_every` is not 1 or more.
        TrainingError: a loss or a weight is not finite; the last good state is on disk.
    """
    if save_every < 1:
        raise InvalidInput(f"save_every counts images, 1 or more. Received: save_every={save_every}.", rule="setting-range")
    at = _begin(task, folder, seed)
    state, stage, images, losses = backend.tensors(at.state), at.stage, at.images, dict(at.losses)
    step = backend.compiled(task.step)
    clock, resident = TrainingClock(at.seconds, images), backend.tensors(dict(task.resident(stage)))
    ability = matrix_rate / task.operations(stage) if matrix_rate else math.inf  # images a second, if all were matrix products
    steps = 0  # of this stage, in this run
    for batch in drawn_ahead(task, seed, range(images, task.total_images, task.batch_size)):
        if task.stage(images) != stage:
            stage = task.stage(images)
            state, resident = backend.tensors(task.enter(backend.arrays(state), stage)), backend.tensors(dict(task.resident(stage)))
            ability, steps = matrix_rate / task.operations(stage) if matrix_rate else math.inf, 0
        state, values = step(state, {**resident, **backend.tensors(dict(batch))}, np.float32(images))
        images += task.batch_size
        steps += 1
        if steps <= COMPILING:
            clock.restart(images)
        stopped = stop()
        if steps > COMPILING and clock.tick():
            losses = {**losses, **finite(values, images)}  # a penalty is not paid at every step
            rate = clock.rate(images)
            report(images, losses, rate, rate / ability)
        if stopped or images // save_every > at.images // save_every or images >= task.total_images:
            losses = {**losses, **finite(values, images)}
            at = Checkpoint(backend.arrays(state), images, stage, clock.seconds(), losses)
            _save(folder, at, seed, speed={"rate": round(clock.mean(images), 2), "share": round(clock.mean(images) / ability, 4)})
            on_save(at)
            clock.restart(images)
        if stopped:
            break
    return at


class TrainingClock:
    """Seconds and images a second."""

    def __init__(self, seconds: float, images: int) -> None:
        self._begin = time.monotonic() - seconds
        self._reported = time.monotonic()
        self.restart(images)

    def restart(self, images: int) -> None:
        """Count images from here: what came before was no training (a compilation, a checkpoint)."""
        self._counted_at = self._mean_from = time.monotonic()
        self._counted = self._mean_images = images

    def seconds(self) -> float:
        """Return the seconds trained, those of earlier runs included."""
        return time.monotonic() - self._begin

    def tick(self) -> bool:
        """Return True about once a second."""
        due = time.monotonic() - self._reported > 1.0
        self._reported = time.monotonic() if due else self._reported
        return due

    def rate(self, images: int) -> float:
        """Return images a second since this was last asked."""
        now, counted = time.monotonic(), images - self._counted
        elapsed, self._counted_at, self._counted = now - self._counted_at, now, images
        return counted / max(elapsed, 1e-9)

    def mean(self, images: int) -> float:
        """Return images a second since `restart`."""
        return (images - self._mean_images) / max(time.monotonic() - self._mean_from, 1e-9)


def _begin(task: TrainingTask, folder: Path, seed: int) -> Checkpoint:
    """Return the newest state in a folder, or the first of all."""
    found = load_state(folder)
    if found is None:
        return Checkpoint(task.initial_state(), 0, task.stage(0), 0.0, {})
    state, info = found
    if info["seed"] != seed:
        raise TrainingError(
            f"A run goes on with the seed it began with, {info['seed']}. Received: seed={seed}. Use another folder for a new run.", rule="same-seed"
        )
    trim_log(folder / LOG_FILE, int(info["images"]))
    return Checkpoint(state, int(info["images"]), int(info.get("stage", 0)), float(info["seconds"]), info.get("losses", {}))


def _save(folder: Path, at: Checkpoint, seed: int, *, speed: Mapping[str, float]) -> None:
    finite_state(at.state, at.images)
    info = {"images": at.images, "seconds": at.seconds, "seed": seed, "stage": at.stage, "losses": dict(at.losses)}
    save_state(folder, at.state, info)
    with open(folder / LOG_FILE, "a", encoding="utf-8") as log:
        log.write(json.dumps({"images": at.images, "seconds": round(at.seconds, 1), "stage": at.stage, **speed, **at.losses}) + "\n")


def drawn_ahead(task: TrainingTask, seed: int, steps: Iterable[int]) -> Iterator[Batch]:
    """Draw batches in a thread, two steps ahead of the network.

    Args:
        task: that draws.
        seed: of the run.
        steps: the images trained with before each step.
    """
    ready: queue.Queue[Batch | BaseException | None] = queue.Queue(maxsize=2)
    stop = threading.Event()

    def offer(item: Batch | BaseException | None) -> None:
        while not stop.is_set():
            try:
                return ready.put(item, timeout=0.2)
            except queue.Full:
                continue

    def work() -> None:
        try:
            for at in steps:
                if stop.is_set():
                    return
                offer(task.draw(np.random.default_rng([seed, at]), at))
            offer(None)
        except Exception as e:  # noqa: BLE001 - handed to the loop, which raises it
            offer(e)

    thread = threading.Thread(target=work, name="batches", daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        thread.join()


def finite(losses: Mapping[str, Any], images: int) -> dict[str, float]:
    """Return losses as numbers, or raise TrainingError when one is NaN or infinite."""
    values = {name: float(value) for name, value in losses.items()}
    if not all(math.isfinite(v) for v in values.values()):
        raise TrainingError(
            f"Losses must stay finite. Received: {values} after {images} images. The last good state is kept: go on with a smaller learning rate.",
            rule="finite-losses",
        )
    return values


def finite_state(state: State, images: int) -> None:
    """Raise TrainingError when a weight is NaN or infinite: such a state must not replace a good one."""
    for name, value in state.items():
        if isinstance(value, Mapping):
            finite_state(value, images)
        elif not np.isfinite(value).all():
            raise TrainingError(
                f"Weights must stay finite. Received: NaN or infinity in {name} after {images} images. The last good state is kept: "
                "go on with a smaller learning rate.",
                rule="finite-weights",
            )
