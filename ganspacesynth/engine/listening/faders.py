"""Faders: signals that have a name, each moved by messages or by a chain; what chains ask for as `signal(NAME)`."""

import re
from collections.abc import Callable

from ganspacesynth.audio.chains.chain_words import SOURCES
from ganspacesynth.audio.signals.analyses import ANALYSES
from ganspacesynth.core.errors import InvalidInput, brief

NAME = re.compile(r"[A-Za-z_][\w-]{0,31}", re.ASCII)
MAX_FADERS = 256


class Faders:
    """Named signals. Any thread may read them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._values: dict[str, Callable[[], float]] = {}

    def value(self, name: str) -> float:
        """Return the present value, 0..1; 0 of one that nobody has moved yet."""
        found = self._values.get(name)
        return 0.0 if found is None else found()

    def put(self, name: str, value: float) -> float:
        """Move a fader.

        Args:
            name: a word of up to 32 letters.
            value: 0..1.

        Raises:
            InvalidInput: no such name or value, or too many of them.
        """
        if not 0.0 <= value <= 1.0:
            raise InvalidInput(
                f"A signal's value is in 0..1. Received: {value:g} for {brief(name)}. Divide a MIDI controller by 127.", rule="fader-range"
            )
        self._set(name, lambda: value)
        return value

    def follow(self, name: str, value: Callable[[], float]) -> None:
        """Let a signal be whatever a function returns; raises as `put`."""
        self._set(name, value)

    def names(self) -> list[str]:
        """Return all names, as they came."""
        return list(self._values)

    def _set(self, name: str, value: Callable[[], float]) -> None:
        if NAME.fullmatch(name) is None or name in ANALYSES or name in SOURCES:
            raise InvalidInput(
                f"A signal's name is a word of up to 32 letters, digits, _ and -, and no word of chains. Received: {brief(name)}. Try kick.",
                rule="fader-name",
            )
        if name not in self._values and len(self._values) >= MAX_FADERS:
            raise InvalidInput(f"At most {MAX_FADERS} signals have names. Received: one more, {name}. Use one again.", rule="fader-count")
        self._values[name] = value
