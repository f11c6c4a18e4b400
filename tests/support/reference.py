"""The published generator and its way back to sound, written a second time: plain NumPy, tap by tap, no TensorFlow, nothing shared with the package.

Every function takes the dtype to compute in: float64 is the truth, float32 shows what rounding alone does.
"""

import json
from pathlib import Path

import numpy as np
import tensorflow as tf

from tests.support.writer import AVERAGE, SCOPE, TINY, Written


def read(folder):
    """Return what a published folder with one finished stage holds, as `picture` and `waves` take it."""
    folder = Path(folder)
    stage = next(folder.glob("stage_*"))
    file = tf.train.load_checkpoint(str(next(stage.glob("*.index")).with_suffix("")))
    averages = [name for name in file.get_variable_to_shape_map() if name.endswith(AVERAGE)]
    weights = {name.removesuffix(AVERAGE): file.get_tensor(name) for name in averages}
    meta = folder / "meta.json"
    pitches = tuple(sorted({note["pitch"] for note in json.loads(meta.read_text()).values()})) if meta.exists() else tuple(range(24, 85))
    settings = TINY | json.loads((folder / "experiment.json").read_text())
    return Written(folder, settings, weights, pitches, int(stage.name.removeprefix("stage_")), 10**9)


def progress(settings, stage, images=None, seconds=None):
    """How far training came, from images seen or from seconds trained."""
    blocks = (stage + 1) // 2 + 1
    if not settings["train_progressive"]:
        return blocks - 1.0
    if settings.get("train_time_limit") is not None:
        lengths = [1.0]
        while len(lengths) < 2 * settings["num_resolutions"] - 1:
            lengths.append(lengths[-1] * settings["train_time_stage_multiplier"])
        ends = np.cumsum(np.array(lengths) * settings["train_time_limit"] / np.sum(lengths))
        fading = range(1, len(lengths), 2)
        return min(sum(np.clip((seconds - ends[i - 1]) / (ends[i] - ends[i - 1]), 0.0, 1.0) for i in fading), blocks - 1.0)
    stable, transition = settings["stable_stage_num_images"], settings["transition_stage_num_images"]
    images = min(images, blocks * stable + (blocks - 1) * transition - 1)
    into = images % (stable + transition)
    return images // (stable + transition) + (max(0, into - stable) / transition if transition else 0.0)


def alpha(block, at):
    return max(0.0, min(at - (block - 2), block - at))


def picture(written, z, pitches, *, dtype=np.float64, at=None, edits=None):
    """z [n, latent], pitches [n] -> (normalized picture [n, frames, bins, 2], {layer: activation before its edit}).

    `edits` maps a layer to (scale, offset).
    """
    s, weights = written.settings, {name: value.astype(dtype) for name, value in written.weights.items()}
    at = progress(s, written.stage, written.images) if at is None else at
    one_hot = np.array([[float(p == q) for q in written.pitches] for p in pitches])
    x = np.concatenate([z, one_hot], axis=1).astype(dtype)
    scales = (s["scale_base"], s["scale_base"] if s["scale_mode"] == "ALL" else 1)
    layers, total = {}, 0.0
    for block in range(1, written.num_blocks + 1):
        scope, suffix = SCOPE.format(block), "" if block == 1 else f"_{block}"
        for layer, function in _block(s, scope, block, scales):
            x = layers[layer + suffix] = function(weights, x, dtype)
            scale, offset = (edits or {}).get(layer + suffix, (1.0, 0.0))
            x = (x * dtype(scale) + np.asarray(offset, dtype)).astype(dtype)
        image = _to_rgb(s, weights, scope, x, dtype)
        for _ in range(s["num_resolutions"] - block):
            image = _repeat(image, scales)
        total = total + dtype(alpha(block, at)) * image
    return total, layers


def _block(s, scope, block, scales):
    """The layers of a block, in order: (name, function)."""
    if s["simple_arch"] and block == 1:
        return [("dense", lambda w, x, t: _dense(s, w, scope, x))]
    if s["simple_arch"]:
        return [
            (
                "conv2d_transpose",
                lambda w, x, t: np.maximum(_scatter(x, w[scope + "conv2d_transpose/kernel"], scales) + w[scope + "conv2d_transpose/bias"], 0),
            )
        ]
    if block == 1:
        return [("conv0", lambda w, x, t: _first(s, w, scope, x, t)), ("conv1", lambda w, x, t: _conv(w, scope + "conv1", x, t))]
    return [("conv0", lambda w, x, t: _conv(w, scope + "conv0", _repeat(x, scales), t)), ("conv1", lambda w, x, t: _conv(w, scope + "conv1", x, t))]


def _dense(s, weights, scope, x):
    x = np.maximum(x @ weights[scope + "dense/kernel"] + weights[scope + "dense/bias"], 0)
    return x.reshape(len(x), s["start_height"], s["start_width"], -1)


def _first(s, weights, scope, x, dtype):
    """Pixel norm, then a VALID convolution over the one pixel in a field of zeros."""
    h, w = s["start_height"], s["start_width"]
    field = np.zeros((len(x), 2 * h - 1, 2 * w - 1, x.shape[1]), dtype)
    field[:, h - 1, w - 1] = _norm(x, dtype)
    return _conv(weights, scope + "conv0", field, dtype, same=False)


def _conv(weights, name, x, dtype, same=True):
    kernel = weights[f"{name}/conv2d/kernel"]
    x = dtype(np.sqrt(2.0 / np.prod(kernel.shape[:3]))) * _slide(x, kernel, same) + weights[f"{name}/bias"]
    return _norm(np.where(x > 0, x, dtype(0.2) * x), dtype)


