"""GANSpaceSynth: play a neural network's sound space."""

import importlib
from typing import TYPE_CHECKING

from ganspacesynth.version import __version__

# The public table. Names load on first use: importing the package must stay instant and must not import TensorFlow.
_HOMES = {
    "GANSynth": "ganspacesynth.model.gansynth",
    "load_model": "ganspacesynth.model.gansynth",
    "ModelConfig": "ganspacesynth.model.config",
    "Directions": "ganspacesynth.space.directions",
    "load_directions": "ganspacesynth.space.directions",
    "Point": "ganspacesynth.point",
    "Path": "ganspacesynth.point",
    "GanSpaceSynthError": "ganspacesynth.errors",
}

__all__ = [
    "Directions",
    "GANSynth",
    "GanSpaceSynthError",
    "ModelConfig",
    "Path",
    "Point",
    "__version__",
    "load_directions",
    "load_model",
]

if TYPE_CHECKING:
    from ganspacesynth.errors import GanSpaceSynthError
    from ganspacesynth.model.config import ModelConfig
    from ganspacesynth.model.gansynth import GANSynth, load_model
    from ganspacesynth.point import Path, Point
    from ganspacesynth.space.directions import Directions, load_directions


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'ganspacesynth' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
