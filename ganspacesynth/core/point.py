"""Point: one place in a network's latent space, with edits, bends and conditions; what rooms pass on and files store."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.bends.bend import Bends, blend_bends, read_bends, scale_and_offset
from ganspacesynth.core.bends.kinds import Bend, is_number
from ganspacesynth.core.bends.written_bends import bends_from_json, needs_newer, split_bends
from ganspacesynth.core.conditions import KINDS, Conditions, Written, blend_conditions, read_conditions, write_conditions
from ganspacesynth.core.documents import POINT
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.interpolation import BETWEEN

MODES = ("replace", "offset", "latent")
MODE = "offset"
MAX_NUMBERS = 8192
MAX_NUMBER = 1e30  # in z and edits
MAX_SEED = 2**63 - 1
NEWER, BENDING = 2, 3  # versions of its JSON; what an older one can say is written as that

Draw = Callable[[int], np.ndarray]  # a seed in, z [latent] out


@dataclass(frozen=True, init=False)
class Point:
    """One sound (or picture): everything needed, beside the network and its directions, to make it again.

    Attributes:
        z: the latent vector; modes offset and latent need it, or a seed.
        seed: draws z when it is needed, instead of keeping its numbers.
        edits: up to 8192 amounts along the directions, in standard deviations.
        mode: what edits do: "replace" the layer, "offset" it, or move z ("latent").
        bends: {layer: what is done to it, in order}; see bend.py.
        conditions: what is asked of the network beside z: "pitch" (MIDI number; whole for a clip, any value in the range while gliding) and,
            of a conditioned network, source, family, qualities and velocity; see conditions.py. A picture has no pitch.
        drawn: kinds of these conditions that came with z, and that another draw replaces; the others were asked for.
        model: id of the network the point was made on, None when it does not matter.
    """

    z: tuple[float, ...] | None
    seed: int | None
    edits: tuple[float, ...]
    mode: str
    bends: Bends
    conditions: Conditions
    drawn: tuple[str, ...]
    model: str | None

    def __init__(
        self,
        pitch: float | None = None,
        z: Sequence[float] | np.ndarray | None = None,
        edits: Sequence[float] | np.ndarray = (),
        mode: str = MODE,
        *,
        seed: int | None = None,
        bends: Mapping[str, Bend | Iterable[Bend]] | None = None,
        conditions: Mapping[str, Written] | None = None,
        drawn: Iterable[str] = (),
        model: str | None = None,
    ) -> None:
        """Check and keep; `pitch` is short for conditions={"pitch": pitch}.

        Raises:
            InvalidInput: a value outside what the attributes say, both z and a seed, or neither where the mode needs one.
        """
        asked = dict(conditions or {}) if pitch is None else {**(conditions or {}), "pitch": pitch}
        fields: dict[str, Any] = {
            "z": None if z is None else _numbers("z", z),
            "seed": _seed(seed),
            "edits": _numbers("edits", edits),
            "mode": mode,
            "bends": read_bends(bends or {}),
            "conditions": read_conditions(asked),
            "model": model,
        }
        fields["drawn"] = _drawn(drawn, fields["conditions"])
        for name, value in fields.items():
            object.__setattr__(self, name, value)
        self._check()

    def _check(self) -> None:
        if self.mode not in MODES:
            raise InvalidInput(f"mode must be one of {', '.join(MODES)}. Received: mode={brief(self.mode)}.", rule="known-mode")
        if self.z == ():
            raise InvalidInput("z must have entries. Received: z=(). Leave it out, or give the model's latent size of numbers.", rule="z-entries")
        if self.seed is not None and self.z is not None:
            raise InvalidInput("seed and z exclude each other. Received: both. Leave one out.", rule="seed-or-z")
        if self.mode != "replace" and self.z is None and self.seed is None:
            raise InvalidInput(f"z must be given in mode {self.mode!r}. Received: z=None. Give z or a seed, or use mode 'replace'.", rule="z-needed")
        if self.model is not None and not isinstance(self.model, str):
            raise InvalidInput(f"model must be an id in text, or None. Received: model={str(self.model)[:60]}.", rule="model-id")

    @property
    def pitch(self) -> float:
        """The MIDI number among the conditions.

        Raises:
            InvalidInput: there is none, as in a picture.
        """
        if "pitch" not in self.conditions:
            raise InvalidInput("A sound has a pitch. Received: a point without. Give it one, such as Point(60, z=z).", rule="pitch-given")
        return self.conditions["pitch"]  # type: ignore[return-value]  # of this kind always a number

    @property
    def asked(self) -> Conditions:
        """The conditions beside the pitch that were asked for."""
        return {kind: value for kind, value in self.timbre.items() if kind not in self.drawn}

    @property
    def timbre(self) -> Conditions:
        """The conditions beside the pitch."""
        return {kind: value for kind, value in self.conditions.items() if kind != "pitch"}

    def replace(self, **changes: Any) -> "Point":
        """Return the point with other fields; `pitch=None` takes the pitch out, any other pitch takes its place among the conditions.

        Raises:
            InvalidInput: as the point itself.
        """
        fields = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)} | changes
        if "pitch" in changes:
            kept = {kind: value for kind, value in fields["conditions"].items() if kind != "pitch"}
            fields["conditions"] = kept
        return Point(**fields)

    def drawn_from(self, draw: Draw) -> "Point":
        """Return the point with the z that its seed draws; one without a seed stays as it is."""
        if self.seed is None:
            return self
        return self.replace(seed=None, z=tuple(np.asarray(draw(self.seed), np.float32).ravel().tolist()))

    def to_json(self) -> dict:
        """Return a plain dict, leaving out what has its default; see docs/formats.md."""
        scale, offset, rest = split_bends(self.bends)
        plain: dict[str, Any] = {
            "pitch": self.conditions.get("pitch"),
            "z": None if self.z is None else list(self.z),
            "edits": list(self.edits),
            "mode": self.mode,
            "scale": scale,
            "offset": offset,
            "model": self.model,
            "traits": write_conditions(self.timbre),
        }
        newer = {"seed": self.seed, "bends": rest, "drawn": list(self.drawn)}
        newer = {name: value for name, value in newer.items() if value not in (None, [], {})}
        bending = needs_newer(self.bends)
        version = {"version": BENDING if bending else NEWER} if newer or bending or "pitch" not in self.conditions else {}
        return {**{name: value for name, value in plain.items() if value not in (None, [], {}, MODE)}, **newer, **version}

    @classmethod
    def from_json(cls, value: object) -> "Point":
        """Read what `to_json` wrote, now or in version 1; raises SequenceError for anything else."""
        known = ("pitch", "z", "edits", "mode", "scale", "offset", "model", "traits")
        version, value = POINT.unpack(value) if isinstance(value, dict) else (1, value)
        newer = ("seed", "bends", "drawn") if version >= NEWER else ()
        if not isinstance(value, dict) or not ("pitch" in value or newer) or not set(value) <= {*known, *newer}:
            raise SequenceError(
                f"A point is a JSON object with pitch and some of {', '.join(sorted(known))}. Received: {str(value)[:80]}.", rule="known-fields"
            )
        rest = {name: value[name] for name in ("pitch", "z", "edits", "mode", "model", "seed", "drawn") if name in value}
        try:
            if "pitch" in rest and rest["pitch"] is None:
                raise InvalidInput("pitch must be a number. Received: pitch=None.", rule="pitch-number")
            bends = {**scale_and_offset(value.get("scale", {}), value.get("offset", {})), **bends_from_json(value.get("bends", {}))}
            return cls(**rest, bends=bends, conditions=read_conditions(value.get("traits", {}), kinds=KINDS[1:]))
        except (TypeError, AttributeError, ValueError) as e:
            raise SequenceError(f"A point's values must be numbers of the right kind. Received: {str(value)[:80]} ({e}).", rule="field-kinds") from e


def blend(a: Point, b: Point, amount: float, *, between: str = "spherical") -> Point:
    """Return the point `amount` (0..1) of the way from a to b; missing edits count as 0, missing bends as straight.

    Raises:
        InvalidInput: no such way between, or seeds (which have nothing between them: draw their z first, see `Point.drawn_from`).
    """
    if between not in BETWEEN:
        raise InvalidInput(f"between must be one of {', '.join(BETWEEN)}. Received: between={brief(between)}.", rule="known-between")
    if a == b or amount <= 0.0:
        return a
    if amount >= 1.0:
        return b
    if a.seed is not None or b.seed is not None:
        raise InvalidInput("Only z have points between them. Received: a seed. Draw its z first, with drawn_from.", rule="z-needed")
    count = max(len(a.edits), len(b.edits))
    edits = tuple(x + (y - x) * amount for x, y in zip(_pad(a.edits, count), _pad(b.edits, count), strict=True))
    z = None if a.z is None or b.z is None else tuple(BETWEEN[between](np.array(a.z), np.array(b.z), amount).tolist())
    conditions = blend_conditions(a.conditions, b.conditions, amount)
    return a.replace(z=z, edits=edits, bends=blend_bends(a.bends, b.bends, amount), conditions=conditions)


def _pad(values: Sequence[float], count: int) -> list[float]:
    return [*values, *[0.0] * (count - len(values))]


def _numbers(name: str, values: Any) -> tuple[float, ...]:
    values = values.tolist() if isinstance(values, np.ndarray) else values
    if not isinstance(values, list | tuple) or len(values) > MAX_NUMBERS:
        raise InvalidInput(f"{name} must be a list of up to {MAX_NUMBERS} numbers. Received: {name}={str(values)[:60]}.", rule="number-list")
    if set(map(type, values)) == {float} and np.abs(values).max() <= MAX_NUMBER:
        return tuple(values)  # z, nearly always: one by one, thousands of points would take seconds
    if not all(is_number(v, largest=MAX_NUMBER) for v in values):
        raise InvalidInput(f"{name} must be finite numbers. Received: {name}={str(values)[:60]}.", rule="finite-numbers")
    return tuple(float(v) for v in values)


def _seed(seed: object) -> int | None:
    if seed is None:
        return None
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= MAX_SEED:
        raise InvalidInput(f"seed must be a whole number in 0..2**63-1. Received: seed={brief(seed)}.", rule="seed-range")
    return int(seed)


def _drawn(drawn: object, conditions: Conditions) -> tuple[str, ...]:
    if not isinstance(drawn, list | tuple) or not all(kind in KINDS for kind in drawn):
        raise InvalidInput(f"drawn must be some of {', '.join(KINDS[1:])}. Received: drawn={str(drawn)[:60]}. Leave it out.", rule="known-drawn")
    return tuple(kind for kind in conditions if kind in drawn)
