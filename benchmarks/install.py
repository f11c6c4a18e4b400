"""How large an installation is, and how long it takes: a new environment, this checkout and what it asks for, package by package.

    python benchmarks/install.py
    python benchmarks/install.py --extra pictures

Times depend on what pip has in its cache: run it twice.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
SHOWN_MB = 2.0
OWN = """
import importlib.metadata as m, json
print(json.dumps({d.metadata["Name"]: sum(f.locate().stat().st_size for f in d.files or () if f.locate().is_file()) for d in m.distributions()}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--extra", default="", metavar="NAMES", help="extras, with commas between them")
    parser.add_argument("--allowed-mb", type=float, default=350.0, help="of a play-only installation, its models included")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ganspacesynth-install-") as folder:
        place = Path(folder) / "venv"
        venv.create(place, with_pip=True)
        python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        before = size(place)
        children, began = os.times(), time.perf_counter()
        what = f"{HOME}[{args.extra}]" if args.extra else str(HOME)
        subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", what], check=True)
        took, after = time.perf_counter() - began, os.times()
        whole = size(place) - before
        print(f"{what.replace(str(HOME), '.')}: {whole:.0f} MB, beside {before:.0f} MB of the environment itself; allowed {args.allowed_mb:.0f} MB")
        print(f"{took:.0f} s, {after.children_user - children.children_user:.0f} s of a processor; files by package, without what Python compiles:")
        packages = json.loads(subprocess.run([python, "-c", OWN], capture_output=True, text=True, check=True, cwd=folder).stdout)
        for name, count in sorted(packages.items(), key=lambda item: -item[1]):
            if count / 1e6 >= SHOWN_MB and name not in ("pip", "setuptools"):
                print(f"  {name:16}{count / 1e6:7.1f} MB")
        play(python, Path(folder))
    sys.exit(0 if args.extra or whole <= args.allowed_mb else 1)


def play(python: Path, folder: Path) -> None:
    """Make a sound, as a musician's first command does."""
    for what in ("first", "second"):
        began = time.perf_counter()
        words = [python, "-m", "ganspacesynth", "generate", "--seed", "1", "--no-engine", "-o", f"{what}.wav"]
        done = subprocess.run(words, capture_output=True, text=True, cwd=folder, check=False)
        said = "" if done.returncode == 0 else f": {done.stderr.strip().splitlines()[-1]}"
        print(f"{what} sound after {time.perf_counter() - began:.1f} s{said}")


def size(folder: Path) -> float:
    """Return what a folder takes on the disk, MB."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir() or file.is_symlink()) / 1e6


if __name__ == "__main__":
    main()
