"""The direction between sounds of two kinds: the difference of their means, or logistic regression."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.bends.arrays import bent
from ganspacesynth.core.bends.kinds import Offset
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.extras import need
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.annotations import unannotated
from ganspacesynth.directions.directions import CERTIFICATES, Directions
from ganspacesynth.networks.generator import SoundGenerator

METHODS = ("mean", "logistic")
COUNT = 2048  # random sounds that say how long a standard deviation is
MAX_VALUES = 1 << 26  # of activations held for it
FIRST = 1 << 41  # their place in a seed's list: far from the sounds that anybody marks
BATCH = 64
STRENGTH = 10.0  # of evidence against the wish for a plain answer, see `_logistic`
LEFT = 1e-2  # of a direction's length must remain beside those it shall avoid


@dataclass(frozen=True, eq=False)
class RandomSounds:
    """Random sounds, as far as a direction needs them.

    Attributes:
        z: float32 [n, latent].
        rows: float32 [n, D], what the layer holds.
        mean: float64 [D], of the rows.
        total: variance of all their values together.
    """

    z: np.ndarray
    rows: np.ndarray
    mean: np.ndarray
    total: float


def point_activations(model: SoundGenerator, points: Sequence[Point], layer: str, pitch: int, directions: Directions | None = None) -> np.ndarray:
    """Return what a layer holds for each point, float32 [n, D], all at one pitch: what tells them apart is then no note.

    Args:
        model: a GANSynth.
        points: of any mode; their own pitch does not count.
        layer: of config.layers.
        pitch: MIDI number.
        directions: along which edits count.

    Raises:
        InvalidInput: a point of another model, or with a z of another size.
        DirectionsError: edits without directions, or directions of a later layer.
    """
    for point in points:
        if point.model is not None and point.model != model.id:
            raise InvalidInput(
                f"A point plays on the model it was made on. Received: a point of {point.model}, model {model.id}. Load that model.", rule="own-model"
            )
        if (point.edits or point.z is None) and directions is None:
            raise DirectionsError(
                "Points with edits, or without z, need directions. Received: none. Name a file with --directions.", rule="needs-directions"
            )
    return np.concatenate([_held(model, point, layer, pitch, directions).reshape(1, -1) for point in points])


def between(a: np.ndarray, b: np.ndarray, *, method: str = "mean", avoid: np.ndarray | None = None) -> np.ndarray:
    """Return the unit vector [D] that leads from sounds A to sounds B.

    Args:
        a, b: float [n, D], activations of each kind; one of each is enough.
        method: "mean", the difference of the means; or "logistic", what tells the kinds apart best (regularised logistic regression).
        avoid: float [m, D]: the direction shall change nothing along these.

    Raises:
        InvalidInput: no such method, a kind without sounds, or the same sounds twice.
        DirectionsError: nothing is left beside the directions to avoid.
    """
    if method not in METHODS:
        raise InvalidInput(f"method must be one of {', '.join(METHODS)}. Received: method={method!r}.", rule="known-method")
    if not len(a) or not len(b):
        raise InvalidInput(f"Each kind needs a sound, one at least. Received: {len(a)} and {len(b)}.", rule="both-kinds")
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    vector = b.mean(axis=0) - a.mean(axis=0) if method == "mean" else _logistic(a, b)
    length = float(np.linalg.norm(vector))
    if length <= 1e-6 * max(float(np.abs(a).max()), float(np.abs(b).max()), 1e-12):
        raise InvalidInput("The two kinds must differ. Received: the same sounds in both. Mark other sounds.", rule="kinds-differ")
    vector /= length
    if avoid is not None and len(avoid):
        rows = np.asarray(avoid, np.float64)
        vector = vector - np.linalg.lstsq(rows.T, vector, rcond=None)[0] @ rows
        left = float(np.linalg.norm(vector))
        if left < LEFT:
            raise DirectionsError(
                f"Something must be left beside the directions to avoid. Received: {100 * left:.1g} % of the way. Avoid fewer, or mark others.",
                rule="something-left",
            )
        vector /= left
    return vector


def draw_random_sounds(model: SoundGenerator, layer: str, pitch: int, *, n: int = COUNT, seed: int = 0, track: Track = untracked) -> RandomSounds:
    """Draw random sounds at a pitch; fewer of them where the layer is large."""
    n = max(BATCH, min(n, MAX_VALUES // int(np.prod(model.config.layers[model.config.check_layer(layer)]))))
    z = model.sample_z(n, seed=seed, start=FIRST)
    begins = range(0, n, BATCH)
    parts = [model.activations(z[i : i + BATCH], pitch, layers=[layer])[layer] for i in track(begins, f"Listening to {layer}", len(begins))]
    rows = np.concatenate(parts).reshape(n, -1)  # [n, h, w, c] -> [n, D]
    return RandomSounds(z, rows, rows.mean(axis=0, dtype=np.float64), float(rows.var(axis=0, dtype=np.float64).sum()))


def as_directions(
    vector: np.ndarray, random_sounds: RandomSounds, name: str, *, model: SoundGenerator, layer: str, pitch: int, base: Directions | None = None
) -> Directions:
    """Return one direction whose edit of 1 is a standard deviation of random sounds along it; also in z where these are enough to tell.

    Args:
        vector: unit [D].
        random_sounds: random sounds at the pitch.
        name: what it is called.
        model, layer, pitch: where it was found.
        base: directions of the same layer and pitch whose means it takes over, for replace mode.
    """
    along = (random_sounds.rows - random_sounds.mean) @ vector
    stdev = float(np.std(along))
    if stdev <= 0.0:
        raise DirectionsError(
            "Random sounds must vary along a direction. Received: one along which none does. Mark other sounds.", rule="varying-direction"
        )
    means: dict[str, Any] = {} if base is None else {"mean": base.mean, "pitches": base.pitches, "pitch_means": base.pitch_means}
    return Directions(
        layer=layer,
        shape=tuple(model.config.layers[layer]),
        components=vector[None].astype(np.float32),
        stdev=np.array([stdev], np.float32),
        var_ratio=np.array([stdev**2 / max(random_sounds.total, 1e-300)], np.float32),
        estimator="between",
        pitch=pitch,
        model_id=model.id,
        names=(name,),
        latent=_in_z(along / stdev, random_sounds.z),
        **{"mean": random_sounds.mean.astype(np.float32), **means},
    )


def appended(base: Directions, new: Directions) -> Directions:
    """Return the directions of `base` with those of `new` behind them; both are of one model and layer.

    What only one of them knows (in z, or heard) is kept where it can be, and left out where it cannot.
    """
    if (base.layer, base.components.shape[1]) != (new.layer, new.components.shape[1]) or base.model_id not in (None, new.model_id):
        raise DirectionsError(
            f"Directions to join are of one model and layer. Received: {base.layer} and {new.layer}. Find them on the same layer.", rule="same-layer"
        )
    joined: dict[str, Any] = {name: np.concatenate([getattr(base, name), getattr(new, name)]) for name in ("components", "stdev", "var_ratio")}
    names = (*base.names, *[""] * (base.n_components - len(base.names)), *new.names)
    known: dict[str, Any] = {name: (getattr(base, name), getattr(new, name)) for name in ("latent", *CERTIFICATES)}
    joined |= {name: None if any(value is None for value in both) else np.concatenate(both) for name, both in known.items()}
    return dataclasses.replace(base, **joined, names=names, annotations=_joined_annotations(base, new))


def places(rows: np.ndarray, directions: Directions) -> np.ndarray:
    """Return where sounds lie along the last direction, float64 [n], in standard deviations from the mean."""
    return (np.asarray(rows, np.float64) - directions.mean) @ directions.components[-1] / float(directions.stdev[-1])


def _joined_annotations(base: Directions, new: Directions) -> Any:
    if base.annotations is None:
        return None
    rest = unannotated(new.n_components, base.annotations.descriptors)
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(base.annotations, name), getattr(rest, name)]) for name in ("ranges", "strengths", "slopes")
    }
    return dataclasses.replace(base.annotations, labels=base.annotations.labels + rest.labels, **arrays)


def _logistic(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression, [D]; they lie in the span of the marks, so that is where they are looked for."""
    need("sklearn")
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([a, b])
    rows = rows - rows.mean(axis=0)
    _, singular, basis = np.linalg.svd(rows, full_matrices=False)
    basis = basis[singular > 1e-6 * max(float(singular[0]), 1e-12)]
    if not len(basis):
        return np.zeros(a.shape[1])
    places = rows @ basis.T
    scale = np.sqrt(np.mean(np.sum(np.square(places), axis=1)))
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000)
    model.fit(places / scale, np.repeat([0, 1], [len(a), len(b)]))
    return model.coef_[0] @ basis


