"""`ganspacesynth hallucinate`: render a hallucination, through random keypoints or along the steps of a file."""

import argparse
from typing import TYPE_CHECKING

from ganspacesynth.cli.pitches import WRITTEN, pitches
from ganspacesynth.cli.sounds.finish_options import Finish
from ganspacesynth.cli.sounds.options import (
    Outputs,
    add_sound_options,
    add_trait_options,
    chosen_seed,
    chosen_traits,
    counted_in,
    interrupted,
    open_sounds,
    piped_as,
    wave_name,
    write_sound,
)
from ganspacesynth.core.output.levels import LEVELS, Level

if TYPE_CHECKING:
    from ganspacesynth.composition.steps.settings import HallucinationSettings
    from ganspacesynth.composition.steps.step_sequence import StepSequence
    from ganspacesynth.core.conditions import Conditions

EXAMPLE = """the smallest file of steps (docs/hallucinations.md has all there is to say in one):

  {"format": "ganspacesynth sequence", "version": 1, "steps": [
    {"mode": "offset", "seed": 1, "pitch": 60, "duration_s": 2},
    {"mode": "offset", "seed": 2, "pitch": 64, "edits": [1.5, 0, -2]}
  ]}"""

NOTES = 8  # random keypoints

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
    parser.add_argument("-n", "--notes", type=int, default=None, metavar="N", help=f"random keypoints (default {NOTES})")
    parser.add_argument("--steps", metavar="JSON", help="a file of steps instead of random keypoints; see below")
    parser.add_argument("--interp", type=int, default=None, metavar="M", help="sounds between two keypoints (default 4)")
    help_pitch = f"{WRITTEN}; of several (60,64,67 or C4,E4,G4) each keypoint takes the next, in turn (default 60)"
    parser.add_argument("--pitch", type=pitches, default=None, metavar="PITCH,…", help=help_pitch)
    for option, (_, text) in TIMES.items():
        parser.add_argument(f"--{option}", type=float, default=None, metavar="SECONDS", help=f"seconds {text}")
    parser.add_argument("--between", choices=("linear", "spherical"), default=None, help="how z moves between keypoints (default spherical)")
    parser.add_argument("--form", choices=("clips", "continuous"), default="clips", help="overlapping clips (default), or one unbroken sound")
    parser.add_argument("--duration", type=float, default=None, metavar="SECONDS", help="length of the continuous form")
    add_trait_options(parser)
    parser.add_argument("--save-steps", metavar="JSON", help="also write the steps, to edit them and play them again with --steps")


def run(args: argparse.Namespace) -> int:
    """Make the hallucination and print where it is."""
    from ganspacesynth.composition.hallucination import random_sequence
    from ganspacesynth.composition.recipes import hallucination_recipe
    from ganspacesynth.composition.steps.step_sequence import load_sequence, save_sequence

    _check(args)
    finish = Finish(args.width, args.room, args.rate)
    outputs = Outputs(
        wave_name(args.output, "hallucination.wav", args.format),
        args.picture,
        args.save_steps,
        args.force,
        args.bits,
        finish,
        piped_as(args.output, args.format),
    )
    outputs.check()
    seed = chosen_seed(args.seed)
    sequence, settings = load_sequence(args.steps) if args.steps else (None, None)
    settings = _settings(args, settings)
    edited = sequence is not None and any(step.point.edits or step.point.mode == "replace" for step in sequence.steps)
    opened = open_sounds(args.model, args.directions, args.precision, wanted=edited)
    model = opened.model.playing(**chosen_traits(source=args.source, family=args.family, qualities=args.qualities, velocity=args.velocity))
    if sequence is None:
        sequence = random_sequence(model, NOTES if args.notes is None else args.notes, args.pitch or (60.0,), seed)
    else:
        sequence = _asked(_retuned(sequence, args.pitch), model.fixed)
    for step in sequence.steps:
        opened.model.config.tuned(sequence.pitch_of(step))
    write_sound(outputs, opened, hallucination_recipe(sequence, settings, form=args.form, duration_s=args.duration, level=_level(args, settings)))
    if args.save_steps:
        save_sequence(args.save_steps, sequence, settings, force=args.force)
        outputs.tell(f"{args.save_steps}: its {counted_in(sequence.steps, 'step')}")
    if not args.steps:
        outputs.tell(f"seed {seed}")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return interrupted(args.seed)


def _check(args: argparse.Namespace) -> None:
    from ganspacesynth.continuous.layer_trajectory import MAX_DURATION_S
    from ganspacesynth.core.errors import InvalidInput

    if args.duration is not None and args.form != "continuous":
        raise InvalidInput(
            "Only the continuous form has a length of its own. Received: --duration with --form clips. Use --form continuous.",
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


def _settings(args: argparse.Namespace, stored: "HallucinationSettings | None") -> "HallucinationSettings":
    """The file's settings, or the defaults, with what the options say instead."""
    import dataclasses

    from ganspacesynth.composition.steps.settings import HallucinationSettings

    given = {field: getattr(args, option) for option, (field, _) in TIMES.items()}
    given.update(interp_steps=args.interp, between=args.between)
    return dataclasses.replace(stored or HallucinationSettings(), **{name: value for name, value in given.items() if value is not None})


def _level(args: argparse.Namespace, settings: "HallucinationSettings") -> Level:
    """The level asked for; a file whose settings say `normalize` false wants that of the model, unless another one is asked for."""
    asked: Level | None = args.level
    return (LEVELS[0] if settings.normalize else "model") if asked is None else asked


def _retuned(sequence: "StepSequence", pitches: tuple[float, ...] | None) -> "StepSequence":
    """A file's steps, at the pitches that the options ask for."""
    import dataclasses

    if not pitches:
        return sequence
    steps = tuple(step.changed(pitch=pitches[i % len(pitches)]) for i, step in enumerate(sequence.steps))
    return dataclasses.replace(sequence, steps=steps, pitch=pitches[0])


def _asked(sequence: "StepSequence", conditions: "Conditions") -> "StepSequence":
    """A file's steps, with the conditions that the options ask for."""
    import dataclasses

    return dataclasses.replace(sequence, steps=tuple(step.changed(conditions={**step.point.conditions, **conditions}) for step in sequence.steps))
