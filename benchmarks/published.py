"""Eight full-size sounds as the published graph makes them, network and way back to sound in TensorFlow, against ours; in turns, in one run.

    python benchmarks/published.py [--rounds 5] [--sounds 8]

The published program itself needs a TensorFlow and a Python that are no longer made (docs/models.md). In its place stands its graph, operation by
operation, written down here for the TensorFlow of today: every block repeats its pixels (tiles, then a batch laid out in space) and convolves
them, channels last; a convolution's result is scaled, gets its bias, is bent and normed one after the other; every block's picture is enlarged and
faded in; then dense matrices from mel to linear, sums over time twice, and TensorFlow's own inverse STFT.

"published" beside ours is the published decoder (the same function of the picture), "locked" is the one that is used unless somebody asks otherwise.
Weights are random. Printed are milliseconds a sound on the clock, and of the processors, which count on a busy machine.
"""

import argparse
import os
import time
from collections.abc import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from full_size import full_size

from ganspacesynth.networks.gansynth.decoder import spectral
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.model_config import ModelConfig, layer_names
from ganspacesynth.networks.gansynth.network_shapes import LEAK, PIXEL_EPSILON, equalizer
from ganspacesynth.networks.gansynth.stored_model import StoredModel

TARGET = 2.0


def normed(x: tf.Tensor) -> tf.Tensor:
    return x * tf.math.rsqrt(tf.reduce_mean(tf.square(x), axis=3, keepdims=True) + PIXEL_EPSILON)


def repeated(x: tf.Tensor, scales: tuple[int, int]) -> tf.Tensor:
    if max(scales) == 1:
        return x
    return tf.batch_to_space(tf.tile(x, (scales[0] * scales[1], 1, 1, 1)), scales, ((0, 0), (0, 0)))


def picture(config: ModelConfig, weights: dict[str, tf.Variable], x: tf.Tensor) -> tf.Tensor:
    """[n, input] -> the normalized picture [n, frames, bins, 2]."""

    def convolved(name: str, x: tf.Tensor, padding: str, slope: float) -> tf.Tensor:
        kernel = weights[f"{name}/kernel"]
        return equalizer(kernel, slope=slope) * tf.nn.conv2d(x, kernel, 1, padding) + weights[f"{name}/bias"]

    height, width = config.start_height, config.start_width
    x = normed(x[:, None, None, :])
    x = tf.pad(x, ((0, 0), (height - 1, height - 1), (width - 1, width - 1), (0, 0)))
    total = 0.0
    for block in range(1, config.num_blocks + 1):
        first, second = layer_names(block)
        x = x if block == 1 else repeated(x, config.scales)
        for name, padding in ((first, "VALID" if block == 1 else "SAME"), (second, "SAME")):
            x = normed(tf.nn.leaky_relu(convolved(name, x, padding, 0.0), LEAK))
        image = convolved(f"to_rgb_{block}", x, "SAME", 1.0)
        image = tf.tanh(image) if config.to_rgb_activation == "tanh" else image
        steps = config.num_resolutions - block
        total += weights[f"alpha_{block}"] * repeated(image, tuple(scale**steps for scale in config.scales))
    return total


def wave(config: ModelConfig, picture: tf.Tensor) -> tf.Tensor:
    """A denormalized mel picture -> waves [n, samples]."""
    matrix = tf.constant(spectral.mel_to_linear(config.bins, config.sample_rate))
    magnitude = tf.sqrt(tf.tensordot(tf.exp(picture[..., 0]), matrix, 1) + spectral.EPSILON)
    phase = tf.tensordot(tf.cumsum(picture[..., 1] * np.pi, axis=1), matrix, 1)
    turn = tf.concat([phase[:, :1], phase[:, 1:] - phase[:, :-1]], axis=1)
    stft = tf.complex(magnitude, 0.0) * tf.exp(tf.complex(0.0, tf.cumsum(turn, axis=1)))
    stft = tf.pad(stft, ((0, 0), (0, 0), (1, 0)))
    window = tf.signal.inverse_stft_window_fn(config.hop)
    return tf.signal.inverse_stft(stft, config.n_fft, config.hop, config.n_fft, window)[:, config.padding :]


def published(stored: StoredModel) -> Callable[[np.ndarray], np.ndarray]:
    """Return the program: the network's input in, waves out."""
    config = stored.config
    weights = {name: tf.Variable(value) for name, value in stored.weights.items() if not name.startswith(("normalizer/", "prior/"))}
    weights |= {f"alpha_{block}": tf.Variable(config.alpha(block)) for block in range(1, config.num_blocks + 1)}
    shift, factor = stored.weights["normalizer/b"], stored.weights["normalizer/a"]

    @tf.function(autograph=False)
    def made(x: tf.Tensor) -> tf.Tensor:
        return wave(config, (picture(config, weights, x) - shift) / factor)

    return lambda x: made(tf.constant(x)).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sounds", type=int, default=8)
    args = parser.parse_args()
    stored = full_size()
    ours = {name: GANSynth(stored, backend="onnx", decoder=name) for name in ("published", "locked")}
    program, first = published(stored), ours["published"]
    z = first.sample_z(args.sounds, seed=1)
    x = first.input(z, 60)
    ways: dict[str, Callable[[], np.ndarray]] = {"the published graph": lambda: program(x)}
    ways |= {f"ours, decoder {name}": lambda model=model: model.synthesize(z, 60) for name, model in ours.items()}
    preview = first.at("preview")
    if preview.precision == "preview":
        ways["ours, preview, decoder published"] = lambda: preview.synthesize(z, 60)
    waves = {name: way() for name, way in ways.items()}
    clock: dict[str, list[float]] = {name: [] for name in ways}
    busy: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(args.rounds):
        for name, way in ways.items():
            begin, used = time.perf_counter(), time.process_time()
            way()
            clock[name].append(1e3 * (time.perf_counter() - begin) / args.sounds)
            busy[name].append(1e3 * (time.process_time() - used) / args.sounds)
    reference = waves["the published graph"]
    error = np.sum((reference - waves["ours, decoder published"]) ** 2, dtype=np.float64)
    print(
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, TensorFlow {tf.__version__}, {args.sounds} sounds at once, {args.rounds} rounds"
    )
    print(f"the published graph and ours are {10 * np.log10(np.sum(reference**2, dtype=np.float64) / error):.0f} dB from each other")
    print("| | ms a sound | of the processors | the published graph takes | by processors |")
    print("| --- | --- | --- | --- | --- |")
    for name in ways:
        ratios = [float(np.median(np.array(each["the published graph"]) / np.array(each[name]))) for each in (clock, busy)]
        target = f" (target {TARGET:g})" if name == "ours, decoder published" else ""
        print(f"| {name} | {np.median(clock[name]):.1f} | {np.median(busy[name]):.1f} | {ratios[0]:.2f} times as long{target} | {ratios[1]:.2f} |")


if __name__ == "__main__":
    main()
