"""A model of tones whose first coordinates are brightness, attack and level, so that whoever listens must find just that."""

import numpy as np

from ganspacesynth.audio.pitch import midi_to_hz
from ganspacesynth.core.bends.bend import affine_layers
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.prior import draw_z

RATE = 16000
CONFIG = ModelConfig(audio_length=8000, latent_size=4, filters=(8,) * 7)
SHAPE = CONFIG.layers["conv0"]
SIZE = int(np.prod(SHAPE))
BASIS = np.linalg.qr(np.random.default_rng(1).standard_normal((SIZE, 4)))[0].T


class ToneModel:
    """Activations hold z, turned; sounds last half a second. Coordinate 3 is heard by nobody."""

    id = "tones"
    precision = "preview"
    decoder = "published"
    config = CONFIG
    t = np.arange(CONFIG.audio_length) / RATE

    def sample_z(self, n, *, seed=None, start=0):
        return draw_z(n, 4, seed=seed, start=start)

    def activations(self, z, pitches, layers):
        return {layer: (z.astype(np.float64) @ BASIS).reshape(-1, *SHAPE).astype(np.float32) for layer in layers}

    def input(self, z, pitches):
        return np.atleast_2d(np.asarray(z, np.float32))

    def run(self, x, *, start, stop, bends=None):
        held = self.activations(x, 60, [stop])[stop] if start is None else x
        scale, offset = affine_layers(bends)
        return held * (scale or {}).get(stop, 1.0) + (offset or {}).get(stop, 0.0)

    def synthesize(self, z, pitches, *, bends=None):
        offset = affine_layers(bends)[1]
        change = 0.0 if not offset else offset["conv0"].reshape(-1, SIZE) @ BASIS.T
        return self._tones(z + change, pitches)

    def synthesize_from(self, layer, activation, *, bends=None, z=None, pitches=None):
        return self._tones(activation.reshape(len(activation), SIZE) @ BASIS.T, [60] * len(activation))

    def _tones(self, coordinates, pitches):
        return np.stack([self.tone(*c, pitch) for c, pitch in zip(coordinates.tolist(), np.broadcast_to(pitches, len(coordinates)), strict=True)])

    def tone(self, bright, slow, loud, _, pitch):
        partials = range(1, int(RATE / 2 / midi_to_hz(pitch)))
        wave = sum(k ** (-2.0 + 0.3 * bright) * np.sin(2 * np.pi * midi_to_hz(pitch) * k * self.t) for k in partials)
        level = 10 ** ((-20 + 2.0 * loud) / 20) / np.sqrt(np.mean(wave**2))
        return (level * wave * np.minimum(1.0, self.t / (0.15 * 2 ** (0.5 * slow)))).astype(np.float32)


def tone_directions(**changes):
    """The directions along which the model varies."""
    fields = {
        "layer": "conv0",
        "shape": SHAPE,
        "components": BASIS.astype(np.float32),
        "mean": np.zeros(SIZE, np.float32),
        "stdev": np.ones(4, np.float32),
        "var_ratio": np.full(4, 0.25, np.float32),
        "pitch": 60,
        "model_id": "tones",
    }
    return Directions(**{**fields, **changes})
