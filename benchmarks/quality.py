"""How well a model keeps its pitch: the figures of a model card.

    python benchmarks/quality.py [--model FOLDER] [--sounds 490] [--dataset FOLDER] [--instruments a,b,c]

Pitch is YIN's median over a sound's pitched frames (ganspacesynth.audio.pitch). A sound counts as right within 50 cents of the pitch asked for;
octave errors are counted apart. What a listener notices (docs/evaluation.md) is told of the first 96 of the sounds. --dataset measures the training
notes in the same way: the ceiling.
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from ganspacesynth import Point, PointPath, load_model
from ganspacesynth.audio.pitch import hz_to_midi, note_pitch, yin
from ganspacesynth.continuous.render import render
from ganspacesynth.evaluation.listening.listener_figures import noticed
from ganspacesynth.evaluation.listening.listener_table import LISTENER
from ganspacesynth.evaluation.listening.noticed_sounds import listen
from ganspacesynth.evaluation.report import number

LEVEL_DB = -40.0  # frames quieter than this under the loudest are not heard
VOICED = 0.2
LISTENED = 96  # sounds that are listened to closely


def cents(waves, pitches, rate: int) -> np.ndarray:
    """Return each sound's distance from its pitch in semitones; NaN for one without pitch."""
    return np.array([note_pitch(wave, rate) - pitch for wave, pitch in zip(waves, pitches, strict=True)])


def describe(name: str, away: np.ndarray) -> str:
    right = np.abs(away) < 0.5
    octave = ~right & (np.abs(away - 12 * np.round(away / 12)) < 0.5)
    error = 1.96 * np.sqrt(right.mean() * (1 - right.mean()) / len(away))
    return (
        f"{name}: {right.mean():.3f} (± {error:.3f}) within 50 cents, {octave.mean():.3f} an octave off, "
        f"{1 - right.mean() - octave.mean():.3f} otherwise; median |error| {100 * np.nanmedian(np.abs(away[right])):.1f} cents; {len(away)} sounds"
    )


def listener(name: str, waves, pitches, rate: int) -> str:
    """What a listener notices, beside nothing: what covers the range of real notes is left to benchmarks/listening.py."""
    heard = listen(waves[:LISTENED], rate, np.asarray(pitches[:LISTENED], float))
    told = noticed(heard, heard)
    lines = [f"  {LISTENER[key].title}: {number(told[key].value, LISTENER[key].unit)}" for key in LISTENER if key in told and "covered" not in key]
    return "\n".join([f"{name}, what a listener notices of {len(heard)}:", *lines])


def voiced_pitch(wave: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """Return times (s) and MIDI pitches of the frames that are pitched and loud enough."""
    hop_s, frame_s = 0.025, 0.064
    f0, aperiodicity = yin(wave, rate, hop_s=hop_s, frame_s=frame_s)
    starts = np.arange(len(f0)) * round(hop_s * rate)
    levels = np.array([np.sqrt(np.mean(wave[s : s + round(frame_s * rate)] ** 2)) for s in starts])
    heard = (aperiodicity < VOICED) & (levels > levels.max() * 10 ** (LEVEL_DB / 20))
    return starts[heard] / rate, hz_to_midi(f0[heard])


def continuous(model, seed: int) -> list[str]:
    """The proofs of the continuous form: a 30 s morph over four points, windows against one piece, a glide."""
    rate, lines = model.config.sample_rate, []
    z = [tuple(row) for row in model.sample_z(4, seed=seed).tolist()]
    morph = PointPath((0.0, 10.0, 20.0, 30.0), tuple(Point(60, z=row) for row in z))
    wave = render(model, morph)
    _, pitch = voiced_pitch(wave, rate)
    whole = render(model, morph, window_cells=1000)
    ratio = 10 * np.log10(np.sum(whole.astype(np.float64) ** 2) / max(np.sum((whole.astype(np.float64) - wave) ** 2), 1e-30))
    lines.append(
        f"seed {seed}: 30 s morph over 4 points at 60: {np.mean(np.abs(pitch - 60) < 0.5):.3f} of {len(pitch)} voiced frames within 50 cents, "
        f"median {np.median(pitch):.2f}; windows against one piece {ratio:.0f} dB"
    )
    steps = (60, 62, 64, 67)
    times = [0.0] + [t for i in range(1, 4) for t in (3.0 * i - 0.1, 3.0 * i + 0.1)] + [12.0]
    heights = [p for p in steps for _ in range(2)]
    glide = PointPath(tuple(times), tuple(Point(p, z=z[0]) for p in heights))
    at, pitch = voiced_pitch(render(model, glide), rate)
    reached = [np.median(pitch[(at > 3 * i + 1) & (at < 3 * i + 2)]) for i in range(4)]
    lines.append(f"seed {seed}: glide {' '.join(map(str, steps))} reaches {' '.join(f'{p:.2f}' for p in reached)}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a model folder; default: the embedded one")
    parser.add_argument("--precision", default="exact")
    parser.add_argument("--sounds", type=int, default=490)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--dataset", help="a data set folder, to measure its notes too")
    parser.add_argument("--instruments", help="of the data set, with commas between them")
    args = parser.parse_args()
    model = load_model(args.model, precision=args.precision, decoder="published")
    rate = model.config.sample_rate
    pitches = np.resize(model.config.pitches, args.sounds)
    z = model.sample_z(args.sounds, seed=args.seed)
    waves = model.synthesize(z, pitches)
    away = cents(waves, pitches, rate)
    print(describe("random z, all pitches", away))
    for low in range(min(pitches) // 12 * 12, max(pitches) + 1, 12):
        part = (pitches >= low) & (pitches < low + 12)
        print(f"  pitches {low}-{low + 11}: {np.mean(np.abs(away[part]) < 0.5):.3f} of {part.sum()}")
    print(listener("random z", waves, pitches, rate))
    for seed in range(args.seed, args.seed + 3):
        print("\n".join(continuous(model, seed)))
    if args.dataset:
        from ganspacesynth.data.dataset import load_dataset

        data = load_dataset(args.dataset, dtype="float32")
        wanted = set(args.instruments.split(",")) if args.instruments else set(data.instruments)
        rows = [i for i, name in enumerate(data.instruments) if name in wanted and data.pitches[i] in model.config.pitches]
        print(describe("training notes", cents(data.waves[rows], data.pitches[rows], rate)))
        some = rows[:: max(1, len(rows) // LISTENED)]
        print(listener("training notes", data.waves[some], data.pitches[some], rate))


if __name__ == "__main__":
    main()
