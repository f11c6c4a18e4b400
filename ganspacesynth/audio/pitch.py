"""Fundamental frequency over time by the YIN estimator, and one MIDI number for a whole note."""

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.loudness import stretch_power
from ganspacesynth.core.errors import InvalidInput

THRESHOLD = 0.1  # the first dip of the normalised difference below this is the period
VOICED = 0.2  # frames less periodic than this do not vote on a note's pitch
FINE_RATE = 64000  # Hz; lags are read at least this finely, so that high notes keep their first dip
BLOCK_FRAMES = 256  # frames transformed at a time: bounds memory on long recordings


def yin(
    wave: np.ndarray, sample_rate: int, *, fmin: float = 25.0, fmax: float = 2500.0, frame_s: float = 0.064, hop_s: float = 0.025
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate the fundamental frequency of each frame.

    Args:
        wave: float [samples], mono.
        sample_rate: Hz.
        fmin: lowest frequency looked for, Hz.
        fmax: highest frequency looked for, Hz; below sample_rate / 2.
        frame_s: seconds compared with their delayed copy; longer is steadier, at least 1.5 periods of fmin is sensible.
        hop_s: seconds between frames.

    Returns:
        f0: float64 [frames], Hz.
        aperiodicity: float64 [frames]; near 0 for a clean tone, above 0.2 hardly pitched, 1 for silence.

    Raises:
        InvalidInput: not mono, empty, not finite, or a setting out of range.

    Source: de Cheveigné & Kawahara, "YIN, a fundamental frequency estimator for speech and music", JASA 111(4), 2002,
    steps 2 to 5; the difference function is read on a band-limited finer grid of lags.
    """
    wave = _check(wave, sample_rate, fmin, fmax, frame_s, hop_s)
    window, hop = max(1, round(frame_s * sample_rate)), max(1, round(hop_s * sample_rate))
    longest = int(np.ceil(sample_rate / fmin)) + 2
    span = window + longest
    n_fft = 1 << (span + span // 8).bit_length()  # some samples more than needed: interpolation rings at the frame's ends
    wave = np.pad(np.pad(wave, (0, max(0, span - len(wave)))), (0, n_fft - span), mode="edge")
    frames = spectrum.frames(wave, n_fft, hop)
    parts = [yin_frames(frames[i : i + BLOCK_FRAMES], window, longest, sample_rate, fmin, fmax) for i in range(0, len(frames), BLOCK_FRAMES)]
    f0, aperiodicity = (np.concatenate(part) for part in zip(*parts, strict=True))
    return f0, aperiodicity


def note_pitch(wave: np.ndarray, sample_rate: int, *, fmin: float = 25.0, fmax: float = 2500.0) -> float:
    """Return the pitch of one note as a fractional MIDI number, or NaN when nothing in it is pitched.

    It is the median over the pitched frames, each weighted by its level, so that attacks and tails hardly count.

    Args:
        wave: float [samples], mono.
        sample_rate: Hz.
        fmin: lowest frequency looked for, Hz.
        fmax: highest frequency looked for, Hz.
    """
    frame_s, hop_s = 0.064, 0.025
    f0, aperiodicity = yin(wave, sample_rate, fmin=fmin, fmax=fmax, frame_s=frame_s, hop_s=hop_s)
    level = np.sqrt(stretch_power(wave, np.arange(len(f0)) * round(hop_s * sample_rate), round(frame_s * sample_rate)))
    voiced = (aperiodicity < VOICED) & (level > 0.0)
    if not voiced.any():
        return float("nan")
    midi, weight = hz_to_midi(f0[voiced]), level[voiced]
    order = np.argsort(midi)
    heard = np.cumsum(weight[order])
    return float(midi[order][np.searchsorted(heard, heard[-1] / 2)])


def hz_to_midi(frequency: np.ndarray | float) -> np.ndarray:
    """Convert Hz to fractional MIDI numbers (440 Hz is 69)."""
    return 69.0 + 12.0 * np.log2(np.asarray(frequency, np.float64) / 440.0)


def midi_to_hz(midi: np.ndarray | float) -> np.ndarray:
    """Convert fractional MIDI numbers to Hz (69 is 440 Hz)."""
    return 440.0 * 2.0 ** ((np.asarray(midi, np.float64) - 69.0) / 12.0)


def _check(wave: np.ndarray, sample_rate: int, fmin: float, fmax: float, frame_s: float, hop_s: float) -> np.ndarray:
    wave = np.asarray(wave, np.float64)
    if wave.ndim != 1 or not len(wave):
        raise InvalidInput(f"The wave must be mono and hold sound. Received: shape={wave.shape}. Pass float [samples].", rule="mono-wave")
    if not np.isfinite(wave).all():
        raise InvalidInput("Audio must be finite. Received: NaN or infinity. Render or export it again.", rule="finite-audio")
    if not 0 < fmin < fmax < sample_rate / 2:
        received = f"fmin={fmin}, fmax={fmax}, sample_rate={sample_rate}"
        raise InvalidInput(
            f"Frequencies must obey 0 < fmin < fmax < sample_rate / 2. Received: {received}. Use for example 25 and 2500.", rule="frequency-band"
        )
    if not (0 < frame_s < np.inf and 0 < hop_s < np.inf):
        raise InvalidInput(
            f"Frame and hop must be positive seconds. Received: frame_s={frame_s}, hop_s={hop_s}. Use for example 0.064 and 0.025.",
            rule="positive-frame",
        )
    return wave


def yin_frames(
    frames: np.ndarray, window: int, longest: int, sample_rate: float, fmin: float, fmax: float, *, fine_rate: float = FINE_RATE
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate the fundamental frequency of frames that are cut already; see `yin`.

    Args:
        frames: float64 [frames, size]; size is `window + longest` and an eighth of it more.
        window: samples that are compared with their delayed copy.
        longest: lag, samples; two more than the period of fmin.
        sample_rate: Hz.
        fmin, fmax: Hz.
        fine_rate: Hz; lags are read at least this finely.

    Returns:
        f0 (Hz) and aperiodicity, float64 [frames] each.
    """
    fine = 1 << max(0, int(np.ceil(np.log2(fine_rate / sample_rate))))  # lags per sample
    difference = _difference(frames, window, longest, fine)  # [frames, lags]
    total = np.cumsum(difference, axis=1)
    lags = np.arange(difference.shape[1])
    silent = total[:, -1] <= 1e-9 * len(lags) * np.sum(np.square(frames[:, :window]), axis=1)  # nothing there, or a constant
    normalized = np.divide(difference * lags, total, out=np.ones_like(difference), where=total > 0.0)
    first, last = int(np.floor(sample_rate * fine / fmax)), int(np.ceil(sample_rate * fine / fmin))
    dip = first + _first_dip(normalized[:, first : last + 1])
    rows = np.arange(len(frames))
    before, here, after = (difference[rows, dip + shift] for shift in (-1, 0, 1))
    bend = before - 2.0 * here + after
    shift = np.divide(0.5 * (before - after), bend, out=np.zeros_like(bend), where=bend > 0.0)
    period = (dip + np.clip(shift, -1.0, 1.0)) / fine
    return sample_rate / period, np.where(silent, 1.0, np.clip(normalized[rows, dip], 0.0, 1.0))


def _difference(frames: np.ndarray, window: int, longest: int, fine: int) -> np.ndarray:
    """Return sum over the window of (x[t] - x[t + lag])² for lags 0, 1/fine, 2/fine … `longest` samples."""
    n_fft = frames.shape[1]
    spectrum = np.fft.rfft(frames, axis=1)
    delayed = np.conj(np.fft.rfft(frames[:, :window], n_fft, axis=1)) * spectrum
    product = np.fft.irfft(delayed, n_fft * fine, axis=1)[:, : longest * fine] * fine  # [frames, lags]
    squares = np.cumsum(np.square(frames[:, : window + longest + 1]), axis=1)
    squares = np.concatenate([np.zeros((len(frames), 1)), squares], axis=1)
    energy = squares[:, window : window + longest + 1] - squares[:, : longest + 1]  # [frames, samples of lag]
    steps = np.arange(fine) / fine
    between = energy[:, :-1, None] * (1.0 - steps) + energy[:, 1:, None] * steps  # [frames, samples of lag, fine]
    difference = energy[:, :1] + between.reshape(len(frames), -1) - 2.0 * product
    return np.maximum(difference, 0.0)


def _first_dip(normalized: np.ndarray) -> np.ndarray:
    """Return the lowest lag of the first stretch below the threshold, or of all lags when none is."""
    below = normalized < THRESHOLD
    lags = np.arange(normalized.shape[1])
    start = np.argmax(below, axis=1)[:, None]
    leaves = ~below & (lags > start)
    stop = np.where(leaves.any(axis=1), np.argmax(leaves, axis=1), len(lags))[:, None]
    inside = np.where((lags >= start) & (lags < stop), normalized, np.inf)
    return np.where(below.any(axis=1), np.argmin(inside, axis=1), np.argmin(normalized, axis=1))
