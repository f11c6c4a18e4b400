"""What z says beside which timbres it mixes: how bright a sound is, how nasal, how it trembles, and how it swells or dies away.

A random z has 256 coordinates, of which those of the timbres are a handful. A few more of them are votes, too: each moves the log magnitudes of
the notes along a fixed curve over time and frequency, so that one note teaches the network many sounds, and every timbre bends in the same ways.

    brightness  +  rises with each octave above the fundamental      -  falls
    nasality    +  a hill around 1.2 kHz                             -  a valley
    tremolo     +  waves of 5.5 Hz                                   -  none
    envelope    +  dies away                                         -  swells in
"""

import functools

import numpy as np

from ganspacesynth.audio.spectrum import hertz_to_mel, mel_to_hertz
from ganspacesynth.networks.gansynth.model_config import ModelConfig

NAMES = ("brightness", "nasality", "tremolo", "envelope")
FARTHEST = 2.0  # coordinates of z beyond it do no more
BRIGHTNESS_DB = 1.5  # an octave
NASALITY_DB, NASALITY_HZ, NASALITY_OCTAVES = 4.0, 1200.0, 0.6
TREMOLO_DB, TREMOLO_HZ = 2.5, 5.5
DECAY_DB = 6.0  # a second
SWELL_DB, SWELL_S = 8.0, 0.8
HEARD_FROM, HEARD_ALL = 0.02, 0.2  # above the floor of a picture: silence stays silence
NEPERS_OF_DB = np.log(10.0) / 20.0


@functools.lru_cache(maxsize=256)
def curves_of_pitch(config: ModelConfig, pitch: int) -> np.ndarray:
    """Return what the variations that shape the spectrum add to it at 1, log magnitudes, float32 [2, bins]."""
    if config.data_type == "mel":
        hertz = mel_to_hertz(np.linspace(0.0, hertz_to_mel(config.sample_rate / 2), config.bins + 2)[1:-1])
    else:
        hertz = np.arange(1, config.bins + 1) * config.sample_rate / 2 / config.bins
    octaves = np.clip(np.log2(hertz / (440.0 * 2.0 ** ((pitch - 69) / 12))), -1.0, 5.0)
    hill = np.exp(-0.5 * np.square(np.log2(hertz / NASALITY_HZ) / NASALITY_OCTAVES))
    return np.stack([BRIGHTNESS_DB * octaves, NASALITY_DB * hill]).astype(np.float32) * np.float32(NEPERS_OF_DB)


def vary(config: ModelConfig, pictures: np.ndarray, pitch: int, amounts: np.ndarray, frames: slice, log_magnitude_gain: float) -> np.ndarray:
    """Return frames of a picture with its log magnitudes varied.

    Args:
        config: of the network.
        pictures: normalized, float32 [frames, bins, 2]; changed in place.
        pitch: MIDI number.
        amounts: coordinates of z along the variations, [variations].
        frames: which of the whole picture these are.
        log_magnitude_gain: see `timbres.morph`.
    """
    brightness, nasality, tremolo, envelope = np.clip(amounts, -FARTHEST, FARTHEST).tolist()
    seconds = np.arange(config.frames)[frames] * (config.audio_length / config.sample_rate / config.frames)
    over_time = TREMOLO_DB * max(tremolo, 0.0) * np.sin(2.0 * np.pi * TREMOLO_HZ * seconds)
    over_time -= DECAY_DB * max(envelope, 0.0) * seconds
    over_time -= SWELL_DB * max(-envelope, 0.0) * np.maximum(1.0 - seconds / SWELL_S, 0.0)
    shape = np.array([brightness, nasality], np.float32) @ curves_of_pitch(config, pitch)
    added = (NEPERS_OF_DB * over_time).astype(np.float32)[:, None] + shape
    magnitudes = pictures[..., 0]
    floor = magnitudes.min()
    heard = np.clip((magnitudes - floor - HEARD_FROM) / (HEARD_ALL - HEARD_FROM), 0.0, 1.0)
    pictures[..., 0] = np.clip(magnitudes + heard * added / np.float32(log_magnitude_gain), floor, 0.999)
    return pictures
