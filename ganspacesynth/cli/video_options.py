"""The options that say how a sound is filmed: parsed words in, settings and the picture network that it drives out."""

import argparse
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.seeds import seed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ganspacesynth.composition.sound import Sound
    from ganspacesynth.core.point import Draw
    from ganspacesynth.core.recipe import Recipe
    from ganspacesynth.video.driven_pictures import DrivenPictures, PictureDrive
    from ganspacesynth.video.soundtrack import Soundtrack
    from ganspacesynth.video.video_making import Filmed
    from ganspacesynth.video.video_settings import VideoSettings

USED = ("video_size", "video_fps", "video_view", "video_preview", "pictures", "map_seed", "psi", "fill")


def add_video_options(parser: argparse.ArgumentParser, prefix: str = "") -> None:
    """Declare them.

    Args:
        parser: of the subcommand.
        prefix: what the general words begin with where others have them too, such as "video-".
    """
    group = parser.add_argument_group("the video (docs/video.md)")
    group.add_argument(f"--{prefix}size", dest="video_size", type=size, default=None, metavar="WxH", help="even pixels (default 1280x720)")
    help_fps = "frames a second, exact: 24, 25, 30 (default), 60, 24000/1001 or 23.976"
    group.add_argument(f"--{prefix}fps", dest="video_fps", type=rate, default=None, metavar="N", help=help_fps)
    help_view = "whole: all of the sound, and a playhead; scroll: it passes by; auto (default): by its length"
    group.add_argument(f"--{prefix}view", dest="video_view", choices=("auto", "whole", "scroll"), default=None, help=help_view)
    group.add_argument(f"--{prefix}preview", dest="video_preview", action="store_true", default=None, help="a third as large, half the frames, fast")
    group.add_argument(
        "--pictures",
        nargs="?",
        const="picture",
        metavar="FILE",
        help="a StyleGAN whose pictures the sound drives, in place of its spectrogram; without a name the one that comes along (docs/pictures.md)",
    )
    group.add_argument("--map-seed", type=seed, default=None, metavar="N", help="another map from the sound's space, and other pictures (default 0)")
    help_fill = "let pictures fill the frame: their network goes on at the sides, mirrored or with nothing (default: bars beside them)"
    group.add_argument("--fill", choices=("mirror", "pad"), default=None, help=help_fill)
    group.add_argument("--psi", type=float, default=None, metavar="X", help="truncation of pictures (default 0.7); 1 is what the network makes")


def size(text: str) -> tuple[int, int]:
    """Read width and height."""
    width, _, height = text.lower().partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()) or len(text) > 12:
        raise argparse.ArgumentTypeError(f"a width and a height, such as 1920x1080 (not {text[:40]!r})")
    return int(width), int(height)


def rate(text: str) -> Fraction:
    """Read frames a second."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.video.video_settings import read_rate

    try:
        return read_rate(text)
    except InvalidInput as e:
        raise argparse.ArgumentTypeError(str(e)) from e


def unused(given: "Mapping[str, Any]") -> str | None:
    """Return an option of videos that was said, for a command that writes none; None where there is none."""
    return next((name for name in USED if given[name] is not None), None)


def chosen_settings(given: "Mapping[str, Any]") -> "VideoSettings":
    """Return the settings that the options mean; raises InvalidInput."""
    from ganspacesynth.video.video_settings import VideoSettings

    width, height = given["video_size"] or (1280, 720)
    said = {"fps": given["video_fps"], "view": given["video_view"], "preview": given["video_preview"]}
    return VideoSettings(width, height, **{name: value for name, value in said.items() if value is not None})


def chosen_pictures(given: "Mapping[str, Any]", *, scored: bool = False) -> "PictureDrive | None":
    """Return the picture network that the options name, opened, and its map; the one that comes along where they only say something of pictures.

    Args:
        given: the words.
        scored: whether any of them says what pictures do.

    Raises:
        ModelError: it cannot be opened.
    """
    from ganspacesynth.networks.stylegan.picture_model import load_picture_model
    from ganspacesynth.video.driven_pictures import PictureDrive, filling

    if given["pictures"] is None and not scored and all(given[name] is None for name in ("psi", "map_seed", "fill")):
        return None
    said = {"seed": given["map_seed"], "psi": given["psi"]}
    model = load_picture_model(given["pictures"])
    if given["fill"] is not None:
        model = filling(model, chosen_settings(given).small, given["fill"])
    return PictureDrive(model, **{name: value for name, value in said.items() if value is not None})


def film(
    path: str,
    sound: "Soundtrack",
    recipe: "Recipe | None",
    draw: "Draw",
    tell: "Callable[[str], None]",
    *,
    settings: "VideoSettings",
    pictures: "DrivenPictures | PictureDrive | None",
    title: str,
    force: bool,
) -> None:
    """Write a video, with a progress bar, and say where it is."""
    from ganspacesynth.cli.progress_bar import counted
    from ganspacesynth.video.course import courses_of
    from ganspacesynth.video.video_making import save_video

    plain = None if recipe is None else recipe.to_json()
    with counted("Filming", None) as progress:
        made = save_video(
            path,
            sound,
            settings,
            courses=courses_of(recipe, draw),
            pictures=pictures,
            title=title,
            recipe=plain,
            force=force,
            progress=progress,
        )
    tell(told_film(path, made))


def told_film(path: str, made: "Filmed") -> str:
    """Say what a film is."""
    return f"{path}: {made.duration_s:.2f} s, {made.frames} frames of {made.width} x {made.height}, {made.fps} a second"


def film_sound(
    path: str,
    sound: "Sound",
    draw: "Draw",
    tell: "Callable[[str], None]",
    *,
    settings: "VideoSettings",
    pictures: "DrivenPictures | PictureDrive | None",
    title: str,
    force: bool,
) -> None:
    """Film a sound that has just been made; see `film`."""
    from ganspacesynth.video.soundtrack import soundtrack_of

    track = soundtrack_of(sound.wave, sound.sample_rate)
    film(path, track, sound.recipe, draw, tell, settings=settings, pictures=pictures, title=title, force=force)
