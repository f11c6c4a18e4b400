"""`ganspacesynth export`: write a sound over the keyboard for samplers and DAWs: SFZ, SoundFont 2, DecentSampler or WAV files."""

import argparse
from dataclasses import replace

from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.sounds.finish_options import Finish
from ganspacesynth.cli.sounds.options import say

FORMATS = ("sfz", "sf2", "decent", "wavs")
MIDDLE = 60.0  # of seeds; each sample has its own
HELP_POINT = "a seed, a sound of ours (.wav, .flac, .ogg) or a point (.json); two for a morph from the first to the second"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("point", nargs="+", metavar="POINT", help=HELP_POINT)
    parser.add_argument("-o", "--output", default="sampler", metavar="PLACE", help="the folder to make, for sf2 the file (default sampler)")
    parser.add_argument("--format", choices=FORMATS, default="sfz", help="sfz (default), sf2, decent (DecentSampler), or wavs alone")
    parser.add_argument("--model", metavar="MODEL", help="a model folder, or a name of `ganspacesynth models` (default: the embedded one)")
    parser.add_argument("--directions", metavar="FILE", help="a directions file (default, for edits: directions_conv0.npz beside the model)")
    parser.add_argument("--every", type=int, default=3, metavar="N", help="semitones from one sample to the next (default 3)")
    parser.add_argument("--keys", type=_keys, default=(None, None), metavar="LOW-HIGH", help="MIDI numbers to sample (default: all of the model)")
    parser.add_argument("--layers", type=int, default=None, metavar="N", help="sounds for each key, from the first point to the second (default 4)")
    parser.add_argument("--by", choices=("velocity", "robin"), default="velocity", help="what chooses among them (default velocity), or each in turn")
    parser.add_argument("--hold", type=float, default=2.0, metavar="SECONDS", help="that a sound is held behind its attack, loop within (default 2)")
    parser.add_argument("--no-loop", action="store_true", help="play each sound once, of the model's own length: for drums")
    parser.add_argument("--attack", type=float, default=0.003, metavar="SECONDS", help="of the sampler's envelope (default 0.003)")
    parser.add_argument("--release", type=float, default=0.3, metavar="SECONDS", help="of the sampler's envelope (default 0.3)")
    parser.add_argument("--width", type=float, default=0.0, metavar="0..1", help="stereo, as of `generate` (default 0: one channel)")
    parser.add_argument("--room", default=None, metavar="ROOM", help="a room, as of `generate`")
    parser.add_argument("--rate", type=int, choices=(44100, 48000), default=44100, help="samples a second (default 44100)")


def run(args: argparse.Namespace) -> int:
    """Make the samples, and print what to open."""
    from ganspacesynth.composition.instrument import load_instrument
    from ganspacesynth.composition.point_arguments import read_marks
    from ganspacesynth.composition.samplers.sampled_note import SamplerSettings
    from ganspacesynth.composition.samplers.sampler_export import export_place, export_sampler

    export_place(args.output, args.format)
    finish = Finish(args.width, args.room)
    finish.check()
    low, high = args.keys
    sizes = {"every": args.every, "low": low, "high": high, "layers": args.layers, "hold_s": args.hold, "rate": args.rate, "width": args.width}
    settings = SamplerSettings(layers_by=args.by, loop=not args.no_loop, attack_s=args.attack, release_s=args.release, **sizes)
    opened = load_instrument(args.model, args.directions)
    settings = replace(settings, room=finish.room_at(opened.model.config.sample_rate))
    points = read_marks(args.point, opened, MIDDLE)
    with counted("Sampling", None) as progress:
        made = export_sampler(args.output, opened, points, args.format, settings, progress=progress)
    say(f"{made.path}: {made.samples} samples")
    return 0


def _keys(text: str) -> tuple[int, int]:
    try:
        low, _, high = text.partition("-")
        return int(low), int(high or low)
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"MIDI numbers such as 36-84 (not {text!r})") from e
