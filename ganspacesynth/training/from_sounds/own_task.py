"""A training task from a folder of sound files: their kind, samples of one length, and settings.

recordings   longer than a sample: cut at their attacks, the most different cuts become codes of their own (codes.py)
notes        short, named NAME_INDEX_PITCH: timbres at pitches (morph.py)
sounds       short, with other names: each a code of its own
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import DatasetError, InvalidInput, OutputError, TrainingError, brief
from ganspacesynth.core.files import check_output, check_replaced
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.data.chop import chop_files
from ganspacesynth.data.padding import pad_files
from ganspacesynth.data.sample_folder import FileReport
from ganspacesynth.networks.gansynth.checkpoint import MODEL_FILE, WEIGHTS_FILE
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.prior import Prior
from ganspacesynth.training.architectures import Architecture, published_normalizer
from ganspacesynth.training.from_sounds.cuts import choose_cuts
from ganspacesynth.training.from_sounds.folder_look import FolderLook, first_refused
from ganspacesynth.training.from_sounds.model_card import OVERLAP
from ganspacesynth.training.notes.corpus import Corpus
from ganspacesynth.training.notes.pictures import timbres_of
from ganspacesynth.training.pretrained import Pretrained, read_start
from ganspacesynth.training.setup import Setup
from ganspacesynth.training.warm_start.codes import CodesTask
from ganspacesynth.training.warm_start.morph import MorphTask
from ganspacesynth.training.warm_start.timbres import log_magnitude_gain

PITCH = 60  # of sounds that have none in common: what players ask for who say nothing
SILENCE_DB = -45.0  # of pieces of recordings: the pauses of a stem are not quite silent

IMAGES_PER_SOUND = 300  # that it takes to be recognised, by experience
MOST_SOUNDS = 64
LEAST_SOUNDS = 2
DIRECTIONS_FILE, PICTURE, CARD = "directions_conv0.npz", "audition.png", "README.md"
RESULT_FILES = (MODEL_FILE, WEIGHTS_FILE, DIRECTIONS_FILE, PICTURE, CARD)  # all that a finished model's folder holds
AVERAGE_DECAY, AVERAGED = 0.999, 3.0  # of the weights that play: a run so short that it would remember its beginning averages its last third


def make_samples(found: FolderLook, folder: Path, *, sample_rate: int, audio_length: int) -> Iterator[FileReport]:
    """Cut or pad the files into samples; see `chop_files` and `pad_files`, which go on where they were interrupted."""
    shape: dict[str, Any] = {"sample_rate": sample_rate, "audio_length": audio_length}
    if found.kind == "recordings":
        shape |= {"hop_length": hop_length(audio_length), "silence_db": SILENCE_DB, "onsets": True, "pad": True}
        return chop_files(found.files, folder, pitch=PITCH, **shape)
    return pad_files(found.files, folder, pitch=PITCH if found.kind == "sounds" else None, **shape)


def hop_length(audio_length: int) -> int:
    """Return the samples of a recording in which each piece's beginning is looked for."""
    return max(1, audio_length // OVERLAP)


def check_place(folder: Path, output: Path, work: Path) -> None:
    """Refuse a model's place where somebody's sounds are, before anything is done.

    Args:
        folder: of the sounds.
        output: the model's.
        work: the run's.

    Raises:
        InvalidInput: one is, or is inside, the other.
    """
    sounds = folder.resolve()
    for place in (output.resolve(), work.resolve()):
        if place == sounds or sounds in place.parents or place in sounds.parents:
            raise InvalidInput(
                f"The model lies outside the folder of sounds. Received: {place} for sounds in {folder}. Name another place with -o.",
                rule="model-outside-sounds",
            )


def check_older(output: Path, *, force: bool) -> None:
    """Refuse a place where something else than an older model of ours is, and that one unless it shall be replaced.

    Args:
        output: the model's.
        force: replace an older one.

    Raises:
        OutputError: as said.
    """
    if not os.path.lexists(output):
        check_output(output)
        return
    if not (output / MODEL_FILE).is_file():
        if force and output.is_dir() and not any(output.iterdir()):
            return
        raise OutputError(
            f"A model has a folder of its own. Received: {output}, which is something else. Name another place with -o.", rule="own-folder"
        )
    check_replaced(output, RESULT_FILES)
    check_output(output, force=force)


def check_samples(found: FolderLook, reports: list[FileReport]) -> None:
    """Refuse what is too little to learn from.

    Raises:
        DatasetError: fewer than two samples; the message says what became of the files.
    """
    made = sum(report.written + report.kept for report in reports)
    if made >= LEAST_SOUNDS:
        return
    silent, unpitched = sum(report.silent for report in reports), sum(report.unpitched for report in reports)
    errors = [(report.path, report.error) for report in reports if report.error]
    why = [f"{silent} silent" * bool(silent), f"{unpitched} without a pitch" * bool(unpitched), f"{len(errors)} not usable" * bool(errors)]
    said = ", ".join(filter(None, why)) or "no more there"
    first = f" The first: {first_refused(errors)}" if errors else ""
    raise DatasetError(
        f"Training needs at least {LEAST_SOUNDS} samples that sound. Received: {made} from {found.folder} ({said}).{first} Add sounds.",
        rule="enough-samples",
    )


def without(corpus: Corpus, left_out: Sequence[str]) -> Corpus:
    """Return a corpus without samples that somebody does not want, by their names.

    Raises:
        InvalidInput: it has no such sample.
        DatasetError: fewer than two are left.
    """
    if not left_out:
        return corpus
    if unknown := sorted(set(left_out) - set(corpus.names)):
        raise InvalidInput(
            f"Only samples that there are can be left out. Received: {brief(unknown[0])}, and there are such as {brief(corpus.names[0])}.",
            rule="left-out-samples",
        )
    rows = [row for row, name in enumerate(corpus.names) if name not in set(left_out)]
    if len(rows) < LEAST_SOUNDS:
        raise DatasetError(
            f"Training needs at least {LEAST_SOUNDS} samples that sound. Received: {len(rows)}, all others left out. Leave fewer out.",
            rule="enough-samples",
        )
    return corpus.only(rows)


def affordable(images: int, latent_size: int) -> int:
    """Return how many sounds can be learned with so many images."""
    return int(np.clip(images // IMAGES_PER_SOUND, LEAST_SOUNDS, min(MOST_SOUNDS, latent_size)))


def average_decay(images: int, batch_size: int) -> float:
    """Return how slowly the weights that play follow those that learn, in a run of so many images."""
    return float(np.clip(1.0 - AVERAGED * batch_size / images, 0.0, AVERAGE_DECAY))


def fitting_start(model: str | os.PathLike[str] | None, config: ModelConfig) -> Pretrained | None:
    """Return a model to go on from, or None where it has another shape of network or of sound."""
    if model is None:
        return None
    try:
        return read_start(model, config)
    except TrainingError:
        return None


def own_setup(
    corpus: Corpus,
    kind: str,
    architecture: Architecture,
    *,
    count: int,
    start: str | os.PathLike[str] | None,
    seed: int = 0,
    max_bytes: int = 4 << 30,
    track: Track = untracked,
    **settings: Any,
) -> Setup:
    """Prepare training.

    Args:
        corpus: the samples.
        kind: see `FolderLook`.
        architecture: of the network.
        count: of sounds that become codes.
        start: a model whose network to take over where it fits.
        seed: of everything random.
        max_bytes, track: see `pictures.timbres_of`.
        settings: of `MorphTask`.
    """
    if kind != "notes":
        corpus = choose_cuts(corpus, count, pitch=PITCH, seed=seed)
    gain, shift = published_normalizer()
    pitches = tuple(sorted(set(corpus.pitches.tolist())))
    config = architecture.config(pitches=pitches, sample_rate=corpus.sample_rate, audio_length=corpus.waves.shape[1])
    timbres = timbres_of(config, corpus, gain, shift, max_bytes=max_bytes, stage="Analysing", track=track)
    settings = {"average_decay": average_decay(settings["total_images"], settings["batch_size"]), **settings}
    begin = fitting_start(start, config)
    settings = {**settings, "start": begin, "seed": seed, "log_magnitude_gain": log_magnitude_gain(config, gain)}
    task = (MorphTask if kind == "notes" else CodesTask)(config, timbres, **settings)
    taught = list(corpus.names or corpus.instruments) if kind != "notes" else sorted(set(corpus.instruments))
    about = {"method": kind, "data": corpus.digest, "config": config.to_json(), "init": begin and begin.id, "taught": taught, **task.settings}
    return Setup(task, gain, shift, task.prior if isinstance(task, CodesTask) else Prior(), about)


def fidelity_db(setup: Setup, state: Any, images: int) -> tuple[float, float]:
    """Return how far the codes' pictures are from their sounds', and those from each other's: mean distance of log magnitudes in dB.

    Args:
        setup: of a run with codes, or with notes, of which each timbre's middle pitch is compared.
        state: of the run.
        images: it was trained with.
    """
    from ganspacesynth.networks import backend
    from ganspacesynth.networks.gansynth import network

    task = setup.task
    if not isinstance(task, MorphTask):
        raise TrainingError(f"Only a warm start has codes. Received: {type(task).__name__}. Train with --from.", rule="warm-start-codes")
    config, weights = task.model(state, images)
    timbres = task.timbres
    vectors, labels = task.vectors, np.array([int(np.median(np.flatnonzero(row))) for row in timbres.present])
    labels = np.array([label if row[label] else int(np.argmax(row)) for label, row in zip(labels, timbres.present, strict=True)])
    length = np.sqrt(config.latent_size if isinstance(task, CodesTask) else len(vectors))
    real = np.stack([timbres.pictures[k, label, ..., 0] for k, label in enumerate(labels)]).astype(np.float32)
    prepared = network.prepare(config, backend.tensors(weights))
    made = []
    for k, label in enumerate(labels):
        x = network.generator_input(config, (vectors[k : k + 1] * length).astype(np.float32), np.eye(len(config.pitches), dtype=np.float32)[[label]])
        made.append(backend.arrays(network.generate(config, prepared, x)[0])[0, ..., 0])
    per_unit = 20.0 / np.log(10.0) * task.log_magnitude_gain
    near = float(np.abs(np.stack(made) - real).mean())
    far = float(np.abs(np.roll(real, 1, axis=0) - real).mean())
    return per_unit * near, per_unit * far
