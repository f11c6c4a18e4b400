"""`ganspacesynth hallucinate`: render a hallucination, through random keypoints or along the steps of a file."""

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.bend_options import add_bend_options, chosen_bends
from ganspacesynth.cli.computing import add_engine_option, engine_port
from ganspacesynth.cli.pitches import WRITTEN, pitches
from ganspacesynth.cli.sounds.finish_options import Finish
from ganspacesynth.cli.sounds.options import (
    Outputs,
    add_sound_options,
    add_trait_options,
    chosen_seed,
    chosen_traits,
    draw,
    interrupted,
    open_sounds,
    parts,
    piped_as,
    title,
    wave_name,
    write_sound,
)
from ganspacesynth.cli.sounds.recipe_parts import counted_in
from ganspacesynth.cli.sounds.styled import CHANCE, add_style_options, chosen_styles
from ganspacesynth.cli.video_options import add_video_options, chosen_pictures, chosen_settings, film_sound, unused
from ganspacesynth.composition.finishing.layer_files import layer_files
from ganspacesynth.core.output.levels import LEVELS, Level
from ganspacesynth.networks.devices import ask_for

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.composition.recipes import HallucinationRecipe, LayersRecipe
    from ganspacesynth.composition.sound import Sound
    from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
    from ganspacesynth.composition.steps.step_sequence import StepSequence
    from ganspacesynth.composition.styles.layering import Composed
    from ganspacesynth.core.bends.bend import Bends
    from ganspacesynth.core.conditions import Conditions

EXAMPLE = """the smallest file of steps (docs/hallucinations.md has all there is to say in one):

  {"format": "ganspacesynth sequence", "version": 1, "steps": [
    {"mode": "offset", "seed": 1, "pitch": 60, "duration_s": 2},
    {"mode": "offset", "seed": 2, "pitch": 64, "edits": [1.5, 0, -2]}
  ]}"""

