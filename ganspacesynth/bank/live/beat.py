"""The beat that is heard while somebody plays: onset strength and onsets in; where the next places of the beat are out, in samples."""

from collections import deque

import numpy as np

from ganspacesynth.audio.signals.live_beats import BeatFollower

NOTES = 12  # of the last ones it is asked how well they lie on the beat
FEWEST = 4
PARTS = 4  # of a beat, on which notes usually lie
CLEAR = 0.6  # length of the mean of their directions on the circle, 0..1


class HeardBeat:
    """Beats of a sound that comes in, and whether they can be trusted: the follower always has some.

    Source: Mardia & Jupp, "Directional statistics" (2000), section 2.3.1, for the mean of directions.
    """

    def __init__(self, frame_rate: float, hop: int, late_s: float) -> None:
        """Begin in silence.

        Args:
            frame_rate: of the strength, frames a second.
            hop: samples of a frame.
            late_s: how late the strength says what it says.
        """
        self._follower, self._hop = BeatFollower(frame_rate, late_s=late_s), hop
        self._rate = frame_rate * hop
        self._last, self._period = -1, 60.0 * self._rate / self._follower.tempo
        self._turns: deque[float] = deque(maxlen=NOTES)  # where on the beat the last notes were

    @property
    def period(self) -> float:
        """Samples from one beat to the next."""
        return self._period

    @property
    def tempo(self) -> float:
        """Beats a minute, 0 where none is clear."""
        return 60.0 * self._rate / self._period if self.clear else 0.0

    @property
    def clear(self) -> bool:
        """Whether what is played lies on these beats."""
        if self._last < 0 or len(self._turns) < FEWEST:
            return False
        turns = 2j * np.pi * PARTS * np.array(self._turns)
        return bool(np.abs(np.exp(turns).mean()) > CLEAR)

    def push(self, strength: np.ndarray, end: int, *, playing: bool) -> list[int]:
        """Take the strength of frames.

        Args:
            strength: float32 [frames].
            end: sample with which the last of them ends.
            playing: whether somebody plays; while nobody does, the beat goes on as it was.

        Returns:
            The samples of beats among them.
        """
        found = np.flatnonzero(self._follower.push(strength))
        beats = [end - (len(strength) - 1 - int(frame)) * self._hop for frame in found]
        if beats and playing:
            self._last, self._period = beats[-1], 60.0 * self._rate / self._follower.tempo
        return beats

    def note(self, at: int) -> None:
        """Take an onset at a sample."""
        if self._last >= 0:
            self._turns.append((at - self._last) / self.period % 1.0)

    def phase(self, at: float) -> float:
        """Return where a sample is between two beats, 0..1; NaN where no beat is clear."""
        return (at - self._last) / self.period % 1.0 if self.clear else float("nan")

    def next_place(self, at: float, places: int) -> float:
        """Return the first place of the beat from a sample on: `places` of each beat; the sample itself where no beat is clear."""
        if not places or not self.clear:
            return at
        step = self.period / places
        return self._last + np.ceil((at - self._last) / step - 1e-6) * step
