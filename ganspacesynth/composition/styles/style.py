"""Style: how a hallucination is composed, as frozen settings; its JSON is a file that anybody can write."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ganspacesynth.composition.mixing import check_seconds
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step import LOUDEST_DB, QUIETEST_DB, check_pitch
from ganspacesynth.composition.styles.scales import HIGHEST, LOWEST, SCALES, root_pitch, scale_name
from ganspacesynth.core.bends.kinds import is_number
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.note_names import note_number

ORDERS = ("up", "down", "updown", "random", "walk")
CHANGES = ("turn", "random", "gradual")
SLOWEST, FASTEST = 10.0, 1000.0  # beats a minute
LONGEST = 64  # numbers in one list of a style
MAX_DURATION_S = 3600.0


@dataclass(frozen=True)
class Style:
    """How sounds follow each other. Lists are gone through in turn, again and again.

    Attributes:
        about: what it sounds like, in a line.
        bpm: beats a minute, 10..1000. At 60 a beat is a second.
        spacing: beats from the start of one place for a sound to the next, each 0..3600; 0 is together with it.
        jitter: by which share of it the spacing varies at random, 0..0.9.
        swing: where between two beats the half beat is, 0.5 (straight) .. 0.75; 0.667 is a triplet.
        density: share of the places that sound, 0.01..1; the others are rests.
        phrase: sounds in a phrase; 0 for one without end.
        pause: beats of silence after each phrase, 0..64.
        duration_s: seconds in which sounds begin, where nobody says how many there shall be.
        scale: name of a scale.
        root: its root, MIDI number.
        octaves: how many of them from the root upwards.
        pitches: MIDI numbers instead of a scale.
        order: how pitches follow each other: "up", "down", "updown", "random", or "walk" (by small steps; phrases end on the root).
        chord: what sounds with a note, in steps of the scale over it, such as (2, 4) for a triad.
        chord_share: share of the sounds that have their chord.
        sounds: how many different random sounds there are; 0: each its own.
        change: from one sound to the next: in "turn", at "random", or "gradual", the whole way from the first to the last.
        interp_steps: sounds between two of the steps.
        between: how z moves from sound to sound: "spherical" or "linear".
        attack_s, sustain_s, release_s, start_trim_s, fade: the envelope; an attack of 0 keeps the sound's own.
        held: how long a sound is held, as a share of the time to the next one, instead of `sustain_s`.
        even: whether all sounds are equally loud before that; off leaves each as loud as the model makes it.
        level_db: decibels of the places: where the accents are.
        level_spread_db: up to so many decibels more or less, at random.
        pan: places in the room, -1 (left) .. 1 (right).
        pan_spread: up to so far from there, at random. Without any of both, the sound is mono.
        layer_db: decibels against the other layers, where there are several.
    """

    about: str = ""
    bpm: float = 60.0
    spacing: tuple[float, ...] = (1.0,)
    jitter: float = 0.0
    swing: float = 0.5
    density: float = 1.0
    phrase: int = 0
    pause: float = 0.0
    duration_s: float = 20.0
    scale: str = "major"
    root: int = 60
    octaves: int = 1
    pitches: tuple[float, ...] = ()
    order: str = "up"
    chord: tuple[int, ...] = ()
    chord_share: float = 1.0
    sounds: int = 0
    change: str = "turn"
    interp_steps: int = 0
    between: str = "spherical"
    attack_s: float = 0.5
    sustain_s: float = 0.5
    release_s: float = 0.5
    start_trim_s: float = 0.0
    fade: str = "cosine"
    held: float | None = None
    even: bool = True
    level_db: tuple[float, ...] = (0.0,)
    level_spread_db: float = 0.0
    pan: tuple[float, ...] = (0.0,)
    pan_spread: float = 0.0
    layer_db: float = 0.0

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            object.__setattr__(self, name, check(name, getattr(self, name)))
        self.settings()  # checks the envelope

    def settings(self) -> HallucinationSettings:
        """Return what is common to all its steps; raises SequenceError for an envelope that is none."""
        return HallucinationSettings(
            interp_steps=self.interp_steps,
            spacing_s=round(self.spacing[0] * 60.0 / self.bpm, 6),
            start_trim_s=self.start_trim_s,
            attack_s=self.attack_s,
            sustain_s=self.sustain_s,
            release_s=self.release_s,
            between=self.between,
            fade=self.fade,
            even=self.even,
        )

    def changed(self, **changes: Any) -> "Style":
        """Return the style with other fields; None leaves one as it is, and a root without an octave keeps that of the style.

        Raises:
            SequenceError: a field that is wrong.
        """
        given = {name: value for name, value in changes.items() if value is not None}
        if "root" in given:
            given["root"] = root_pitch(given["root"], self.root // 12 - 1)
        if {"scale", "root"} & set(given) and "pitches" not in given:
            given["pitches"] = ()
        return dataclasses.replace(self, **given)

    def asked(
        self,
        *,
        form: str | None = None,
        pitches: Sequence[float] | None = None,
        spacing_s: float | None = None,
        duration_s: float | None = None,
        **fields: Any,
    ) -> "Style":
        """Return the style with what somebody asks for in place of what it says; see `changed`.

        Args:
            form: "continuous" for one unbroken sound, which has no chords, and whose length is not that of the style.
            pitches: MIDI numbers, each in turn and alone.
            spacing_s: seconds from each sound to the next, without swing, rests or pauses.
            duration_s: seconds in which sounds begin.
            fields: others of the style, None for what nobody asks for; among them `sustain_s`, which is then that of all sounds.

        Raises:
            SequenceError: a field that is wrong.
            InvalidInput: a spacing that is none.
        """
        asked = {"pitches": pitches, "duration_s": None if form == "continuous" else duration_s, **fields}
        style = self
        if fields.get("sustain_s") is not None:
            style = dataclasses.replace(style, held=None)
        if spacing_s is not None:
            seconds = check_seconds("spacing_s", spacing_s)
            style = dataclasses.replace(style, spacing=(seconds,), jitter=0.0)
            asked.update(bpm=60.0, swing=0.5, density=1.0, pause=0.0)
        if pitches is not None:
            style = dataclasses.replace(style, order="up", chord=())
        if form == "continuous":
            style = dataclasses.replace(style, chord=())
        return style.changed(**asked)

    def beside(self, first: "Style") -> "Style":
        """Return the style in the key and the time of another one, in its own octave, so that both sound together.

        Its own scale stays where that has all notes of the other's: over a drone in fifths a pentatonic melody goes on to be one.
        """
        roots = (root for by in range(-10, 11) if LOWEST <= (root := first.root + 12 * by) <= HIGHEST)
        tempos = (bpm for by in (0.25, 0.5, 1.0, 2.0, 4.0) if SLOWEST <= (bpm := first.bpm * by) <= FASTEST)
        root = min(roots, key=lambda root: abs(root - self.root))
        bpm = min(tempos, key=lambda bpm: abs(bpm / self.bpm - 1.0))
        wider = not self.pitches and set(SCALES[first.scale]) <= set(SCALES[self.scale])
        return dataclasses.replace(self, scale=self.scale if wider else first.scale, root=root, pitches=first.pitches, bpm=bpm)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict, leaving out what has its default."""
        defaults = {f.name: f.default for f in dataclasses.fields(self)}
        said = {name: value for name, value in dataclasses.asdict(self).items() if value != defaults[name]}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}

    @classmethod
    def from_json(cls, value: object) -> "Style":
        """Read what `to_json` wrote or somebody by hand; raises SequenceError for anything else, naming the field."""
        known = [f.name for f in dataclasses.fields(cls)]
        if not isinstance(value, dict) or not set(value) <= set(known):
            said = sorted(set(value) - set(known)) if isinstance(value, dict) else value
            raise SequenceError(f"A style is a JSON object with some of {', '.join(known)}. Received: {brief(said)}.", rule="known-fields")
        return cls(**value)


