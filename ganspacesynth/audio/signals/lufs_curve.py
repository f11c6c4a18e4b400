"""Loudness over time by ITU-R BS.1770: a wave in, momentary LUFS (the last 0.4 s) out, whole or as it comes in."""

import numpy as np

from ganspacesynth.audio.lufs import OFFSET, k_weighting
from ganspacesynth.audio.signals.frame_rate import Framing
from ganspacesynth.audio.signals.passage import Passage

MOMENT_S = 0.4
FLOOR_LUFS = -70.0  # where the standard's gate closes
CHUNK_HOPS = 4096


class LufsCurve:
    """Momentary loudness of a sound that comes in; one channel counts as one.

    Attributes:
        latency_s: from the middle of the moment to its end.
    """

    def __init__(self, frames: Framing) -> None:
        """Begin in silence."""
        self._hop, self._sections = frames.hop, k_weighting(frames.sample_rate)
        self._state = np.zeros((len(self._sections), 2))
        self.hops = 2 * max(1, round(MOMENT_S * frames.fps / 2))
        self.latency_s = self.hops / 2 / frames.fps
        self._powers = np.zeros(self.hops - 1)
        self._waiting = np.zeros(0, np.float32)

    def push(self, samples: np.ndarray) -> np.ndarray:
        """Take samples at the frames' rate, float [any number]; return the loudness at the end of each hop that they complete, float32 [hops]."""
        import scipy.signal

        given = np.concatenate([self._waiting, np.asarray(samples, np.float32)])
        whole = len(given) // self._hop
        self._waiting = given[whole * self._hop :].copy()
        if not whole:
            return np.zeros(0, np.float32)
        heard, self._state = scipy.signal.sosfilt(self._sections, given[: whole * self._hop].astype(np.float64), zi=self._state)
        powers = np.concatenate([self._powers, np.square(heard).reshape(whole, self._hop).mean(axis=1)])
        self._powers = powers[len(powers) - (self.hops - 1) :]
        means = np.convolve(powers, np.full(self.hops, 1.0 / self.hops), mode="valid")
        return np.maximum(FLOOR_LUFS, OFFSET + 10.0 * np.log10(np.maximum(means, 1e-12))).astype(np.float32)


def lufs_curve(wave: np.ndarray | Passage, frames: Framing) -> np.ndarray:
    """Return the loudness of 0.4 s around each frame of a whole sound, LUFS, -70 at least; float32 [frames].

    Args:
        wave: float [samples], 1 at least, at the rate of `frames`.
        frames: how it is cut.
    """
    passage = wave if isinstance(wave, Passage) else Passage.of(wave)
    curve = LufsCurve(frames)
    late = curve.hops // 2 - 1
    found, samples = [], 0
    for piece in passage.even(CHUNK_HOPS * frames.hop):
        found.append(curve.push(piece))
        samples += len(piece)
    found.append(curve.push(np.zeros((frames.count(samples) + late) * frames.hop - samples, np.float32)))
    return np.concatenate(found)[late:]
