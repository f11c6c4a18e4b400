"""`ganspacesynth bank continue`: play on where a recording ends, with the sounds of a bank."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.banks.playing_options import PLAYING, add_playing_options, playing
from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.sounds.options import interrupted, say
from ganspacesynth.cli.sounds.recipe_parts import counted_in

if TYPE_CHECKING:
    from ganspacesynth.bank.answering.choosing import ContinueSettings
    from ganspacesynth.bank.answering.continuing import BankAnswer, BankPlayer
    from ganspacesynth.core.output.levels import Level

LIKELIEST = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("recording", metavar="FILE", help="what was played, in any format and of any rate")
    parser.add_argument("-o", "--output", default="answer.wav", metavar="FILE", help="the answer: .wav, .flac or .ogg (default answer.wav)")
    add_playing_options(parser)
    parser.add_argument("--level", choices=("loudness", "peak", "model"), default="loudness", help="of the answer (default loudness)")
    parser.add_argument(
        *("--likelihoods",), nargs="?", type=int, const=LIKELIEST, default=0, metavar="N", help="print the N likeliest next units (default 10)"
    )
    parser.add_argument("--attention", metavar="PNG", help="draw what each choice looked at (.png, .svg or .pdf)")
    parser.add_argument("--force", action="store_true", help="overwrite the answer, and the picture")


def run(args: argparse.Namespace) -> int:
    """Continue, and say what was heard and chosen."""
    from ganspacesynth.audio.files.sound_files import read_audio
    from ganspacesynth.audio.files.sound_formats import sound_format
    from ganspacesynth.audio.sound_picture import figure_format
    from ganspacesynth.bank.answering.continuing import continue_recording
    from ganspacesynth.core.files import check_output

    sound_format(args.output)
    check_output(args.output, force=args.force)
    if args.attention:
        figure_format(args.attention)
        check_output(args.attention, force=args.force)
    settings, player = playing(**{name: getattr(args, name) for name in PLAYING})
    wave, rate = read_audio(args.recording)
    with counted("Playing on") as progress:
        answer = continue_recording(player, wave, rate, settings, progress=progress)
    for line in [*_heard(answer), *_likeliest(answer, player, args.likelihoods)]:
        say(line)
    if args.attention:
        _draw(args.attention, answer, player, args.recording, args.force)
    _write(args.output, answer, player, settings, args.recording, args.bank, args.model, args.level, args.force)
    say(f"{args.output}: {counted_in(answer.placed, 'unit')}, {len(answer.wave) / answer.sample_rate:.2f} s, seed {settings.seed}")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return interrupted(args.seed)


def _heard(answer: "BankAnswer") -> list[str]:
    heard = answer.heard
    key = f", {heard.key[0]}" if heard.key else ""
    return [*heard.remarks, f"heard {counted_in(heard.spans, 'unit')}{key}"]


def _likeliest(answer: "BankAnswer", player: "BankPlayer", count: int) -> list[str]:
    if count < 1:
        return []
    order = (-answer.likelihoods).argsort(kind="stable")[:count].tolist()
    return [f"{100 * answer.likelihoods[unit]:6.2f} %  {player.bank.told(unit)}" for unit in order]


def _draw(path: str, answer: "BankAnswer", player: "BankPlayer", recording: str, force: bool) -> None:
    from ganspacesynth.bank.answering.conversation import conversation_of
    from ganspacesynth.bank.answering.conversation_picture import draw_conversation

    draw_conversation(path, conversation_of(answer, player.bank), title=f"an answer to {Path(recording).name}", force=force)
    say(f"{path}: what each choice looked at")


def _write(
    path: str,
    answer: "BankAnswer",
    player: "BankPlayer",
    settings: "ContinueSettings",
    recording: str,
    bank: str | None,
    model: str | None,
    level: "Level",
    force: bool,
) -> None:
    from ganspacesynth.bank.answering.answer_files import answer_recipe, save_answer

    recipe = answer_recipe(answer, player, settings, recording, bank_path=bank, model_path=model, level=level)
    save_answer(path, recipe, player.bank, force=force)
