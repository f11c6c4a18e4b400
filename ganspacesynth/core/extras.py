"""The name of a library in; nothing out, or an error that says with which extra it is installed: playing needs none of these."""

import importlib.util
import sys

from ganspacesynth.core.errors import GanSpaceSynthError

TITLES = {"tensorflow": "TensorFlow", "keras": "Keras", "jax": "JAX", "sklearn": "scikit-learn", "matplotlib": "Matplotlib", "av": "PyAV"}
TITLES |= {
    "cyndilib": "cyndilib",
    "SpoutGL": "SpoutGL",
    "syphon": "syphon-python",
    "pyvirtualcam": "pyvirtualcam",
    "cv2": "OpenCV",
    "IPython": "IPython",
    "starlette": "Starlette",
    "uvicorn": "Uvicorn",
    "websockets": "websockets",
    "cryptography": "cryptography",
    "PIL": "Pillow",
}
EXTRAS = {  # how a library is imported -> (what needs it, which extra of ours brings it)
    "tensorflow": ("Training, data sets and evaluation need", "train"),
    "keras": ("Training, data sets and evaluation need", "train"),
    "jax": ("Training on JAX needs", "train"),
    "sklearn": ("These statistics need", "directions"),
    "matplotlib": ("Pictures need", "pictures"),
    "av": ("Videos need", "av"),
    "starlette": ("The studio needs", "studio"),
    "uvicorn": ("The studio needs", "studio"),
    "websockets": ("The studio needs", "studio"),
    "cryptography": ("Https needs", "studio"),
    "PIL": ("Reading pictures needs", "pictures"),
    "IPython": ("Notebooks need", "notebook"),
    "cyndilib": ("NDI needs", "ndi"),
    "SpoutGL": ("Spout needs", "spout"),
    "syphon": ("Syphon needs", "syphon"),
    "pyvirtualcam": ("A virtual camera needs", "virtual-camera"),
    "cv2": ("Cameras by number need", "camera"),
}


def need(library: str) -> None:
    """Raise unless a library of an extra is installed; it is not imported.

    Call it before long work, so that nobody waits for an hour to learn that a library is missing.

    Raises:
        GanSpaceSynthError: it is not, and this says what to install.
    """
    if sys.modules.get(library) is None and importlib.util.find_spec(library) is None:
        raise missing(library)


def missing(library: str) -> GanSpaceSynthError:
    """Return the error for a library of an extra that is not installed."""
    use, extra = EXTRAS[library]
    return GanSpaceSynthError(
        f'{use} {TITLES[library]}. Received: none installed. pip install "ganspacesynth[{extra}]" brings it.', rule="extra-installed"
    )


def missing_from(error: ImportError) -> GanSpaceSynthError | None:
    """Return the error for what an import did not find; None when no extra brings that."""
    library = (error.name or "").partition(".")[0]
    return missing(library) if isinstance(error, ModuleNotFoundError) and library in EXTRAS else None
