"""`ganspacesynth video`: film a sound, a song or a timeline: spectrogram and way through the network's space, or the pictures that it drives."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.pictures.score_options import EPILOG, add_score_options, chosen_match, is_scored, score_words
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.sounds.options import parts, say, title
from ganspacesynth.cli.sounds.trust import open_named
from ganspacesynth.cli.video_options import add_video_options, chosen_pictures, chosen_settings, film, told_film

if TYPE_CHECKING:
    import numpy as np

    from ganspacesynth.composition.arranging.timeline import Timeline
    from ganspacesynth.core.point import Draw
    from ganspacesynth.core.recipe import Recipe
    from ganspacesynth.networks.gansynth.gansynth import GANSynth
    from ganspacesynth.video.driven_pictures import DrivenPictures, PictureDrive
    from ganspacesynth.video.video_settings import VideoSettings

TIMELINES = (".toml", ".json")
OURS = "picture"  # the network that comes along


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EPILOG
    help_sound = "a sound file of any kind, an https address of one, or a timeline (.toml, .json); a sound of ours knows where it is"
    parser.add_argument("sound", metavar="SOUND", help=help_sound)
    help_output = "the video: .mp4 (default video.mp4), .webm, .mov (ProRes), .gif (silent), or a folder of PNGs"
    parser.add_argument("-o", "--output", default="video.mp4", metavar="FILE", help=help_output)
    add_video_options(parser)
    add_score_options(parser)
    parser.add_argument("--title", default=None, metavar="TEXT", help="a line above (default: what the sound is)")
    parser.add_argument("--model", metavar="MODEL", help="the model that plays a timeline; where a sound's model is now, for recipes with seeds")
    parser.add_argument("--directions", metavar="FILE", help="its directions, likewise")
    parser.add_argument("--from", dest="begin", default=None, metavar="MOMENT", help='of a timeline: only from here, such as 90, "bar 9" or a scene')
    parser.add_argument("--to", dest="end", default=None, metavar="MOMENT", help="up to here")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


def run(args: argparse.Namespace) -> int:
    """Film it, and say where."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.video.video_making import check_video

    check_video(args.output, force=args.force)
    settings = chosen_settings(vars(args))
    if Path(args.sound).suffix.lower() in TIMELINES:
        return _film_timeline(args, settings)
    if args.begin is not None or args.end is not None:
        raise InvalidInput(
            "Parts are of timelines. Received: --from or --to with a sound. `ganspacesynth timeline` shows one.", rule="part-of-timeline"
        )
    return _film_sound(args, settings)


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "What was made of a long film is kept in a folder .film-… beside it; the same command goes on from there."


def _film_sound(args: argparse.Namespace, settings: "VideoSettings") -> int:
    from ganspacesynth.audio.songs.song_files import find_song
    from ganspacesynth.core.untrusted.addresses import is_address
    from ganspacesynth.video.soundtrack import soundtrack_from

    given = vars(args)
    path = str(find_song(args.sound, track=track).path) if is_address(args.sound) else args.sound
    sound, recipe = soundtrack_from(path), recipe_in(path)
    drive = chosen_pictures(given, scored=is_scored(given))
    said = args.title if args.title is not None else Path(args.sound).stem if recipe is None else title(recipe)
    draw = _draw(recipe, path, args.model, args.directions)
    pictures: DrivenPictures | PictureDrive | None = drive
    if drive is not None and (recipe is None or is_scored(given)):
        pictures = _song_pictures(args, drive, path, recipe, draw, settings)
    film(args.output, sound, recipe, draw, say, settings=settings, pictures=pictures, title=said, force=args.force)
    return 0


def _song_pictures(
    args: argparse.Namespace, drive: "PictureDrive", path: str, recipe: "Recipe | None", draw: "Draw", settings: "VideoSettings"
) -> "DrivenPictures":
    """Return pictures that a song, or any sound, drives by what is heard in it."""
    from ganspacesynth.audio.songs.song import open_song
    from ganspacesynth.pictures.driving.score import PictureScore
    from ganspacesynth.video.course import courses_of
    from ganspacesynth.video.scored_pictures import has_noise, signal_fps, song_pictures

    score = PictureScore.read(score_words(vars(args)), moving_noise=has_noise(drive.model))
    fps = settings.small.fps
    song = open_song(path, fps=signal_fps(fps), stems=args.stems, cached=not args.no_cache, track=track)
    match = chosen_match(args.like, drive.model)
    made = song_pictures(drive.model, song, score, courses=courses_of(recipe, draw), fps=fps, match=match)
    for line in (*score.sources, *score.modulations):
        say(f"  {line}")
    return made


def _film_timeline(args: argparse.Namespace, settings: "VideoSettings") -> int:
    """Play a timeline, and film it with the pictures that it says."""
    from ganspacesynth.cli.progress_bar import counted
    from ganspacesynth.cli.sounds.options import open_sounds
    from ganspacesynth.composition.arranging.arrange import arranged, wants_directions
    from ganspacesynth.composition.arranging.timeline import load_timeline
    from ganspacesynth.composition.sound import make_sound
    from ganspacesynth.video.timeline_film import PicturesAsked, film_timeline

    timeline = load_timeline(args.sound)
    drive = chosen_pictures(_with_network(args, timeline), scored=is_scored(vars(args)))
    opened = open_sounds(args.model, args.directions, "exact", wanted=wants_directions(timeline))
    made = arranged(timeline, opened, begin=args.begin, end=args.end)
    with counted("Playing", parts(made.recipe)) as progress:
        sound = make_sound(opened, made.recipe, progress=progress)
    words = score_words(vars(args))
    words |= {"axes": str(Path(args.axes).resolve())} if args.axes else {}
    pictures = None if drive is None else PicturesAsked(drive, words, like=args.like, stems=args.stems)
    said = args.title if args.title is not None else timeline.title or Path(args.sound).stem
    with counted("Filming", None) as progress:
        film = film_timeline(args.output, made, sound, opened.model, settings, pictures=pictures, title=said, force=args.force, progress=progress)
    say(told_film(args.output, film))
    return 0


def _with_network(args: argparse.Namespace, timeline: "Timeline") -> dict[str, object]:
    """Return the words, with the network that a timeline names where nobody else does."""
    named = timeline.pictures.get("network")
    return {**vars(args), "pictures": args.pictures or (named if named in (None, OURS) else str(timeline.file(str(named))))}


def recipe_in(path: str) -> "Recipe | None":
    """Return the recipe of a sound of ours; None for all others, and for one that this version cannot play."""
    from ganspacesynth.audio.files.recipe_inside import read_recipe
    from ganspacesynth.composition.recipes import check_recipe
    from ganspacesynth.core.errors import AudioError, SequenceError

    try:
        stored = read_recipe(path)
        return None if stored is None else check_recipe(stored, where=path)
    except (AudioError, SequenceError):
        return None


def _draw(recipe: "Recipe | None", wav: str, model: str | None, directions: str | None) -> "Draw":
    """Return what draws the z of seeds: the sound's own network, opened when the first one is asked for."""
    opened: list[GANSynth] = []

    def draw(seed: int) -> "np.ndarray":
        if not opened and recipe is not None:
            opened.append(open_named(recipe, wav, model, directions).model)
        return opened[0].sample_z(1, seed=seed)[0]

    return draw
