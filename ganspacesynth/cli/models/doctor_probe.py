"""The part of `doctor` that runs in a process of its own: opens a model, makes sounds, prints one line of JSON about them."""

import importlib.metadata
import json
import math
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from ganspacesynth.core import quiet_imports

SOUNDS, MIDDLE = 4, 60
FEATURES = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "asimddp", "dotprod", "bf16", "neon")


def main() -> None:
    """Examine the model named by the first word, or the embedded one."""
    from ganspacesynth.core.errors import GanSpaceSynthError

    found: dict[str, Any] = {}
    try:
        _examine(found, sys.argv[1] if len(sys.argv) > 1 else None)
    except (GanSpaceSynthError, ImportError, MemoryError, OSError) as e:
        found["error"] = " ".join(str(e).split()) or type(e).__name__
    sys.stdout.write(json.dumps(found) + "\n")


def _examine(found: dict[str, Any], model: str | None) -> None:
    start = time.perf_counter()
    import numpy as np

    from ganspacesynth.audio.pitch import note_pitch
    from ganspacesynth.networks.gansynth.gansynth import load_model
    from ganspacesynth.networks.known_models import model_folder

    folder = model_folder(model)
    began = time.perf_counter()
    gansynth = load_model(folder)
    found.update(model=gansynth.id, folder=str(folder), load_ms=_ms(began), backend=gansynth.backend, version=_version(gansynth.backend))
    found.update(features=processor_features(), preview=gansynth.at("preview").precision == "preview", **_played_on(gansynth.backend))
    pitch, z = gansynth.config.nearest_pitch(MIDDLE), gansynth.sample_z(SOUNDS, seed=0)
    began = time.perf_counter()
    waves = [gansynth.synthesize(z[:1], pitch)[0]]
    found.update(first_ms=_ms(began), cold_ms=_ms(start))
    began = time.perf_counter()
    waves += [gansynth.synthesize(row, pitch)[0] for row in z[1:]]
    found.update(next_ms=_ms(began) // (SOUNDS - 1), asked=pitch)
    finite = all(bool(np.isfinite(wave).all()) for wave in waves)
    found.update(finite=finite, peak=min(float(np.abs(wave).max()) for wave in waves) if finite else 0.0)
    heard = [note_pitch(wave, gansynth.config.sample_rate) if finite else math.nan for wave in waves]
    found["heard"] = [None if math.isnan(value) else round(value, 2) for value in heard]


def _version(backend: str) -> str:
    return importlib.metadata.version("onnxruntime" if backend == "onnx" else backend)


def _played_on(backend: str) -> dict[str, Any]:
    """Return on which device and how many threads ONNX Runtime plays, why on no other, and what it has; nothing where something else plays."""
    from ganspacesynth.networks import devices

    if backend != "onnx":
        return {}
    available = quiet_imports.load("onnxruntime").get_available_providers()
    device = devices.choose(devices.wanted(os.environ), available)
    return {"device": device.name, "threads": device.threads, "fallback": device.note, "available": devices.names(available)}


def processor_features() -> list[str]:
    """Return those abilities of the processor that matter for speed, as far as the system says."""
    said = ""
    if platform.system() == "Linux":
        said = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    elif platform.system() == "Darwin":
        asked = subprocess.run(["sysctl", "-a"], capture_output=True, text=True, check=False).stdout
        said = asked.lower().replace("hw.optional.arm.feat_", "").replace("advsimd", "neon")
    words = set(re.findall(r"[a-z0-9_]+", said.lower()))
    return [name for name in FEATURES if name in words]


def _ms(began: float) -> int:
    return round(1000 * (time.perf_counter() - began))
