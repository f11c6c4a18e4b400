"""How soon a clip is heard in an open engine's process: its first half second, while the rest is made, against all of it; in turns, in one run.

    python benchmarks/first_sound.py [--rounds 20] [--model FOLDER] [--precision preview]

Without --model the embedded model and a full-size network with random weights are measured. "first" is from the point to the samples of the first
piece, "rest" from there to the end, "whole" a clip made at once. Milliseconds on the clock (median, 95 %) and of the processors.
"""

import argparse
import os
import time
from collections.abc import Callable

import numpy as np
from full_size import full_size

from ganspacesynth import Point
from ganspacesynth.continuous.beginning import begun_clip
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.known_models import default_model, model_folder

TARGET_MS = 80


def timed(work: Callable[[], np.ndarray]) -> tuple[float, float, np.ndarray]:
    begin, used = time.perf_counter(), time.process_time()
    wave = work()
    return 1e3 * (time.perf_counter() - begin), 1e3 * (time.process_time() - used), wave


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--model", help="a model folder or name")
    parser.add_argument("--precision", choices=("exact", "preview"), default="preview")
    args = parser.parse_args()
    models = {args.model: read_model(model_folder(args.model))} if args.model else {"embedded": read_model(default_model()), "full-size": full_size()}
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {args.precision}; asked for at full size: {TARGET_MS} ms to the first sample")
    print("| model | | ms, median | 95 % | of the processors | samples |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, stored in models.items():
        model = GANSynth(stored, precision=args.precision)
        z = model.sample_z(args.rounds + 2, seed=1)
        found: dict[str, list[tuple[float, float, int]]] = {"first": [], "rest": [], "whole": []}
        for row in z:
            pieces = begun_clip(model, Point(60, z=tuple(row.tolist())))
            ways: dict[str, Callable[[], np.ndarray]] = {"first": lambda: next(pieces), "rest": lambda: next(pieces)}  # noqa: B023
            ways["whole"] = lambda: model.synthesize(row, 60)[0]  # noqa: B023
            for way, work in ways.items():
                clock, used, wave = timed(work)
                found[way].append((clock, used, len(wave)))
        for way, all_of_them in found.items():
            clock, used, size = np.array(all_of_them[2:]).T
            print(f"| {name} | {way} | {np.median(clock):.1f} | {np.quantile(clock, 0.95):.1f} | {np.median(used):.1f} | {size[0]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
