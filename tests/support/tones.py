"""Small sounds for banks: struck tones of a pitch and a timbre, phrases of them, and files."""

import numpy as np

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.audio.pitch import midi_to_hz


def tone(pitch, rate=16000, seconds=0.25, *, bright=1.0, level=0.3, decay=4.0, rng=None, noise=0.0):
    """A struck tone, float32 [samples]; `bright` is how slowly partials fall off."""
    t = np.arange(round(seconds * rate)) / rate
    hertz = float(midi_to_hz(pitch))
    partials = range(1, max(2, min(12, int(0.45 * rate / hertz))))
    wave = sum(k ** -(2.0 / bright) * np.sin(2 * np.pi * hertz * k * t) for k in partials)
    wave = level * wave / np.abs(wave).max() * np.minimum(1.0, t / 0.004) * np.exp(-decay * t) * np.minimum(1.0, (seconds - t) / 0.01)
    if rng is not None:
        wave = wave + noise * rng.standard_normal(len(wave))
    return wave.astype(np.float32)


def phrase(pitches, rate=16000, seconds=0.25, **more):
    """Tones one behind the other."""
    return np.concatenate([tone(pitch, rate, seconds, **more) for pitch in pitches])


def write(path, wave, rate=16000):
    """Write a WAV; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_wave(path, np.clip(wave, -1.0, 1.0), rate)
    return path
