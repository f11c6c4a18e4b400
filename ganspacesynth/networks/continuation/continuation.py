"""A continuation model that is played: units are heard one by one, and it says how likely each unit of a bank is next; NumPy alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ganspacesynth.core.errors import ModelError
from ganspacesynth.networks.continuation.continuation_config import ContinuationConfig
from ganspacesynth.networks.continuation.embedding import Embedding
from ganspacesynth.networks.continuation.next_unit import log_likelihoods
from ganspacesynth.networks.continuation.transformer import Past, first_state, run


@dataclass(frozen=True, eq=False)
class Continuation:
    """A trained network; made by `continuation_files.load_continuation` or by training.

    Attributes:
        config: its shape.
        weights: float32, by the names of `config.shapes()`.
        embedding: how units are seen.
        id: 16 hex digits.
        about: free JSON: data, licence, figures.
    """

    config: ContinuationConfig
    weights: Mapping[str, np.ndarray]
    embedding: Embedding
    id: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)

    def begin(self) -> "Context":
        """Return the context before anything was heard."""
        return Context(self, first_state(self.weights)[0, 0])

    def check_bank(self, bank_id: str) -> None:
        """Raise ModelError for a bank that the model's vocabulary does not have; the head "features" plays any."""
        if self.config.head == "units" and bank_id != self.config.bank:
            raise ModelError(
                f"A model of the head units plays the bank it was trained on, {self.config.bank}. Received: bank {bank_id}. "
                "Use that bank, or train a model of the head features, which plays any.",
                rule="own-bank",
            )


@dataclass(frozen=True, eq=False)
class Context:
    """What a model has heard; hearing more makes another context, and leaves this one as it is.

    Attributes:
        model: that hears.
        state: float32 [width], of the last unit.
        past: what going on needs.
        heard: how many units.
        attention: of each layer, float32 [heads, units looked back at], of the last unit; itself is the last column.
    """

    model: Continuation
    state: np.ndarray
    past: Past | None = None
    heard: int = 0
    attention: tuple[np.ndarray, ...] = ()

    def hear(self, embeddings: np.ndarray) -> "Context":
        """Go on by units, embeddings [units, embedding], one or many: the same numbers either way."""
        embeddings = np.atleast_2d(np.asarray(embeddings, np.float32))
        if not len(embeddings):
            return self
        seen = run(self.model.config, self.model.weights, embeddings[None], self.past)
        attention = tuple(shares[0, :, -1, -self.model.config.reach :] for shares in seen.attention)
        return replace(self, state=seen.states[0, -1], past=seen.past, heard=self.heard + len(embeddings), attention=attention)

    def log_likelihoods(self, units: np.ndarray) -> np.ndarray:
        """Return the natural logarithm of how likely each unit is next, float32 [units].

        Args:
            units: embeddings [units, embedding] of the bank.
        """
        return log_likelihoods(self.model.config, self.model.weights, self.state[None], units)[0]
