"""The words of chains: what each takes, what it does to a signal, and the line that says so; one table for text, docs and tests.

Words that shape take a signal's range as 0 to 1, and give one of 0 to 1; those that only move or blur it leave its range as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from ganspacesynth.audio.chains import oscillators, shaping, smoothing, timing
from ganspacesynth.audio.signals.frame_rate import MAX_FPS, MIN_FPS
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.signal import MAX_FRAMES, Signal

LONGEST_S = 3600.0
MAX_SEED = 1 << 24


class Music(Protocol):
    """What chains listen to: a song, or nothing but a length of time."""

    @property
    def count(self) -> int:
        """Frames."""
        ...

    @property
    def fps(self) -> float:
        """Frames a second."""
        ...

    def heard(self, name: str, words: tuple[str | float, ...], stem: str | None) -> Signal:
        """Return an analysis, see `audio/signals/analyses.py`, of the whole or of a stem."""
        ...

    def beats_s(self) -> np.ndarray:
        """Return the moments of its beats, seconds."""
        ...


@dataclass(frozen=True)
class Parameter:
    """One thing that a word takes.

    Attributes:
        name: with which it may be named, as in `peaks distance=0.5`.
        low, high: bounds of a number.
        default: None where it must be said.
        choices: words that it is one of; none for a number.
        chain: another chain in brackets.
        word: any name.
        many: moments and values in turn, as many as there are.
    """

    name: str
    low: float = 0.0
    high: float = 1.0
    default: float | str | None = None
    choices: tuple[str, ...] = ()
    chain: bool = False
    word: bool = False
    many: bool = False


@dataclass(frozen=True)
class Word:
    """One word.

    Attributes:
        help: what it does, a line.
        takes: in order.
        make: (what it takes by name, the music, the signal before it or None for a source) in, a signal out.
        ahead: whether it looks at what is still to come, and so cannot be done live.
    """

    help: str
    takes: tuple[Parameter, ...]
    make: Callable[[Mapping[str, Any], Music, Signal], Signal]
    ahead: bool = False


def shares(signal: Signal) -> np.ndarray:
    """Return where in its range a signal lies, 0..1, float64 [frames]."""
    return np.clip((signal.values.astype(np.float64) - signal.low) / (signal.high - signal.low), 0.0, 1.0)


def _shaped(function: Callable[..., np.ndarray]) -> Callable[[Mapping[str, Any], Music, Signal], Signal]:
    def make(given: Mapping[str, Any], music: Music, signal: Signal) -> Signal:
        return replace(signal, values=np.clip(function(shares(signal), signal.rate, **given), 0.0, 1.0), low=0.0, high=1.0)

    return make


def _moved(function: Callable[..., np.ndarray]) -> Callable[[Mapping[str, Any], Music, Signal], Signal]:
    def make(given: Mapping[str, Any], music: Music, signal: Signal) -> Signal:
        return replace(signal, values=function(signal.values.astype(np.float64), signal.rate, **given))

    return make


def _normalised(given: Mapping[str, Any], music: Music, signal: Signal) -> Signal:
    return replace(signal, values=shaping.normalise(signal.values.astype(np.float64), signal.rate), low=0.0, high=1.0)


def _range(given: Mapping[str, Any], music: Music, signal: Signal) -> Signal:
    low, high = given["low"], given["high"]
    if low == high:
        raise InvalidInput(f"A range has two ends. Received: range {low:g} {high:g}. Say for example range 0.8 1.", rule="range-ends")
    return replace(signal, values=shaping.rescaled(shares(signal), signal.rate, low=low, high=high), low=min(low, high), high=max(low, high))


def _quantised(given: Mapping[str, Any], music: Music, signal: Signal) -> Signal:
    moments = timing.grid(music.beats_s(), given["parts"])
    values = timing.quantise(shares(signal), signal.rate, moments_s=moments, strength=given["strength"])
    return replace(signal, values=values, low=0.0, high=1.0)


def _resampled(given: Mapping[str, Any], music: Music, signal: Signal) -> Signal:
    return replace(signal, values=timing.resample(signal.values.astype(np.float64), signal.rate, to_rate=given["fps"]), rate=given["fps"])


def _mixed(given: Mapping[str, Any], music: Music, signal: Signal) -> Signal:
    other = shares(given["other"])
    if given["other"].rate != signal.rate:
        other = timing.resample(other, given["other"].rate, to_rate=signal.rate)
    return replace(signal, values=timing.mix(shares(signal), signal.rate, other=other, share=given["share"]), low=0.0, high=1.0)


def _seconds(default: float | None = None, *, low: float = 0.001, high: float = LONGEST_S) -> Parameter:
    return Parameter("seconds", low, high, default)


WORDS: dict[str, Word] = {
    "smooth": Word(
        "blurs with a Gaussian; `future` is the share of it that lies ahead: 1 is even, 0 causal",
        (_seconds(high=600.0), Parameter("future", 0.0, 1.0, 1.0)),
        _moved(smoothing.smooth),
        ahead=True,
    ),
    "decay": Word("lets every hit die away along half a Gaussian", (_seconds(high=30.0),), _shaped(smoothing.decay)),
    "rise": Word("lets every hit swell beforehand: decay reversed", (_seconds(high=30.0),), _shaped(smoothing.rise), ahead=True),
    "dips": Word("turns upside down: high, with a dip to 1 - depth at each hit", (Parameter("depth", 0.0, 1.0, 1.0),), _shaped(shaping.dips)),
    "plateau": Word("holds every hit for some seconds", (_seconds(high=600.0),), _shaped(smoothing.plateau)),
    "normalise": Word("stretches from the lowest to the highest value to 0 and 1", (), _normalised, ahead=True),
    "clip": Word(
        "cuts peaks at a percentile of them, and divides by it", (Parameter("percent", 0.0, 100.0, 95.0),), _shaped(shaping.clip), ahead=True
    ),
    "power": Word("raises to a power; over 1 only what is strong is left", (Parameter("exponent", 0.05, 20.0),), _shaped(shaping.power)),
    "compress": Word(
        "makes what is over a threshold less",
        (Parameter("threshold", 0.0, 1.0, 0.5), Parameter("ratio", 1.0, 100.0, 4.0)),
        _shaped(shaping.compress),
    ),
    "expand": Word(
        "makes what is under a threshold less",
        (Parameter("threshold", 0.0, 1.0, 0.5), Parameter("ratio", 1.0, 100.0, 2.0)),
        _shaped(shaping.expand),
    ),
    "threshold": Word("keeps what is at least so high, all else is 0", (Parameter("level", 0.0, 1.0),), _shaped(shaping.threshold)),
    "ema": Word("follows with inertia, 0.63 of the way in so many seconds", (_seconds(high=600.0),), _moved(smoothing.ema)),
    "cumulate": Word("adds up to 1: time that runs with the signal", (), _shaped(shaping.cumulate), ahead=True),
    "delay": Word("lets all come later, or, under 0, earlier", (_seconds(low=-LONGEST_S),), _moved(timing.delay)),
    "quantise": Word(
        "draws hits to beats, `parts` to each of them",
        (Parameter("parts", 0.0625, 16.0, 1.0), Parameter("strength", 0.0, 1.0, 1.0)),
        _quantised,
        ahead=True,
    ),
    "resample": Word("reads at another rate, frames a second", (Parameter("fps", MIN_FPS, MAX_FPS),), _resampled),
    "mix": Word("blends with another chain, in brackets", (Parameter("other", chain=True), Parameter("share", 0.0, 1.0, 0.5)), _mixed),
    "range": Word("brings from its range to another", (Parameter("low", -1e6, 1e6), Parameter("high", -1e6, 1e6)), _range),
    "peaks": Word(
        "keeps the peaks alone, 1 at each",
        (
            Parameter("distance", 0.0, 60.0, 0.1),
            Parameter("prominence", 0.0, 1.0, 0.1),
            Parameter("height", 0.0, 1.0, 0.1),
            Parameter("width", 0.0, 60.0, 0.0),
        ),
        _shaped(shaping.peaks),
        ahead=True,
    ),
}


def _made(function: Callable[..., np.ndarray], looped: bool = False) -> Callable[[Mapping[str, Any], Music, Signal | None], Signal]:
    def make(given: Mapping[str, Any], music: Music, signal: Signal | None) -> Signal:
        settings = dict(given)
        for name in ("seed",):
            settings |= {name: int(settings[name])} if name in settings else {}
        count, loop_s = music.count, settings.pop("loop", 0.0)
        if loop_s:
            count = max(2, min(MAX_FRAMES, round(loop_s * music.fps)))
        return Signal(function.__name__, function(count, music.fps, **settings), music.fps, loop=looped and bool(loop_s))

    return make


def _constant(given: Mapping[str, Any], music: Music, signal: Signal | None) -> Signal:
    return Signal("constant", np.full(music.count, given["value"]), music.fps)


def _named(given: Mapping[str, Any], music: Music, signal: Signal | None) -> Signal:
    raise InvalidInput(
        f"signal is what a fader says while it moves. Received: signal({given['name']}) where nothing is live. Take an lfo, or what is heard.",
        rule="live-signal",
    )


SOURCES: dict[str, Word] = {
    "lfo": Word(
        "swings between 0 and 1",
        (
            Parameter("hertz", 0.0001, 100.0),
            Parameter("shape", default="sine", choices=oscillators.SHAPES),
            Parameter("phase", 0.0, 1.0, 0.0),
        ),
        _made(oscillators.lfo),
    ),
    "envelope": Word(
        "rises, stays and falls, each in seconds",
        tuple(Parameter(name, 0.0, LONGEST_S) for name in ("attack", "sustain", "release")),
        _made(oscillators.envelope),
    ),
    "walk": Word(
        "wanders between 0 and 1, from one side to the other in about so many seconds",
        (_seconds(4.0, low=0.05), Parameter("seed", 0, MAX_SEED, 0)),
        _made(oscillators.walk),
    ),
    "noise": Word(
        "smooth noise, some seconds from one high to the next; it ends as it begins, and comes again after `loop` seconds",
        (_seconds(1.0, low=0.02), Parameter("seed", 0, MAX_SEED, 0), Parameter("loop", 0.0, LONGEST_S, 0.0)),
        _made(oscillators.noise, looped=True),
    ),
    "drawn": Word(
        "goes in straight lines through what was drawn: seconds and a value of 0 to 1 in turn; it stays at the last one",
        (Parameter("points", many=True),),
        _made(oscillators.drawn),
    ),
    "constant": Word("stays where it is", (Parameter("value", 0.0, 1.0),), _constant),
    "signal": Word("live: what was last said by `/signal NAME`, or the chain that has this name", (Parameter("name", word=True),), _named),
}


def table(words: Mapping[str, Word]) -> str:
    """Return rows for docs/listening.md: each word, what it takes, and what it does."""
    return "\n".join(f"| `{_written(name, word)}` | {word.help} | {'yes' if word.ahead else ''} |" for name, word in words.items())


def _written(name: str, word: Word) -> str:
    return " ".join([name, *(_taken(each) for each in word.takes)])


def _taken(each: Parameter) -> str:
    if each.chain:
        return "(…)"
    if each.many:
        return "SECONDS VALUE …"
    usual = "" if each.default is None else f"={each.default:g}" if isinstance(each.default, int | float) else f"={each.default}"
    return f"{each.name.upper()}{usual}"
