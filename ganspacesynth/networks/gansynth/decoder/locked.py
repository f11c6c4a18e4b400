"""Mel pictures -> frames whose phases are locked to the peaks of their magnitudes, whole or chunk by chunk.

The published way back sums up the picture's phases and brings them to the linear scale. A mel band there mixes bins whose phases may be whole
turns apart: the bins of one partial come back contradicting each other, and the partial wobbles. Here the magnitudes are kept and the
phases are made anew:

    along frequency   half a turn a bin, and how each bin grows: it says when in the frame its energy comes      peak_phases.slopes
    along time        the picture's own advance at each peak, read in its mel band before anything is mixed      peak_phases.advances
    attacks           bands that rise fast begin anew, with the picture's phases where these agree               peak_kinds.attacks, peak_starts
    noise             lobes of peaks that are not steady are scattered in time, so that no frame is heard        peak_kinds.scatter

One frame is looked ahead. Locking regions to peaks: Laroche & Dolson, "Improved phase vocoder time-scale modification of audio" (1999); making
phases from magnitudes: Prusa, Balazs, Sondergaard (2017). docs/decoder.md has figures.
"""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.output.decoders import LOCKED
from ganspacesynth.networks.gansynth.decoder import peak_kinds, peak_phases, retune, spectral
from ganspacesynth.networks.gansynth.decoder.peak_starts import PictureTurns, starts
from ganspacesynth.networks.gansynth.decoder.spectral_peaks import Peaks, find_peaks
from ganspacesynth.networks.gansynth.model_config import ModelConfig

AGAIN = 4096.0  # turns: the chance of the scattering, so often, is another one, with which peaks begin


@dataclass(frozen=True, eq=False)
class _Frames:
    """Frames of pictures: power [n, frames, bins], instantaneous frequency [n, frames, bins], how much faster each is read [frames]."""

    power: np.ndarray
    second: np.ndarray
    ratios: np.ndarray

    def joined(self, later: "_Frames") -> "_Frames":
        pairs = ((self.power, later.power, 1), (self.second, later.second, 1), (self.ratios, later.ratios, 0))
        return _Frames(*(np.concatenate([a, b], axis=axis) for a, b, axis in pairs))

    def last(self, count: int) -> "_Frames":
        start = max(0, len(self.ratios) - count)
        return _Frames(self.power[:, start:].copy(), self.second[:, start:].copy(), self.ratios[start:].copy())

    def rows(self, stop: int) -> tuple[np.ndarray, np.ndarray]:
        """Power and instantaneous frequency, all sounds of one frame after the other: [frames * n, bins]."""
        return _rows(self.power, stop), _rows(self.second, stop)


@dataclass(frozen=True, eq=False)
class _Made:
    """What goes on from the last frame made: its phases along frequency, and of each of its peaks the summit, phase and steadiness."""

    phases: np.ndarray
    summit: np.ndarray
    theta: np.ndarray
    steadiness: np.ndarray


