"""What the environment asks for in, a line out that says which libraries compute sounds here, and on what; none of them is imported."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from ganspacesynth.networks.devices import wanted
from ganspacesynth.version import __version__

BACKENDS = ("GANSPACESYNTH_BACKEND", "KERAS_BACKEND")  # environment: what computes, where it is not the usual
LIBRARIES = ("onnxruntime", "tensorflow", "numpy", "scipy", "soxr")  # whose versions decide about last digits


def computed_by(environment: Mapping[str, str]) -> str:
    """Return what decides about every digit of a sound beside its recipe and the processor: two programs that say the same make the same samples.

    Args:
        environment: of the program.
    """
    asked = wanted(environment)
    backend = " ".join(word for name in BACKENDS if (word := environment.get(name, "").strip())) or "usual backend"
    threads = "all threads" if asked.threads is None else f"threads: {asked.threads}"
    return ", ".join([f"ganspacesynth {__version__}", backend, asked.device, threads, *filter(None, map(_said, LIBRARIES))])


def _said(library: str) -> str | None:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return None
