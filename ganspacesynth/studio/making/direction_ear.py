"""Directions by ear: the same sound, moved a little down and a little up one direction; and what somebody calls and thinks of it."""

import io
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files.sound_files import peak_safe
from ganspacesynth.core.errors import DirectionsError, InvalidInput, brief
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.point import Point
from ganspacesynth.directions.describe.label_file import rate_direction, rename_direction
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.networks.gansynth.gansynth import GANSynth, load_model
from ganspacesynth.studio.making.orders import directions_place, model_place
from ganspacesynth.studio.project import Project

PITCH = 60
SIDES = ("low", "middle", "high")


class DirectionEar:
    """The model whose directions are being heard; one at a time stays open."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lock = threading.Lock()
        self._open: tuple[Any, GANSynth, Directions] | None = None

    def sound(self, name: str, number: int, side: str, seed: int) -> bytes:
        """Return a WAV file of a random sound, at one end of a direction's range, or as it is.

        Args:
            name: of the model, as a page knows it.
            number: of the direction, from 1.
            side: "low", "middle" or "high".
            seed: of the sound.

        Raises:
            InvalidInput: no such direction, side or model.
            ModelError, DirectionsError: no model, or none was found of it.
        """
        import soundfile

        if side not in SIDES:
            raise InvalidInput(f"A direction is heard at {', '.join(SIDES)}. Received: {brief(side)}.", rule="direction-side")
        with self._lock:
            model, directions = self._opened(name)
            if not 1 <= number <= directions.n_components:
                raise InvalidInput(f"Directions are numbered 1..{directions.n_components}. Received: {brief(number)}.", rule="direction-number")
            low, high = directions.range(number - 1)
            edits = np.zeros(number, np.float64)
            edits[-1] = {"low": low, "middle": 0.0, "high": high}[side]
            point = Point(model.config.nearest_pitch(PITCH), seed=seed, edits=edits, mode="offset")
            wave = peak_safe(synthesize_points(model, [point], directions)[0])
        file = io.BytesIO()
        soundfile.write(file, wave, model.config.sample_rate, format="WAV", subtype="PCM_16")
        return file.getvalue()

    def call(self, name: str, number: int, called: str) -> str:
        """Keep a name of a direction, and return what it is called now; raises as `sound`."""
        return rename_direction(self._own(name), number - 1, called).name(number - 1)

    def rate(self, name: str, number: int, rating: int) -> int:
        """Keep what somebody thinks of a direction, 1 to 5 or 0 for nothing; raises as `sound`."""
        return rate_direction(self._own(name), number - 1, rating).rating(number - 1)

    def _own(self, name: str) -> Path:
        """Return a file that may be changed: of another's model, a copy in the project."""
        path, own = directions_place(self._project, name)
        if not path.is_file():
            raise DirectionsError(f"Directions are found first. Received: {brief(name)}, which has none. Find them.", rule="needs-directions")
        if path != own:
            own.parent.mkdir(exist_ok=True)
            with atomic_path(own) as temporary:
                shutil.copyfile(path, temporary)
        return own

    def _opened(self, name: str) -> tuple[GANSynth, Directions]:
        path, _ = directions_place(self._project, name)
        if not path.is_file():
            raise DirectionsError(f"Directions are found first. Received: {brief(name)}, which has none. Find them.", rule="needs-directions")
        folder = model_place(self._project, name)
        key = (folder, folder.stat().st_mtime_ns, path, path.stat().st_mtime_ns)
        if self._open is None or self._open[0][:2] != key[:2]:
            self._open = (key, load_model(folder, precision="preview"), load_directions(path))
        elif self._open[0] != key:
            self._open = (key, self._open[1], load_directions(path))
        return self._open[1], self._open[2]
