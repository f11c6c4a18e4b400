"""What each way of training makes of the same notes and the same number of images, in minutes on one processor core.

    ganspacesynth dataset notes --soundfont FluidR3Mono_GM.sf3 --programs 0,4,11,26,40,48,52,56,65,71,73,80 --pitches 60-71 \
        --velocities 60,80,100,120 --duration 0.25 --hold 0.2 --sample-rate 4000 --valid 0 --tfrecord -o notes
    python benchmarks/training.py notes -o runs [--images 4000] [--seeds 0] [--only published r1 …]

The pictures have 16x128 pixels, and networks so small do not grow: they are whole from the start. A few of the instruments are one's own
sounds: half of their notes are trained with, the other half is held back. Arms go on where they ended, and what is done is not done again.
The weights that play are averages over a
third of the run: the published average remembers 8,000 images, and so would mostly play the weights that a run as short as this began with.
Two figures of a model, from sounds of random z at all its pitches:

in tune    share within 50 cents of the pitch asked for, by YIN on waves made with the model's own phases
distance   Frechet distance between its log magnitudes and those of the held-back notes, over their first principal components
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from scipy.linalg import sqrtm

from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.networks import backend
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.decoder.spectral import specgrams_to_waves
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from ganspacesynth.networks.prior import draw_z
from ganspacesynth.training.adversarial.gan_settings import PENALTIES, GanSettings
from ganspacesynth.training.architectures import Architecture, published_normalizer
from ganspacesynth.training.from_sounds.own_task import average_decay
from ganspacesynth.training.notes.corpus import Corpus, load_corpus
from ganspacesynth.training.notes.pictures import Pictures
from ganspacesynth.training.runs.run import Keeper, open_run
from ganspacesynth.training.setup import Setup, choose, finetune_setup, gan_setup, morph_setup
from ganspacesynth.training.trainer import train

OWN = ("*_004", "*_040", "*_065", "*_073")  # electric piano, violin, alto saxophone, flute
NETWORK = Architecture(latent_size=64, start_height=4, start_width=32, num_resolutions=3, fmap_base=128, fmap_max=16)
SOUNDS = 192
COMPONENTS = 16
POOL = (4, 2)  # frames and bins averaged before distances are taken

R1 = {"penalty": "r1"}
BATCH_SIZE = 8
BATCH = {"batch_size": 32, "scale_rates": True}
AUGMENT = {"augment": True, "augment_images": 10_000}
NEW, WARM, TUNED, REGRESSION = "new", "warm", "base", "regression"  # adversarial from nothing, after a third of regression, from other instruments
ARMS: dict[str, tuple[str, dict]] = {
    "published": (NEW, {}),
    "r1": (NEW, R1),
    "batch": (NEW, BATCH),
    "augment": (NEW, AUGMENT),
    "r1 batch": (NEW, R1 | BATCH),
    "r1 augment": (NEW, R1 | AUGMENT),
    "r1, pitch weight 10": (NEW, R1 | {"generator_pitch_weight": 10.0, "critic_pitch_weight": 10.0}),
    "warm start": (WARM, {}),
    "warm start, r1": (WARM, R1),
    "finetune": (TUNED, {}),
    "finetune, r1": (TUNED, R1),
    "regression": (REGRESSION, {}),
}
WARM_SHARE = 1 / 3  # of the images, where regression comes first
CRITIC_FIRST = 500


def split(corpus: Corpus) -> tuple[Corpus, Corpus, Corpus]:
    """Return the notes to train with, those held back, and those of other instruments."""
    own = choose(corpus, instruments=OWN)
    others = sorted(set(corpus.instruments) - set(own.instruments))
    order = np.random.default_rng(0).permutation(len(own))
    halves = [rows(own, np.sort(half)) for half in (order[: len(own) // 2], order[len(own) // 2 :])]
    return halves[0], halves[1], choose(corpus, instruments=others)


def rows(corpus: Corpus, chosen: np.ndarray) -> Corpus:
    names = tuple(corpus.instruments[row] for row in chosen)
    return Corpus(corpus.name, corpus.waves[chosen], corpus.pitches[chosen], names, corpus.sample_rate)


class Judge:
    """Knows the held-back notes; measures models and notes against them."""

    def __init__(self, config, held: Corpus) -> None:
        self.config, (self.gain, self.shift) = config, published_normalizer()
        features = self.pooled(self.notes(held))
        self.mean = features.mean(axis=0)
        self.axes = np.linalg.svd(features - self.mean, full_matrices=False)[2][:COMPONENTS]
        self.held = self.moments(features)

    def notes(self, corpus: Corpus) -> np.ndarray:
        return Pictures(self.config, corpus, self.gain, self.shift).rows(np.arange(len(corpus)), self.config.num_resolutions)

    def pooled(self, pictures: np.ndarray) -> np.ndarray:
        n, frames, bins, _ = pictures.shape
        return pictures[..., 0].reshape(n, frames // POOL[0], POOL[0], bins // POOL[1], POOL[1]).mean(axis=(2, 4)).reshape(n, -1).astype(np.float64)

    def moments(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        seen = (features - self.mean) @ self.axes.T
        return seen.mean(axis=0), np.cov(seen.T)

    def distance(self, pictures: np.ndarray) -> float:
        (m, c), (mean, covariance) = self.moments(self.pooled(pictures)), self.held
        return float(np.sum((m - mean) ** 2) + np.trace(c + covariance - 2.0 * np.real(sqrtm(c @ covariance))))

    def in_tune(self, waves: np.ndarray, pitches) -> float:
        rate = self.config.sample_rate
        heard = np.array([note_pitch(wave, rate, fmax=0.25 * rate) for wave in waves])
        return float(np.mean(np.abs(heard - np.asarray(pitches)) < 0.5))

    def model(self, stored: StoredModel) -> dict[str, float]:
        config, rng = stored.config, np.random.default_rng(1)
        pitches = np.tile(config.pitches, -(-SOUNDS // len(config.pitches)))[:SOUNDS]
        labels = np.eye(len(config.pitches), dtype=np.float32)[[config.label(int(pitch)) for pitch in pitches]]
        prepared = network.prepare(config, backend.tensors(dict(stored.weights)))
        x = network.generator_input(config, draw_z(SOUNDS, config.latent_size, seed=rng), labels)
        pictures = backend.arrays(network.generate(config, prepared, x)[0])
        waves = specgrams_to_waves(config, (pictures - self.shift) / self.gain)
        return {"in_tune": self.in_tune(waves, pitches), "distance": self.distance(pictures)}


def run(setup: Setup, folder: Path, judge: Judge, seed: int, measured: Path | None, before: tuple[int, float] = (0, 0.0)) -> tuple[int, float]:
    """Train, measuring eight times on the way; `before` are the images and seconds that a warm start has taken."""
    open_run(folder, setup.settings)
    keeper = Keeper(folder, setup.task, setup.gain, setup.shift, {}, setup.prior, sounds=0)

    def on_save(at) -> None:
        if measured is None:
            return
        line = {"images": before[0] + at.images, "seconds": before[1] + at.seconds, **judge.model(keeper.stored(at)), "losses": dict(at.losses)}
        with open(measured, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        print(f"{folder}: {json.dumps(line)}", flush=True)

    at = train(setup.task, folder, seed=seed, save_every=max(setup.task.total_images // 8, 1), on_save=on_save)
    keeper(at)
    return before[0] + at.images, before[1] + at.seconds


def arm(name: str, own: Corpus, others: Corpus, images: int, seed: int, folder: Path, judge: Judge) -> None:
    """Train one arm to its end."""
    folder.mkdir(parents=True, exist_ok=True)
    measured = folder / "measured.jsonl"
    way, options = ARMS[name]
    options = {**PENALTIES[options.get("penalty", "gradient")], **options, "seed": seed}
    warm = {"batch_size": BATCH_SIZE, "window_cells": 0, "seed": seed}
    first = round(images * WARM_SHARE) if way == WARM else images if way == TUNED else 0  # of regression, before
    left = images - first if way == WARM else images

    def regression(notes: Corpus, count: int) -> Setup:
        return morph_setup(notes, NETWORK, total_images=count, average_decay=average_decay(count, BATCH_SIZE), **warm)

    settings = GanSettings(total_images=left, average_decay=average_decay(left, BATCH_SIZE), critic_first=CRITIC_FIRST if first else 0, **options)
    before = 0, 0.0
    if way == REGRESSION:
        setup = regression(own, images)
    elif first:
        start = folder.parent / f"{way} {seed}"
        spent = once(start, lambda: run(regression(own if way == WARM else others, first), start, judge, seed, None))
        setup, before = finetune_setup(own, start / "model", settings), spent if way == WARM else before
    else:
        setup = gan_setup(own, NETWORK, settings, progressive=False)
    run(setup, folder / "run", judge, seed, measured, before)


def once(folder: Path, what: Callable[[], tuple[int, float]]) -> tuple[int, float]:
    """Do what several arms begin with, and remember its images and seconds."""
    done = folder / "done.json"
    if not done.is_file():
        before = what()
        done.write_text(json.dumps(before), encoding="utf-8")
    images, seconds = json.loads(done.read_text(encoding="utf-8"))
    return images, seconds


def table(folder: Path) -> list[str]:
    """Return the lines of a Markdown table of what is done: the last quarter of each run's measurements, averaged, seeds side by side."""
    lines = ["| | in tune | distance | seconds | seeds |", "| --- | --- | --- | --- | --- |"]
    for name in ARMS:
        found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"{name} [0-9]/done.json"))]
        if found:
            tuned, distance = (" ".join(f"{f[key]:.{digits}f}" for f in found) for key, digits in (("in_tune", 2), ("distance", 1)))
            lines.append(f"| {name} | {tuned} | {distance} | {np.mean([f['seconds'] for f in found]):.0f} | {len(found)} |")
    return lines


