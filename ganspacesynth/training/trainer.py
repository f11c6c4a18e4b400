"""The training loop: draw, step, report, keep; the same for every kind of training."""

import json
import math
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ganspacesynth import backend
from ganspacesynth.errors import TrainingError
from ganspacesynth.training.state import load_state, save_state

Batch = Mapping[str, np.ndarray]
State = Mapping[str, Any]


class Task(Protocol):
    """One way of training. `state` is nested dicts of arrays, and all that a checkpoint needs."""

    batch_size: int
    total_images: int

    def initial_state(self) -> State:
        """Return the state to start from."""

    def draw(self, rng: np.random.Generator, images: int) -> Batch:
        """Return what the step after `images` images looks at (NumPy only: runs in a thread of its own)."""

    def step(self, state: State, batch: Batch, images: Any) -> tuple[State, Mapping[str, Any]]:
        """Return the next state and the losses (pure; is compiled)."""


def train(
    task: Task,
    folder: Path,
    *,
    seed: int,
    save_every: int,
    report: Callable[[int, Mapping[str, float], float], None] = lambda images, losses, rate: None,
    on_save: Callable[[State, int], None] = lambda state, images: None,
) -> State:
    """Train until `task.total_images`, going on from the newest state in `folder`.

    The randomness of a step depends on (seed, step) alone, so a run that was killed ends as one that was not.

    Args:
        task: what to do.
        folder: states and the log (`losses.jsonl`) go there.
        seed: of everything random.
        save_every: images between states.
        report: called about once a second with (images, losses, images per second).
        on_save: called after each saved state with (state as arrays, images).

    Raises:
        TrainingError: a loss is not finite; the last good state is on disk.
    """
    found = load_state(folder)
    state, info = found if found else (task.initial_state(), {"images": 0, "seconds": 0.0, "seed": seed})
    if info["seed"] != seed:
        raise TrainingError(f"A run goes on with the seed it began with, {info['seed']}. Received: seed={seed}. Use another folder for a new run.")
    images, seconds, saved = int(info["images"]), float(info["seconds"]), int(info["images"])
    state, step = backend.tensors(state), backend.compiled(task.step)
    clock, last, counted = time.monotonic(), time.monotonic(), images
    for batch in _ahead(task, seed, images):
        state, losses = step(state, backend.tensors(dict(batch)), np.float32(images))
        images += task.batch_size
        now = time.monotonic()
        if now - last > 1.0:
            values = _finite(losses, images)
            report(images, values, (images - counted) / (now - last))
            last, counted = now, images
        if images - saved >= save_every or images >= task.total_images:
            values = _finite(losses, images)
            seconds, clock = seconds + time.monotonic() - clock, time.monotonic()
            kept = backend.arrays(state)
            save_state(folder, kept, {"images": images, "seconds": seconds, "seed": seed})
            with open(folder / "losses.jsonl", "a", encoding="utf-8") as log:
                log.write(json.dumps({"images": images, "seconds": round(seconds, 1), **values}) + "\n")
            on_save(kept, images)
            saved = images
    return backend.arrays(state)


def _ahead(task: Task, seed: int, images: int) -> Iterator[Batch]:
    """Draw batches in a thread, two steps ahead of the network."""
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
            for at in range(images, task.total_images, task.batch_size):
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


def _finite(losses: Mapping[str, Any], images: int) -> dict[str, float]:
    values = {name: float(value) for name, value in losses.items()}
    if not all(math.isfinite(v) for v in values.values()):
        raise TrainingError(
            f"Losses must stay finite. Received: {values} after {images} images. The last good state is kept: go on with a smaller learning rate."
        )
    return values
