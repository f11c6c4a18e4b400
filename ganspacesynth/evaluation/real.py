"""Real sounds of a data set: a reference set, and a held-out set whose figures are the best a model could have."""

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import DatasetError
from ganspacesynth.data.dataset import INT16_SCALE, read_dataset
from ganspacesynth.data.meta import META_FILE, read_meta
from ganspacesynth.data.schema import Sample
from ganspacesynth.evaluation import log_frequency

MOST = 2048  # training sounds compared with; more change the figures hardly
LEAST = 20  # sounds on each side
VALID = "the valid split: instruments that no training note is of"
HALVES = "training notes kept aside, since the data set has no valid split: other notes of the same instruments"


@dataclass(frozen=True, eq=False)
class Clips:
    """Notes of a data set: names, MIDI numbers [n], and waves as int16 [n, samples], 32767 is full scale."""

    names: tuple[str, ...]
    pitches: np.ndarray
    waves: np.ndarray

    def __len__(self) -> int:
        return len(self.names)

    def floats(self) -> Iterator[np.ndarray]:
        """Yield the waves as float32 in -1..1."""
        return (wave.astype(np.float32) / np.float32(INT16_SCALE) for wave in self.waves)

    def rows(self, rows: np.ndarray) -> "Clips":
        """Return some of the notes."""
        return Clips(tuple(self.names[row] for row in rows), self.pitches[rows], self.waves[rows])


@dataclass(frozen=True, eq=False)
class RealSounds:
    """Real sounds of the pitches that a model plays.

    Attributes:
        training: to compare with.
        held_out: that show what real sounds score.
        how: which those are, in words.
        sample_rate: Hz.
    """

    training: Clips
    held_out: Clips
    how: str
    sample_rate: int


def gather(path: str | os.PathLike[str], pitches: Collection[int], count: int, *, seed: int = 0) -> RealSounds:
    """Choose real sounds by chance.

    Args:
        path: a data set's folder.
        pitches: MIDI numbers that the model plays.
        count: sounds to hold out, at most.
        seed: of the choice.

    Raises:
        DatasetError: missing, damaged, or too few notes at these pitches.
    """
    path, rng = Path(path).expanduser(), np.random.default_rng(seed)
    has_valid = (path / "valid.tfrecord").is_file()
    held = _choose(read_dataset(path, split="valid"), pitches, count, rng) if has_valid else None
    enough = held is not None and len(held) >= LEAST
    training = _choose(read_dataset(path, split="train"), pitches, MOST + (0 if enough else count), rng)
    if held is None or not enough:
        held, training = set_aside(training, count, rng)
    if min(len(held), len(training)) < LEAST:
        raise DatasetError(
            f"A comparison needs {2 * LEAST} real sounds at least, at pitches that the model plays ({min(pitches)} to {max(pitches)}). "
            f"Received: {len(held) + len(training)} in {path}. Use a larger data set, of the sounds that the model was made for.",
            rule="real-sound-count",
        )
    return RealSounds(training, held, VALID if enough else HALVES, sample_rate(path))


def set_aside(clips: Clips, count: int, rng: np.random.Generator) -> tuple[Clips, Clips]:
    """Return `count` notes (half of all at most) chosen by chance, and the others."""
    order, aside = rng.permutation(len(clips)), min(count, len(clips) // 2)
    return clips.rows(np.sort(order[:aside])), clips.rows(np.sort(order[aside:]))


def sample_rate(path: Path) -> int:
    """Return the rate of a data set, Hz; one that does not say has the published rate."""
    table = read_meta(path / META_FILE) if (path / META_FILE).is_file() else {}
    return next((entry.sample_rate for entry in table.values() if entry.sample_rate), log_frequency.RATE)


def _choose(notes: Iterable[Sample], pitches: Collection[int], count: int, rng: np.random.Generator) -> Clips:
    """Keep `count` notes by chance, while reading through all of them once (reservoir sampling)."""
    kept: list[tuple[int, str, int, np.ndarray]] = []
    seen = 0
    for row, note in enumerate(notes):
        if note.pitch not in pitches:
            continue
        seen += 1
        place = seen - 1 if seen <= count else int(rng.integers(seen))
        if place < count:
            kept[place : place + 1] = [(row, note.name, note.pitch, np.rint(note.wave * INT16_SCALE).astype(np.int16))]
    kept.sort(key=lambda each: each[0])
    waves = np.stack([wave for *_, wave in kept]) if kept else np.zeros((0, 0), np.int16)
    return Clips(tuple(name for _, name, *_ in kept), np.array([pitch for _, _, pitch, _ in kept], np.int64), waves)
