"""`ganspacesynth generate`: make single sounds, of the model's own length or as long as you like."""

import argparse
from typing import TYPE_CHECKING

from ganspacesynth.cli.bend_options import add_bend_options, chosen_bends
from ganspacesynth.cli.computing import add_crew_options, add_engine_option, engine_port
from ganspacesynth.cli.pitches import WRITTEN, pitches
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.sounds.articulation_options import add_articulation_options, chosen_articulation
from ganspacesynth.cli.sounds.finish_options import Finish
from ganspacesynth.cli.sounds.options import (
    PIPE,
    Outputs,
    add_sound_options,
    add_trait_options,
    chosen_seed,
    chosen_traits,
    interrupted,
    numbers,
    open_sounds,
    piped_as,
    wave_name,
    write_made,
    write_sound,
)
from ganspacesynth.core.files import named
from ganspacesynth.core.point import MODES
from ganspacesynth.networks.devices import ask_for

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.core.motion.articulation import Articulation
    from ganspacesynth.core.output.levels import Level
    from ganspacesynth.core.point import Point
    from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe
    from ganspacesynth.core.work.crew import Crew

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
    parser.add_argument("--edits", type=numbers, default=(), metavar="X,X,…", help=help_edits)
    help_mode = "what edits do: take the place of a layer, be added to it, or move z (default offset)"
    parser.add_argument("--mode", choices=MODES, default="offset", help=help_mode)
    add_bend_options(parser)
    add_articulation_options(parser, note="the note", release=True)
    add_engine_option(parser)
    add_crew_options(parser, "sounds, where they are several")
    add_trait_options(parser)


def run(args: argparse.Namespace) -> int:
    """Make the sounds and print where they are."""
    from ganspacesynth.core.work.crew import Crew

    _check(args)
    articulation = chosen_articulation(length=args.length, release=args.release, decay=args.decay, velocity=args.velocity, vibrato=args.vibrato)
    total = args.count * len(args.pitch)
    output = wave_name(args.output, "sound.wav", args.format)
    outputs = [output] if total == 1 else numbered(output, total)
    pictures = numbered(args.picture, total) if args.picture and total > 1 else [args.picture] * total
    ask_for(args.device, args.threads)
    finish, engine = Finish(args.width, args.room, args.rate), engine_port(here=args.no_engine)
    files = [
        Outputs(wave, picture, force=args.force, bits=args.bits, finish=finish, piped_as=piped_as(args.output, args.format), engine=engine)
        for wave, picture in zip(outputs, pictures, strict=True)
    ]
    for each in files:
        each.check()
    seed = chosen_seed(args.seed)
    opened = open_sounds(args.model, args.directions, args.precision, decoder=args.decoder, wanted=bool(args.edits) or args.mode == "replace")
    for pitch in args.pitch:
        opened.model.config.tuned(pitch)
    recipes, bends = [], chosen_bends(args.bends, args.clusters, opened.model)
    for number in range(total):
        points = _points(args, opened, seed, number // len(args.pitch), args.pitch[number % len(args.pitch)])
        points = [point.replace(bends=bends) for point in points]
        recipes.append(_recipe(opened, points, articulation, duration_s=args.duration, level=args.level))
    said = [f"pitch {pitch:g}" if len(args.pitch) > 1 else "" for pitch in args.pitch] * args.count
    _make(opened, files, recipes, said, Crew(args.workers, args.ray))
    if args.mode != "replace":
        files[0].tell(f"seed {seed}")
    return 0


def _make(opened: "Instrument", files: list[Outputs], recipes: "list[ClipRecipe | ContinuousRecipe]", said: list[str], crew: "Crew") -> None:
    """Make the sounds and write each as soon as it is there: here, in a running engine, or by a crew."""
    from ganspacesynth.composition.sound import make_sounds

    if crew.alone or len(files) == 1:
        for each, recipe, told in zip(track(files, "Playing") if len(files) > 1 else files, recipes, said, strict=True):
            write_sound(each, opened, recipe, told=told, shown=len(files) == 1)
        return
    rate, finish = opened.model.config.sample_rate, files[0].finish
    finished = recipes if finish is None else [finish.of(recipe, rate) for recipe in recipes]
    for each, sound, told in zip(track(files, "Playing"), make_sounds(opened, finished, crew=crew), said, strict=True):
        write_made(each, sound, told=told)


def _recipe(
    opened: "Instrument", points: "list[Point]", articulation: "Articulation", *, duration_s: float | None, level: "Level"
) -> "ClipRecipe | ContinuousRecipe":
    """One sound: a note, or an unbroken path through several points."""
    from dataclasses import replace

    from ganspacesynth.composition.recipes import continuous_recipe, note_recipe
    from ganspacesynth.core.motion.articulation import Articulation
    from ganspacesynth.core.motion.trajectory import PointPath as SoundPath

    config = opened.model.config
    known = bool(config.conditions.velocity) and points[0].mode != "replace"  # then the points are asked for it
    rest = replace(articulation, velocity=None) if known else articulation
    played = None if rest == Articulation() else rest
    if duration_s is None:
        clip_s = config.audio_length / config.sample_rate
        return note_recipe(points[0], played, clip_s, level=level, unbroken=config.data_type != "phase")
    times = tuple(duration_s * i / max(1, len(points) - 1) for i in range(len(points)))
    return continuous_recipe(SoundPath(times, tuple(points)), duration_s, level=level, articulation=played)


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
    if args.output == PIPE and args.count * len(args.pitch) > 1:
        raise InvalidInput(
            f"A pipe takes one sound. Received: {args.count * len(args.pitch)} of them with -o -. Write them into files.", rule="one-sound-a-file"
        )
    if args.duration is not None and not 0.0 < args.duration <= MAX_DURATION_S:
        raise InvalidInput(
            f"A duration must be over 0 and at most {MAX_DURATION_S:g} seconds. Received: --duration {args.duration}.", rule="duration-range"
        )
    if args.points > 1 and args.duration is None:
        raise InvalidInput(
            "Wandering through several points takes time. Received: --points without --duration. Give --duration SECONDS.",
            rule="points-need-duration",
        )
    if args.mode == "replace" and chosen_traits(source=args.source, family=args.family, qualities=args.qualities):
        raise InvalidInput(
            "In mode replace nothing reads a family or the like. Received: them, with mode replace. Find directions with them instead.",
            rule="replace-without-conditions",
        )
    if args.mode == "replace" and args.count * args.points > 1:
        raise InvalidInput(
            "In mode replace there is no chance: all sounds would be the same. Received: --count or --points. Use offset or latent.",
            rule="replace-without-chance",
        )


def _points(args: argparse.Namespace, opened: "Instrument", seed: int, index: int, pitch: float) -> "list[Point]":
    """The points of timbre `index` at a pitch: in mode replace without a z, which nothing would read."""
    from ganspacesynth.core.point import Point

    velocity = args.velocity if opened.model.config.conditions.velocity else None  # other models are articulated
    asked_for = chosen_traits(source=args.source, family=args.family, qualities=args.qualities, velocity=velocity)
    model, start = opened.model.playing(**asked_for), index * args.points
    z = model.sample_z(args.points, seed=seed, start=start).tolist()
    conditions = model.sample_conditions(args.points, seed=seed, start=start, pitches=[pitch] * args.points)
    if args.mode == "replace":
        return [Point(pitch, None, args.edits, args.mode, model=model.id)]
    return [Point(pitch, tuple(row), args.edits, args.mode, model=model.id, conditions=asked) for row, asked in zip(z, conditions, strict=True)]
