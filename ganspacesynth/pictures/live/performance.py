"""LivePictures: a picture network and controls in, frames out, as fast as they can be made; the newest control counts, and comes gently.

Whoever controls changes `PictureControls`; each frame is made from those that are newest as it begins. So no queue of messages can build up, however
fast they come: what was not seen is not made.
"""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.point import Point
from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.driving.look import Look, Painter
from ganspacesynth.pictures.live.controls import PictureControls, checked_changes, checked_seconds
from ganspacesynth.pictures.live.frame import Frame, NewestFrame
from ganspacesynth.pictures.live.live_way import LiveWay
from ganspacesynth.pictures.live.moving import Modulator
from ganspacesynth.pictures.png import to_bytes

log = logging.getLogger(__name__)

STEP_S, FIRST_STEP_S = 0.1, 0.03  # the longest time that is taken for one step of the smoothing, and the first one
REMEMBERED = 256  # frames whose times and latencies are known
RESTS_S = 0.25  # how often a picture that stands still looks round

Source = Callable[[], np.ndarray | None]  # ws float32 [1, num_ws, w_dim] before truncation; None when nothing sounds


@dataclass(frozen=True)
class PerformanceSettings:
    """How live pictures move.

    Attributes:
        smooth_s: in which 63 percent of a change is covered; 0 is at once.
        fps: frames a second at most.
        wander_s: from one random picture to the next; 0 stands still.
        seed: of those, and of the first picture.
        psi: of truncation, at first.
    """

    smooth_s: float = 0.1
    fps: float = 60.0
    wander_s: float = 0.0
    seed: int = 0
    psi: float = 0.7

    def __post_init__(self) -> None:
        for name in ("smooth_s", "wander_s"):
            checked_seconds(name, getattr(self, name))
        if not 1.0 <= self.fps <= 240.0:
            raise InvalidInput(f"Live pictures come 1..240 times a second. Received: fps={brief(self.fps)}.", rule="frame-rate")


