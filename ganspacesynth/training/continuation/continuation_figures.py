"""How well a model plays on: sequences that it has not learnt in, likelihoods and ranks of what came next out, beside two simple guesses."""

import itertools
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ganspacesynth.bank.search import squared_distances
from ganspacesynth.networks.continuation.continuation import Continuation

WIDTHS = 2.0 ** np.arange(-6, 7)  # of the simple guesses: the likeliest is taken
MOST_LEARNT = 2000
LITTLE = 0.05


@dataclass(frozen=True)
class ContinuationFigures:
    """What is measured on units that came next.

    Attributes:
        units: how many.
        nats: minus the mean log likelihood of what came next, among all units of the bank: less is better.
        median_rank: of what came next, 1 is the likeliest.
        first, first_ten: share of what came next that was the likeliest, and among the ten likeliest.
    """

    units: int
    nats: float
    median_rank: float
    first: float
    first_ten: float

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return asdict(self)


def figures_of(logs: np.ndarray, targets: np.ndarray) -> ContinuationFigures:
    """Measure.

    Args:
        logs: log likelihoods, float [places, units], rows of which sum to 1 when raised.
        targets: what came next, int [places].
    """
    right = logs[np.arange(len(targets)), targets]
    over, equal = (logs > right[:, None]).sum(axis=1), (logs == right[:, None]).sum(axis=1)
    ranks = over + (equal + 1) / 2  # of units that are as likely the middle: who knows nothing is not always right
    return ContinuationFigures(len(targets), float(-right.mean()), float(np.median(ranks)), float((ranks < 2).mean()), float((ranks <= 10).mean()))


def model_figures(model: Continuation, embeddings: np.ndarray, sequences: Sequence[np.ndarray]) -> ContinuationFigures:
    """Measure a model on sequences.

    Args:
        model: that hears them.
        embeddings: float32 [units, embedding], of all units.
        sequences: of units, 2 or more each.
    """
    logs, targets = [], []
    for run in sequences:
        context = model.begin()
        for unit, coming in itertools.pairwise(run):
            context = context.hear(embeddings[unit])
            logs.append(context.log_likelihoods(embeddings))
            targets.append(int(coming))
    return figures_of(np.stack(logs), np.array(targets))


def guesses(embeddings: np.ndarray, learnt: Sequence[np.ndarray], sequences: Sequence[np.ndarray]) -> dict[str, ContinuationFigures]:
    """Measure two guesses that know no order: "unigram", what is common is likely, and "repeat", what sounds like the last unit is likely.

    Both take units as the model sees them, and are likely about their places in a bell whose width is the best one on what was learnt.
    """
    befores = np.concatenate([run[:-1] for run in sequences])
    targets = np.concatenate([run[1:] for run in sequences])
    known = np.concatenate(list(learnt))
    known = known[np.unique(np.round(np.linspace(0, len(known) - 1, min(len(known), MOST_LEARNT))).astype(int))]
    pairs = np.concatenate([run[:-1] for run in learnt])[:MOST_LEARNT], np.concatenate([run[1:] for run in learnt])[:MOST_LEARNT]
    from_known = squared_distances(embeddings, embeddings[known])
    common = max((_common(from_known, known, width) for width in WIDTHS), key=lambda logs: float(logs[pairs[1]].mean()))
    near = max(WIDTHS, key=lambda width: float(_near(embeddings, pairs[0], width)[np.arange(len(pairs[1])), pairs[1]].mean()))
    return {
        "unigram": figures_of(np.broadcast_to(common, (len(targets), len(common))), targets),
        "repeat": figures_of(_near(embeddings, befores, near), targets),
    }


def _common(squares: np.ndarray, known: np.ndarray, width: float) -> np.ndarray:
    """Return log likelihoods [units] of being near what was learnt; a unit does not count as near itself."""
    bells = np.exp(-0.5 * squares / width**2)
    bells[known, np.arange(len(known))] = 0.0
    density = bells.sum(axis=1)
    return _never_sure(density / max(float(density.sum()), 1e-300))


def _near(embeddings: np.ndarray, units: np.ndarray, width: float) -> np.ndarray:
    """Return log likelihoods [places, units] of being near one unit."""
    scores = -0.5 * squared_distances(embeddings[units], embeddings).astype(np.float64) / width**2
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return _never_sure(shares / shares.sum(axis=1, keepdims=True))


def _never_sure(shares: np.ndarray) -> np.ndarray:
    """Return log likelihoods that leave a little for every unit: a guess that says never is infinitely wrong once."""
    return np.log((1.0 - LITTLE) * shares + LITTLE / shares.shape[-1])
