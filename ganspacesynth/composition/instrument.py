"""Instrument: a model with its directions, and how a recipe names the two."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.core.artifact import DIRECTIONS, MODEL, Artifact
from ganspacesynth.core.errors import DirectionsError
from ganspacesynth.core.output.decoders import LOCKED
from ganspacesynth.core.recipe import AnyRecipe
from ganspacesynth.version import __version__

if TYPE_CHECKING:
    from ganspacesynth.directions.directions import Directions
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

FileName = str | os.PathLike[str]

OWN_DIRECTIONS = "directions_conv0.npz"  # beside a model


@dataclass(frozen=True)
class Instrument:
    """What sounds are made with.

    Attributes:
        model: a GANSynth.
        directions: those that edits count along, or None.
        model_artifact: as recipes name the model: its id, and its folder unless it is the embedded one.
        directions_artifact: as recipes name the directions: their digest, and their file unless they lie beside the model.
    """

    model: "GANSynth"
    directions: "Directions | None"
    model_artifact: Artifact
    directions_artifact: Artifact | None

    def signed(self, recipe: AnyRecipe) -> AnyRecipe:
        """Return a recipe that says with what it is played."""
        model, directions = self.model_artifact, self.directions_artifact
        made_by = {"made_by": __version__, "precision": self.model.precision, "decoder": self.model.decoder}
        return recipe.signed(model=model, directions=directions, **made_by)

    def with_directions(self, path: FileName, *, beside: bool = False) -> "Instrument":
        """Return this instrument with the directions of a file (`beside`: the model's own).

        Raises:
            DirectionsError: the file cannot be opened, or is of another model.
        """
        from ganspacesynth.directions.directions_files import load_directions
        from ganspacesynth.directions.native_directions import identity

        found = load_directions(path)
        found.check(self.model)
        return replace(self, directions=found, directions_artifact=Artifact(DIRECTIONS, identity(path), None if beside else str(path)))

    def with_precision(self, precision: str) -> "Instrument":
        """Return this instrument at another precision."""
        return self if precision == self.model.precision else replace(self, model=self.model.at(precision))

    def with_decoder(self, decoder: str) -> "Instrument":
        """Return this instrument decoding in another way, see `networks.gansynth.gansynth.load_model`."""
        return self if decoder == self.model.decoder else replace(self, model=self.model.decoding(decoder))


def load_instrument(
    model: FileName | None = None, directions: FileName | None = None, *, precision: str = "exact", decoder: str = LOCKED
) -> Instrument:
    """Open a model with its directions: what sounds are made with.

    Args:
        model: a model folder, the name of a known model, or None for the embedded one.
        directions: a file of directions; None takes those that lie beside the model, if there are any.
        precision: "exact", or "preview": faster, a little rougher.
        decoder: "locked", or "published": see `load_model`.

    Raises:
        ModelError, DirectionsError: one of them cannot be opened, or they do not belong together.
    """
    instrument = open_instrument(model, directions, precision=precision, decoder=decoder)
    own = None if directions is not None else own_directions(model)
    return instrument if own is None else instrument.with_directions(own, beside=True)


def open_instrument(model: FileName | None, directions: FileName | None = None, *, precision: str = "exact", decoder: str = LOCKED) -> Instrument:
    """Open a model (None: the embedded one) and, where named, its directions.

    Raises:
        ModelError, DirectionsError: one of them cannot be opened, or they do not belong together.
    """
    from ganspacesynth.networks.gansynth.gansynth import load_model

    opened = load_model(model, precision=precision, decoder=decoder)
    instrument = Instrument(opened, None, Artifact(MODEL, opened.id, None if model is None else str(model)), None)
    return instrument if directions is None else instrument.with_directions(directions)


def own_directions(model: FileName | None) -> Path | None:
    """Return the directions file beside a model, or None when there is none."""
    from ganspacesynth.networks.known_models import model_folder

    beside = model_folder(model) / OWN_DIRECTIONS
    return beside if beside.is_file() else None


def open_for_edits(model: str | None, directions: str | None, *, precision: str = "exact", decoder: str = LOCKED) -> Instrument:
    """Open a model with directions: those named, or those beside it; raises DirectionsError where there are none."""
    instrument = open_instrument(model, directions, precision=precision, decoder=decoder)
    if directions:
        return instrument
    beside = own_directions(model)
    if beside is None:
        folder = "the embedded model" if model is None else model
        raise DirectionsError(
            f"Edits and mode replace need directions. Received: none, and {folder} has no {OWN_DIRECTIONS}. "
            f"Name a file with --directions, or find some with `ganspacesynth directions --ckpt_dir {folder} -o FILE.npz`.",
            rule="needs-directions",
        )
    return instrument.with_directions(beside, beside=True)
