"""GANSpaceSynth: play a neural network's sound space."""

import importlib
from typing import TYPE_CHECKING

from ganspacesynth.version import __version__

# The public table. Names load on first use: importing the package must stay instant and must not import TensorFlow.
_HOMES = {
    "GANSynth": "ganspacesynth.networks.gansynth.gansynth",
    "load_model": "ganspacesynth.networks.gansynth.gansynth",
    "PictureModel": "ganspacesynth.networks.stylegan.picture_model",
    "load_picture_model": "ganspacesynth.networks.stylegan.picture_model",
    "ModelConfig": "ganspacesynth.networks.gansynth.model_config",
    "Directions": "ganspacesynth.directions.directions",
    "load_directions": "ganspacesynth.directions.directions_files",
    "Point": "ganspacesynth.core.point",
    "PointPath": "ganspacesynth.core.motion.trajectory",
    "Articulation": "ganspacesynth.core.motion.articulation",
    "Vibrato": "ganspacesynth.core.motion.articulation",
    "Scale": "ganspacesynth.core.bends.kinds",
    "Offset": "ganspacesynth.core.bends.kinds",
    "render": "ganspacesynth.continuous.render",
    "Instrument": "ganspacesynth.composition.instrument",
    "load_instrument": "ganspacesynth.composition.instrument",
    "clip_recipe": "ganspacesynth.composition.recipes",
    "continuous_recipe": "ganspacesynth.composition.recipes",
    "hallucination_recipe": "ganspacesynth.composition.recipes",
    "midi_recipe": "ganspacesynth.composition.recipes",
    "Sound": "ganspacesynth.composition.sound",
    "make_sound": "ganspacesynth.composition.sound",
    "save_sound": "ganspacesynth.composition.sound",
    "Song": "ganspacesynth.audio.songs.song",
    "open_song": "ganspacesynth.audio.songs.song",
    "Signal": "ganspacesynth.core.motion.signal",
    "show": "ganspacesynth.notebook.show",
    "start_job": "ganspacesynth.notebook.background",
    "BackgroundJob": "ganspacesynth.notebook.background",
    "written_bends": "ganspacesynth.core.bends.written_bends",
    "Workbench": "ganspacesynth.notebook.workbench",
    "open_workbench": "ganspacesynth.notebook.workbench",
    "GanSpaceSynthError": "ganspacesynth.core.errors",
}

__all__ = [
    "Articulation",
    "BackgroundJob",
    "Directions",
    "GANSynth",
    "GanSpaceSynthError",
    "Instrument",
    "ModelConfig",
    "Offset",
    "PictureModel",
    "Point",
    "PointPath",
    "Scale",
    "Signal",
    "Song",
    "Sound",
    "Vibrato",
    "Workbench",
    "__version__",
    "clip_recipe",
    "continuous_recipe",
    "hallucination_recipe",
    "load_directions",
    "load_instrument",
    "load_model",
    "load_picture_model",
    "make_sound",
    "midi_recipe",
    "open_song",
    "open_workbench",
    "render",
    "save_sound",
    "show",
    "start_job",
    "written_bends",
]

if TYPE_CHECKING:
    from ganspacesynth.audio.songs.song import Song, open_song
    from ganspacesynth.composition.instrument import Instrument, load_instrument
    from ganspacesynth.composition.recipes import clip_recipe, continuous_recipe, hallucination_recipe, midi_recipe
    from ganspacesynth.composition.sound import Sound, make_sound, save_sound
    from ganspacesynth.continuous.render import render
    from ganspacesynth.core.bends.kinds import Offset, Scale
    from ganspacesynth.core.bends.written_bends import written_bends
    from ganspacesynth.core.errors import GanSpaceSynthError
    from ganspacesynth.core.motion.articulation import Articulation, Vibrato
    from ganspacesynth.core.motion.signal import Signal
    from ganspacesynth.core.motion.trajectory import PointPath
    from ganspacesynth.core.point import Point
    from ganspacesynth.directions.directions import Directions
    from ganspacesynth.directions.directions_files import load_directions
    from ganspacesynth.networks.gansynth.gansynth import GANSynth, load_model
    from ganspacesynth.networks.gansynth.model_config import ModelConfig
    from ganspacesynth.networks.stylegan.picture_model import PictureModel, load_picture_model
    from ganspacesynth.notebook.background import BackgroundJob, start_job
    from ganspacesynth.notebook.show import show
    from ganspacesynth.notebook.workbench import Workbench, open_workbench


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'ganspacesynth' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
