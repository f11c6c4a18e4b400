"""A window of live pictures, opened on the screen of this process, looked at and played; what was found is printed as JSON.

A program of its own: whoever has opened a window ends with the screen it was on.
"""

import json
import os
import threading

import numpy as np
from PIL import ImageGrab

from ganspacesynth.pictures.live.frame import NewestFrame
from ganspacesynth.pictures.live.outputs.window import Window


class Hands:
    """Notes what is played."""

    def __init__(self):
        self.did = []

    def another(self):
        self.did.append("another")

    def push(self, right, up):
        self.did.append([round(right, 1), round(up, 1)])

    def louder(self, more):
        self.did.append(more)


def shown():
    """Show the newest of two frames, press a key, click, turn the wheel."""
    frames, hands, ended, seen = NewestFrame(), Hands(), threading.Event(), []
    halves = np.zeros((16, 16, 3), np.uint8)
    halves[:, :8], halves[:, 8:] = (200, 30, 60), (20, 90, 220)
    window = Window("pictures", 16, 16, size=(320, 320))
    window.played_by(hands)
    steps = iter(range(10_000))

    def each():
        step = next(steps)
        if step == 0:
            frames.put(halves[:, ::-1].copy())
            frames.put(halves)
        if window.shown and step > 5 and not seen:
            window._root.focus_force()
            window._root.update()
            seen.append(np.asarray(ImageGrab.grab(xdisplay=os.environ["DISPLAY"])).astype(int))
            window._root.event_generate("<space>")
            window._label.event_generate("<Button-1>", x=240, y=80)
            window._root.event_generate("<Button-4>")
            ended.set()

    window.run(lambda: frames.frame, ended, each=each)
    return {"shown": window.shown, "left": seen[0][160, 60].tolist(), "right": seen[0][160, 260].tolist(), "did": hands.did}


def filled():
    """Fill the screen, leave it, and show pictures of another size."""
    window, ended = Window("pictures", 8, 8, size=(200, 200), full=True), threading.Event()
    times = [window._times]
    window.show(np.full((8, 8, 3), 50, np.uint8))
    window.fill(False)
    window.show(np.full((16, 32, 3), 50, np.uint8))
    ended.set()
    window.run(lambda: None, ended)
    return {"times": [*times, window._times]}


if __name__ == "__main__":
    print(json.dumps(shown() | filled()))
