"""A sound, where it is, and settings in; a video in a file or a folder out, whole or not at all."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.documents import VIDEO
from ganspacesynth.core.extras import need
from ganspacesynth.core.files import atomic_folder, atomic_path, check_output
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.version import __version__
from ganspacesynth.video.course import Course
from ganspacesynth.video.drawing.lettering import LONGEST
from ganspacesynth.video.drawing.screen import Screen
from ganspacesynth.video.driven_pictures import DrivenPictures, DrivenScreen, PictureDrive, followed
from ganspacesynth.video.soundtrack import Soundtrack
from ganspacesynth.video.video_settings import FOLDER, VideoSettings, check_length, video_format
from ganspacesynth.video.writing.film import frame_count, write_film, write_gif
from ganspacesynth.video.writing.frame_folder import OURS, write_folder
from ganspacesynth.video.writing.made_of import made_of
from ganspacesynth.video.writing.workshop import PIECE, FilmFrame, Frames, Workshop

MAX_COMMENT_BYTES = 48 * 1024  # of a recipe inside a film; longer ones are left out, and stay in the sound's own file


@dataclass(frozen=True)
class Filmed:
    """What was written.

    Attributes:
        path: of the file or folder.
        frames: how many.
        duration_s: seconds of sound.
        width, height: pixels.
        fps: frames a second.
    """

    path: Path
    frames: int
    duration_s: float
    width: int
    height: int
    fps: Fraction


def check_video(path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Return the path of a video that could be written, before the long work.

    Raises:
        InvalidInput: another ending.
        GanSpaceSynthError: PyAV is not installed.
        OutputError: the file exists, or cannot be written.
    """
    if video_format(path) != FOLDER:
        need("av")
    return check_output(path, force=force)


def save_video(
    path: str | os.PathLike[str],
    sound: Soundtrack,
    settings: VideoSettings | None = None,
    *,
    courses: Sequence[Course] = (),
    pictures: DrivenPictures | PictureDrive | None = None,
    title: str = "",
    recipe: Mapping[str, Any] | None = None,
    force: bool = False,
    progress: Progress = quiet,
) -> Filmed:
    """Film a sound; what is held are some frames, what the encoder looks ahead, and some 30 kB for each second of sound that passes by.

    A film of more than some seconds is made in pieces, in a folder `.film-…` beside it: a run that was killed leaves them there, and the same call
    goes on behind the last whole one.

    Args:
        path: .mp4 (H.264 and AAC), .webm (VP9 and Opus), .mov (ProRes and PCM), .gif, or a folder of PNGs.
        sound: what is heard.
        settings: size, rate, view.
        courses: where the sound is in its network's space, see `courses_of`: for its map and keypoints.
        pictures: what is seen in place of spectrogram and map: pictures that are driven, or a network and the map by which the first course does.
        title: a line above, kept in the file too.
        recipe: JSON of what made the sound, kept in the file's comment where it is short enough.
        force: overwrite what is there.
        progress: told how many frames are done; it may raise `Cancelled`.

    Raises:
        InvalidInput: another ending, too long a sound, or pictures for a sound without courses.
        AudioError: the sound cannot be read to its end.
        OutputError: it exists, or cannot be written; nothing partial is kept.
    """
    kind, settings = video_format(path), (settings or VideoSettings()).small
    path = check_video(path, force=force)
    check_length(sound.duration_s, kind)
    count = frame_count(sound.duration_s, settings.fps)
    if isinstance(pictures, PictureDrive):
        pictures = followed(pictures, courses)
    if pictures is not None:
        made: Frames = DrivenScreen(pictures, settings).frames
    else:
        screen = Screen(sound, courses, settings, title=title, progress=lambda done, total: progress(0, count))  # looking can be cancelled too
        made = _drawn(screen, settings.fps)
    document, seen = video_document(settings, recipe, pictures), None if pictures is None else pictures.digest
    return save_frames(path, made, sound, settings, document, title=title, seen=seen, force=force, progress=progress)


