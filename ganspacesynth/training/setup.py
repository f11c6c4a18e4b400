"""Training tasks built from notes and settings: a new network, one to be fine-tuned, or the warm start."""

import dataclasses
import fnmatch
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.networks import backend
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.networks.gansynth.condition_labels import JointLabels
from ganspacesynth.networks.gansynth.model_config import ModelConfig, describe_pitches
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from ganspacesynth.networks.prior import Prior
from ganspacesynth.training.adversarial.gan import GanTask
from ganspacesynth.training.adversarial.gan_settings import GanSettings
from ganspacesynth.training.adversarial.schedule import Schedule
from ganspacesynth.training.architectures import Architecture, published_normalizer
from ganspacesynth.training.notes.corpus import Corpus
from ganspacesynth.training.notes.note_labels import Labels, conditions_of, labels_of
from ganspacesynth.training.notes.pictures import Pictures, timbres_of
from ganspacesynth.training.pretrained import start_of
from ganspacesynth.training.trainer import TrainingTask
from ganspacesynth.training.warm_start.morph import MorphTask
from ganspacesynth.training.warm_start.timbres import log_magnitude_gain

CRITIC_FIRST = 4000  # images a new critic learns alone when the generator is good already


@dataclass(frozen=True, eq=False)
class Setup:
    """All that a run needs.

    Attributes:
        task: what to train.
        gain, shift: `normalizer/a` and `/b`.
        prior: of z.
        settings: everything that changes what is learnt, as JSON.
        joint: which conditions occur together, of a conditioned model.
    """

    task: TrainingTask
    gain: np.ndarray
    shift: np.ndarray
    prior: Prior
    settings: dict[str, Any]
    joint: JointLabels | None = None


def choose(corpus: Corpus, *, pitches: Iterable[int] | None = None, instruments: Sequence[str] | None = None) -> Corpus:
    """Return the notes at some pitches and of some instruments.

    Args:
        corpus: the notes.
        pitches: MIDI numbers; None keeps all.
        instruments: names, which may have * and ? in them; None keeps all.

    Raises:
        TrainingError: nothing is left, or a name fits no instrument.
    """
    corpus = corpus if pitches is None else corpus.at_pitches(pitches)
    if instruments is None:
        return corpus
    for wanted in instruments:
        if not any(fnmatch.fnmatchcase(name, wanted) for name in corpus.instruments):
            known = ", ".join(sorted(set(corpus.instruments))[:12])
            raise TrainingError(f"The instruments must be in the data set. Received: {wanted!r}. It has: {known}.", rule="known-instruments")
    rows = [row for row, name in enumerate(corpus.instruments) if any(fnmatch.fnmatchcase(name, wanted) for wanted in instruments)]
    return corpus.only(rows)


def gan_setup(
    corpus: Corpus,
    architecture: Architecture,
    settings: GanSettings,
    *,
    conditions: Sequence[str] = (),
    stable_images: int = 800_000,
    transition_images: int = 800_000,
    progressive: bool = True,
    max_bytes: int = 4 << 30,
) -> Setup:
    """Prepare adversarial training of a new network."""
    gain, shift = published_normalizer()
    config = _config(corpus, architecture, conditions)
    labels = labels_of(config, corpus)
    task = GanTask(
        config=config,
        pictures=Pictures(config, corpus, gain, shift, max_bytes=max_bytes),
        labels=labels.pitches,
        rows=labels.rows,
        gain=gain,
        schedule=Schedule(config.num_resolutions, stable_images, transition_images, progressive),
        settings=settings,
        last_filters=architecture.filters(0),
        on_device=backend.has_gpu(),
    )
    return _gan(task, corpus, gain, shift, None, labels)


