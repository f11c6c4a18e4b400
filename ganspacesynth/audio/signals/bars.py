"""Bars: beats and what happens at them in, which of the beats begin a bar out; whole, or beat by beat."""

import numpy as np

METRES = (4, 3)
THREE = 1.15  # so much better must bars of three fit
SKIP = 6.0  # that a count pays for a beat too many or too few
FORGET_BEATS = 32.0


def downbeats(accents: np.ndarray) -> np.ndarray:
    """Return which beats begin a bar, bool [beats].

    Args:
        accents: float [beats], how much each sounds like a beginning: low onsets, and chords that change.
    """
    if len(accents) < 2:
        return np.ones(len(accents), bool)
    scale = float(np.std(accents)) or 1.0
    given = (np.asarray(accents, np.float64) - np.mean(accents)) / scale
    counts = {metre: _counted(given, metre) for metre in METRES}
    scores = {metre: float(given[first].mean()) / (THREE if metre == 3 else 1.0) for metre, first in counts.items() if first.any()}
    return counts[max(scores, key=lambda metre: scores[metre])]


def _counted(given: np.ndarray, metre: int) -> np.ndarray:
    """Return the beats on which the best count of a metre is at one, bool [beats]."""
    emitted = np.tile(-given[:, None] / (metre - 1), (1, metre))
    emitted[:, 0] = given
    score, back = emitted[0], np.zeros((len(given), metre), int)
    follows = (np.arange(metre) - 1) % metre  # what was counted before
    for beat in range(1, len(given)):
        stays = score.max() - SKIP
        kept = score[follows]
        back[beat] = np.where(kept >= stays, follows, int(score.argmax()))
        score = np.maximum(kept, stays) + emitted[beat]
    here, found = int(score.argmax()), np.zeros(len(given), bool)
    for beat in range(len(given) - 1, -1, -1):
        found[beat] = here == 0
        here = int(back[beat, here])
    return found


class BarCounter:
    """Counts beats as they come in: an accent in, whether it begins a bar out. It needs some bars to be sure."""

    def __init__(self, metre: int = METRES[0]) -> None:
        """Begin with a bar."""
        self._scores, self._beat = np.zeros(metre), 0

    def push(self, accent: float) -> bool:
        """Take the accent of a beat; return whether a bar begins with it."""
        place = self._beat % len(self._scores)
        self._scores *= np.exp(-1.0 / FORGET_BEATS)
        self._scores[place] += accent
        self._beat += 1
        return bool(self._scores[place] >= self._scores.max())
