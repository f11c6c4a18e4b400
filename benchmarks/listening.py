"""What a composer hears of models, beside real sounds: one table.

    python benchmarks/listening.py [--model NAME …] [--before] [--soundfont FILE] [--count 100] [--pitch 60] [--wav FILE …]

Random z at one pitch, beside sixteen presets of a soundfont at the same (the twelve that the embedded model was taught, and four others). Typical
is the median, the range goes from the 10th to the 90th percentile; docs/evaluation.md says what is measured, and ganspacesynth/evaluation/listening
how. --before adds each model as it was before decoders locked to peaks and styles: `--decoder published`, and hallucinations with `--style walk`.
--wav measures recordings instead: what can be said of any sound, and its onsets a second.
"""

import argparse
import os
from collections.abc import Iterator, Sequence

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from ganspacesynth import Instrument, hallucination_recipe, load_instrument
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.composition.sound import Sound, make_sound
from ganspacesynth.composition.styles.compose import compose
from ganspacesynth.composition.styles.style_files import load_style
from ganspacesynth.core.output.decoders import LOCKED, PUBLISHED
from ganspacesynth.data.soundfonts.soundfont_notes import Soundfont
from ganspacesynth.evaluation.classifier import load_classifier
from ganspacesynth.evaluation.listening import consistency
from ganspacesynth.evaluation.listening.flux import onsets_s
from ganspacesynth.evaluation.listening.listener_figures import COVERED, THUMP_DB, covered
from ganspacesynth.evaluation.listening.noticed_sounds import Noticed, listen
from ganspacesynth.evaluation.listening.timbre_groups import Clusters, find_clusters
from ganspacesynth.evaluation.sound_features import IN_TUNE
from ganspacesynth.evaluation.statistics import distances
from ganspacesynth.networks.gansynth.model_config import ModelConfig

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
BATCH, HALLUCINATIONS, DRAWN = 8, 4, 32
BEFORE, NOW = (PUBLISHED, "walk"), (LOCKED, "default")  # decoder, and style of hallucinations
CLOSELY_S = 30  # of a recording; onsets are counted in all of it

Row = tuple[str, ...]
Words = Iterator[tuple[str, str]]  # what is measured, and what was found


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


def alike(heard: Noticed, real: Noticed) -> Words:
    """What is measured of each sound alone; ranges are covered beside those of real sounds."""
    yield ("in tune within 50 cents", share(np.abs(heard.away) <= IN_TUNE))
    for name, words, digits in ROWS:
        yield (words, ranges(getattr(heard, name), digits))
    yield (f"thump above {THUMP_DB:g} dB", share(heard.thump > THUMP_DB))
    yield ("struck or plucked", share(heard.struck))
    for name, of in COVERED.items():
        said = 1.0 if heard is real else covered(getattr(heard, of), getattr(real, of)).value
        yield (f"{name.replace('_', ' ')}: share of the real range", f"{said:.2f}")
    apart = float(np.nanmedian(heard.treble) - np.nanmedian(real.treble))
    yield ("above 5.5 kHz, from real sounds, dB", f"{apart:+.1f}")


def judged(waves: np.ndarray, real: np.ndarray, rate: int) -> Words:
    """What the classifier says of sounds; half of the real sounds against the other half are the ceiling of the distance."""
    found, others = load_classifier().classify(waves, rate), load_classifier().classify(real, rate)
    yield ("families told apart", f"{distances.inception(found.family):.2f}")
    if waves is real:
        yield ("distance from all presets", f"{distances.frechet(found.features[::2], found.features[1::2]):.2f} (halves)")
    else:
        yield ("distance from all presets", f"{distances.frechet(found.features, others.features):.2f}")
    yield ("groups of timbre at this pitch", grouped(find_clusters(waves, rate)))


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


def hallucinations(instrument: Instrument, style: str) -> list[Sound]:
    """Some hallucinations in a style."""
    composed = [compose(load_style(style), instrument.model, seed) for seed in range(HALLUCINATIONS)]
    return [make_sound(instrument, hallucination_recipe(*each)) for each in composed]


def dreamed(sounds: Sequence[Sound]) -> Words:
    """What is said of hallucinations."""
    rate, channels = sounds[0].sample_rate, 1 if sounds[0].wave.ndim == 1 else sounds[0].wave.shape[1]
    mono = [sound.wave if sound.wave.ndim == 1 else sound.wave.mean(axis=1) for sound in sounds]
    yield ("onsets a second, of hallucinations", f"{onset_rate(mono, rate):.2f}")
    yield ("pitches of a hallucination", str(len({step["pitch"] for step in sounds[0].recipe.to_json()["sequence"]["steps"]})))
    yield ("channels of a hallucination", str(channels))


