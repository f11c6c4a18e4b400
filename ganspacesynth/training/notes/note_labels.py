"""Labels of notes, as the network reads them: the conditions a model learns, every note's row, and which rows occur."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.conditions import FAMILIES, ONE_OF, QUALITIES, SOURCES, TIMBRE
from ganspacesynth.core.errors import InvalidInput, TrainingError
from ganspacesynth.networks.gansynth.condition_labels import ConditionNames, JointLabels
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.training.notes.corpus import Corpus

NAMES = {"source": SOURCES, "family": FAMILIES, "qualities": QUALITIES}


@dataclass(frozen=True, eq=False)
class Labels:
    """The labels of notes.

    Attributes:
        pitches: int64 [notes], class indices.
        rows: float32 [notes, label_size], as the networks take them.
        codes: int64 [notes, kinds], of `Conditions.code`.
        joint: which conditions occur together, or None where pitch is all.
    """

    pitches: np.ndarray
    rows: np.ndarray
    codes: np.ndarray
    joint: JointLabels | None

    @property
    def fingerprint(self) -> dict[str, str]:
        """What a run remembers of its labels, beside its notes; nothing where pitch is all."""
        return {} if self.joint is None else {"labels": hashlib.sha256(self.codes.tobytes()).hexdigest()[:16]}


def conditions_of(corpus: Corpus, kinds: Sequence[str]) -> ConditionNames:
    """Return what a model of these notes can be asked for.

    Args:
        corpus: the notes.
        kinds: some of TIMBRE.

    Raises:
        InvalidInput: no such kind.
        TrainingError: the notes say nothing of it, or all the same.
    """
    unknown = [kind for kind in kinds if kind not in TIMBRE]
    if unknown:
        raise InvalidInput(f"Conditions are some of {', '.join(TIMBRE)}. Received: {', '.join(map(repr, unknown))}.", rule="known-condition-kind")
    found: dict[str, tuple] = {}
    for kind in kinds:
        values = sorted(set(corpus.conditions.get(kind, np.zeros(0, np.int64)).tolist()))
        if len(values) < 2 or (kind == "velocity" and values[0] < 0):
            said = "velocities that are unknown" if values and values[0] < 0 else f"{len(values)} value{'' if len(values) == 1 else 's'} of it"
            raise TrainingError(
                f"A condition must tell notes apart. Received: {kind}, and notes in {corpus.name} with {said}. Leave {kind} out.",
                rule="telling-condition",
            )
        if kind == "velocity":
            found[kind] = tuple(values)
        elif kind == "qualities":
            found[kind] = tuple(name for bit, name in enumerate(QUALITIES) if any(value >> bit & 1 for value in values))
        else:
            found[kind] = tuple(NAMES[kind][value] for value in values)
    return ConditionNames(**found)


def labels_of(config: ModelConfig, corpus: Corpus) -> Labels:
    """Return the labels of notes for a model.

    Raises:
        TrainingError: a note has a condition that the model does not know.
    """
    pitches = np.array([config.label(pitch) for pitch in corpus.pitches.tolist()], np.int64)
    one_hot = np.eye(len(config.pitches), dtype=np.float32)[pitches]
    conditions = config.conditions
    if not conditions:
        return Labels(pitches, one_hot, np.zeros((len(pitches), 0), np.int64), None)
    codes = np.column_stack([_codes(conditions, kind, corpus) for kind in conditions.kinds])
    distinct, inverse = np.unique(codes, axis=0, return_inverse=True)
    rows = np.stack([conditions.row(conditions.conditions(code)) for code in distinct])[inverse.reshape(-1)]
    return Labels(pitches, np.concatenate([one_hot, rows], axis=1), codes, JointLabels.of_notes(conditions, corpus.pitches, codes))


def _codes(conditions: ConditionNames, kind: str, corpus: Corpus) -> np.ndarray:
    """Return a kind's numbers, counted in the data set's names, counted in the model's."""
    numbers, known = corpus.conditions.get(kind, np.full(len(corpus), -1)), getattr(conditions, kind)
    if kind == "velocity":
        right, found = (numbers >= known[0]) & (numbers <= known[-1]), numbers
    elif kind in ONE_OF:
        place = {NAMES[kind].index(name): index for index, name in enumerate(known) if name in NAMES[kind]}
        found = np.array([place.get(number, -1) for number in numbers.tolist()], np.int64)
        right = found >= 0
    else:
        bits = [QUALITIES.index(name) if name in QUALITIES else -1 for name in known]
        found = sum((numbers >> bit & 1) << index for index, bit in enumerate(bits) if bit >= 0) + np.zeros(len(numbers), np.int64)
        right = (numbers >= 0) & (numbers & ~sum(1 << bit for bit in bits if bit >= 0) == 0)
    if not right.all():
        names = ", ".join(map(str, known))
        count = int((~right).sum())
        raise TrainingError(
            f"The model must know the {kind} of every note. Received: {count} notes with others than {names}. Leave them out.", rule="known-condition"
        )
    return found
