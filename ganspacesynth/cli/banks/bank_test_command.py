"""`ganspacesynth bank test`: try a bank and its model on recordings, without a musician."""

import argparse

from ganspacesynth.cli.banks.playing_options import PLAYING, add_playing_options, playing
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.sounds.options import say
from ganspacesynth.cli.sounds.recipe_parts import counted_in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("recordings", nargs="+", metavar="FILE", help="what a musician might play")
    parser.add_argument("-o", "--log", default=None, metavar="FILE", help="write a line of JSON for each unit that is heard")
    add_playing_options(parser)
    parser.add_argument("--force", action="store_true", help="overwrite the log")


def run(args: argparse.Namespace) -> int:
    """Listen, and say how well it was foreseen."""
    from ganspacesynth.bank.answering.trial import save_moments, summary, try_recordings
    from ganspacesynth.core.files import check_output

    if args.log:
        check_output(args.log, force=args.force)
    settings, player = playing(**{name: getattr(args, name) for name in PLAYING})
    moments = list(try_recordings(player, args.recordings, settings, track=track))
    told = summary(moments, len(player.bank))
    say(f"heard {counted_in(moments, 'unit')} of {counted_in(args.recordings, 'recording')}; the bank has {counted_in(player.bank.starts, 'unit')}")
    if "nats" in told:
        say(f"  {told['nats']:.2f} nats a unit; who knows nothing has {told['nats_of_chance']:.2f}")
        say(f"  median rank of what came next {told['median_rank']:.0f}; of chance {told['median_rank_of_chance']:.0f}")
        say(f"  {told['step_ms']:.1f} ms to choose a unit")
    if args.log:
        save_moments(args.log, moments, force=args.force)
        say(f"{args.log}: a line each")
    return 0
