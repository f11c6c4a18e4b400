"""What the published StyleGANs compute, in their order of operations, float64, NumPy: slow, plain, and what the fast graphs are compared with."""

import numpy as np

FIR = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 64


def state_of(raw):
    """Weights of a network as float64; its filters may be None."""
    return {name: None if value is None else np.asarray(value, np.float64) for name, value in raw.state.items()}


def linear(raw, state, name, x):
    said = raw.attributes[name]
    y = x @ state[f"{name}.weight"].T * said["weight_gain"] + state[f"{name}.bias"] * said["bias_gain"]
    return np.where(y < 0, 0.2 * y, y) * np.sqrt(2) if said["activation"] == "lrelu" else y


def normalized(x):
    return x / np.sqrt(np.mean(x**2, axis=1, keepdims=True) + 1e-8)


def map_z(raw, z, c=None):
    """ws [n, num_ws, w] of z [n, z] and classes [n, c]."""
    state, x = state_of(raw), normalized(np.asarray(z, np.float64))
    if c is not None:
        x = np.concatenate([x, normalized(linear(raw, state, "mapping.embed", np.asarray(c, np.float64)))], axis=1)
    k = 0
    while f"mapping.fc{k}" in raw.attributes:
        x = linear(raw, state, f"mapping.fc{k}", x)
        k += 1
    return np.repeat(x[:, None], raw.attributes[""]["num_ws"], axis=1)


def correlate(x, kernel, padding):
    """x [n, c, h, w] with kernel [n, o, c, k, k], one of them a picture."""
    size = kernel.shape[-1]
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    height, width = x.shape[2] - size + 1, x.shape[3] - size + 1
    return sum(np.einsum("noc,nchw->nohw", kernel[..., i, j], x[:, :, i : i + height, j : j + width]) for i in range(size) for j in range(size))


def transposed(x, kernel):
    """The transposed convolution of stride 2, without padding."""
    size = kernel.shape[-1]
    out = np.zeros((len(x), kernel.shape[1], 2 * x.shape[2] - 2 + size, 2 * x.shape[3] - 2 + size))
    for i in range(size):
        for j in range(size):
            out[:, :, i : i + 2 * x.shape[2] - 1 : 2, j : j + 2 * x.shape[3] - 1 : 2] += np.einsum("noc,nchw->nohw", kernel[..., i, j], x)
    return out


def resample(x, kernel, *, up=1, down=1, padding=(0, 0, 0, 0), gain=1.0):
    """Insert zeros, pad (left, right, above, below; cut where negative), filter by a true convolution, leave samples out."""
    n, c, h, w = x.shape
    wide = np.zeros((n, c, h * up, w * up))
    wide[:, :, ::up, ::up] = x
    left, right, above, below = padding
    wide = np.pad(wide, ((0, 0), (0, 0), (max(above, 0), max(below, 0)), (max(left, 0), max(right, 0))))
    wide = wide[:, :, max(-above, 0) : wide.shape[2] - max(-below, 0), max(-left, 0) : wide.shape[3] - max(-right, 0)]
    if kernel is not None:
        flat = np.outer(kernel, kernel) if kernel.ndim == 1 else kernel
        flat = flat[::-1, ::-1] * gain
        kh, kw = flat.shape
        oh, ow = wide.shape[2] - kh + 1, wide.shape[3] - kw + 1
        wide = sum(flat[i, j] * wide[:, :, i : i + oh, j : j + ow] for i in range(kh) for j in range(kw))
    return wide[:, :, ::down, ::down]


def modulated(kernel, style, *, demodulate):
    """Kernels of each picture [n, o, c, k, k]."""
    kernel = kernel[None] * style[:, None, :, None, None]
    return kernel / np.sqrt((kernel**2).sum(axis=(2, 3, 4), keepdims=True) + 1e-8) if demodulate else kernel


def clamped(x, clamp, gain=1.0):
    return x if clamp is None else np.clip(x, -clamp * gain, clamp * gain)


def lrelu(x):
    return np.where(x < 0, 0.2 * x, x) * np.sqrt(2)


