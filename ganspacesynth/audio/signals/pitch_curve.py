"""The pitch of a melody: windows of sound in, MIDI numbers out; where nothing is pitched, the last pitch goes on."""

import numpy as np

from ganspacesynth.audio.pitch import VOICED, hz_to_midi, yin_frames
from ganspacesynth.audio.signals.frame_features import Block, held_where
from ganspacesynth.audio.signals.frame_rate import Framing

LOWEST_HZ, HIGHEST_HZ = 62.0, 1400.0  # B1 to F6: voices and most melodies
FINE_HZ = 50_000.0
QUIET = 1e-3  # root mean square under which nothing has a pitch
AT_FIRST = 60.0  # until something has one


class PitchCurve:
    """Fundamental frequency by YIN, as MIDI numbers; see `audio/pitch.py`."""

    def __init__(self, frames: Framing) -> None:
        """Divide windows into what is compared and by how much it is delayed."""
        self._rate = frames.sample_rate
        self._longest = int(np.ceil(self._rate / LOWEST_HZ)) + 2
        self._window = max(self._longest, frames.size * 8 // 9 - self._longest)
        self._last = AT_FIRST

    def take(self, block: Block) -> np.ndarray:
        """Return float32 [frames]."""
        windows = block.windows
        loud = np.sqrt(np.mean(np.square(windows), axis=1)) > QUIET
        midi, voiced = np.zeros(len(windows)), np.zeros(len(windows), bool)
        if loud.any():
            f0, aperiodicity = yin_frames(
                windows[loud].astype(np.float64), self._window, self._longest, self._rate, LOWEST_HZ, HIGHEST_HZ, fine_rate=FINE_HZ
            )
            midi[loud], voiced[loud] = hz_to_midi(f0), aperiodicity < VOICED
        held = held_where(midi, voiced, self._last)
        self._last = float(held[-1]) if len(held) else self._last
        return held