def _in_z(along: np.ndarray, z: np.ndarray) -> np.ndarray | None:
    from ganspacesynth.directions.search.regression import Regression

    if len(z) < 2 * z.shape[1]:
        return None
    regression = Regression(1, z.shape[1])
    regression.update(along[:, None], z)
    latent = regression.solve()[0].astype(np.float32)
    return latent if latent.any() else None


def _held(model: SoundGenerator, point: Point, layer: str, pitch: int, directions: Directions | None) -> np.ndarray:
    """What a layer holds while one point sounds, with the bends up to there."""
    model = model.playing(**point.timbre) if point.timbre else model
    z, order = np.array(point.z or ()), list(model.config.layers)
    stop = order.index(model.config.check_layer(layer))
    bends = {name: each for name, each in point.bends.items() if order.index(model.config.check_layer(name)) <= stop}
    if directions is None or not (point.edits or point.z is None):
        return model.run(model.input(z, pitch), start=None, stop=layer, bends=bends)
    at, shape = order.index(directions.layer), (-1, *model.config.layers[directions.layer])
    if point.mode == "latent":
        return model.run(model.input(z + directions.latent_offset(point.edits), pitch), start=None, stop=layer, bends=bends)
    if at > stop:
        raise DirectionsError(
            f"Edits must act on {layer} or before. Received: a sound with edits of {directions.layer}. Mark sounds without edits.",
            rule="edits-before-layer",
        )
    if point.mode == "offset":
        moved = Offset(directions.offset(point.edits).reshape(shape))
        bends = {**bends, directions.layer: (*bends.get(directions.layer, ()), moved)}
        return model.run(model.input(z, pitch), start=None, stop=layer, bends=bends)
    activation = directions.activation(point.edits, pitch).reshape(shape)
    if at < stop:
        return model.run(activation, start=directions.layer, stop=layer, bends=bends)
    return bent(activation, bends.get(layer, ()))