class LockedFrames:
    """Makes the frames of some sounds of one length, run after run; each waits for the one after it."""

    def __init__(self, config: ModelConfig) -> None:
        self._config = config
        self._kept: _Frames | None = None  # the last frame made, if any, and the one that waits
        self._made: _Made | None = None
        self._picture = PictureTurns(config)
        self._count = 0  # frames made

    def add(self, specgrams: np.ndarray, ratios: np.ndarray | None = None, *, last: bool = False) -> np.ndarray:
        """Take mel spectrogram frames; return those that are ready.

        Args:
            specgrams: float32 [n, frames, bins, 2].
            ratios: how much faster each frame is read, [frames]; see `retune`.
            last: no more will come.

        Returns:
            complex64 [n, frames, bins].
        """
        power = spectral.mel_power(self._config, specgrams) if specgrams.size else np.zeros(specgrams.shape[:3], np.float32)
        frames = _Frames(power, specgrams[..., 1], np.ones(specgrams.shape[1]) if ratios is None else ratios)
        frames = frames if self._kept is None else self._kept.joined(frames)
        start = 0 if self._made is None else 1
        stop = len(frames.ratios) - (0 if last else 1)
        self._kept = frames.last(2 if stop > 0 else 1)
        if stop <= start:
            return np.zeros((len(power), 0, power.shape[2]), np.complex64)
        return self._lock(frames, start, stop)

    def _lock(self, frames: _Frames, start: int, stop: int) -> np.ndarray:
        """Make frames start..stop; where start is 1, the first is the last one made."""
        n, _, bins = frames.power.shape
        levels = np.log(frames.power)
        levels *= np.float32(0.5)
        power, second = frames.rows(stop)
        peaks = find_peaks(power, _rows(levels, stop), n)
        ends = np.searchsorted(peaks.row, np.arange(0, n * stop + 1, n)).tolist()  # of each frame's peaks
        growth = _rows(_growth(levels, stop), stop)
        growths = growth.reshape(-1)[peaks.own]
        phases, lags = peak_phases.slopes(self._config, growth)
        summit = peak_phases.summits(peaks, phases, lags)
        if self._made is not None:
            phases[:n], summit[: ends[1]] = self._made.phases, self._made.summit
        hit = peak_kinds.attacks(peaks, _rows(peak_kinds.rises(frames.power), stop), bins)
        chance = peak_kinds.by_chance(peaks.bin, peaks.row // n + (self._count - start))
        theta, struck = 2.0 * np.pi * AGAIN * chance, np.flatnonzero(hit)
        theta[struck] = starts(peaks, struck, power, (phases, summit), self._picture, second, n)
        theta, steadiness = self._tracks(peaks, (second, frames.ratios), (phases, summit), growths, hit, theta, ends)
        self._made = _Made(phases[(stop - 1) * n :].copy(), summit[ends[-2] :], peak_phases.wrapped(theta[ends[-2] :]), steadiness[ends[-2] :])
        self._count += stop - start
        scattered = np.where(hit, 0.0, peak_kinds.scatter(chance, steadiness))
        made = _spectra(power, peaks, phases, peak_phases.wrapped(theta - summit), scattered)
        return np.swapaxes(made.reshape(stop, n, bins), 0, 1)[:, start:]

    def _tracks(
        self,
        peaks: Peaks,
        picture: tuple[np.ndarray, np.ndarray],
        along: tuple[np.ndarray, np.ndarray],
        growths: np.ndarray,
        hit: np.ndarray,
        theta: np.ndarray,
        ends: list[int],
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return each peak's phase in the middle of its frame, and how steady it has been, 0..1; `theta`: with what it would begin."""
        config, (second, ratios), (phases, summit) = self._config, picture, along
        sounds = len(phases) // (len(ends) - 1)
        goes_on, moved = peak_phases.gone_on(peaks)
        advance, deviation = peak_phases.advances(config, peaks, second, phases, summit, sounds)
        steady = peak_kinds.is_steady(peaks, moved, growths, deviation, peak_phases.smear(config.bins, config.sample_rate)[peaks.bin])
        begins = ~goes_on | hit
        plus = np.where(begins, hit, (1.0 - peak_kinds.KEEP) * steady)
        gain = np.where(begins, 0.0, peak_kinds.KEEP)
        if self._made is not None:
            known = slice(0, ends[1])
            begins[known], gain[known] = True, 0.0
            theta[known], plus[known] = self._made.theta, self._made.steadiness
        advance = np.where(begins, 0.0, advance if (ratios == 1.0).all() else advance * ratios[peaks.row // sounds])
        back = np.where(begins, np.arange(len(peaks)), peaks.before)
        first, advanced, steadiness = peak_phases.along_tracks(back, advance, gain, plus, len(ends) - 1)
        return theta[first] + advanced, steadiness


def decoded_waves(config: ModelConfig, specgrams: np.ndarray, decoder: str, semitones: np.ndarray | None = None) -> np.ndarray:
    """Decode spectrograms with the decoder of this name; see `locked_waves` and `spectral.specgrams_to_waves`."""
    return (locked_waves if decoder == LOCKED else spectral.specgrams_to_waves)(config, specgrams, semitones)


def locked_waves(config: ModelConfig, specgrams: np.ndarray, semitones: np.ndarray | None = None) -> np.ndarray:
    """float32 [n, frames, bins, 2] -> float32 [n, audio_length]; `semitones` [n]: how much higher each shall sound than it is."""
    if semitones is None or not np.any(semitones):
        return spectral.stfts_to_waves(config, LockedFrames(config).add(specgrams, last=True))
    waves = []
    for specgram, higher in zip(specgrams, semitones, strict=True):
        ratios = np.full(len(specgram), retune.ratio(higher)) if higher else None
        frames = LockedFrames(config).add(specgram[None], ratios, last=True)
        waves.append(spectral.frames_to_wave(config, frames, ratios)[:, config.padding :])
    return np.concatenate(waves)


def _rows(values: np.ndarray, stop: int) -> np.ndarray:
    """[n, frames, bins] -> [stop * n, bins], all sounds of one frame after the other."""
    if len(values) == 1:
        return values[0, :stop]
    return np.ascontiguousarray(np.swapaxes(values[:, :stop], 0, 1)).reshape(-1, values.shape[2])


def _growth(levels: np.ndarray, stop: int) -> np.ndarray:
    """Return how fast levels [n, frames, ...] grow a frame, from the frame before to the frame after, of the first `stop` frames."""
    count = levels.shape[1]
    growth = np.zeros((len(levels), stop, levels.shape[2]), np.float32)
    inner = min(stop, count - 1)
    if count > 1:
        np.subtract(levels[:, 2 : inner + 1], levels[:, : inner - 1], out=growth[:, 1:inner])
        growth[:, 1:inner] *= np.float32(0.5)
        growth[:, 0] = levels[:, 1] - levels[:, 0]
        if stop == count:
            growth[:, -1] = levels[:, -1] - levels[:, -2]
    return growth


def _spectra(power: np.ndarray, peaks: Peaks, phases: np.ndarray, base: np.ndarray, scattered: np.ndarray) -> np.ndarray:
    """Return complex64 [rows, bins]: the phases of each lobe, moved in time as far as it is scattered."""
    tilt = 2.0 * np.pi * scattered
    base = (base + tilt * peaks.place).astype(np.float32)
    turned = np.repeat(tilt.astype(np.float32), peaks.size).reshape(phases.shape)
    turned *= -np.arange(1, phases.shape[1] + 1, dtype=np.float32)
    turned += np.repeat(base, peaks.size).reshape(phases.shape)
    turned += phases
    return spectral.to_complex(np.sqrt(power), turned)
