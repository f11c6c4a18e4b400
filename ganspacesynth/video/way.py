"""ws one behind the other in, a silent film of the way through them out, beside the picture that they come nearer to."""

import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.driving.look import Look, Painter
from ganspacesynth.video.driven_pictures import DrivenPictures
from ganspacesynth.video.soundtrack import soundtrack_of
from ganspacesynth.video.video_making import save_video
from ganspacesynth.video.video_settings import LARGEST, VideoSettings

EACH_S, STAY_S, RATE = 0.5, 1.5, 8000
LEAST = 256  # pixels of an edge


class BesidePainter(Painter):
    """Paints looks to the right of a picture that stays.

    Args:
        model: the network.
        beside: the picture, float32 [height, width, 3] of the network's size.
    """

    def __init__(self, model: PictureModel, beside: np.ndarray) -> None:
        super().__init__(model)
        self._beside = beside

    def paint(self, looks: Sequence[Look]) -> np.ndarray:
        """Return float32 [n, height, 2 width, 3]."""
        made = super().paint(looks)[..., :3]
        return np.concatenate([np.repeat(self._beside[None], len(made), axis=0), made], axis=2)


def save_way(
    path: str | os.PathLike[str], model: PictureModel, way: np.ndarray, beside: np.ndarray, *, force: bool = False, progress: Progress = quiet
) -> Path:
    """Write a silent film that goes from each ws to the next in half a second, and stays at the last.

    Args:
        path: see `save_video`.
        model: the network.
        way: float32 [n, num_ws, w_dim].
        beside: what they come nearer to, float32 [height, width, 3] of the network's size.
        force: overwrite what is there.
        progress: told how many frames are done.

    Raises:
        InvalidInput, OutputError: see `save_video`.
    """

    def looks(times_s: np.ndarray) -> list[Look]:
        found = []
        for place in np.clip(np.asarray(times_s) / EACH_S, 0.0, len(way) - 1.0):
            before = min(int(place), len(way) - 1)
            found.append(Look(way[before]).toward(Look(way[min(before + 1, len(way) - 1)]), float(place - before)))
        return found

    width, height = 2 * model.config.width, model.config.height
    scale = max(1, -(-LEAST // min(width, height)))
    settings = VideoSettings(min(LARGEST, scale * width // 2 * 2), min(LARGEST, scale * height // 2 * 2), Fraction(24))
    silence = soundtrack_of(np.zeros(round((STAY_S + EACH_S * len(way)) * RATE), np.float32), RATE)
    pictures = DrivenPictures(model, looks, BesidePainter(model, beside), {"model": model.id, "projected": len(way)}, (width, height))
    return save_video(path, silence, settings, pictures=pictures, title="projection", force=force, progress=progress).path