def finetune_setup(corpus: Corpus, model: str | os.PathLike[str], settings: GanSettings, *, max_bytes: int = 4 << 30) -> Setup:
    """Prepare adversarial training that goes on from a model's weights, at full resolution.

    Raises:
        ModelError: no such model.
        TrainingError: the model is still growing, or has not the pitches of the notes, or their conditions.
    """
    stored = _finished(model)
    config = stored.config
    missing = tuple(sorted(set(corpus.pitches.tolist()) - set(config.pitches)))
    if missing:
        raise TrainingError(
            f"The model must have the pitches of the notes. Received: notes at {describe_pitches(missing)}, the model plays "
            f"{describe_pitches(config.pitches)}. Leave them out with --pitches.",
            rule="notes-within-pitches",
        )
    labels = labels_of(config, corpus)
    gain, shift = stored.weights["normalizer/a"], stored.weights["normalizer/b"]
    prior = {name.removeprefix("prior/"): value for name, value in stored.weights.items() if name.startswith("prior/")}
    task = GanTask(
        config=config,
        pictures=Pictures(config, corpus, gain, shift, max_bytes=max_bytes),
        labels=labels.pitches,
        rows=labels.rows,
        gain=gain,
        schedule=Schedule(config.num_resolutions, progressive=False),
        settings=settings,
        last_filters=config.filters[0],
        prior=Prior.from_json(dict(stored.prior), prior),
        start=start_of(stored).weights,
        on_device=backend.has_gpu(),
    )
    return _gan(task, corpus, gain, shift, stored.id, labels)


def morph_setup(
    corpus: Corpus,
    architecture: Architecture,
    *,
    init: str | os.PathLike[str] | None = None,
    conditions: Sequence[str] = (),
    max_bytes: int = 4 << 30,
    track: Track = untracked,
    **settings: Any,
) -> Setup:
    """Prepare the warm start.

    Args:
        corpus: the notes.
        architecture: of the network.
        init: a finished model whose network to go on from, instead; pitches and conditions may be others than it has.
        conditions: kinds of conditions to learn.
        max_bytes, track: see `pictures.timbres_of`.
        settings: of `MorphTask`.

    Raises:
        ModelError: no such model.
        TrainingError: the model is still growing, or the notes do not suit.
    """
    if init is None:
        (gain, shift), config, start = published_normalizer(), _config(corpus, architecture, conditions), None
    else:
        stored = _finished(init)
        gain, shift, start = stored.weights["normalizer/a"], stored.weights["normalizer/b"], start_of(stored)
        pitches = tuple(sorted(set(corpus.pitches.tolist())))
        config = dataclasses.replace(stored.config, pitches=pitches, conditions=conditions_of(corpus, conditions))
    labels = labels_of(config, corpus)
    timbres = timbres_of(config, corpus, gain, shift, max_bytes=max_bytes, track=track)
    task = MorphTask(config, timbres, log_magnitude_gain=log_magnitude_gain(config, gain), start=start, **settings)
    settings = {"method": "morph", "data": corpus.digest, "config": config.to_json(), **task.settings, **labels.fingerprint}
    return Setup(task, gain, shift, Prior(), settings if start is None else {**settings, "init": start.id}, labels.joint)


def _finished(model: str | os.PathLike[str]) -> StoredModel:
    stored = read_model(model)
    config = stored.config
    if config.progress != config.num_resolutions - 1.0:
        raise TrainingError(
            f"Only a finished network can be trained on. Received: {model} at progress {config.progress}. Train it to the end first.",
            rule="finished-network",
        )
    return stored


def _gan(task: GanTask, corpus: Corpus, gain: np.ndarray, shift: np.ndarray, init: str | None, labels: Labels) -> Setup:
    plain = dataclasses.asdict(task.settings)
    plain.pop("total_images")  # a run may be made longer
    settings = {
        "method": "gan",
        "data": corpus.digest,
        "config": task.config.to_json(),
        "schedule": dataclasses.asdict(task.schedule),
        "last_filters": task.last_filters,
        "init": init,
        **plain,
        **labels.fingerprint,
    }
    return Setup(task, gain, shift, task.prior, settings, labels.joint)


def _config(corpus: Corpus, architecture: Architecture, conditions: Sequence[str] = ()) -> ModelConfig:
    pitches = tuple(sorted(set(corpus.pitches.tolist())))
    config = architecture.config(pitches=pitches, sample_rate=corpus.sample_rate, audio_length=corpus.waves.shape[1])
    return dataclasses.replace(config, conditions=conditions_of(corpus, conditions))
