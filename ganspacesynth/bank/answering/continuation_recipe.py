"""The recipe of an answer: which units of which bank were laid where, and what was heard before; enough to lay it again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ganspacesynth.bank.answering.joins import Placed
from ganspacesynth.bank.bank import BANK, MAX_SAMPLES
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.recipe import Recipe, entry

RECORDING = "recording"  # kind of artifact
MOST_PLACED = 100_000


def _placed(value: Iterable[Placed]) -> tuple[Placed, ...]:
    """Check units and their places."""
    placed = tuple(value)
    whole = all(type(n) is int and 0 <= n <= MAX_SAMPLES for each in placed if isinstance(each, Placed) for n in (each.unit, each.start))
    if not placed or len(placed) > MOST_PLACED or not whole or not all(isinstance(each, Placed) for each in placed):
        raise SequenceError(
            f"An answer places 1 to {MOST_PLACED} units, by whole numbers. Received: {brief(value)}. Make the answer anew.", rule="placed-units"
        )
    return placed


def _artifact(kind: str) -> dict[str, Any]:
    """Say how a bank or a recording is kept and written: digest and path."""

    def read(value: Any) -> Artifact:
        if not isinstance(value, Mapping) or not isinstance(value.get("digest"), str) or not isinstance(value.get("path"), str | None):
            raise SequenceError(f"An answer names its {kind} by digest and path. Received: {brief(value)}. Make it anew.", rule="answer-sources")
        return Artifact(kind, value["digest"], value.get("path"))

    def check(value: Any) -> Artifact:
        if not isinstance(value, Artifact) or value.kind != kind:
            raise SequenceError(f"An answer names its {kind} by digest and path. Received: {brief(value)}. Make it anew.", rule="answer-sources")
        return value

    return entry(read=read, check=check, write=lambda artifact: {"digest": artifact.digest, "path": artifact.path}, since=2)


def _settings(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise SequenceError(f"An answer's settings are an object. Received: {brief(value)}. Make the answer anew.", rule="answer-settings")
    return dict(value)


@dataclass(frozen=True, kw_only=True)
class ContinuationRecipe(Recipe):
    """An answer to a recording. The model is the continuation model that chose; to lay the answer again, the bank is enough.

    Attributes:
        bank: whose units they are.
        heard: what was continued.
        placed: units and where they begin, samples at the bank's rate.
        settings: how it was continued, see `ContinueSettings`.
    """

    kind: ClassVar[str] = "continuation"

    bank: Artifact = field(metadata=_artifact(BANK))
    heard: Artifact = field(metadata=_artifact(RECORDING))
    placed: Sequence[Placed] = field(
        metadata=entry(
            check=_placed,
            read=lambda value: [Placed(unit, start) for unit, start in value],
            write=lambda placed: [[each.unit, each.start] for each in placed],
            since=2,
        )
    )
    settings: Mapping[str, Any] = field(default_factory=dict, metadata=entry(check=_settings, since=2))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.width or self.room is not None or self.rate is not None:
            raise SequenceError("An answer sounds as its bank does. Received: a width, a room or a rate. Make the answer anew.", rule="answer-finish")

    @property
    def version(self) -> int:
        """Recipes of version 1 have no such kind."""
        return 2
