"""`ganspacesynth play`: hear a sound at once: a file, a seed, a favourite, or a voice that goes on and is played with keys."""

import argparse
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.bend_options import add_bend_options, chosen_bends
from ganspacesynth.cli.computing import add_computing_options
from ganspacesynth.cli.pitches import WRITTEN, pitch, pitches
from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.finish_options import level
from ganspacesynth.cli.sounds.options import chosen_seed, numbers, open_sounds, parts, say
from ganspacesynth.core.output.levels import LEVELS
from ganspacesynth.core.point import MODES
from ganspacesynth.networks.devices import ask_for

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.core.point import Point
    from ganspacesynth.core.recipe import Recipe
    from ganspacesynth.engine.live.live_voice import LiveVoice

KEYS = "Type a note (C4, 62) and Enter to glide there, a seed as s7, Enter alone for another sound. Ctrl-C ends it."
ANOTHER = "s"  # before a seed that is typed
LINE = 4096  # bytes of a line that are read
TIMELINE = ".toml"
NOTHING_TO_KEEP = "Nothing was written, and all is kept as it was."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "sound", nargs="?", metavar="SOUND", help="a sound file, a timeline (.toml), a point in .json, or the name of a favourite (default: a seed)"
    )
    help_pitch = f"{WRITTEN}; several (60,64,67 or C4,E4,G4) follow each other (default: the sound's own, or middle C)"
    parser.add_argument("--pitch", type=pitches, default=None, metavar="PITCH,…", help=help_pitch)
    parser.add_argument("--seed", type=seed, default=None, metavar="N", help="a whole number: the same one is the same sound (default: a new one)")
    help_edits = "amounts along the directions, in standard deviations, as in --edits=-1.5,2"
    parser.add_argument("--edits", type=numbers, default=None, metavar="X,X,…", help=help_edits)
    parser.add_argument("--mode", choices=MODES, default="offset", help="what edits do (default offset)")
    parser.add_argument("--live", action="store_true", help="a voice that sounds until Ctrl-C, without an end of its own")
    parser.add_argument(
        "--wander", type=float, default=0.0, metavar="SECONDS", help="with --live: travel from sound to sound, each so far from the next"
    )
    help_from = 'of a timeline: from here, 90, "1:30", "bar 9", or the name of a marker or a scene; it is made while it is heard'
    parser.add_argument("--from", dest="begin", default=None, metavar="MOMENT", help=help_from)
    parser.add_argument("--to", dest="end", default=None, metavar="MOMENT", help="of a timeline: up to here")
    parser.add_argument("--model", metavar="MODEL", help="a model's folder or name (default: the sound's own, or the embedded one)")
    parser.add_argument("--directions", metavar="FILE", help="a directions file (default, for edits: directions_conv0.npz beside the model)")
    parser.add_argument("--precision", choices=("exact", "preview"), default="preview", help="preview (default): begins sooner; or exact")
    parser.add_argument(
        "--level", type=level, default=LEVELS[0], metavar="LEVEL", help="how loud a sound is made, as in `generate` (default loudness)"
    )
    parser.add_argument("--speaker", metavar="NAME", help="the device to be heard on: a number or a part of its name (default: the system's)")
    add_bend_options(parser)
    add_computing_options(parser)


def run(args: argparse.Namespace) -> int:
    """Play it."""
    from ganspacesynth.audio.loudspeaker import check_player
    from ganspacesynth.composition.variation import with_bends

    _check(args)
    ask_for(args.device, args.threads)
    check_player(args.speaker)  # before a model is opened, which takes a while
    if _is_timeline(args):
        return _play_timeline(args)
    if args.sound is not None and not args.live and _is_recorded(args):
        return _play_file(args.sound, args.speaker)
    opened, recipe = _named(args) if args.sound is not None else _seeded(args)
    recipe = with_bends(recipe, chosen_bends(args.bends, args.clusters, opened.model))
    if args.live:
        return _play_live(args, opened, _point_of(recipe, args.sound))
    _play_recipes(args, opened, recipe)
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return NOTHING_TO_KEEP


