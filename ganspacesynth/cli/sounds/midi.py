"""`ganspacesynth midi`: play a MIDI file, the timbre of each channel interpolated between random points."""

import argparse
import sys
from typing import TYPE_CHECKING

from ganspacesynth.cli.bend_options import add_bend_options, chosen_bends
from ganspacesynth.cli.computing import add_engine_option, engine_port
from ganspacesynth.cli.sounds.articulation_options import add_articulation_options, chosen_articulation
from ganspacesynth.cli.sounds.finish_options import Finish
from ganspacesynth.cli.sounds.options import (
    Outputs,
    add_sound_options,
    add_trait_options,
    chosen_seed,
    chosen_traits,
    interrupted,
    open_sounds,
    piped_as,
    wave_name,
    write_sound,
)
from ganspacesynth.networks.devices import ask_for

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.composition.midi.control_routes import ControlRoute
    from ganspacesynth.composition.midi.midi_notes import MidiNote, MidiPiece
    from ganspacesynth.core.motion.trajectory import PointPath


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
    help_channel = "the sound of a channel (1-16): 2=seed:7, 2=sound.wav or 2=point.json; may be given several times (default: each its own journey)"
    parser.add_argument("--channel", action="append", default=[], metavar="N=SOUND", help=help_channel)
    parser.add_argument("--one-timbre", action="store_true", help="all channels travel through the same timbres")
    help_cc = (
        "let a controller (0-119, or pressure) move an edit (counted from 0), the vibrato (cents) or the level (dB): 1=edits.3, 74=edits.0:-2:2, "
        "1=vibrato, 11=level:-40:0; may be given several times"
    )
    parser.add_argument("--cc", action="append", default=[], metavar="N=TARGET[:LOW:HIGH]", help=help_cc)
    parser.add_argument("--no-bends", action="store_true", help="do not hear pitch bends")
    add_articulation_options(parser, note="each note", release=False)
    add_bend_options(parser)
    add_engine_option(parser)
    add_trait_options(parser)


def run(args: argparse.Namespace) -> int:
    """Play the file and print where the clip is."""
    from ganspacesynth.composition.midi.control_routes import expressions, read_routes
    from ganspacesynth.composition.midi.midi_notes import read_piece
    from ganspacesynth.composition.midi.note_points import fit_pitches
    from ganspacesynth.composition.recipes import midi_recipe
    from ganspacesynth.composition.variation import with_bends
    from ganspacesynth.core.errors import SequenceError

    ask_for(args.device, args.threads)
    finish = Finish(args.width, args.room, args.rate)
    outputs = Outputs(
        wave_name(args.output, "midi.wav", args.format),
        args.picture,
        force=args.force,
        bits=args.bits,
        finish=finish,
        piped_as=piped_as(args.output, args.format),
        engine=engine_port(here=args.no_engine),
    )
    outputs.check()
    routes = read_routes(args.cc)
    articulation = chosen_articulation(length=args.length, release=None, decay=args.decay, velocity=args.velocity, vibrato=args.vibrato)
    piece = read_piece(args.midi, drums=args.drums)
    seed = chosen_seed(args.seed)
    opened = open_sounds(args.model, args.directions, args.precision, decoder=args.decoder, wanted=any(route.target == "edits" for route in routes))
    _check_edits(opened, routes)
    fitted = fit_pitches(piece.notes, opened.model.config.pitches, outside=args.outside)
    if not fitted.notes:
        raise SequenceError(
            f"There must be a note to play. Received: {args.midi} with none that the model has. Try --drums or --outside transpose.",
            rule="playable-notes",
        )
    if fitted.n_transposed or fitted.n_skipped:
        sys.stderr.write(f"The model has other pitches: notes moved by octaves: {fitted.n_transposed}, left out: {fitted.n_skipped}.\n")
    timbre, others = _timbres(args, opened, piece, fitted.notes, seed)
    recipe = midi_recipe(
        fitted.notes,
        timbre,
        attack_s=args.attack,
        release_s=args.release,
        legato=args.legato,
        level=args.level,
        articulation=articulation,
        timbres=others,
        expressions=expressions(piece.controls, routes, sorted({note.channel for note in fitted.notes}), bends=not args.no_bends),
    )
    write_sound(outputs, opened, with_bends(recipe, chosen_bends(args.bends, args.clusters, opened.model)))
    outputs.tell(f"seed {seed}")
    return 0


def _timbres(
    args: argparse.Namespace, opened: "Instrument", piece: "MidiPiece", notes: "tuple[MidiNote, ...]", seed: int
) -> "tuple[PointPath, dict[int, PointPath] | None]":
    """The timbre of the first channel, and those of channels with another."""
    from ganspacesynth.composition.channel_timbres import channel_timbres, chosen_timbres, joined
    from ganspacesynth.core.errors import plain

    velocity = args.velocity if opened.model.config.conditions.velocity else None
    model = opened.model.playing(**chosen_traits(source=args.source, family=args.family, qualities=args.qualities, velocity=velocity))
    channels = sorted({note.channel for note in notes})
    parts = {channel: 0 if args.one_timbre else piece.managers.get(channel, channel) for channel in channels}  # an MPE zone is one instrument
    journeys = {"seed": seed, "seconds_per_instrument": args.seconds_per_instrument, "velocity": args.velocity is not None}
    drawn = channel_timbres(model, notes, sorted(set(parts.values())), **journeys)
    chosen = chosen_timbres(args.channel, opened, model)
    if unheard := sorted(set(chosen) - {*parts, *parts.values()}):
        sys.stderr.write(plain(f"Channels without a note to play keep silent: {', '.join(str(channel + 1) for channel in unheard)}.") + "\n")
    return joined({channel: chosen.get(channel, chosen.get(part, drawn[part])) for channel, part in parts.items()}, channels)


def _check_edits(opened: "Instrument", routes: "tuple[ControlRoute, ...]") -> None:
    from ganspacesynth.core.errors import DirectionsError

    count = opened.directions.n_components if opened.directions else 0
    missing = next((route.edit for route in routes if route.target == "edits" and route.edit >= count), None)
    if missing is not None:
        raise DirectionsError(f"These directions are edits.0 to edits.{count - 1}. Received: edits.{missing}. Name another one.", rule="edit-count")


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return interrupted(args.seed)
