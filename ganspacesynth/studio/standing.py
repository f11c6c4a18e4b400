"""Standing: where an engine's instrument stands, between one start of a studio and the next: steps of voices and snapshots, from and to a memory."""

import logging
from typing import Any

from ganspacesynth.composition.steps.step_sequence import StepSequence
from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.point import Point
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.engine_state import MAIN
from ganspacesynth.engine.messages import Value
from ganspacesynth.studio.memory import Memory

APART = " (for another model)"  # behind the name of a voice whose steps the model that is open cannot play
MOST_APART = 16  # of one voice

log = logging.getLogger(__name__)


class Standing:
    """What a memory keeps of an engine; all of it is called from the engine's thread.

    Until a model has been open, steps and snapshots that are remembered stay as they are: nobody could have played them.

    Attributes:
        resumed: whether the engine stands where it stood when it was last saved.
    """

    def __init__(self, engine: Engine, memory: Memory) -> None:
        self._engine, self._memory = engine, memory
        self.resumed = not (memory.voices or memory.snapshots)
        self._apart: dict[str, Any] = {}  # steps that wait for another model, by the names that they are kept under

    def resume(self) -> None:
        """Give voices the steps that they had, as far as the model that is open can play them; the others wait for another model."""
        self.resumed = True
        given: set[str] = set()
        for name, kept in sorted(self._memory.voices.items(), key=lambda row: APART in row[0]):  # those of this model come first
            voice = name.partition(APART)[0]
            if voice not in given and self._give(voice, kept):
                given.add(voice)
            else:
                self._set_apart(voice, kept)
        for name, plain in self._memory.snapshots.items():
            self._engine.snapshots.setdefault(name, Point.from_json(plain))

    def save(self, *, without: str) -> None:
        """Write what is remembered; raises OutputError when it cannot be written.

        Args:
            without: a snapshot that is none.
        """
        snapshots = {name: point for name, point in list(self._engine.snapshots.items()) if name != without}
        if not self.resumed:
            kept = {name: Point.from_json(plain) for name, plain in self._memory.snapshots.items()}
            return self._memory.save(self._memory.voices, kept | snapshots, self._memory.model)
        voices = {name: {"sequence": voice.sequence.to_json(), "psi": voice.psi} for name, voice in list(self._engine.voices.items())}
        main = self._engine.voices.get(MAIN)
        return self._memory.save(self._apart | voices, snapshots, None if main is None else main.model)

    def _give(self, name: str, kept: dict[str, Any]) -> bool:
        """Let a voice have its steps; tell whether it can play them."""
        self._engine.handle("/mode", ("@voice", name), _unheard)
        voice = self._engine.voices.get(name)
        if voice is None:  # there are too many
            return False
        try:
            voice.change(StepSequence.from_json(kept["sequence"]))
            voice.psi = kept["psi"]
            voice.point(voice.entry())
        except GanSpaceSynthError as e:
            log.warning("The steps of %s wait for another model: %s", name, e)
            self._engine.voices.pop(name, None)
            return False
        return True

    def _set_apart(self, voice: str, kept: dict[str, Any]) -> None:
        names = [f"{voice}{APART}", *(f"{voice}{APART} {number}" for number in range(2, MOST_APART + 1))]
        free = next((name for name in names if name not in self._apart), names[-1])
        self._apart[free] = kept


def _unheard(address: str, values: tuple[Value, ...]) -> None:
    """Nobody asked."""
