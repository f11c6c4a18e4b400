"""A continuous voice without a host: a point in, chunk after chunk of its sound out, until it is released; its pitch and timbre move meanwhile."""

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.core.conditions import Conditions
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.point import Point
from ganspacesynth.engine.voices.motion import VoiceMotion

MOST_S = 3600.0


@dataclasses.dataclass(frozen=True)
class LiveSettings:
    """How a live voice moves.

    Attributes:
        glide_s: how long a change of pitch takes.
        release_s: how long dying away takes.
        wander_s: from one random sound to the next; 0 stands still.
        seed: of the sounds that it wanders through.
    """

    glide_s: float = 0.1
    release_s: float = 0.5
    wander_s: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("glide_s", "release_s", "wander_s"):
            if not 0.0 <= getattr(self, name) <= MOST_S:
                raise InvalidInput(f"{name} must be 0..{MOST_S:g} seconds. Received: {name}={brief(getattr(self, name))}.", rule="seconds-range")


class LiveVoice:
    """One sound that goes on until it is released.

    Its methods may be called by one thread while another takes its chunks.

    Attributes:
        rate: Hz.
    """

    def __init__(self, instrument: Instrument, point: Point, settings: LiveSettings | None = None) -> None:
        """Get ready, which takes seconds: graphs are built, and this machine is tried for how much it makes at once.

        Args:
            instrument: what is played.
            point: the sound, with a z unless its mode is replace.
            settings: how it moves.

        Raises:
            InvalidInput: the model has no continuous form, or cannot play the point.
            DirectionsError: it has edits, and the instrument no directions.
        """
        from ganspacesynth.continuous.stream import Stream, warm

        self._model, self._settings = instrument.model, settings or LiveSettings()
        self.rate = self._model.config.sample_rate
        self._model.config.tuned(point.pitch)
        self._motion = self._wandering(VoiceMotion.held(point))
        frames = warm(self._model, directions=instrument.directions)
        self._stream: Any = Stream(self._model, self._motion, directions=instrument.directions, chunk_frames=frames)

    @property
    def time_s(self) -> float:
        """How much of the sound has been made, in seconds."""
        return float(self._stream.time_s)

    def chunks(self) -> Iterator[np.ndarray]:
        """Yield float32 [samples] after float32 [samples]; ends when the sound has died away."""
        while not self._stream.done:
            yield self._stream.next()

    def pitch(self, pitch: float) -> float:
        """Glide to a pitch, or to the end of the model's range that is nearer; return where to."""
        pitch = self._model.config.within(pitch)
        self._move(self._motion.point.replace(pitch=pitch))
        return pitch

    def sound(self, seed: int) -> None:
        """Become the sound of a seed, as it is at this pitch."""
        z = tuple(self._model.sample_z(1, seed=seed)[0].tolist())
        conditions = self._model.sample_conditions(1, seed=seed)[0]
        here = self._motion.point
        self._move(here.replace(z=z, seed=None, mode="offset" if here.mode == "replace" else here.mode, conditions={**here.conditions, **conditions}))

    def release(self) -> None:
        """Let it die away, beginning with the next chunk."""
        self._stream.release(self._settings.release_s)

    def _move(self, point: Point) -> None:
        self._motion = self._stream.future = self._motion.towards(point, self._stream.time_s, self._settings.glide_s)

    def _wandering(self, motion: VoiceMotion) -> VoiceMotion:
        if not self._settings.wander_s:
            return motion
        model, seed = self._model, self._settings.seed

        @functools.lru_cache(maxsize=4)
        def draw(number: int) -> tuple[np.ndarray, Conditions]:
            return model.sample_z(1, seed=seed, start=number)[0], model.sample_conditions(1, seed=seed, start=number)[0]

        return dataclasses.replace(motion, wander_s=self._settings.wander_s, draw=draw)
