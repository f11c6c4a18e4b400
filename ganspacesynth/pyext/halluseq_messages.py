"""The published messages of the class `halluseq`: steps shown and edited in an array, and a hallucination along them."""

import dataclasses
import os
import tempfile
from collections.abc import Callable
from collections.abc import Sequence as Words
from typing import Any

import numpy as np

from ganspacesynth.client.shared_engine import SharedEngine
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import Step, StepSequence, save_sequence
from ganspacesynth.core.point import Point
from ganspacesynth.pyext.gansynth_messages import MESSAGES, Gansynth
from ganspacesynth.pyext.host_api import HostApi
from ganspacesynth.pyext.message_arguments import Word, at_least, number
from ganspacesynth.pyext.turn_queue import Message

SETTINGS = {  # their names in messages
    "interp_steps": "interp_steps",
    "sample_spacing": "spacing_s",
    "start_trim": "start_trim_s",
    "attack": "attack_s",
    "sustain": "sustain_s",
    "release": "release_s",
}
STEPS = ("prev_step", "next_step", "add_step", "remove_step", *SETTINGS, "send_state")
AT_ONCE = frozenset(STEPS)  # they change nothing that work under way needs


class Halluseq(Gansynth):
    """An object of the class `halluseq`.

    Args:
        host: the host.
        shared: the engine.
        array: shows the present step's edits; whoever changes the array edits the step.
        wake: as for Gansynth.
    """

    messages = (*(name for name in MESSAGES if name not in ("hallucinate", "traits")), "hallucinate_noz", *STEPS)  # its steps have no z
    moves_z = False

    def __init__(self, host: HostApi, shared: SharedEngine, array: str, wake: Callable[[], None] | None = None) -> None:
        super().__init__(host, shared, wake)
        self._own_array = self._edits_array = array
        self._steps: list[np.ndarray] = [np.zeros(1, np.float32)]
        self._index = 0
        self._settings = HallucinationSettings(interp_steps=1, fade="linear")

    def message(self, name: str, words: Words[Word]) -> None:
        """Take a message; steps can be edited while something else is under way."""
        if name not in AT_ONCE:
            super().message(name, words)
            return
        try:
            self._edit(name, *words)
        except Exception as e:  # noqa: BLE001  said, as for any other message
            self._failed(name, e)

    def hallucinate_noz(self, *words: Word) -> Message:
        """`hallucinate_noz out-array`: along all steps."""
        at_least(1, words, "hallucinate_noz out-array")
        self._gather()
        steps = tuple(Step(Point(edits=_trimmed(edits), mode="replace")) for edits in self._steps)
        settings = self._settings
        yield
        client = self._engine()
        pitch = self._facts["lowest"] if self._facts else 60.0  # none is heard; the model must only know it
        with tempfile.TemporaryDirectory(prefix="ganspacesynth-") as folder:
            path = os.path.join(folder, "steps.json")
            save_sequence(path, StepSequence(steps, pitch=pitch), settings)
            client.call("/sequence_load", path, voice=self._name)
        wave = self._waited(client.ask("/hallucinate", voice=self._name, progress=self._progress))
        yield
        self._fill([str(words[0])], [wave])
        self._host.out("hallucinated", len(wave))

    def _edit(self, name: str, *words: Word) -> None:
        if name == "send_state":
            self._send_state()
            return
        if name in SETTINGS:
            at_least(1, words, f"{name} number")
            value = number(words[0], f"{name} number")
            changes: dict[str, Any] = {SETTINGS[name]: max(0, int(value)) if name == "interp_steps" else value}
            self._settings = dataclasses.replace(self._settings, **changes)
        else:
            self._gather()
            self._step(name)
            self._show()
        self._host.out("updated")

    def _step(self, name: str) -> None:
        if name == "add_step":
            self._steps.append(self._steps[self._index].copy())
            self._index = len(self._steps) - 1
        elif name == "remove_step":
            if len(self._steps) > 1:
                del self._steps[self._index]
            self._index = min(self._index, len(self._steps) - 1)
        else:
            self._index = (self._index + (1 if name == "next_step" else -1)) % len(self._steps)

    def _gather(self) -> None:
        """Take the array for the present step."""
        self._steps[self._index] = self._host.read(str(self._edits_array))

    def _show(self) -> None:
        """Fill the array with the present step; the array keeps its length."""
        array = str(self._edits_array)
        values = np.zeros(len(self._host.read(array)), np.float32)
        edits = self._steps[self._index][: len(values)]
        values[: len(edits)] = edits
        self._host.write(array, values)

    def _send_state(self) -> None:
        self._host.out("step", "index", self._index)
        self._host.out("step", "count", len(self._steps))
        for name, field in SETTINGS.items():
            self._host.out("settings", name, getattr(self._settings, field))

    def _say_loaded(self, samples: int, rate: int) -> None:
        self._host.out("worker", "on", samples, rate)

    def _say_unloaded(self) -> None:
        self._host.out("worker", "off")


def _trimmed(edits: np.ndarray) -> tuple[float, ...]:
    """Return edits without the zeros at their end, which say nothing."""
    used = np.flatnonzero(edits)
    return tuple(edits[: used[-1] + 1].tolist()) if len(used) else (0.0,)
