"""What a composer hears of a model, beside real sounds: one table, to be laid beside that of another model or decoder.

    python benchmarks/listening.py [--model FOLDER] [--soundfont FILE] [--count 100] [--pitch 60] [--wav FILE …]

Random z at one pitch, beside sixteen presets of a soundfont at the same (the twelve that the embedded model was taught, and four others). Typical
is the median, the range goes from the 10th to the 90th percentile; docs/evaluation.md says what is measured, and ganspacesynth/evaluation/listening
how. --wav measures recordings instead: what can be said of any sound, and its onsets a second.
"""

import argparse
import os
from collections.abc import Iterator, Sequence

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from ganspacesynth import hallucination_recipe, load_instrument
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.composition.hallucination import random_sequence
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.composition.steps.settings import HallucinationSettings
from ganspacesynth.data.soundfonts.soundfont_notes import Soundfont
from ganspacesynth.evaluation.classifier import load_classifier
from ganspacesynth.evaluation.listening import consistency
from ganspacesynth.evaluation.listening.clusters import Clusters, find_clusters
from ganspacesynth.evaluation.listening.ears import Heard, listen
from ganspacesynth.evaluation.listening.flux import onsets_s
from ganspacesynth.evaluation.listening.listener_figures import COVERED, THUMP_DB, covered
from ganspacesynth.evaluation.sound_features import IN_TUNE
from ganspacesynth.evaluation.statistics import distances

PROGRAMS = (0, 4, 11, 26, 40, 48, 52, 56, 65, 71, 73, 80, 12, 19, 24, 32)
ROWS = (
    ("wobble", "wobble of the partials, dB", 2),
    ("movement", "movement of the pitch, cents to each side", 1),
    ("rise", "rise from 10 % to 90 %, ms", 0),
    ("flux", "attack's flux, dB", 1),
    ("decay", "decay, dB a second", 1),
    ("length", "length, s", 2),
    ("brightness", "brightness, Hz", 0),
    ("treble", "above 5.5 kHz, dB", 1),
    ("thump", "thump, dB", 1),
    ("level", "loudness, dB", 1),
)
BATCH, HALLUCINATIONS, NOTES = 8, 4, 8
CLOSELY_S = 30  # of a recording; onsets are counted in all of it

Row = tuple[str, str, str]


def ranges(values: np.ndarray, digits: int) -> str:
    """Return the median and, in brackets, the 10th and 90th percentile."""
    there = values[np.isfinite(values)]
    if not len(there):
        return "-"
    low, middle, high = np.percentile(there, (10, 50, 90))
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def share(right: np.ndarray) -> str:
    """Return how many of how many."""
    return f"{np.count_nonzero(right)} of {len(right)}"


def alike(own: Heard, real: Heard) -> Iterator[Row]:
    """What is measured of each sound alone, in both sets."""
    yield ("in tune within 50 cents", share(np.abs(own.away) <= IN_TUNE), share(np.abs(real.away) <= IN_TUNE))
    for name, words, digits in ROWS:
        yield (words, ranges(getattr(own, name), digits), ranges(getattr(real, name), digits))
    yield (f"thump above {THUMP_DB:g} dB", share(own.thump > THUMP_DB), share(real.thump > THUMP_DB))
    yield ("struck or plucked", share(own.struck), share(real.struck))
    for name, of in COVERED.items():
        said = covered(getattr(own, of), getattr(real, of)).value
        yield (f"{name.replace('_', ' ')}: share of the real range", f"{said:.2f}", "1")
    apart = float(np.nanmedian(own.treble) - np.nanmedian(real.treble))
    yield ("above 5.5 kHz, from real sounds, dB", f"{apart:+.1f}", "0")


def judged(waves: np.ndarray, real: np.ndarray, rate: int) -> Iterator[Row]:
    """What the classifier says of both sets; half of the real sounds against the other half are the ceiling of the distance."""
    own, others = load_classifier().classify(waves, rate), load_classifier().classify(real, rate)
    yield ("families told apart", f"{distances.inception(own.family):.2f}", f"{distances.inception(others.family):.2f}")
    halves = distances.frechet(others.features[::2], others.features[1::2])
    yield ("distance from all presets", f"{distances.frechet(own.features, others.features):.2f}", f"{halves:.2f} (halves)")
    yield ("groups of timbre at this pitch", *(grouped(find_clusters(each, rate)) for each in (waves, real)))


