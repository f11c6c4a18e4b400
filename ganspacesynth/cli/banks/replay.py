"""`ganspacesynth bank replay`: what was played live, from its log: laid as it sounded, drawn, filmed, or told."""

import argparse
from typing import TYPE_CHECKING

from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.sounds.options import say
from ganspacesynth.cli.sounds.recipe_parts import counted_in

if TYPE_CHECKING:
    from ganspacesynth.bank.live.live_log import LiveLog


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("log", metavar="LOG", help="what `bank live --log` wrote")
    parser.add_argument("-o", "--output", metavar="FILE", help="lay the answers again: .wav, .flac or .ogg")
    parser.add_argument("--bank", metavar="BANK", help="that was played (default: the one that comes along)")
    parser.add_argument("--attention", metavar="PNG", help="draw what choices looked at (.png, .svg or .pdf)")
    parser.add_argument("--seconds", type=float, default=40.0, metavar="SECONDS", help="of its end that are drawn (default 40)")
    parser.add_argument("--video", metavar="FILE", help="film both: you on the left, the machine on the right (.mp4, .webm, .gif, or a folder)")
    parser.add_argument("--record", metavar="FILE", help="with --video: what `bank live --record` kept, to be heard (default: the answers alone)")
    parser.add_argument("--preview", action="store_true", help="with --video: small and fast, to look at before the long work")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def run(args: argparse.Namespace) -> int:
    """Replay, and say what there was."""
    from ganspacesynth.bank.answering.conversation_picture import draw_conversation
    from ganspacesynth.bank.live.live_log import read_live_log

    log = read_live_log(args.log)
    for line in report(log):
        say(line)
    if args.attention:
        draw_conversation(args.attention, log.conversation, title="what choices looked at", seconds=args.seconds, force=args.force)
        say(f"{args.attention}: what choices looked at")
    if args.output:
        _lay(args, log)
    if args.video:
        _film(args, log)
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "The log is as it was."


def report(log: "LiveLog") -> list[str]:
    """Say how a log went."""
    import statistics

    reactions = [1000.0 * each.reaction / log.rate for each in log.chosen if each.reaction is not None]
    lines = [f"heard {counted_in(log.heard, 'unit')}, answered {counted_in(log.chosen, 'unit')}, {log.samples / log.rate:.1f} s"]
    if reactions:
        lines.append(f"  {len(reactions)} answers, {statistics.median(reactions):.0f} ms behind their phrases, {max(reactions):.0f} ms at most")
    return lines + (["  its last line is not whole, and left out"] if log.cut_short else [])


def _lay(args: argparse.Namespace, log: "LiveLog") -> None:
    from ganspacesynth.audio.files.sound_files import write_wave
    from ganspacesynth.bank.known_banks import open_bank
    from ganspacesynth.bank.live.live_log import lay_log

    wave = lay_log(log, open_bank(args.bank))
    write_wave(args.output, wave, log.rate, force=args.force)
    say(f"{args.output}: {len(wave) / log.rate:.2f} s")


def _film(args: argparse.Namespace, log: "LiveLog") -> None:
    from ganspacesynth.bank.known_banks import open_bank
    from ganspacesynth.bank.live.live_log import lay_log
    from ganspacesynth.video.conversation_film import save_conversation
    from ganspacesynth.video.soundtrack import soundtrack_from, soundtrack_of
    from ganspacesynth.video.video_settings import VideoSettings

    sound = soundtrack_from(args.record) if args.record else soundtrack_of(lay_log(log, open_bank(args.bank)), log.rate)
    settings = VideoSettings(preview=args.preview)
    with counted("Filming") as progress:
        filmed = save_conversation(args.video, log.conversation, sound, settings, force=args.force, progress=progress)
    say(f"{filmed.path}: {filmed.duration_s:.1f} s, {filmed.width}x{filmed.height} at {float(filmed.fps):g} frames a second")
