"""Makes the bank and the continuation model that come along: melodies by rule, played by the models that come along, cut, and learnt.

    python models/continuation/make.py WORK     (about half an hour on two cores; what is done is kept in WORK)

Melodies are drawn: a key, a motif that goes by steps, the motif again, moved, turned, and an end on the tonic; so there is something to learn that
is known to be there. Each is played with one timbre, or by two that answer each other.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ganspacesynth import load_model
from ganspacesynth.audio.files.sound_files import normalize, write_wave
from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.bank_files import is_bank, load_bank
from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
from ganspacesynth.bank.units.cutting import CutSettings
from ganspacesynth.core.documents import CONTINUATION, ORIGINS, read_document, write_document
from ganspacesynth.core.point import Point
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.training.continuation.continuation_settings import ContinuationTraining
from ganspacesynth.training.continuation.train_continuation import train_continuation

HERE = Path(__file__).parent
TIMBRES = {"default": (3, 11, 19), "orchestra": (5, 8, 21, 30), "guitar": (2,)}  # model: seeds
PITCHES = range(48, 77)
RATE = 16000
LICENCE = "Apache-2.0 (sounds of the models of this package)"
MELODIES, KEPT = 90, 18  # to learn from, and in the bank that comes along
SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10))
RHYTHMS = ((1, 1, 1, 1), (2, 1, 1), (1, 1, 2), (1, 1, 1, 1, 2, 2), (2, 2, 1, 1, 2), (1, 1, 2, 1, 1, 2))  # in eighths
TRAINING = ContinuationTraining(steps=1600, copies=1, pitch=2.0, candidates=384, save_every=200, blur=0.3)


def notes(work: Path) -> dict[tuple[str, int], np.ndarray]:
    """Return the clips of each timbre, float32 [pitches, samples]; played once."""
    found = {}
    for name, seeds in TIMBRES.items():
        for seed in seeds:
            file = work / f"{name}-{seed}.npy"
            if not file.is_file():
                model = load_model(name)
                conditions = model.sample_conditions(1, seed=seed, pitches=[60])[0]
                played = [model.config.nearest_pitch(pitch) for pitch in PITCHES]
                points = [Point(pitch, seed=seed, conditions={**conditions, "pitch": pitch}) for pitch in played]
                np.save(file, synthesize_points(model, points)[:, : 2 * RATE])
            found[name, seed] = np.load(file)
    return found


def melody(rng: np.random.Generator) -> Iterator[tuple[int, int]]:
    """Yield (pitch, eighths) of a melody."""
    scale, tonic = SCALES[rng.integers(2)], int(rng.integers(53, 65))
    rhythm = RHYTHMS[rng.integers(len(RHYTHMS))]
    motif = np.cumsum(rng.choice([-2, -1, -1, 0, 1, 1, 2, 4], len(rhythm)))
    for moved in (0, 0, int(rng.choice([-2, -1, 1, 2])), 0, int(rng.choice([-3, 1, 3])), int(rng.choice([-1, 1])), 0):
        degrees = motif[0] - (motif - motif[0]) if rng.random() < 0.15 else motif
        for degree, eighths in zip(degrees + moved, rhythm, strict=True):
            octave, step = divmod(int(degree), 7)
            pitch = tonic + 12 * octave + scale[step]
            yield min(max(pitch, PITCHES[0]), PITCHES[-1]), eighths
    yield tonic, 4


def performed(rng: np.random.Generator, clips: dict[tuple[str, int], np.ndarray]) -> np.ndarray:
    """Play a melody, float32 [samples]."""
    timbres = list(clips)
    one, other = (timbres[i] for i in rng.choice(len(timbres), 2, replace=False))
    answers, eighth_s = rng.random() < 0.25, 30.0 / rng.uniform(96, 138)
    pieces = []
    for number, (pitch, eighths) in enumerate(melody(rng)):
        clip = clips[other if answers and number // 8 % 2 else one][pitch - PITCHES[0]]
        length = round(eighths * eighth_s * RATE)
        note = 0.6 * normalize(clip[:length]) * rng.uniform(0.7, 1.0)
        release = min(len(note), round(0.02 * RATE))
        note[len(note) - release :] *= np.linspace(1.0, 0.0, release)
        pieces.append(note.astype(np.float32))
    return np.concatenate(pieces)


def say_origins(kept: Bank, learnt: Bank) -> None:
    """Write down who played the melodies, for `ganspacesynth lineage`: those of the bank beside it, those that were learnt in the model."""
    played = [{"kind": "model", "digest": load_model(name).id, "name": name} for name in sorted(TIMBRES)]
    things = [{"kind": source.kind, "digest": source.digest, "name": source.name, "made_of": played} for source in kept.sources]
    write_document(HERE / "origins.json", ORIGINS, {"things": things}, force=True)
    melodies = {"kind": "recording", "name": f"{len(learnt.sources)} melodies, drawn by rule", "licence": "Apache-2.0", "made_of": played}
    bank = {"kind": "bank", "digest": learnt.id, "licence": "Apache-2.0", "made_of": [melodies]}
    _, info = read_document(HERE / "continuation.json", CONTINUATION)
    about = {**info["about"], "lineage": {"licence": "Apache-2.0", "made_of": [bank]}}
    write_document(HERE / "continuation.json", CONTINUATION, {**info, "about": about}, force=True)


def main() -> None:
    """Make all of it."""
    work = Path(sys.argv[1])
    (work / "melodies").mkdir(parents=True, exist_ok=True)
    (work / "kept").mkdir(exist_ok=True)
    clips, cut = notes(work), CutSettings("onsets", unit_s=1.0, least_s=0.15)
    for number in range(MELODIES + KEPT):
        folder = work / ("melodies" if number < MELODIES else "kept")
        write_wave(folder / f"melody {number:03d}.wav", performed(np.random.default_rng(number), clips), RATE, force=True)
    banks = {}
    for folder in ("kept", "melodies"):
        path = work / f"{folder}.bank"
        banks[folder] = load_bank(path) if is_bank(path) else build_bank([work / folder], path, BankSettings(cut, licence=LICENCE)).bank
    train_continuation([banks["melodies"]], work / "run", TRAINING)
    for file in (work / "kept.bank", work / "run" / "model"):
        for part in file.iterdir():
            shutil.copyfile(part, HERE / part.name)
    say_origins(banks["kept"], banks["melodies"])


if __name__ == "__main__":
    main()
