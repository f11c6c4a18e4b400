"""How each kind of thing is shown: a thing in, its view out, by the function that is registered for its class or for one that it inherits from.

A new kind is a line here and a function in `kinds/`. Classes are named in words, so that nothing is loaded that is not there already: who has a model
in hand has loaded what models need.
"""

import importlib
from collections.abc import Callable

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.notebook.view import View

KINDS = {
    "ganspacesynth.composition.sound.Sound": "sounds.sound_view",
    "ganspacesynth.audio.songs.song.Song": "sounds.song_view",
    "builtins.tuple": "containers.pair_view",
    "builtins.list": "containers.list_view",
    "builtins.dict": "containers.dict_view",
    "numpy.ndarray": "containers.array_view",
    "builtins.str": "files.path_view",
    "pathlib.PurePath": "files.path_view",
    "ganspacesynth.core.motion.signal.Signal": "motions.signal_view",
    "ganspacesynth.core.motion.curve.Curve": "motions.curve_view",
    "ganspacesynth.core.motion.trajectory.PointPath": "motions.path_view",
    "ganspacesynth.core.point.Point": "motions.point_view",
    "ganspacesynth.core.recipe.Recipe": "recipes.recipe_view",
    "ganspacesynth.composition.timelines.timeline_recipe.TimelineRecipe": "recipes.arranged_view",
    "ganspacesynth.composition.arranging.timeline.Timeline": "recipes.timeline_view",
    "ganspacesynth.directions.directions.Directions": "instruments.directions_view",
    "ganspacesynth.directions.project.projection.Projection": "instruments.projection_view",
    "ganspacesynth.networks.gansynth.gansynth.GANSynth": "instruments.model_view",
    "ganspacesynth.networks.stylegan.picture_model.PictureModel": "instruments.picture_model_view",
    "ganspacesynth.composition.instrument.Instrument": "instruments.instrument_view",
    "ganspacesynth.bank.bank.Bank": "instruments.bank_view",
    "ganspacesynth.lineage.node.Lineage": "lineages.lineage_view",
    "ganspacesynth.notebook.background.BackgroundJob": "jobs.job_view",
}


def view_of(thing: object) -> View:
    """Return what is seen of anything.

    Args:
        thing: a sound, (wave, sample rate), song, signal, curve, path, point, recipe, timeline, model, instrument, directions, bank,
            lineage, job; a file or a folder of these; a list or a dict of them.

    Raises:
        InvalidInput: a kind of thing that has no view.
        GanSpaceSynthError: a file that cannot be read; of the class of its kind.
    """
    if isinstance(thing, View):
        return thing
    for kind in type(thing).__mro__:
        found = KINDS.get(f"{kind.__module__}.{kind.__qualname__}")
        if found is not None:
            module, _, name = found.partition(".")
            function: Callable[[object], View] = getattr(importlib.import_module(f"ganspacesynth.notebook.kinds.{module}"), name)
            return function(thing)
    known = ", ".join(name.rpartition(".")[2] for name in KINDS)
    raise InvalidInput(f"What is shown is one of {known}. Received: {brief(type(thing).__name__)}.", rule="shown-kind")
