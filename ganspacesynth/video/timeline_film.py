"""A timeline that was arranged and played in, its film out: spectrogram and way of its sound, or the pictures that it says."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.audio.songs.song import open_song
from ganspacesynth.composition.arranging.arrange import Arranged
from ganspacesynth.composition.sound import Sound
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.video.course import courses_of
from ganspacesynth.video.driven_pictures import DrivenPictures, PictureDrive
from ganspacesynth.video.soundtrack import soundtrack_from
from ganspacesynth.video.video_making import Filmed, save_video
from ganspacesynth.video.video_settings import VideoSettings

if TYPE_CHECKING:
    from ganspacesynth.core.point import Draw
    from ganspacesynth.networks.gansynth.gansynth import GANSynth


@dataclass(frozen=True)
class PicturesAsked:
    """What pictures a film of a timeline shows.

    Attributes:
        drive: their network, and its map.
        words: what they do, over what the timeline says.
        like: a picture whose colours they have; None for what the timeline says.
        stems: a folder of stems, or stems by name, that chains hear.
    """

    drive: PictureDrive
    words: Mapping[str, Any] = field(default_factory=dict)
    like: str | None = None
    stems: Any = None


def film_timeline(
    path: str | os.PathLike[str],
    made: Arranged,
    sound: Sound,
    model: "GANSynth",
    settings: VideoSettings,
    *,
    pictures: PicturesAsked | None = None,
    title: str = "",
    force: bool = False,
    progress: Progress = quiet,
) -> Filmed:
    """Film a timeline.

    Args:
        path: where, see `save_video`.
        made: the timeline, arranged.
        sound: of its recipe.
        model: that it was played with, which draws the z of seeds.
        settings: size, rate, view.
        pictures: None shows the spectrogram of the sound, and its way.
        title: a line above.
        force: overwrite what is there.
        progress: told how many frames are done.

    Raises:
        GanSpaceSynthError: as `save_video` and `timeline_pictures`.
    """

    def draw(seed: int) -> np.ndarray:
        return model.sample_z(1, seed=seed)[0]

    with tempfile.TemporaryDirectory(prefix="ganspacesynth") as folder:
        wav = str(sound.save(Path(folder) / "timeline.wav"))
        shown = None if pictures is None else _shown(wav, made, pictures, draw, settings)
        return save_video(
            path,
            soundtrack_from(wav),
            settings,
            courses=courses_of(sound.recipe, draw),
            pictures=shown,
            title=title,
            recipe=sound.recipe.to_json(),
            force=force,
            progress=progress,
        )


def _shown(wav: str, made: Arranged, asked: PicturesAsked, draw: "Draw", settings: VideoSettings) -> DrivenPictures:
    from ganspacesynth.pictures.driving.reference import match_to
    from ganspacesynth.video.scored_pictures import signal_fps, timeline_pictures

    timeline, fps = made.laid.timeline, settings.small.fps
    like = timeline.pictures.get("like") if asked.like is None else asked.like
    match = None if like is None else match_to(asked.drive.model, str(timeline.file(like)) if asked.like is None else like)
    heard = open_song(wav, fps=signal_fps(fps), stems=asked.stems, cached=False)
    return timeline_pictures(asked.drive.model, made, asked.words, heard, draw, fps=fps, match=match)
