"""Documents: values that say what they are, in files and inside other files; one scheme of tags, one reader, one writer.

    {"format": "ganspacesynth-run", "version": 1, …}      the tag is "ganspacesynth-" and the kind, the version a whole number from 1 on

A version is read for ever. What a version says of itself stays as it was when it came, so that the programs of then read what is written now: three
kinds once had other spellings, and some had no tag at all (`Spelling`). Their next versions say what all others say.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ganspacesynth.core.errors import (
    BankError,
    DatasetError,
    DirectionsError,
    GanSpaceSynthError,
    InvalidInput,
    ModelError,
    SequenceError,
    TrainingError,
    brief,
)
from ganspacesynth.core.files import read_json, write_json
from ganspacesynth.core.untrusted.toml_files import is_toml, read_toml

PREFIX = "ganspacesynth-"
TAG, VERSION = "format", "version"


@dataclass(frozen=True)
class Spelling:
    """How old versions of a kind say what they are.

    Attributes:
        until: the last version that is written so; all of them may be read so.
        key: the tag's name; None for documents without a tag.
        tag: its value.
        versioned: whether the version is said.
    """

    until: int
    key: str | None = None
    tag: str | None = None
    versioned: bool = True


@dataclass(frozen=True)
class DocumentKind:
    """A kind of documents.

    Attributes:
        name: what the tag says behind "ganspacesynth-".
        one: for sentences, such as "A recipe".
        many: for sentences, such as "recipes".
        error: what is raised.
        advice: the next step, for who has something else.
        newest: version; all from 1 on are read.
        old: another spelling of the first versions.
    """

    name: str
    one: str
    many: str
    error: type[GanSpaceSynthError]
    advice: str
    newest: int = 1
    old: Spelling | None = None

    @property
    def tag(self) -> str:
        """What such a document says as its format."""
        return PREFIX + self.name

    def head(self, version: int = 1) -> dict[str, Any]:
        """Return what a document of this version says of itself, before all else."""
        if self.old is None or version > self.old.until:
            return {TAG: self.tag, VERSION: version}
        said = {} if self.old.key is None else {self.old.key: self.old.tag}
        return {**said, VERSION: version} if self.old.versioned else said

    def unpack(self, value: object, *, where: object = None) -> tuple[int, dict[str, Any]]:
        """Return the version of a document, and what it says beside tag and version.

        Args:
            value: as it was read.
            where: the file it is in, for messages.

        Raises:
            GanSpaceSynthError: of the kind's own class: something else, or of a version that is not known.
        """
        if not isinstance(value, dict) or (key := self._tag_key(value)) is None:
            raise self.error(f"{self.one} says format={self.tag!r}. Received: {_received(value, where)}. {self.advice}", rule="document-format")
        untold = self.old is not None and (not self.old.versioned or key == "") and VERSION not in value
        version = 1 if untold else value.get(VERSION)
        if isinstance(version, bool) or not isinstance(version, int | float) or version not in range(1, self.newest + 1):
            known = "1" if self.newest == 1 else f"1 to {self.newest}"
            place = "" if where is None else f" in {where}"
            raise self.error(
                f"This program reads {self.many} of version {known}. Received: version={brief(version)}{place}. Update it.", rule="document-version"
            )
        said = {VERSION, key} if key else {VERSION}
        return int(version), {name: each for name, each in value.items() if name not in said}

    def unpack_text(self, text: str | bytes, *, where: object = None) -> tuple[int, dict[str, Any]]:
        """Read a document out of JSON that stands in another file; see `unpack`."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as e:
            raise self.error(
                f"{self.one} is valid JSON. Received: {'something else' if where is None else where} ({_short(e)}). {self.advice}", rule="valid-json"
            ) from e
        return self.unpack(value, where=where)

    def text(self, body: Mapping[str, Any], *, version: int = 1) -> str:
        """Return a document as JSON in one line, to be put into another file.

        Raises:
            InvalidInput: it holds what JSON cannot say.
        """
        try:
            return json.dumps({**self.head(version), **body}, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError) as e:
            raise InvalidInput(
                f"{self.one} holds what JSON can say: finite numbers, texts, lists. Received: something else ({_short(e)}).", rule="json-values"
            ) from e

    def _tag_key(self, value: dict[str, Any]) -> str | None:
        """Return the name of the tag, "" where a kind may go without, None where it says something else."""
        if value.get(TAG) == self.tag:
            return TAG
        if self.old is None:
            return None
        if self.old.key is None:
            return None if TAG in value else ""
        return self.old.key if value.get(self.old.key) == self.old.tag else None


def read_document(path: str | os.PathLike[str], kind: DocumentKind, *, largest: int | None = None) -> tuple[int, dict[str, Any]]:
    """Read a JSON file of a kind, or a TOML file where its name ends in `.toml`: a regular file, of bounded size.

    Returns:
        Its version, and what it says beside tag and version.

    Raises:
        GanSpaceSynthError: of the kind's own class: no such file, something else, or of a version that is not known.
    """
    read = read_toml if is_toml(path) else read_json
    return kind.unpack(read(path, kind.error, largest=largest), where=path)


def write_document(path: str | os.PathLike[str], kind: DocumentKind, body: Mapping[str, Any], *, version: int = 1, force: bool = False) -> None:
    """Write a JSON file of a kind, whole or not at all.

    Raises:
        InvalidInput: it holds what JSON cannot say.
        OutputError: the file exists, or cannot be written.
    """
    write_json(path, {**kind.head(version), **body}, force=force)


