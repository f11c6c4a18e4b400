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
    "Instrument": "ganspacesynth.sequence.instrument",
    "load_instrument": "ganspacesynth.sequence.instrument",
    "clip_recipe": "ganspacesynth.sequence.recipe",
    "continuous_recipe": "ganspacesynth.sequence.recipe",
    "hallucination_recipe": "ganspacesynth.sequence.recipe",
    "midi_recipe": "ganspacesynth.sequence.recipe",
    "Sound": "ganspacesynth.sequence.sound",
    "make_sound": "ganspacesynth.sequence.sound",
    "save_sound": "ganspacesynth.sequence.sound",
    "GanSpaceSynthError": "ganspacesynth.errors",
}

__all__ = [
    "Directions",
    "GANSynth",
    "GanSpaceSynthError",
    "Instrument",
    "ModelConfig",
    "Path",
    "Point",
    "Sound",
    "__version__",
    "clip_recipe",
    "continuous_recipe",
    "hallucination_recipe",
    "load_directions",
    "load_instrument",
    "load_model",
    "make_sound",
    "midi_recipe",
    "save_sound",
]

if TYPE_CHECKING:
    from ganspacesynth.errors import GanSpaceSynthError
    from ganspacesynth.model.config import ModelConfig
    from ganspacesynth.model.gansynth import GANSynth, load_model
    from ganspacesynth.point import Path, Point
    from ganspacesynth.sequence.instrument import Instrument, load_instrument
    from ganspacesynth.sequence.recipe import clip_recipe, continuous_recipe, hallucination_recipe, midi_recipe
    from ganspacesynth.sequence.sound import Sound, make_sound, save_sound
    from ganspacesynth.space.directions import Directions, load_directions


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'ganspacesynth' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
