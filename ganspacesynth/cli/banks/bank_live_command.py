"""`ganspacesynth bank live`: play with a musician: a microphone, a file or a MIDI keyboard is heard, and answered with a bank's sounds."""

import argparse
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.banks.playing_options import PLAYING, add_playing_options, playing
from ganspacesynth.cli.sounds.options import say

if TYPE_CHECKING:
    from ganspacesynth.bank.live.live_events import LiveEvent
    from ganspacesynth.bank.live.live_log import LiveLogWriter
    from ganspacesynth.bank.live.live_player import LivePlayer

NOTHING = "nothing"
MODES = ("call", "shadow", "continue")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    help_in = "what is heard: a sound file, a device (number or part of its name), or nothing (default: the system's microphone)"
    parser.add_argument("--in", dest="input", metavar="DEVICE|FILE", default=None, help=help_in)
    help_out = "where the answer goes: a new .wav or .flac, or a device (default: the system's loudspeaker)"
    parser.add_argument("--out", dest="output", metavar="DEVICE|FILE", default=None, help=help_out)
    parser.add_argument("--midi", metavar="PORT", nargs="?", const="", default=None, help="hear a MIDI keyboard, too (default: the first port)")
    help_mode = "call: it answers each phrase (default); continue: it plays on until you do; shadow: it plays along"
    parser.add_argument("--mode", choices=MODES, default=MODES[0], help=help_mode)
    parser.add_argument("--gate", type=float, default=-50.0, metavar="DB", help="what is louder is playing (default -50)")
    parser.add_argument("--hold", type=float, default=0.05, metavar="SECONDS", help="of quiet, after which a phrase is over (default 0.05)")
    parser.add_argument("--wait", type=float, default=0.04, metavar="SECONDS", help="that an answer may wait for the beat (default 0.04)")
    parser.add_argument("--places", type=int, default=4, metavar="N", help="of a beat, on which units begin; 0 wherever (default 4)")
    parser.add_argument("--gain", type=float, default=0.0, metavar="DB", help="of the answer (default 0)")
    parser.add_argument("--deaf", action="store_true", help="hear nothing while it answers: for a microphone near the loudspeaker")
    add_playing_options(parser, length="of an answer in the mode call, at most (default 8)")
    parser.add_argument("--after", type=float, default=8.0, metavar="SECONDS", help="that it plays on behind the end of a file (default 8)")
    parser.add_argument("--seconds", type=float, default=None, metavar="SECONDS", help="until it ends by itself (default: Ctrl-C, or the file)")
    parser.add_argument("--log", metavar="FILE", help="write what was heard and chosen, a line of JSON each; `bank replay` reads it")
    parser.add_argument("--record", metavar="FILE", help="keep both as a .wav or .flac: you on the left, the machine on the right")
    parser.add_argument("--attention", metavar="PNG", help="draw at the end what choices looked at (.png, .svg or .pdf)")
    parser.add_argument("--stream", metavar="PORT", type=int, default=None, help="send every event as JSON to WebSockets of this machine")
    parser.add_argument("--quiet", action="store_true", help="do not print what is heard and chosen")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def run(args: argparse.Namespace) -> int:
    """Play until somebody ends it."""
    from ganspacesynth.audio.sound_picture import figure_format
    from ganspacesynth.bank.live.concert.concert import Concert, TellAll
    from ganspacesynth.bank.live.live_player import LivePlayer
    from ganspacesynth.bank.live.live_settings import LiveAnswering
    from ganspacesynth.core.files import check_output

    if args.attention:
        figure_format(args.attention)
        check_output(args.attention, force=args.force)
    settings, player = playing(**{name: getattr(args, name) for name in PLAYING})
    answering = LiveAnswering(args.mode, args.gate, args.hold, args.wait, args.places, args.gain, args.deaf)
    told = TellAll([] if args.quiet else [_Said(player.bank.sample_rate)])
    live = LivePlayer(player, answering, settings, tell=told)
    live.warm()
    with contextlib.ExitStack() as stack:
        source, keyboard, sinks = _source(args.input, live, stack), _keyboard(args.midi, live, stack), _sinks(args, live, stack)
        if args.stream is not None:
            told.add(_stream(args.stream, stack))
        log = _log(args, player, answering, settings, stack)  # last: nothing is left of it where something above is refused
        if log is not None:
            told.add(log.tell)
        ended = threading.Event()
        say(f"{args.mode}: {len(player.bank)} units at {live.rate} Hz, seed {settings.seed}. Ctrl-C ends it.")
        with _ended_by_ctrl_c(ended):
            concert = Concert(live, source, sinks, keyboard, ended, args.after)
            samples = concert.play(_until(args.seconds, ended))
    for path in (args.output if _is_file(args.output) else None, args.record, args.log):
        if path:
            say(f"{path}: {samples / live.rate:.1f} s")
    if args.attention and log is not None:
        _draw(args.attention, log, args.force)
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "What was played until then is kept in the files that were named."


