"""`ganspacesynth generate`: make single sounds, of the model's own length or as long as you like."""

import argparse
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.pitches import WRITTEN, pitches
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.sounds.finish_options import Finish
from ganspacesynth.cli.sounds.options import (
    Outputs,
    add_sound_options,
    add_trait_options,
    chosen_seed,
    chosen_traits,
    interrupted,
    open_sounds,
    say,
    write_sound,
)
from ganspacesynth.core.files import named
from ganspacesynth.core.point import MODES

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.core.point import Point

MAX_COUNT = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_sound_options(parser, "sound.wav")
    parser.add_argument(
        "-n", "--count", type=int, default=1, metavar="N", help="timbres to make, each at every pitch; more sounds than one are numbered (default 1)"
    )
    help_pitch = f"{WRITTEN}; several (60,64,67 or C4,E4,G4) make a sound each, of the same timbre (default 60)"
    parser.add_argument("--pitch", type=pitches, default=(60.0,), metavar="PITCH,…", help=help_pitch)
    parser.add_argument("--duration", type=float, default=None, metavar="SECONDS", help="one unbroken sound of this length (the continuous form)")
    parser.add_argument("--points", type=int, default=1, metavar="N", help="with --duration: timbres to wander through (default 1)")
    help_edits = "amounts along the directions, in standard deviations, as in --edits=-1.5,2"
    parser.add_argument("--edits", type=_numbers, default=(), metavar="X,X,…", help=help_edits)
    help_mode = "what edits do: take the place of a layer, be added to it, or move z (default offset)"
    parser.add_argument("--mode", choices=MODES, default="offset", help=help_mode)
    add_trait_options(parser)


def run(args: argparse.Namespace) -> int:
    """Make the sounds and print where they are."""
    from ganspacesynth.audio.files.sound_formats import sound_name
    from ganspacesynth.composition.recipes import clip_recipe, continuous_recipe
    from ganspacesynth.core.motion.trajectory import PointPath as SoundPath

    _check(args)
    total = args.count * len(args.pitch)
    output = sound_name(args.output, "sound.wav", args.format)
    outputs = [output] if total == 1 else numbered(output, total)
    pictures = numbered(args.picture, total) if args.picture and total > 1 else [args.picture] * total
    finish = Finish(args.width, args.room, args.rate)
    files = [Outputs(wave, picture, force=args.force, bits=args.bits, finish=finish) for wave, picture in zip(outputs, pictures, strict=True)]
    for each in files:
        each.check()
    seed = chosen_seed(args.seed)
    opened = open_sounds(args.model, args.directions, args.precision, wanted=bool(args.edits) or args.mode == "replace")
    for pitch in args.pitch:
        opened.model.config.tuned(pitch)
    for number, each in enumerate(track(files, "Playing") if total > 1 else files):
        index, pitch = number // len(args.pitch), args.pitch[number % len(args.pitch)]
        points = _points(args, opened, seed, index, pitch)
        times = tuple(args.duration * i / max(1, len(points) - 1) for i in range(len(points))) if args.duration else ()
        recipe = (
            continuous_recipe(SoundPath(times, tuple(points)), args.duration, level=args.level) if times else clip_recipe(points[0], level=args.level)
        )
        write_sound(each, opened, recipe, told=f"pitch {pitch:g}" if len(args.pitch) > 1 else "", shown=total == 1)
    if args.mode != "replace":
        say(f"seed {seed}")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    several = args.count * len(args.pitch) > 1
    return "The sounds that were written are whole, and kept. --seed and --force make all of them again." if several else interrupted(args.seed)


def numbered(name: str, count: int) -> list[str]:
    """Return the names of several files: sound.wav -> sound_1.wav, sound_2.wav, …"""
    path = named(name)
    digits = len(str(count))
    return [str(path.with_name(f"{path.stem}_{i:0{digits}d}{path.suffix}")) for i in range(1, count + 1)]


def _check(args: argparse.Namespace) -> None:
    from ganspacesynth.continuous.layer_trajectory import MAX_DURATION_S
    from ganspacesynth.core.errors import InvalidInput

    if not 1 <= args.count <= MAX_COUNT or not 1 <= args.points <= MAX_COUNT:
        raise InvalidInput(f"count and points must be in 1..{MAX_COUNT}. Received: {args.count} and {args.points}.", rule="sound-count")
    if args.duration is not None and not 0.0 < args.duration <= MAX_DURATION_S:
        raise InvalidInput(
            f"A duration must be over 0 and at most {MAX_DURATION_S:g} seconds. Received: --duration {args.duration}.", rule="duration-range"
        )
    if args.points > 1 and args.duration is None:
        raise InvalidInput(
            "Wandering through several points takes time. Received: --points without --duration. Give --duration SECONDS.",
            rule="points-need-duration",
        )
    if args.mode == "replace" and _conditions(args):
        raise InvalidInput(
            "In mode replace nothing reads a family or the like. Received: them, with mode replace. Find directions with them instead.",
            rule="replace-without-conditions",
        )
    if args.mode == "replace" and args.count * args.points > 1:
        raise InvalidInput(
            "In mode replace there is no chance: all sounds would be the same. Received: --count or --points. Use offset or latent.",
            rule="replace-without-chance",
        )


def _conditions(args: argparse.Namespace) -> dict[str, Any]:
    return chosen_traits(source=args.source, family=args.family, qualities=args.qualities, velocity=args.velocity)


def _points(args: argparse.Namespace, opened: "Instrument", seed: int, index: int, pitch: float) -> "list[Point]":
    """The points of timbre `index` at a pitch: in mode replace without a z, which nothing would read."""
    from ganspacesynth.core.point import Point

    model, start = (
        opened.model.playing(**chosen_traits(source=args.source, family=args.family, qualities=args.qualities, velocity=args.velocity)),
        index * args.points,
    )
    z = model.sample_z(args.points, seed=seed, start=start).tolist()
    conditions = model.sample_conditions(args.points, seed=seed, start=start, pitches=[pitch] * args.points)
    if args.mode == "replace":
        return [Point(pitch, None, args.edits, args.mode, model=model.id)]
    return [Point(pitch, tuple(row), args.edits, args.mode, model=model.id, conditions=asked) for row, asked in zip(z, conditions, strict=True)]


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(word) for word in text.split(",") if word.strip())
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"numbers with commas between them, such as 1.5,-2,0 (not {text!r})") from e
