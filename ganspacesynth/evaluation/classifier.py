"""The classifier: pitch, family and source of a wave, and the features that distances between sets are computed from.

A small convolutional network over the pictures of `log_frequency.py`. The one that comes along was trained on rendered notes by
`classifier_training.py`; docs/evaluation.md has its accuracies.
"""

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.documents import CLASSIFIER
from ganspacesynth.core.errors import ModelError
from ganspacesynth.core.files import atomic_path
from ganspacesynth.core.untrusted.npz import read_npz
from ganspacesynth.data.schema import FAMILIES, SOURCES
from ganspacesynth.evaluation import log_frequency

DEFAULT = Path(__file__).with_name("classifier.npz")
PITCHES = tuple(range(21, 109))  # MIDI numbers that it knows: a piano's
FEATURES = 64
HEADS = {"pitch": len(PITCHES), "family": len(FAMILIES), "source": len(SOURCES)}
MAX_BYTES = 64 << 20
BATCH = 64


@dataclass(frozen=True, eq=False)
class Classification:
    """What a classifier says of n sounds; each row of probabilities sums to 1.

    Attributes:
        pitch: float32 [n, 88], of the notes in PITCHES.
        family: float32 [n, 11], in the order of FAMILIES.
        source: float32 [n, 3], in the order of SOURCES.
        features: float32 [n, 64], from which it concluded that.
    """

    pitch: np.ndarray
    family: np.ndarray
    source: np.ndarray
    features: np.ndarray

    @property
    def pitches(self) -> np.ndarray:
        """The likeliest MIDI number of each sound, int64 [n]."""
        return np.array(PITCHES)[self.pitch.argmax(axis=1)]

    def rows(self, rows: np.ndarray) -> "Classification":
        """Return what is said of some of the sounds."""
        return Classification(self.pitch[rows], self.family[rows], self.source[rows], self.features[rows])


class Classifier:
    """A trained classifier.

    Attributes:
        about: what is known about its training, JSON.
    """

    def __init__(self, weights: Mapping[str, np.ndarray], about: Mapping[str, Any] | None = None) -> None:
        """Build the network.

        Args:
            weights: {name of a weight: array}, see `weights_of`.
            about: see above.

        Raises:
            ModelError: weights of another network.
        """
        self.about = dict(about or {})
        self._network = build_network()
        wanted = {weight.path: tuple(weight.shape) for weight in self._network.weights}
        received = {name: value.shape for name, value in weights.items()}
        if wanted != received:
            wrong = sorted(name for name in wanted | received if wanted.get(name) != received.get(name))
            raise ModelError(
                f"A classifier must have the weights of its network. Received: others for {', '.join(wrong[:3])}. Train it again.",
                rule="classifier-weights",
            )
        self._network.set_weights([np.asarray(weights[weight.path], np.float32) for weight in self._network.weights])
        self._graph: Any = None

    def classify(self, waves: np.ndarray, sample_rate: int) -> Classification:
        """Classify sounds.

        Args:
            waves: float [n, samples], at any level.
            sample_rate: Hz; sounds are converted to the rate it knows.

        Raises:
            InvalidInput: not [n, samples], NaN or infinity.
        """
        return self.classify_pictures(log_frequency.pictures(waves, sample_rate))

    def classify_pictures(self, pictures: np.ndarray) -> Classification:
        """Classify sounds whose pictures are computed, see `log_frequency.pictures`."""
        from ganspacesynth.networks import backend

        self._graph = self._graph or backend.compiled(lambda x: self._network(x, training=False))
        parts = []
        for start in range(0, len(pictures), BATCH):
            some = pictures[start : start + BATCH]
            full = np.pad(some, [(0, BATCH - len(some)), (0, 0), (0, 0)])  # one shape, one graph
            said = backend.arrays(self._graph(backend.tensors(full)))
            parts.append({name: value[: len(some)] for name, value in said.items()})
        return Classification(**{name: np.concatenate([part[name] for part in parts]) for name in (*HEADS, "features")})

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the weights as float16; returns the path.

        Raises:
            OutputError: the file exists, or cannot be written.
        """
        weights = {name: value.astype(np.float16) for name, value in weights_of(self._network).items()}
        about = np.array(CLASSIFIER.text(self.about))
        with atomic_path(path, force=force) as temporary, open(temporary, "wb") as file:
            np.savez_compressed(file, allow_pickle=False, about=about, **weights)
        return Path(path).expanduser()


@functools.lru_cache(maxsize=4)
def load_classifier(path: str | os.PathLike[str] | None = None) -> Classifier:
    """Open a classifier: the one that comes with the package, or one of `python -m ganspacesynth.evaluation.classifier_training`.

    Raises:
        ModelError: the file is missing, damaged, or no classifier.
    """
    path = DEFAULT if path is None else Path(path).expanduser()
    arrays = read_npz(path, ModelError, max_bytes=MAX_BYTES)
    _, about = CLASSIFIER.unpack_text(str(arrays.pop("about", "null")), where=path)
    return Classifier(arrays, about)


def build_network(*, dropout: float = 0.0) -> Any:
    """Return the Keras model: pictures [n, frames, rows] in dB in, {"pitch", "family", "source", "features"} out."""
    from ganspacesynth.networks.backend import keras

    layers = keras.layers
    picture = keras.Input((log_frequency.FRAMES, log_frequency.ROWS))
    x = layers.Reshape((log_frequency.FRAMES, log_frequency.ROWS, 1))(picture)
    x = layers.Rescaling(1.0 / (0.5 * log_frequency.RANGE_DB), offset=-1.0)(x)
    for number, (filters, strides) in enumerate(((16, (2, 2)), (32, (1, 2)), (64, (2, 2)), (96, (2, 2)))):
        x = layers.Conv2D(filters, 5 if number == 0 else 3, strides=strides, padding="same", use_bias=False, name=f"conv{number}")(x)
        x = layers.BatchNormalization(momentum=0.9, name=f"norm{number}")(x)
        x = layers.Activation("relu")(x)
    x = layers.Dropout(dropout)(layers.Flatten()(x))  # [n, 4 * 12 * 96]
    features = layers.Dense(FEATURES, activation="relu", name="features")(x)
    said = {name: layers.Dense(size, activation="softmax", name=name)(features) for name, size in HEADS.items()}
    return keras.Model(picture, {**said, "features": features}, name="classifier")


def weights_of(network: Any) -> dict[str, np.ndarray]:
    """Return the weights of a Keras model by name, float32."""
    return {weight.path: np.asarray(weight.numpy(), np.float32) for weight in network.weights}