class _Said:
    """Prints events for people."""

    def __init__(self, rate: int) -> None:
        self._rate = rate

    def __call__(self, event: "LiveEvent") -> None:
        from ganspacesynth.bank.live.live_events import AnswerUnit, HeardUnit, Remark, Turn

        at = f"{event.at / self._rate:8.2f} s  "
        if isinstance(event, HeardUnit):
            say(f"{at}heard     {_named(event.pitch)}, {event.loudness:.0f} dB, {event.length / self._rate:.2f} s")
        elif isinstance(event, AnswerUnit):
            behind = "" if event.reaction is None else f", {1000 * event.reaction / self._rate:.0f} ms behind the phrase"
            say(f"{at}  answers {_named(event.pitch)}, unit {event.unit}, {event.length / self._rate:.2f} s{behind}")
        elif isinstance(event, Turn) and event.what in ("playing", "over"):
            say(f"{at}a phrase {'begins' if event.what == 'playing' else 'is over'}")
        elif isinstance(event, Remark):
            say(f"{at}! {event.text}")


def _named(pitch: float | None) -> str:
    return "unpitched" if pitch is None else f"pitch {pitch:.1f}"


def _log(args: argparse.Namespace, player: Any, answering: Any, settings: Any, stack: contextlib.ExitStack) -> "LiveLogWriter | None":
    """Return the log; one is written for the picture, too, and thrown away where nobody asked for it."""
    from ganspacesynth.bank.live.live_log import LiveLogWriter

    if not args.log and not args.attention:
        return None
    path, force = args.log, args.force
    if not path:
        import tempfile

        path, force = str(Path(tempfile.mkdtemp(prefix="ganspacesynth-")) / "live.jsonl"), False
    log = LiveLogWriter(path, player, answering, settings, force=force)
    stack.callback(log.close)
    return log


def _stream(port: int, stack: contextlib.ExitStack) -> "Callable[[LiveEvent], None]":
    from ganspacesynth.server.live_stream import LiveStream

    stream = LiveStream(port)
    stack.callback(stream.close)
    say(f"events: ws://127.0.0.1:{stream.port}")
    return stream.tell


def _is_file(name: str | None) -> bool:
    return name is not None and Path(name).suffix.lower() in (".wav", ".flac")


def _source(name: str | None, live: "LivePlayer", stack: contextlib.ExitStack) -> Any:
    from ganspacesynth.audio.files.decode import audio_endings

    if name is not None and (Path(name).is_file() or Path(name).suffix.lower() in audio_endings()):
        from ganspacesynth.bank.live.concert.read_file import ReadFile

        return ReadFile(name)
    from ganspacesynth.audio.live_input.open_input import open_input

    if name == NOTHING:
        return open_input("nothing")
    source = open_input("device", name, say=live.remark)
    stack.callback(source.close)
    return source


def _sinks(args: argparse.Namespace, live: "LivePlayer", stack: contextlib.ExitStack) -> list[Any]:
    from ganspacesynth.bank.live.concert.live_sinks import LiveFile, LiveSpeaker

    sinks: list[Any] = []
    if _is_file(args.output):
        sinks.append(LiveFile(args.output, live.rate, force=args.force))
    else:
        sinks.append(LiveSpeaker(live.rate, args.output, live.remark))
    stack.callback(sinks[-1].close)
    if args.record:
        sinks.append(LiveFile(args.record, live.rate, both=True, force=args.force))
        stack.callback(sinks[-1].close)
    return sinks


def _keyboard(port: str | None, live: "LivePlayer", stack: contextlib.ExitStack) -> Any:
    from ganspacesynth.bank.live.concert.midi_keys import MidiKeys

    if port is None:
        return None
    keys = MidiKeys(port, live.remark)
    stack.callback(keys.close)
    return keys


def _until(seconds: float | None, ended: threading.Event) -> Callable[[float], None]:
    def progress(played_s: float) -> None:
        if seconds is not None and played_s >= seconds:
            ended.set()

    return progress


@contextlib.contextmanager
def _ended_by_ctrl_c(ended: threading.Event) -> Iterator[None]:
    """Have the first Ctrl-C end the music between two blocks, so that all files are whole. The second one ends it as ever."""

    def end(number: int, frame: Any) -> None:
        signal.signal(signal.SIGINT, before)
        ended.set()

    try:
        before = signal.signal(signal.SIGINT, end)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _draw(path: str, log: "LiveLogWriter", force: bool) -> None:
    from ganspacesynth.bank.answering.conversation_picture import draw_conversation
    from ganspacesynth.bank.live.live_log import read_live_log
    from ganspacesynth.core.errors import InvalidInput

    try:
        draw_conversation(path, read_live_log(log.path).conversation, title="what choices looked at", force=force)
    except InvalidInput as e:
        if e.rule != "some-choices":
            raise
        say(f"{path}: not drawn, since nothing was answered")
        return
    say(f"{path}: what choices looked at")
