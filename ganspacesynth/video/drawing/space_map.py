"""Courses in, a map of where a sound is in its network's space out: the ways once, and at each moment the place, with what lies just behind it."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ganspacesynth.core.point import Point
from ganspacesynth.video.course import Course
from ganspacesynth.video.drawing.lettering import write
from ganspacesynth.video.drawing.raster import BRIGHT, FAINT, MARKS, PANEL, TEXT, dot, line

MOST_SAMPLES = 1500  # of all ways together
MOST_KEYPOINTS = 400  # that are drawn
TRAIL_S, TRAIL_STEP_S = 1.6, 0.05
MARGIN = 0.13  # of the map's edge


class SpaceMap:
    """z, and edits where there are some, in two dimensions: the two in which the ways of a sound are widest.

    Args:
        courses: one or more.
        duration_s: of the sound.
        width, height: of the map, pixels.
        unit: pixels of a point of drawing; 1 in a video of 720 lines.
    """

    def __init__(self, courses: Sequence[Course], duration_s: float, width: int, height: int, unit: float) -> None:
        self._courses, self._unit, self._size = tuple(courses), unit, (width, height)
        each = max(2, MOST_SAMPLES // len(self._courses))
        times = np.linspace(0.0, duration_s, each)
        keys = [np.array(course.keypoints_s[:MOST_KEYPOINTS]) for course in self._courses]
        moments = [np.unique(np.concatenate([times, key])) for key in keys]
        points = [[course.path.at(float(time)) for time in moment] for course, moment in zip(self._courses, moments, strict=True)]
        self._edits = max(len(point.edits) for way in points for point in way)
        self._latent = max(len(point.z or ()) for way in points for point in way)
        ways = [np.stack([self._numbers(point) for point in way]) for way in points]
        self._mean, self._axes = _widest(np.concatenate(ways))
        flat = [(way - self._mean) @ self._axes for way in ways]
        self._fit(np.concatenate(flat))
        self.ground = np.empty((height, width, 3), np.uint8)
        self._draw(flat, moments, keys)
        self._place = lru_cache(maxsize=4096)(self._placed)

    def draw(self, canvas: np.ndarray, time_s: float, level: float) -> None:
        """Draw the map of a moment.

        Args:
            canvas: uint8 [height, width, 3], a part of the frame, overwritten.
            time_s: the moment.
            level: 0..1, how loud it is: so much larger is the place.
        """
        canvas[...] = self.ground
        for index in range(len(self._courses)):
            colour = MARKS[index % len(MARKS)]
            last = int(time_s / TRAIL_STEP_S + 1e-9)
            steps = range(max(0, last - int(TRAIL_S / TRAIL_STEP_S)), last + 1)
            trail = np.array([*(self._place(index, step * TRAIL_STEP_S) for step in steps), self._placed(index, time_s)])
            for part in range(4):  # in four steps of brightness
                begin = len(trail) * part // 4
                line(canvas, trail[begin:, 0], trail[begin:, 1], colour, 0.3, thickness=2.6 * self._unit)
            x, y = (float(each) for each in trail[-1])
            radius = (5.0 + 7.0 * level) * self._unit
            dot(canvas, x, y, radius, colour, glow=(3.0 + 8.0 * level) * self._unit)
            dot(canvas, x, y, 0.5 * radius, BRIGHT)

    def _numbers(self, point: Point) -> np.ndarray:
        numbers = np.zeros(self._latent + self._edits, np.float32)
        z, edits = point.z or (), point.edits
        numbers[: len(z)] = z
        numbers[self._latent : self._latent + len(edits)] = edits
        return numbers if len(numbers) else np.zeros(1, np.float32)

    def _placed(self, index: int, time_s: float) -> tuple[float, float]:
        x, y = self._pixels((self._numbers(self._courses[index].path.at(time_s)) - self._mean) @ self._axes)
        return float(x), float(y)

    def _fit(self, flat: np.ndarray) -> None:
        low, high = flat.min(axis=0), flat.max(axis=0)
        self._middle = 0.5 * (low + high)
        room = (1.0 - 2.0 * MARGIN) * np.array(self._size)
        self._scale = float(np.min(room / np.maximum(high - low, 1e-6))) if np.any(high - low > 1e-6) else 1.0

    def _pixels(self, flat: np.ndarray) -> np.ndarray:
        return 0.5 * np.array(self._size) + (flat - self._middle) * self._scale

    def _draw(self, flat: list[np.ndarray], moments: list[np.ndarray], keys: list[np.ndarray]) -> None:
        width, height = self._size
        self.ground[...] = PANEL
        for share in np.arange(1, 8) / 8.0:  # a grid, to see the place move by
            self.ground[:, int(share * width)] = self.ground[int(share * height)] = tuple(round(1.35 * each) for each in PANEL)
        for index, (way, moment, key) in enumerate(zip(flat, moments, keys, strict=True)):
            colour = MARKS[index % len(MARKS)]
            pixels = self._pixels(way)
            line(self.ground, pixels[:, 0], pixels[:, 1], FAINT, 0.9, thickness=1.4 * self._unit)
            for time in key[key <= moment[-1]]:
                x, y = pixels[int(np.searchsorted(moment, time))]
                dot(self.ground, x, y, 3.4 * self._unit, colour, opacity=0.75)
            if self._courses[index].name:
                row = round(height - (16 + 18 * (len(flat) - 1 - index)) * self._unit)
                write(self.ground, round(14 * self._unit), row, self._courses[index].name, round(15 * self._unit), colour)
        write(self.ground, round(12 * self._unit), round(16 * self._unit), "latent space", round(14 * self._unit), TEXT)


def _widest(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of rows, and the two directions in which they vary most, [n, 2]; of fixed signs, so that a map looks the same each time."""
    mean = numbers.mean(axis=0)
    _, _, directions = np.linalg.svd(numbers - mean, full_matrices=False)
    axes = np.zeros((numbers.shape[1], 2), np.float32)
    axes[:, : len(directions[:2])] = directions[:2].T
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    return mean, axes * np.where(signs == 0.0, 1.0, signs)
