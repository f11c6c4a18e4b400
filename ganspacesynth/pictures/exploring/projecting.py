"""The ws of a network whose picture is nearest to one of somebody's own: random w first, then Gauss and Newton by small steps; no gradients needed.

distance   mean square over a pyramid of the picture: 16, 32 and 64 pixels, the coarser ones as heavy as the finer
steps      coordinates of w along its principal axes, first for all rows together, then for coarse, middle and fine ones by themselves
"""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.axes import AxisSettings, find_axes
from ganspacesynth.pictures.driving.network_parts import THIRDS, rows_of
from ganspacesynth.pictures.picture_files import fitted

FEWEST_TRIES, MOST_TRIES, USUAL_TRIES = 100, 100_000, 1500
LIBRARY = 0.2  # share of the tries that are random w
EDGES = (16, 32, 64)  # of the pyramid
WIDE, NARROW = 64, 24  # coordinates of all rows, and of each third
STEP, FURTHEST = 0.3, 3.5  # standard deviations: of a small step, and of any coordinate
DAMPINGS = (1e-3, 1e-2, 1e-1, 1.0)  # against the mean square of steps: more goes less far
PRIOR = 2e-3  # how much what is usual counts beside what is near
AT_ONCE = 8
SETTLED = 2e-3  # a round that gains less is the last one


@dataclass(frozen=True)
class ProjectionSettings:
    """How a picture is looked for.

    Attributes:
        tries: pictures made in all; more come nearer.
        seed: of random w.
    """

    tries: int = USUAL_TRIES
    seed: int = 0

    def __post_init__(self) -> None:
        if type(self.tries) is not int or not FEWEST_TRIES <= self.tries <= MOST_TRIES:
            raise InvalidInput(f"tries must be in {FEWEST_TRIES}..{MOST_TRIES}. Received: tries={brief(self.tries)}.", rule="tries-range")


@dataclass(frozen=True, eq=False)
class ProjectedPicture:
    """What was found.

    Attributes:
        ws: float32 [1, num_ws, w_dim].
        distance: root mean square over the pyramid, of -1..1.
        typical: that of a random picture (median).
        target: the picture as it was looked for, float32 [height, width, 3].
        way: ws of each time it came nearer, float32 [n, num_ws, w_dim].
    """

    ws: np.ndarray
    distance: float
    typical: float
    target: np.ndarray
    way: np.ndarray


def project_picture(
    model: PictureModel, picture: np.ndarray, settings: ProjectionSettings | None = None, *, progress: Progress = quiet
) -> ProjectedPicture:
    """Look for the ws whose picture is nearest.

    Args:
        model: the network.
        picture: float [height, width, 3] of -1..1, of any size; its middle counts.
        settings: how.
        progress: told how many pictures were made; it may raise `Cancelled`.

    Source: Karras et al., Analyzing and Improving the Image Quality of StyleGAN (2020), 5, for projection in w and its rows; Levenberg (1944).
    """
    settings = settings or ProjectionSettings()
    search = _PictureSearch(model, picture, settings, progress)
    search.try_random(round(LIBRARY * settings.tries))
    search.approach([(0, model.config.num_ws - 1)], min(WIDE, model.config.w_dim), settings.tries * 0.6)
    search.approach([rows_of(word, model.config) for word in THIRDS], min(NARROW, model.config.w_dim), settings.tries)
    progress(settings.tries, settings.tries)
    return search.result()


