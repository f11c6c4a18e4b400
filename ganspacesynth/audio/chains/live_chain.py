"""A chain as its music comes in: what was heard in some frames in, the values of the chain out; it says how late it is.

sound --> [frames] --> analyses --> LiveChain --> values
faders, other chains by name -------^
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ganspacesynth.audio.chains.chain import Chain, WordCall, arguments
from ganspacesynth.audio.chains.chain_words import SOURCES, WORDS
from ganspacesynth.audio.chains.live_sources import LiveSource, live_source
from ganspacesynth.audio.chains.live_words import Line, LiveWord, live_word
from ganspacesynth.audio.signals.analyses import ANALYSES

Wanted = tuple[str | None, str, tuple[str | float, ...]]  # (stem, analysis, what stands in its brackets)
Latency = Callable[[Wanted], float]


@dataclass(frozen=True)
class LiveFrames:
    """Some frames that have come in.

    Attributes:
        first: number of the first.
        count: how many.
        heard: what each analysis says of them, float [count] each.
    """

    first: int
    count: int
    heard: Mapping[Wanted, np.ndarray]


class LiveChain:
    """A chain that runs.

    Attributes:
        text: as it was written.
        line: rate, range and latency of what comes out.
    """

    def __init__(self, chain: Chain, rate: float, latency: Latency, named: Callable[[str], float] = lambda name: 0.0) -> None:
        """Begin with the next frame.

        Args:
            chain: from `read_chain`.
            rate: frames a second of what is heard.
            latency: how late an analysis is, seconds.
            named: the present value of a signal that has a name, 0..1.

        Raises:
            InvalidInput: one of its words looks at what is still to come.
        """
        first, *rest = chain.calls
        self.text, self._rate = chain.text, rate
        self._heard: Wanted | None = heard_by(first)
        self._source: LiveSource | None = None
        if self._heard is None:
            self._source, line = live_source(first.name, arguments(first, SOURCES[first.name]), rate, named), Line(rate)
        else:
            analysis = ANALYSES[first.name]
            line = Line(rate, analysis.low, analysis.high, latency(self._heard))
        self._words: list[LiveWord | _Mix] = []
        for call in rest:
            given = arguments(call, WORDS[call.name])
            if call.name == "mix":
                mixed = _Mix(line, LiveChain(given["other"], rate, latency, named), given["share"])
                self._words.append(mixed)
                line = mixed.line
            else:
                word, line = live_word(call.name, given, line)
                self._words.append(word)
        self.line: Line = line

    def push(self, frames: LiveFrames) -> np.ndarray:
        """Return the values that these frames complete, float64: one a frame, but for chains that have another rate."""
        values = np.zeros(0)
        if self._source is not None:
            values = self._source.push(frames.first, frames.count)
        elif self._heard is not None:
            values = np.asarray(frames.heard[self._heard], np.float64)
        for word in self._words:
            values = word.push(values, frames) if isinstance(word, _Mix) else word.push(values)
        return values


class _Mix:
    """Two chains, of which the one that comes sooner waits for the other."""

    def __init__(self, line: Line, other: LiveChain, share: float) -> None:
        self._ours_line, self._other, self._share = line, other, share
        theirs: Line = other.line
        self._resample: LiveWord | None = None
        if theirs.rate != line.rate:
            self._resample, theirs = live_word("resample", {"fps": line.rate}, theirs)
        late = round((line.moved_s - theirs.moved_s) * line.rate)
        self._ours, self._theirs = (live_word("delay", {"seconds": max(0, frames) / line.rate}, line)[0] for frames in (-late, late))
        self._waiting = np.zeros(0), np.zeros(0)
        moved_s, held_s = max(line.moved_s, theirs.moved_s), max(line.held_s, theirs.held_s)
        self.line = replace(line, low=0.0, high=1.0, moved_s=moved_s, held_s=held_s)

    def push(self, values: np.ndarray, frames: LiveFrames) -> np.ndarray:
        theirs = self._other.line.shares(self._other.push(frames))
        theirs = theirs if self._resample is None else self._resample.push(theirs)
        both = self._ours.push(self._ours_line.shares(values)), self._theirs.push(theirs)
        ours, theirs = (np.concatenate(each) for each in zip(self._waiting, both, strict=True))
        count = min(len(ours), len(theirs))
        self._waiting = ours[count:], theirs[count:]
        return (1.0 - self._share) * ours[:count] + self._share * theirs[:count]


def heard_by(call: WordCall) -> Wanted | None:
    """Return the analysis that a source is, or None for one that hears nothing."""
    return (call.stem, call.name, call.given) if call.stem is not None or call.name in ANALYSES else None


def analyses_of(chain: Chain) -> frozenset[Wanted]:
    """Return all analyses that a chain needs."""
    own = heard_by(chain.calls[0])
    inner = [analyses_of(each) for call in chain.calls for each in (*call.given, *(value for _, value in call.named)) if isinstance(each, Chain)]
    return frozenset({own} if own is not None else ()).union(*inner)


def names_in(chain: Chain) -> frozenset[str]:
    """Return the names of the signals that a chain asks for."""
    own: set[Any] = {arguments(call, SOURCES["signal"])["name"] for call in chain.calls[:1] if call.name == "signal" and call.stem is None}
    inner = [names_in(each) for call in chain.calls for each in (*call.given, *(value for _, value in call.named)) if isinstance(each, Chain)]
    return frozenset(own).union(*inner)
