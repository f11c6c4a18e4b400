"""What preview costs and what it does to the sound, beside exact: time, levels, pitch and wobble; in turns, in one run.

    python benchmarks/preview.py [--sounds 24] [--models default guitar orchestra wide random]

"wide" is the embedded model with four times as many channels, the size of the published ones (see full_size.py): the same sounds, made by as many
products. "random" is that size with random weights, whose pictures are noise of 65 dB to each side: the hardest case, and no sound.

Levels are those of the pictures within 60 dB of the loudest; pitch is what a listener would name (audio/pitch.py), of sounds that have one; wobble is
how much held partials swell and shrink (evaluation/listening).
"""

import argparse
import os
import time

import numpy as np
from full_size import full_size, widened

from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.evaluation.listening.noticed_sounds import listen_to
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from ganspacesynth.networks.known_models import model_folder

AUDIBLE_DB = 60.0
MODELS = ("default", "guitar", "orchestra", "wide", "random")
TARGETS = "asked for: 2 times as quick, levels within 0.5 dB, pitch within 5 cents"


def stored(name: str) -> StoredModel:
    if name == "random":
        return full_size()
    return widened(read_model(model_folder("default"))) if name == "wide" else read_model(model_folder(name))


def level_differences(model: GANSynth, exact: np.ndarray, preview: np.ndarray) -> np.ndarray:
    """dB, of all audible values of some pictures."""
    decibels = (20.0 if model.config.data_type != "mel" else 10.0) / np.log(10.0)
    first, second = (decibels * model.denormalize(picture)[..., 0] for picture in (exact, preview))
    return np.abs(first - second)[first > first.max() - AUDIBLE_DB]


def measured(name: str, sounds: int) -> str:
    exact = GANSynth(stored(name), backend="onnx")
    preview, rate = exact.at("preview"), exact.config.sample_rate
    if preview.precision != "preview":
        return f"| {name} | preview is exact on this processor |"
    z = exact.sample_z(sounds, seed=3)
    pitches = [exact.config.nearest_pitch(pitch) for pitch in np.linspace(45, 75, sounds)]
    asked = exact.sample_conditions(sounds, seed=3, pitches=pitches)
    clock: dict[str, list[float]] = {"exact": [], "preview": []}
    busy: dict[str, list[float]] = {"exact": [], "preview": []}
    levels, cents, wobbles = [], [], []
    for index in range(-2, sounds):
        x, pictures = exact.input(z[index : index + 1] if index >= 0 else z[:1], pitches[index], asked[index]), {}
        for way, model in (("exact", exact), ("preview", preview)):
            begin, used = time.perf_counter(), time.process_time()
            pictures[way] = model.run(x, start=None, stop=None)
            if index >= 0:
                clock[way].append(time.perf_counter() - begin)
                busy[way].append(time.process_time() - used)
        if index < 0:
            continue
        levels.append(level_differences(exact, pictures["exact"], pictures["preview"]))
        waves = [exact._waves(picture)[0] for picture in pictures.values()]
        cents.append(100.0 * np.subtract(*(note_pitch(wave, rate) for wave in waves)))
        wobbles.append(np.subtract(*(listen_to(wave, rate, pitches[index])["wobble"] for wave in waves)))
    ratio = {kind: np.median(each["exact"]) / np.median(each["preview"]) for kind, each in (("clock", clock), ("busy", busy))}
    every, cents, wobbles = np.concatenate(levels), np.abs(np.array(cents)), np.array(wobbles)
    heard = cents[np.isfinite(cents)]
    return (
        f"| {name} | {1e3 * np.median(clock['exact']):.1f} ({1e3 * np.median(busy['exact']):.1f}) | "
        f"{1e3 * np.median(clock['preview']):.1f} ({1e3 * np.median(busy['preview']):.1f}) | {ratio['clock']:.2f} ({ratio['busy']:.2f}) | "
        f"{np.median(every):.2f}, {np.quantile(every, 0.95):.2f} | {np.median(heard):.2f}, {np.quantile(heard, 0.95):.1f} ({len(heard)}) | "
        f"{np.nanmedian(wobbles):+.2f}, {np.nanmedian(np.abs(wobbles)):.2f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sounds", type=int, default=24)
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS)
    args = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; network alone, ms a sound on the clock (of the processors); {TARGETS}")
    print("| model | exact | preview | times as quick | levels, dB: median, 95 % | pitch, cents: median, 95 % (sounds) | wobble, dB: bias, median |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in args.models:
        print(measured(name, args.sounds), flush=True)


if __name__ == "__main__":
    main()
