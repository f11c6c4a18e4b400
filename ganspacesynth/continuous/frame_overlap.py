"""Overlap-add of spectrogram frames: joins the windows of an unbroken sound, piece by piece."""

import numpy as np

from ganspacesynth.continuous.stretch import Layout
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.output.decoders import LOCKED
from ganspacesynth.networks.gansynth.decoder import retune, spectral
from ganspacesynth.networks.gansynth.decoder.locked import LockedFrames
from ganspacesynth.networks.gansynth.model_config import ModelConfig

FADE_S = 0.01


class PublishedFrames:
    """Makes frames with the phases of their pictures, summed up from one run to the next."""

    def __init__(self, config: ModelConfig) -> None:
        self._config = config
        self._phase: np.ndarray | None = None

    def add(self, specgrams: np.ndarray, ratios: np.ndarray | None, *, last: bool = False) -> np.ndarray:
        """Take spectrogram frames [n, frames, bins, 2], and how much faster each is read; return them all, complex64 [n, frames, bins]."""
        if not specgrams.shape[1]:
            return np.zeros(specgrams.shape[:3], np.complex64)
        magnitudes, phases = spectral.specgram_parts(self._config, specgrams, self._phase)
        if ratios is not None and (ratios != 1.0).any():
            phases = retune.advance(self._config, phases, self._phase, ratios)
        self._phase = np.remainder(phases[:, -1].astype(np.float64), 2.0 * np.pi).astype(np.float32)
        return spectral.to_complex(magnitudes, phases)


class FrameJoint:
    """Carries phases and overlap-add from one run of frames to the next."""

    def __init__(self, config: ModelConfig, decoder: str) -> None:
        """Begin a sound; `decoder`: "locked", which looks one frame ahead, or "published"."""
        self._config = config
        self._frames = LockedFrames(config) if decoder == LOCKED else PublishedFrames(config)
        self._waiting = np.zeros(0)  # how much faster frames are read that have not been made
        self._rest = np.zeros(config.n_fft - config.hop, np.float32)
        self._skip = config.padding

    def add(self, specgrams: np.ndarray, semitones: np.ndarray | None = None) -> np.ndarray:
        """Take spectrogram frames [frames, bins, 2]; return the samples that are finished by them.

        Args:
            specgrams: see above.
            semitones: how much higher than they are each frame shall sound, [frames].
        """
        return self._joined(specgrams, np.ones(len(specgrams)) if semitones is None else retune.ratio(semitones))

    def tail(self) -> np.ndarray:
        """Return the samples that wait for frames that do not come."""
        none = np.zeros((0, self._config.bins, 2), np.float32)
        return np.concatenate([self._joined(none, np.ones(0), last=True), self._rest[min(self._skip, len(self._rest)) :]])

    def _joined(self, specgrams: np.ndarray, ratios: np.ndarray, *, last: bool = False) -> np.ndarray:
        made = self._frames.add(specgrams[None], ratios, last=last)
        waiting = np.concatenate([self._waiting, ratios])
        ratios, self._waiting = waiting[: made.shape[1]], waiting[made.shape[1] :]
        if not made.shape[1]:
            return np.zeros(0, np.float32)
        wave = spectral.frames_to_wave(self._config, made, ratios if (ratios != 1.0).any() else None)[0]
        wave[: len(self._rest)] += self._rest
        finished, self._rest = wave[: -len(self._rest)], wave[-len(self._rest) :]
        skipped = min(self._skip, len(finished))
        self._skip -= skipped
        return finished[skipped:]


class FrameOverlap:
    """A sound being written: leaves out the frames that are not heard, and closes the end to the sample.

    Attributes:
        layout: of a sound of known length; None as long as there is no end.
        made: samples so far.
        ended: whether all of the sound has been made.
    """

    def __init__(self, config: ModelConfig, layout: Layout | None, decoder: str) -> None:
        """Begin a sound; `decoder`: see `FrameJoint`."""
        self.layout = layout
        self.made = 0
        self.ended = False
        self._config = config
        self._joint = FrameJoint(config, decoder)
        self._frame = 0

    def add(self, specgrams: np.ndarray, semitones: np.ndarray | None = None) -> np.ndarray:
        """Take the next frames [frames, bins, 2]; return the samples that are finished by them.

        Args:
            specgrams, semitones: see `FrameJoint.add`.

        Raises:
            InvalidInput: NaN or infinity in them.
        """
        start, self._frame = self._frame, self._frame + len(specgrams)
        if self.layout is not None:
            kept = self.layout.kept[start : self._frame]
            specgrams = specgrams[: len(kept)][kept]
            semitones = semitones if semitones is None else semitones[: len(kept)][kept]
        with np.errstate(over="ignore", invalid="ignore"):
            wave = self._joint.add(specgrams, semitones)
            closing = self.layout is not None and self._frame >= len(self.layout.kept)
            wave = np.concatenate([wave, self._joint.tail()]) if closing else wave
        if not np.isfinite(wave).all():
            raise InvalidInput("A sound must stay finite. Received: edits or bends that make it overflow. Use smaller ones.", rule="no-overflow")
        if self.layout is not None and closing:
            wave = self._closed(wave, self.layout)
        self.made += len(wave)
        return wave

    def _closed(self, wave: np.ndarray, layout: Layout) -> np.ndarray:
        """Cut an end to its length, without a click."""
        self.ended = True
        wave = wave[: layout.length - self.made]
        if layout.length < layout.natural:
            n = min(len(wave), round(FADE_S * self._config.sample_rate))
            wave[len(wave) - n :] *= np.linspace(1.0, 0.0, n, dtype=np.float32)
        return wave
