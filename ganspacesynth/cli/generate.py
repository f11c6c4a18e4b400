"""`ganspacesynth generate`: make single sounds, of the model's own length or as long as you like."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.sounds import add_sound_options, check_outputs, chosen_seed, open_sounds, say, write_sound

if TYPE_CHECKING:
    from ganspacesynth.point import Point


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_sound_options(parser, "sound.wav")
    parser.add_argument("-n", "--count", type=int, default=1, metavar="N", help="sounds to make; more than one are numbered (default 1)")
    parser.add_argument("--pitch", type=float, default=60, metavar="MIDI", help="MIDI number (default 60, middle C)")
    parser.add_argument("--duration", type=float, default=None, metavar="SECONDS", help="one unbroken sound of this length (the continuous form)")
    parser.add_argument("--points", type=int, default=1, metavar="N", help="with --duration: timbres to wander through (default 1)")
    parser.add_argument("--edits", type=_numbers, default=(), metavar="X,X,…", help="amounts along the directions, in standard deviations")
    parser.add_argument("--mode", choices=("replace", "offset", "latent"), default="offset", help="what edits do (default offset)")


def run(args: argparse.Namespace) -> int:
    """Make the sounds and print where they are."""
    from ganspacesynth.errors import InvalidInput
    from ganspacesynth.point import Path as SoundPath
    from ganspacesynth.sequence.recipe import clip_recipe, continuous_recipe

    if not 1 <= args.count <= 10_000 or not 1 <= args.points <= 10_000:
        raise InvalidInput(f"count and points must be in 1..10000. Received: {args.count} and {args.points}.")
    if args.points > 1 and args.duration is None:
        raise InvalidInput("Wandering through several points takes time. Received: --points without --duration. Give --duration SECONDS.")
    outputs = [args.output] if args.count == 1 else numbered(args.output, args.count)
    for args.output in outputs:
        check_outputs(args)
    seed = chosen_seed(args.seed)
    opened = open_sounds(args.model, args.directions, args.precision, wanted=bool(args.edits) or args.mode == "replace")
    opened.model.config.label(args.pitch)
    z = opened.model.sample_z(args.count * args.points, seed=seed).reshape(args.count, args.points, -1)
    for index, output in enumerate(outputs):
        points = [_point(args, row, opened.model.id) for row in z[index].tolist()]
        if args.duration is None:
            recipe = clip_recipe(points[0])
        else:
            times = tuple(args.duration * i / (len(points) - 1) for i in range(len(points))) if len(points) > 1 else (0.0,)
            recipe = continuous_recipe(SoundPath(times, tuple(points)), args.duration)
        write_sound(args, opened, recipe, output=output)
    say(f"seed {seed}")
    return 0


def numbered(output: str, count: int) -> list[str]:
    """Return the names of several sounds: sound.wav -> sound_1.wav, sound_2.wav, …"""
    path = Path(output)
    digits = len(str(count))
    return [str(path.with_name(f"{path.stem}_{i:0{digits}d}{path.suffix}")) for i in range(1, count + 1)]


def _point(args: argparse.Namespace, z: list[float], model: str) -> "Point":
    from ganspacesynth.point import Point

    return Point(args.pitch, z=None if args.mode == "replace" else tuple(z), edits=args.edits, mode=args.mode, model=model)


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(word) for word in text.replace(";", ",").split(",") if word.strip())
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"numbers with commas between them, such as 1.5,-2,0 (not {text!r})") from e
