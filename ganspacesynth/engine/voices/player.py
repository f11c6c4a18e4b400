"""Player: the thread that fills a voice's ring a little ahead of playback; a change sounds from the next chunk on."""

import dataclasses
import functools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from ganspacesynth.audio.effects.edges import fade_edges
from ganspacesynth.audio.files.sound_files import peak_safe
from ganspacesynth.composition.hallucination import to_path
from ganspacesynth.core.conditions import Conditions
from ganspacesynth.core.motion.articulation import Articulation, Vibrato
from ganspacesynth.core.motion.trajectory import Trajectory
from ganspacesynth.core.point import Point
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.engine.library import OpenModel
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.ring import Ring
from ganspacesynth.engine.voices.articulated_stream import ArticulatedStream
from ganspacesynth.engine.voices.clip_stream import ClipStream
from ganspacesynth.engine.voices.motion import VoiceMotion
from ganspacesynth.engine.voices.voice import Voice, check_edits, drawn

log = logging.getLogger(__name__)

RING_S = 2.0
LEAST_LEAD_S, MOST_LEAD_S = 0.04, 0.5
BEAT_S = 0.02
LOOK_S = 0.004  # how often a player looks whether its ring wants more
PLAYING, RELEASING, SILENT = "playing", "releasing", "silent"


