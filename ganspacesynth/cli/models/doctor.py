"""`ganspacesynth doctor`: check that this machine can play, and say in plain words what is missing."""

import argparse
import dataclasses
import glob
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.cli.computing import add_computing_options
from ganspacesynth.cli.sounds.options import say
from ganspacesynth.core.extras import EXTRAS, TITLES
from ganspacesynth.networks.devices import ask_for
from ganspacesynth.version import __version__

NEEDED = ("onnxruntime", "numpy", "scipy", "soundfile", "soxr", "rich", "jinja2", "threadpoolctl")
PROBE = "from ganspacesynth.cli.models.doctor_probe import main; main()"
PROBE_LIMIT_S = 600
PACKAGES = {"sklearn": "scikit-learn", "PIL": "pillow", "cv2": "opencv-python-headless", "syphon": "syphon-python"}  # not called as imported
RUNTIMES = {"onnx": "ONNX Runtime", "tensorflow": "TensorFlow", "jax": "JAX"}
OUTPUT_PACKAGES = {"ndi": "cyndilib", "spout": "SpoutGL", "syphon": "syphon-python", "camera": "pyvirtualcam"}  # what frames of live pictures need
OUTPUT_LIBRARIES = ("cyndilib", "SpoutGL", "syphon", "pyvirtualcam")  # as they are imported; `pictures` says which there are
UNTRIED = ("spout", "syphon", "camera")  # with the real library: no such system, or no such device, was at hand
SLOW_MS, LITTLE_MEMORY_GB = 15_000, 3.0
PD_PLACES = (
    "/Applications/Pd*.app/Contents/Resources/bin/pd",
    "/Applications/plugdata.app",
    "%ProgramFiles%/Pd/bin/pd.exe",
    "%ProgramFiles(x86)%/Pd/bin/pd.exe",
)
SOUNDFONT_PLACES = (
    "/usr/share/sounds/sf[23]/*.sf[23]",
    "/usr/share/soundfonts/*.sf[23]",
    "/usr/local/share/soundfonts/*.sf[23]",
    "~/.local/share/soundfonts/*.sf[23]",
    "~/Library/Audio/Sounds/Banks/*.sf[23]",
    "/Library/Audio/Sounds/Banks/*.sf[23]",
    "%ProgramData%/soundfonts/*.sf[23]",
)


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes:
        name: what.
        state: "ok"; "note", which is good to know and stops nobody; or "bad", which stops playing.
        text: what was found, for people.
        facts: what was found, for programs.
    """

    name: str
    state: str
    text: str
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", nargs="?", metavar="MODEL", help="folder of the model to try (default: the one that comes along)")
    add_computing_options(parser)
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(args: argparse.Namespace) -> int:
    """Look at everything, print it; 0 when this machine can play, 1 when it cannot."""
    ask_for(args.device, args.threads)
    checks = list(examine(args.model))
    bad = [check for check in checks if check.state == "bad"]
    if args.json:
        say(json.dumps({"playable": not bad, "checks": [dataclasses.asdict(c) for c in checks]}, indent=2, ensure_ascii=False))
    else:
        width = max(len(check.name) for check in checks)
        for check in checks:
            say(f"{check.state:4}  {check.name:{width}}  {check.text}")
        say(f"\nThis machine cannot play yet: see {', '.join(c.name for c in bad)} above." if bad else "\nThis machine can play.")
    return 1 if bad else 0


def examine(model: str | None = None) -> Iterator[Check]:
    """Yield one check after the other; none of them raises."""
    yield _python()
    yield _packages()
    yield _extras()
    yield _memory()
    yield from _sound(model)
    yield _pd()
    yield _soundfonts()
    yield _pictures()


def _python() -> Check:
    facts = {"python": platform.python_version(), "ganspacesynth": __version__, "system": platform.platform(), "executable": sys.executable}
    known = (3, 10) <= sys.version_info[:2] < (3, 13)
    text = f"ganspacesynth {__version__} on Python {facts['python']}, {platform.system()} {platform.machine()}"
    return Check("program", "ok" if known else "note", text + ("" if known else "; made for Python 3.10 to 3.12"), facts)


def _packages() -> Check:
    versions = {name: _version(name) for name in NEEDED}
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        return Check("libraries", "bad", f"missing: {', '.join(missing)}. Install ganspacesynth again", versions)
    return Check("libraries", "ok", ", ".join(f"{name} {version}" for name, version in versions.items()), versions)


def _extras() -> Check:
    """Say what only an extra brings: good to know, and nothing that playing needs."""
    versions = {name: _version(PACKAGES.get(name, name)) for name in EXTRAS if name not in OUTPUT_LIBRARIES}
    there = [f"{TITLES[name]} {version}" for name, version in versions.items() if version]
    absent = [f"{TITLES[name]} (ganspacesynth[{EXTRAS[name][1]}])" for name, version in versions.items() if not version]
    text = "; ".join(filter(None, [", ".join(there), f"not installed: {', '.join(absent)}" if absent else ""]))
    return Check("extras", "ok", text, versions)


def _version(name: str) -> str | None:
    for variant in (name, *(f"{name}-{kind}" for kind in ("cpu", "gpu", "directml", "intel", "macos"))):  # network libraries go by several
        try:
            return importlib.metadata.version(variant)
        except importlib.metadata.PackageNotFoundError:
            continue
    return None


def _memory() -> Check:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, OSError, ValueError):  # Windows
        return Check("memory", "note", "this system does not say how much there is; 4 GB are enough")
    facts = {"total_gb": round(total, 1), "processors": os.cpu_count()}
    text = f"{total:.1f} GB, {os.cpu_count()} processor cores"
    return Check("memory", "ok", text, facts) if total > LITTLE_MEMORY_GB else Check("memory", "note", f"{text}: little; play short sounds", facts)


def _sound(model: str | None) -> Iterator[Check]:
    """Make a first sound in a fresh process, as a musician's first command would; it may even die there."""
    found = _probe(model)
    if "backend" in found:
        yield Check("engine", "ok", f"{RUNTIMES[found['backend']]} {found['version']}", _some(found, "backend", "version"))
        fast = "preview precision (--precision preview) is faster here" if found["preview"] else "preview precision is the same as exact here"
        features = ", ".join(found["features"]) or "features unknown"
        yield Check("processor", "ok", f"{features}; {fast}", _some(found, "features", "preview"))
    if "available" in found:
        yield _device(found)
    if "model" in found:
        yield Check("model", "ok", f"{found['model']} in {found['folder']}", _some(found, "model", "folder"))
    if "error" in found:
        yield Check("sound", "bad", found["error"], _some(found, "error"))
        return
    facts = _some(found, "cold_ms", "load_ms", "first_ms", "next_ms", "peak", "finite", "asked", "heard")
    if not found["finite"] or found["peak"] < 1e-4:
        yield Check("sound", "bad", f"the model makes {'silence' if found['finite'] else 'broken samples'}. Fetch it again, or try another.", facts)
        return
    slow = "; slow: is something else running?" if found["first_ms"] > SLOW_MS else ""
    text = f"the first after {found['cold_ms'] / 1000:.1f} s ({found['first_ms']} ms of it playing), then {found['next_ms']} ms each{slow}"
    yield Check("sound", "note" if slow else "ok", text, facts)
    yield _tuning(found)


