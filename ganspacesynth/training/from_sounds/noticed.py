"""What a listener notices of a finished model's sounds, beside the samples that it was made of: a table for its card."""

import numpy as np

from ganspacesynth.evaluation.comparison import some
from ganspacesynth.evaluation.listening.listener_figures import noticed
from ganspacesynth.evaluation.listening.listener_table import LISTENER
from ganspacesynth.evaluation.listening.noticed_sounds import listen
from ganspacesynth.evaluation.report import number
from ganspacesynth.evaluation.statistics.interval import Estimate
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from ganspacesynth.training.checkup import Uncompiled
from ganspacesynth.training.notes.corpus import Corpus

COUNT = 16  # sounds on each side: enough for what is typical, not for shares of a range
LEFT_OUT = ("flux_covered", "decay_covered", "movement_covered")

Row = tuple[str, str, str]  # what it is, of the model, of the samples


def notice(stored: StoredModel, corpus: Corpus, *, seed: int = 0) -> list[Row]:
    """Listen to some sounds of a model and to some samples.

    Args:
        stored: the model.
        corpus: the samples.
        seed: of the z.

    Returns:
        A row a figure, of those that either has.
    """
    model = Uncompiled(stored)
    pitches = np.resize(model.config.pitches, COUNT)
    conditions = model.sample_conditions(COUNT, seed=seed, pitches=pitches.tolist())
    made = model.synthesize(model.sample_z(COUNT, seed=seed), pitches.tolist(), conditions=conditions)
    own = listen(made, model.config.sample_rate, pitches)
    rows = some(len(corpus), COUNT)
    real = listen([corpus.floats([row])[0] for row in rows], corpus.sample_rate, corpus.pitches[rows])
    told, others = noticed(own, real), noticed(real, real)
    names = [name for name in LISTENER if name in told and name not in LEFT_OUT and np.isfinite([told[name].value, others[name].value]).any()]
    return [(LISTENER[name].title, _said(name, told), _said(name, others)) for name in names]


def _said(name: str, told: dict[str, Estimate]) -> str:
    return number(told[name].value, LISTENER[name].unit)