def measure_model(instrument: Instrument, style: str, presets: Sequence[np.ndarray], real: Noticed, pitch: int, args: argparse.Namespace) -> Words:
    """All that is measured of a model with its decoder, beside real sounds; hallucinations are in a style."""
    model, rate = instrument.model, instrument.model.config.sample_rate
    pitches, z = np.full(args.count, pitch), model.sample_z(args.count, seed=args.seed)
    conditions = model.sample_conditions(args.count, seed=args.seed, pitches=pitches.tolist())
    batches = [slice(start, start + BATCH) for start in range(0, args.count, BATCH)]
    waves = np.concatenate([model.synthesize(z[rows], pitches[rows].tolist(), conditions=conditions[rows]) for rows in batches])
    yield from alike(listen(waves, rate, pitches), real)
    drawn = slice(0, DRAWN)
    yield ("unlike what was drawn, dB", ranges(consistency.of_model(model, waves[drawn], z[drawn], pitches[drawn], conditions[drawn]), 1))
    yield from judged(waves, np.stack(presets), rate)
    yield ("onsets a second, of single sounds", f"{onset_rate(waves, rate):.2f}")
    yield from dreamed(hallucinations(instrument, style))


def measure_real(instrument: Instrument, real: Sequence[np.ndarray], heard: Noticed, presets: Sequence[np.ndarray]) -> Words:
    """The same of real sounds, drawn as the model draws and made into sounds as it makes them."""
    rate, every = instrument.model.config.sample_rate, np.stack(presets)
    yield from alike(heard, heard)
    yield ("unlike what was drawn, dB", ranges(consistency.of_real(instrument.model, real, rate), 1))
    yield from judged(every, every, rate)
    yield ("onsets a second, of single sounds", f"{onset_rate(real, rate):.2f}")


def pitch_of(config: ModelConfig, asked: int) -> int:
    """Return the pitch asked for, or the model's middle one if it does not play that."""
    return asked if asked in config.pitches else config.pitches[len(config.pitches) // 2]


def measure_models(args: argparse.Namespace) -> str:
    """The table of some models, of each as it was, too, if that is asked for."""
    instruments = {name or "default": load_instrument(name) for name in args.model or [None]}
    configs = [instrument.model.config for instrument in instruments.values()]
    first, pitch = configs[0], pitch_of(configs[0], args.pitch)
    if len({(config.sample_rate, config.audio_length, pitch_of(config, args.pitch)) for config in configs}) > 1:
        raise SystemExit(f"Models of one table have one rate, length and pitch. Received: {', '.join(instruments)}. Measure them one by one.")
    font = Soundfont(args.soundfont, sample_rate=first.sample_rate, audio_length=first.audio_length)
    presets = {program: notes[0].wave for program in font.programs if (notes := font.notes(program, [pitch], [100]))}
    real, every = [presets[program] for program in PROGRAMS if program in presets], list(presets.values())
    heard, columns = listen(real, first.sample_rate, np.full(len(real), pitch)), {}
    for name, instrument in instruments.items():
        for decoder, style in (BEFORE, NOW) if args.before else (NOW,):
            columns[f"{name}: {decoder}, {style}"] = dict(measure_model(instrument.with_decoder(decoder), style, every, heard, pitch, args))
    columns[f"{len(real)} presets"] = dict(measure_real(next(iter(instruments.values())), real, heard, every))
    words = list(dict.fromkeys(word for column in columns.values() for word in column))
    return table([(word, *(column.get(word, "") for column in columns.values())) for word in words], list(columns))


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
    parser.add_argument("--model", nargs="+", metavar="NAME", help="models' folders or names; default: the embedded one")
    parser.add_argument("--before", action="store_true", help="each model also with the published decoder and the style walk")
    parser.add_argument("--soundfont", default="/usr/share/sounds/sf3/FluidR3Mono_GM.sf3", help="of the real sounds")
    parser.add_argument("--count", type=int, default=100, help="random z")
    parser.add_argument("--pitch", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wav", nargs="+", metavar="FILE", help="recordings to measure instead of a model")
    args = parser.parse_args()
    print(measure_files(args.wav) if args.wav else measure_models(args))


if __name__ == "__main__":
    main()