def _number(low: float, high: float, *, over: bool = False) -> Callable[[str, Any], float]:
    """Return a check of numbers in low..high, or over low."""

    def check(name: str, value: Any) -> float:
        if not is_number(value) or not (low < value if over else low <= value) or value > high:
            raise SequenceError(f"{name} must be {'over ' if over else 'in '}{low:g}..{high:g}. Received: {name}={brief(value)}.", rule="style-range")
        return float(value)

    return check


def _whole(low: int, high: int) -> Callable[[str, Any], int]:
    def check(name: str, value: Any) -> int:
        if not is_number(value) or value != int(value) or not low <= value <= high:
            raise SequenceError(f"{name} must be a whole number in {low}..{high}. Received: {name}={brief(value)}.", rule="style-range")
        return int(value)

    return check


def _list_of(one: Callable[[str, Any], Any], *, empty: bool = False) -> Callable[[str, Any], tuple]:
    """Return a check of lists, for which a single value will do."""

    def check(name: str, value: Any) -> tuple:
        items = value if isinstance(value, list | tuple) else (value,)
        if len(items) > LONGEST or (not items and not empty):
            raise SequenceError(f"{name} must be {0 if empty else 1} to {LONGEST} values. Received: {name}={brief(value)}.", rule="style-list")
        return tuple(one(name, item) for item in items)

    return check


def _one_of(names: tuple[str, ...]) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:
        if value not in names:
            raise SequenceError(f"{name} must be one of {', '.join(names)}. Received: {name}={brief(value)}.", rule="style-choice")
        return str(value)

    return check


def _switch(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise SequenceError(f"{name} must be true or false. Received: {name}={brief(value)}.", rule="style-choice")
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise SequenceError(f"{name} must be a text of up to 200 letters. Received: {name}={brief(value)}.", rule="short-text")
    return value


def _pitch(name: str, value: Any) -> float:
    number = note_number(value.strip()) if isinstance(value, str) else value
    return check_pitch(value if number is None else number)


def _held(name: str, value: Any) -> float | None:
    return None if value is None else _number(0.0, 64.0, over=True)(name, value)


_LEVEL = _number(QUIETEST_DB, LOUDEST_DB)
_CHECKS: dict[str, Callable[[str, Any], Any]] = {  # the envelope's are those of HallucinationSettings
    "about": _text,
    "bpm": _number(SLOWEST, FASTEST),
    "spacing": _list_of(_number(0.0, 3600.0)),
    "jitter": _number(0.0, 0.9),
    "swing": _number(0.5, 0.75),
    "density": _number(0.01, 1.0),
    "phrase": _whole(0, 10_000),
    "pause": _number(0.0, 64.0),
    "duration_s": _number(0.0, MAX_DURATION_S, over=True),
    "scale": lambda name, value: scale_name(value),
    "root": lambda name, value: root_pitch(value),
    "octaves": _whole(1, 10),
    "pitches": _list_of(_pitch, empty=True),
    "order": _one_of(ORDERS),
    "chord": _list_of(_whole(-24, 24), empty=True),
    "chord_share": _number(0.0, 1.0),
    "sounds": _whole(0, 10_000),
    "change": _one_of(CHANGES),
    "held": _held,
    "even": _switch,
    "level_db": _list_of(_LEVEL),
    "level_spread_db": _number(0.0, 40.0),
    "pan": _list_of(_number(-1.0, 1.0)),
    "pan_spread": _number(0.0, 1.0),
    "layer_db": _LEVEL,
}