def save_frames(
    path: Path,
    made: Frames,
    sound: Soundtrack,
    settings: VideoSettings,
    document: Mapping[str, Any],
    *,
    title: str = "",
    seen: Callable[[float], str] | None = None,
    force: bool = False,
    progress: Progress = quiet,
) -> Filmed:
    """Write frames and their sound, in pieces where there are many.

    Args:
        path: from `check_video`.
        made: makes frames.
        sound: what is heard; frames last as long.
        settings: size and rate of the frames themselves, a preview's already small.
        document: what made it.
        title: kept in the file.
        seen: seconds in, a digest of what frames show out, beyond what the document says: frames of another are not gone on with.
        force: overwrite what is there.
        progress: told how many frames are done; it may raise `Cancelled`.

    Raises:
        OutputError: it exists, or cannot be written; nothing partial is kept but pieces.
    """
    kind, count = video_format(path), frame_count(sound.duration_s, settings.fps)
    frames = _counted(made, count, progress)
    with _workshop(path, kind, count, sound, made_of(settings, title, document), seen) as workshop:
        if kind == FOLDER:
            with atomic_folder(path, force=force, ours=OURS) as folder:
                write_folder(folder, frames, count, sound, document, workshop, progress)
        else:
            with atomic_path(path, force=force) as temporary:
                if kind == "gif":
                    write_gif(temporary, frames(0, count), settings)
                else:
                    said = {"title": title[:LONGEST], "comment": comment(document)}
                    write_film(temporary, kind, frames, count, sound, settings, said, workshop, progress)
    return Filmed(path, count, sound.duration_s, settings.width, settings.height, settings.fps)


def _workshop(
    path: Path, kind: str, count: int, sound: Soundtrack, said: str, seen: Callable[[float], str] | None
) -> contextlib.AbstractContextManager[Workshop | None]:
    """Return where the pieces of a film of several are made: a place that knows all that it is made of."""
    if kind == "gif" or count <= PIECE:
        return contextlib.nullcontext()
    shown = None if seen is None else seen(sound.duration_s)
    return Workshop(path, {"kind": kind, "frames": count, "sound": digest(sound), "said": said, "seen": shown}).open()


def video_document(settings: VideoSettings, recipe: Mapping[str, Any] | None, pictures: DrivenPictures | None) -> dict[str, Any]:
    """Return what made a video: program, rate, view, the sound's recipe, the picture network and what drives it."""
    driven = None if pictures is None else dict(pictures.document)
    said = {"made_by": __version__, "fps": str(settings.fps), "view": settings.view}
    return {**said, "pictures": driven, "recipe": None if recipe is None else dict(recipe)}


def comment(document: Mapping[str, Any]) -> str:
    """Return what made a video as JSON in one line; of a long recipe only its kind and its model."""
    text = VIDEO.text(document)
    if len(text.encode("utf-8")) <= MAX_COMMENT_BYTES:
        return text
    recipe = document["recipe"] or {}
    kept = {name: recipe[name] for name in ("format", "version", "kind") if name in recipe}
    return VIDEO.text({**document, "recipe": {**kept, "model": {"id": str((recipe.get("model") or {}).get("id"))[:80]}, "left_out": "too long"}})


def _drawn(screen: Screen, fps: Fraction) -> Frames:
    def frames(first: int, behind: int) -> Iterator[np.ndarray]:
        for number in range(first, behind):
            yield screen.frame(float(number / fps))

    return frames


def _counted(made: Frames, count: int, progress: Progress) -> Frames:
    """Return frames that tell how many there are of them."""

    def frames(first: int, behind: int) -> Iterator[FilmFrame]:
        if not first:
            progress(0, count)
        for number, frame in enumerate(made(first, behind), first):
            yield frame
            progress(number + 1, count)

    return frames


def digest(sound: Soundtrack) -> str:
    """Return the hex SHA-256 of a sound's samples, 64 bits of which would be enough to tell two apart."""
    found = hashlib.sha256(f"{sound.sample_rate} {sound.channels} ".encode("ascii"))
    for block in sound.blocks():
        found.update(np.ascontiguousarray(block, np.float32).tobytes())
    return found.hexdigest()
