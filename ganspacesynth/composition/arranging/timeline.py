"""Timeline: what a file says, checked: scenes with their kinds and fields, tempo, markers, layers, loop, modulations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ganspacesynth.audio.chains.chain import read_chain
from ganspacesynth.composition.arranging.timeline_tempo import TempoMap
from ganspacesynth.composition.arranging.timeline_words import Check, check_known, listed, number, one_of, pitches, text, whole, within
from ganspacesynth.composition.reaction.presets import PRESETS
from ganspacesynth.composition.steps.step import LOUDEST_DB, QUIETEST_DB
from ganspacesynth.composition.timelines.placed_scene import MAX_LAYERS, MAX_SCENES, check_name
from ganspacesynth.composition.timelines.timeline_recipe import MAX_MARKERS
from ganspacesynth.core.bends.kinds import Bend
from ganspacesynth.core.bends.written_bends import written_bends
from ganspacesynth.core.documents import TIMELINE, read_document
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.interpolation import BETWEEN
from ganspacesynth.core.motion.modulation import MAX_EDIT, MAX_ROWS, MAX_SEED, Modulation, check_modulations
from ganspacesynth.core.motion.note_rows import spelled_out

MAX_BYTES = 1 << 20
MAX_TIMES = 64
MAX_KEYPOINTS = 2000
MAX_WORDS = 32  # of a table of pictures
MAIN = "main"
SAID = ("title", "tempo", "crossfade", "song", "modulations", "layers", "markers", "loop", "pictures", "scenes")
COMMON = ("kind", "name", "layer", "at", "lasts", "crossfade", "fade_in", "fade_out", "level", "modulations", "pictures")


def _as_is(name: str, value: Any) -> Any:
    return value


def _seed(name: str, value: Any) -> int:
    return whole(name, value, 0, MAX_SEED)


def _seeds(name: str, value: Any) -> tuple[int, ...]:
    return tuple(_seed(name, each) for each in listed(name, value))


def _directions(name: str, value: Any) -> tuple[int, ...]:
    return tuple(whole(name, each, 0, MAX_EDIT) for each in listed(name, value if isinstance(value, list) else [value]))


def _bends(name: str, value: Any) -> dict[str, tuple[Bend, ...]]:
    return written_bends(*listed(name, value if isinstance(value, list) else [value]))


MOVING: dict[str, Check] = {"pitch": pitches, "bends": _bends}
WALKED: dict[str, Check] = {**MOVING, "seed": _seed, "spacing": _as_is}
KINDS: dict[str, dict[str, Check]] = {
    "walk": WALKED,
    "interpolation": {**MOVING, "seeds": _seeds, "between": lambda name, value: one_of(name, value, BETWEEN)},
    "exploration": {**MOVING, "seed": _seed, "directions": _directions, "reach": lambda name, value: number(name, value, 0.1, 30.0)},
    "style": {
        "style": text,
        "seed": _seed,
        "scale": text,
        "root": text,
        "bpm": lambda name, value: number(name, value, 10.0, 1000.0),
        "density": lambda name, value: number(name, value, 0.01, 1.0),
    },
    "steps": {"file": text},
    "reaction": {**WALKED, "preset": lambda name, value: one_of(name, value, (*PRESETS, "none"))},
    "audio": {"file": text, "from": _as_is},
    "silence": {},
}
NEEDED = {"steps": ("file",), "audio": ("file",), "interpolation": ("seeds",), "exploration": ("directions",), "style": ("style",)}
MOVED = ("walk", "interpolation", "exploration", "reaction")  # whose points signals move; of all others level and pan alone


@dataclass(frozen=True)
class Scene:
    """A scene, as it was written.

    Attributes:
        number: its place in the file, from 0.
        kind: one of `KINDS`.
        name: what it is called.
        layer: where it lies.
        at, lasts, crossfade, fade_in, fade_out: times as they were written; None where nobody says.
        level_db: decibels against the others.
        modulations: rows that move this scene alone.
        given: fields of its kind, checked.
        pictures: what pictures do while it lasts, as it was written; `video` reads it.
    """

    number: int
    kind: str
    name: str
    layer: str = MAIN
    at: Any = None
    lasts: Any = None
    crossfade: Any = None
    fade_in: Any = None
    fade_out: Any = None
    level_db: float = 0.0
    modulations: tuple[Modulation, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """How errors call it."""
        return f"scenes[{self.number}] ({self.name})"

    @classmethod
    def read(cls, value: Any, place: int) -> "Scene":
        """Read a scene of a file; raises SequenceError for what is none."""
        if not isinstance(value, Mapping) or "kind" not in value:
            raise SequenceError(
                f'A scene is a table that says its kind: {", ".join(KINDS)}. Received: {brief(value)}. Write kind = "walk".', rule="scene-kind"
            )
        kind = one_of("kind", value["kind"], KINDS)
        fields = check_known(value, [*COMMON, *KINDS[kind]], f"A scene of kind {kind}")
        lacking = [name for name in NEEDED.get(kind, ()) if name not in fields]
        if lacking:
            raise SequenceError(f"A scene of kind {kind} says its {lacking[0]}. Received: none. docs/timelines.md shows one.", rule="scene-field")
        rows = read_modulations(fields.get("modulations"))
        odd = next((row for row in rows if kind not in MOVED and row.target not in ("level", "pan")), None)
        if odd is not None:
            raise SequenceError(
                f"Signals move level and pan of a scene of kind {kind}. Received: {odd.target}. Move a scene of kind {', '.join(MOVED)}.",
                rule="scene-moved",
            )
        return cls(
            number=place,
            kind=kind,
            name=check_name(fields.get("name", f"{kind} {place + 1}")),
            layer=check_name(fields.get("layer", MAIN)),
            **{name: fields.get(name) for name in ("at", "lasts", "crossfade", "fade_in", "fade_out")},
            level_db=number("level", fields.get("level", 0.0), QUIETEST_DB, LOUDEST_DB),
            modulations=rows,
            given={name: check(name, fields[name]) for name, check in KINDS[kind].items() if name in fields},
            pictures=check_table("pictures", fields.get("pictures", {}), MAX_WORDS),
        )


@dataclass(frozen=True)
class Loop:
    """A part that comes several times.

    Attributes:
        begin, end: moments as they were written.
        times: how often it sounds, 2..64.
    """

    begin: Any
    end: Any
    times: int

    @classmethod
    def read(cls, value: Any) -> "Loop | None":
        """Read the loop of a file; raises SequenceError for what is none."""
        if value is None:
            return None
        fields = check_known(value, ("from", "to", "times"), "A loop")
        if "from" not in fields or "to" not in fields:
            raise SequenceError(
                'A loop says from and to. Received: one without. Write loop = {from = "bar 5", to = "bar 9", times = 2}.', rule="loop-ends"
            )
        return cls(fields["from"], fields["to"], whole("times", fields.get("times", 2), 2, MAX_TIMES))


@dataclass(frozen=True)
class Timeline:
    """Scenes over time, as somebody wrote them.

    Attributes:
        scenes: in the order of the file, one at least.
        tempo: how fast bars go by.
        crossfade: by how much scenes of a layer overlap, as it was written, where they do not say so themselves.
        song: a file that signals and reactions listen to; it lies under the whole timeline.
        modulations: rows that move all scenes.
        layers: decibels of layers, by name, in order; layers that are not named come behind.
        markers: moments as they were written, by name.
        loop: None for none.
        title: what it is called.
        pictures: what pictures do, as it was written; `video` reads it.
        folder: where names of files begin.
        root: the folder that files it names must lie in, without links; None allows any.
    """

    scenes: tuple[Scene, ...]
    tempo: TempoMap = field(default_factory=TempoMap)
    crossfade: Any = 0.0
    song: str | None = None
    modulations: tuple[Modulation, ...] = ()
    layers: Mapping[str, float] = field(default_factory=dict)
    markers: Mapping[str, Any] = field(default_factory=dict)
    loop: Loop | None = None
    title: str = ""
    pictures: Mapping[str, Any] = field(default_factory=dict)
    folder: Path = Path()
    root: Path | None = None

    @classmethod
    def read(cls, value: Any, folder: Path | None = None, root: Path | None = None) -> "Timeline":
        """Read what a file says beside format and version; raises SequenceError, naming the place and the nearest word, for what is wrong."""
        fields = check_known(value, SAID, "A timeline")
        scenes = listed("scenes", fields.get("scenes"), MAX_SCENES)
        read = tuple(_scene(each, place) for place, each in enumerate(scenes))
        layers = check_table("layers", fields.get("layers", {}), MAX_LAYERS)
        unknown = next((name for name in layers if name not in {scene.layer for scene in read}), None)
        if unknown is not None:
            one_of("A layer", unknown, {scene.layer for scene in read})
        return cls(
            scenes=read,
            tempo=_tempo(fields.get("tempo")),
            crossfade=fields.get("crossfade", 0.0),
            song=None if fields.get("song") is None else text("song", fields["song"]),
            modulations=read_modulations(fields.get("modulations")),
            layers={name: number(f"layers.{name}", level, QUIETEST_DB, LOUDEST_DB) for name, level in layers.items()},
            markers=check_table("markers", fields.get("markers", {}), MAX_MARKERS),
            loop=Loop.read(fields.get("loop")),
            title=check_name(fields["title"]) if fields.get("title") else "",
            pictures=check_table("pictures", fields.get("pictures", {}), MAX_WORDS),
            folder=folder or Path(),
            root=root,
        )

    def layer_names(self) -> list[str]:
        """Return the layers: those that have a level, and then others as scenes name them."""
        return list(dict.fromkeys([*self.layers, *(scene.layer for scene in self.scenes)]))

    def file(self, name: str) -> Path:
        """Return where a file lies that the timeline names: beside the timeline's own, unless its name is a whole path.

        Raises:
            SequenceError: it leads out of the root.
        """
        path = self.folder / Path(name).expanduser()
        if self.root is not None and self.root not in path.resolve().parents:
            raise SequenceError(
                f"A timeline of a project names files of that project. Received: {brief(name)}, which lies elsewhere. Copy it into the project.",
                rule="timeline-file",
            )
        return path


def _scene(value: Any, place: int) -> Scene:
    with within(f"scenes[{place}]"):
        return Scene.read(value, place)


def _tempo(value: Any) -> TempoMap:
    with within("tempo"):
        return TempoMap.read(value)


def load_timeline(path: str | Path, *, root: Path | None = None) -> Timeline:
    """Read a timeline from a .toml or .json file.

    Args:
        path: of the file.
        root: see `Timeline`.

    Raises:
        SequenceError: no such file, too large a one, another version, or something that is wrong, with its place.
    """
    return Timeline.read(read_document(path, TIMELINE, largest=MAX_BYTES)[1], Path(path).expanduser().parent, root)


def read_modulations(value: Any) -> tuple[Modulation, ...]:
    """Return rows such as "lfo 0.2 -> pan"; raises SequenceError or InvalidInput for what is none."""
    rows = [Modulation.read(each) for each in listed("modulations", value, MAX_ROWS)] if value not in (None, []) else []
    found = check_modulations(spelled_out(rows))
    for row in found:
        read_chain(row.chain)
    return found


def check_table(name: str, value: Any, most: int) -> dict[str, Any]:
    """Return a table of names; raises SequenceError for anything else."""
    if not isinstance(value, Mapping) or len(value) > most:
        raise SequenceError(f"{name} is a table of up to {most} names. Received: {brief(value)}. Write name = value.", rule="timeline-table")
    return {check_name(each): said for each, said in value.items()}
