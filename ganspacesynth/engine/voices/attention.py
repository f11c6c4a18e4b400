"""Attention: what a voice's player asks before each chunk, and does to it: signals move the voice, and a song or a timeline joins it."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ganspacesynth.composition.hallucination import to_path
from ganspacesynth.continuous.limiter import Limiter
from ganspacesynth.core.motion.trajectory import PointPath, Trajectory
from ganspacesynth.engine.library import OpenModel
from ganspacesynth.engine.listening.ears import Ears
from ganspacesynth.engine.listening.matrix import Matrix
from ganspacesynth.engine.listening.playback import Playback
from ganspacesynth.engine.listening.song_player import SongPlayer
from ganspacesynth.engine.voices.modulated_motion import LiveJumps, ModulatedMotion, MovedLevel, Values, in_network, panned_to
from ganspacesynth.engine.voices.voice import Voice, drawn

PAN_STEP = 0.01  # of a place that is told


def _untold(place: float) -> None:
    """Tell nobody."""


class VoiceListening:
    """What a voice listens to, and what that does.

    Attributes:
        matrix: its rows.
        song: that it follows, None for none.
        timeline: that is played beside it, None for none.
        panned: told the place between left and right that rows of pan lead to; a ring has one channel.
    """

    def __init__(self, voice: Voice, ears: Ears) -> None:
        """Listen to nothing yet."""
        self._voice, self._ears = voice, ears
        self.song: SongPlayer | None = None
        self.timeline: Playback | None = None
        self.matrix = Matrix(voice.name, ears, lambda: self.song)
        self.panned: Callable[[float], None] = _untold
        self._level: MovedLevel | None = None
        self._together: Limiter
        self._pan: float | None = None
        self._values: Values = ()
        self._steered: tuple[Any, Trajectory, Any] | None = None
        self._jumps = LiveJumps()
        self._draws: tuple[OpenModel, Callable[[int], np.ndarray]] | None = None
        self._path: tuple[Any, PointPath | None] = None, None

    @property
    def plays(self) -> bool:
        """Whether a song or a timeline sounds, also where the voice does not."""
        return any(playback.playing for playback in self._playbacks())

    def fit(self, rate: int) -> str | None:
        """Get ready for a ring of a rate (Hz); returns what had to be closed for that, which was opened for another one, or None."""
        song, timeline = self.song, self.timeline
        closed = []
        if song is not None and song.playback.rate != rate:
            self.song = None
            song.close()
            self.matrix.without_song()
            closed.append("song")
        if timeline is not None and timeline.rate != rate:
            self.timeline = None
            timeline.close()
            closed.append("timeline")
        self._level = None
        return " and ".join(closed) or None

    def steer(self, stream: Any, base: Trajectory, entry: OpenModel) -> None:
        """Let signals move a stream, from its next chunk on.

        Args:
            stream: of the voice.
            base: where it would be without them.
            entry: the model that is played.
        """
        self._values = tuple(self.matrix.values(entry.preview)) if self.matrix.rows else ()
        moved, before = in_network(self._values), self._steered
        if before is None or before[0] is not stream:
            self._jumps.arrive()
        for row, lasts_s in self.matrix.struck if self._values else ():
            self._jumps.strike(row.number, stream.time_s, lasts_s)
        self._jumps.keep({row.number for row, _ in moved if row.target == "jump"})
        state = moved, self._jumps.key
        if before is not None and before[0] is stream and before[1] is base and before[2] == state:
            return
        if moved or (before is not None and before[0] is stream):
            steps, jumps = self._steps(moved, entry), self._jumps.now()
            stream.future = ModulatedMotion(base, moved, self._draw(entry), steps, jumps) if moved else base
        self._steered = (stream, base, state) if moved else None

    def finish(self, wave: np.ndarray, rate: int) -> np.ndarray:
        """Return a chunk of the voice as it is heard: at the level that signals say, with what is played beside it."""
        if self._level is None:
            self._level, self._together = MovedLevel(rate), Limiter(rate)
        wave = self._level.apply(wave, self._values)
        self._tell_place()
        if self._ears.heard_by_others(self._voice.name):
            self._ears.tell(self._voice.name, lambda tap: tap.write(wave, rate))
        playing = [playback for playback in self._playbacks() if playback.playing]
        return self._together.apply(sum((each.next(len(wave)) for each in playing), start=wave)) if playing else wave

    def close(self) -> None:
        """Listen to nothing any more."""
        for playback in self._playbacks():
            playback.close()
        self.song = self.timeline = None
        self.matrix.close()
        self._ears.forget(self._voice.name)

    def _playbacks(self) -> list[Playback]:
        song = self.song
        return [each for each in (None if song is None else song.playback, self.timeline) if each is not None]

    def _tell_place(self) -> None:
        place = panned_to(self._values)
        if place is not None and (self._pan is None or abs(place - self._pan) >= PAN_STEP):
            self._pan = place
            self.panned(place)

    def _draw(self, entry: OpenModel) -> Callable[[int], np.ndarray]:
        if self._draws is None or self._draws[0] is not entry:
            self._draws = entry, functools.lru_cache(maxsize=64)(lambda seed: drawn(entry, seed))
        return self._draws[1]

    def _steps(self, values: Values, entry: OpenModel) -> PointPath | None:
        """Return the path through the voice's steps, where a row wants a place on it and there are several."""
        sequence = self._voice.sequence
        if len(sequence.steps) < 2 or not any(row.target == "morph" for row, _ in values):
            return None
        key = (sequence, self._voice.settings, self._voice.psi, id(entry))
        if self._path[0] != key:
            self._path = key, to_path(self._voice.playable(entry), self._voice.settings, draw=lambda seed: drawn(entry, seed))
        return self._path[1]
