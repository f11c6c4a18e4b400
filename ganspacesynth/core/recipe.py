"""Recipe: everything that is needed to make a sound again, as frozen values; and the JSON of it that every WAV carries.

    {"format": "ganspacesynth-recipe", "version": 1, "made_by": …, "model": {…}, "directions": {…}, "precision": "exact", "kind": "clip", …}

A kind is a frozen dataclass whose fields say how they are read and written (`entry`): a new field is one line. Names that are not known are kept and
change nothing, so that what a later version adds is not lost by an earlier one. Here are the kinds that need points alone; composition/recipes.py has
those of steps and notes.
"""

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from typing import Any, ClassVar, TypeVar

from ganspacesynth.core.artifact import DIRECTIONS, MODEL, Artifact
from ganspacesynth.core.documents import RECIPE
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, SequenceError, brief
from ganspacesynth.core.motion.articulation import Articulation
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.decoders import LOCKED, PUBLISHED
from ganspacesynth.core.output.levels import Level
from ganspacesynth.core.output.levels import check_level as check_any_level
from ganspacesynth.core.output.room import Room, check_rate, check_share
from ganspacesynth.core.point import Point

PRECISIONS = ("exact", "preview")
TAIL = 0.2  # share of a clip: so long a network is silent behind the release of a held note
HEAD = ("made_by", "model", "directions", "precision", "decoder")

SINCE_DECODERS = 2  # version: before it all sounds were decoded as published

AnyRecipe = TypeVar("AnyRecipe", bound="Recipe")


def _same(value: Any) -> Any:
    return value


def entry(
    kind: Any = None,
    *,
    check: Callable[[Any], Any] | None = None,
    read: Callable[[Any], Any] | None = None,
    write: Callable[[Any], Any] | None = None,
    short: bool = False,
    since: int = 1,
) -> dict[str, Any]:
    """Say how a field of a recipe is kept and written, as its metadata.

    Args:
        kind: a class with to_json and from_json; other values are their own JSON.
        check: takes a value, returns it as it is kept, or raises.
        read: takes its JSON, returns the value.
        write: takes the value, returns its JSON.
        short: leave the default out of the JSON; for what came later, so that older recipes stay as they are.
        since: the first version of recipes that has it. What is not its default makes a recipe of that version, which earlier programs refuse
            instead of playing something else.
    """
    read, write = read or getattr(kind, "from_json", _same), write or getattr(kind, "to_json", _same)
    return {"check": check or _same, "read": read, "write": write, "short": short, "since": since}


def optional(kind: Any) -> dict[str, Any]:
    """Return how to read and write a value of a class that may be None; for `entry`."""
    return {"read": lambda value: None if value is None else kind.from_json(value), "write": lambda value: None if value is None else value.to_json()}


def check_articulation(articulation: object) -> Articulation | None:
    """Return an articulation or None; raises SequenceError for anything else."""
    if articulation is not None and not isinstance(articulation, Articulation):
        raise SequenceError(f"A recipe's articulation is an Articulation. Received: articulation={brief(articulation)}.", rule="recipe-articulation")
    return articulation


def articulation_entry() -> dict[str, Any]:
    """Say how the articulation of a recipe is kept and written."""
    return entry(check=check_articulation, **optional(Articulation), short=True, since=2)


def check_level(level: object) -> Level | None:
    """Return a level or None; raises SequenceError for anything else."""
    try:
        return None if level is None else check_any_level(level)
    except InvalidInput as e:
        raise SequenceError(str(e).replace("The level must be", "A recipe's level is", 1), rule=e.rule) from e


def check_width(width: object) -> float:
    """Return a width as a float; raises SequenceError for what is none."""
    try:
        return check_share("width", width)
    except InvalidInput as e:
        raise SequenceError(f"A recipe's {e}", rule=e.rule) from e


def check_recipe_rate(rate: object) -> int | None:
    """Return a rate or None; raises SequenceError for what no sound has."""
    try:
        return None if rate is None else check_rate(rate)
    except InvalidInput as e:
        raise SequenceError(f"A recipe's rate is one that sounds have. {e}", rule=e.rule) from e


