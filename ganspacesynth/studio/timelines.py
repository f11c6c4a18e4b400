"""Timelines of a project: what a page arranges in; its draft, files and copies that may be played out. None names a file outside the project."""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ganspacesynth.composition.arranging.timeline import MAX_BYTES, Timeline
from ganspacesynth.composition.arranging.timeline_file import check_timeline_file, renamed, save_timeline
from ganspacesynth.core.documents import TIMELINE, read_document, write_document
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, SequenceError, brief
from ganspacesynth.studio.project import KEPT, Project, put_beside

DRAFT = ""  # how a page names what it arranges, which has no name yet
PLACED = ("at", "name", "layer", "crossfade", "fade_in", "fade_out")  # what silence says where a scene was
UNKNOWN_S = 4.0  # of a scene whose length was that of a file which is gone
FILE, UNREAD, COPIES, MOST_COPIES = "timeline.json", "timeline unread.json", "timelines", 16


@dataclass(frozen=True)
class Timelines:
    """A project's timelines; in what goes to a page and comes from it, files have their names in the project.

    Attributes:
        project: whose they are.
    """

    project: Project

    def draft(self) -> dict[str, Any] | None:
        """Return what was arranged last, None for nothing (or what this version cannot read)."""
        with contextlib.suppress(GanSpaceSynthError):
            return read_document(self._draft, TIMELINE, largest=MAX_BYTES)[1] if self._draft.is_file() else None
        return None

    def keep(self, said: Mapping[str, Any] | None) -> None:
        """Keep what is arranged; None forgets it. It must have been `read` before."""
        if self._draft.is_file() and self.draft() is None:
            put_beside(self._draft, self._draft.with_name(UNREAD))  # perhaps of a later version: somebody's work all the same
        if said is None:
            self._draft.unlink(missing_ok=True)
            return
        self._draft.parent.mkdir(parents=True, exist_ok=True)
        write_document(self._draft, TIMELINE, said, force=True)

    def read(self, said: object) -> Timeline:
        """Return a page's timeline, checked.

        Raises:
            SequenceError: it is none.
            InvalidInput: it names a file outside the project, or none that is there.
        """
        if not isinstance(said, Mapping):
            raise SequenceError(f"A timeline is a table. Received: {brief(said)}. Write scenes = [...].", rule="timeline-table")
        return Timeline.read(renamed(said, lambda name: str(self.project.open(name))), self.project.folder)

    def shown(self, said: Mapping[str, Any]) -> Timeline:
        """Return a timeline to lay out, as `read`; where files have gone, silence stands for what needs them."""
        try:
            return self.read(said)
        except GanSpaceSynthError:
            return self.read(without_files(said, self._is_there))

    def open(self, name: str) -> dict[str, Any]:
        """Return what a timeline of the project says.

        Raises:
            InvalidInput: no such file, or one that names files outside the project.
            SequenceError: it is no timeline.
        """
        path = self.project.open(name)
        said = renamed(read_document(path, TIMELINE, largest=MAX_BYTES)[1], lambda word: self._name(path.parent, word))
        self.read(said)
        return said

    def save(self, name: str, said: Mapping[str, Any], *, force: bool) -> str:
        """Write a page's timeline as a file of the project, and return its name.

        Raises:
            SequenceError, InvalidInput: it is none, or names files that it may not.
            OutputError: there is a file of that name, and `force` is off, or it is no timeline.
        """
        path = self.project.inside(name)
        self.read(said)
        check_timeline_file(path, force=force)
        beside = renamed(said, lambda word: Path(os.path.relpath(self.project.inside(word), path.parent)).as_posix())
        save_timeline(path, beside, force=force)
        return path.relative_to(self.project.folder).as_posix()

    def copy(self, name: str, *, looped: bool = True) -> Path:
        """Return a copy of a timeline that only names files of the project, by their whole paths, and that no page can change any more.

        Args:
            name: of the file in the project; "" is the draft.
            looped: with its loop as often as it says, or each scene once, as it is arranged.

        Raises:
            SequenceError, InvalidInput: as `open`.
        """
        said = self.draft() if name == DRAFT else self.open(name)
        if said is None:
            raise InvalidInput("A timeline has scenes. Received: none yet. Add one.", rule="timeline-draft")
        whole = renamed(said, lambda word: str(self.project.open(word)))
        whole = {word: each for word, each in whole.items() if looped or word != "loop"}
        digest = hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:24]
        path = self.project.folder / KEPT / COPIES / f"{digest}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_document(path, TIMELINE, whole, force=True)
        _sweep(path.parent)
        return path

    @property
    def _draft(self) -> Path:
        return self.project.folder / KEPT / FILE

    def _is_there(self, name: str) -> bool:
        with contextlib.suppress(InvalidInput):
            return self.project.open(name).is_file()
        return False

    def _name(self, folder: Path, word: str) -> str:
        """Return the name in the project of a file that a timeline in a folder names."""
        found = self.project.name_of(os.path.abspath(folder / word))
        if found is None:
            raise InvalidInput(
                f"A timeline of the page names files of its project. Received: {brief(word)}. Put a copy into the project, and name that.",
                rule="project-name",
            )
        return found


def without_files(said: Mapping[str, Any], is_there: Callable[[str], bool]) -> dict[str, Any]:
    """Return what a timeline says with silence for each scene that needs a file which is gone, and without a song that is."""
    gone: set[str] = set()

    def note(name: str) -> str:
        if not is_there(name):
            gone.add(name)
        return name

    renamed(said, note)
    silent = said.get("song") in gone
    scenes = [_standing_in(scene, gone, silent=silent) for scene in said["scenes"]] if isinstance(said.get("scenes"), list) else said.get("scenes")
    left_out = ("song", "modulations") if silent else ()
    return {word: scenes if word == "scenes" else each for word, each in said.items() if word not in left_out and word != "pictures"}


def _standing_in(scene: Any, gone: set[str], *, silent: bool) -> Any:
    if not isinstance(scene, Mapping):
        return scene
    kept = {word: each for word, each in scene.items() if word != "pictures" and not (silent and word == "modulations")}
    needs = scene.get("file") in gone or scene.get("style") in gone or (silent and scene.get("kind") == "reaction")
    if not needs:
        return kept
    return {word: each for word, each in kept.items() if word in PLACED} | {"kind": "silence", "lasts": scene.get("lasts") or UNKNOWN_S}


def without_loop(timeline: Timeline) -> Timeline:
    """Return a timeline as it is arranged: each of its scenes once."""
    return replace(timeline, loop=None)


def _sweep(folder: Path) -> None:
    """Keep the newest copies."""
    there = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    for path in there[:-MOST_COPIES]:
        path.unlink(missing_ok=True)