def upscaled_picture(raw, ws, noise="const", keep=None):
    """Pictures [n, c, h, w] of a StyleGAN 2; noise is "const", "none" or {layer: array}."""
    state, blocks = state_of(raw), [name for name, kind in raw.classes.items() if kind == "SynthesisBlock"]
    x = np.repeat(state["synthesis.b4.const"][None], len(ws), axis=0)
    picture, row = None, 0
    for name in blocks:
        architecture = raw.attributes[name]["architecture"]
        shortcut = None
        if f"{name}.skip" in raw.classes:
            kernel = state[f"{name}.skip.weight"] * raw.attributes[f"{name}.skip"]["weight_gain"]
            shortcut = resample(correlate(x, kernel[None].repeat(len(x), 0), 0), FIR, up=2, padding=(2, 1, 2, 1), gain=4) * np.sqrt(0.5)
        for layer in ("conv0", "conv1"):
            place = f"{name}.{layer}"
            if place in raw.classes:
                x = _layer(
                    raw,
                    state,
                    place,
                    x,
                    ws[:, row],
                    noise,
                    up=layer == "conv0",
                    gain=np.sqrt(0.5) if shortcut is not None and layer == "conv1" else 1.0,
                )
                row += 1
                if layer == "conv1" and shortcut is not None:
                    x = x + shortcut
                if keep is not None:
                    keep[place.removeprefix("synthesis.")] = x
        if picture is not None and architecture == "skip":
            picture = resample(picture, FIR, up=2, padding=(2, 1, 2, 1), gain=4)
        if f"{name}.torgb" in raw.classes:
            style = linear(raw, state, f"{name}.torgb.affine", ws[:, row]) * raw.attributes[f"{name}.torgb"]["weight_gain"]
            y = correlate(x, modulated(state[f"{name}.torgb.weight"], style, demodulate=False), 0) + state[f"{name}.torgb.bias"][:, None, None]
            y = clamped(y, raw.attributes[f"{name}.torgb"]["conv_clamp"])
            picture = y if picture is None else picture + y
    return picture


def _layer(raw, state, place, x, w, noise, *, up, gain):
    said = raw.attributes[place]
    kernel = modulated(state[f"{place}.weight"], linear(raw, state, f"{place}.affine", w), demodulate=True)
    x = resample(transposed(x, kernel), FIR, padding=(1, 1, 1, 1), gain=4) if up else correlate(x, kernel, 1)
    if said["use_noise"] and noise != "none":
        field = state[f"{place}.noise_const"] if noise == "const" else noise[place.removeprefix("synthesis.")]
        x = x + field * state[f"{place}.noise_strength"]
    return clamped(lrelu(x + state[f"{place}.bias"][:, None, None]) * gain, said["conv_clamp"], gain)


def filtered_picture(raw, ws, transform=None, keep=None):
    """Pictures [n, c, h, w] of a StyleGAN 3."""
    state = state_of(raw)
    x = _waves(raw, state, ws[:, 0], np.eye(3) if transform is None else transform)
    row = 1
    for name in [name for name, kind in raw.classes.items() if kind == "SynthesisLayer"]:
        said, style = raw.attributes[name], linear(raw, state, f"{name}.affine", ws[:, row])
        kernel, gain = state[f"{name}.weight"], 1 / np.sqrt(state[f"{name}.magnitude_ema"])
        last = said["is_torgb"]
        if last:
            style = style / np.sqrt(kernel[0].size)
        else:
            kernel = kernel / np.sqrt(np.mean(kernel**2, axis=(1, 2, 3), keepdims=True))
            style = style / np.sqrt(np.mean(style**2))
        x = correlate(x, modulated(kernel, style, demodulate=not last) * gain, said["conv_kernel"] - 1) + state[f"{name}.bias"][:, None, None]
        x = resample(x, state[f"{name}.up_filter"], up=said["up_factor"], padding=said["padding"], gain=said["up_factor"] ** 2)
        x = clamped(x if last else lrelu(x), said["conv_clamp"])
        x = resample(x, state[f"{name}.down_filter"], down=said["down_factor"])
        row += 1
        if keep is not None:
            keep[name.removeprefix("synthesis.")] = x
    return x * raw.attributes["synthesis"]["output_scale"]


def _waves(raw, state, w, transform):
    said = raw.attributes["synthesis.input"]
    rotation_c, rotation_s, tx, ty = (linear(raw, state, "synthesis.input.affine", w) / 1.0).T
    length = np.hypot(rotation_c, rotation_s)
    rotation_c, rotation_s, tx, ty = rotation_c / length, rotation_s / length, tx / length, ty / length
    pictures = []
    for k in range(len(w)):
        turn = np.array([[rotation_c[k], -rotation_s[k], 0], [rotation_s[k], rotation_c[k], 0], [0, 0, 1]])
        shift = np.array([[1, 0, -tx[k]], [0, 1, -ty[k]], [0, 0, 1]])
        m = turn @ shift @ transform
        phases = state["synthesis.input.phases"] + state["synthesis.input.freqs"] @ m[:2, 2]
        freqs = state["synthesis.input.freqs"] @ m[:2, :2]
        amplitude = np.clip(1 - (np.linalg.norm(freqs, axis=1) - said["bandwidth"]) / (said["sampling_rate"] / 2 - said["bandwidth"]), 0, 1)
        width, height = said["size"]
        x = ((np.arange(width) + 0.5) / width * 2 - 1) * 0.5 * width / said["sampling_rate"]
        y = ((np.arange(height) + 0.5) / height * 2 - 1) * 0.5 * height / said["sampling_rate"]
        grid = np.stack(np.meshgrid(x, y), axis=-1)  # [h, w, 2]
        waves = np.sin(2 * np.pi * (grid @ freqs.T + phases)) * amplitude
        pictures.append((waves @ (state["synthesis.input.weight"].T / np.sqrt(said["channels"]))).transpose(2, 0, 1))
    return np.stack(pictures)
