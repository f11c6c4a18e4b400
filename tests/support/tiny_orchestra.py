"""Half-second notes of a few synthetic instruments as a data set, and stand-ins for models that play well, or badly in known ways."""

from types import SimpleNamespace

import numpy as np

from ganspacesynth.data.dataset_building import write_dataset
from ganspacesynth.data.schema import Sample, note_name

RATE, SAMPLES = 8000, 4000
PITCHES = tuple(range(55, 67))
INSTRUMENTS = 8


def timbre(number):
    """Levels of six partials and a decay, of an instrument or of a seed."""
    rng = np.random.default_rng([7, number])
    return np.concatenate([[1.0], 10.0 ** rng.uniform(-2.0, 0.0, 5)]), rng.uniform(0.0, 8.0)


def play(pitch, number):
    """One note, float32 [samples]."""
    levels, decay = timbre(number)
    t = np.arange(SAMPLES) / RATE
    hertz = 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)
    wave = sum(level * np.sin(2.0 * np.pi * hertz * k * t) for k, level in enumerate(levels, 1)) * np.exp(-decay * t)
    return (0.5 * wave / np.abs(wave).max()).astype(np.float32)


def save(path, *, valid=2, instruments=INSTRUMENTS, pitches=PITCHES):
    """Write the data set; returns its path."""

    def source(done):
        for number in range(instruments):
            for pitch in pitches:
                yield Sample(note_name(f"tiny{number}", 100, pitch), pitch, f"tiny{number}", wave=play(pitch, number))

    held = {f"tiny{number}" for number in range(instruments - valid, instruments)}
    write_dataset(path, source, valid=held, settings={}, sample_rate=RATE)
    return path


class Player:
    """Plays well: any z is an instrument such as those of the data set. Others below do it wrongly."""

    id = "player"

    def __init__(self, *, pitches=PITCHES, rate=RATE):
        self.config = SimpleNamespace(pitches=pitches, sample_rate=rate, audio_length=SAMPLES)

    def sample_z(self, n, *, seed=None):
        return np.random.default_rng(seed).normal(size=(n, 4)).astype(np.float32)

    def sample_conditions(self, n, *, seed, pitches):
        return [{}] * n

    def synthesize(self, z, pitches, *, conditions):
        return np.stack([self.sound(row, pitch) for row, pitch in zip(z, pitches, strict=True)])

    def sound(self, z, pitch):
        return play(pitch, 100 + int(abs(z[0]) * 1e4) % INSTRUMENTS)  # of the same kind, but none of the data set


class OneNote(Player):
    """What a collapsed training plays: one sound, whatever is asked for."""

    def sound(self, z, pitch):
        return play(60, 0)


class OneTimbre(Player):
    def sound(self, z, pitch):
        return play(pitch, 0)


class Noise(Player):
    def sound(self, z, pitch):
        seed = np.frombuffer(np.asarray(z, np.float32).tobytes(), np.uint32)
        return np.random.default_rng(seed).uniform(-0.5, 0.5, SAMPLES).astype(np.float32)


class Sharp(Player):
    """A semitone above what is asked for."""

    def sound(self, z, pitch):
        return super().sound(z, pitch + 1)


class Silent(Player):
    def sound(self, z, pitch):
        return np.zeros(SAMPLES, np.float32)