# option -> field of Settings
TIMES = {
    "spacing": ("spacing_s", "from one sound's start to the next one's"),
    "trim": ("start_trim_s", "left out at the start of each sound"),
    "attack": ("attack_s", "of fading in"),
    "sustain": ("sustain_s", "at full level"),
    "release": ("release_s", "of fading out"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EXAMPLE
    add_sound_options(parser, "hallucination.wav")
    parser.set_defaults(level=None)  # a file of steps may say it
    parser.add_argument("-n", "--notes", type=int, default=None, metavar="N", help="how many random keypoints (default: as the style says)")
    parser.add_argument("--steps", nargs="+", metavar="JSON", help="a file of steps instead of random keypoints, see below; several are layers")
    parser.add_argument("--interp", type=int, default=None, metavar="M", help="sounds between two keypoints (default: as the style says)")
    help_pitch = f"{WRITTEN}; of several (60,64,67 or C4,E4,G4) each keypoint takes the next, in turn (default: as the style says)"
    parser.add_argument("--pitch", type=pitches, default=None, metavar="PITCH,…", help=help_pitch)
    for option, (_, text) in TIMES.items():
        parser.add_argument(f"--{option}", type=float, default=None, metavar="SECONDS", help=f"seconds {text}")
    parser.add_argument("--between", choices=("linear", "spherical"), default=None, help="how z moves between keypoints (default spherical)")
    parser.add_argument("--form", choices=("clips", "continuous"), default="clips", help="overlapping clips (default), or one unbroken sound")
    parser.add_argument(
        "--duration", type=float, default=None, metavar="SECONDS", help="length of the continuous form; of a style, in which keypoints begin"
    )
    add_bend_options(parser)
    add_engine_option(parser)
    add_style_options(parser)
    add_trait_options(parser)
    add_video_options(parser, "video-")
    parser.add_argument("--video", metavar="FILE", help="also film it: .mp4, .webm, .gif, or a folder of PNGs")
    parser.add_argument("--save-steps", metavar="JSON", help="also write the steps, to edit them and play them again with --steps")


def run(args: argparse.Namespace) -> int:
    """Make the hallucination and print where it is."""
    from ganspacesynth.composition.styles.layering import compose_layers, composed_recipe

    _check(args)
    _check_video(args)
    ask_for(args.device, args.threads)
    seed = chosen_seed(args.seed)
    styles = [] if args.steps else chosen_styles(vars(args))
    given = vars(args)
    pictures = chosen_pictures(given)
    outputs, stems, kept = _outputs(args, [name for name, _ in styles] or [Path(path).stem for path in args.steps])
    layers = _from_files(args) if args.steps else []
    opened = open_sounds(args.model, args.directions, args.precision, decoder=args.decoder, wanted=any(map(_edited, layers)))
    model = opened.model.playing(**chosen_traits(source=args.source, family=args.family, qualities=args.qualities, velocity=args.velocity))
    layers = [_asked(layer, model.fixed) for layer in layers] or compose_layers(styles, model, seed, notes=args.notes)
    bends = chosen_bends(args.bends, args.clusters, opened.model)
    layers = [_bent(layer, bends) for layer in layers] if bends else layers
    for layer in layers:
        for step in layer.sequence.steps:
            opened.model.config.tuned(layer.sequence.pitch_of(step))
    duration_s = args.duration if args.form == "continuous" else None
    sound = _write(outputs, opened, composed_recipe(layers, form=args.form, duration_s=duration_s, level=_level(args, layers)), stems)
    _keep(outputs, layers, kept)
    if args.video:
        settings, told = chosen_settings(given), title(sound.recipe)
        drawn = opened.model.sample_z
        film_sound(
            args.video,
            sound,
            lambda seed: drawn(1, seed=seed)[0],
            outputs.tell,
            settings=settings,
            pictures=pictures,
            title=told,
            force=args.force,
        )
    if not args.steps:
        outputs.tell(f"seed {seed}")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return interrupted(args.seed)


def _check(args: argparse.Namespace) -> None:
    from ganspacesynth.continuous.layer_trajectory import MAX_DURATION_S
    from ganspacesynth.core.errors import InvalidInput

    if args.duration is not None and args.form != "continuous" and (args.steps or args.notes is not None):
        received = "--duration with --form clips and " + ("--steps" if args.steps else "--notes")
        raise InvalidInput(
            f"Only the continuous form, or a style, has a length of its own. Received: {received}. Use --form continuous.",
            rule="duration-needs-continuous",
        )
    if args.duration is not None and not 0.0 < args.duration <= MAX_DURATION_S:
        raise InvalidInput(
            f"A duration must be over 0 and at most {MAX_DURATION_S:g} seconds. Received: --duration {args.duration}.", rule="duration-range"
        )
    if args.steps and (args.notes is not None or args.seed is not None):
        raise InvalidInput(
            "A file of steps leaves nothing to chance. Received: --steps with --notes or --seed. Leave those out.", rule="steps-without-chance"
        )
    if args.steps and (said := [name for name in CHANCE if getattr(args, name) is not None]):
        raise InvalidInput(f"A file of steps is composed already. Received: --steps with --{said[0]}. Leave that out.", rule="steps-without-chance")


def _check_video(args: argparse.Namespace) -> None:
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.video.video_making import check_video

    if args.video:
        check_video(args.video, force=args.force)
        chosen_settings(vars(args))
    elif (said := unused(vars(args))) is not None:
        raise InvalidInput(f"These are options of a video. Received: {said} without --video. Add --video out.mp4.", rule="video-options")


def _outputs(args: argparse.Namespace, names: list[str]) -> tuple[Outputs, tuple[str, ...], tuple[str, ...]]:
    """Return where all goes, the file of each layer's stem, and that of each layer's steps; none of either where they are not asked for."""
    from ganspacesynth.core.errors import InvalidInput

    if args.stems and len(names) < 2:
        raise InvalidInput("Stems are of several layers. Received: --stems with one. Ask for more with --layers or --style.", rule="stems-of-layers")
    piped = piped_as(args.output, args.format)
    if args.stems and piped is not None:
        raise InvalidInput("Stems are files beside their mix. Received: --stems with -o -. Name a file for the mix.", rule="stems-beside-mix")
    output = wave_name(args.output, "hallucination.wav", args.format)
    stems, kept = layer_files(output if args.stems else None, names), layer_files(args.save_steps, names)
    finish, engine = Finish(args.width, args.room, args.rate), engine_port(here=args.no_engine)
    more = (*stems, *kept, *([args.video] if args.video else []))
    outputs = Outputs(output, args.picture, force=args.force, bits=args.bits, finish=finish, piped_as=piped, engine=engine, more=more)
    outputs.check()
    return outputs, stems, kept


def _from_files(args: argparse.Namespace) -> "list[Composed]":
    """Read the steps of each file, with what the options say instead."""
    from ganspacesynth.composition.steps.step_sequence import load_sequence
    from ganspacesynth.composition.styles.layering import Composed

    read = [(path, *load_sequence(path)) for path in args.steps]
    return [Composed(Path(path).stem, _retuned(sequence, args.pitch), _settings(args, settings)) for path, sequence, settings in read]


def _write(outputs: Outputs, opened: "Instrument", recipe: "HallucinationRecipe | LayersRecipe", stems: tuple[str, ...]) -> "Sound":
    """Make the sound and write it, with its stems and its picture where they are asked for; return it."""
    from ganspacesynth.cli.progress_bar import counted
    from ganspacesynth.composition.recipes import LayersRecipe
    from ganspacesynth.composition.sound import make_layers

    if not stems or not isinstance(recipe, LayersRecipe):
        return write_sound(outputs, opened, recipe)
    if outputs.finish is not None:
        recipe = outputs.finish.of(recipe, opened.model.config.sample_rate)
    with counted("Playing", parts(recipe)) as progress:
        mix, alone = make_layers(opened, recipe, progress=progress)
    for path, sound in zip((outputs.wave, *stems), (mix, *alone), strict=True):
        sound.save(path, subtype=outputs.subtype, force=outputs.force)
        outputs.tell(f"{path}: {sound.duration_s:.2f} s{'' if sound is mix else ', a layer'}")
    draw(outputs, mix)
    return mix


def _settings(args: argparse.Namespace, stored: "HallucinationSettings | None") -> "HallucinationSettings":
    """The file's settings, or the defaults, with what the options say instead."""
    from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings

    given = {field: getattr(args, option) for option, (field, _) in TIMES.items()}
    given.update(interp_steps=args.interp, between=args.between)
    return dataclasses.replace(stored or HallucinationSettings(), **{name: value for name, value in given.items() if value is not None})


def _retuned(sequence: "StepSequence", pitches: tuple[float, ...] | None) -> "StepSequence":
    """A file's steps, at the pitches that the options ask for."""
    if not pitches:
        return sequence
    steps = tuple(step.changed(pitch=pitches[i % len(pitches)]) for i, step in enumerate(sequence.steps))
    return dataclasses.replace(sequence, steps=steps, pitch=pitches[0])


def _level(args: argparse.Namespace, layers: "list[Composed]") -> "Level":
    """What the options ask for, or else the layers' settings."""
    if args.level is not None:
        level: Level = args.level
        return level
    return LEVELS[0] if any(layer.settings.normalize for layer in layers) else "model"


def _keep(outputs: Outputs, layers: "list[Composed]", paths: tuple[str, ...]) -> None:
    """Write the steps of each layer where they are asked for."""
    from ganspacesynth.composition.steps.step_sequence import save_sequence

    for path, layer in zip(paths, layers, strict=bool(paths)):
        save_sequence(path, layer.sequence, layer.settings, force=outputs.force)
        outputs.tell(f"{path}: its {counted_in(layer.sequence.steps, 'step')}")


def _asked(layer: "Composed", conditions: "Conditions") -> "Composed":
    """A file's steps, with the conditions that the options ask for."""
    steps = tuple(step.changed(conditions={**step.point.conditions, **conditions}) for step in layer.sequence.steps)
    return dataclasses.replace(layer, sequence=dataclasses.replace(layer.sequence, steps=steps))


def _bent(layer: "Composed", bends: "Bends") -> "Composed":
    """Steps whose layers are bent, behind their own bends."""
    from ganspacesynth.core.bends.bend import joined_bends

    steps = tuple(step.changed(bends=joined_bends(step.point.bends, bends)) for step in layer.sequence.steps)
    return dataclasses.replace(layer, sequence=dataclasses.replace(layer.sequence, steps=steps))


def _edited(layer: "Composed") -> bool:
    """Whether a layer needs directions."""
    return any(step.point.edits or step.point.mode == "replace" for step in layer.sequence.steps)
