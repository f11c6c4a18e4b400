"""Annotations of directions, as values: a label, a usable range and slopes for each."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import DirectionsError, brief

USUAL_RANGE = (-3.0, 3.0)  # standard deviations, where nobody has listened
MAX_AMOUNT = 100.0
MAX_NAME = 100  # letters
MAX_DESCRIPTORS = 64
BEST = 5


@dataclass(frozen=True, eq=False)
class Annotations:
    """What directions do to sounds, see `measure.annotate`.

    Attributes:
        labels: [K], such as "brighter, noisier"; "" where there is nothing to say.
        ranges: float32 [K, 2], lowest and highest usable amount in standard deviations, around 0.
        strengths: float32 [K], easily heard steps from one end of the range to the other, along all descriptors together.
        descriptors: names [M] of the columns of `slopes`.
        slopes: float32 [K, M], easily heard steps for an edit of 1.
    """

    labels: tuple[str, ...]
    ranges: np.ndarray
    strengths: np.ndarray
    descriptors: tuple[str, ...]
    slopes: np.ndarray

    def __post_init__(self) -> None:
        for name in ("ranges", "strengths", "slopes"):
            value = np.array(getattr(self, name), np.float32)
            value.setflags(write=False)
            object.__setattr__(self, name, value)
        object.__setattr__(self, "labels", checked_names(self.labels))
        object.__setattr__(self, "descriptors", checked_names(self.descriptors))
        self._check()

    def first(self, k: int) -> "Annotations":
        """Return what is known of the first k directions."""
        cut = {name: getattr(self, name)[:k] for name in ("labels", "ranges", "strengths", "slopes")}
        return dataclasses.replace(self, **cut)

    def _check(self) -> None:
        k, m = len(self.labels), len(self.descriptors)
        shapes = {"ranges": (k, 2), "strengths": (k,), "slopes": (k, m)}
        for name, shape in shapes.items():
            value = getattr(self, name)
            if value.shape != shape or not np.isfinite(value).all():
                raise DirectionsError(
                    f"{name} must be finite {list(shape)}. Received: {list(value.shape)}. Label the directions again.", rule="annotation-shape"
                )
        if m > MAX_DESCRIPTORS:
            raise DirectionsError(
                f"There are at most {MAX_DESCRIPTORS} descriptors. Received: {m}. Label the directions again.", rule="descriptor-count"
            )
        low, high = self.ranges[:, 0], self.ranges[:, 1]
        if k and not ((low <= 0.0) & (high >= 0.0) & (low < high) & (low >= -MAX_AMOUNT) & (high <= MAX_AMOUNT)).all():
            raise DirectionsError(
                f"A range goes from below 0 to above, within {MAX_AMOUNT:g}. Received: another. Label the directions again.", rule="usable-range"
            )


def unannotated(count: int, descriptors: tuple[str, ...]) -> Annotations:
    """Return the annotations of directions that were never measured: no labels, the usual range."""
    return Annotations(("",) * count, np.tile(USUAL_RANGE, (count, 1)), np.zeros(count), descriptors, np.zeros((count, len(descriptors))))


def checked_names(names: object) -> tuple[str, ...]:
    """Return names as a tuple of short, printable texts: they go to terminals, patches and pages.

    Raises:
        DirectionsError: anything else.
    """
    if not isinstance(names, list | tuple):
        raise DirectionsError(f"Names are a list of texts. Received: {brief(names)}.", rule="name-list")
    for name in names:
        if not isinstance(name, str) or len(name) > MAX_NAME or not name.isprintable():
            raise DirectionsError(
                f"A name is a printable text of at most {MAX_NAME} letters. Received: {brief(name)}. Choose another.", rule="direction-name"
            )
    return tuple(names)


def checked_ratings(ratings: object, count: int) -> tuple[int, ...]:
    """Return ratings as a tuple of whole numbers, 0 where nothing is said, for at most `count` directions.

    Raises:
        DirectionsError: anything else.
    """
    if not isinstance(ratings, list | tuple) or len(ratings) > count or not all(type(each) is int and 0 <= each <= BEST for each in ratings):
        raise DirectionsError(
            f"Ratings are whole numbers from 0 (none) to {BEST}. Received: {brief(ratings)}. Rate it again.", rule="direction-rating"
        )
    return tuple(ratings)
