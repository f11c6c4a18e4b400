"""`ganspacesynth react`: make a sound that follows a song, as long as it, by signals that move a path through the network's space."""

import argparse
from typing import TYPE_CHECKING

from ganspacesynth.cli.bend_options import add_bend_options, chosen_bends
from ganspacesynth.cli.pitches import WRITTEN as PITCHES
from ganspacesynth.cli.pitches import pitches
from ganspacesynth.cli.songs.song_options import ChosenSong, add_song_options
from ganspacesynth.cli.sounds.finish_options import Finish
from ganspacesynth.cli.sounds.options import Outputs, add_sound_options, chosen_seed, interrupted, open_sounds, piped_as, wave_name, write_sound

if TYPE_CHECKING:
    from ganspacesynth.audio.songs.song import Song
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.core.motion.modulation import Modulation

PRESETS = ("noise", "morph", "bend", "brighten", "none")
WRITTEN = "drums.onsets(low) | peaks | decay 0.4 -> edits.0:-2:2"
EPILOG = f"""modulations (docs/listening.md has all signals, words and targets):

  --modulate "{WRITTEN}"
  --modulate "lfo 0.25 -> z.7:0:1"  --modulate "centroid | smooth 0.2 -> psi:0.6:1.2"
  --modulate "beats | decay 0.1 -> level:-12:0"  --modulate "walk 8 -> pan:-1:1"
  --modulate "chroma | smooth 0.5 -> mix.7"      --modulate "drums.onsets(low) | peaks -> jump.7:0.4:0.4"

What moves the same as a row of the preset takes its place. Targets are edits.N, z.SEED, mix.SEED, jump.SEED, morph, psi, pitch (or pitch.minor and
other scales), scale.LAYER, offset.LAYER, bend.LAYER.WORD.NUMBER (such as bend.conv1_3.shift.frequency), level and pan."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EPILOG
    add_song_options(parser)
    add_sound_options(parser, "reply.wav")
    help_preset = "rows to begin from: noise (hits throw it elsewhere), morph (time runs with the kick; default), bend, brighten, or none"
    parser.add_argument("--preset", choices=PRESETS, default="morph", help=help_preset)
    parser.add_argument("--modulate", dest="rows", action="append", default=[], metavar="ROW", help="a signal -> what it moves; see below")
    parser.add_argument("--pitch", type=pitches, default=(60.0,), metavar="PITCH", help=f"{PITCHES}, that signals move it from (default 60)")
    parser.add_argument("--spacing", type=float, default=8.0, metavar="SECONDS", help="seconds from keypoint to keypoint in a section (default 8)")
    add_bend_options(parser)
    parser.add_argument("--mix", default=None, metavar="FILE", help="also write it mixed with the song")
    parser.add_argument("--share", type=float, default=0.5, metavar="0..1", help="how much of it is in the mix (default 0.5)")


def run(args: argparse.Namespace) -> int:
    """Make the sound, and say where it is."""
    from ganspacesynth.audio.files.sound_formats import sound_format
    from ganspacesynth.composition.reaction.react import ReactSettings, check_mix_share, react
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.core.files import check_output
    from ganspacesynth.core.motion.modulation import Modulation

    if len(args.pitch) != 1:
        raise InvalidInput(f"A sound that follows a song has one pitch to begin from. Received: {len(args.pitch)}. Name one.", rule="one-pitch")
    rows = tuple(Modulation.read(text) for text in args.rows)
    finish, output = Finish(args.width, args.room, args.rate), wave_name(args.output, "reply.wav", args.format)
    outputs = Outputs(output, args.picture, force=args.force, bits=args.bits, finish=finish, piped_as=piped_as(args.output, args.format))
    outputs.check()
    if args.mix:
        if outputs.piped:
            raise InvalidInput("A mix is made of a sound in a file. Received: --mix with -o -. Name a file with -o.", rule="mix-needs-file")
        sound_format(args.mix)
        check_output(args.mix, force=args.force)
        check_mix_share(args.share)
    seed = chosen_seed(args.seed)
    song = ChosenSong(args.song, args.begin, args.end, args.stems, args.separator, tuple(args.filters), args.fps, not args.no_cache).open()
    opened = _opened(args, rows)
    preset = None if args.preset == "none" else args.preset
    bends = chosen_bends(args.bends, args.clusters, opened.model)
    settings = ReactSettings(preset, rows, seed, args.pitch[0], args.spacing, args.level, bends)
    recipe = react(song, opened, settings)
    write_sound(outputs, opened, recipe)
    for row in recipe.modulations:
        outputs.tell(f"  {row}")
    if args.mix:
        _mix(args, outputs, song)
    outputs.tell(f"seed {seed}")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return interrupted(args.seed)


def _opened(args: argparse.Namespace, rows: "tuple[Modulation, ...]") -> "Instrument":
    wanted = args.preset == "brighten" or any(row.target == "edits" for row in rows)
    return open_sounds(args.model, args.directions, args.precision, wanted=wanted)


def _mix(args: argparse.Namespace, outputs: Outputs, song: "Song") -> None:
    """Write what was made mixed with the song, as it lies in its file: the recipe in it is that of the sound alone."""
    from ganspacesynth.audio.files.recipe_inside import read_recipe
    from ganspacesynth.audio.files.sound_files import read_stereo, write_wave
    from ganspacesynth.composition.reaction.react import beside_song

    wave, rate = read_stereo(outputs.wave)
    mixed = beside_song(wave, rate, song, share=args.share)
    write_wave(args.mix, mixed, rate, recipe=read_recipe(outputs.wave), force=args.force)
    outputs.tell(f"{args.mix}: both, {args.share:g} of it")
