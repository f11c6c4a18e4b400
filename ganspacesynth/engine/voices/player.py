"""Player: the thread that fills a voice's ring a little ahead of playback; a change sounds from the next chunk on."""

import dataclasses
import functools
import threading
import time
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Any, cast

import numpy as np

from ganspacesynth.composition.hallucination import to_path
from ganspacesynth.core.conditions import Conditions
from ganspacesynth.core.motion.articulation import Articulation, Vibrato
from ganspacesynth.core.motion.trajectory import Trajectory
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.telling import told
from ganspacesynth.engine.library import OpenModel
from ganspacesynth.engine.listening.ears import Ears
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.ring import Ring
from ganspacesynth.engine.voices.articulated_stream import ArticulatedStream
from ganspacesynth.engine.voices.attention import VoiceListening
from ganspacesynth.engine.voices.clip_stream import ClipStream, maker_of
from ganspacesynth.engine.voices.feed import Feed, faded_over
from ganspacesynth.engine.voices.motion import VoiceMotion
from ganspacesynth.engine.voices.voice import Voice, check_edits, drawn

RING_S = 2.0
MOST_FRAMES = 8  # of a chunk
BEAT_S = 0.02
SILENT_SAMPLES = 512  # at once, of a voice beside which something is played
LOOK_S = 0.004  # how often a player looks whether its ring wants more
PLAYING, RELEASING, SILENT = "playing", "releasing", "silent"