class _PictureSearch:
    """The tries of one projection."""

    def __init__(self, model: PictureModel, picture: np.ndarray, settings: ProjectionSettings, progress: Progress) -> None:
        self._model, self._settings, self._progress = model, settings, progress
        self._target = fitted(picture, model.config.width, model.config.height)
        self._wanted = pyramid(self._target[None])[0]
        self._axes = find_axes(model, AxisSettings(count=min(WIDE, model.config.w_dim), samples=4096))
        self._done = 0
        self._way: list[np.ndarray] = []
        self._typical = 0.0

    def try_random(self, count: int) -> None:
        ws = self._model.map(self._model.sample_z(max(AT_ONCE, count), seed=self._settings.seed))
        distances = np.square(self._made(ws) - self._wanted).mean(axis=1)
        self._typical = float(np.median(distances))
        center = self._model.truncate(ws[:1], 0.0)
        every = np.concatenate([ws, center])
        distances = np.append(distances, np.square(self._made(center) - self._wanted).mean())
        self._keep(every[int(distances.argmin())], float(distances.min()))

    def approach(self, spans: list[tuple[int, int]], count: int, until: float) -> None:
        """Come nearer by coordinates of some spans of rows, as long as it is worth it."""
        directions = self._axes.components[:count] * self._axes.stdev[:count, None]
        moves = np.zeros((len(spans) * count, self._model.config.num_ws, self._model.config.w_dim), np.float32)
        for place, (first, last) in enumerate(spans):
            moves[place * count : (place + 1) * count, first : last + 1] = directions[:, None]
        begun, here = self._ws.copy(), np.zeros(len(moves))
        while self._done + len(moves) + len(DAMPINGS) <= until:
            before = self._distance
            now = self._made((begun + np.tensordot(here, moves, 1))[None].astype(np.float32))[0]
            slopes = (self._made(begun + np.tensordot(here, moves, 1).astype(np.float32) + STEP * moves) - now) / STEP  # [coordinates, features]
            here = self._stepped(begun, moves, here, slopes.astype(np.float64), (self._wanted - now).astype(np.float64))
            if self._distance > (1.0 - SETTLED) * before:
                return

    def _stepped(self, begun: np.ndarray, moves: np.ndarray, here: np.ndarray, slopes: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Take the best of some steps, from careful to bold; returns the coordinates, which may be the same."""
        products, size = slopes @ slopes.T, slopes.shape[1]
        scale = max(float(np.trace(products)) / len(here), 1e-12)
        pulls = slopes @ left - PRIOR * size * here
        steps = [np.linalg.solve(products + (PRIOR * size + damping * scale) * np.eye(len(here)), pulls) for damping in DAMPINGS]
        tried = np.clip(here + np.stack(steps), -FURTHEST, FURTHEST)
        ws = (begun + np.tensordot(tried, moves, 1)).astype(np.float32)
        distances = np.square(self._made(ws) - self._wanted).mean(axis=1)
        best = int(distances.argmin())
        if distances[best] >= self._distance:
            return here
        self._keep(ws[best], float(distances[best]))
        return tried[best]

    def result(self) -> ProjectedPicture:
        return ProjectedPicture(self._ws[None], self._distance**0.5, self._typical**0.5, self._target, np.stack(self._way))

    def _keep(self, ws: np.ndarray, distance: float) -> None:
        self._ws, self._distance = ws, distance
        self._way.append(ws)

    def _made(self, ws: np.ndarray) -> np.ndarray:
        """Make pictures, and return their pyramids."""
        found = []
        for start in range(0, len(ws), AT_ONCE):
            found.append(pyramid(self._model.synthesize(ws[start : start + AT_ONCE], noise="none")))
            self._done += len(found[-1])
            self._progress(min(self._done, self._settings.tries), self._settings.tries)
        return np.concatenate(found)


def pyramid(pictures: np.ndarray) -> np.ndarray:
    """Return pictures at several sizes as rows of numbers, float32 [n, features], each size as heavy as the others.

    Args:
        pictures: float [n, height, width, 1..4] of about -1..1.
    """
    colours = np.clip(np.repeat(pictures[..., :1], 3, axis=-1) if pictures.shape[-1] < 3 else pictures[..., :3], -1.0, 1.0)
    levels = [smaller(colours, edge) for edge in EDGES]
    size = sum(level[0].size for level in levels)
    return np.concatenate([(level * np.sqrt(size / (len(levels) * level[0].size))).reshape(len(level), -1) for level in levels], axis=1).astype(
        np.float32
    )


def smaller(pictures: np.ndarray, edge: int) -> np.ndarray:
    """Return pictures [n, height, width, channels] of at most so many pixels an edge, by means of areas."""
    made = pictures
    for axis in (1, 2):
        count = made.shape[axis]
        if count > edge:
            places = np.arange(edge) * count // edge
            sizes = np.diff(np.append(places, count)).reshape([-1 if each == axis else 1 for each in range(4)])
            made = np.add.reduceat(made, places, axis=axis) / sizes
    return made
