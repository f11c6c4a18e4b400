"""A MIDI port as a keyboard: its messages in, notes out; through the package mido. A port that goes away is waited for."""

import time
from collections.abc import Callable
from typing import Any

from ganspacesynth.core.errors import InvalidInput, brief

RETRY_S = 2.0
MOST_AT_ONCE = 512


class MidiKeys:
    """Notes of all channels of a port."""

    def __init__(self, port: str, say: Callable[[str], None], *, clock: Callable[[], float] = time.monotonic) -> None:
        """Open it.

        Args:
            port: its name, or a part of it; "" for the first one there is.
            say: told in a sentence when it goes away, and when it is back.
            clock: of tests.

        Raises:
            InvalidInput: mido or what it needs is not installed, or there is no such port.
        """
        self._wanted, self._say, self._clock = port, say, clock
        self._port: Any = self._opened()
        self._again_s = 0.0

    def waiting(self) -> list[tuple[float, float]]:
        """Return the (pitch, velocity) that came since the last call; velocity 0 lets a note go."""
        if self._port is None:
            return self._try()
        try:
            messages = [message for message, _ in zip(self._port.iter_pending(), range(MOST_AT_ONCE), strict=False)]
        except Exception as e:  # noqa: BLE001  a port's own, of whatever kind: the music goes on
            self._port, self._again_s = None, self._clock() + RETRY_S
            self._say(f"the MIDI port has gone away ({brief(str(e))}); playing on without it")
            return []
        return [
            (float(each.note), float(each.velocity if each.type == "note_on" else 0)) for each in messages if each.type in ("note_on", "note_off")
        ]

    def close(self) -> None:
        """Let go of it."""
        if self._port is not None:
            self._port.close()

    def _try(self) -> list[tuple[float, float]]:
        if self._clock() >= self._again_s:
            self._again_s = self._clock() + RETRY_S
            try:
                self._port = self._opened()
            except InvalidInput:
                return []
            self._say("the MIDI port is back")
        return []

    def _opened(self) -> Any:
        try:
            import mido

            names = list(mido.get_input_names())
        except Exception as e:
            raise InvalidInput(
                f"A MIDI keyboard is heard through mido and python-rtmidi. Received: none ({brief(str(e))}). pip install 'ganspacesynth[midi]'.",
                rule="midi-installed",
            ) from e
        found = [name for name in names if self._wanted.lower() in name.lower()]
        if not found:
            there = f"There are {', '.join(names[:20])}." if names else "There is none."
            raise InvalidInput(f"A MIDI port is one of this machine. Received: {brief(self._wanted)}. {there}", rule="known-midi-port")
        try:
            return mido.open_input(found[0])
        except Exception as e:
            raise InvalidInput(
                f"A MIDI port must be free. Received: {brief(found[0])} ({brief(str(e))}). Close who uses it.", rule="free-midi-port"
            ) from e