class Player:
    """One voice's way to its ring.

    How far ahead it works follows from how long its chunks take, and from what was missed: see `Lead`.

    Attributes:
        ring: where its samples go.
        form: "continuous" or "clips", from the next gate on.
        glide_s: how long a change of pitch takes.
        release_s: how long dying away takes.
        articulation: of the notes, from the next gate on; but see `tremble`.
    """

    def __init__(
        self,
        voice: Voice,
        entry: OpenModel,
        folder: FilePath,
        tell: Callable[..., None],
        fail: Callable[[Exception], None],
        attention: VoiceListening | None = None,
    ) -> None:
        self.form, self.glide_s, self.release_s = "continuous", 0.05, 0.3
        self.articulation = Articulation()
        self._struck: Articulation = self.articulation  # as the gate opened
        self._voice, self._entry, self._tell, self._fail = voice, entry, tell, fail
        rate = entry.preview.model.config.sample_rate
        self.ring = Ring(folder / f"voice-{time.monotonic_ns()}.ring", capacity=1 << round(np.ceil(np.log2(RING_S * rate))), rate=rate)
        self._stream: Any = None
        self._made: tuple[Any, int, float] = (None, 0, 0.0)  # whose samples lie in the ring last, up to which one, and its moment in the sound
        self._leaving: Any = None  # the sound before, while the new one begins
        self._displaced: Callable[[], None] | None = None  # told that its stream sounds no more
        self._motion: VoiceMotion | None = None
        self._base: Trajectory | None = None  # where the stream would be if no signal moved it
        self._attention = attention or VoiceListening(voice, Ears(folder))
        self._wander: tuple[float, int] = (0.0, 0)
        self._state = SILENT
        self._feed = Feed(self.ring, lambda change: self._send("/voice_lead", change.seconds, change.word))
        self._least = self._frames = 0  # of chunks: the fewest, and those of the present ones; 0 before the first
        self._lock = threading.Lock()
        self._closed, self._wake = threading.Event(), threading.Event()
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
            self._move(self._wandering(motion) if motion.wander_s else motion)
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
                self._move(self._wandering(self._motion))
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

    def sound(self, stream: Any, displaced: Callable[[], None]) -> None:
        """Play a stream that somebody else made, such as a bank's, until it is done; or until it is displaced, which that one is told."""
        with self._lock:
            self._motion, self._frames = None, 0
            self._begin(stream)
            self._displaced = displaced
        self._wake.set()

    def look(self) -> None:
        """Notice that something is played beside the voice, or no longer."""
        with self._lock:
            if self._stream is None and not self._attention.plays:
                self.ring.finish()
        self._wake.set()

    def heard(self) -> Point | None:
        """Return the point of what leaves the ring now, which is not yet that of the newest samples; None while the voice is silent."""
        stream, (made, written, time_s) = self._stream, self._made
        if stream is None or stream.future is None:
            return None
        waiting_s = max(0, written - self.ring.read) / self.ring.rate
        return cast(Point, stream.future.at(max(0.0, time_s - waiting_s) if made is stream else 0.0))

    def close(self) -> None:
        """End, and remove the ring."""
        self._closed.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(5.0)
        self._leave()
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
        self._least = entry.chunk_frames()
        self._frames = max(self._frames, self._least)
        return Stream(entry.preview.model, future, directions=entry.preview.directions, duration_s=duration_s, chunk_frames=self._frames)

    def _clips(self, entry: OpenModel, future: Trajectory) -> ClipStream:
        model = entry.preview.model
        return ClipStream(maker_of(model, entry.preview.directions), future, model.config.sample_rate)

    def _wandering(self, motion: VoiceMotion) -> VoiceMotion:
        seconds, seed = self._wander
        model, psi = self._entry.preview.model, self._voice.psi
        asking = model.playing(**model.config.conditions.known(self._voice.step.point.asked))

        @functools.lru_cache(maxsize=4)
        def draw(number: int) -> tuple[np.ndarray, Conditions]:
            return psi * model.sample_z(1, seed=seed, start=number)[0], asking.sample_conditions(1, seed=seed, start=number)[0]

        return dataclasses.replace(motion, wander_s=seconds, draw=draw)

    def _move(self, motion: VoiceMotion) -> None:
        """Let the stream follow another motion; what signals do to it comes on top, with the next chunk."""
        self._motion = self._base = self._stream.future = motion

    def _begin(self, stream: Any) -> None:
        """Start a stream; the one before is faded out while it begins."""
        self._leave()
        self._leaving, self._stream, self._base = self._stream, stream, stream.future
        self._say(PLAYING)

    def _leave(self) -> None:
        """Tell whose stream sounds no more."""
        displaced, self._displaced = self._displaced, None
        if displaced is not None:
            displaced()

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
            if (self._stream is None and not self._attention.plays) or self._feed.is_ahead():
                self._wake.wait(LOOK_S)
                self._wake.clear()
                continue
            try:
                self._work()
            except Exception as e:  # noqa: BLE001  a voice that fails is silent, and the others sound on
                with self._lock:
                    self._stream = self._leaving = self._base = None
                    self._leave()
                    self._feed.rest()
                    self._say(SILENT)
                self._failed(e)

    def _failed(self, error: Exception) -> None:
        told("what became of a voice", self._fail, error)

    def _work(self) -> None:
        """Make one chunk."""
        start = time.perf_counter()
        with self._lock:
            stream, leaving = self._stream, self._leaving
            self._leaving = None
            if stream is not None and self._base is not None:
                self._attention.steer(stream, self._base, self._entry)
        wave = np.zeros(SILENT_SAMPLES, np.float32) if stream is None else stream.next()
        if leaving is not None and not leaving.done:
            wave = faded_over(wave, leaving.next())
        wave = self._attention.finish(wave, self.ring.rate)
        over = stream is not None and stream.done
        self._feed.take(wave, time.perf_counter() - start, last=over)
        if stream is not None and self.ring.written != self._made[1]:  # else chunks are gathered, and not there yet
            self._made = stream, self.ring.written, float(stream.time_s)
        self._resize(stream)
        with self._lock:
            if over and self._stream is stream:
                self._stream = self._motion = self._base = None
                self._say(SILENT)
            if self._stream is None and not self._attention.plays:
                self._feed.rest()

    def _resize(self, stream: Any) -> None:
        """Make larger chunks while they take nearly as long as they last, and smaller ones again."""
        frames = self._feed.lead.frames(self._frames, self._least, max(self._least, MOST_FRAMES))
        if self._frames and stream is not None and frames != self._frames:
            self._frames = frames
            stream.resize(frames)

    def _say(self, state: str) -> None:
        before, self._state = self._state, state
        if state != before:
            self._send("/voice_state", state)

    def _send(self, address: str, *values: float | str) -> None:
        told("what a voice does", self._tell, address, *values)
