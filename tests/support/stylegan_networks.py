"""Small StyleGANs with random weights, named and scaled as PyTorch's training code keeps them; what files and the reference are made from."""

import math
from dataclasses import dataclass, field

import numpy as np
from scipy import signal, special

FIR = np.outer([1, 3, 3, 1], [1, 3, 3, 1]).astype(np.float32) / 64


@dataclass
class Raw:
    """A network: {dotted name: array} of parameters and buffers, {module: attributes}, and the classes' names."""

    kind: str
    state: dict = field(default_factory=dict)
    attributes: dict = field(default_factory=dict)
    classes: dict = field(default_factory=dict)

    def linear(self, rng, name, inputs, outputs, *, rate=1.0, activation="linear", bias=0.0):
        self.classes[name] = "FullyConnectedLayer"
        gain, clean = rate / math.sqrt(inputs), {"in_features": inputs, "out_features": outputs, "activation": activation}
        self.attributes[name] = {**clean, "weight_gain": np.float64(gain), "bias_gain": rate}
        self.state[f"{name}.weight"] = (rng.normal(size=(outputs, inputs)) / rate).astype(np.float32)
        self.state[f"{name}.bias"] = ((bias + 0.1 * rng.normal(size=outputs)) / rate).astype(np.float32)


def mapping(raw, rng, *, z_dim, w_dim, c_dim, layers, num_ws):
    """Add what leads from z to w."""
    inputs = z_dim + (w_dim if c_dim else 0)
    raw.classes["mapping"] = "MappingNetwork"
    raw.attributes["mapping"] = {"z_dim": z_dim, "c_dim": c_dim, "w_dim": w_dim, "num_ws": num_ws, "num_layers": layers, "w_avg_beta": 0.995}
    if c_dim:
        raw.linear(rng, "mapping.embed", c_dim, w_dim)
    for k in range(layers):
        raw.linear(rng, f"mapping.fc{k}", inputs, w_dim, rate=0.01, activation="lrelu")
        inputs = w_dim
    raw.state["mapping.w_avg"] = (0.3 * rng.normal(size=w_dim)).astype(np.float32)


def upscaled(
    seed=0,
    *,
    resolution=32,
    z_dim=24,
    w_dim=20,
    c_dim=0,
    channels=3,
    layers=3,
    architecture="skip",
    clamp=None,
    noise=True,
    features=(14, 12, 10, 8, 6, 4),
):
    """A StyleGAN 2 as stylegan2-ada-pytorch keeps it."""
    rng, raw = np.random.default_rng(seed), Raw("stylegan2")
    blocks = int(math.log2(resolution)) - 1
    sizes = {"z_dim": z_dim, "c_dim": c_dim, "w_dim": w_dim, "img_resolution": resolution, "img_channels": channels, "num_ws": 2 * blocks}
    raw.classes |= {"": "Generator", "synthesis": "SynthesisNetwork"}
    raw.attributes |= {"": sizes, "synthesis": {**sizes, "block_resolutions": [4 << k for k in range(blocks)], "num_fp16_res": 2}}
    for block in range(blocks):
        _block(raw, rng, block, features, architecture, clamp, noise, w_dim, channels, last=block == blocks - 1)
    mapping(raw, rng, z_dim=z_dim, w_dim=w_dim, c_dim=c_dim, layers=layers, num_ws=2 * blocks)
    return raw


