"""The surrogate of a layer: a control fitted to it on some sounds that a search does not hear.

    conv0    leaky ReLU and pixel norm of what is linear in z: all but the input norm's swing, and small orders of the pixel norm
    conv1    the same behind conv0's part that is linear in z
    z mixed from codes: what of either layer is linear in z, whose covariance is a sum over the codes

Whatever it is, directions stay without bias; how good it is says how many sounds it saves.
"""

import logging
from dataclasses import dataclass

import numpy as np

from ganspacesynth.directions.decomposition.basis import one_thread
from ganspacesynth.directions.decomposition.control import LeakyControl, LinearControl
from ganspacesynth.directions.decomposition.hermite import LeakyGaussian
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.networks.gansynth.first_layer import FirstLayer, input_norm
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.network_shapes import LEAK, equalizer
from ganspacesynth.networks.generator import SoundGenerator
from ganspacesynth.networks.prior import Prior

log = logging.getLogger(__name__)

PILOT_START = 1 << 40  # of the seed's list of z: far from what any search hears
LEAKY_SOUNDS = 256  # to fit a gain for each value on
LINEAR_SOUNDS = 8  # … and for each value of z, to fit a slope on
MOST_LEFT = 0.7  # of the variance; a surrogate that explains no more is not worth its time
MOST_WORK = 1e12  # products behind what is known of all pairs of pixels; a full-size conv0 takes a sixtieth of that
RIDGE = 1e-3  # of the variance of z
MAX_MIXTURES = 1 << 24  # of codes and shares that a known covariance may be a sum over
NODES = 24  # of a quadrature along a mixture


@dataclass(frozen=True, eq=False)
class Surrogate:
    """A control, and what it leaves of the layer.

    Attributes:
        control: what is known.
        left: share of the layer's variance that it does not explain.
    """

    control: LeakyControl | LinearControl
    left: float


def make_surrogate(model: SoundGenerator, layer: str, pitch: int, sampler: ActivationSampler, memory: int) -> Surrogate | None:
    """Fit the surrogate of a layer, or return None where none is worth it.

    Args:
        model: whose layer it is.
        layer: its name.
        pitch: MIDI number.
        sampler: of its activations.
        memory: bytes that finding directions may take; the known covariance takes some of them.
    """
    if not isinstance(model, GANSynth) or sampler.network is not None or layer not in list(model.config.layers)[:2]:
        return None
    if 8 * sampler.size**2 > memory:
        log.warning("The known covariance of %d values takes more than half of the memory: %s is searched without.", sampler.size, layer)
        return None
    if model.prior.codes is not None:
        return _worthy(_linear(sampler, model.prior))
    if (sampler.size // model.config.layers[layer][-1]) ** 2 * sampler.latent_size**3 > MOST_WORK:
        return None
    control = first_control(model, pitch) if layer == next(iter(model.config.layers)) else _second_control(model, pitch, sampler)
    return None if control is None else _worthy(_with_gain(control, sampler))


def _worthy(surrogate: Surrogate | None) -> Surrogate | None:
    return None if surrogate is None or surrogate.left > MOST_LEFT else surrogate


def first_control(model: GANSynth, pitch: float, gain: np.ndarray | None = None, *, norm: bool = True) -> LeakyControl:
    """Return the control of the first layer at a pitch, for z ~ N(0, I).

    Args:
        model: its label is completed by what the model is `playing`.
        pitch: MIDI number.
        gain: float64 [D], of another pitch; None is 1.
        norm: whether the pixel norm's swing is part of it; without, it is made in no time.
    """
    config = model.config
    label = model.label(pitch) if config.conditions else None
    first = FirstLayer(config, model.weights, pitch, label)
    square = 1.0 if label is None else float(np.square(label).sum())
    usual = np.full((1, config.latent_size), 1.0, np.float32)  # of mean square 1, as z are
    scale = 1.0 if config.simple_arch else float(input_norm(usual, config.input_size, square)[0, 0])
    weights, bias = scale * first.matrix[:-2], scale * first.matrix[-2].astype(np.float64) + first.matrix[-1]
    return LeakyControl(
        weights=weights.astype(np.float32, copy=False),
        bias=bias,
        channels=first.shape[2],
        slope=0.0 if config.simple_arch else LEAK,
        gain=np.ones(len(bias)) if gain is None else gain,
        norm=norm and not config.simple_arch,
    )


def _second_control(model: GANSynth, pitch: float, sampler: ActivationSampler) -> LeakyControl | None:
    """The second layer as if what the first one hands it were linear in z."""
    config = model.config
    if config.simple_arch:
        return None
    first = first_control(model, pitch)
    z = sampler.z(PILOT_START, LEAKY_SOUNDS)
    rows = FirstLayer(config, model.weights, pitch, model.label(pitch) if config.conditions else None)(z)
    slope = _gain(first.values(z), rows) * _norm_gain(first)
    linear, mean = first.weights * slope.astype(np.float32), rows.mean(axis=0)
    height, width, channels = next(iter(config.layers.values()))
    kernel = model.weights["conv1/kernel"] * np.float32(equalizer(model.weights["conv1/kernel"]))
    weights, bias = (_convolved(some.reshape(-1, height, width, channels), kernel) for some in (linear, mean[None]))
    bias = bias[0].astype(np.float64) + np.tile(model.weights["conv1/bias"], height * width)
    return LeakyControl(weights, bias, kernel.shape[3], LEAK, np.ones(len(bias)))


def _norm_gain(control: LeakyControl) -> np.ndarray:
    """How much each value of a control moves with its input, on average, float64 [D]."""
    sigma = np.sqrt(np.einsum("ld,ld->d", control.weights, control.weights, dtype=np.float64))
    before = LeakyGaussian(control.bias, sigma, control.slope)
    norm = np.sqrt(before.square.reshape(-1, control.channels).mean(axis=1))
    return before.coefficients(1)[0] / before.sigma / np.repeat(np.maximum(norm, 1e-150), control.channels)


def _convolved(images: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Convolve images [n, h, w, c] with a kernel [k, k, c, f], zeros around them: float32 [n, h * w * f]."""
    k, (n, height, width, _) = len(kernel), images.shape
    before = (k - 1) // 2
    padded = np.pad(images, ((0, 0), (before, k - 1 - before), (before, k - 1 - before), (0, 0)))
    total = np.zeros((n, height, width, kernel.shape[3]), np.float32)
    for i in range(k):
        for j in range(k):
            total += padded[:, i : i + height, j : j + width] @ kernel[i, j]
    return total.reshape(n, -1)


def _with_gain(control: LeakyControl, sampler: ActivationSampler) -> Surrogate:
    z = sampler.z(PILOT_START, LEAKY_SOUNDS)
    values, rows = control.values(z), sampled(sampler, z)
    gain = _gain(values, rows)
    left = np.square(rows - rows.mean(axis=0) - gain.astype(np.float32) * (values - values.mean(axis=0)))
    return Surrogate(control.scaled(gain), float(left.sum(dtype=np.float64) / max(np.square(rows - rows.mean(axis=0)).sum(dtype=np.float64), 1e-300)))


def sampled(sampler: ActivationSampler, z: np.ndarray) -> np.ndarray:
    """Return the activations of z, batch by batch, float32 [n, D]."""
    return np.concatenate([sampler.rows(z[i : i + sampler.batch]) for i in range(0, len(z), sampler.batch)])


def _gain(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Least squares, for each column: float64 [D]."""
    values, rows = values - values.mean(axis=0), rows - rows.mean(axis=0)
    square = np.einsum("nd,nd->d", values, values, dtype=np.float64)
    return np.einsum("nd,nd->d", values, rows, dtype=np.float64) / np.maximum(square, 1e-300)


def _linear(sampler: ActivationSampler, prior: Prior) -> Surrogate | None:
    """Regression on z, which is mixed from codes."""
    known = mixture_moments(prior)
    if known is None:
        return None
    mean, covariance = known
    z = sampler.z(PILOT_START, max(LINEAR_SOUNDS * sampler.latent_size, 256))
    rows = sampled(sampler, z)
    inputs, outputs = (z - mean).astype(np.float64), rows - rows.mean(axis=0)
    gram = inputs.T @ inputs
    weights = np.linalg.solve(gram + RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram)), inputs.T @ outputs).astype(np.float32)
    left = np.square(outputs - inputs.astype(np.float32) @ weights).sum(dtype=np.float64) / max(np.square(outputs).sum(dtype=np.float64), 1e-300)
    return Surrogate(LinearControl(weights, mean, covariance), float(left))


