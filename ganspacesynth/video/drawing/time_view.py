"""Columns of a sound in, its spectrogram and wave at a moment out: all of it with a playhead, or a part that passes by."""

import numpy as np

from ganspacesynth.video.drawing.columns import BANDS, Columns
from ganspacesynth.video.drawing.lettering import write
from ganspacesynth.video.drawing.raster import BRIGHT, FAINT, MARKS, PANEL, PLAYED, TEXT, WAVE, blend, heat

PASSING_S = 8.0  # seconds that are seen of a sound that passes
NOW = 0.5  # where the playhead stands then, share of the width
YET = 0.5  # how bright what has not been heard yet is
HERTZ = ((100, "100"), (1000, "1 k"), (10000, "10 k"))
STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
GAP = 0.02  # between spectrogram and wave, share of the height


class TimeView:
    """The spectrogram with the wave below it.

    Args:
        columns: of the sound.
        duration_s: of the sound.
        width, height: pixels.
        unit: pixels of a point of drawing.
        scrolls: whether the sound passes.
        marks: (moment in seconds, index of a colour), of keypoints.
    """

    def __init__(
        self, columns: Columns, duration_s: float, width: int, height: int, unit: float, *, scrolls: bool, marks: list[tuple[float, int]]
    ) -> None:
        self._columns, self._duration_s, self._width, self._unit, self._scrolls = columns, duration_s, width, unit, scrolls
        self._gap, self._wave = round(GAP * height), round(0.2 * height)
        self._height = height - self._wave - self._gap
        place = (np.arange(self._height)[::-1] + 0.5) / self._height * BANDS - 0.5  # the lowest band below
        place = np.clip(place, 0.0, BANDS - 1.0)
        self._low = np.minimum(place.astype(int), BANDS - 2)
        self._share = np.round((place - self._low) * 255).astype(np.uint16)
        self._heat = heat()
        self._dim = np.round(self._heat * YET + np.array(PANEL) * (1.0 - YET)).astype(np.uint8)
        self._loudest = max(float(np.max(columns.high, initial=0.0)), -float(np.min(columns.low, initial=0.0)), 1e-3)
        self._marks = sorted(marks)
        self._seen_s = PASSING_S if scrolls else duration_s
        self._still = None if scrolls else tuple(self._drawn(np.arange(width) / width * duration_s, heard) for heard in (False, True))

    def draw(self, canvas: np.ndarray, time_s: float, level: float) -> None:
        """Draw a moment.

        Args:
            canvas: uint8 [height, width, 3], overwritten.
            time_s: the moment.
            level: 0..1, how loud it is: so bright is the playhead.
        """
        at = round(NOW * self._width) if self._still is None else min(self._width - 1, int(time_s / self._duration_s * self._width))
        if self._still is None:
            times = time_s + (np.arange(self._width) - at) * (PASSING_S / self._width)
            canvas[:, :at] = self._drawn(times[:at], True)
            canvas[:, at:] = self._drawn(times[at:], False)
            self._write_hertz(canvas)
        else:
            canvas[...] = self._still[0]
            canvas[:, : at + 1] = self._still[1][:, : at + 1]
        self._playhead(canvas, at, level)

    def _playhead(self, canvas: np.ndarray, at: int, level: float) -> None:
        reach = max(2, round((4 + 16 * level) * self._unit))
        away = np.abs(np.arange(-reach, reach + 1))
        glow = (0.12 + 0.5 * level) * np.exp(-0.5 * np.square(away / (0.4 * reach)))
        core = np.clip(0.6 * self._unit + 0.7 - away, 0.0, 1.0)
        blend(canvas, 0, at - reach, np.tile(np.maximum(glow, core), (len(canvas), 1)), BRIGHT)

    def _drawn(self, times_s: np.ndarray, heard: bool) -> np.ndarray:
        """Return columns of pixels for ascending moments, one after the other."""
        which, there = self._columns.places(times_s)
        there &= times_s < self._duration_s
        made = np.empty((self._height + self._gap + self._wave, len(times_s), 3), np.uint8)
        levels = self._columns.levels[which].T.astype(np.uint16)  # [bands, width]
        mixed = levels[self._low] * (255 - self._share)[:, None] + levels[self._low + 1] * self._share[:, None]
        mixed = np.where(there, mixed // 255, 0)
        np.take(self._heat if heard else self._dim, mixed, axis=0, out=made[: self._height])
        made[self._height : self._height + self._gap] = 0
        made[self._height : self._height + self._gap] += np.array(tuple(max(0, each - 6) for each in PANEL), np.uint8)
        self._draw_wave(made[self._height + self._gap :], which, there, heard)
        if len(times_s):
            self._draw_marks(made, times_s)
        if not self._scrolls:
            self._write_hertz(made)
            self._write_seconds(made)
        return made

    def _draw_wave(self, part: np.ndarray, which: np.ndarray, there: np.ndarray, heard: bool) -> None:
        part[...] = PANEL
        middle, reach = 0.5 * (len(part) - 1), 0.46 * len(part) / self._loudest
        low, high = self._columns.low[which] * reach, self._columns.high[which] * reach
        y = middle - np.arange(len(part))[:, None]
        cover = np.clip(np.minimum(high + 0.5 - y, y - low + 0.5) + 0.2, 0.0, 1.0) * there
        blend(part, 0, 0, cover * (1.0 if heard else 0.75), PLAYED if heard else WAVE)

    def _draw_marks(self, made: np.ndarray, times_s: np.ndarray) -> None:
        begin, step = float(times_s[0]), self._seen_s / self._width
        size = max(3, round(5 * self._unit))
        rows = np.arange(size)[:, None]
        triangle = np.clip(size - rows - 1.3 * np.abs(np.arange(-size, size + 1)), 0.0, 1.0)
        for time, index in self._marks:
            x = round((time - begin) / step)
            if not -size <= x < len(times_s) + size:
                continue
            colour = MARKS[index % len(MARKS)]
            blend(made, 0, x, np.full((self._height, 1), 0.28), colour)
            blend(made, 0, x - size, triangle, colour)

    def _write_hertz(self, canvas: np.ndarray) -> None:
        lowest, highest = self._columns.hertz
        for hertz, text in HERTZ:
            if lowest < hertz < highest:
                y = round(self._height * (1.0 - np.log(hertz / lowest) / np.log(highest / lowest)))
                canvas[y, : round(6 * self._unit)] = TEXT
                write(canvas, round(10 * self._unit), y, text, round(14 * self._unit), TEXT)

    def _write_seconds(self, canvas: np.ndarray) -> None:
        step = next((step for step in STEPS_S if self._duration_s / step <= 9), STEPS_S[-1])
        for number in range(1, int(self._duration_s / step) + 1):
            x = round(number * step / self._duration_s * self._width)
            if x < self._width - round(30 * self._unit):
                canvas[self._height + self._gap :, x] = FAINT
                seconds = number * step
                text = f"{seconds:g} s" if seconds < 60 else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
                write(canvas, x + round(4 * self._unit), len(canvas) - round(9 * self._unit), text, round(13 * self._unit), TEXT)