def _block(raw, rng, block, features, architecture, clamp, noise, w_dim, channels, *, last):
    edge, outputs, inputs = 4 << block, features[block], features[max(block - 1, 0)]
    name = f"synthesis.b{edge}"
    raw.classes[name] = "SynthesisBlock"
    raw.attributes[name] = {"resolution": edge, "architecture": architecture, "is_last": last, "use_fp16": edge > 8, "channels_last": edge > 8}
    raw.state[f"{name}.resample_filter"] = FIR
    if not block:
        raw.state[f"{name}.const"] = rng.normal(size=(outputs, 4, 4)).astype(np.float32)
    for layer, ins in (("conv0", inputs), ("conv1", outputs)) if block else (("conv1", outputs),):
        place = f"{name}.{layer}"
        raw.classes[place] = "SynthesisLayer"
        raw.attributes[place] = {
            "activation": "lrelu",
            "conv_clamp": clamp,
            "use_noise": noise,
            "out_channels": outputs,
            "up": 2 if layer == "conv0" else 1,
        }
        raw.state[f"{place}.weight"] = rng.normal(size=(outputs, ins, 3, 3)).astype(np.float32)
        raw.state[f"{place}.bias"] = (0.2 * rng.normal(size=outputs)).astype(np.float32)
        raw.state[f"{place}.resample_filter"] = FIR
        if noise:
            raw.state[f"{place}.noise_const"] = rng.normal(size=(edge, edge)).astype(np.float32)
            raw.state[f"{place}.noise_strength"] = np.float32(0.3 * rng.normal()).reshape(())
        raw.linear(rng, f"{place}.affine", w_dim, ins, bias=1.0)
    if last or architecture == "skip":
        _to_picture(raw, rng, f"{name}.torgb", outputs, channels, clamp, w_dim)
    if block and architecture == "resnet":
        raw.classes[f"{name}.skip"] = "Conv2dLayer"
        raw.attributes[f"{name}.skip"] = {"activation": "linear", "weight_gain": np.float64(1 / math.sqrt(inputs))}
        raw.state[f"{name}.skip.weight"] = rng.normal(size=(outputs, inputs, 1, 1)).astype(np.float32)
        raw.state[f"{name}.skip.resample_filter"] = FIR


def _to_picture(raw, rng, place, inputs, channels, clamp, w_dim):
    raw.classes[place] = "ToRGBLayer"
    raw.attributes[place] = {"conv_clamp": clamp, "weight_gain": np.float64(1 / math.sqrt(inputs))}
    raw.state[f"{place}.weight"] = rng.normal(size=(channels, inputs, 1, 1)).astype(np.float32)
    raw.state[f"{place}.bias"] = (0.2 * rng.normal(size=channels)).astype(np.float32)
    raw.linear(rng, f"{place}.affine", w_dim, inputs, bias=1.0)


def filtered(seed=0, *, radial=False, resolution=32, z_dim=24, w_dim=20, c_dim=0, channels=3, layers=6, base=256, widest=12, margin=4):
    """A StyleGAN 3, t or (radial) r, built by its published rules."""
    rng, raw = np.random.default_rng(seed), Raw("stylegan3")
    sizes = {"z_dim": z_dim, "c_dim": c_dim, "w_dim": w_dim, "img_resolution": resolution, "img_channels": channels, "num_ws": layers + 2}
    raw.classes |= {"": "Generator", "synthesis": "SynthesisNetwork"}
    raw.attributes |= {"": sizes, "synthesis": {**sizes, "num_layers": layers, "output_scale": 0.25}}
    plan = _plan(resolution, layers, base, widest, margin, channels)
    first = plan[0]
    _waves(raw, rng, first, w_dim)
    for k in range(layers + 1):
        _filtered_layer(raw, rng, k, plan[max(k - 1, 0)], plan[k], layers, radial, w_dim)
    mapping(raw, rng, z_dim=z_dim, w_dim=w_dim, c_dim=c_dim, layers=2, num_ws=layers + 2)
    return raw


def _plan(resolution, layers, base, widest, margin, channels):
    """What the published rules say of each layer: cutoff, half width, rate, size and channels."""
    last_stop, plan = resolution / 2 * 2**0.3, []
    for k in range(layers + 1):
        e = min(k / (layers - 2), 1)
        cutoff = 2 * (resolution / 2 / 2) ** e
        stop = 2**2.1 * (last_stop / 2**2.1) ** e
        rate = int(2 ** math.ceil(math.log2(min(2 * stop, resolution))))
        size = resolution if k >= layers - 1 else rate + 2 * margin
        count = channels if k == layers else int(np.rint(min(base / 2 / cutoff, widest)))
        plan.append({"cutoff": cutoff, "half": max(stop, rate / 2) - cutoff, "rate": rate, "size": size, "channels": count})
    return plan


