"""When something begins in a recording, and its beat: a wave in, onsets and beats in seconds out."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio import spectrum

HOP_S = 0.01
SIZE = 1024  # at 16 kHz
BANDS = 40
LOWEST_HZ, HIGHEST_HZ = 40.0, 7600.0
FLOOR = 1e-7  # of band powers: what is under it never rises
RISE_S = 0.02  # what begins must be so far within the window before its rise is the steepest: Hann windows begin with nothing
AROUND_S, MEAN_S = 0.03, 0.4  # an onset is the highest within the one, and stands out of the other
OVER = 0.6  # by so many deviations of the whole
APART_S = 0.07
USUAL_BPM, WIDTH = 120.0, 0.9  # tempi near this are expected, so many octaves about it: Ellis, section 2
SLOWEST_BPM, FASTEST_BPM = 50.0, 220.0
TIGHT = 100.0  # how steady beats are
CLEAR = 0.12  # autocorrelation at the beat, below which there is none


@dataclass(frozen=True, eq=False)
class Pulse:
    """What moves a recording.

    Attributes:
        onsets_s: when something begins, seconds, ascending.
        beats_s: when beats are; none where nothing repeats.
        bpm: their tempo, 0 for none.
    """

    onsets_s: np.ndarray
    beats_s: np.ndarray
    bpm: float

    def phases(self, times_s: np.ndarray) -> np.ndarray:
        """Return where moments are between two beats, 0..1, NaN without a beat."""
        if len(self.beats_s) < 2:
            return np.full(len(times_s), np.nan)
        period = 60.0 / self.bpm
        beats = np.concatenate([[self.beats_s[0] - period], self.beats_s, [self.beats_s[-1] + period]])
        places = np.interp(times_s, beats, np.arange(len(beats)))
        outside = np.where(times_s > beats[-1], (times_s - beats[-1]) / period, np.where(times_s < beats[0], (times_s - beats[0]) / period, 0.0))
        return (places + outside) % 1.0


def find_pulse(wave: np.ndarray, sample_rate: int) -> Pulse:
    """Listen for onsets and beats.

    Args:
        wave: float32 [samples], mono, at 16 kHz or near it.
        sample_rate: Hz.

    Source: Ellis, "Beat tracking by dynamic programming", Journal of New Music Research 36(1), 2007, sections 2 and 3.
    """
    strength, hop = onset_strength(wave, sample_rate)
    times = np.maximum(np.arange(len(strength)) * hop / sample_rate - RISE_S, 0.0)
    onsets = _peaks(strength)
    bpm = _tempo(strength, sample_rate / hop)
    beats = _beats(strength, 60.0 * sample_rate / hop / bpm) if bpm else np.zeros(0, int)
    end = len(wave) / sample_rate - RISE_S  # what would begin where the recording ends is its end
    onsets_s, beats_s = (found[found < end] for found in (times[onsets], times[beats]))
    return Pulse(onsets_s, beats_s, bpm)


def onset_strength(wave: np.ndarray, sample_rate: int) -> tuple[np.ndarray, int]:
    """Return how much the spectrum rises at each frame, float64 [frames], and the samples from one to the next; frame i ends at sample i hops."""
    hop = max(1, round(HOP_S * sample_rate))
    padded = np.pad(np.asarray(wave, np.float32), (SIZE, hop))
    power = spectrum.power(spectrum.stft(padded, spectrum.hann(SIZE), hop))
    bands = power @ spectrum.mel_bands(SIZE // 2 + 1, sample_rate, BANDS, LOWEST_HZ, min(HIGHEST_HZ, sample_rate / 2)) / SIZE
    levels = np.log(bands.astype(np.float64) + FLOOR * SIZE)
    rises = np.maximum(np.diff(levels, axis=0, prepend=levels[:1]), 0.0).mean(axis=1)
    return rises, hop


def _peaks(strength: np.ndarray) -> np.ndarray:
    """Return frames that are the highest about them and stand out."""
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    if not strength.any():
        return np.zeros(0, int)
    highest = maximum_filter1d(strength, 2 * round(AROUND_S / HOP_S) + 1)
    mean = uniform_filter1d(strength, 2 * round(MEAN_S / HOP_S) + 1)
    found = np.flatnonzero((strength >= highest) & (strength > mean + OVER * strength.std()))
    kept: list[int] = []
    for frame in found.tolist():
        if not kept or frame - kept[-1] >= APART_S / HOP_S:
            kept.append(frame)
    return np.array(kept, int)


def _tempo(strength: np.ndarray, frame_rate: float) -> float:
    """Return beats a minute, 0 where nothing repeats."""
    longest = int(frame_rate * 60.0 / SLOWEST_BPM)
    if len(strength) < 3 * longest or not strength.any():
        return 0.0
    centred = strength - strength.mean()
    size = 1 << (2 * len(centred)).bit_length()
    repeats = np.fft.irfft(np.square(np.abs(np.fft.rfft(centred, size))))[: longest + 1]
    lags = np.arange(1, longest + 1)
    bpm = 60.0 * frame_rate / lags
    likely = repeats[1:] / repeats[0] * np.exp(-0.5 * np.square(np.log2(bpm / USUAL_BPM) / WIDTH))
    likely[bpm > FASTEST_BPM] = 0.0
    best = int(np.argmax(likely))
    return float(bpm[best]) if repeats[best + 1] / repeats[0] > CLEAR else 0.0


def _beats(strength: np.ndarray, period: float) -> np.ndarray:
    """Return the frames of beats about `period` frames apart that are strongest together."""
    local = strength / max(float(strength.std()), 1e-12)
    first, last = max(1, round(period / 2)), max(2, round(2 * period))
    gaps = np.arange(first, last + 1)
    penalty = -TIGHT * np.square(np.log(gaps / period))
    best, before = local.copy(), np.full(len(local), -1)
    for frame in range(first, len(local)):
        reach = gaps[gaps <= frame]
        scores = best[frame - reach] + penalty[: len(reach)]
        chosen = int(np.argmax(scores))
        if scores[chosen] > 0.0:
            best[frame] += scores[chosen]
            before[frame] = frame - reach[chosen]
    tail = np.arange(max(0, len(best) - round(period)), len(best))
    at, frames = int(tail[np.argmax(best[tail])]), []
    while at >= 0:
        frames.append(at)
        at = int(before[at])
    return np.array(frames[::-1], int)
