"""What a studio remembers between one start and the next: everything heard, the steps of each voice and the snapshots, in the project's folder."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ganspacesynth.composition.steps.step_sequence import StepSequence
from ganspacesynth.core.documents import RECIPE, STUDIO, read_document, write_document
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, SequenceError, brief
from ganspacesynth.core.files import read_json, write_json
from ganspacesynth.core.point import Point

FILE = "memory.json"
HEARD = "heard"
MOST_HEARD = 400
KINDS = {"/synthesized": "sound", "/rendered": "sound", "/hallucinated": "hallucination", "/previewed": "preview"}  # by the engine's answers
SAME_GESTURE_S = 1.5  # previews of a slider that moves are one


@dataclass(frozen=True)
class Heard:
    """Something that was heard.

    Attributes:
        number: counted from 1.
        at_s: when, in seconds since 1970.
        kind: "sound", "hallucination", "preview" or "voice" (while it sounded).
        pitch: MIDI number, None where there are several.
        duration_s: how long, 0 of a voice.
        sound: where the page finds it, "" when it has to be made again.
    """

    number: int
    at_s: float
    kind: str
    pitch: float | None = None
    duration_s: float = 0.0
    sound: str = ""


@dataclass
class Memory:
    """What was heard, and where the instrument stands; every change may be written.

    Attributes:
        folder: in which it is kept.
        heard: oldest first.
        voices: {name: {"sequence": …, "psi": …}}, as it was last written.
        snapshots: points by name, as they were last written.
        model: that the voices played, None for none.
    """

    folder: Path
    heard: deque[Heard] = field(default_factory=deque)
    voices: dict[str, Any] = field(default_factory=dict)
    snapshots: dict[str, Any] = field(default_factory=dict)
    model: str | None = None

    @classmethod
    def of(cls, folder: Path) -> "Memory":
        """Return what a project's folder remembers, nothing when it is new.

        Raises:
            SequenceError: the file is damaged; it is left as it is.
        """
        memory, path = cls(folder), folder / FILE
        if not path.exists():
            return memory
        _, said = read_document(path, STUDIO)
        try:
            memory.heard.extend(_heard(row) for row in said.get("heard", [])[-MOST_HEARD:])
            memory.voices = {str(name): _voice(row) for name, row in said.get("voices", {}).items()}
            memory.snapshots = {str(name): Point.from_json(row).to_json() for name, row in said.get("snapshots", {}).items()}
            memory.model = None if said.get("model") is None else str(said["model"])
        except (TypeError, AttributeError, KeyError, ValueError) as e:
            raise SequenceError(f"A studio's memory must be whole. Received: {path} ({brief(e)}). Move it away.", rule="field-kinds") from e
        return memory

    def add(self, kind: str, recipe: Mapping[str, Any] | None, *, pitch: float | None = None, duration_s: float = 0.0, sound: str = "") -> Heard:
        """Note that something was heard, with the recipe or point that makes it again."""
        last, now = self.heard[-1] if self.heard else None, time.time()
        if last is not None and kind == last.kind == "preview" and now - last.at_s < SAME_GESTURE_S:
            self.heard.pop()
        entry = Heard(self.heard[-1].number + 1 if self.heard else 1, now, kind, pitch, duration_s, sound)
        self.heard.append(entry)
        if recipe is not None:
            (self.folder / HEARD).mkdir(parents=True, exist_ok=True)
            write_json(self._path(entry.number), dict(recipe), force=True)
        while len(self.heard) > MOST_HEARD:
            self._path(self.heard.popleft().number).unlink(missing_ok=True)
        return entry

    def find(self, number: int) -> Heard:
        """Return what was heard under a number; raises InvalidInput for none."""
        found = next((entry for entry in self.heard if entry.number == number), None)
        if found is None or not self._path(number).is_file():
            raise InvalidInput(f"Only what is remembered can be heard again. Received: number {brief(number)}.", rule="heard-number")
        return found

    def recipe_path(self, number: int) -> Path:
        """Return the file of what makes a sound again; raises InvalidInput when there is none."""
        return self._path(self.find(number).number)

    def point(self, number: int) -> Point:
        """Return the point of something heard: of a voice, or of a single sound's recipe.

        Raises:
            InvalidInput: nothing of this number, or something made of many points.
        """
        said = read_json(self.recipe_path(number), SequenceError)
        try:
            return _first_point(said) if isinstance(said, dict) and "kind" in said else Point.from_json(said)
        except (GanSpaceSynthError, KeyError, TypeError) as e:
            raise InvalidInput("A single sound can be taken up. Received: a piece of several. Hear it again.", rule="single-sound") from e

    def save(self, voices: Mapping[str, Any], snapshots: Mapping[str, Point], model: str | None) -> None:
        """Write all of it, whole or not at all; raises OutputError when it cannot be written."""
        self.voices, self.model = dict(voices), model
        self.snapshots = {name: point.to_json() for name, point in snapshots.items()}
        body = {"heard": [asdict(entry) | {"sound": ""} for entry in self.heard], "voices": self.voices}
        self.folder.mkdir(parents=True, exist_ok=True)
        write_document(self.folder / FILE, STUDIO, {**body, "snapshots": self.snapshots, "model": model}, force=True)

    def _path(self, number: int) -> Path:
        return self.folder / HEARD / f"{number:06}.json"


def _first_point(recipe: Mapping[str, Any]) -> Point:
    _, said = RECIPE.unpack(dict(recipe))
    return Point.from_json(said["point"] if "point" in said else said["path"]["points"][0])


def _heard(row: Any) -> Heard:
    entry = Heard(**row)
    if not isinstance(entry.number, int) or not isinstance(entry.at_s, float | int) or not isinstance(entry.kind, str):
        raise TypeError("what was heard")
    return Heard(entry.number, float(entry.at_s), entry.kind[:40], entry.pitch, float(entry.duration_s))


def _voice(row: Any) -> dict[str, Any]:
    return {"sequence": StepSequence.from_json(row["sequence"]).to_json(), "psi": float(row["psi"])}
