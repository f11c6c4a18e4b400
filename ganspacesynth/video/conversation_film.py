"""A conversation filmed: what the musician played on the left, what the machine chose on the right, and lines to what each choice looked at."""

import hashlib
import os
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ganspacesynth.bank.answering.conversation import Conversation, Said
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.version import __version__
from ganspacesynth.video.drawing.lettering import write, write_clock
from ganspacesynth.video.drawing.raster import BRIGHT, FAINT, GROUND, MARKS, PANEL, PLAYED, TEXT, blend, dot, line
from ganspacesynth.video.soundtrack import Soundtrack
from ganspacesynth.video.video_making import Filmed, check_video, save_frames
from ganspacesynth.video.video_settings import VideoSettings, check_length, video_format

SEEN_S = 9.0  # of what was played
NOW = 0.86  # where now is, share of the height
MUSICIAN, MACHINE = (142, 202, 230), PLAYED
LINES_S = 1.2  # in which the lines of a choice fade
LONGEST_S = 12.0  # of a unit
MOST_LAYERS = 32  # of lines that are kept drawn


class ConversationScreen:
    """Two panels on which units rise as they grow older, as high from left to right as they are pitched.

    Args:
        conversation: what was played.
        settings: of the film.
    """

    def __init__(self, conversation: Conversation, settings: VideoSettings) -> None:
        self._units = sorted(conversation.units, key=lambda unit: unit.at_s)
        self._begins = [unit.at_s for unit in self._units]
        self._conversation, self._numbered = conversation, conversation.numbered
        pitches = [unit.pitch for unit in self._units if unit.pitch is not None] or [60.0]
        self._low, self._high = min(pitches) - 2.0, max(pitches) + 2.0
        self._width, self._height = settings.width, settings.height
        self._point = min(settings.width / 1.4, settings.height) / 720
        margin, self._head = round(22 * self._point), round(54 * self._point)
        half = (settings.width - 3 * margin) // 2
        self._panels = {False: (margin, margin + half), True: (settings.width - margin - half, settings.width - margin)}
        self._bottom = settings.height - margin
        self._ground = np.empty((settings.height, settings.width, 3), np.uint8)
        self._ground[...] = GROUND
        now = self._y(0.0)
        for machine, (left, right) in self._panels.items():
            self._ground[self._head : self._bottom, left:right] = PANEL
            self._ground[round(now), left:right] = FAINT
            word, colour = ("machine", MACHINE) if machine else ("musician", MUSICIAN)
            write(self._ground, left, self._head // 2 + round(3 * self._point), word, round(20 * self._point), colour)
        heads = max((len(unit.attention.shares[-1]) for unit in self._units if unit.attention is not None and len(unit.attention.shares)), default=0)
        for head in range(min(heads, 6)):  # which colour is whose
            at = self._panels[True][0] + round((130 + 80 * head) * self._point)
            write(self._ground, at, self._head // 2 + round(3 * self._point), f"head {head + 1}", round(15 * self._point), MARKS[head % len(MARKS)])
        self._clock = settings.width - margin, self._head // 2 + round(3 * self._point)
        self._layers: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = {}

    def frame(self, time_s: float) -> np.ndarray:
        """Return the frame of a moment, uint8 [height, width, 3]."""
        canvas = self._ground.copy()
        first = bisect_right(self._begins, time_s - SEEN_S - LONGEST_S)
        seen = [unit for unit in self._units[first : bisect_right(self._begins, time_s)] if unit.at_s + unit.length_s > time_s - SEEN_S]
        for unit in seen:
            if unit.by_machine and time_s - unit.at_s < LINES_S:
                self._lines(canvas, unit, time_s)
        for unit in seen:
            self._unit(canvas, unit, time_s)
        write_clock(canvas, *self._clock, time_s, round(20 * self._point), TEXT)
        return canvas

    def _place(self, unit: Said, time_s: float) -> tuple[float, float]:
        """Return x and y of a unit's beginning."""
        left, right = self._panels[unit.by_machine]
        share = 0.04 if unit.pitch is None else 0.1 + 0.82 * (unit.pitch - self._low) / (self._high - self._low)
        return left + share * (right - left), self._y(time_s - unit.at_s)

    def _y(self, ago_s: float) -> float:
        tall = self._bottom - self._head
        return self._head + tall * NOW * (1.0 - ago_s / SEEN_S)

    def _unit(self, canvas: np.ndarray, unit: Said, time_s: float) -> None:
        x, top = self._place(unit, time_s)
        sounding = time_s < unit.at_s + unit.length_s
        bottom = self._y(max(0.0, time_s - unit.at_s - unit.length_s))
        colour = MACHINE if unit.by_machine else MUSICIAN
        age = min(1.0, max(0.0, time_s - unit.at_s - unit.length_s) / SEEN_S)
        opacity = 1.0 if sounding else 0.75 * (1.0 - age)
        top = max(top, self._head + 4.0)
        if bottom - top > 1.0:
            half = max(1, round(3.0 * self._point))
            blend(canvas, round(top), round(x) - half, np.full((round(bottom) - round(top), 2 * half), 0.55 * opacity), colour)
        dot(canvas, x, top, 6.0 * self._point, colour, opacity=opacity)
        if sounding:
            dot(canvas, x, self._y(0.0), 7.0 * self._point, BRIGHT, glow=7.0 * self._point)

    def _lines(self, canvas: np.ndarray, unit: Said, time_s: float) -> None:
        """Lay the lines of a choice over a canvas; they rise with its units, so that they are drawn once."""
        if id(unit) not in self._layers:
            self._layers[id(unit)] = self._layer(unit)
            if len(self._layers) > MOST_LAYERS:
                self._layers.pop(next(iter(self._layers)))
        rows, columns, colours, cover = self._layers[id(unit)]
        up = round(self._y(0.0) - self._y(time_s - unit.at_s))
        there = (rows - up >= self._head) & (rows - up < self._bottom)
        rows, columns, colours = rows[there] - up, columns[there], colours[there]
        share = (cover[there] * (1.0 - (time_s - unit.at_s) / LINES_S))[:, None]
        canvas[rows, columns] = np.rint(canvas[rows, columns] + share * (colours - canvas[rows, columns])).astype(np.uint8)

    def _layer(self, unit: Said) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return rows, columns, colours and covers of the pixels on the lines from a choice to what it looked at, a colour for each head."""
        to_x, to_y = self._place(unit, unit.at_s)
        colours = np.zeros((self._height, self._width, 3), np.float32)
        cover = np.zeros((self._height, self._width), np.float32)
        for head, number, share in self._conversation.looks(unit):
            seen = self._numbered.get(number)
            if seen is None or unit.at_s - seen.at_s > SEEN_S:
                continue
            x, y = self._place(seen, unit.at_s)
            t = np.linspace(0.0, 1.0, 24)
            bend = (0.04 + 0.02 * head) * self._height * 4.0 * t * (1.0 - t)
            one = np.zeros((self._height, self._width, 3), np.uint8)
            thickness = (0.8 + 4.0 * share) * self._point
            line(one, x + (to_x - x) * t, y + (to_y - y) * t - bend, (255, 255, 255), 0.25 + 0.7 * share, thickness=thickness)
            more = one[:, :, 0].astype(np.float32) / 255.0
            colours[more > cover] = MARKS[head % len(MARKS)]
            np.maximum(cover, more, out=cover)
        rows, columns = np.nonzero(cover)
        return rows, columns, colours[rows, columns], cover[rows, columns]


def save_conversation(
    path: str | os.PathLike[str],
    conversation: Conversation,
    sound: Soundtrack,
    settings: VideoSettings | None = None,
    *,
    force: bool = False,
    progress: Progress = quiet,
) -> Filmed:
    """Film a conversation.

    Args:
        path: .mp4, .webm, .gif, or a folder of PNGs.
        conversation: what was played.
        sound: what is heard; of two channels the musician is on the left.
        settings: size and rate.
        force: overwrite what is there.
        progress: told how many frames are done; it may raise `Cancelled`.

    Raises:
        InvalidInput: another ending, too long a sound, or nothing was played.
        OutputError: it exists, or cannot be written; nothing partial is kept.
    """
    kind, settings = video_format(path), (settings or VideoSettings()).small
    target: Path = check_video(path, force=force)
    if not conversation.units:
        raise InvalidInput(
            "A conversation is filmed where somebody played. Received: nothing heard and nothing answered. Play longer.", rule="some-units-said"
        )
    check_length(sound.duration_s, kind)
    screen = ConversationScreen(conversation, settings)

    def frames(first: int, behind: int) -> Iterator[np.ndarray]:
        for number in range(first, behind):
            yield screen.frame(float(number / settings.fps))

    said = hashlib.sha256(repr(conversation).encode("utf-8", "replace")).hexdigest()
    document = {"made_by": __version__, "fps": str(settings.fps), "view": "conversation", "pictures": None, "recipe": None, "conversation": said}
    return save_frames(target, frames, sound, settings, document, title="a conversation", force=force, progress=progress)
