"""The direction from sounds of one kind to sounds of another, given as seeds and files, written as a file."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.point_arguments import read_marks
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.files import check_output
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.directions_files import checked_suffix, save_directions
from ganspacesynth.directions.search import supervised

if TYPE_CHECKING:
    from ganspacesynth.directions.directions import Directions


@dataclass(frozen=True)
class BetweenSettings:
    """How a direction between two kinds of sounds is found.

    Attributes:
        layer: to look at; None is that of the instrument's directions, or conv0.
        method: "mean", the difference of the means, or "logistic", for many sounds.
        orthogonal: directions, by number from 1 or by name, along which nothing shall change.
        name: what it is called; None is the name of the file.
        add: write the instrument's directions too, the new one behind them.
        pitch: MIDI number at which all sounds are compared; None is the directions' own, or the model's nearest to 60.
    """

    layer: str | None = None
    method: str = "mean"
    orthogonal: tuple[str, ...] = ()
    name: str | None = None
    add: bool = False
    pitch: int | None = None


@dataclass(frozen=True, eq=False)
class Between:
    """What was found.

    Attributes:
        path: the file.
        direction: the new one alone.
        a, b: float64 [n], where the sounds of each kind lie along it, in standard deviations.
    """

    path: Path
    direction: "Directions"
    a: np.ndarray
    b: np.ndarray


def find_between(
    instrument: Instrument,
    a: Sequence[str],
    b: Sequence[str],
    path: str | os.PathLike[str],
    settings: BetweenSettings | None = None,
    *,
    force: bool = False,
    track: Track = untracked,
) -> Between:
    """Find the direction from sounds of one kind to sounds of another, and write it.

    Args:
        instrument: the sounds' own; edits of theirs count along its directions.
        a, b: sounds of each kind: seeds, WAVs of ours, or points in .json (see `point_arguments.read_marks`).
        path: the file to write, .npz or .pickle.
        settings: how.
        force: overwrite it.
        track: shows how far it is; when it raises, nothing is written.

    Raises:
        InvalidInput: a word that names no sound, no such method, or the same sounds twice.
        AudioError, SequenceError: a file that holds no such point.
        DirectionsError: directions that do not suit.
        OutputError: the file exists, or cannot be written.
    """
    settings, target = settings or BetweenSettings(), check_output(checked_suffix(path), force=force)
    model, known = instrument.model, instrument.directions
    layer = settings.layer or (known.layer if known else "conv0")
    base = known if known and known.layer == layer else None
    avoid = _rows(known, layer, settings.orthogonal)
    if settings.add and base is None:
        raise DirectionsError(
            f"--add joins directions of one layer. Received: none of {layer}. Name their file with --directions, or leave --add out.",
            rule="same-layer",
        )
    pitch = next(p for p in (settings.pitch, known.pitch if known else None, model.config.nearest_pitch(60)) if p is not None)
    rows = [supervised.point_activations(model, read_marks(words, instrument, pitch), layer, pitch, known) for words in (a, b)]
    vector = supervised.between(*rows, method=settings.method, avoid=avoid)
    random_sounds = supervised.draw_random_sounds(model, layer, pitch, track=track)
    found = supervised.as_directions(vector, random_sounds, settings.name or target.stem, model=model, layer=layer, pitch=pitch, base=base)
    save_directions(supervised.appended(base, found) if settings.add and base else found, target, force=force)
    return Between(target, found, *(supervised.places(each, found) for each in rows))


def _rows(known: "Directions | None", layer: str, words: Sequence[str]) -> np.ndarray | None:
    """Components of the directions that words name."""
    if not words:
        return None
    if known is None or known.layer != layer:
        raise DirectionsError(
            f"Directions to avoid are of the same layer, {layer}. Received: {known.layer if known else 'none'}. Name their file.", rule="same-layer"
        )
    names = [known.name(i).casefold() for i in range(known.n_components)]
    chosen = []
    for word in (part.strip() for text in words for part in (text.split(",") if text.replace(",", "").isdigit() else [text])):
        index = int(word) - 1 if word.isdigit() and len(word) < 10 else names.index(word.casefold()) if word.casefold() in names else -1
        if not 0 <= index < known.n_components:
            raise InvalidInput(
                f"Directions have numbers 1..{known.n_components} and names. Received: {word!r}. `directions rename FILE` lists them.",
                rule="direction-number",
            )
        chosen.append(index)
    return known.components[chosen]