def _waves(raw, rng, first, w_dim):
    count = first["channels"]
    raw.classes["synthesis.input"] = "SynthesisInput"
    edge = {"size": np.array([first["size"]] * 2), "sampling_rate": np.float64(first["rate"]), "bandwidth": np.float64(first["cutoff"])}
    raw.attributes["synthesis.input"] = {"w_dim": w_dim, "channels": count, **edge}
    freqs = rng.normal(size=(count, 2))
    radius = np.sqrt((freqs**2).sum(1, keepdims=True))
    raw.state["synthesis.input.freqs"] = (freqs / (radius * np.exp(radius**2) ** 0.25) * first["cutoff"]).astype(np.float32)
    raw.state["synthesis.input.phases"] = (rng.random(count) - 0.5).astype(np.float32)
    raw.state["synthesis.input.transform"] = np.eye(3, dtype=np.float32)
    raw.state["synthesis.input.weight"] = rng.normal(size=(count, count)).astype(np.float32)
    raw.linear(rng, "synthesis.input.affine", w_dim, 4)
    raw.state["synthesis.input.affine.weight"] *= np.float32(0.2)
    raw.state["synthesis.input.affine.bias"] = np.array([1.0, 0.1, 0.05, -0.1], np.float32)


def _filtered_layer(raw, rng, k, before, after, layers, radial, w_dim):
    last, critical = k == layers, k >= layers - 2
    name = f"synthesis.L{k}_{after['size']}_{after['channels']}"
    work = max(before["rate"], after["rate"]) * (1 if last else 2)
    up, down = work // before["rate"], work // after["rate"]
    taps_up, taps_down = (6 * up if up > 1 and not last else 1), (6 * down if down > 1 and not last else 1)
    kernel = 1 if last or radial else 3
    total = (after["size"] - 1) * down + 1 - (before["size"] + kernel - 1) * up + taps_up + taps_down - 2
    low = (total + up) // 2
    raw.classes[name] = "SynthesisLayer"
    raw.attributes[name] = {
        **{"is_torgb": last, "is_critically_sampled": critical, "in_channels": before["channels"], "out_channels": after["channels"]},
        **{"in_size": np.array([before["size"]] * 2), "out_size": np.array([after["size"]] * 2), "conv_kernel": kernel, "conv_clamp": 256},
        **{
            "up_factor": up,
            "down_factor": down,
            "padding": [low, total - low] * 2,
            "use_fp16": np.bool_(False),
            "down_radial": radial and not critical,
        },
    }
    raw.state[f"{name}.weight"] = rng.normal(size=(after["channels"], before["channels"], kernel, kernel)).astype(np.float32)
    raw.state[f"{name}.bias"] = (0.2 * rng.normal(size=after["channels"])).astype(np.float32)
    raw.state[f"{name}.magnitude_ema"] = np.float32(0.5 + rng.random()).reshape(())
    raw.state[f"{name}.up_filter"] = _lowpass(taps_up, before["cutoff"], before["half"], work, radial=False)
    raw.state[f"{name}.down_filter"] = _lowpass(taps_down, after["cutoff"], after["half"], work, radial=radial and not critical)
    raw.linear(rng, f"{name}.affine", w_dim, before["channels"], bias=1.0)


def _lowpass(taps, cutoff, half, rate, *, radial):
    if taps == 1:
        return None
    if not radial:
        return signal.firwin(taps, cutoff, width=half * 2, fs=rate).astype(np.float32)
    x = (np.arange(taps) - (taps - 1) / 2) / rate
    r = np.hypot(*np.meshgrid(x, x))
    f = special.j1(2 * cutoff * (np.pi * r)) / (np.pi * r)
    window = np.kaiser(taps, signal.kaiser_beta(signal.kaiser_atten(taps, half * 2 / (rate / 2))))
    f *= np.outer(window, window)
    return (f / f.sum()).astype(np.float32)
