"""The key that somebody plays in: pitches in, the pitch classes of the likeliest key out."""

import numpy as np

NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
# How well each pitch class was found to fit behind a major and a minor context, C being the tonic.
PROFILES = {
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}


def find_key(pitches: np.ndarray, weights: np.ndarray) -> tuple[str, frozenset[int]] | None:
    """Return a key's name and its pitch classes (0 is C), or None where nothing is pitched.

    Args:
        pitches: MIDI numbers, float [notes].
        weights: how much each counts, such as its duration, float [notes], 0 or more.

    Source: Krumhansl, "Cognitive foundations of musical pitch" (1990), chapter 4.
    """
    heard = np.bincount(np.round(np.asarray(pitches)).astype(int) % 12, np.asarray(weights, float), minlength=12)
    if not heard.any():
        return None
    best = max(((_fit(heard, profile, tonic), tonic, name) for name, profile in PROFILES.items() for tonic in range(12)), key=lambda found: found[0])
    _, tonic, name = best
    return f"{NOTES[tonic]} {name}", frozenset((tonic + step) % 12 for step in SCALES[name])


def _fit(heard: np.ndarray, profile: tuple[float, ...], tonic: int) -> float:
    """Correlation of what was heard with a key's profile."""
    turned = np.roll(profile, tonic)
    a, b = heard - heard.mean(), turned - turned.mean()
    size = np.sqrt(np.sum(a * a) * np.sum(b * b))
    return float(np.sum(a * b) / size) if size > 0.0 else 0.0