def grouped(found: Clusters) -> str:
    """Return the number of groups, and how clear they are."""
    return f"{found.count} (best {found.best}, silhouette {found.silhouette:.2f})"


def table(rows: Sequence[Row], names: Sequence[str]) -> str:
    """Return rows as a table, Markdown."""
    head = ["| " + " | ".join(("", *names)) + " |", "|" + " --- |" * (len(names) + 1)]
    return "\n".join([*head, *("| " + " | ".join(row) + " |" for row in rows)])


def onset_rate(waves: Sequence[np.ndarray], rate: int) -> float:
    """Return how often something new begins, a second."""
    return sum(len(onsets_s(wave, rate)) for wave in waves) / (sum(len(wave) for wave in waves) / rate)


def hallucinations(instrument, pitch: float) -> list[np.ndarray]:
    """Some hallucinations as they are made when nothing is asked for."""
    seeds, settings = range(HALLUCINATIONS), HallucinationSettings()
    return [make_sound(instrument, hallucination_recipe(random_sequence(instrument.model, NOTES, (pitch,), seed), settings)).wave for seed in seeds]


def measure_model(args: argparse.Namespace) -> str:
    """The table of a model."""
    instrument = load_instrument(args.model)
    model, rate = instrument.model, instrument.model.config.sample_rate
    pitch = args.pitch if args.pitch in model.config.pitches else model.config.pitches[len(model.config.pitches) // 2]
    pitches, z = np.full(args.count, pitch), model.sample_z(args.count, seed=args.seed)
    conditions = model.sample_conditions(args.count, seed=args.seed, pitches=pitches.tolist())
    batches = [slice(start, start + BATCH) for start in range(0, args.count, BATCH)]
    waves = np.concatenate([model.synthesize(z[rows], pitches[rows].tolist(), conditions=conditions[rows]) for rows in batches])
    font = Soundfont(args.soundfont, sample_rate=rate, audio_length=model.config.audio_length)
    presets = {program: notes[0].wave for program in font.programs if (notes := font.notes(program, [pitch], [100]))}
    real = [presets[program] for program in PROGRAMS if program in presets]
    own = listen(waves, rate, pitches)
    rows = list(alike(own, listen(real, rate, np.full(len(real), pitch))))
    drawn = slice(0, 32)
    both = (
        consistency.of_model(model, waves[drawn], z[drawn], pitches[drawn], conditions[drawn]),
        consistency.of_real(model, real, rate),
    )
    rows.append(("unlike what was drawn, dB", *(ranges(each, 1) for each in both)))
    rows += judged(waves, np.stack(list(presets.values())), rate)
    rows.append(("onsets a second, of single sounds", f"{onset_rate(waves, rate):.2f}", f"{onset_rate(real, rate):.2f}"))
    rows.append(("onsets a second, of hallucinations", f"{onset_rate(hallucinations(instrument, pitch), rate):.2f}", ""))
    return table(rows, (f"{args.count} z at {pitch}", f"{len(real)} presets"))


def measure_files(paths: Sequence[str]) -> str:
    """The table of recordings."""
    columns = []
    for path in paths:
        wave, rate = read_audio(path)
        heard = listen([wave[: CLOSELY_S * rate]], rate, np.array([np.nan]))
        columns.append([*(ranges(getattr(heard, name), digits).split(" ")[0] for name, _, digits in ROWS), f"{onset_rate([wave], rate):.2f}"])
    words = [*(words for _, words, _ in ROWS), "onsets a second"]
    return table([(said, *values) for said, *values in zip(words, *columns, strict=True)], [os.path.basename(path) for path in paths])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a model's folder or name; default: the embedded one")
    parser.add_argument("--soundfont", default="/usr/share/sounds/sf3/FluidR3Mono_GM.sf3", help="of the real sounds")
    parser.add_argument("--count", type=int, default=100, help="random z")
    parser.add_argument("--pitch", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wav", nargs="+", metavar="FILE", help="recordings to measure instead of a model")
    args = parser.parse_args()
    print(measure_files(args.wav) if args.wav else measure_model(args))


if __name__ == "__main__":
    main()
