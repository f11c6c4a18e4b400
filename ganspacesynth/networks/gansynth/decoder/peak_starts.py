"""The picture's phases in, the phases out with which peaks begin: the picture's own where they agree, all together where they do not."""

import numpy as np

from ganspacesynth.networks.gansynth.decoder.peak_phases import nearest_bands, wrapped
from ganspacesynth.networks.gansynth.decoder.spectral_peaks import Peaks
from ganspacesynth.networks.gansynth.model_config import ModelConfig

AGREE = 0.5  # mean cosine between what the picture and its magnitudes say of a peak's neighbours: real sounds have 0.7, generated ones 0.2
LOUDER = 0.25  # power of a peak's power by which it counts more


class PictureTurns:
    """Sums up the instantaneous frequencies of frames, run after run."""

    def __init__(self, config: ModelConfig) -> None:
        self._band, self._scale = nearest_bands(config.bins, config.sample_rate)
        self._last: np.ndarray | None = None  # up to the last frame made, [n, bands]

    def add(self, second: np.ndarray, sounds: int, at: np.ndarray) -> np.ndarray:
        """Return the sums up to some frames, float64 [at, n, bands].

        Args:
            second: instantaneous frequencies [rows, bands], all sounds of one frame after the other; the first frame is the last one of the run
                before, if there was one.
            sounds: rows of each frame.
            at: numbers of frames, each once, in order.
        """
        frames = second.reshape(-1, sounds, second.shape[1])
        begin, total = (0, np.zeros(frames.shape[1:])) if self._last is None else (1, self._last)
        sums = np.empty((len(at), *frames.shape[1:]))
        for index, frame in enumerate(at):
            total = total + frames[begin : frame + 1].sum(axis=0)
            sums[index], begin = total, max(begin, frame + 1)
        self._last = total + frames[begin:].sum(axis=0)
        return sums

    def phases(self, sums: np.ndarray, at: np.ndarray, sound: np.ndarray, bins: np.ndarray) -> np.ndarray:
        """Return the picture's phases, radians [k], of bins of sounds at frames (indices of `sums`), each read in the band that hears most of it."""
        return sums[at, sound, self._band[bins]] * self._scale[bins]


def starts(
    peaks: Peaks, struck: np.ndarray, power: np.ndarray, along: tuple[np.ndarray, np.ndarray], picture: PictureTurns, second: np.ndarray, sounds: int
) -> np.ndarray:
    """Return the phases with which peaks of an attack begin, in the middle of their frames, radians, one for each of `struck`.

    In an analysed sound the picture says how the partials of an attack lie to each other, and its phases of a peak and of the bins beside
    it are those that the growth of their magnitudes makes. Networks have learnt the one better than the other: where the two disagree, all
    lobes of the frame begin in phase, as those of a stroke do, since phases at random would smear it.

    Args:
        peaks: of rows.
        struck: numbers of those that begin with an attack.
        power: [rows, bins].
        along: phases along frequency and summits, see `peak_phases.slopes` and `summits`.
        picture: sums up `second`, which is the run's, see `PictureTurns.add`.
        second: instantaneous frequencies [rows, bands].
        sounds: rows of each frame.
    """
    (phases, summit), row, middle = along, peaks.row[struck], peaks.bin[struck]
    frames, at = np.unique(row // sounds, return_inverse=True)
    sums = picture.add(second, sounds, frames)
    told, below, above = (picture.phases(sums, at, row % sounds, middle + side) - phases[row, middle + side] for side in (0, -1, 1))
    weight = power[row, middle].astype(np.float64) ** LOUDER
    agreed = np.bincount(row, weight * (np.cos(above - told) + np.cos(below - told)), len(power))
    agrees = agreed > AGREE * 2.0 * np.bincount(row, weight, len(power))
    return np.where(agrees[row], wrapped(told + summit[struck]), summit[struck])
