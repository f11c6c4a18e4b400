"""How fast directions of a full-size conv0 (8,192 values) are found, how near they are, and in how much memory; ratios in one run.

    python benchmarks/directions.py [--sounds 8192] [--samples 4194304] [--slice 16384] [--only known plain exact ipca embedded]

Weights are random. Each way runs in a process of its own, so that peak memory is its own; seconds are those on the wall, and beside them those of
the processors, which count on a busy machine.

    known     the sketch with what is known beforehand (the default way), `--sounds` sounds, two independent runs
    plain     the sketch as it was, from nothing but sounds: `--samples` of them, two independent runs
    exact     the exact estimator on a slice, plain and with what is known
    ipca      scikit-learn's IncrementalPCA with all 8,192 components, its second batch
    embedded  the model that comes along: plain sounds against an eighth of them
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from full_size import full_size

from ganspacesynth.core.work.progress import untracked
from ganspacesynth.directions.search import accumulate as searches
from ganspacesynth.directions.search.accumulate import Search
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.directions.search.sharding import Work
from ganspacesynth.directions.search.surrogate import make_surrogate
from ganspacesynth.networks.gansynth.gansynth import GANSynth, load_model

WANTED = 128
PITCH = 60
JUDGED = 32  # first directions
EMBEDDED = 65_536  # plain sounds of the embedded model
WAYS = ("known", "plain", "exact", "ipca", "embedded")


def search(model: GANSynth, count: int, seed: int, *, known: bool) -> Search:
    work, sampler = Work(), ActivationSampler(model, "conv0", PITCH, seed=seed)
    surrogate = make_surrogate(model, "conv0", PITCH, sampler, work.memory) if known else None
    return Search(sampler, "conv0", count, WANTED, seed, 1, work, {}, untracked, surrogate)


def ipca() -> dict:
    from sklearn.decomposition import IncrementalPCA

    sampler = ActivationSampler(GANSynth(full_size()), "conv0", PITCH)
    pca, size = IncrementalPCA(), sampler.size
    for batch in range(2):  # the first one is decomposed alone, each later one together with all components so far
        begin = time.perf_counter(), time.process_time()
        pca.partial_fit(np.concatenate([sampler.rows(sampler.z(batch * size + i, 256)) for i in range(0, size, 256)]), check_input=False)
    return {"seconds": time.perf_counter() - begin[0], "cpu": time.process_time() - begin[1], "samples": size}


def found(which: str, estimator: str, count: int, seed: int, *, known: bool) -> tuple[dict, dict]:
    model = GANSynth(full_size()) if which == "full" else load_model()
    summed: list[tuple[float, float]] = []

    def noting(original: Callable) -> Callable:
        def noted(*args, **more):
            summed.append((time.perf_counter(), time.process_time()))  # the sums are complete
            return original(*args, **more)

        return noted

    searches.exact_fit, searches.sketch_fit = noting(searches.exact_fit), noting(searches.sketch_fit)
    begin = time.perf_counter(), time.process_time()
    fit = getattr(search(model, count, seed, known=known), estimator)()
    measured = {"seconds": time.perf_counter() - begin[0], "cpu": time.process_time() - begin[1], "samples": count}
    measured |= {"summing": summed[0][0] - begin[0], "summing_cpu": summed[0][1] - begin[1]}
    arrays = {"components": fit.components[:JUDGED], "stdev": fit.stdev[:JUDGED]}
    return measured, arrays | ({"angles": fit.halves.angles, "spreads": fit.halves.spreads} if fit.halves else {})


def one(path: str, way: str, which: str, estimator: str, count: str, seed: str, known: str) -> None:
    """Run one way in this process, and leave what was measured, and the directions."""
    measured, arrays = (ipca(), {}) if way == "ipca" else found(which, estimator, int(count), int(seed), known=known == "known")
    measured["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024.0 if sys.platform != "darwin" else 1024.0**2)
    np.savez(path, measured=np.array(json.dumps(measured)), **arrays)


class Runs:
    """Runs ways in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, way: str, which: str = "full", estimator: str = "sketch", count: int = 0, seed: int = 0, *, known: bool = False) -> dict:
        path = self.folder / f"{way}-{which}-{estimator}-{count}-{seed}-{known}.npz"
        words = [way, which, estimator, str(count), str(seed), "known" if known else "plain"]
        subprocess.run([sys.executable, __file__, "--one", str(path), *words], check=True)
        with np.load(path) as file:
            arrays = dict(file)
        measured = json.loads(str(arrays.pop("measured")))
        print(
            f"{way} {which} {estimator} {'with what is known' if known else 'plain'}, {measured['samples']:,} sounds: {measured['seconds']:.1f} s "
            f"({measured['cpu']:.1f} s of processors), peak memory {measured['peak_mb']:.0f} MB, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        return {**measured, **arrays}


def apart(a: dict, b: dict) -> str:
    """Say how far two independent runs are apart."""
    cosines = np.abs(np.sum(a["components"].astype(np.float64) * b["components"], axis=1))
    angles, spreads = np.degrees(np.arccos(np.clip(cosines, 0.0, 1.0))), 100.0 * np.abs(a["stdev"] / b["stdev"] - 1.0)
    told = (
        f"; each says of its halves {np.median(a['angles'][:JUDGED]):.3g} and {np.median(b['angles'][:JUDGED]):.3g} degrees" if "angles" in a else ""
    )
    return (
        f"two runs: the first {JUDGED} directions {np.median(angles):.3g} degrees apart (median; {angles.max():.3g} at most), "
        f"stdev {np.median(spreads):.2g} % (median; {spreads.max():.2g} at most){told}"
    )


def compare(runs: Runs, which: str, few: int, many: int, *, only: set[str]) -> None:
    """Two runs with what is known beside two plain ones."""
    pairs = {}
    for known, count in ((True, few), (False, many)):
        if ("known" if known else "plain") in only:
            pairs[known] = [runs("known" if known else "plain", which, "sketch", count, seed, known=known) for seed in (1, 2)]
            print("  " + apart(*pairs[known]), flush=True)
    if len(pairs) == 2:
        wall, cpu = (np.mean([run[name] for run in pairs[False]]) / np.mean([run[name] for run in pairs[True]]) for name in ("seconds", "cpu"))
        print(f"  {many / few:.0f} times fewer sounds, {wall:.1f} times as quick ({cpu:.1f} times by processors)", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sounds", type=int, default=8192)
    parser.add_argument("--samples", type=int, default=4_194_304)
    parser.add_argument("--slice", type=int, default=16_384)
    parser.add_argument("--only", nargs="+", choices=WAYS, default=WAYS)
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(*args.one)
        return
    print(f"{os.cpu_count()} processors, load {', '.join(f'{load:.1f}' for load in os.getloadavg())} before; conv0, {WANTED} directions", flush=True)
    with tempfile.TemporaryDirectory() as name:
        runs = Runs(Path(name))
        compare(runs, "full", args.sounds, args.samples, only=set(args.only))
        if "embedded" in args.only:
            compare(runs, "embedded", EMBEDDED // 8, EMBEDDED, only={"known", "plain"})
        rates = {}
        if "exact" in args.only:
            for known in (False, True):
                run = runs("exact", "full", "exact", args.slice, 0, known=known)
                rates[known] = args.slice / run["summing"], args.slice / run["summing_cpu"]
                print(f"  {rates[known][0]:,.0f} sounds a second summed, and {run['seconds'] - run['summing']:.1f} s to solve")
        if "ipca" in args.only:
            run = runs("ipca")
            for known, (wall, cpu) in rates.items():
                own = run["samples"] / run["seconds"], run["samples"] / run["cpu"]
                way = "with what is known" if known else "plain"
                told = f"{wall / own[0]:.0f} times as many sounds a second as ipca's {own[0]:.1f} ({cpu / own[1]:.0f} times by processors)"
                print(f"  exact, {way}: {told}")


if __name__ == "__main__":
    main()
