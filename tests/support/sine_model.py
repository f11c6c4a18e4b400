"""A model that plays sines at the pitch asked for, and counts what it is asked."""

import numpy as np

from ganspacesynth.networks.gansynth.model_config import ModelConfig

RATE = 16000
CONFIG = ModelConfig(audio_length=4000, latent_size=2)


def hertz(pitch):
    return 440.0 * 2.0 ** ((np.asarray(pitch) - 69.0) / 12.0)


class SineModel:
    """Clips last 0.25 s; what is rendered follows its path exactly."""

    id = "sines"
    precision = "exact"
    decoder = "published"

    def __init__(self, config=CONFIG):
        self.config = config
        self.clips = []
        self.renders = []

    def playing(self, **conditions):
        assert not conditions
        return self

    def sample_conditions(self, n, *, seed=None, start=0, pitches=None):
        return [{}] * n

    def sample_z(self, n, *, seed=None, start=0):
        return np.full((n, 2), float(seed or 0), np.float32)

    def synthesize(self, z, pitches, *, bends=None):
        self.clips.append(len(z))
        for pitch in pitches:
            self.config.label(pitch)
        return np.stack([self._tone(np.full(self.config.audio_length, float(pitch))) for pitch in pitches])

    def render(self, path, *, directions=None, duration_s=None, progress=lambda done, total: None):
        duration_s = path.duration_s if duration_s is None else duration_s
        self.renders.append(duration_s)
        times = np.arange(round(duration_s * RATE)) / RATE
        progress(1, 1)
        return self._tone(np.interp(times, path.times_s, [point.pitch for point in path.points]))

    def _tone(self, pitches):
        return (0.5 * np.sin(2 * np.pi * np.cumsum(hertz(pitches)) / RATE)).astype(np.float32)


def render(model, path, *, microtones=True, **settings):
    """Stands for `ganspacesynth.composition.recipe_sounds.render`, which asks a model for activations."""
    return model.render(path, **settings)


def f0(wave, start_s, end_s):
    """Frequency by zero crossings, Hz."""
    part = wave[round(start_s * RATE) : round(end_s * RATE)]
    crossings = np.flatnonzero((part[:-1] < 0) & (part[1:] >= 0))
    return (len(crossings) - 1) * RATE / (crossings[-1] - crossings[0])
