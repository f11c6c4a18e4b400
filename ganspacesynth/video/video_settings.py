"""What a video is asked to be, checked: its size, its rate of frames, the kind of file; words in, exact numbers out."""

import os
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from ganspacesynth.core.errors import InvalidInput, brief

SMALLEST, LARGEST, MOST_PIXELS = 64, 4096, 4096 * 2304
SLOWEST, FASTEST = Fraction(1), Fraction(120)
LONGEST_S = 3 * 3600.0
LONGEST_GIF_S = 120.0
FOLDER = "frames"  # a folder of PNGs
ENDINGS = {".mp4": "mp4", ".webm": "webm", ".mov": "mov", ".gif": "gif", "": FOLDER}
VIEWS = ("auto", "whole", "scroll")
WHOLE_S = 20.0  # longer sounds scroll
NTSC = {"23.976": Fraction(24000, 1001), "23.98": Fraction(24000, 1001), "29.97": Fraction(30000, 1001), "59.94": Fraction(60000, 1001)}


@dataclass(frozen=True)
class VideoSettings:
    """How a sound is filmed.

    Attributes:
        width, height: pixels, even, 64..4096.
        fps: frames a second, exact, 1..120.
        view: "whole": all of the sound stands still and a playhead moves; "scroll": the sound passes; "auto" by its length.
        preview: a third of the size and half of the frames, encoded fast: to look at before the long work.
    """

    width: int = 1280
    height: int = 720
    fps: Fraction = Fraction(30)
    view: str = VIEWS[0]
    preview: bool = False

    def __post_init__(self) -> None:
        for edge in (self.width, self.height):
            if type(edge) is not int or edge % 2 or not SMALLEST <= edge <= LARGEST or self.width * self.height > MOST_PIXELS:
                raise InvalidInput(
                    f"A video's edges are even, {SMALLEST}..{LARGEST} pixels, and {MOST_PIXELS} pixels at most together. "
                    f"Received: {brief(self.width)} x {brief(self.height)}. Try 1280x720.",
                    rule="video-size",
                )
        if not isinstance(self.fps, Fraction) or not SLOWEST <= self.fps <= FASTEST or self.fps.denominator > 1001:
            raise _no_rate(self.fps)
        if self.view not in VIEWS:
            raise InvalidInput(f"A video's view is one of {', '.join(VIEWS)}. Received: view={brief(self.view)}.", rule="video-view")

    @property
    def small(self) -> "VideoSettings":
        """What is rendered: itself, or a third of it for a preview."""
        if not self.preview:
            return self
        width, height = (max(SMALLEST, round(edge / 6) * 2) for edge in (self.width, self.height))
        return replace(self, width=width, height=height, fps=max(SLOWEST, self.fps / 2) if self.fps.denominator in (1, 1001) else self.fps)

    def scrolls(self, duration_s: float) -> bool:
        """Whether the sound passes, or stands still."""
        return self.view == "scroll" or (self.view == "auto" and duration_s > WHOLE_S)


def read_rate(text: str) -> Fraction:
    """Read frames a second: 25, 24000/1001, or 23.976, 29.97 and 59.94, by which the rates of television are meant.

    Raises:
        InvalidInput: no rate that a video has.
    """
    word = text.strip()
    try:
        if len(word) > 16:
            raise ValueError("long")
        rate = NTSC[word] if word in NTSC else Fraction(word)
    except (ValueError, ZeroDivisionError) as e:
        raise _no_rate(text) from e
    if not SLOWEST <= rate <= FASTEST or rate.denominator > 1001:
        raise _no_rate(text)
    return rate


def video_format(path: str | os.PathLike[str]) -> str:
    """Return "mp4", "webm", "mov", "gif" or "frames", as the name of a video ends; without an ending it is a folder of PNGs.

    Raises:
        InvalidInput: another ending.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise InvalidInput(
            f"A video ends in .mp4, .webm, .mov or .gif; without an ending it is a folder of PNGs. Received: {path}. Choose another name.",
            rule="video-ending",
        )
    return ENDINGS[ending]


def check_length(duration_s: float, kind: str) -> None:
    """Raise InvalidInput for a sound that is too long for a video of a kind."""
    longest = LONGEST_GIF_S if kind == "gif" else LONGEST_S
    if duration_s > longest:
        raise InvalidInput(
            f"A video of kind {kind} lasts {longest:g} seconds at most. Received: {duration_s:.0f} s. "
            f"{'Make an .mp4' if kind == 'gif' else 'Cut the sound'}.",
            rule="video-length",
        )


def _no_rate(rate: object) -> InvalidInput:
    return InvalidInput(
        f"A video has {SLOWEST}..{FASTEST} frames a second, as a whole number or a fraction. Received: fps={brief(rate)}. Try 25, or 24000/1001.",
        rule="frame-rate",
    )