def _device(found: dict[str, Any]) -> Check:
    """Say on what ONNX Runtime plays, of what it could."""
    threads = "a thread for each core" if not found["threads"] else "one thread" if found["threads"] == 1 else f"{found['threads']} threads"
    text = f"{found['device']}, {threads}; this ONNX Runtime has {', '.join(found['available']) or 'none'}"
    facts = _some(found, "device", "threads", "available", "fallback")
    return Check("device", "note", f"{text}. {found['fallback']}", facts) if found["fallback"] else Check("device", "ok", text, facts)


def _tuning(found: dict[str, Any]) -> Check:
    cents = [100 * (heard - found["asked"]) for heard in found["heard"] if heard is not None]
    near = sum(abs(c) <= 50 for c in cents)
    text = f"{near} of {len(found['heard'])} sounds within 50 cents of the pitch asked for (MIDI {found['asked']})"
    return Check("tuning", "ok" if 2 * near >= len(found["heard"]) else "note", text, {"cents": [round(c, 1) for c in cents]})


def _probe(model: str | None) -> dict[str, Any]:
    """Run `doctor_probe` in a process of its own and return what it says; every way to fail becomes {"error": …}."""
    home = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
    words = [] if model is None else [str(model)]
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROBE, *words],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
            timeout=PROBE_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as e:
        return {"error": f"the engine did not start ({e})"}
    try:
        return dict(json.loads(done.stdout.strip().splitlines()[-1]))
    except (ValueError, IndexError, TypeError):
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        if done.returncode < 0:
            said = f"stopped by signal {-done.returncode}; its libraries may not run on this processor: {said}"
        return {"error": f"the engine broke ({said})"}


def _pd() -> Check:
    found = next((p for p in map(shutil.which, ("pd", "plugdata", "purr-data", "pd-l2ork")) if p), None) or next(_first(PD_PLACES), None)
    if found:
        return Check("Pure Data", "ok", found, {"path": found})
    return Check("Pure Data", "note", "not found; only needed for the patches in pd/ (https://puredata.info)", {"path": None})


def _soundfonts() -> Check:
    renders, found = _version("tinysoundfont") is not None, next(_first(SOUNDFONT_PLACES), None)
    facts = {"path": found, "tinysoundfont": renders}
    missing = [] if found else ["no soundfont in the usual places"]
    missing += [] if renders else ["no tinysoundfont (pip install --no-deps tinysoundfont)"]
    if missing:
        return Check("soundfont", "note", f"{' and '.join(missing)}; only needed to make data sets of notes", facts)
    return Check("soundfont", "ok", str(found), facts)


def _pictures() -> Check:
    """Say where live pictures can go to from this machine, and what of it nobody has tried yet."""
    window = importlib.util.find_spec("tkinter") is not None and importlib.util.find_spec("_tkinter") is not None
    found = {"window": window, "http": True} | {name: _version(package) is not None for name, package in OUTPUT_PACKAGES.items()}
    there = [name for name, is_there in found.items() if is_there]
    text = f"live pictures go to {', '.join(there)}"
    untried = [name for name in there if name in UNTRIED]
    text += f"; untried so far: {', '.join(untried)}" if untried else ""
    absent = [f"{name} ({'python3-tk' if name == 'window' else OUTPUT_PACKAGES[name]})" for name, is_there in found.items() if not is_there]
    return Check("pictures", "ok" if window else "note", text + (f"; not installed: {', '.join(absent)}" if absent else ""), found)


def _first(places: tuple[str, ...]) -> Iterator[str]:
    for place in places:
        yield from sorted(glob.glob(os.path.expanduser(os.path.expandvars(place))))


def _some(found: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: found.get(name) for name in names}