class Player:
    """One voice's way to its ring.

    How far ahead it works follows from how long its chunks take: what is ready but not yet heard cannot be changed any more.

    Attributes:
        ring: where its samples go.
        form: "continuous" or "clips", from the next gate on.
        glide_s: how long a change of pitch takes.
        release_s: how long dying away takes.
        articulation: of the notes, from the next gate on; but see `tremble`.
    """

    def __init__(self, voice: Voice, entry: OpenModel, folder: FilePath, tell: Callable[[str], None], fail: Callable[[Exception], None]) -> None:
        self.form, self.glide_s, self.release_s = "continuous", 0.05, 0.3
        self.articulation = Articulation()
        self._struck: Articulation = self.articulation  # as the gate opened
        self._voice, self._entry, self._tell, self._fail = voice, entry, tell, fail
        rate = entry.preview.model.config.sample_rate
        self.ring = Ring(folder / f"voice-{time.monotonic_ns()}.ring", capacity=1 << round(np.ceil(np.log2(RING_S * rate))), rate=rate)
        self._stream: Any = None
        self._leaving: Any = None  # the sound before, while the new one begins
        self._motion: VoiceMotion | None = None
        self._wander: tuple[float, int] = (0.0, 0)
        self._state = SILENT
        self._costs: deque[float] = deque(maxlen=32)  # seconds that chunks took
        self._missed, self._extra_s = 0, 0.0
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._wake = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=f"ganspacesynth voice {voice.name} {name}", daemon=True)
            for name, work in (("sound", self._run), ("beat", self._beat))
        ]
        for thread in self._threads:
            thread.start()

    def gate(self, on: bool) -> None:
        """Begin a sound, over one that dies away; or let it die away."""
        with self._lock:
            if on:
                self._begin(self._hold())
            elif self._stream is not None:
                self._stream.release(self.release_s)
                self._say(RELEASING)
        self._wake.set()

    def moved(self, voice: Voice) -> None:
        """Take up a change of the voice."""
        with self._lock:
            if self._motion is None or self._stream is None:
                return
            entry = voice.entry()
            if entry is not self._entry:
                return self._change_model(entry)
            motion = self._motion.towards(self._told(entry)[0], self._stream.time_s, self.glide_s)
            self._motion = self._stream.future = self._wandering(motion) if motion.wander_s else motion
        return self._wake.set()

    def tremble(self, vibrato: Vibrato | None) -> None:
        """Take up another vibrato, also while a note sounds."""
        with self._lock:
            self.articulation = dataclasses.replace(self.articulation, vibrato=vibrato)
            if self._stream is not None:
                self._stream.tremble(vibrato)
        self._wake.set()

    def wander(self, seconds: float, seed: int) -> None:
        """Wander from z to z, or stand still."""
        with self._lock:
            self._wander = (seconds, seed)
            if self._motion is not None and self._stream is not None:
                self._stream.future = self._motion = self._wandering(self._motion)
        self._wake.set()

    def play(self) -> None:
        """Play the voice's steps as one unbroken sound."""
        entry = self._voice.entry()
        path = to_path(self._voice.playable(entry), self._voice.settings, draw=lambda seed: drawn(entry, seed))
        for point in path.points:
            check_edits(entry, point.edits)
        with self._lock:
            self._motion = None
            steps = Articulation(vibrato=self.articulation.vibrato)  # which have lengths of their own
            self._begin(self._articulated(self._continuous(entry, path, path.duration_s or None), steps))
        self._wake.set()

    def close(self) -> None:
        """End, and remove the ring."""
        self._closed.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(5.0)
        self.ring.close()

    def _hold(self) -> Any:
        """Return a stream of the voice's present point."""
        entry = self._voice.entry()
        self._check_rate(entry)
        self._entry, self._struck = entry, dataclasses.replace(self.articulation, release_s=self.release_s)
        point, rest = self._told(entry)
        self._motion = self._wandering(VoiceMotion.held(point))
        stream = self._clips(entry, self._motion) if self.form == "clips" else self._continuous(entry, self._motion, None)
        return self._articulated(stream, rest)

    def _told(self, entry: OpenModel) -> tuple[Point, Articulation]:
        """Return the voice's point, struck as hard as the note was, and what is left to do to its sound."""
        return self._struck.told(self._voice.point(entry), entry.preview.model.config.conditions.velocity)

    def _articulated(self, stream: Any, articulation: Articulation) -> ArticulatedStream:
        return ArticulatedStream(stream, articulation, self.ring.rate)

    def _continuous(self, entry: OpenModel, future: Trajectory, duration_s: float | None) -> Any:
        from ganspacesynth.continuous.stream import Stream

        self._entry = entry
        return Stream(entry.preview.model, future, directions=entry.preview.directions, duration_s=duration_s, chunk_frames=entry.chunk_frames())

    def _clips(self, entry: OpenModel, future: Trajectory) -> ClipStream:
        model, directions = entry.preview.model, entry.preview.directions
        config = model.config

        def make(point: Point) -> np.ndarray:
            point = point.replace(pitch=config.within(point.pitch))
            return peak_safe(fade_edges(synthesize_points(model, [point], directions)[0], config.sample_rate))

        return ClipStream(make, future, config.sample_rate)

    def _wandering(self, motion: VoiceMotion) -> VoiceMotion:
        seconds, seed = self._wander
        model, psi = self._entry.preview.model, self._voice.psi
        asking = model.playing(**model.config.conditions.known(self._voice.step.point.asked))

        @functools.lru_cache(maxsize=4)
        def draw(number: int) -> tuple[np.ndarray, Conditions]:
            return psi * model.sample_z(1, seed=seed, start=number)[0], asking.sample_conditions(1, seed=seed, start=number)[0]

        return dataclasses.replace(motion, wander_s=seconds, draw=draw)

    def _begin(self, stream: Any) -> None:
        """Start a stream; the one before is faded out while it begins."""
        self._leaving, self._stream = self._stream, stream
        self._say(PLAYING)

    def _change_model(self, entry: OpenModel) -> None:
        try:
            self._begin(self._hold())
        except CommandError as e:
            self._failed(e)
            if self._stream is not None:
                self._stream.release(self.release_s)

    def _check_rate(self, entry: OpenModel) -> None:
        rate = entry.preview.model.config.sample_rate
        if rate != self.ring.rate:
            raise CommandError(
                "model", f"A ring has one rate, {self.ring.rate} Hz. Received: a model of {rate} Hz. Send /voice_open again.", rule="ring-rate"
            )

    def _beat(self) -> None:
        """Say that the engine lives, also while a chunk takes long."""
        while not self._closed.wait(BEAT_S):
            self.ring.beat()

    def _run(self) -> None:
        while not self._closed.is_set():
            if self._stream is None or self.ring.filled >= self._lead_samples():
                self._wake.wait(LOOK_S)
                self._wake.clear()
                continue
            try:
                self._work()
            except Exception as e:  # noqa: BLE001  a voice that fails is silent, and the others sound on
                with self._lock:
                    self._stream = self._leaving = None
                    self.ring.finish()
                    self._say(SILENT)
                self._failed(e)

    def _failed(self, error: Exception) -> None:
        """Say what was wrong; that nobody can be told ends no voice."""
        try:
            self._fail(error)
        except Exception:
            log.exception("Nobody could be told what became of a voice.")

    def _work(self) -> None:
        """Make one chunk."""
        start = time.perf_counter()
        with self._lock:
            stream, leaving = self._stream, self._leaving
            self._leaving = None
        wave = stream.next()
        if leaving is not None and not leaving.done:
            wave = _faded_over(wave, leaving.next())
        self._costs.append(time.perf_counter() - start)
        self.ring.write(wave[: self.ring.capacity - self.ring.filled])
        with self._lock:
            if self._stream is stream and stream.done:
                self._stream = self._motion = None
                self.ring.finish()
                self._say(SILENT)
            else:
                self.ring.begin()

    def _lead_samples(self) -> int:
        """How many samples shall wait in the ring: as many as pass while the slowest of the last chunks is made, and a little."""
        if self.ring.missed > self._missed:
            self._missed, self._extra_s = self.ring.missed, min(MOST_LEAD_S, self._extra_s + 0.02)
        slowest = max(self._costs, default=0.0)
        return round(min(MOST_LEAD_S, max(LEAST_LEAD_S, 1.5 * slowest + 0.01) + self._extra_s) * self.ring.rate)

    def _say(self, state: str) -> None:
        if state != self._state:
            self._state = state
            try:
                self._tell(state)
            except Exception:
                log.exception("Nobody could be told what a voice does.")


def _faded_over(wave: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Let the old sound's next samples fade out under the new one's."""
    n = max(len(wave), len(old))
    mixed = np.zeros(n, np.float32)
    mixed[: len(wave)] = wave
    mixed[: len(old)] += old * np.linspace(1.0, 0.0, len(old), dtype=np.float32)
    return mixed
