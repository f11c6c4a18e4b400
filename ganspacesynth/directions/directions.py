"""Directions: the activation, or the change of z, that edits stand for; whichever file they come from."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import DirectionsError, InvalidInput, brief
from ganspacesynth.directions.annotations import USUAL_RANGE, Annotations, checked_names, checked_ratings
from ganspacesynth.directions.decomposition.halves import JUDGED
from ganspacesynth.networks.generator import Network

CERTIFICATES = ("residual", "half_angles", "half_spreads")


@dataclass(frozen=True, eq=False)
class Directions:
    """Directions in one layer's activations, strongest first.

    Arrays are kept as float32, or as float64 where that is what came (published files), and made read-only. K is the
    number of directions, D the values of the layer. Sums are taken in float64 and rounded once.

    Attributes:
        layer: the name of the layer.
        shape: of the layer, [h, w, c]; (D,) when an old file does not say.
        components: float [K, D], unit rows.
        mean: float [D], the layer's mean activation at `pitch`.
        stdev: float [K], standard deviation of the activations along each direction.
        var_ratio: float [K], share of all variance along each direction.
        estimator: what found them: exact, sketch, pca, ipca, fbpca, ica or spca.
        pitch: MIDI number of the sounds they were found on, None when unknown.
        model_id: id of the model they were found on, None when unknown.
        names: what the first directions are called; may be shorter than K.
        ratings: what somebody who listened thinks of the first directions, 1 (not for me) to 5 (mine), 0 where nothing is said.
        pitches: MIDI numbers [P], ascending, of `pitch_means`.
        pitch_means: float [P, D], the layer's mean activation at each of them, or None.
        latent: float [K, latent], the change of z for an edit of 1 along each direction, or None.
        annotations: what they do to sounds, or None where nothing was measured.
        residual: float [K], how far the covariance moves each direction out of itself, as a share of its variance: an estimate by the
            `sketch`, see residuals.py; None where nothing was approximated, or nothing is known.
        half_angles: float [K], degrees between each direction as the one half of the sounds shows it and as the other does: about twice as
            far as it is from the truth, see `error`; None where nothing is known.
        half_spreads: float [K], how much its standard deviation differs between them, as a share of it.
    """

    layer: str
    shape: tuple[int, ...]
    components: np.ndarray
    mean: np.ndarray
    stdev: np.ndarray
    var_ratio: np.ndarray
    estimator: str = "exact"
    pitch: int | None = None
    model_id: str | None = None
    names: tuple[str, ...] = ()
    pitches: tuple[int, ...] = ()
    pitch_means: np.ndarray | None = None
    latent: np.ndarray | None = None
    annotations: Annotations | None = None
    residual: np.ndarray | None = None
    half_angles: np.ndarray | None = None
    half_spreads: np.ndarray | None = None
    ratings: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name in ("shape", "pitches"):
            object.__setattr__(self, name, tuple(int(v) for v in getattr(self, name)))
        object.__setattr__(self, "names", checked_names(self.names))
        object.__setattr__(self, "ratings", checked_ratings(self.ratings, len(self.components)))
        for name in ("components", "mean", "stdev", "var_ratio", "pitch_means", "latent", *CERTIFICATES):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _frozen(name, getattr(self, name)))
        self._check_shapes()
        if self.stdev.min() < 0.0:
            raise DirectionsError(f"stdev must not be negative. Received: stdev={self.stdev.min()}. Find the directions again.", rule="stdev-sign")

    @property
    def n_components(self) -> int:
        """How many directions there are, K."""
        return len(self.components)

    @property
    def error(self) -> float | None:
        """Degrees from the first directions to the true ones (median), as it follows from the two halves of the run; None where that is unknown."""
        return None if self.half_angles is None else 0.5 * float(np.median(self.half_angles[:JUDGED]))

    def name(self, index: int) -> str:
        """What direction `index` (from 0) is called: the name somebody gave it, its label, or its number counted from 1."""
        known = (self.names, self.annotations.labels if self.annotations else ())
        found = [names[index] for names in known if 0 <= index < len(names) and names[index]]
        return found[0] if found else f"direction {index + 1}"

    def named(self, index: int) -> bool:
        """Whether somebody gave direction `index` (from 0) a name."""
        return index < len(self.names) and bool(self.names[index])

    def rating(self, index: int) -> int:
        """What somebody thinks of direction `index` (from 0), 1 to 5; 0 where nothing is said."""
        return self.ratings[index] if index < len(self.ratings) else 0

    def annotated(self, index: int) -> bool:
        """Whether direction `index` (from 0) has a label and a measured range."""
        return self.annotations is not None and bool(self.annotations.labels[index])

    def range(self, index: int) -> tuple[float, float]:
        """Return the lowest and highest usable amount along direction `index` (from 0), in standard deviations."""
        if self.annotations is None:
            return USUAL_RANGE
        low, high = self.annotations.ranges[index].tolist()
        return round(low, 3), round(high, 3)

    def first(self, k: int) -> "Directions":
        """Return the k strongest directions alone; a copy, so that what is left out can be freed."""
        if not 1 <= k <= self.n_components:
            raise InvalidInput(f"The number of directions to keep must be in 1..{self.n_components}. Received: {k}.", rule="kept-count")
        cut = {name: getattr(self, name)[:k].copy() for name in ("components", "stdev", "var_ratio")}
        cut |= {name: getattr(self, name)[:k].copy() for name in ("latent", *CERTIFICATES) if getattr(self, name) is not None}
        annotations = None if self.annotations is None else self.annotations.first(k)
        return dataclasses.replace(self, **cut, names=self.names[:k], ratings=self.ratings[:k], annotations=annotations)

    def activation(self, edits: np.ndarray | Sequence[float], pitch: float | Sequence[float] | None = None) -> np.ndarray:
        """Return what the layer shall hold: mean + (edits * stdev[:k]) @ components[:k].

        Args:
            edits: float [n, k] or [k], k <= K, in standard deviations. Fewer edits cost less; none give the mean.
            pitch: MIDI number, or one for each row: start from the mean at this pitch (see `mean_at`), not from `mean`.

        Returns:
            float32 [n, *shape].

        Raises:
            InvalidInput: more edits than directions, NaN or infinity, or another number of pitches.

        Source: Härkönen et al., GANSpace (2020), section 3.2.
        """
        change = self._change(edits)
        means = self.mean if pitch is None else self._means(pitch, len(change))
        return _rounded(means + change).reshape(-1, *self.shape)  # [n, D] -> [n, *shape]

    def offset(self, edits: np.ndarray | Sequence[float]) -> np.ndarray:
        """Return what to add to the layer, float32 [n, *shape]; arguments as in `activation`."""
        return _rounded(self._change(edits)).reshape(-1, *self.shape)  # [n, D] -> [n, *shape]

    def latent_offset(self, edits: np.ndarray | Sequence[float]) -> np.ndarray:
        """Return what to add to z, float32 [n, latent]; edits as in `activation`.

        Raises:
            DirectionsError: these directions were not expressed in z.
        """
        if self.latent is None:
            raise DirectionsError(
                "Moving z needs directions expressed in z. Received: directions without. Find them again with --latent.", rule="latent-directions"
            )
        edits = self._edits(edits)
        return _rounded(edits @ self.latent[: edits.shape[1]].astype(np.float64))

    def mean_at(self, pitch: float) -> np.ndarray:
        """Return the layer's mean activation at a pitch, float [D].

        A known pitch has its own mean. Between two known pitches the means are mixed linearly, so that a glide is
        continuous; outside them the nearest one holds. Without any known pitch it is `mean`.
        """
        if self.pitch_means is None or not self.pitches:
            return self.mean
        right = int(np.searchsorted(self.pitches, pitch))
        if right == 0 or right == len(self.pitches) or self.pitches[right] == pitch:
            return self.pitch_means[min(right, len(self.pitches) - 1)]
        low, high = self.pitches[right - 1], self.pitches[right]
        share = (pitch - low) / (high - low)
        return (1.0 - share) * self.pitch_means[right - 1].astype(np.float64) + share * self.pitch_means[right]

    def check(self, model: Network) -> None:
        """Raise DirectionsError unless these directions belong to a GANSynth."""
        if self.model_id is not None and self.model_id != model.id:
            raise DirectionsError(
                f"Directions play on the model they were found on. Received: directions of model {self.model_id}, model {model.id}. "
                f"Load that model, or find directions of this one.",
                rule="own-model",
            )
        layers = model.config.layers
        if self.layer not in layers:
            raise DirectionsError(
                f"The directions' layer must be one of {', '.join(layers)}. Received: layer={brief(self.layer)}. Load their own model.",
                rule="known-layer",
            )
        shape = tuple(layers[self.layer])
        if self.shape not in (shape, (math.prod(shape),)):
            raise DirectionsError(
                f"{self.layer} has the shape {list(shape)}. Received: directions of {list(self.shape)}. Load their own model.", rule="layer-shape"
            )
        size = model.config.latent_size
        if self.latent is not None and self.latent.shape[1] != size:
            raise DirectionsError(
                f"z has {size} values. Received: directions in z of {self.latent.shape[1]}. Load their own model.", rule="latent-size"
            )

    def _check_shapes(self) -> None:
        size = math.prod(self.shape)
        if self.components.ndim != 2 or not len(self.components) or self.components.shape[1] != size or not size:
            raise DirectionsError(
                f"components must be [K, {size}], K >= 1. Received: {list(self.components.shape)} for shape {list(self.shape)}.",
                rule="directions-shape",
            )
        count = self.n_components
        expected = {"mean": (size,), "stdev": (count,), "var_ratio": (count,), "pitch_means": (len(self.pitches), size)}
        expected |= dict.fromkeys(CERTIFICATES, (count,))
        for name, shape in expected.items():
            value = getattr(self, name)
            if value is not None and value.shape != shape:
                raise DirectionsError(
                    f"{name} must be {list(shape)}. Received: {list(value.shape)}. Find the directions again.", rule="directions-shape"
                )
        if self.latent is not None and (self.latent.ndim != 2 or len(self.latent) != count or not self.latent.size):
            raise DirectionsError(
                f"latent must be [{count}, latent]. Received: {list(self.latent.shape)}. Find the directions again.", rule="directions-shape"
            )
        if self.annotations is not None and len(self.annotations.labels) != count:
            raise DirectionsError(
                f"There must be {count} labels. Received: {len(self.annotations.labels)}. Label the directions again.", rule="label-count"
            )
        if list(self.pitches) != sorted(set(self.pitches)) or len(self.names) > count:
            raise DirectionsError(
                f"pitches ascend, names are at most {count}. Received: pitches={self.pitches[:8]}, {len(self.names)} names.", rule="pitches-and-names"
            )

    def _edits(self, edits: np.ndarray | Sequence[float]) -> np.ndarray:
        rows = np.atleast_2d(np.asarray(edits, np.float64))
        if rows.ndim != 2:
            raise InvalidInput(f"Edits must be numbers [k], or [n, k] for n sounds. Received: shape {list(rows.shape)}.", rule="edits-shape")
        if rows.shape[1] > self.n_components:
            count = self.n_components
            raise InvalidInput(
                f"There are {count} directions. Received: {rows.shape[1]} edits. Give fewer, or find more (--n_components).", rule="edit-count"
            )
        if not np.isfinite(rows).all():
            raise InvalidInput(
                "Edits must be finite. Received: NaN or infinity. Give amounts in standard deviations, mostly -3..3.", rule="finite-edits"
            )
        return rows

    def _change(self, edits: np.ndarray | Sequence[float]) -> np.ndarray:
        """Float64 [n, D]: a network can make a difference of 1e-7 here into one of 1e-4 in the wave."""
        rows = self._edits(edits)
        k = rows.shape[1]
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused when it is rounded
            if len(rows) > 1:
                return (rows * self.stdev[:k]) @ self.components[:k].astype(np.float64)
            change = np.zeros((1, len(self.mean)))  # a product would wake the threads of BLAS, which spin on and slow the network down
            for amount, component in zip((rows[0] * self.stdev[:k]).tolist(), self.components, strict=False):
                if amount:
                    change += np.multiply(component, amount, dtype=np.float64)
            return change

    def _means(self, pitch: float | Sequence[float], count: int) -> np.ndarray:
        pitches = np.atleast_1d(np.asarray(pitch, np.float64))
        if pitches.shape not in ((1,), (count,)) or not np.isfinite(pitches).all():
            raise InvalidInput(
                f"There must be one finite pitch, or one for each of the {count} edits. Received: pitch={brief(pitch)}.", rule="pitch-per-edit"
            )
        return np.stack([self.mean_at(p) for p in pitches.tolist()])


def _rounded(values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        rounded = values.astype(np.float32)
    if not np.isfinite(rounded).all():
        raise InvalidInput(
            "Edits must stay within what a layer can hold. Received: edits too large. Give amounts mostly in -3..3.", rule="no-overflow"
        )
    return rounded


def _frozen(name: str, value: np.ndarray) -> np.ndarray:
    value = np.asarray(value)
    if value.dtype.kind not in "fiub":
        raise DirectionsError(f"{name} must hold numbers. Received: {value.dtype}. Find the directions again.", rule="numeric-array")
    dtype = np.float64 if value.dtype == np.float64 else np.float32
    if value.dtype != dtype or not value.flags.c_contiguous or value.flags.writeable:  # else somebody froze it before: share it
        value = np.array(value, dtype, order="C")
        value.setflags(write=False)
    if not np.isfinite(value).all():
        raise DirectionsError(f"{name} must be finite. Received: NaN or infinity. Find the directions again.", rule="finite-array")
    return value
