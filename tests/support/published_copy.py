"""A published model that a test may change: its settings, and whether it still sounds the same."""

import json

from ganspacesynth import load_model
from tests.conftest import decibels
from tests.support import reference

WAVE_DB = 80.0


def same_sound(written, folder=None, *, at=None, normalizer=None):
    """Whether a folder sounds as the second implementation says."""
    model = load_model(folder or written.folder, decoder="published")
    z = model.sample_z(2, seed=0)
    pitches = [written.pitches[0], written.pitches[-1]]
    truth, _ = reference.picture(written, z, pitches, at=at)
    return decibels(reference.waves(written, truth, normalizer=normalizer), model.synthesize(z, pitches)) > WAVE_DB


def change_settings(folder, **changes):
    file = folder / "experiment.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
