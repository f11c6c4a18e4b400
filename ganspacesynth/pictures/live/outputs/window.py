"""A window that shows live pictures, with Tk, which comes with Python; keys and mouse play them."""

import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from ganspacesynth.core.errors import OutputError
from ganspacesynth.pictures.live.frame import Frame
from ganspacesynth.pictures.live.outputs.resizing import Resizing

LOOK_MS = 8
EDGE = 512  # pixels of a window whose size nobody chose, about


class Played(Protocol):
    """What a window does to the pictures."""

    def another(self) -> None:
        """Show the picture of another seed."""
        ...

    def push(self, right: float, up: float) -> None:
        """Move along the first two directions; both -1..1."""
        ...

    def louder(self, more: float) -> None:
        """Make psi larger or smaller."""
        ...


class Window:
    """A window; made, run and closed by the main thread, as macOS wants it.

    Attributes:
        size: width and height of the picture in it.
        shown: frames that were shown.

    Space shows another picture, dragging moves along the first two directions, the wheel changes psi, F fills the screen, Escape leaves or closes.
    """

    def __init__(self, title: str, width: int, height: int, *, size: tuple[int, int] | None = None, full: bool = False) -> None:
        """Open it.

        Args:
            title: of the window.
            width, height: of the pictures.
            size: of the window; None for about 512 pixels.
            full: fill the screen.

        Raises:
            OutputError: Tk is not installed, or there is no screen.
        """
        try:
            import tkinter
        except ImportError as e:
            raise OutputError(
                "A window needs Tk. Received: a Python without it. On Debian and Ubuntu: sudo apt install python3-tk; or use --out http.",
                rule="tk-installed",
            ) from e
        try:
            self._root: Any = tkinter.Tk(className="ganspacesynth")
        except tkinter.TclError as e:
            raise OutputError(f"A window needs a screen. Received: none ({e}). Use --out http, or another output.", rule="screen-there") from e
        times = max(1, EDGE // max(width, height))
        self.size = size or (width * times, height * times)
        self._resizing: tuple[tuple[int, ...], Resizing] = ((), Resizing(1, 1, 1, 1))  # for pictures of which shape
        self._full, self._times = False, 1
        self._root.title(title)
        self._root.configure(background="black")
        self._image: Any = tkinter.PhotoImage(master=self._root, width=self.size[0], height=self.size[1])
        self._label: Any = tkinter.Label(self._root, image=self._image, borderwidth=0, background="black")
        self._label.pack(expand=True)
        self.shown, self._frame = 0, None  # type: tuple[int, Frame | None]
        self._root.bind("<Key-f>", lambda event: self.fill(not self._full))
        self._root.bind("<Escape>", lambda event: self.fill(False) if self._full else self._root.destroy())
        if full:
            self.fill(True)

    def played_by(self, played: Played) -> None:
        """Let keys and mouse play."""
        root, label = self._root, self._label

        def drag(event: Any) -> None:
            width, height = max(1, label.winfo_width()), max(1, label.winfo_height())
            played.push(_within(2.0 * event.x / width - 1.0), _within(1.0 - 2.0 * event.y / height))

        root.bind("<space>", lambda event: played.another())
        label.bind("<B1-Motion>", drag)
        label.bind("<Button-1>", drag)
        root.bind("<MouseWheel>", lambda event: played.louder(0.05 if event.delta > 0 else -0.05))
        root.bind("<Button-4>", lambda event: played.louder(0.05))  # how X11 calls a wheel
        root.bind("<Button-5>", lambda event: played.louder(-0.05))

    def fill(self, full: bool) -> None:
        """Fill the screen, or do not."""
        self._full = full
        self._root.attributes("-fullscreen", full)
        screen = self._root.winfo_screenwidth(), self._root.winfo_screenheight()
        self._times = max(1, min(screen[0] // self.size[0], screen[1] // self.size[1])) if full else 1

    def run(self, newest: Callable[[], Frame | None], ended: threading.Event, *, each: Callable[[], None] | None = None) -> None:
        """Show frames until the window is closed or something ended; returns then.

        Args:
            newest: gives the newest frame, None before the first.
            ended: set when the window shall close.
            each: called now and then, by this thread.
        """

        def look() -> None:
            if ended.is_set():
                self._root.destroy()
                return
            frame = newest()
            if frame is not None and frame is not self._frame:
                self.show(frame.picture)
                self._frame, self.shown = frame, self.shown + 1
            if each is not None:
                each()
            self._root.after(LOOK_MS, look)

        self._root.after(0, look)
        self._root.mainloop()

    def show(self, picture: np.ndarray) -> None:
        """Show one frame."""
        if picture.shape != self._resizing[0]:
            self._resizing = picture.shape, Resizing(picture.shape[1], picture.shape[0], *self.size)
        larger = self._resizing[1](picture)
        head = f"P6 {larger.shape[1]} {larger.shape[0]} 255\n".encode()
        self._image.configure(data=head + larger.tobytes(), format="PPM")
        if self._times > 1:
            self._zoomed = self._image.zoom(self._times)
            self._label.configure(image=self._zoomed)
        else:
            self._label.configure(image=self._image)


def _within(value: float) -> float:
    return max(-1.0, min(1.0, value))
