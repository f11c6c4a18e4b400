"""Training of the classifier on a data set of notes; see cli/models/evaluate_classifier.py."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import DatasetError, InvalidInput
from ganspacesynth.core.files import check_output
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.data.dataset import read_dataset
from ganspacesynth.evaluation import log_frequency
from ganspacesynth.evaluation.classifier import HEADS, PITCHES, Classifier, build_network, weights_of
from ganspacesynth.evaluation.real import sample_rate

FileName = str | os.PathLike[str]

LEARNING_RATE = 2e-3
BATCH = 64
WEIGHTS = {"pitch": 1.0, "family": 1.5, "source": 0.5}  # of the three losses
TILT_DB, FLOOR_DB, SHIFT_FRAMES, SEMITONES = 12.0, 30.0, 1, 5  # how far a picture is changed each time it is shown, at most


@dataclass(frozen=True)
class ClassifierSettings:
    """How a classifier is trained.

    Attributes:
        epochs: times that each note is shown.
        learn_all: learn from the valid split too; nothing is left then to check it with.
        seed: of all that is left to chance.

    Raises:
        InvalidInput: epochs out of range.
    """

    epochs: int = 14
    learn_all: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.epochs <= 1000:
            raise InvalidInput(f"Epochs must be in 1..1000. Received: {self.epochs}. Use 14.", rule="epoch-range")


@dataclass(frozen=True, eq=False)
class TrainedClassifier:
    """A classifier, and how good it is.

    Attributes:
        classifier: as it was written.
        notes: {split: notes in it}.
        right: {split: {head: share of the notes that it names right}}.
    """

    classifier: Classifier
    notes: dict[str, int]
    right: dict[str, dict[str, float]]


@dataclass(frozen=True, eq=False)
class LabelledPictures:
    """Notes to learn from: pictures float16 [n, frames, rows], and {head: class of each}."""

    pictures: np.ndarray
    labels: dict[str, np.ndarray]


def draw_split(path: FileName, split: str) -> LabelledPictures:
    """Read a split and draw each note within PITCHES.

    Raises:
        DatasetError: missing, damaged, or without such notes.
    """
    rate = sample_rate(Path(path))
    drawn, rows = [], []
    for note in read_dataset(path, split=split):
        if note.pitch in PITCHES:
            drawn.append(log_frequency.pictures(note.wave[None], rate)[0].astype(np.float16))
            rows.append((note.pitch - PITCHES[0], note.instrument_family, note.instrument_source))
    if not drawn:
        raise DatasetError(
            f"A classifier learns from notes {PITCHES[0]}..{PITCHES[-1]}. Received: none in {path}, {split}. Render some.", rule="notes-at-pitches"
        )
    return LabelledPictures(np.stack(drawn), dict(zip(HEADS, np.array(rows).T, strict=True)))


def join(a: LabelledPictures, b: LabelledPictures) -> LabelledPictures:
    """Return two splits as one."""
    return LabelledPictures(np.concatenate([a.pictures, b.pictures]), {name: np.concatenate([a.labels[name], b.labels[name]]) for name in HEADS})


def change(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return pictures as another amplifier, room and finger would have made them: tilted, noisier, a little earlier or later.

    Args:
        pictures: float [n, frames, rows], dB.
        rng: where chance comes from.
    """
    n = len(pictures)
    tilt = rng.uniform(-TILT_DB, TILT_DB, (n, 1, 1)) * np.linspace(-0.5, 0.5, log_frequency.ROWS)
    changed = np.asarray(pictures, np.float32) + np.where(pictures > 0.0, tilt, 0.0)
    changed += log_frequency.RANGE_DB - changed.max(axis=(1, 2), keepdims=True)
    floor = np.maximum(rng.uniform(-FLOOR_DB, FLOOR_DB, (n, 1, 1)), 0.0)  # half of them without noise
    changed = np.maximum(changed, floor + rng.normal(0.0, 3.0, changed.shape))
    shifts = rng.integers(-SHIFT_FRAMES, SHIFT_FRAMES + 1, n)
    changed = np.stack([np.roll(picture, shift, axis=0) for picture, shift in zip(changed, shifts, strict=True)])
    return np.clip(changed, 0.0, log_frequency.RANGE_DB).astype(np.float32)


