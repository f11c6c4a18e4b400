"""A sound and its courses in, frames of what is seen of it out: spectrogram, wave, keypoints, and the map of its network's space."""

from collections.abc import Sequence

import numpy as np

from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.video.course import Course
from ganspacesynth.video.drawing.columns import look
from ganspacesynth.video.drawing.lettering import LONGEST, write, write_clock
from ganspacesynth.video.drawing.raster import BRIGHT, GROUND, TEXT
from ganspacesynth.video.drawing.space_map import SpaceMap
from ganspacesynth.video.drawing.time_view import PASSING_S, TimeView
from ganspacesynth.video.soundtrack import Soundtrack
from ganspacesynth.video.video_settings import VideoSettings

WIDE = 1.2  # wider than so many heights: the map stands beside the spectrogram, else above it


class Screen:
    """What is seen of a sound.

    Args:
        sound: it is gone through once, here.
        courses: where it is; none for a sound that nobody knows more of.
        settings: of the video.
        title: a line above.
        progress: told how much of the sound has been looked at.
    """

    def __init__(self, sound: Soundtrack, courses: Sequence[Course], settings: VideoSettings, *, title: str = "", progress: Progress = quiet) -> None:
        width, height, self._fps = settings.width, settings.height, settings.fps
        self._unit = unit = min(width / 1.4, height) / 720
        margin, head = round(22 * unit), round(54 * unit)
        self._time, self._map = _boxes(width, height, margin, head, bool(courses))
        scrolls = settings.scrolls(sound.duration_s)
        columns_wide = self._time[3] - self._time[2]
        self._columns = look(sound, columns_wide / (PASSING_S if scrolls else sound.duration_s), settings.fps, progress=progress)
        self._loudest = max(float(self._columns.peaks.max()), 1e-3)
        marks = [(time, index) for index, course in enumerate(courses) for time in course.keypoints_s]
        tall = self._time[1] - self._time[0]
        self._view = TimeView(self._columns, sound.duration_s, columns_wide, tall, unit, scrolls=scrolls, marks=marks)
        self._space = None
        if courses:
            top, bottom, left, right = self._map
            self._space = SpaceMap(courses, sound.duration_s, right - left, bottom - top, unit)
        self._canvas = np.empty((height, width, 3), np.uint8)
        self._canvas[...] = GROUND
        self._clock = width - margin, head // 2 + round(3 * unit)
        letters = int((width - 2 * margin - 100 * unit) / (10 * unit))
        write(self._canvas, margin, self._clock[1], title[: min(letters, LONGEST)], round(20 * unit), TEXT)
        self._ground = self._canvas.copy()
        self._head = head

    def frame(self, time_s: float) -> np.ndarray:
        """Return the frame that begins at a moment, uint8 [height, width, 3]; it is good until the next one is asked for."""
        level = self._level(time_s)
        self._canvas[: self._head] = self._ground[: self._head]
        write_clock(self._canvas, *self._clock, time_s, round(20 * self._unit), BRIGHT)
        top, bottom, left, right = self._time
        self._view.draw(self._canvas[top:bottom, left:right], time_s, level)
        if self._space is not None:
            top, bottom, left, right = self._map
            self._space.draw(self._canvas[top:bottom, left:right], time_s, level)
        return self._canvas

    def _level(self, time_s: float) -> float:
        """Return the highest sample while a frame is seen, as a share of the highest of all."""
        frame = min(round(time_s * self._fps), len(self._columns.peaks) - 1)
        return float(self._columns.peaks[frame]) / self._loudest


def _boxes(width: int, height: int, margin: int, head: int, mapped: bool) -> tuple[tuple[int, int, int, int], tuple[int, int, int, int]]:
    """Return (top, bottom, left, right) of the spectrogram and of the map."""
    top, bottom, left, right = head, height - margin, margin, width - margin
    if not mapped:
        return (top, bottom, left, right), (top, top, left, left)
    if width >= WIDE * height:
        edge = min(bottom - top, round(0.42 * (right - left)))
        return (top, bottom, left, right - edge - margin), (top, bottom, right - edge, right)
    edge = min(right - left, round(0.55 * (bottom - top)))
    return (top + edge + margin, bottom, left, right), (top, top + edge, left, right)