def summary(measured: Path) -> dict[str, float]:
    found = {line["images"]: line for line in map(json.loads, measured.read_text(encoding="utf-8").splitlines())}  # a killed run measures twice
    late = [line for line in found.values() if line["images"] > 0.75 * max(found)]
    return {key: float(np.mean([line[key] for line in late])) for key in ("in_tune", "distance")} | {
        "seconds": max(f["seconds"] for f in found.values())
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--images", type=int, default=4000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--only", nargs="+", choices=list(ARMS), default=list(ARMS))
    args = parser.parse_args()
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    own, held, others = split(load_corpus(args.dataset))
    config = NETWORK.config(pitches=tuple(sorted(set(own.pitches.tolist()))), sample_rate=own.sample_rate, audio_length=own.waves.shape[1])
    judge, folder = Judge(config, held), Path(args.output)
    print(f"{len(own)} notes of {sorted(set(own.instruments))}, {len(held)} held back, {len(others)} of others; {config.frames}x{config.bins}")
    print(
        f"training notes: in tune {judge.in_tune(own.floats(np.arange(len(own))), own.pitches):.2f}, distance {judge.distance(judge.notes(own)):.2f}"
    )
    for seed in args.seeds:
        for name in args.only:
            place = folder / f"{name} {seed}"
            if not (place / "done.json").is_file():
                begin = time.perf_counter()
                arm(name, own, others, args.images, seed, place, judge)
                (place / "done.json").write_text(json.dumps(summary(place / "measured.jsonl")), encoding="utf-8")
                print(f"{place}: {time.perf_counter() - begin:.0f} s in all", flush=True)
    print("\n".join(table(folder)))


if __name__ == "__main__":
    main()
