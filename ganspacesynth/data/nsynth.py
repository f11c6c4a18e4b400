"""Labelled files of an NSynth folder (examples.json and audio/).

Source: Engel et al., "Neural Audio Synthesis of Musical Notes with WaveNet Autoencoders", 2017, and the data set's own page.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ganspacesynth.core.errors import DatasetError, InvalidInput
from ganspacesynth.data.meta import read_meta
from ganspacesynth.data.schema import FAMILIES, SOURCES, Label

EXAMPLES_FILE = "examples.json"
AUDIO_FOLDER = "audio"


def scan_nsynth(
    folder: str | os.PathLike[str],
    *,
    pitches: Iterable[int] | None = None,
    families: Iterable[str] | None = None,
    sources: Iterable[str] | None = None,
) -> Iterator[tuple[Label, Path]]:
    """Yield the label and the file of each note, in the order of the table.

    A note in the table whose file is missing is yielded too: reading it is what reports it.

    Args:
        folder: one of NSynth's, such as `nsynth-valid`.
        pitches: keep only these MIDI numbers; None keeps all.
        families: keep only these, such as "string"; None keeps all.
        sources: keep only these, such as "acoustic"; None keeps all.

    Raises:
        InvalidInput: no such family or source.
        DatasetError: the table or the audio folder is missing or damaged.
    """
    folder = Path(folder).expanduser()
    if not (folder / EXAMPLES_FILE).is_file() or not (folder / AUDIO_FOLDER).is_dir():
        raise DatasetError(
            f"An NSynth folder must hold {EXAMPLES_FILE} and {AUDIO_FOLDER}/. Received: {folder}. Unpack a jsonwav archive.", rule="nsynth-folder"
        )
    kept_pitches = None if pitches is None else frozenset(pitches)
    kept_families, kept_sources = _numbers("families", families, FAMILIES), _numbers("sources", sources, SOURCES)
    labels = [entry.label for entry in read_meta(folder / EXAMPLES_FILE).values()]
    return (
        (label, folder / AUDIO_FOLDER / f"{label.name}.wav")
        for label in labels
        if (kept_pitches is None or label.pitch in kept_pitches)
        and label.instrument_family in kept_families
        and label.instrument_source in kept_sources
    )


def _numbers(key: str, names: Iterable[str] | None, known: tuple[str, ...]) -> frozenset[int]:
    names = known if names is None else tuple(names)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InvalidInput(f"{key} must be among {', '.join(known)}. Received: {', '.join(map(repr, unknown))}.", rule="known-condition")
    return frozenset(map(known.index, names))
