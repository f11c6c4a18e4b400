"""What a live voice costs: milliseconds for a chunk, as a share of the time that it lasts, and how soon a sound begins.

    python benchmarks/streaming.py [--rounds 40] [--model FOLDER] [--precision exact]

Without --model the embedded model and a full-size network with random weights (see generate.py) are measured. "moving" means that z moves
with every chunk, "bending" that a layer behind the stretched one does, "held" that nothing moves but the sound is still in its attack,
"still" that it stands in its middle, "gliding" that the pitch moves by a semitone with every chunk. "begin" is from the making of a Stream to
its first samples. Each figure is best/median, behind it the median as a share of the time that a chunk lasts; "one processor" is what a moving one
takes of one processor, which counts on a busy machine.
"""

import argparse
import os
import time

from ganspacesynth.core.bends.kinds import Scale

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from generate import full_size

from ganspacesynth import Point
from ganspacesynth.continuous.stream import Stream, warm
from ganspacesynth.core.motion.trajectory import ConstantTrajectory
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.known_models import default_model

SIZES = (2, 4, 8)


BUSY: list[float] = []  # of the processors, ms, for each work that was timed


def timed(work) -> tuple[float, object]:
    begin, used = time.perf_counter(), time.process_time()
    result = work()
    BUSY.append(1e3 * (time.process_time() - used))
    return 1e3 * (time.perf_counter() - begin), result


def chunk_costs(model: GANSynth, size: int, rounds: int, futures) -> np.ndarray:
    """Return milliseconds of chunks, each with the next future."""
    stream, costs = Stream(model, ConstantTrajectory(next(futures)), chunk_frames=size), []
    stream.next()
    for _ in range(rounds):
        stream.future = ConstantTrajectory(next(futures))
        costs.append(timed(stream.next)[0])
    return np.array(costs)


def still_costs(model: GANSynth, size: int, rounds: int, point: Point) -> tuple[np.ndarray, np.ndarray]:
    """Return milliseconds of chunks in the attack, and of chunks in the middle."""
    stream, attack = Stream(model, ConstantTrajectory(point), chunk_frames=size), []
    stream.next()
    while stream.time_s < 0.75 * model.config.audio_length / model.config.sample_rate:
        attack.append(timed(stream.next)[0])
    for _ in range(2 * 16 // size):
        stream.next()
    return np.array(attack[: len(attack) // 2]), np.array([timed(stream.next)[0] for _ in range(rounds)])


def begin_costs(model: GANSynth, size: int, rounds: int, futures) -> np.ndarray:
    return np.array([timed(Stream(model, ConstantTrajectory(next(futures)), chunk_frames=size).next)[0] for _ in range(rounds)])


def figures(costs: np.ndarray, chunk_ms: float | None = None) -> str:
    share = "" if chunk_ms is None else f" ({100 * np.median(costs) / chunk_ms:.0f} %)"
    return f"{costs.min():.1f}/{np.median(costs):.1f}{share}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--model", help="a model folder")
    parser.add_argument("--precision", action="append", choices=("exact", "preview"))
    args = parser.parse_args()
    models = {args.model: read_model(args.model)} if args.model else {"embedded": read_model(default_model()), "full-size": full_size()}
    print("| model | precision | chunk | moving | one processor | gliding | bending | held | still | begin | clip |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, stored in models.items():
        for precision in args.precision or ("exact", "preview"):
            model = GANSynth(stored, precision=precision)
            if model.precision != precision:
                print(f"| {name} | {precision}: not on this processor |")
                continue
            z = [tuple(row) for row in model.sample_z(4 * args.rounds + 8, seed=0).tolist()]
            clip = np.array([timed(lambda: model.synthesize(np.array(z[0]), 60))[0] for _ in range(5)])[1:]  # noqa: B023
            for size in SIZES:
                warm(model, sizes=(size,))
                chunk_ms = 1e3 * size * model.config.hop / model.config.sample_rate
                BUSY.clear()
                moving = chunk_costs(model, size, args.rounds, iter([Point(60, z=row) for row in z]))
                share = f"{100 * np.median(BUSY) / chunk_ms:.0f} %"
                gliding = chunk_costs(model, size, args.rounds, iter([Point(40 + i % 40, z=z[0]) for i in range(len(z))]))
                last = list(model.config.layers)[-3]
                bending = chunk_costs(model, size, args.rounds, iter([Point(60, z=z[0], bends={last: Scale(1 + 0.001 * i)}) for i in range(len(z))]))
                attack, still = still_costs(model, size, args.rounds, Point(60, z=z[0]))
                begin = begin_costs(model, size, max(5, args.rounds // 4), iter([Point(60, z=row) for row in z]))
                chunks = " | ".join(figures(costs, chunk_ms) for costs in (gliding, bending, attack, still))
                chunks = f"{figures(moving, chunk_ms)} | {share} | {chunks}"
                print(f"| {name} | {precision} | {size} x {chunk_ms / size:.0f} ms | {chunks} | {figures(begin)} | {figures(clip)} |", flush=True)


if __name__ == "__main__":
    main()
