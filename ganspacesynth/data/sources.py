"""What a folder of samples or a data set was made of: recordings, soundfonts, other folders, by their digests, beside them in `sources.json`.

{"format": "ganspacesynth-sources", "version": 1, "made_of": [
    {"kind": "recording", "name": "voice.wav", "digest": "…", "licence": "CC BY 4.0", "people": ["Ada"], "made_of": []}]}

Who made a recording, and under which licence, an `origins.json` beside it says by its digest; that is taken along. What nobody says is left out.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ganspacesynth.core.documents import ORIGINS, SOURCES, read_document, write_document
from ganspacesynth.core.errors import DatasetError, GanSpaceSynthError
from ganspacesynth.core.files import sha256
from ganspacesynth.data.nsynth import EXAMPLES_FILE
from ganspacesynth.data.sample_folder import FileReport, find_audio

SOURCES_FILE, ORIGINS_FILE = "sources.json", "origins.json"
MOST = 1000  # that are listed; the others are counted
MAX_BYTES = 4 << 20
TAKEN = ("licence", "people", "origin", "note", "made_of")

Source = dict[str, Any]


def source_files(kind: str, files: Iterable[str | os.PathLike[str]]) -> list[Source]:
    """Return files as sources, each with its digest and what an `origins.json` beside it says.

    Args:
        kind: "recording" or "soundfont".
        files: those that were used.
    """
    listed, found, origins = list(dict.fromkeys(Path(file).expanduser() for file in files)), [], dict[Path, dict[str, Source]]()
    for file in listed[:MOST]:
        if file.parent not in origins:
            origins[file.parent] = _origins(file.parent)
        digest = sha256(file)
        said = origins[file.parent].get(digest, {})
        found.append({"kind": kind, "name": file.name, "digest": digest, **{name: said[name] for name in TAKEN if name in said}})
    return [*found, *_rest(kind, len(listed) - MOST)]


def note_recordings(folder: str | os.PathLike[str], reports: list[FileReport]) -> list[FileReport]:
    """Write down which recordings a folder of samples is made of, by the reports on them; returns the reports."""
    used = [report.path for report in reports if report.error is None and report.written + report.kept > 0]
    if used:
        write_sources(folder, source_files("recording", used))
    return reports


def source_folders(folders: Sequence[str | os.PathLike[str]]) -> list[Source]:
    """Return what folders of samples were made of: what each says itself; of one that says nothing, its files."""
    found: list[Source] = []
    for folder in (Path(each).expanduser() for each in folders):
        said = read_sources(folder)
        if said is not None:
            found += said
        elif (folder / EXAMPLES_FILE).is_file():
            found.append({"kind": "data set", "name": folder.resolve().name})
        else:
            found += source_files("recording", find_audio([folder]))
    return found


def write_sources(folder: str | os.PathLike[str], sources: Iterable[Source]) -> None:
    """Write what a folder was made of; what it says already stays, once each."""
    path = Path(folder).expanduser()
    if not path.is_dir():
        return
    whole = {(each.get("kind"), each.get("digest") or each.get("name")): each for each in [*(read_sources(path) or []), *sources]}
    listed = list(whole.values())
    write_document(path / SOURCES_FILE, SOURCES, {"made_of": [*listed[:MOST], *_rest("thing", len(listed) - MOST)]}, force=True)


def read_sources(folder: str | os.PathLike[str]) -> list[Source] | None:
    """Return what a folder says that it was made of, None when it says nothing.

    Raises:
        DatasetError: it says so in a damaged file.
    """
    path = Path(folder).expanduser() / SOURCES_FILE
    if not path.is_file():
        return None
    told = read_document(path, SOURCES, largest=MAX_BYTES)[1].get("made_of")
    if not isinstance(told, list) or len(told) > MOST + 1 or not all(isinstance(each, dict) for each in told):
        raise DatasetError(
            f"{SOURCES_FILE} lists up to {MOST} things under made_of, each an object. Received: {path}, which does not. {SOURCES.advice}",
            rule="sources-list",
        )
    return told


def _origins(folder: Path) -> dict[str, Source]:
    """Return {digest: what is said of it}; a damaged file says nothing: `lineage` complains of it where it is asked for."""
    try:
        if not (folder / ORIGINS_FILE).is_file():
            return {}
        things = read_document(folder / ORIGINS_FILE, ORIGINS, largest=MAX_BYTES)[1].get("things")
    except GanSpaceSynthError:
        return {}
    listed = things[: 10 * MOST] if isinstance(things, list) else []
    return {each["digest"]: each for each in listed if isinstance(each, dict) and isinstance(each.get("digest"), str)}


def _rest(kind: str, count: int) -> list[Source]:
    return [{"kind": kind, "name": f"{count} more, not listed"}] if count > 0 else []
