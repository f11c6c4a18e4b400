"""How fast directions of a full-size conv0 (8,192 values) are found, and in how much memory: ipca, exact and sketch in one run.

    python benchmarks/directions.py [--samples 4194304] [--slice 65536] [--only exact sketch]

Weights are random. Each way runs in a process of its own, so that peak memory is its own. `sketch` is measured in full; of `ipca`
(scikit-learn's IncrementalPCA with all 8,192 components) the second batch is timed, and of `exact` a slice, and the time for all samples is
what follows from them. Then the sketch of the slice is compared with the exact covariance of the same sounds.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from full_size import full_size

from ganspacesynth.directions.decomposition.estimators import exact_fit
from ganspacesynth.directions.search import accumulate as searches
from ganspacesynth.directions.search.accumulate import Search
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.directions.search.sharding import Work
from ganspacesynth.networks.gansynth.gansynth import GANSynth

WANTED = 128
TARGETS = {"exact": 60.0, "sketch": 500.0}  # times as fast per sample as ipca
MEMORY = {"exact": 2500, "sketch": 1500}  # MB
PITCH = 32


def search(count: int) -> Search:
    def track(items, description, total):
        begin = time.perf_counter()
        for i, item in enumerate(items):
            if i and sys.stderr.isatty():
                print(f"\r{description}: {i} of {total} in {time.perf_counter() - begin:.0f} s ", end="", file=sys.stderr)
            yield item

    return Search(ActivationSampler(GANSynth(full_size()), "conv0", PITCH), "conv0", count, WANTED, 0, 1, Work(), {}, track)


def ipca(count: int) -> dict:
    from sklearn.decomposition import IncrementalPCA

    sampler = ActivationSampler(GANSynth(full_size()), "conv0", PITCH)
    pca, size = IncrementalPCA(), sampler.size
    for batch in range(2):  # the first one is decomposed alone, each later one together with all components so far
        begin = time.perf_counter()
        pca.partial_fit(np.concatenate([sampler.rows(sampler.z(batch * size + i, 256)) for i in range(0, size, 256)]), check_input=False)
    return {"seconds": time.perf_counter() - begin, "samples": size, "once": 0.0}


def exact(count: int) -> dict:
    times = []

    def solve(moments, wanted):
        times.append(time.perf_counter())
        return exact_fit(moments, wanted)

    searches.exact_fit = solve
    begin = time.perf_counter()
    fit = search(count).exact()
    return {"seconds": times[0] - begin, "samples": count, "once": time.perf_counter() - times[0], "fit": fit}


def sketch(count: int) -> dict:
    begin = time.perf_counter()
    fit = search(count).sketch()
    return {"seconds": time.perf_counter() - begin, "samples": count, "once": 0.0, "fit": fit}


def one(way: str, count: int, path: str) -> None:
    """Run one way in this process, and leave what was measured, and the directions."""
    measured = {"ipca": ipca, "exact": exact, "sketch": sketch}[way](count)
    fit = measured.pop("fit", None)
    measured["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024.0 if sys.platform != "darwin" else 1024.0**2)
    arrays = {} if fit is None else {"components": fit.components, "stdev": fit.stdev, "captured": fit.var_ratio.sum()}
    if fit is not None and fit.residual is not None:
        arrays["residual"] = fit.residual
    np.savez(path, measured=np.array(json.dumps(measured)), **arrays)


def run(way: str, count: int, folder: Path) -> dict:
    path = folder / f"{way}-{count}.npz"
    subprocess.run([sys.executable, __file__, "--one", way, str(count), str(path)], check=True)
    with np.load(path) as file:
        arrays = dict(file)
    return {**json.loads(str(arrays.pop("measured"))), **arrays}


def angle(a: np.ndarray, b: np.ndarray) -> float:
    """Largest angle in degrees between what the rows of a span and what those of b span."""
    return float(np.degrees(np.arcsin(min(1.0, np.linalg.norm(a.T - b.T @ (b @ a.T), 2)))))


def compare(found: dict, reference: dict) -> None:
    a, b = found["components"].astype(np.float64), reference["components"]
    single = np.degrees(np.arccos(np.clip(np.abs(np.sum(a * b, axis=1)), 0.0, 1.0)))
    error = 100.0 * np.abs(found["stdev"] / reference["stdev"] - 1.0)
    print(
        f"sketch against exact, same sounds: each of the first 32 directions within {single[:32].max():.2f} degrees (asked for: 1), "
        f"of all {len(single)} within {single.max():.2f}; the space of the first 32 within {angle(a[:32], b[:32]):.2f}; "
        f"stdev within {error[:32].max():.3f} % (asked for: 0.5), of all within {error.max():.3f} %"
    )
    print(f"certificate: residual {100 * np.median(found['residual']):.2g} % (median), {100 * found['residual'].max():.2g} % at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=4_194_304)
    parser.add_argument("--slice", type=int, default=65_536)
    parser.add_argument("--only", nargs="+", choices=("ipca", "exact", "sketch"), default=("ipca", "exact", "sketch"))
    parser.add_argument("--one", nargs=3, metavar=("WAY", "COUNT", "PATH"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(args.one[0], int(args.one[1]), args.one[2])
        return
    print(
        f"{os.cpu_count()} processors, load {', '.join(f'{load:.1f}' for load in os.getloadavg())} before; conv0, 8,192 values, {WANTED} directions"
    )
    with tempfile.TemporaryDirectory() as name:
        rates: dict[str, float] = {}
        results = {}
        for way in args.only:
            results[way] = found = run(way, args.samples if way == "sketch" else args.slice, Path(name))
            rates[way] = found["samples"] / found["seconds"]
            total = args.samples / rates[way] + found["once"]
            against = f", {rates[way] / rates['ipca']:.0f} times ipca (asked for: {TARGETS[way]:.0f})" if way != "ipca" and "ipca" in rates else ""
            memory = f" (asked for: under {MEMORY[way]})" if way in MEMORY else ""
            print(
                f"{way:7s} {rates[way]:9.1f} samples/s{against}; peak memory {found['peak_mb']:.0f} MB{memory}; "
                f"{args.samples:,} samples {'measured' if way == 'sketch' else 'would take'} {total:,.0f} s"
                + (f", of which {found['once']:.1f} s to solve" if found["once"] else ""),
                flush=True,
            )
        if "exact" in results:
            compare(run("sketch", args.slice, Path(name)), results["exact"])


if __name__ == "__main__":
    main()