def write_room(room: Room | None) -> dict[str, Any] | None:
    """Return a room's JSON."""
    return None if room is None else room.to_json()


def check_duration(duration_s: float | None) -> float | None:
    """Return a number of seconds or None; raises SequenceError for what no sound can last."""
    if duration_s is not None and (isinstance(duration_s, bool) or not 0.0 < duration_s < math.inf):
        raise SequenceError(f"A duration is a number of seconds over 0. Received: duration_s={brief(duration_s)}.", rule="duration-range")
    return duration_s


def check_tail(tail: float | None) -> float | None:
    """Return a share of a clip or None; raises SequenceError for anything else."""
    if tail is not None and (isinstance(tail, bool) or not 0.0 <= float(tail) <= 1.0):
        raise SequenceError(f"A recipe's tail is a share of a clip, 0..1. Received: tail={brief(tail)}. Make the sound anew.", rule="tail-range")
    return None if tail is None else float(tail)


def check_gain(gain: float | None) -> float | None:
    """Return 0..1 or None; raises SequenceError for anything else."""
    if gain is not None and not 0.0 <= float(gain) <= 1.0:
        raise SequenceError(f"A clip's gain must be in 0..1. Received: gain={brief(gain)}. Make the sound anew.", rule="gain-range")
    return None if gain is None else float(gain)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What all recipes say.

    Attributes:
        level: how loud, one of core.levels.LEVELS or a number of LUFS; None as each kind was before there were levels.
        width: 0..1, how far left and right are apart in the network's space; 0 is one channel.
        room: what it is heard in; None for none.
        rate: Hz that it is brought to; None leaves the model's.
        made_by: version of the program, once it is known with what the sound is made.
        model: what it is made with.
        directions: those that edits count along, if any.
        precision: "exact" or "preview".
        decoder: "locked"; None is "published", as in recipes from before there were two.
        others: what else was said, by names that this version does not know.
    """

    kind: ClassVar[str]

    level: Level | None = field(default=None, metadata=entry(check=check_level, short=True))
    width: float = field(default=0.0, metadata=entry(check=check_width, short=True, since=2))
    room: Room | None = field(default=None, metadata=entry(Room, write=write_room, short=True, since=2))
    rate: int | None = field(default=None, metadata=entry(check=check_recipe_rate, short=True, since=2))
    made_by: str | None = None
    model: Artifact | None = None
    directions: Artifact | None = None
    precision: str = PRECISIONS[0]
    decoder: str | None = None
    others: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in _entries(type(self)):
            object.__setattr__(self, each.name, each.metadata["check"](getattr(self, each.name)))

    @property
    def version(self) -> int:
        """The oldest version of recipes that can say all of it."""
        said = [each.metadata["since"] for each in _entries(type(self)) if getattr(self, each.name) != each.default]
        return max([1, *said, *([] if self.decoder is None else [SINCE_DECODERS])])

    def signed(self: AnyRecipe, *, made_by: str, model: Artifact, directions: Artifact | None, precision: str, decoder: str = PUBLISHED) -> AnyRecipe:
        """Return the recipe saying with which program, model, directions and decoder; what it said of them before is said no longer.

        Raises:
            SequenceError: a precision that no recipe has, such as "published", or an unknown decoder.
        """
        given = {"precision": _precision(precision), "decoder": _decoder(decoder)}
        return dataclasses.replace(self, made_by=made_by, model=model, directions=directions, **given)  # type: ignore[arg-type]

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict; that of a recipe that names no model is no whole document."""
        said = {"kind": self.kind}
        for each in _entries(type(self)):
            value = getattr(self, each.name)
            if not (each.metadata["short"] and value == each.default):
                said[each.name] = each.metadata["write"](value)
        return {**self._head(), **said, **self.others}

    @classmethod
    def from_json(cls: type[AnyRecipe], value: Mapping[str, Any]) -> AnyRecipe:
        """Read what `to_json` wrote of this kind.

        Raises:
            SequenceError: something is missing or of the wrong kind.
        """
        try:
            version = value.get("version", RECIPE.newest)
            entries = {each.name: each for each in _entries(cls) if each.metadata["since"] <= version}
            fields = {name: each.metadata["read"](value[name]) for name, each in entries.items() if name in value or each.default is MISSING}
            others = {name: each for name, each in value.items() if name not in (*entries, *_head_of(version), "kind", "format", "version")}
            return cls(**fields, **_read_head(value), others=others)
        except GanSpaceSynthError:
            raise
        except (LookupError, TypeError, AttributeError, ValueError, OverflowError) as e:
            raise SequenceError(
                f"A recipe of kind {cls.kind} must be whole. Received: a damaged one ({brief(e)}). Make the sound anew.", rule="whole-recipe"
            ) from e

    def _head(self) -> dict[str, Any]:
        if self.model is None:
            return {}
        directions = None if self.directions is None else self.directions.named()
        rest = {"made_by": self.made_by, "model": self.model.named(), "directions": directions, "precision": self.precision}
        if self.decoder is not None:
            rest["decoder"] = self.decoder
        return {**RECIPE.head(self.version), **rest}