@one_thread
def mixture_moments(prior: Prior) -> tuple[np.ndarray, np.ndarray] | None:
    """Return mean [latent] and covariance [latent, latent], float64, of z mixed from codes; None where the sum would be too long.

    A sum over all codes, or pairs of them and, by quadrature, over their shares: see `prior.draw_z` for what z are.
    """
    if prior.codes is None or prior.mixed > 2 or NODES * len(prior.codes) ** 2 > MAX_MIXTURES:
        return None
    codes = prior.codes.astype(np.float64)
    n, lengths = len(codes), np.linalg.norm(codes, axis=1)
    shares, weights = np.polynomial.legendre.leggauss(NODES)
    shares, weights = (shares + 1.0) / 2.0, weights / 2.0
    if prior.mixed == 1:
        shares, weights = np.ones(1), np.ones(1)
    gram = codes @ codes.T
    squares, firsts = np.zeros((n, n)), np.zeros(n)  # E z zᵀ = codesᵀ squares codes, E z = firsts codes
    for share, weight in zip(shares, weights, strict=True):
        other = 1.0 - share
        length = np.sqrt(
            np.maximum(share**2 * np.diag(gram)[:, None] + 2.0 * share * other * gram + other**2 * np.diag(gram), 0.0)
        )  # of the mean of code i and code j
        wanted = share * lengths[:, None] + other * lengths
        factor = np.divide(wanted, length, out=np.ones_like(length), where=length > 1e-6 * wanted)
        firsts += weight / n**2 * (share * factor.sum(axis=1) + other * factor.sum(axis=0))
        square = np.square(factor) * (weight / n**2)
        squares += share * other * (square + square.T)
        squares[np.diag_indices(n)] += share**2 * square.sum(axis=1) + other**2 * square.sum(axis=0)
    mean = firsts @ codes
    noise = prior.spread**2 * np.mean(np.square(codes))
    return mean, codes.T @ squares @ codes - np.outer(mean, mean) + noise * np.eye(codes.shape[1])
