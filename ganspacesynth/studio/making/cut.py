"""What would be cut of a folder of sounds: pieces to look at and to hear, and what is left out, and why."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import DatasetError
from ganspacesynth.core.files import write_json
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.data.sample_folder import FileReport, instrument_names
from ganspacesynth.data.schema import parse_name
from ganspacesynth.studio.making.cut_files import REPORT, SAMPLES, folder_state, told
from ganspacesynth.training.from_sounds.cuts import sounding
from ganspacesynth.training.from_sounds.folder_look import FolderLook, look
from ganspacesynth.training.from_sounds.own_task import hop_length, make_samples
from ganspacesynth.training.from_sounds.sounds_settings import SoundsTraining
from ganspacesynth.training.notes.corpus import Corpus, load_corpus

DRAWN = 48  # columns of a piece's picture
FULL = 32767


def cut(folder: Path, place: Path, settings: SoundsTraining, *, track: Track = untracked) -> dict[str, Any]:
    """Cut a folder of sounds as training would, and write down what became of it.

    Args:
        folder: of the sounds.
        place: gets `samples` and `report.json`; samples of before are removed.
        settings: `duration_s` and `sample_rate` count.
        track: shows how far it is.

    Returns:
        {kind, seconds, files, state, duration, rate, pieces, left_out}: `pieces` are {name, file, at, shape, pause}, with seconds from the
        file's beginning (None where it is a whole sound) and a shape of DRAWN heights, 0..100; `left_out` are {file, why}.

    Raises:
        DatasetError: no folder, or nothing in it can be read.
    """
    samples = place / SAMPLES
    shutil.rmtree(samples, ignore_errors=True)
    state, found = folder_state(folder), look(folder, settings.duration_s)
    making = make_samples(found, samples, sample_rate=settings.sample_rate, audio_length=settings.audio_length)
    reports = list(track(making, "Making samples", len(found.files)))
    corpus = load_corpus(samples) if any(report.written + report.kept for report in reports) else None
    report = {
        "kind": found.kind,
        "seconds": round(found.seconds, 2),
        "files": len(found.files),
        "state": state,
        "duration": settings.duration_s,
        "rate": settings.sample_rate,
        "pieces": [] if corpus is None else sorted(_pieces(found, corpus, settings), key=lambda row: (row["file"], row["at"] or 0.0)),
        "left_out": list(_left_out(found, reports)),
    }
    write_json(place / REPORT, report, force=True)
    return report


def _pieces(found: FolderLook, corpus: Corpus, settings: SoundsTraining) -> Iterator[dict[str, Any]]:
    files = {name: _name(found, path) for path, name in instrument_names(found.files).items()}
    sounds = set(range(len(corpus)) if found.kind == "notes" else sounding(corpus).tolist())  # as training chooses
    hop_s = hop_length(settings.audio_length) / settings.sample_rate
    for row, name in enumerate(corpus.names):
        try:
            instrument, index, _ = parse_name(name)
        except DatasetError:
            instrument, index = name, 0
        at = round(int(index) * hop_s, 3) if found.kind == "recordings" else None
        file = files.get(name) or files.get(instrument) or instrument
        yield {"name": name, "file": file, "at": at, "shape": shape(corpus.waves[row]), "pause": row not in sounds}


def shape(wave: np.ndarray) -> list[int]:
    """Return how high a wave, int16 [samples], goes in each of DRAWN parts of it, 0..100."""
    parts = np.array_split(np.abs(wave.astype(np.int32)), DRAWN)
    return [round(100 * int(part.max(initial=0)) / FULL) for part in parts]


def _left_out(found: FolderLook, reports: list[FileReport]) -> Iterator[dict[str, str]]:
    known = {_name(found, path) for path in (*found.files, *(path for path, _ in found.refused))}
    sizes = dict(folder_state(found.folder))
    for name in sizes:
        if name not in known:
            yield {"file": name, "why": "no sound file, by its name"}
    for path, why in found.refused:
        size = sizes.get(_name(found, path))
        reason = "it has gone meanwhile" if size is None else why.replace(f"{found.folder}/", "") if size else "the file is empty"
        yield {"file": _name(found, path), "why": told(reason)}
    for report in reports:
        name = _name(found, report.path)
        if report.error:
            yield {"file": name, "why": told(report.error.replace(f"{found.folder}/", ""))}
        elif report.silent:
            pieces = f"{report.silent} silent piece{'s' * (report.silent != 1)}"
            yield {"file": name, "why": pieces if report.written + report.kept else "it is silent"}
        for remark in report.remarks:
            yield {"file": name, "why": remark}


def _name(found: FolderLook, path: Path) -> str:
    return told(path.relative_to(found.folder).as_posix())