def _check(args: argparse.Namespace) -> None:
    from ganspacesynth.core.errors import InvalidInput

    if args.sound is not None and (args.seed is not None or args.edits is not None):
        raise InvalidInput(
            f"A sound has its own seed and edits. Received: {args.sound} with --seed or --edits. Leave one of them out.", rule="sound-or-seed"
        )
    if args.wander and not args.live:
        raise InvalidInput("Only a voice that goes on can wander. Received: --wander without --live. Add --live.", rule="wander-needs-live")
    if args.live and args.pitch is not None and len(args.pitch) > 1:
        raise InvalidInput("A live voice begins at one pitch. Received: several. Type the others while it sounds.", rule="one-live-pitch")

    if (args.begin is not None or args.end is not None) and not _is_timeline(args):
        raise InvalidInput(
            "Only a timeline is heard from a moment of it. Received: --from or --to without one. Name a .toml file.", rule="moment-needs-timeline"
        )


def _is_timeline(args: argparse.Namespace) -> bool:
    return args.sound is not None and args.sound.lower().endswith(TIMELINE)


def _play_timeline(args: argparse.Namespace) -> int:
    """Play a timeline, or a part of it, while it is made."""
    from ganspacesynth.audio.loudspeaker import open_loudspeaker
    from ganspacesynth.composition.arranging.arrange import arrange, wants_directions
    from ganspacesynth.composition.arranging.timeline import load_timeline
    from ganspacesynth.composition.sound import stream_timeline

    timeline = load_timeline(args.sound)
    opened = open_sounds(args.model, args.directions, args.precision, wanted=wants_directions(timeline))
    recipe = arrange(timeline, opened, level=args.level, begin=args.begin, end=args.end)
    first, last = recipe.part or (0.0, recipe.duration_s)
    say(f"{args.sound}: {last - first:.2f} s{f', from {first:.2f} s on' if first else ''}")
    stream = stream_timeline(opened, recipe)
    with open_loudspeaker(stream.sample_rate, args.speaker) as loudspeaker:
        while not stream.done:
            loudspeaker.write(stream.next(), last=stream.done)
    return 0


def _is_recorded(args: argparse.Namespace) -> bool:
    """Whether the samples of a file are meant: it is none of a point, and no other pitch and no bend is asked for."""
    return args.pitch is None and not args.bends and not args.sound.lower().endswith(".json") and os.path.exists(args.sound)


def _play_file(path: str, device: str | None) -> int:
    from ganspacesynth.audio.files.sound_files import peak_safe, read_stereo
    from ganspacesynth.audio.loudspeaker import play_wave

    wave, rate = read_stereo(path)
    say(f"{path}: {len(wave) / rate:.2f} s")
    play_wave(peak_safe(wave), rate, device)
    return 0


def _named(args: argparse.Namespace) -> "tuple[Instrument, Recipe]":
    """The recipe of a WAV, a favourite or a point, and what it is played with."""
    from ganspacesynth.cli.sounds.trust import open_named
    from ganspacesynth.composition.point_arguments import find_recipe

    found, where = find_recipe(args.sound)
    if found.model is None:  # a point alone
        point = found.point  # type: ignore[attr-defined]
        return open_sounds(args.model, args.directions, args.precision, wanted=bool(point.edits) or point.mode == "replace"), found
    return open_named(found, where, args.model, args.directions), found


