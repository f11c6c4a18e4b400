"""PictureStage: an engine's live pictures, with all that they go to; one network at a time, replaced in a single step."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import DirectionsError, GanSpaceSynthError
from ganspacesynth.core.point import Point
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.pictures.watching import Watching
from ganspacesynth.networks.stylegan.picture_model import PictureModel, load_picture_model
from ganspacesynth.pictures.axes import AxisSettings, find_axes
from ganspacesynth.pictures.editing import LAYER
from ganspacesynth.pictures.live.frame import Frame
from ganspacesynth.pictures.live.outputs.known_outputs import opening
from ganspacesynth.pictures.live.outputs.output import SendingThread
from ganspacesynth.pictures.live.performance import LivePictures, PerformanceSettings
from ganspacesynth.video.driven_pictures import PictureDrive

EMBEDDED = "default"
AXES, AXIS_SAMPLES = 8, 4096
MOST_OUTPUTS = 8

Heard = Callable[[], Point | None]  # the point of a sound that is heard now


class PictureStage:
    """Live pictures, closed at first.

    Attributes:
        name: of the network that is open.
        outputs: what frames go to, by the word that opened them.
        watching: what is seen, and what it moves.
    """

    def __init__(self) -> None:
        self.name = ""
        self.outputs: dict[str, SendingThread] = {}
        self.watching = Watching(lambda: self.live)
        self._live: LivePictures | None = None
        self._lock = threading.Lock()
        self._failed: Callable[[Exception], None] = lambda error: None

    @property
    def is_open(self) -> bool:
        """Whether there are pictures."""
        return self._live is not None

    @property
    def live(self) -> LivePictures:
        """The pictures; raises CommandError when none are open."""
        live = self._live
        if live is None:
            raise CommandError("model", "Pictures must be open before they play. Received: none. Send /picture_open.", rule="open-pictures")
        return live

    @property
    def newest(self) -> Frame | None:
        """The newest frame; None when there is none."""
        live = self._live
        return None if live is None else live.frames.frame

    def open(self, path: str, settings: PerformanceSettings, directions: str | None = None) -> LivePictures:
        """Open a picture network in place of the one before; what frames go to stays, opened anew.

        Args:
            path: a file or folder, see `load_picture_model`; "default" for the one that comes along.
            settings: how it moves.
            directions: a file of them; None finds eight by PCA.

        Raises:
            ModelError, DirectionsError: one of them cannot be opened; the pictures before play on.
        """
        model = load_picture_model(None if path in ("", EMBEDDED) else path)
        found = directions_for(model, directions)
        live = LivePictures(model, settings, directions=found)
        live.frame(0.0, 0.0)  # prepares the graph, so that the next ones come at once
        with self._lock:
            before, words = self._live, list(self.outputs)
            self._live, self.name = live.start(), EMBEDDED if path in ("", EMBEDDED) else Path(path).name
            self._close_outputs()
            if before is not None:
                before.close()
        for word in words:
            try:
                self.open_output(word, self._failed)
            except GanSpaceSynthError as e:
                self._failed(e)
        return live

    def open_output(self, word: str, failed: Callable[[Exception], None]) -> SendingThread:
        """Send frames to an output, see `outputs.known.opening`; opened again, it begins anew.

        Raises:
            InvalidInput: no such output.
            GanSpaceSynthError: it cannot be opened.
        """
        live, made = self.live, opening(word)
        self._failed = failed
        if word in self.outputs:
            self.close_output(word)
        if len(self.outputs) >= MOST_OUTPUTS:
            raise CommandError("busy", f"Pictures go to at most {MOST_OUTPUTS} outputs. Received: one more. Close one.", rule="output-count")
        size = live.model.config.width, live.model.config.height
        self.outputs[word] = SendingThread(live.frames, made, size, live.settings.fps, failed)
        return self.outputs[word]

    def close_output(self, word: str) -> None:
        """Send no more to an output; raises CommandError when it is not open."""
        if word not in self.outputs:
            raise CommandError("invalid", f"An output must be open. Received: {word!r}. Send /picture_outputs for a list.", rule="open-output")
        self.outputs.pop(word).close()

    def follow(self, heard: Heard | None, seed: int = 0) -> None:
        """Let a sound drive the pictures by the fixed map of a seed, as in a video; None: no longer."""
        live = self.live
        if heard is None:
            return live.follow(None)
        drive = PictureDrive(live.model, seed, psi=1.0)  # psi and cutoff come behind it, and may move

        def source() -> np.ndarray | None:
            point = heard()
            return None if point is None else drive.ws(point)

        return live.follow(source)

    def close(self) -> None:
        """End everything."""
        self.watching.close()
        with self._lock:
            live, self._live = self._live, None
        if live is not None:
            live.close()
        self._close_outputs()

    def _close_outputs(self) -> None:
        outputs, self.outputs = list(self.outputs.values()), {}
        for output in outputs:
            output.close()


def directions_for(model: PictureModel, path: str | os.PathLike[str] | None) -> Directions:
    """Return directions of a network's w: those of a file, or eight that PCA finds in a moment.

    Raises:
        DirectionsError: the file cannot be read, or holds something else.
    """
    if path is None:
        count = min(AXES, model.config.w_dim)
        return find_axes(model, AxisSettings(count=count, samples=max(count, AXIS_SAMPLES)))
    found = load_directions(path)
    if found.layer != LAYER or found.shape != (model.config.w_dim,) or found.model_id not in (None, model.id):
        raise DirectionsError(
            f"Pictures are edited along directions of their own network's w. Received: {path}, of {found.layer}. Find them with `picture axes`.",
            rule="directions-of-w",
        )
    return found