@dataclass(frozen=True, kw_only=True)
class ClipRecipe(Recipe):
    """One sound of the model's own length.

    Attributes:
        point: the sound.
        gain: 0..1, where several sounds keep their levels against each other; None for the model's own level, if no `level` is said.
        articulation: how it is played; its gain comes behind the level.
    """

    kind: ClassVar[str] = "clip"

    point: Point = field(metadata=entry(Point))
    gain: float | None = field(default=None, metadata=entry(check=check_gain))
    articulation: Articulation | None = field(default=None, metadata=articulation_entry())


@dataclass(frozen=True, kw_only=True)
class ContinuousRecipe(Recipe):
    """One unbroken sound along a path.

    Attributes:
        path: points over time.
        duration_s: seconds; None takes the path's.
        tail: share of a clip that is rendered behind the end and left out, for the network to let the sound die away; None in recipes from before
            there were tails, and from before pitches between those of the model.
        articulation: as in a clip.
    """

    kind: ClassVar[str] = "continuous"

    path: PointPath = field(metadata=entry(PointPath))
    duration_s: float | None = field(default=None, metadata=entry(check=check_duration))
    tail: float | None = field(default=None, metadata=entry(check=check_tail, short=True))
    articulation: Articulation | None = field(default=None, metadata=articulation_entry())


def _precision(precision: object) -> str:
    if not isinstance(precision, str) or precision not in PRECISIONS:
        raise SequenceError(
            f"A recipe's precision is one of {', '.join(PRECISIONS)}. Received: precision={brief(precision)}.", rule="known-precision"
        )
    return precision


def _decoder(decoder: object) -> str | None:
    if decoder not in (LOCKED, PUBLISHED, None):
        said = f"A recipe's decoder is one of {LOCKED}, {PUBLISHED}. Received: decoder={brief(decoder)}. A later version may play it."
        raise SequenceError(said, rule="known-decoder")
    return LOCKED if decoder == LOCKED else None


def _head_of(version: int) -> tuple[str, ...]:
    return tuple(name for name in HEAD if name != "decoder" or version >= SINCE_DECODERS)


def _read_head(value: Mapping[str, Any]) -> dict[str, Any]:
    """Read with what a sound was made, from a recipe that says its format; another one has not been made yet."""
    if "format" not in value:
        return {}
    directions = value.get("directions")
    return {
        "made_by": value.get("made_by"),
        "model": Artifact.from_name(MODEL, value.get("model")),
        "directions": None if directions is None else Artifact.from_name(DIRECTIONS, directions),
        "precision": _precision(value.get("precision")),
        "decoder": _decoder(value.get("decoder")) if value.get("version", RECIPE.newest) >= SINCE_DECODERS else None,
    }


def _entries(kind: type[Recipe]) -> tuple[dataclasses.Field, ...]:
    """Return the fields declared by `entry`, those that all kinds have behind a kind's own."""
    common = {each.name for each in dataclasses.fields(Recipe)}
    return tuple(sorted((each for each in dataclasses.fields(kind) if "read" in each.metadata), key=lambda each: each.name in common))