def _seeded(args: argparse.Namespace) -> "tuple[Instrument, Recipe]":
    """The sound of a seed."""
    from ganspacesynth.composition.recipes import clip_recipe
    from ganspacesynth.core.point import Point

    number = chosen_seed(args.seed)
    edits = args.edits or ()
    opened = open_sounds(args.model, args.directions, args.precision, wanted=bool(edits) or args.mode == "replace")
    model = opened.model
    at = args.pitch[0] if args.pitch else float(model.config.nearest_pitch(60))
    if args.mode == "replace":
        return opened, clip_recipe(Point(at, None, edits, args.mode, model=model.id), level=args.level)
    z, conditions = model.sample_z(1, seed=number)[0], model.sample_conditions(1, seed=number, pitches=[at])[0]
    say(f"seed {number}")
    return opened, clip_recipe(Point(at, tuple(z.tolist()), edits, args.mode, model=model.id, conditions=conditions), level=args.level)


def _point_of(recipe: "Recipe", name: str | None) -> "Point":
    from ganspacesynth.composition.point_arguments import one_point

    return one_point(recipe, name)


def _play_recipes(args: argparse.Namespace, opened: "Instrument", recipe: "Recipe") -> None:
    """Make and play a sound, at each of the pitches asked for."""
    import functools

    from ganspacesynth.audio.loudspeaker import play_wave
    from ganspacesynth.composition.sound import make_sound
    from ganspacesynth.composition.variation import with_points
    from ganspacesynth.core.point import Point

    recipes = [recipe]
    if args.pitch is not None:
        _point_of(recipe, args.sound)  # one alone has a pitch to be changed
        recipes = [with_points(recipe, functools.partial(Point.replace, pitch=each)) for each in args.pitch]
    for each in recipes:
        with counted("Making it", parts(each)) as progress:
            sound = make_sound(opened, each, progress=progress)
        play_wave(sound.wave, sound.sample_rate, args.speaker)


def _play_live(args: argparse.Namespace, opened: "Instrument", point: "Point") -> int:
    """Play a voice until Ctrl-C, after which it dies away."""
    from ganspacesynth.audio.loudspeaker import open_loudspeaker
    from ganspacesynth.engine.live.live_voice import LiveSettings, LiveVoice

    point = point if args.pitch is None else point.replace(pitch=args.pitch[0])
    settings = LiveSettings(wander_s=args.wander, seed=args.seed or 0)
    with counted("Getting ready"):
        voice = LiveVoice(opened, point, settings)
    with open_loudspeaker(voice.rate, args.speaker) as loudspeaker, _released_by_ctrl_c(voice):
        say(f"pitch {point.pitch:g}. {KEYS if _at_keys() else 'Ctrl-C ends it.'}")
        sys.stdout.flush()
        if _at_keys():
            threading.Thread(target=_follow, args=(voice,), name="keys", daemon=True).start()
        for wave in voice.chunks():
            loudspeaker.write(wave)
    return 0


@contextlib.contextmanager
def _released_by_ctrl_c(voice: "LiveVoice") -> Iterator[None]:
    """Have the first Ctrl-C let a voice die away; not interrupt it, who knows where in a chunk. The second one ends it as ever."""

    def release(number: int, frame: Any) -> None:
        signal.signal(signal.SIGINT, before)
        voice.release()

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, release)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _at_keys() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _follow(voice: "LiveVoice") -> None:
    """Do what is typed, until the terminal closes; read without Python's buffer, which must not be locked when the program ends."""
    while line := os.read(sys.stdin.fileno(), LINE):
        say(obey(voice, line.decode("utf-8", errors="replace")))
        sys.stdout.flush()


def obey(voice: "LiveVoice", line: str) -> str:
    """Do what one line says, and return what was done.

    Args:
        voice: what sounds.
        line: a note, a seed as s7, or nothing for another sound.
    """
    from ganspacesynth.core.errors import GanSpaceSynthError

    word = line.strip()
    try:
        if not word or word[0].lower() == ANOTHER:
            number = chosen_seed(None if not word else seed(word[1:].removeprefix("eed").strip()))
            voice.sound(number)
            return f"seed {number}"
        return f"pitch {voice.pitch(pitch(word)):g}"
    except (argparse.ArgumentTypeError, GanSpaceSynthError) as e:
        return str(e)
