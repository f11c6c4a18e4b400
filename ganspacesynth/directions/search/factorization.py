"""A network's first layer in, directions out: those of z that its weights answer to most, in closed form; nothing is searched for.

    x = W z + …        what the first layer reads of z, before its ReLU; a step n of z changes it by W n
    n_1, n_2, …        eigenvectors of W' W: unit steps that change it most, each at right angles to those before

Source: Shen and Zhou, Closed-Form Factorization of Latent Semantics in GANs (2021), section 3.
"""

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.search.pca import CLOSED_FORM, USUAL_PITCH, SearchSettings, watch, with_pitch_means
from ganspacesynth.networks.gansynth.first_layer import FirstLayer
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.generator import SoundGenerator

ENOUGH = 4096  # sounds that say how long a standard deviation is; more are not listened to
LEAST = 1e-12  # share of the strongest eigenvalue under which weights do not answer


def factorize(model: SoundGenerator, settings: SearchSettings | None = None, *, layer: str | None = None, track: Track = untracked) -> Directions:
    """Return the directions of z that the first layer's weights answer to most, strongest first.

    An edit of 1 moves z by one of its standard deviations along a direction, and the layer by what that changes on average: the slopes of the
    activations, measured on random sounds by least squares. So the directions do for all three modes; they keep the pitch in mode latent.

    Args:
        model: a GANSynth.
        settings: n_components (at most z has numbers), n_samples (4096 at most are listened to), pitch, seed, batch_size and all_pitches are used.
        layer: the first one, or None for it.
        track: shows how far it is.

    Raises:
        InvalidInput: another layer than the first, a pitch that the model has not, or no weights to look at.
    """
    settings = settings or SearchSettings(CLOSED_FORM)
    if not isinstance(model, GANSynth):
        raise InvalidInput(
            f"Weights are factorized of a GANSynth. Received: a {brief(type(model).__name__)}. Use another estimator.", rule="weights-to-factorize"
        )
    first = next(iter(model.config.layers))
    if layer not in (None, first):
        model.config.check_layer(layer)
        raise InvalidInput(
            f"In closed form directions are of the layer that reads z, {first}. Received: layer={brief(layer)}. Use another estimator there.",
            rule="first-layer-only",
        )
    pitch = model.config.nearest_pitch(USUAL_PITCH) if settings.pitch is None else settings.pitch
    model.config.label(pitch)
    units = _units(FirstLayer(model.config, model.weights, pitch), model.config.latent_size, settings.n_components)
    found = _measured(model, first, pitch, units, settings, track)
    return with_pitch_means(model, found, settings, track=track) if settings.all_pitches else found


def _units(layer: FirstLayer, latent: int, count: int) -> np.ndarray:
    """Return the eigenvectors, float64 [count, latent], strongest first; the sign makes the largest number of each positive."""
    kernel = layer.matrix[:latent].astype(np.float64)  # [latent, D]
    values, vectors = np.linalg.eigh(kernel @ kernel.T)
    there = values[::-1] > LEAST * max(float(values[-1]), 1e-300)
    units = vectors[:, ::-1].T[there][:count]
    return units * np.sign(units[np.arange(len(units)), np.abs(units).argmax(axis=1)])[:, None]


def _measured(model: GANSynth, layer: str, pitch: int, units: np.ndarray, settings: SearchSettings, track: Track) -> Directions:
    """Return directions of z as those of the layer: how it changes with each, by least squares on random sounds."""
    count, size, least = min(ENOUGH, settings.n_samples), int(np.prod(model.config.layers[layer])), len(units) + 2
    if count < least:
        raise InvalidInput(f"{len(units)} directions are measured on {least} sounds at least. Received: n_samples={count}.", rule="enough-sounds")
    products, moments = np.zeros((1 + len(units), 1 + len(units))), np.zeros((1 + len(units), size))
    squares = 0.0
    for z, rows in watch(model, layer, pitch, settings, count=count, track=track):
        places = np.concatenate([np.ones((len(z), 1)), z @ units.T], axis=1)  # [n, 1 + K]
        products += places.T @ places
        moments += places.T @ rows.astype(np.float64)
        squares += float(np.square(rows, dtype=np.float64).sum())
    mean = moments[0] / count
    spread = np.sqrt(np.maximum(np.diag(products)[1:] / count - (products[0, 1:] / count) ** 2, 0.0))  # of z along each
    slopes = np.linalg.lstsq(products, moments, rcond=1e-12)[0][1:] * spread[:, None]  # [K, D], of one standard deviation
    lengths = np.linalg.norm(slopes, axis=1)
    moving = lengths > 0.0
    slopes, lengths, spread, units = slopes[moving], lengths[moving], spread[moving], units[moving]
    if not len(units):
        raise InvalidInput("A layer's activations follow z. Received: none that do. Fetch the model again.", rule="weights-to-factorize")
    return Directions(
        layer=layer,
        shape=tuple(model.config.layers[layer]),
        components=(slopes / lengths[:, None]).astype(np.float32),
        mean=mean.astype(np.float32),
        stdev=lengths.astype(np.float32),
        var_ratio=(lengths**2 / max(squares / count - float(mean @ mean), 1e-300)).astype(np.float32),
        estimator=CLOSED_FORM,
        pitch=pitch,
        model_id=model.id,
        latent=(units * spread[:, None]).astype(np.float32),
    )
