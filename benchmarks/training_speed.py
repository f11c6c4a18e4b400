"""How fast a machine trains adversarially, stage by stage, and whether a step ever waits for what it looks at.

    python benchmarks/training_speed.py [--preset compact] [--batch-size 8] [--precision float32] [--stages 0,2,4] [--steps 5]
    KERAS_BACKEND=jax python benchmarks/training_speed.py --preset full --precision bfloat16 --batch-size 32

Notes are noise, made here. What is timed is the trainer's own: its task, its compiled step, its thread that draws two steps ahead, and pictures that
lie on the device where that is a GPU. Here each step is waited for, so training, which does not wait, is no slower. Stable stages are timed: a
transition computes the same, and one blend. The first of two figures is of the published penalty, the second of lazy R1, whose steps of both kinds
count as often as they come.

images/s          batch / median seconds of a step, from asking for its input until its losses are known
matrix rate       share of the operations a second of square matrix products in that precision (rate.py), the most there were up to that stage
waiting           share of the step in which the network waits for its input: for what the thread draws, and for its way to the device
drawing           the seconds that drawing takes, as a share of the step: below 100 % the thread keeps up
compiling         seconds of the first step; R1: of the first that pays, and of the first that does not
"""

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from ganspacesynth.cli.training.make_dataset import numbers
from ganspacesynth.networks import backend
from ganspacesynth.training.adversarial.gan import GanTask
from ganspacesynth.training.adversarial.gan_settings import PENALTIES, GanSettings
from ganspacesynth.training.architectures import PRESETS, architecture
from ganspacesynth.training.notes.corpus import Corpus
from ganspacesynth.training.setup import gan_setup
from ganspacesynth.training.throughput import matrix_rate
from ganspacesynth.training.trainer import drawn_ahead

NOTES = 64
PITCHES = range(24, 85)
SHAPES = {"full": (16000, 64000), "compact": (16000, 64000), "tiny": (8000, 2000)}  # Hz and samples of the notes
SEED = 0


def noise(rate: int, samples: int) -> Corpus:
    """Return notes of noise, at all published pitches."""
    waves = np.random.default_rng(SEED).integers(-8000, 8000, (NOTES, samples), np.int16)
    return Corpus("noise", waves, np.resize(PITCHES, NOTES), ("noise",) * NOTES, rate)


@dataclass(frozen=True)
class Timing:
    """Seconds of a step."""

    first: float  # compiles
    whole: float
    waiting: float
    drawing: float


def timings(task: GanTask, stage: int, steps: int) -> Iterator[tuple[int, Timing]]:
    """Yield how many of `penalty_every` steps are of a kind, and how long one takes."""
    n, every = task.batch_size, task.settings.penalty_every
    pays = -(-task.schedule.start(stage) // (n * every)) * n * every  # the first step of the stage that does
    task.pictures.all(task.schedule.blocks(stage))
    state, resident = backend.tensors(task.enter(task.initial_state(), stage)), backend.tensors(dict(task.resident(stage)))
    step = backend.compiled(task.step)
    for share, at in ((1, pays), (every - 1, pays + n)):
        if not share:
            continue
        seconds, batches = [], drawn_ahead(task, SEED, [at] * (steps + 2))
        for _ in range(steps + 2):
            begin = time.perf_counter()
            batch = backend.tensors(dict(next(batches)))
            there = time.perf_counter()
            state, losses = step(state, {**resident, **batch}, np.float32(at))
            {name: float(value) for name, value in losses.items()}  # waits for the step
            seconds.append((time.perf_counter() - begin, there - begin))
        batches.close()
        whole, waiting = np.median(seconds[2:], axis=0)  # the second step may still be getting going
        yield share, Timing(seconds[0][0], float(whole), float(waiting), drawing(task, at, steps))


def drawing(task: GanTask, at: int, steps: int) -> float:
    """Return the seconds of a draw while nothing else runs here."""
    seconds = []
    for _ in range(steps):
        begin = time.perf_counter()
        task.draw(np.random.default_rng([SEED, at]), at)
        seconds.append(time.perf_counter() - begin)
    return float(np.median(seconds))


def measured(task: GanTask, stage: int, steps: int, able: float) -> tuple[str, ...]:
    """Return the figures of one stage and one penalty."""
    found = list(timings(task, stage, steps))
    every = sum(share for share, _ in found)
    mean = {key: sum(share * getattr(timing, key) for share, timing in found) / every for key in ("whole", "waiting", "drawing")}
    rate = task.batch_size / mean["whole"]
    return (
        f"{rate:.3g}",
        f"{rate * task.operations(stage) / able:.1%}",
        f"{mean['waiting'] / mean['whole']:.1%}",
        f"{mean['drawing'] / mean['whole']:.1%}",
        f"{sum(timing.first for _, timing in found):.0f} s",
    )


def tasks(args: argparse.Namespace) -> dict[str, GanTask]:
    """Return what `ganspacesynth train` would train, with either penalty."""
    corpus, shape = noise(*SHAPES[args.preset]), architecture(args.preset)
    shared = {"batch_size": args.batch_size, "dtype": args.precision, "scale_rates": True}
    made = {}
    for penalty in args.penalties:
        settings = GanSettings(**PENALTIES[penalty], **shared, penalty=penalty)
        made[penalty] = gan_setup(corpus, shape, settings).task
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=list(PRESETS), default="compact")
    parser.add_argument("--batch-size", type=int, default=8, metavar="N")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32")
    parser.add_argument("--penalties", nargs="+", choices=list(PENALTIES), default=list(PENALTIES))
    parser.add_argument("--stages", type=numbers, default=None, metavar="LIST", help="such as 0,2,4-8 (default: the stable ones)")
    parser.add_argument("--steps", type=int, default=5, metavar="N", help="timed of each kind (default 5)")
    args = parser.parse_args()
    able, ways = 0.0, tasks(args)
    name, where = backend.keras.backend.backend(), "an accelerator" if backend.has_gpu() else f"{os.cpu_count()} processor cores"
    print(f"{args.preset}, batches of {args.batch_size}, {args.precision}, {name} on {where}; {' / '.join(ways)}\n")
    print("| stage | pixels | images/s | of the matrix rate | waiting | drawing | compiling |", "| --- " * 7 + "|", sep="\n")
    first = next(iter(ways.values()))
    for stage in args.stages or range(0, first.schedule.last_stage + 1, 2):
        able = max(able, matrix_rate(args.precision))  # other programs may have run meanwhile
        blocks = first.schedule.blocks(stage)
        columns = zip(*(measured(task, stage, args.steps, able) for task in ways.values()), strict=True)
        pixels = "x".join(map(str, first.config.resolution(blocks)))
        print(f"| {stage} | {pixels} | {' | '.join(' / '.join(column) for column in columns)} |", flush=True)
    print(f"\nmatrix rate: {able:.3g} operations a second")


if __name__ == "__main__":
    main()