class LivePictures:
    """A picture that plays until it is closed.

    Its methods may be called by any thread.

    Attributes:
        model: the network.
        directions: that edits move along, None for none.
        frames: the newest one.
        frame_count: pictures that were made.
    """

    def __init__(self, model: PictureModel, settings: PerformanceSettings | None = None, *, directions: Directions | None = None) -> None:
        """Begin with the picture of a seed.

        Args:
            model: the network.
            settings: how it moves.
            directions: of its w, see `pictures.axes.find_axes`.
        """
        self.model, self.directions = model, directions
        self.frames, self.frame_count = NewestFrame(), 0
        self._settings = settings or PerformanceSettings()
        changes = {"z": model.sample_z(1, seed=self._settings.seed)[0], "psi": self._settings.psi}
        self._controls = PictureControls(**checked_changes(model, directions, changes))
        self._source: Source | None = None
        self._modulator: Modulator | None = None
        self._way = LiveWay(model, directions)
        self._noise = self._controls.noise
        self._painter = Painter(model, self._noise)
        self._failing = False
        self._shown: Look | None = None
        self._changed = threading.Condition()
        self._asked_s: float | None = None  # when the oldest change came that no frame shows
        self._ended = threading.Event()
        self._made_s: deque[float] = deque(maxlen=REMEMBERED)
        self._latencies_s: deque[float] = deque(maxlen=REMEMBERED)
        self._last: np.ndarray | None = None  # ws of the newest frame
        self._thread: threading.Thread | None = None

    @property
    def controls(self) -> PictureControls:
        """The newest controls."""
        return self._controls

    @property
    def settings(self) -> PerformanceSettings:
        """How it moves now."""
        return self._settings

    @property
    def rate(self) -> float:
        """Frames a second, of the last two seconds or so; 0 when none was made."""
        now = time.perf_counter()
        recent = [each for each in self._made_s if now - each < 2.0]
        return (len(recent) - 1) / (recent[-1] - recent[0]) if len(recent) > 1 else float(len(recent)) / 2.0

    @property
    def latency_s(self) -> float:
        """Median time from a change of the controls to the first frame that shows it, of the last ones; NaN before the first."""
        return float(np.median(self._latencies_s)) if self._latencies_s else math.nan

    def start(self) -> "LivePictures":
        """Let frames run, in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="ganspacesynth pictures", daemon=True)
        self._thread.start()
        return self

    def change(self, **changes: Any) -> PictureControls:
        """Change some of the controls, see `PictureControls`; a new z ends a wander and takes the place of found ws.

        Raises:
            InvalidInput: a value that the network cannot play; nothing is changed then.
        """
        made = checked_changes(self.model, self.directions, changes)
        if "z" in made:
            made.setdefault("ws", None)
        with self._changed:
            if "z" in made or made.get("ws") is not None:
                self._settings = replace(self._settings, wander_s=0.0)
            self._controls = replace(self._controls, **made)
            self._ask()
        return self._controls

    def move(self, **settings: Any) -> PerformanceSettings:
        """Change how it moves, see `PerformanceSettings`."""
        with self._changed:
            self._settings = replace(self._settings, **settings)
            if "wander_s" in settings or "seed" in settings:
                self._way.wander_anew()
            self._ask()
        return self._settings

    def take_up(self, point: Point) -> None:
        """Take z and edits of a point of this network, such as one of a pad.

        Raises:
            InvalidInput: a sound's point, or one of another network.
        """
        if point.z is None or "pitch" in point.conditions or point.model not in (None, self.model.id):
            raise InvalidInput(
                "A picture plays points of its own network. Received: another point. Place pictures on this pad.", rule="picture-point"
            )
        self.change(z=point.z, edits=point.edits)

    def point(self) -> Point:
        """Return z and edits as a point."""
        controls = self._controls
        return Point(z=tuple(float(each) for each in controls.z), edits=controls.edits, model=self.model.id)

    def follow(self, source: Source | None) -> None:
        """Let ws come from elsewhere, such as a sound, as long as it gives any; None: from z again."""
        with self._changed:
            self._source = source
            self._ask()

    def bend(self, layer: str, kind: str, amount: float | None = None) -> None:
        """Bend a layer beside its other bends; see `Bent.with_bend`."""
        with self._changed:
            self._controls = replace(self._controls, bent=self._controls.bent.with_bend(self.model.config, layer, kind, amount))
            self._ask()

    def colour(self, word: str, amount: float | None = None) -> None:
        """Change colours of what comes out; see `Bent.with_colour`."""
        with self._changed:
            self._controls = replace(self._controls, bent=self._controls.bent.with_colour(word, amount))
            self._ask()

    def straighten(self) -> None:
        """Take all bends of layers away; colours stay."""
        with self._changed:
            self._controls = replace(self._controls, bent=self._controls.bent.straight())
            self._ask()

    def modulate(self, modulator: Modulator | None) -> None:
        """Let signals move the picture, over what the controls ask for; each frame asks where they lead. None: no longer."""
        with self._changed:
            self._modulator = modulator
            self._ask()

    def frame(self, now_s: float, step_s: float) -> Frame | None:
        """Make the frame of a moment; None when it would be the one that is there.

        Args:
            now_s: seconds, of any clock that only this uses.
            step_s: since the frame before.
        """
        with self._changed:
            controls, asked_s, self._asked_s = self._controls, self._asked_s, None
            settings, source, modulator = self._settings, self._source, self._modulator
        look = self._way.look(
            controls,
            None if source is None else source(),
            () if modulator is None else modulator(),
            smooth_s=settings.smooth_s,
            wander=(settings.wander_s, settings.seed),
            now_s=now_s,
            step_s=step_s,
        )
        if self._noise == controls.noise != "random" and look.same_as(self._shown):
            return None
        if self._noise != controls.noise:
            self._noise, self._painter = controls.noise, Painter(self.model, controls.noise)
        made = self._painter.paint([look])[0]
        self._last, self._shown = look.ws[None], look
        frame = self.frames.put(opaque(made))
        self.frame_count += 1
        done_s = time.perf_counter()
        self._made_s.append(done_s)
        if asked_s is not None:
            self._latencies_s.append(done_s - asked_s)
        return frame

    def close(self) -> None:
        """End."""
        self._ended.set()
        with self._changed:
            self._changed.notify_all()
        self.frames.close()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(10.0)

    # --- inside

    def _ask(self) -> None:
        """Note when the oldest change came that no frame shows yet."""
        if self._asked_s is None:
            self._asked_s = time.perf_counter()
        self._changed.notify_all()

    def _run(self) -> None:
        before_s, step_s = time.perf_counter(), FIRST_STEP_S
        while not self._ended.is_set():
            now_s = time.perf_counter()
            step_s = min(STEP_S, now_s - before_s) if before_s else step_s  # where it rested, as long as the last step was
            try:
                frame = self.frame(now_s, step_s)
            except Exception:
                if not self._failing:  # once, not with each frame
                    log.exception("A picture could not be made; the pictures go on.")
                self._failing, frame = True, None
            else:
                self._failing = False
            before_s = 0.0 if frame is None else now_s
            if frame is None:
                self._rest()
            else:
                self._ended.wait(max(0.0, 1.0 / self._settings.fps - (time.perf_counter() - now_s)))

    def _rest(self) -> None:
        """Wait until something changes; a sound that is followed is looked at as often as frames may come."""
        restless = self._source is not None or self._modulator is not None or self._settings.wander_s > 0.0
        with self._changed:
            if self._asked_s is None and not self._ended.is_set():
                self._changed.wait(1.0 / self._settings.fps if restless else RESTS_S)


def opaque(picture: np.ndarray) -> np.ndarray:
    """Return uint8 [height, width, 3] of a network's picture: gray in three channels, what is transparent before black."""
    channels = picture.shape[2]
    colours = to_bytes(picture[:, :, :3] if channels >= 3 else np.repeat(picture[:, :, :1], 3, axis=2))
    if channels not in (2, 4):
        return colours
    share = np.clip(0.5 * picture[:, :, -1:] + 0.5, 0.0, 1.0)
    return np.rint(share * colours).astype(np.uint8)