def transpose(pictures: np.ndarray, pitch: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures moved up or down by some semitones, and the classes of their new pitches; a note never leaves PITCHES."""
    semitones = np.clip(pitch + rng.integers(-SEMITONES, SEMITONES + 1, len(pitch)), 0, len(PITCHES) - 1) - pitch
    moved = np.zeros_like(pictures)
    for row, shift in enumerate((log_frequency.ROWS_A_SEMITONE * semitones).tolist()):
        moved[row, :, max(shift, 0) : log_frequency.ROWS + min(shift, 0)] = pictures[row, :, max(-shift, 0) : log_frequency.ROWS - max(shift, 0)]
    return moved, pitch + semitones


def train(notes: LabelledPictures, *, epochs: int, seed: int = 0, track: Track = untracked) -> Classifier:
    """Train a classifier.

    Args:
        notes: to learn from.
        epochs: times each is shown.
        seed: of the first weights and of every change.
        track: shows how far it is.
    """
    from ganspacesynth.networks.backend import keras

    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    network = build_network(dropout=0.4)
    trained = keras.Model(network.input, {name: network.output[name] for name in HEADS})
    steps = max(1, epochs * -(-len(notes.pictures) // BATCH))
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps)
    optimizer = keras.optimizers.AdamW(rate, weight_decay=0.02)
    trained.compile(optimizer=optimizer, loss=dict.fromkeys(HEADS, "sparse_categorical_crossentropy"), loss_weights=WEIGHTS)
    for _ in track(range(epochs), "Learning", epochs):
        order = rng.permutation(len(notes.pictures))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            labels = {name: label[rows] for name, label in notes.labels.items()}
            moved, labels["pitch"] = transpose(notes.pictures[rows], labels["pitch"], rng)
            trained.train_on_batch(change(moved, rng), labels)
    return Classifier(with_even_features(weights_of(network), notes))


def with_even_features(weights: dict[str, np.ndarray], notes: LabelledPictures) -> dict[str, np.ndarray]:
    """Return weights of the same classifier with features of mean square 1 over (some of) the notes, so that distances have a scale."""
    some = notes.pictures[:: max(1, len(notes.pictures) // 512)].astype(np.float32)
    size = max(float(np.sqrt(np.mean(np.square(Classifier(weights).classify_pictures(some).features)))), 1e-6)
    smaller = {name: weights[name] / size for name in ("features/kernel", "features/bias")}  # what is behind it makes up for that
    return {**weights, **smaller, **{f"{head}/kernel": weights[f"{head}/kernel"] * size for head in HEADS}}


def accuracies(classifier: Classifier, notes: LabelledPictures) -> dict[str, float]:
    """Return {head: share of the notes that it names right}."""
    classification = classifier.classify_pictures(notes.pictures.astype(np.float32))
    return {name: round(float(np.mean(getattr(classification, name).argmax(axis=1) == notes.labels[name])), 4) for name in HEADS}


def train_classifier(
    dataset: FileName, path: FileName, settings: ClassifierSettings | None = None, *, force: bool = False, track: Track = untracked
) -> TrainedClassifier:
    """Train the classifier of the features that evaluations compare, and write it.

    Args:
        dataset: folder of a built data set, with a valid split of other instruments.
        path: the classifier to write, .npz.
        settings: how.
        force: overwrite it.
        track: shows how far it is; when it raises, nothing is written.

    Raises:
        InvalidInput: another suffix.
        DatasetError: no data set, or none with notes that a classifier knows.
        OutputError: the file exists, or cannot be written.
    """
    if Path(path).suffix != ".npz":
        raise InvalidInput(f"A classifier ends in .npz. Received: {path}.", rule="file-ending")
    settings, target = settings or ClassifierSettings(), check_output(path, force=force)
    notes = {split: draw_split(dataset, split) for split in ("train", "valid")}
    learned = join(notes["train"], notes["valid"]) if settings.learn_all else notes["train"]
    classifier = train(learned, epochs=settings.epochs, seed=settings.seed, track=track)
    right = {split: accuracies(classifier, drawn) for split, drawn in notes.items()}
    said = {"epochs": settings.epochs, "seed": settings.seed, "all": settings.learn_all}
    classifier.about = {"notes": len(learned.pictures), **said, "right": right}
    classifier.save(target, force=force)
    return TrainedClassifier(classifier, {split: len(drawn.pictures) for split, drawn in notes.items()}, right)
