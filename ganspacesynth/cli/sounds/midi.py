"""`ganspacesynth midi`: play a MIDI file, the timbre interpolated between random points."""

import argparse
import sys

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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("midi", metavar="MIDI", help="the MIDI file")
    add_sound_options(parser, "midi.wav")
    parser.add_argument("--seconds-per-instrument", type=float, default=6.0, metavar="SECONDS", help="from one random timbre to the next (default 6)")
    parser.add_argument("--attack", type=float, default=0.01, metavar="SECONDS", help="of fading each note in (default 0.01)")
    parser.add_argument("--release", type=float, default=0.3, metavar="SECONDS", help="of fading each note out (default 0.3)")
    parser.add_argument("--legato", action="store_true", help="play melodies as unbroken lines that glide from note to note")
    parser.add_argument("--outside", choices=("transpose", "skip"), default="transpose", help="notes the model has not: by octaves, or left out")
    parser.add_argument("--drums", action="store_true", help="also play channel 10, which usually is drums")
    add_trait_options(parser)


def run(args: argparse.Namespace) -> int:
    """Play the file and print where the clip is."""
    from ganspacesynth.audio.files.sound_formats import sound_name
    from ganspacesynth.composition.midi.midi_notes import read_midi
    from ganspacesynth.composition.midi.note_points import fit_pitches, n_timbres, timbre_path
    from ganspacesynth.composition.recipes import midi_recipe
    from ganspacesynth.core.errors import SequenceError

    output = sound_name(args.output, "midi.wav", args.format)
    outputs = Outputs(output, args.picture, force=args.force, bits=args.bits, finish=Finish(args.width, args.room, args.rate))
    outputs.check()
    notes = read_midi(args.midi, drums=args.drums)
    seed = chosen_seed(args.seed)
    opened = open_sounds(args.model, args.directions, args.precision)
    model = opened.model.playing(**chosen_traits(source=args.source, family=args.family, qualities=args.qualities, velocity=args.velocity))
    fitted = fit_pitches(notes, opened.model.config.pitches, outside=args.outside)
    if not fitted.notes:
        raise SequenceError(
            f"There must be a note to play. Received: {args.midi} with none that the model has. Try --drums or --outside transpose.",
            rule="playable-notes",
        )
    if fitted.n_transposed or fitted.n_skipped:
        sys.stderr.write(f"The model has other pitches: notes moved by octaves: {fitted.n_transposed}, left out: {fitted.n_skipped}.\n")
    count = n_timbres(fitted.notes, seconds_per_instrument=args.seconds_per_instrument)
    z, conditions = model.sample_z(count, seed=seed), model.sample_conditions(count, seed=seed)
    if args.velocity is None:  # each note has its own
        conditions = [{kind: value for kind, value in drawn.items() if kind != "velocity"} for drawn in conditions]
    timbre = timbre_path(z, seconds_per_instrument=args.seconds_per_instrument, model=model.id, conditions=conditions)
    write_sound(
        outputs, opened, midi_recipe(fitted.notes, timbre, attack_s=args.attack, release_s=args.release, legato=args.legato, level=args.level)
    )
    say(f"seed {seed}")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return interrupted(args.seed)