def _norm(x, dtype):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + dtype(1e-8))


def _to_rgb(s, weights, scope, x, dtype):
    if s["simple_arch"]:
        name = next(n for n in ("to_rgb", "conv2d") if f"{scope}{n}/kernel" in weights)
        x = x @ weights[f"{scope}{name}/kernel"][0, 0] + weights[f"{scope}{name}/bias"]
    else:
        kernel = weights[f"{scope}to_rgb/conv2d/kernel"][0, 0]
        x = dtype(np.sqrt(1.0 / kernel.shape[0])) * (x @ kernel) + weights[f"{scope}to_rgb/bias"]  # sqrt(2 / ((1 + 1) * fan_in))
    return np.tanh(x) if s["to_rgb_activation"] == "tanh" else x


def _repeat(x, scales):
    n, h, w, c = x.shape
    return np.broadcast_to(x[:, :, None, :, None], (n, h, scales[0], w, scales[1], c)).reshape(n, h * scales[0], w * scales[1], c)


def _slide(x, kernel, same):
    """Sum over taps of the shifted picture times the tap's matrix; SAME puts the odd pixel of padding behind."""
    kh, kw = kernel.shape[:2]
    if same:
        x = np.pad(x, [(0, 0), ((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2), (0, 0)])
    h, w = x.shape[1] - kh + 1, x.shape[2] - kw + 1
    return sum(x[:, i : i + h, j : j + w] @ kernel[i, j] for i in range(kh) for j in range(kw))


def _scatter(x, kernel, strides):
    """Transposed convolution, SAME: each pixel throws its kernel [k, k, out, in] onto the larger picture."""
    n, h, w, _ = x.shape
    k, outputs = kernel.shape[0], kernel.shape[2]
    size = [(length - 1) * stride + max(k, stride) for length, stride in zip((h, w), strides, strict=True)]
    canvas = np.zeros((n, *size, outputs), x.dtype)
    for i in range(k):
        for j in range(k):
            canvas[:, i : i + h * strides[0] : strides[0], j : j + w * strides[1] : strides[1]][:, :h, :w] += x @ kernel[i, j].T
    cut = [max(k - stride, 0) // 2 for stride in strides]
    return canvas[:, cut[0] : cut[0] + h * strides[0], cut[1] : cut[1] + w * strides[1]]


def waves(written, images, *, dtype=np.float64, normalizer=None):
    """Normalized pictures -> [n, samples]."""
    s = written.settings
    if normalizer is None:
        keys = ("mag_normalizer_a", "mag_normalizer_b", "p_normalizer_a", "p_normalizer_b")
        normalizer = [1, 0, 1, 0] if s["data_normalizer"] == "none" else [s[key] for key in keys]
    table = np.asarray(normalizer, dtype)
    first = (images[..., 0] - table[..., 1]) / table[..., 0]
    second = (images[..., 1] - table[..., 3]) / table[..., 2] * dtype(np.pi)
    bins = images.shape[2]
    if s["data_type"] == "phase":
        magnitudes, phases = np.exp(first), second
    else:
        magnitudes, phases = np.exp(first), np.cumsum(second, axis=1)
    if s["data_type"] == "mel":
        forth = mel_matrix(bins, s["sample_rate"])
        sums = (forth @ forth.T).sum(axis=0)
        back = (forth.T @ np.diag([1.0 / v if v > 1e-8 else v for v in sums])).astype(dtype)
        magnitudes = np.exp(dtype(0.5) * np.log(magnitudes @ back + dtype(1e-6)))
        phases = phases @ back
    frames = images.shape[1]
    n_fft, hop = 2 * bins, bins // 2
    window = (0.5 - 0.5 * np.cos(np.pi * np.arange(n_fft) / bins)).astype(dtype)
    total = np.zeros((len(images), hop * (frames - 1) + n_fft), dtype)
    for frame in range(frames):
        spectrum = np.zeros((len(images), bins + 1), np.complex128)
        spectrum[:, 1:] = magnitudes[:, frame] * np.exp(1j * phases[:, frame].astype(np.float64))
        total[:, frame * hop : frame * hop + n_fft] += (
            window / dtype(1.5) * np.fft.irfft(spectrum, n_fft).astype(dtype)
        )  # squared Hanns add up to 1.5
    return total[:, total.shape[1] - s["audio_length"] :]


def mel_matrix(bins, sample_rate):
    """[bins, bins]; the edges live in one list, so that a band which is widened moves the edges its neighbours read next."""
    top = 1127.0 * np.log(1.0 + sample_rate / 2 / 700.0)
    edges = [top * i / (bins + 1) for i in range(bins + 2)]

    def hertz(mel):
        return 700.0 * (np.exp(mel / 1127.0) - 1.0)

    least = 1.5 * sample_rate / 2 / bins
    for i in range(bins):
        if hertz(edges[i + 2]) - hertz(edges[i]) < least:
            right = 0.5 * least / (hertz(edges[i + 1]) + 700.0)
            half = 1127.0 * np.log(right + np.sqrt(1.0 + right**2))
            edges[i], edges[i + 2] = edges[i + 1] - half, edges[i + 1] + half
    table = np.zeros((bins, bins))
    for band in range(bins):
        low, centre, high = (hertz(edges[band + i]) for i in range(3))
        for k in range(1, bins):
            f = sample_rate / 2 * k / (bins - 1)
            table[k, band] = max(0.0, min((f - low) / (centre - low), (high - f) / (high - centre)))
    return table
