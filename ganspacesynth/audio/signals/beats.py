"""Beats of a whole sound: onset strength and tempo in, the moments of beats out; and the tempo that the beats themselves have."""

import numpy as np

from ganspacesynth.audio.signals.frame_rate import Framing
from ganspacesynth.audio.signals.onsets import above_median, between_frames, early_s
from ganspacesynth.audio.signals.tempo import tempo_path

TIGHT = 400.0  # how dear it is to leave the tempo
SPREAD_S = 0.03
SIDE = 8  # beats by which a local tempo is measured
LEAST = 0.01  # strength under which a sound has no beats


def beat_times(strength: np.ndarray, frames: Framing) -> np.ndarray:
    """Return the moments of the beats of a whole sound, float64 [beats], seconds; none of one without onsets.

    Args:
        strength: float32 [frames], see `features.OnsetStrength`.
        frames: of which it is.

    Source: Ellis, "Beat tracking by dynamic programming" (2007), section 2, with a period that moves.
    """
    risen = above_median(strength, frames.fps)
    if not len(risen) or np.percentile(risen, 99) < LEAST:
        return np.zeros(0)
    periods = 60.0 * frames.fps / tempo_path(strength, frames.fps)
    local = _spread(risen / max(float(risen.std()), 1e-9), frames.fps)
    beats = _trimmed(_best_beats(local, periods), local)
    moved = beats + between_frames(local, beats)
    return np.maximum(0.0, moved / frames.fps + early_s(frames))


def _spread(values: np.ndarray, rate: float) -> np.ndarray:
    """Blur a little, so that onsets near to a beat count for it."""
    places = np.arange(-round(3 * SPREAD_S * rate), round(3 * SPREAD_S * rate) + 1)
    kernel = np.exp(-0.5 * np.square(places / (SPREAD_S * rate)))
    return np.convolve(values, kernel, mode="same") if len(values) >= len(kernel) else values


def _best_beats(local: np.ndarray, periods: np.ndarray) -> np.ndarray:
    """Return the frames of the beats that best fall on onsets and are a period apart, int [beats]."""
    count = len(local)
    score, back = local.astype(np.float64).copy(), np.full(count, -1)
    for frame in range(count):
        period = periods[frame]
        first, last = frame - round(2 * period), frame - max(1, round(period / 2))
        if last < 0:
            continue
        earlier = np.arange(max(0, first), last + 1)
        reached = score[earlier] - TIGHT * np.square(np.log((frame - earlier) / period))
        best = int(reached.argmax())
        if reached[best] > 0.0:
            score[frame] += reached[best]
            back[frame] = earlier[best]
    tail = max(1, count - round(float(periods[-1])))
    frame, beats = tail - 1 + int(score[tail - 1 :].argmax()), []
    while frame >= 0:
        beats.append(frame)
        frame = back[frame]
    return np.array(beats[::-1], int)


def _trimmed(beats: np.ndarray, local: np.ndarray) -> np.ndarray:
    """Leave beats out that lie in the silence before the first onset and behind the last."""
    strong = local[beats] > 0.1 * np.sqrt(np.mean(np.square(local[beats]))) if len(beats) else np.zeros(0, bool)
    found = np.flatnonzero(strong)
    return beats[found[0] : found[-1] + 1] if len(found) else beats[:0]


def local_tempi(beats_s: np.ndarray) -> np.ndarray:
    """Return the tempo at each beat, float64 [beats], beats a minute: of the steadiest of the stretches of nine beats around it.

    The stretch may lie before, around or behind the beat, so that a tempo that changes at once is said to change at once.
    """
    count = len(beats_s)
    if count < 2:
        return np.full(count, np.nan)
    size = min(SIDE + 1, count)
    places = np.arange(size) - (size - 1) / 2
    stretches = np.lib.stride_tricks.sliding_window_view(beats_s, size)  # [stretches, size]
    periods = stretches @ places / np.square(places).sum()
    errors = np.square(stretches - stretches.mean(axis=1, keepdims=True) - periods[:, None] * places).mean(axis=1)
    found = np.empty(count)
    for beat in range(count):
        low, high = max(0, beat - size + 1), min(count - size, beat)
        found[beat] = 60.0 / periods[low + int(errors[low : high + 1].argmin())]
    return found


def tempo_curve(beats_s: np.ndarray, count: int, rate: float) -> np.ndarray:
    """Return the tempo at each frame, float32 [count], beats a minute; 0 where there are fewer than two beats."""
    if len(beats_s) < 2:
        return np.zeros(count, np.float32)
    tempo = local_tempi(beats_s)
    near = np.searchsorted(0.5 * (beats_s[1:] + beats_s[:-1]), np.arange(count) / rate)
    return tempo[near].astype(np.float32)


def impulses(times_s: np.ndarray, count: int, rate: float) -> np.ndarray:
    """Return 1 at the frames nearest to some moments and 0 elsewhere, float32 [count]."""
    found = np.zeros(count, np.float32)
    places = np.round(np.asarray(times_s) * rate).astype(int)
    found[places[(places >= 0) & (places < count)]] = 1.0
    return found
