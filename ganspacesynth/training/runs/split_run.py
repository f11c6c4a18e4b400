"""A training run split into small files for any mail, store or repository, and joined to the same bytes.

PARTS/parts.json             what the run was: each file's size and SHA-256, and those of its parts
PARTS/state-N.npz.part-000 …  run.json, the newest state and the logs, cut into pieces

What a run makes out of its state (model, auditions) is not carried: it is made again as soon as the run goes on.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.documents import PARTS, read_document, write_document
from ganspacesynth.core.errors import InvalidInput, TrainingError
from ganspacesynth.core.files import atomic_folder, open_file, sha256
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.training.runs.run import AUDITION_LOG, RUN_FILE
from ganspacesynth.training.state import read_state, states
from ganspacesynth.training.trainer import LOG_FILE

PARTS_FILE = "parts.json"
PART_BYTES = 15_000_000  # below the 16 MB that many services draw the line at
MAX_FILES, MAX_PARTS = 16, 10_000
_FILE = re.compile(r"run\.json|losses\.jsonl|auditions\.jsonl|state-\d{9,}\.npz")


@dataclass(frozen=True)
class Whole:
    """One file of a run, and what it was cut into.

    Attributes:
        name: of the file.
        size: bytes.
        digest: hex SHA-256.
        parts: (name, bytes, SHA-256) of each, in order.
    """

    name: str
    size: int
    digest: str
    parts: tuple[tuple[str, int, str], ...]


def split_run(
    run: str | os.PathLike[str], folder: str | os.PathLike[str], *, part_bytes: int = PART_BYTES, force: bool = False, track: Track = untracked
) -> list[Whole]:
    """Cut what a run goes on from into parts.

    Args:
        run: folder of the run.
        folder: for the parts.
        part_bytes: of the largest part.
        force: replace older parts.
        track: shows how many files are done; when it raises, nothing is written.

    Raises:
        InvalidInput: `part_bytes` is not 1000 or more.
        TrainingError: no run is there, it has no whole state yet, or it would be too many parts.
        OutputError: the folder cannot be written.
    """
    if part_bytes < 1000:
        raise InvalidInput(f"A part has 1000 bytes or more. Received: part_bytes={part_bytes}. The usual size is {PART_BYTES}.", rule="part-size")
    run = Path(run).expanduser()
    files = [run / RUN_FILE, _newest(run), *(run / name for name in (LOG_FILE, AUDITION_LOG) if (run / name).is_file())]
    count = sum(-(-file.stat().st_size // part_bytes) for file in files)
    if count > MAX_PARTS:
        raise TrainingError(
            f"A run is split into at most {MAX_PARTS} parts. Received: {run}, which would be {count}. Ask for larger ones.", rule="part-count"
        )
    with atomic_folder(folder, force=force, ours=("*.part-*",)) as temporary:
        wholes = [_cut(file, temporary, part_bytes) for file in track(files, "Splitting", len(files))]
        write_document(temporary / PARTS_FILE, PARTS, {"files": [_to_json(whole) for whole in wholes]})
    return wholes


def join_run(folder: str | os.PathLike[str], run: str | os.PathLike[str], *, force: bool = False, track: Track = untracked) -> list[Whole]:
    """Put a run together out of its parts; every part, and every file made of them, must be what was split.

    Args:
        folder: of the parts.
        run: folder for the run.
        force: replace a run that is there.
        track: shows how far it is with each file; when it raises, nothing is written.

    Raises:
        TrainingError: parts are missing or damaged; all of them are named. Nothing is written then.
        OutputError: the run is there already, or cannot be written.
    """
    folder = Path(folder).expanduser()
    wholes = read_parts(folder)
    _check(folder, wholes)
    expected = {whole.name for whole in wholes}
    ours = ("state-*.npz", LOG_FILE, AUDITION_LOG, "model", "model/*", "auditions", "auditions/*")
    with atomic_folder(run, force=force, ours=ours) as temporary:
        for whole in wholes:
            with open(temporary / whole.name, "wb") as file:
                for part in track([folder / name for name, _, _ in whole.parts], "Joining", len(whole.parts)):
                    with open_file(part) as source:
                        shutil.copyfileobj(source, file)
            if sha256(temporary / whole.name) != whole.digest:
                raise TrainingError(
                    f"Joined parts must make the file that was split. Received: another {whole.name} out of {folder}. Split again.",
                    rule="joined-whole",
                )
        if RUN_FILE not in expected:
            raise TrainingError(f"Parts of a run hold its {RUN_FILE}. Received: {folder} without it. Split the run again.", rule="parts-of-a-run")
    return wholes


def read_parts(folder: Path) -> list[Whole]:
    """Read what a folder of parts says it holds.

    Raises:
        TrainingError: it is no such folder, or its list is not one.
    """
    if not (folder / PARTS_FILE).is_file():
        raise TrainingError(
            f"Parts lie in a folder with {PARTS_FILE}. Received: {folder}. Give the folder that a run was split into.", rule="parts-folder"
        )
    _, said = read_document(folder / PARTS_FILE, PARTS)
    try:
        wholes = [_from_json(file) for file in said["files"][: MAX_FILES + 1]]
        if not wholes or len(wholes) > MAX_FILES or sum(len(whole.parts) for whole in wholes) > MAX_PARTS:
            raise ValueError(f"{len(wholes)} files")
    except (KeyError, TypeError, ValueError) as e:
        raise TrainingError(
            f"{PARTS_FILE} must list files and their parts. Received: {folder / PARTS_FILE} ({e}). Fetch it again.", rule="parts-list"
        ) from e
    return wholes


def _newest(run: Path) -> Path:
    """Return the newest state that can be read."""
    if not (run / RUN_FILE).is_file():
        raise TrainingError(
            f"A run is a folder with {RUN_FILE}. Received: {run}. Give the folder that `ganspacesynth train -o` was told.", rule="run-folder"
        )
    for _, path in states(run):
        if read_state(path) is not None:
            return path
    raise TrainingError(
        f"A run is split when it has a state. Received: {run}, which has no whole one. Train until it is saved, then split.", rule="saved-state"
    )


def _cut(file: Path, folder: Path, part_bytes: int) -> Whole:
    parts: list[tuple[str, int, str]] = []
    digest, size = hashlib.sha256(), 0
    with open_file(file) as source:
        while (data := source.read(part_bytes)) or not parts:  # an empty file has one part as well
            name = f"{file.name}.part-{len(parts):03d}"
            (folder / name).write_bytes(data)
            parts.append((name, len(data), hashlib.sha256(data).hexdigest()))
            digest.update(data)
            size += len(data)
    return Whole(file.name, size, digest.hexdigest(), tuple(parts))


def _check(folder: Path, wholes: Sequence[Whole]) -> None:
    """Look at every part before anything is written, and tell of all that is wrong at once."""
    missing, damaged = [], []
    for name, size, digest in (part for whole in wholes for part in whole.parts):
        path = folder / name
        if not path.is_file():
            missing.append(name)
        elif path.stat().st_size != size or sha256(path) != digest:
            damaged.append(name)
    if missing or damaged:
        wrong = [f"{len(names)} {what} ({', '.join(names[:4])})" for names, what in ((missing, "missing"), (damaged, "damaged")) if names]
        raise TrainingError(f"All parts must be there and whole. Received: {' and '.join(wrong)} in {folder}. Fetch these again.", rule="whole-parts")


def _to_json(whole: Whole) -> dict[str, Any]:
    parts = [{"name": name, "bytes": size, "sha256": digest} for name, size, digest in whole.parts]
    return {"name": whole.name, "bytes": whole.size, "sha256": whole.digest, "parts": parts}


def _from_json(value: Mapping[str, Any]) -> Whole:
    name, parts = value["name"], tuple((part["name"], part["bytes"], part["sha256"]) for part in value["parts"])
    if not isinstance(name, str) or not _FILE.fullmatch(name):
        raise ValueError(f"a file named {name!r}")
    if [part[0] for part in parts] != [f"{name}.part-{number:03d}" for number in range(len(parts))] or not parts:
        raise ValueError(f"parts of {name} under other names")  # a name is no path: nothing outside the folder is read
    return Whole(name, value["bytes"], value["sha256"], parts)