def _received(value: object, where: object) -> str:
    said = brief(value)
    if isinstance(value, dict):
        said = f"{TAG}={brief(value[TAG])}" if TAG in value else f"an object without {TAG}"
    return said if where is None else f"{where} with {said}"


def _short(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


RECIPE = DocumentKind(
    "recipe", "A recipe", "recipes", SequenceError, "Take a WAV that GANSpaceSynth made and nothing else has saved since.", newest=2
)
ARTIFACT = DocumentKind("artifact", "An artifact", "artifacts", InvalidInput, "Take what GANSpaceSynth wrote.")
POINT = DocumentKind(
    "point", "A point", "points", SequenceError, "`ganspacesynth project` writes one.", newest=3, old=Spelling(until=1, versioned=False)
)
PATH = DocumentKind("path", "A path", "paths", SequenceError, "`PointPath.to_json` returns one.", old=Spelling(until=1, versioned=False))
SEQUENCE = DocumentKind(
    "sequence",
    "A sequence of steps",
    "sequences",
    SequenceError,
    "`hallucinate --save-steps` writes one.",
    newest=3,
    old=Spelling(until=1, key=TAG, tag="ganspacesynth sequence"),
)
STYLE = DocumentKind("style", "A style", "styles", SequenceError, "docs/hallucinations.md shows one.")
MODEL = DocumentKind("model", "A model", "models", ModelError, "Convert the model again.")
PICTURE_MODEL = DocumentKind("picture-model", "A picture network", "picture networks", ModelError, "Convert it again.")
PICTURE = DocumentKind("picture", "A picture's recipe", "pictures' recipes", InvalidInput, "`ganspacesynth picture` writes one.")
VIDEO = DocumentKind("video", "A video's recipe", "videos' recipes", InvalidInput, "`ganspacesynth video` writes one.")
PALETTE = DocumentKind("palette", "A palette", "palettes", InvalidInput, "`ganspacesynth picture palette NAME --seed 1,4,7` writes one.")
SAMPLED = DocumentKind("pictures", "A folder's pictures.json", "folders' pictures.json", InvalidInput, "`ganspacesynth picture sample` writes one.")
DIRECTIONS = DocumentKind(
    "directions",
    "A file of directions",
    "directions",
    DirectionsError,
    "Find or fetch them again.",
    old=Spelling(until=1, key="magic", tag="ganspacesynth-directions"),
)
UNFINISHED_DIRECTIONS = DocumentKind(
    "unfinished-directions",
    "An unfinished search",
    "unfinished searches",
    DirectionsError,
    "Remove it, and start again.",
    old=Spelling(until=1, key="magic", tag="ganspacesynth-unfinished-directions", versioned=False),
)
SAMPLES = DocumentKind(
    "samples",
    "A folder's samples.json",
    "folders' samples.json",
    DatasetError,
    "Use another folder, or --force.",
    old=Spelling(until=1, versioned=False),
)
RUN = DocumentKind("run", "A training run", "training runs", TrainingError, "Use another folder, or --force to begin anew.")
PARTS = DocumentKind("parts", "The list of a run's parts", "lists of parts", TrainingError, "Split the run again.")
CLASSIFIER = DocumentKind("classifier", "A classifier", "classifiers", ModelError, "Train one, or leave the option out.")
EVALUATION = DocumentKind("evaluation", "An evaluation", "evaluations", ModelError, "`ganspacesynth evaluate` writes one.")
FAVOURITE = DocumentKind("favourite", "A favourite", "favourites", SequenceError, "`ganspacesynth favourites add` writes one.")
BANK = DocumentKind("bank", "A bank", "banks", BankError, "Build it again with `ganspacesynth bank build`.")
CONTINUATION = DocumentKind("continuation", "A continuation model", "continuation models", ModelError, "Train it anew by `ganspacesynth bank train`.")
LIVE_LOG = DocumentKind("live-log", "A live log", "live logs", InvalidInput, "`ganspacesynth bank live --log` writes one.")
LINEAGE = DocumentKind("lineage", "A lineage", "lineages", InvalidInput, "`ganspacesynth lineage --json` prints one.")
ORIGINS = DocumentKind("origins", "A list of origins", "lists of origins", InvalidInput, "docs/lineage.md shows one.")
CLUSTERS = DocumentKind("clusters", "A file of clusters", "files of clusters", InvalidInput, "`ganspacesynth bends clusters` writes one.")
SOURCES = DocumentKind("sources", "A list of sources", "lists of sources", DatasetError, "Make the samples, or the data set, again.")
PAD = DocumentKind("pad", "A pad's map", "pads' maps", SequenceError, "/map_save writes one.")
TIMELINE = DocumentKind("timeline", "A timeline", "timelines", SequenceError, "docs/timelines.md shows one.")
STUDIO = DocumentKind("studio", "A studio's memory", "studios' memories", SequenceError, "The studio writes one into its project.")
MODULATIONS = DocumentKind("modulations", "A matrix of modulations", "matrices", SequenceError, "`/modulations_save` writes one.")

DOCUMENTS = (
    RECIPE,
    POINT,
    PATH,
    SEQUENCE,
    STYLE,
    MODEL,
    PICTURE_MODEL,
    PICTURE,
    VIDEO,
    PALETTE,
    SAMPLED,
    DIRECTIONS,
    UNFINISHED_DIRECTIONS,
    SAMPLES,
    RUN,
    PARTS,
    CLASSIFIER,
    EVALUATION,
    ARTIFACT,
    FAVOURITE,
    BANK,
    CONTINUATION,
    LIVE_LOG,
    LINEAGE,
    ORIGINS,
    CLUSTERS,
    SOURCES,
    TIMELINE,
    STUDIO,
    MODULATIONS,
    PAD,
)
