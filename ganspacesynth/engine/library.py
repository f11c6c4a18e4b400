"""The models that are open, by name: each with its directions, at two precisions that share its weights."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ganspacesynth.composition.instrument import Instrument, open_instrument, own_directions
from ganspacesynth.core.errors import brief
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.networks.known_models import EMBEDDED, model_folder

MAX_MODELS = 16


@dataclass(frozen=True)
class OpenModel:
    """An open model.

    Attributes:
        name: on the library.
        path: its folder, None for the embedded one.
        preview: the instrument that is played.
        stamp: tells whether the folder has changed since.
    """

    name: str
    path: str | None
    preview: Instrument
    stamp: int
    _others: dict[str, Instrument] = field(default_factory=dict)
    _chunks: list[int] = field(default_factory=list)

    def at(self, precision: str | None, decoder: str | None = None) -> Instrument:
        """Return the instrument at a precision and with a decoder; None: that of playing."""
        instrument = self.preview
        if precision is not None and precision != instrument.model.precision:
            if precision not in self._others:
                self._others[precision] = instrument.with_precision(precision)
            instrument = self._others[precision]
        return instrument if decoder is None else instrument.with_decoder(decoder)

    def decoding(self, decoder: str) -> "OpenModel":
        """Return this model with another decoder; what its graphs have been compiled to goes along."""
        others = {precision: other.with_decoder(decoder) for precision, other in self._others.items()}
        return replace(self, preview=self.preview.with_decoder(decoder), _others=others)

    def with_directions(self, path: str) -> "OpenModel":
        """Return this model with the directions of a file; what its graphs have been compiled to goes along."""
        others = {precision: other.with_directions(path) for precision, other in self._others.items()}
        return replace(self, preview=self.preview.with_directions(path), _others=others, _chunks=[])

    def chunk_frames(self) -> int:
        """Return how many frames voices shall make at once on this machine; the first time this takes seconds, since it tries."""
        from ganspacesynth.continuous.stream import warm

        if not self._chunks:
            self._chunks.append(warm(self.preview.model, directions=self.preview.directions))
        return self._chunks[0]


class ModelLibrary:
    """Models by name; replacing one is a single step, so that whoever plays the old one plays on."""

    def __init__(self, opening: Callable[[], int] = int) -> None:
        """Begin with none; `opening` says how many are on their way."""
        self._opening = opening
        self._entries: dict[str, OpenModel] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def names(self) -> list[str]:
        """Return the names, oldest first."""
        return list(self._entries)

    def get(self, name: str | None) -> OpenModel:
        """Return a model by its name (None: the newest).

        Raises:
            CommandError: there is none.
        """
        entries = self._entries
        if name is None and entries:
            return entries[next(reversed(entries))]
        if name is None or name not in entries:
            known = f"Open are {', '.join(entries)}." if entries else "None is open."
            advice = "One is on its way: wait for /loaded." if self._opening() else "Send /load default."
            raise CommandError(
                "model", f"A model must be loaded before it plays. Received: {name or 'no model'}. {known} {advice}", rule="loaded-model"
            )
        return entries[name]

    def find(self, name: str, path: str | None) -> OpenModel | None:
        """Return the entry of this name if it is the model that lies in this folder now."""
        entry = self._entries.get(name)
        return entry if entry and entry.path == path and entry.stamp == _stamp(path) else None

    def instrument_of(self, recipe: Recipe) -> Instrument:
        """Return the open model that a recipe names, at its precision and with its directions or none, so that the very same sound comes of it.

        Raises:
            CommandError: that model is not open, or not with these directions.
        """
        model, directions = recipe.model, recipe.directions
        for entry in reversed(self._entries.values()):
            if model is None or entry.preview.model.id != model.digest:
                continue
            found = entry.at(recipe.precision, recipe.decoder or "published")
            if directions is None:
                return replace(found, directions=None, directions_artifact=None)
            if found.directions_artifact is not None and found.directions_artifact.digest == directions.digest:
                return found
        wanted = f"the model {'that is not named' if model is None else brief(model.digest)}" + (
            f", directions {brief(directions.digest)}" if directions else ""
        )
        raise CommandError(
            "model",
            f"What a sound was made with must be open. Received: {wanted}. Send /load, or /load_directions, with its path.",
            rule="loaded-model",
        )

    def put(self, entry: OpenModel) -> None:
        """Put a model on the library, in place of an older one of its name."""
        with self._lock:
            if entry.name not in self._entries and len(self._entries) >= MAX_MODELS:
                raise CommandError(
                    "busy", f"At most {MAX_MODELS} models may be open. Received: one more. Send /unload with the name of one.", rule="model-count"
                )
            rest = {name: other for name, other in self._entries.items() if name != entry.name}
            self._entries = {**rest, entry.name: entry}

    def remove(self, name: str) -> None:
        """Take a model off the library; raises CommandError when it is not there."""
        with self._lock:
            self.get(name)
            self._entries = {other: entry for other, entry in self._entries.items() if other != name}


def open_entry(path: str, name: str | None, directions: str | None, precision: str, decoder: str) -> OpenModel:
    """Open a model folder (`default`: the embedded one) and make its first sound, so that the next one comes at once.

    Raises:
        ModelError, DirectionsError: one of them cannot be opened.
    """
    folder = folder_of(path)
    stamp = _stamp(folder)
    instrument = open_instrument(folder, directions, precision=precision, decoder=decoder)
    beside = None if directions else own_directions(folder)
    instrument = instrument if beside is None else instrument.with_directions(beside, beside=True)
    model = instrument.model
    model.synthesize(np.zeros((1, model.config.latent_size), np.float32), model.config.pitches[0])
    return OpenModel(name or name_of(path), folder, instrument, stamp)


def folder_of(path: str) -> str | None:
    """Return the folder of a model given by its folder or its name, None for the embedded one; raises ModelError for an unknown name."""
    return None if path in ("", EMBEDDED) else os.path.abspath(model_folder(path))


def name_of(path: str) -> str:
    """Return the name that a model gets from its folder."""
    folder = folder_of(path)
    return EMBEDDED if folder is None else Path(folder).name or EMBEDDED


def _stamp(path: str | None) -> int:
    """Newest change in a model's folder; 0 where there is none to ask."""
    try:
        return max((entry.stat().st_mtime_ns for entry in os.scandir(path)), default=0) if path else 0
    except OSError:
        return 0
