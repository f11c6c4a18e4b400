"""From a cold process to the first sound: seconds and peak memory, builds and backends in turns in one run.

    python benchmarks/start.py [--rounds 5] [--model FOLDER] [--before PYTHON]

Each process is a fresh one that makes one sound of the embedded model, or of another (`full` is the full-size network with random weights).
--before names the Python of another environment, in which an earlier build is installed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from full_size import random_model


def first_sound(python: str, model: str | None, backend: str | None, folder: str) -> tuple[float, float, float]:
    """Return seconds from start to end, seconds of the processors, and the peak memory in MB of a process that makes a sound."""
    wave = Path(folder) / "sound.wav"
    wave.unlink(missing_ok=True)
    words = [python, "-m", "ganspacesynth", "generate", "-o", str(wave), "--seed", "1"]  # options that builds of any age have
    words += [] if model is None else ["--model", model]
    environment = {name: value for name, value in os.environ.items() if name not in ("GANSPACESYNTH_BACKEND", "PYTHONPATH")}
    environment |= {} if backend is None else {"GANSPACESYNTH_BACKEND": backend}
    with tempfile.TemporaryFile("w+", dir=folder) as said:
        begin = time.perf_counter()
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode or not wave.exists():
            said.seek(0)
            raise SystemExit(f"{' '.join(words)} failed ({process.returncode}): {said.read()[-2000:].strip()}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--model", help="a model folder or name, or full")
    parser.add_argument("--before", help="the Python of an environment with an earlier build")
    args = parser.parse_args()
    builds: dict[str, tuple[str, str | None]] = {"onnx": (sys.executable, "onnx"), "tensorflow": (sys.executable, "tensorflow")}
    builds |= {"before": (os.path.abspath(args.before), None)} if args.before else {}
    with tempfile.TemporaryDirectory() as folder:
        model = str(random_model(Path(folder) / "model")) if args.model == "full" else args.model
        model = os.path.abspath(model) if model and Path(model).exists() else model  # processes run elsewhere
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in builds}
        for _ in range(args.rounds + 1):  # the first finds files that are not yet in memory
            for name, (python, backend) in builds.items():
                found[name].append(first_sound(python, model, backend, folder))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; medians of {args.rounds}")
    for name, each in found.items():
        seconds, busy, memory = np.median(each[1:], axis=0)
        print(f"{name:10s} {seconds:6.2f} s ({min(one[0] for one in each):.2f} at best), of the processors {busy:5.2f} s, peak {memory:5.0f} MB")


if __name__ == "__main__":
    main()
