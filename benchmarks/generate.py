"""How fast a network makes sounds: the plain TensorFlow graph, the exact plan on TensorFlow and on ONNX Runtime, and preview, in turns in one run.

    python benchmarks/generate.py [--rounds 7] [--model FOLDER]

Without --model a full-size network with random weights is measured (128x1024, 256 channels, 4 s at 16 kHz). "plain" is the published graph:
upscale by repeating pixels, 3x3 convolution, bias, leaky ReLU, pixel norm. Times are of pictures (network alone) and of sounds (with the
inverse STFT).
"""

import argparse
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from full_size import full_size

from ganspacesynth.networks.backend import arrays, compiled, tensors
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.networks.gansynth.decoder import spectral
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.plans.keras_plan import has_bfloat16
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from ganspacesynth.networks.known_models import model_folder

PLANS = {"plain": {"fused": False}, "exact": {"fused": True}, "preview": {"fused": True, "dtype": "bfloat16"}}
TARGETS = {"exact": 1.3, "onnx": 1.3, "preview": 2.2}


def plan(model: StoredModel, **options):
    weights = tensors({name: value for name, value in model.weights.items() if not name.startswith(("normalizer/", "prior/"))})
    prepared = network.prepare(model.config, weights, **options)
    return compiled(lambda x: network.generate(model.config, prepared, network.pixel_norm(x))[0])


def sounds(model: StoredModel, picture: np.ndarray) -> np.ndarray:
    return spectral.specgrams_to_waves(model.config, (picture - model.weights["normalizer/b"]) / model.weights["normalizer/a"])


def level_difference(model: StoredModel, reference: np.ndarray, picture: np.ndarray) -> float:
    """Median difference of levels in dB where the reference is within 60 dB of its loudest (waves of equal spectra may still drift in phase)."""
    decibels = (20.0 if model.config.data_type != "mel" else 10.0) / np.log(10.0)
    first, second = (
        decibels * (p[..., 0] - model.weights["normalizer/b"][..., 0]) / model.weights["normalizer/a"][..., 0] for p in (reference, picture)
    )
    heard = first > first.max() - 60.0
    return float(np.median(np.abs(first - second)[heard]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--model", help="a model folder or name instead of the random full-size network")
    args = parser.parse_args()
    model = read_model(model_folder(args.model)) if args.model else full_size()
    plans = {name: plan(model, **options) for name, options in PLANS.items()}
    player = GANSynth(model, backend="onnx")
    plans["onnx"] = lambda x: player.run(arrays(x), start=None, stop=None)  # the exact plan of players
    print(f"{os.cpu_count()} processors, bfloat16 in hardware: {has_bfloat16()}, filters {model.config.filters}")
    for batch in (1, 8):
        rng = np.random.default_rng(batch)
        z = rng.standard_normal((batch, model.config.latent_size))
        labels = np.eye(model.config.label_size)[rng.integers(len(model.config.pitches), size=batch)]
        x = tensors(np.concatenate([z, labels], axis=1).astype(np.float32))
        pictures = {name: arrays(run(x)) for name, run in plans.items()}
        times: dict[str, list[float]] = {name: [] for name in plans}
        busy: dict[str, list[float]] = {name: [] for name in plans}
        whole: dict[str, list[float]] = {name: [] for name in plans}
        for _ in range(args.rounds):
            for name, run in plans.items():
                begin, used = time.perf_counter(), time.process_time()
                picture = arrays(run(x))
                middle = time.perf_counter()
                busy[name].append(time.process_time() - used)
                sounds(model, picture)
                times[name].append(middle - begin)
                whole[name].append(time.perf_counter() - begin)
        reference = sounds(model, pictures["plain"])
        for name in plans:
            ratio = np.median(np.array(times["plain"]) / np.array(times[name]))
            error = np.sum((reference - sounds(model, pictures[name])) ** 2)
            fidelity = f"{10 * np.log10(np.sum(reference**2) / error):.1f} dB" if error else "the reference"
            target = f" (target {TARGETS[name]})" if name in TARGETS else ""
            print(
                f"batch {batch} {name:8s} network {1e3 * np.median(times[name]) / batch:7.1f} ms a sound "
                f"(of the processors {1e3 * np.median(busy[name]) / batch:7.1f}), with STFT "
                f"{1e3 * np.median(whole[name]) / batch:7.1f} ms; {ratio:.2f} x plain{target}; waves against plain: {fidelity}"
                f"; spectra: {level_difference(model, pictures['plain'], pictures[name]):.3f} dB"
            )


if __name__ == "__main__":
    main()
