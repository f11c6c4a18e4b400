"""Spectral consistency: whether a sound really has the spectrogram that a network drew of it."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from ganspacesynth.core.conditions import Conditions
from ganspacesynth.networks.gansynth.decoder import spectral
from ganspacesynth.networks.gansynth.decoder.locked import decoded_waves
from ganspacesynth.networks.gansynth.model_config import ModelConfig

LEAST_POWER = 1e-12
BATCH = 8


@runtime_checkable
class Draws(Protocol):
    """A model that draws spectrograms, and turns them into sound."""

    @property
    def config(self) -> ModelConfig:
        """Its sizes."""

    @property
    def decoder(self) -> str:
        """How it turns spectrograms into sound, see `core.output.decoders`."""

    def input(self, z: np.ndarray, pitches: Sequence[float], conditions: Sequence[Conditions]) -> np.ndarray:
        """Return what the network is given."""

    def run(self, x: np.ndarray, *, start: str | None, stop: str | None) -> np.ndarray:
        """Return the network's pictures."""

    def denormalize(self, pictures: np.ndarray) -> np.ndarray:
        """Turn them into spectrograms."""


def consistency_db(magnitudes: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Return how far spectrograms are from those drawn, dB [n]: the energy of the difference beside that of the drawing.

    0 says that nothing of it is heard, -20 that a hundredth is wrong; a drawing that no sound has cannot be met. NaN for an empty drawing.

    Args:
        magnitudes: as drawn, float [n, frames, bins].
        own: of the sounds that were made of it.

    Source: Le Roux, Ono & Sagayama, "Explicit consistency constraints for STFT spectrograms" (2008), equation 7; here of magnitudes.
    """
    drawn = np.sum(np.square(magnitudes, dtype=np.float64), axis=(1, 2))
    apart = np.sum(np.square(np.asarray(own, np.float64) - magnitudes), axis=(1, 2))
    ratio = np.divide(apart, drawn, out=np.full(len(drawn), np.nan), where=drawn > LEAST_POWER)
    return 10.0 * np.log10(np.maximum(ratio, LEAST_POWER))


def of_model(model: object, waves: Sequence[np.ndarray], z: np.ndarray, pitches: np.ndarray, conditions: Sequence[Conditions]) -> np.ndarray:
    """Return the consistency of sounds that a model has made, dB [n]; NaN for a model that does not draw.

    Args:
        model: which made them.
        waves: float32 [samples] each.
        z, pitches, conditions: of which it made them, n each.
    """
    if not isinstance(model, Draws):
        return np.full(len(pitches), np.nan)
    found = []
    for start in range(0, len(pitches), BATCH):
        rows = slice(start, start + BATCH)
        pictures = model.run(model.input(z[rows], pitches[rows].tolist(), conditions[rows]), start=None, stop=None)
        drawn = spectral.specgram_parts(model.config, model.denormalize(pictures))[0]
        found.append(consistency_db(drawn, np.abs(spectral.waves_to_stfts(model.config, np.stack(list(waves[rows]))))))
    return np.concatenate(found)


def of_real(model: object, waves: Sequence[np.ndarray], sample_rate: int) -> np.ndarray:
    """Return the same of real sounds that are drawn as a model would draw them and made into sounds again by its decoder, dB [n].

    Args:
        model: whose form of spectrograms is taken; NaN where it has none, or another rate.
        waves: float32 [samples] each, of any length.
        sample_rate: Hz.
    """
    if not isinstance(model, Draws) or model.config.sample_rate != sample_rate:
        return np.full(len(waves), np.nan)
    config, found = model.config, []
    for wave in waves:
        wave = wave[: config.audio_length]
        drawn = spectral.waves_to_specgrams(config, np.pad(wave, (0, config.audio_length - len(wave)))[None])
        again = decoded_waves(config, drawn, model.decoder)
        found.append(consistency_db(spectral.specgram_parts(config, drawn)[0], np.abs(spectral.waves_to_stfts(config, again)))[0])
    return np.array(found)
