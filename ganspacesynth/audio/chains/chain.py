"""Chains as text: `drums.onsets(high) | peaks | decay 0.4 | range 0.8 1` in, a signal out. A small grammar, and nothing is ever evaluated.

chain    = source { "|" word }
source   = [ stem "." ] name [ "(" given ")" ]  or a source besides songs, such as  lfo 0.5 triangle
word     = name { given }                       or with brackets, as in  decay(0.4)
given    = number | name | name "=" number-or-name | "(" chain ")"       with spaces or commas between them
"""

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ganspacesynth.audio.chains import oscillators
from ganspacesynth.audio.chains.chain_words import LONGEST_S, SOURCES, WORDS, Music, Parameter, Word
from ganspacesynth.audio.chains.tokens import tokens
from ganspacesynth.audio.signals.analyses import ANALYSES, check_analysis
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.motion.signal import Signal

MAX_LETTERS, MAX_STEPS, MAX_DEPTH = 400, 32, 4


@dataclass(frozen=True)
class WordCall:
    """A word with what it is given.

    Attributes:
        name: of the word, or of a source.
        given: in order.
        named: by name.
        stem: of a song, for a source.
    """

    name: str
    given: tuple[Any, ...] = ()
    named: tuple[tuple[str, Any], ...] = ()
    stem: str | None = None


@dataclass(frozen=True)
class Chain:
    """A source and the words behind it, checked.

    Attributes:
        text: as it was written, with single spaces.
        calls: the source, and the words in order.
    """

    text: str
    calls: tuple[WordCall, ...]

    @property
    def stems(self) -> frozenset[str]:
        """The stems that it listens to, by the names it was written with."""
        inner = [each.stems for call in self.calls for each in (*call.given, *(value for _, value in call.named)) if isinstance(each, Chain)]
        return frozenset({call.stem for call in self.calls if call.stem}.union(*inner))

    @property
    def listens(self) -> bool:
        """Whether it needs a song."""
        inner = (each for call in self.calls for each in (*call.given, *(value for _, value in call.named)) if isinstance(each, Chain))
        asks = any(call.name == "quantise" for call in self.calls)
        return self.calls[0].name in ANALYSES or asks or any(chain.listens for chain in inner)

    def of(self, music: Music) -> Signal:
        """Return its signal.

        Args:
            music: what it listens to.

        Raises:
            InvalidInput: a stem that there is none of, or numbers that come to nothing.
        """
        first, *rest = self.calls
        signal = _source(first, music)
        for call in rest:
            signal = WORDS[call.name].make(_arguments(call, WORDS[call.name], music), music, signal)
        return signal.renamed(self.text)


def read_chain(text: object) -> Chain:
    """Read a chain.

    Args:
        text: see above.

    Raises:
        InvalidInput: it is none: a word that is not known (the nearest is named), a number out of its range, or one that is missing.
    """
    if not isinstance(text, str) or not 0 < len(text.strip()) <= MAX_LETTERS:
        raise InvalidInput(
            f"A chain is a text of 1 to {MAX_LETTERS} letters. Received: {brief(text)}. Write onsets(low) | decay 0.3.", rule="chain-text"
        )
    reader = _Reader(text)
    chain = reader.chain(0)
    reader.end()
    return chain


def signal_of(text: str, music: Music) -> Signal:
    """Return the signal that a chain says; see `read_chain` and `Chain.of`."""
    return read_chain(text).of(music)


