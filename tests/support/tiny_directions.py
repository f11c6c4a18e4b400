"""A linear model and directions small enough to compute by hand."""

import numpy as np

from ganspacesynth.core.bends.bend import affine_layers
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.prior import draw_z

CONFIG = ModelConfig(
    audio_length=28, pitches=(40, 41, 45), latent_size=6, start_height=2, start_width=4, num_resolutions=2, num_blocks=2, progress=1.0, filters=(3, 3)
)
SHAPE = CONFIG.layers["conv0"]
SIZE = 24


class LinearModel:
    """Activations are linear in z, with a mean that depends on pitch; waves are sums that show what went in."""

    id = "linear"
    config = CONFIG

    def __init__(self, bend=0.0):
        rng = np.random.default_rng(7)
        self.matrix = rng.standard_normal((6, SIZE)) * np.array([4.0, 3.0, 2.0, 1.0, 0.5, 0.25])[:, None]
        self.means = {pitch: rng.standard_normal(SIZE) for pitch in CONFIG.pitches}
        self.bend = bend
        self.calls = []

    def sample_z(self, n, *, seed=None, start=0):
        return draw_z(n, 6, seed=seed, start=start)

    def activations(self, z, pitches, layers):
        means = np.stack([self.means[p] for p in np.broadcast_to(pitches, len(z)).tolist()])
        linear = z.astype(np.float64) @ self.matrix
        rows = linear + self.bend * np.sin(linear) + means
        return {layer: rows.reshape(-1, *SHAPE).astype(np.float32) for layer in layers}

    def synthesize(self, z, pitches, *, bends=None, semitones=None):
        self.semitones = semitones
        scale, offset = (each or None for each in affine_layers(bends))
        self.calls.append(("synthesize", len(z), scale, offset))
        for p in pitches:
            CONFIG.label(p)
        change = 0.0 if offset is None else offset["conv0"].reshape(len(z), -1).sum(axis=1)
        return self._waves(z.sum(axis=1) + 1000.0 * np.asarray(pitches) + change)

    def synthesize_from(self, layer, activation, *, bends=None, z=None, pitches=None, semitones=None):
        self.semitones = semitones
        self.calls.append(("synthesize_from", len(activation), affine_layers(bends)[0] or None, z is None))
        assert activation.shape[1:] == SHAPE
        return self._waves(activation.reshape(len(activation), -1).sum(axis=1))

    def _waves(self, values):
        return np.repeat(np.asarray(values, np.float32)[:, None], CONFIG.audio_length, axis=1)


def make_directions(k=5, **changes):
    """Orthonormal directions with everything known about them."""
    rng = np.random.default_rng(3)
    components = np.linalg.qr(rng.standard_normal((SIZE, k)))[0].T
    fields = {
        "layer": "conv0",
        "shape": SHAPE,
        "components": components.astype(np.float32),
        "mean": rng.standard_normal(SIZE).astype(np.float32),
        "stdev": np.linspace(3.0, 1.0, k).astype(np.float32),
        "var_ratio": np.linspace(0.4, 0.05, k).astype(np.float32),
        "pitch": 41,
        "model_id": "linear",
        "names": ("brightness", ""),
        "pitches": (40, 41, 45),
        "pitch_means": rng.standard_normal((3, SIZE)).astype(np.float32),
        "latent": rng.standard_normal((k, 6)).astype(np.float32),
        "residual": np.linspace(0.001, 0.01, k).astype(np.float32),
    }
    return Directions(**{**fields, **changes})


def assert_same(a, b):
    """Every field of two Directions, or of what was heard of them, is equal, dtypes too."""
    for name in a.__dataclass_fields__:
        x, y = getattr(a, name), getattr(b, name)
        if isinstance(x, np.ndarray):
            assert x.dtype == y.dtype
            np.testing.assert_array_equal(x, y)
        elif hasattr(x, "__dataclass_fields__"):
            assert_same(x, y)
        else:
            assert x == y, name
