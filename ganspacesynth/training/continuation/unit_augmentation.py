"""A unit as it could be heard: a wave in, the same at another pitch and level, through a filter, with noise and in a room out."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.bank.units.unit_features import RATE
from ganspacesynth.training.continuation.continuation_settings import ContinuationTraining

PIVOT_HZ = 1000.0  # about which a filter tilts
LOUD = 0.3  # of a room, against the sound itself, at most
LONGEST_S = 1.0


@dataclass(frozen=True)
class Hearing:
    """How a copy of a bank is heard; all of its units alike.

    Attributes:
        semitones: higher or lower.
        gain_db: louder or softer.
        tilt_db: an octave.
        noise_db: against the unit's own level, None for none.
        reverb_s: until a room is silent, 0 for none.
        room: 0..1, how loud the room is.
    """

    semitones: float = 0.0
    gain_db: float = 0.0
    tilt_db: float = 0.0
    noise_db: float | None = None
    reverb_s: float = 0.0
    room: float = 0.0

    @property
    def pitch_alone(self) -> "Hearing":
        """Another pitch, and nothing else."""
        return Hearing(self.semitones)


def draw_hearing(rng: np.random.Generator, settings: ContinuationTraining) -> Hearing:
    """Draw how a copy is heard."""
    noise = None if rng.random() < 0.3 else float(rng.uniform(settings.noise - 20.0, settings.noise))
    return Hearing(
        float(rng.integers(-round(settings.pitch), round(settings.pitch) + 1)),
        float(rng.uniform(-settings.gain, settings.gain)),
        float(rng.uniform(-settings.filter, settings.filter)),
        noise,
        float(rng.uniform(0.0, settings.reverb)),
        float(rng.uniform(0.0, LOUD)),
    )


def heard(wave: np.ndarray, hearing: Hearing, rng: np.random.Generator) -> np.ndarray:
    """Return a unit as it is heard, float32 [samples]; another pitch makes it shorter or longer.

    Args:
        wave: float32 [samples] at 16 kHz.
        hearing: how.
        rng: of noise and room.
    """
    if hearing.semitones:
        wave = resample(wave, RATE * 2.0 ** (hearing.semitones / 12.0), RATE)
    if hearing == hearing.pitch_alone:
        return wave
    size = 1 << (len(wave) + round(LONGEST_S * RATE)).bit_length()
    spectrum = np.fft.rfft(wave, size)
    hertz = np.maximum(np.fft.rfftfreq(size, 1.0 / RATE), 30.0)
    spectrum *= 10.0 ** (hearing.tilt_db * np.log2(hertz / PIVOT_HZ) / 20.0)
    if hearing.reverb_s > 0.01:
        spectrum *= np.fft.rfft(_room(hearing, rng), size)
    filtered = np.fft.irfft(spectrum, size)[: len(wave)] * 10.0 ** (hearing.gain_db / 20.0)
    level = float(np.sqrt(np.mean(np.square(filtered))))
    if hearing.noise_db is not None:
        filtered = filtered + level * 10.0 ** (hearing.noise_db / 20.0) * rng.standard_normal(len(filtered))
    return filtered.astype(np.float32)


def _room(hearing: Hearing, rng: np.random.Generator) -> np.ndarray:
    """Return an impulse response: the sound itself, then noise that dies away by 60 dB."""
    t = np.arange(round(min(hearing.reverb_s, LONGEST_S) * RATE)) / RATE
    tail = rng.standard_normal(len(t)) * 10.0 ** (-3.0 * t / hearing.reverb_s)
    tail *= hearing.room / max(float(np.sqrt(np.sum(np.square(tail)))), 1e-12)
    tail[0] += 1.0
    return tail
