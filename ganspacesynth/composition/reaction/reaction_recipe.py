"""The recipe of a sound that follows a song: path, signals and what they move; the song itself is not needed to make the sound again."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.motion.modulation import Modulation, check_modulations
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.recipe import Recipe, check_duration, check_tail, entry

MAX_SIGNALS = 64


def _check_signals(signals: Any) -> dict[str, Signal]:
    """Return signals by their chains; raises SequenceError for anything else."""
    right = isinstance(signals, Mapping) and len(signals) <= MAX_SIGNALS
    if not right or not all(isinstance(name, str) and isinstance(each, Signal) for name, each in signals.items()):
        raise SequenceError(
            f"A reaction has up to {MAX_SIGNALS} signals by name. Received: {brief(signals)}. Make the sound anew.", rule="reaction-signals"
        )
    return dict(signals)


def _check_song(song: Any) -> dict[str, Any] | None:
    """Return what is known of the song: texts and numbers; raises SequenceError for anything else."""
    if song is None:
        return None
    plain = isinstance(song, Mapping) and all(isinstance(each, str | int | float | None) for each in song.values()) and len(song) <= 16
    if not plain:
        raise SequenceError(f"A reaction's song is said in texts and numbers. Received: {brief(song)}. Make the sound anew.", rule="reaction-song")
    return dict(song)


def _check_layer(layer: Any) -> str | None:
    if layer is not None and not isinstance(layer, str):
        raise SequenceError(f"A reaction's layer is a name. Received: layer={brief(layer)}. Make the sound anew.", rule="reaction-layer")
    return layer


@dataclass(frozen=True, kw_only=True)
class ReactionRecipe(Recipe):
    """One unbroken sound along a path that signals move.

    Attributes:
        path: points over time.
        signals: what moves it, by the text of their chains.
        modulations: what each moves, in order; a signal may move several things.
        duration_s: seconds.
        layer: the one that is stretched; None lets the model choose one that is lively.
        tail: as in a continuous recipe.
        song: what it follows: name, sha256, origin, from, to; for people, nothing of it is read again.
    """

    kind: ClassVar[str] = "reaction"

    path: PointPath = field(metadata=entry(PointPath))
    duration_s: float = field(metadata=entry(check=check_duration))
    signals: Mapping[str, Signal] = field(
        default_factory=dict,
        metadata=entry(
            check=_check_signals,
            read=lambda value: {name: Signal.from_json(each) for name, each in value.items()},
            write=lambda signals: {name: each.to_json() for name, each in signals.items()},
            since=2,
        ),
    )
    modulations: tuple[Modulation, ...] = field(
        default=(),
        metadata=entry(
            check=check_modulations,
            read=lambda value: tuple(Modulation.from_json(each) for each in value),
            write=lambda rows: [each.to_json() for each in rows],
            since=2,
        ),
    )
    layer: str | None = field(default=None, metadata=entry(check=_check_layer, short=True, since=2))
    tail: float | None = field(default=None, metadata=entry(check=check_tail, short=True))
    song: Mapping[str, Any] | None = field(default=None, metadata=entry(check=_check_song, short=True, since=2))

    def __post_init__(self) -> None:
        super().__post_init__()
        lacking = [row.chain for row in self.modulations if row.chain not in self.signals]
        if lacking:
            raise SequenceError(f"Each modulation's signal is in the recipe. Received: none for {brief(lacking[0])}.", rule="reaction-signals")
        if self.panned and (self.width or self.room is not None):
            raise SequenceError(
                "A sound is panned by signals, or wide and in a room. Received: both. Leave --width and --room, or pan, out.", rule="pan-or-width"
            )

    @property
    def panned(self) -> bool:
        """Whether a signal moves it from left to right."""
        return any(row.target == "pan" for row in self.modulations)

    def rows(self) -> list[tuple[Signal, Modulation]]:
        """Return each modulation with its signal."""
        return [(self.signals[row.chain], row) for row in self.modulations]

    def quantised(self) -> "ReactionRecipe":
        """Return the recipe as its JSON has it, which is what is rendered: so the same samples come out of a file's recipe."""
        return dataclasses.replace(self, signals={name: each.quantised() for name, each in self.signals.items()})
