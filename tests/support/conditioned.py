"""A small conditioned model with random weights, and the notes it might have learned from."""

import dataclasses

import numpy as np

from ganspacesynth.networks.gansynth.condition_labels import ConditionNames, JointLabels
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network import initial_weights
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.networks.gansynth.stored_model import StoredModel, model_id
from tests.support import tiny_corpus
from tests.unit.networks.test_model_config import SMALL

CONDITIONS = ConditionNames(("acoustic", "electronic"), ("guitar", "organ", "reed"), ("bright", "dark"), (25, 75, 127))
CONFIG = ModelConfig(**SMALL, conditions=CONDITIONS)
# pitch, source, family, qualities as bits, velocity: how often
OCCURS = {
    (48, 0, 0, 1, 75): 6,
    (48, 1, 0, 0, 75): 2,
    (48, 0, 1, 2, 25): 3,
    (50, 0, 0, 1, 75): 1,
    (50, 1, 1, 3, 127): 5,
    (52, 0, 2, 0, 25): 4,
}


def joint():
    rows = np.array([key for key, count in OCCURS.items() for _ in range(count)])
    return JointLabels.of_notes(CONDITIONS, rows[:, 0], rows[:, 1:])


def stored(conditions=CONDITIONS):
    config = dataclasses.replace(CONFIG, conditions=conditions)
    weights = initial_weights(generator_shapes(config), 0) | {
        "normalizer/a": np.array([0.0661371661726, 0.8], np.float32),
        "normalizer/b": np.array([0.113718730221, 0.0], np.float32),
    }
    weights |= {"prior/labels": joint().to_array()} if conditions else {}
    return StoredModel(config, weights, model_id(config, weights))


def model():
    return GANSynth(stored())


def notes(velocities=(25, 100)):
    """Two instruments (an acoustic reed; an organ that is electronic above its lowest pitch) at two velocities."""
    plain = tiny_corpus.corpus()
    rows = np.tile(np.arange(len(plain)), len(velocities))
    organ = np.array([name == "organ" for name in plain.instruments])[rows]
    pitches = plain.pitches[rows]
    conditions = {
        "source": (organ & (pitches > min(tiny_corpus.PITCHES))).astype(np.int64),
        "family": np.where(organ, 6, 7),
        "qualities": np.where(organ, 0, 3),
        "velocity": np.repeat(velocities, len(plain)),
    }
    waves = (plain.waves[rows] * (conditions["velocity"] / 127.0)[:, None]).astype(np.int16)
    return dataclasses.replace(plain.only(rows), waves=waves, conditions=conditions)
