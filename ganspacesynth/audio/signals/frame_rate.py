"""Frames: a wave in, windows that are a whole number of hops long out, at a sample rate of which a frame is exactly one hop.

    fps 50 -> hop 512, sample rate 25 600, window 2048        (rate = hop * fps: nothing is resampled behind the analysis)

Offline, the window of frame i is centred on the moment i / fps. Causally, it ends with the sample that completes the hop: its middle is half a window
ago. As half a window is a whole number of hops, the causal frame i holds the very numbers of the offline frame i - `Framing.delay`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.signals.passage import Passage
from ganspacesynth.core.errors import InvalidInput, brief

FPS = 50.0
MIN_FPS, MAX_FPS = 5.0, 200.0
NEAR_HZ = 25_600  # what the sample rate is near to: music's treble is heard, and little more
WINDOW_S = 0.08
BLOCK_FRAMES = 512  # analysed at once: memory, not numbers


@dataclass(frozen=True)
class Framing:
    """How sound is cut into frames.

    Attributes:
        fps: frames a second.
        hop: samples from one to the next.
        size: samples of a window, an even number of hops.
    """

    fps: float
    hop: int
    size: int

    @property
    def sample_rate(self) -> float:
        """Hz; `hop * fps`."""
        return self.hop * self.fps

    @property
    def delay(self) -> int:
        """Frames by which the causal form lags behind the offline one."""
        return self.size // (2 * self.hop) - 1

    @property
    def latency_s(self) -> float:
        """Seconds from the middle of a window to its last sample: how late a causal frame says what it says."""
        return self.size / 2 / self.sample_rate

    def count(self, samples: int) -> int:
        """Return how many frames a sound has: one for each hop that it begins."""
        return -(-samples // self.hop)

    def longer(self, seconds: float) -> "Framing":
        """Return the same frames with windows of about so many seconds."""
        return Framing(self.fps, self.hop, _window(self.hop, seconds * self.sample_rate))


def framing(fps: float = FPS) -> Framing:
    """Return the frames of a number a second.

    Raises:
        InvalidInput: none in 5..200.
    """
    right = isinstance(fps, int | float) and not isinstance(fps, bool) and MIN_FPS <= fps <= MAX_FPS
    if not right or (fps * 1000) != round(fps * 1000):
        raise InvalidInput(
            f"Signals have {MIN_FPS:g}..{MAX_FPS:g} frames a second, in thousandths. Received: fps={brief(fps)}. Use 24, 25, 30, 50 or 60.",
            rule="frame-rate",
        )
    import scipy.fft

    hop = scipy.fft.next_fast_len(round(NEAR_HZ / fps), real=True)
    return Framing(float(fps), hop, _window(hop, WINDOW_S * hop * fps))


def _window(hop: int, samples: float) -> int:
    return 2 * hop * max(1, round(samples / (2 * hop)))


def centred(wave: np.ndarray | Passage, frames: Framing, *, block: int = BLOCK_FRAMES) -> Iterator[np.ndarray]:
    """Yield the windows of a whole sound, float32 [some frames, size] each; before its beginning and behind its end is silence.

    Args:
        wave: float [samples], 1 at least, at the rate of `frames`; of a passage no more is held than a block.
        frames: how it is cut.
        block: frames at once.
    """
    passage = wave if isinstance(wave, Passage) else Passage.of(wave)
    length, done, samples = (block - 1) * frames.hop + frames.size, 0, 0
    waiting = np.zeros(frames.size // 2, np.float32)
    for piece in passage.pieces():
        samples += len(piece)
        waiting = np.concatenate([waiting, piece], dtype=np.float32)
        while len(waiting) >= length:
            yield spectrum.frames(waiting[:length], frames.size, frames.hop)
            waiting, done = waiting[block * frames.hop :], done + block
    for first in range(done, frames.count(samples), block):  # what silence completes
        some = min(block, frames.count(samples) - first)
        begin = (first - done) * frames.hop
        last = waiting[begin : begin + (some - 1) * frames.hop + frames.size]
        yield spectrum.frames(np.pad(last, (0, (some - 1) * frames.hop + frames.size - len(last))), frames.size, frames.hop)


class Windows:
    """A sound that comes in pieces in, windows out as soon as they are whole."""

    def __init__(self, frames: Framing) -> None:
        """Begin in silence."""
        self._frames, self._waiting = frames, np.zeros(frames.size - frames.hop, np.float32)

    def push(self, samples: np.ndarray) -> np.ndarray:
        """Take samples, float [any number]; return the windows that they complete, float32 [frames, size]."""
        given = np.concatenate([self._waiting, np.asarray(samples, np.float32)])
        windows = spectrum.frames(given, self._frames.size, self._frames.hop)
        self._waiting = given[len(windows) * self._frames.hop :].copy()
        return windows