class _Reader:
    """Goes through the pieces of a text."""

    def __init__(self, text: str) -> None:
        self._text, self._tokens, self._at = text, list(tokens(text)), 0

    def chain(self, depth: int) -> Chain:
        if depth > MAX_DEPTH:
            raise self._odd(f"chains within each other, more than {MAX_DEPTH} deep")
        begin, calls = self._place(), [self._source(depth)]
        while self._take("|"):
            calls.append(self._word(depth))
            if len(calls) > MAX_STEPS:
                raise self._odd(f"more than {MAX_STEPS} words")
        return Chain(" ".join(self._text[begin : self._place(end=True)].split()), tuple(calls))

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise self._odd(brief(self._tokens[self._at][1]))

    def _source(self, depth: int) -> WordCall:
        name, stem = self._name("a signal"), None
        if self._take("."):
            stem, name = name, self._name("a signal")
        given, named = self._given(depth)
        if name in SOURCES and stem is None:
            _check(WordCall(name, given, named), SOURCES[name])
        elif name in ANALYSES:
            if named or any(isinstance(each, Chain) for each in given):
                raise self._odd(f"more than words and numbers in the brackets of {name}")
            check_analysis(name, given)
        else:
            raise _unknown(name, [*ANALYSES, *SOURCES], "A chain begins with a signal")
        return WordCall(name, given, named, stem)

    def _word(self, depth: int) -> WordCall:
        name = self._name("a word")
        if name not in WORDS:
            raise _unknown(name, WORDS, "A chain goes on with one of its words")
        given, named = self._given(depth)
        call = WordCall(name, given, named)
        _check(call, WORDS[name])
        return call

    def _given(self, depth: int) -> tuple[tuple[Any, ...], tuple[tuple[str, Any], ...]]:
        """Read what follows a name: within brackets, or up to the next bar."""
        given: list[Any] = []
        named: list[tuple[str, Any]] = []
        bracket = self._begins_bracket()
        while True:
            self._take(",")
            kind, value = self._peek()
            if kind == "number":
                self._at += 1
                given.append(float(value))
            elif kind == "name":
                self._at += 1
                if self._take("="):
                    named.append((value, self._value()))
                else:
                    given.append(value)
            elif value == "(":
                self._at += 1
                given.append(self.chain(depth + 1))
                self._must(")")
            else:
                break
        if bracket:
            self._must(")")
        return tuple(given), tuple(named)

    def _begins_bracket(self) -> bool:
        """Whether all that is given stands in brackets, as in `onsets(high)`; `mix (…) 0.3` has a chain there."""
        if self._peek()[1] != "(" or self._chain_follows():
            return False
        return self._take("(")

    def _chain_follows(self) -> bool:
        """Whether the bracket here holds a chain: a source's name, or a stem's."""
        first, second = (self._tokens[i] if i < len(self._tokens) else ("", "") for i in (self._at + 1, self._at + 2))
        return first[0] == "name" and (first[1] in ANALYSES or first[1] in SOURCES or second[1] == ".")

    def _value(self) -> float | str:
        kind, value = self._peek()
        if kind not in ("number", "name"):
            raise self._odd(f"nothing behind = at {brief(value)}")
        self._at += 1
        return float(value) if kind == "number" else value

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at][:2] if self._at < len(self._tokens) else ("", "")

    def _take(self, mark: str) -> bool:
        found = self._peek() == ("mark", mark)
        self._at += found
        return found

    def _must(self, mark: str) -> None:
        if not self._take(mark):
            raise self._odd(f"no {mark} where one is needed")

    def _name(self, what: str) -> str:
        kind, value = self._peek()
        if kind != "name":
            raise self._odd(f"{brief(value) if value else 'nothing'} in place of {what}")
        self._at += 1
        return value

    def _place(self, *, end: bool = False) -> int:
        if end:
            return self._tokens[self._at - 1][3] if self._at else 0
        return self._tokens[self._at][2] if self._at < len(self._tokens) else len(self._text)

    def _odd(self, received: str) -> InvalidInput:
        return InvalidInput(
            f"A chain is a signal and words, with | between them. Received: {brief(self._text)}, {received}. "
            "Write for example drums.onsets(high) | peaks | decay 0.4.",
            rule="chain-form",
        )


def _check(call: WordCall, word: Word) -> None:
    """Check what a word is given, without making anything."""
    for parameter, value in _bound(call, word).items():
        _checked(call.name, parameter, value)


def arguments(call: WordCall, word: Word) -> dict[str, Any]:
    """Return what a word takes, by name, checked; another chain as it was read."""
    return {parameter.name: _checked(call.name, parameter, value) for parameter, value in _bound(call, word).items()}


def _arguments(call: WordCall, word: Word, music: Music) -> Mapping[str, Any]:
    found = arguments(call, word)
    return {name: value.of(music) if isinstance(value, Chain) else value for name, value in found.items()}


def _bound(call: WordCall, word: Word) -> dict[Parameter, Any]:
    """Return {what a word takes: what it is given}, with what is left out as it usually is."""
    names = [parameter.name for parameter in word.takes]
    said = ", ".join(names) or "nothing"
    named = dict(call.named)
    if word.takes and word.takes[-1].many:
        return {word.takes[-1]: () if named else call.given}
    unknown = next((name for name in named if name not in names), None)
    twice = len(named) < len(call.named) or any(name in named for name in names[: len(call.given)])
    if unknown is not None or len(call.given) > len(names) or twice:
        received = unknown or f"{len(call.given) + len(call.named)} of them"
        raise InvalidInput(f"{call.name} takes {said}. Received: {brief(received)}. Write each once.", rule="word-takes")
    given = {**dict(zip(names, call.given, strict=False)), **named}
    missing = [each.name for each in word.takes if each.name not in given and each.default is None]
    if missing:
        raise InvalidInput(f"{call.name} needs {', '.join(missing)}. Received: none. Write {call.name} and a value.", rule="word-needs")
    return {each: given.get(each.name, each.default) for each in word.takes}


def _checked(name: str, parameter: Parameter, value: Any) -> Any:
    """Return what a word takes, or raise InvalidInput."""
    if parameter.many:
        right, wanted = oscillators.is_drawn(value, LONGEST_S), f"seconds and values of 0..1 in turn, later and later, up to {LONGEST_S:g} s"
    elif parameter.word:
        right, wanted = isinstance(value, str), "a name"
    elif parameter.chain or parameter.choices:
        right = isinstance(value, Chain) if parameter.chain else value in parameter.choices
        wanted = "another chain in brackets" if parameter.chain else f"one of {', '.join(parameter.choices)}"
    else:
        right = isinstance(value, int | float) and math.isfinite(value) and parameter.low <= value <= parameter.high
        wanted = f"in {parameter.low:g}..{parameter.high:g}"
    if not right:
        raise InvalidInput(f"{name}: {parameter.name} is {wanted}. Received: {brief(value)}.", rule="word-range")
    return value


def _source(call: WordCall, music: Music) -> Signal:
    if call.stem is None and call.name in SOURCES:
        word = SOURCES[call.name]
        return word.make(_arguments(call, word, music), music, None)  # type: ignore[arg-type]  # sources have none before them
    return music.heard(call.name, call.given, call.stem)


def _unknown(name: str, known: Iterable[str], rule: str) -> InvalidInput:
    return InvalidInput(f"{rule}. Received: {brief(name)}. {nearest(name, list(known))}", rule="known-word")


def nearest(name: str, known: Sequence[str]) -> str:
    """Return what is said of a name that is not known: the nearest one, or all there are."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"There are {', '.join(known)}."
