"""How each kind of thing is shown: a thing in, its view out, by the function that is registered for its class or for one that it inherits from.

A new kind is a line here and a function in `kinds/`. Classes are named in words, so that nothing is loaded that is not there already: who has a model
in hand has loaded what models need.
"""

import importlib
from collections.abc import Callable

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.notebook.view import View

KINDS = {
    "ganspacesynth.composition.sound.Sound": "sound_views.sound_view",
    "ganspacesynth.audio.songs.song.Song": "sound_views.song_view",
    "builtins.tuple": "container_views.pair_view",
    "builtins.list": "container_views.list_view",
    "builtins.dict": "container_views.dict_view",
    "numpy.ndarray": "container_views.array_view",
    "builtins.str": "file_views.path_view",
    "pathlib.PurePath": "file_views.path_view",
    "ganspacesynth.core.motion.signal.Signal": "motion_views.signal_view",
    "ganspacesynth.core.motion.curve.Curve": "motion_views.curve_view",
    "ganspacesynth.core.motion.trajectory.PointPath": "motion_views.path_view",
    "ganspacesynth.core.point.Point": "motion_views.point_view",
    "ganspacesynth.core.recipe.Recipe": "recipe_views.recipe_view",
    "ganspacesynth.composition.timelines.timeline_recipe.TimelineRecipe": "recipe_views.arranged_view",
    "ganspacesynth.composition.arranging.timeline.Timeline": "recipe_views.timeline_view",
    "ganspacesynth.directions.directions.Directions": "instrument_views.directions_view",
    "ganspacesynth.directions.project.projection.Projection": "instrument_views.projection_view",
    "ganspacesynth.networks.gansynth.gansynth.GANSynth": "instrument_views.model_view",
    "ganspacesynth.networks.stylegan.picture_model.PictureModel": "instrument_views.picture_model_view",
    "ganspacesynth.composition.instrument.Instrument": "instrument_views.instrument_view",
    "ganspacesynth.bank.bank.Bank": "instrument_views.bank_view",
    "ganspacesynth.lineage.node.Lineage": "lineage_views.lineage_view",
    "ganspacesynth.notebook.background.BackgroundJob": "job_views.job_view",
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
