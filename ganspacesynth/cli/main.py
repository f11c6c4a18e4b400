"""`ganspacesynth SUBCOMMAND`: the command line's parser and exit codes; only the chosen subcommand is imported."""

import argparse
import contextlib
import importlib
import io
import logging
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType

from ganspacesynth.cli.interrupts import check, noticed, pressed
from ganspacesynth.cli.wrong_use import OneLineParser
from ganspacesynth.core.errors import GanSpaceSynthError, plain
from ganspacesynth.core.extras import missing_from
from ganspacesynth.version import __version__

# In the order in which a newcomer meets them: name -> (module, what it does).
SUBCOMMANDS = {
    "generate": ("ganspacesynth.cli.sounds.generate", "make single sounds"),
    "hallucinate": ("ganspacesynth.cli.sounds.hallucinate", "wander through the sound space"),
    "midi": ("ganspacesynth.cli.sounds.midi", "play a MIDI file"),
    "react": ("ganspacesynth.cli.songs.react_command", "make a sound that follows a song"),
    "timeline": ("ganspacesynth.cli.songs.timeline_command", "make a piece of scenes that a file places in time"),
    "listen": ("ganspacesynth.cli.songs.listen", "draw what is heard in a song: beats, sections, signals"),
    "play": ("ganspacesynth.cli.sounds.play", "hear a sound at once, or a voice until Ctrl-C"),
    "vary": ("ganspacesynth.cli.sounds.vary", "make neighbours of a sound"),
    "favourites": ("ganspacesynth.cli.sounds.favourites", "keep sounds by name"),
    "export": ("ganspacesynth.cli.sounds.export", "write a sound over the keyboard for samplers and DAWs"),
    "picture": ("ganspacesynth.cli.pictures.picture", "make a picture with a StyleGAN, or a sheet of several"),
    "picture axes": ("ganspacesynth.cli.pictures.picture_axes_command", "find the directions in which a picture network's pictures vary"),
    "picture sample": ("ganspacesynth.cli.pictures.sample", "make a folder of pictures, with a list of what made them"),
    "picture palette": ("ganspacesynth.cli.pictures.palette", "keep seeds of pictures by name, for songs to choose from"),
    "picture project": ("ganspacesynth.cli.pictures.picture_project_command", "find the place of a network whose picture is most like one of yours"),
    "picture atlas": ("ganspacesynth.cli.pictures.picture_atlas_command", "make a page of a network's pictures, and of what axes do"),
    "pictures": ("ganspacesynth.cli.pictures.pictures_command", "play a picture network live: in a window, by OSC, by a sound"),
    "pad": ("ganspacesynth.cli.pictures.pad", "say what is placed on an XY pad, or write what a place plays"),
    "video": ("ganspacesynth.cli.pictures.video", "film a sound: as pictures of a network that it drives, or as its spectrogram and its way"),
    "bends": ("ganspacesynth.cli.bends.bends_command", "say which bends there are, and which layers they can be done to"),
    "bends sheet": ("ganspacesynth.cli.bends.sheet", "see and measure what bends do to sounds"),
    "bends clusters": ("ganspacesynth.cli.bends.clusters", "find channels that do the same, named by what they do to sounds"),
    "explore": ("ganspacesynth.cli.directions.explore", "hear and see what directions do, over a grid or a strip"),
    "directions": ("ganspacesynth.cli.directions.find", "find the directions in which a model's sounds vary"),
    "directions label": ("ganspacesynth.cli.directions.label", "listen to directions, and write what they do into their file"),
    "directions rename": ("ganspacesynth.cli.directions.rename", "give a direction a name of your own"),
    "directions rate": ("ganspacesynth.cli.directions.rate", "keep what you think of a direction, 1 to 5"),
    "between": ("ganspacesynth.cli.directions.between", "find the direction from sounds of one kind to sounds of another"),
    "atlas": ("ganspacesynth.cli.directions.atlas", "make a page in which one hears what directions do"),
    "project": ("ganspacesynth.cli.directions.project_command", "find the point that sounds most like a recording"),
    "bank": ("ganspacesynth.cli.banks.bank_command", "say what a bank of sounds holds"),
    "bank build": ("ganspacesynth.cli.banks.bank_build_command", "cut recordings, or take a model's sounds, into a bank"),
    "bank train": ("ganspacesynth.cli.banks.bank_train_command", "teach a network how the sounds of banks follow each other"),
    "bank continue": ("ganspacesynth.cli.banks.bank_continue_command", "play on where a recording ends, with a bank's sounds"),
    "bank live": ("ganspacesynth.cli.banks.bank_live_command", "play with a musician: what is heard is answered as it is played"),
    "bank replay": ("ganspacesynth.cli.banks.replay", "lay, draw and film again what was played live"),
    "bank test": ("ganspacesynth.cli.banks.bank_test_command", "try a bank and its model on recordings, without a musician"),
    "bank map": ("ganspacesynth.cli.banks.map", "see and hear a bank's units, like near like"),
    "dataset": ("ganspacesynth.cli.training.make_dataset", "cut, pad and render sounds; build data sets"),
    "train": ("ganspacesynth.cli.training.train", "train a model on a data set"),
    "train-pictures": ("ganspacesynth.cli.training.train_pictures_command", "teach a picture network a folder of pictures"),
    "checkpoint": ("ganspacesynth.cli.training.split_checkpoint", "carry a training run in small files from one machine to another"),
    "evaluate": ("ganspacesynth.cli.models.evaluate", "say how good a model is, beside real sounds"),
    "evaluate classifier": ("ganspacesynth.cli.models.evaluate_classifier", "train the classifier that evaluate listens with"),
    "studio": ("ganspacesynth.cli.studio", "play everything in a browser, without a network"),
    "serve": ("ganspacesynth.cli.serve", "play from Pure Data, Max or any program that speaks OSC"),
    "models": ("ganspacesynth.cli.models.models_command", "list the models that have a name, or fetch one"),
    "info": ("ganspacesynth.cli.models.info", "say what a model is"),
    "convert": ("ganspacesynth.cli.models.convert", "turn a published checkpoint into a small native model"),
    "show": ("ganspacesynth.cli.sounds.show_command", "read the recipe of a sound, or play it again; show anything, also as a page"),
    "lineage": ("ganspacesynth.cli.lineage", "say what a file was made of: models, recordings, licences, people"),
    "credentials": ("ganspacesynth.cli.credentials_command", "check who signed a file, and whether it has changed since"),
    "credentials sign": ("ganspacesynth.cli.credentials_sign", "sign a sound or a picture of ours as made by a trained model"),
    "doctor": ("ganspacesynth.cli.models.doctor", "check that this machine can play"),
}
FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130
NOTHING_KEPT = "Nothing was written; the same command begins anew."
NO_MEMORY = "There must be enough memory. Received: none left. Close other programs, or ask for less at once."

log = logging.getLogger("ganspacesynth")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: the words after the program's name; None for those it was called with.

    Returns:
        0 when it worked, 1 when it did not, 2 for wrong use, 130 when interrupted.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console that lacks a letter of a file's name shall still show the rest
            stream.reconfigure(errors="backslashreplace")
    before = next((i for i, word in enumerate(words) if not word.startswith("-")), len(words))
    try:
        options = _parser().parse_args(words[:before])
    except SystemExit as e:
        return _code(e)
    if before == len(words):
        _parser().print_help(sys.stderr)
        return WRONG_USE
    name, rest = split_subcommand(words[before:])
    if name not in SUBCOMMANDS:
        return _refuse(name)
    return run_subcommand(SUBCOMMANDS[name][0], rest, prog=f"ganspacesynth {name}", verbose=options.verbose)


def split_subcommand(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return a subcommand's name, which may be of two words, and what follows it."""
    count = 2 if " ".join(words[:2]) in SUBCOMMANDS else 1
    return " ".join(words[:count]), list(words[count:])


def run_subcommand(module: str, words: Sequence[str], *, prog: str, verbose: bool = False) -> int:
    """Import a subcommand's module, read its words and run it; every failure becomes one line on stderr.

    Args:
        module: has `add_arguments(parser)` and `run(args) -> int`; its docstring is the help. It may have `stopped(args) -> str`, which says
            what is kept after Ctrl-C and how to go on, and ENDLESS, when it works until it is told to end.
        words: what follows the subcommand.
        prog: how it is called in its help.
        verbose: show tracebacks and what the libraries say.
    """
    called = _Call(module, verbose=verbose)
    try:
        with noticed():
            return _called(called, words, prog)
    except SystemExit as e:  # argparse has said what is wrong
        return _code(e)
    except GanSpaceSynthError as e:
        return _fail(str(e), called.verbose)
    except KeyboardInterrupt as e:
        return _fail(_stopped(called.subcommand, called.args, e), called.verbose, INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has enough: `ganspacesynth info | head -1`
        _silence_stdout()
        return FAILED
    except MemoryError:
        return _fail(NO_MEMORY, called.verbose)
    except ImportError as e:
        told = missing_from(e) or f"All parts must be installed. Received: {e}. Install ganspacesynth again."
        return _fail(str(told), called.verbose)
    except OSError as e:
        return _fail(f"The system must let us read and write. Received: {e}. Use --verbose to see where.", called.verbose)
    except Exception as e:
        if type(e).__name__ != "ResourceExhaustedError":  # TensorFlow's word for no memory
            raise
        return _fail(NO_MEMORY, called.verbose)


@dataclass
class _Call:
    """What is known of a call so far: whoever is interrupted early knows less."""

    module: str
    verbose: bool
    subcommand: ModuleType | None = None
    args: argparse.Namespace | None = None


def _called(called: _Call, words: Sequence[str], prog: str) -> int:
    try:
        subcommand = called.subcommand = importlib.import_module(called.module)
        parser = OneLineParser(prog=prog, description=_description(subcommand.__doc__), allow_abbrev=False)
        parser.add_argument("-v", "--verbose", action="store_true", default=called.verbose, help="show tracebacks and what the libraries say")
        subcommand.add_arguments(parser)
        args = called.args = parser.parse_args(list(words))
        called.verbose = args.verbose
        _prepare(args.verbose)
        check()
        with contextlib.nullcontext() if getattr(subcommand, "ENDLESS", False) else _lively():
            code = int(subcommand.run(args))
        sys.stdout.flush()  # here, where a reader who left can still be told apart
        return code
    except Exception as e:
        if pressed():  # what a library that was being imported made of it
            raise KeyboardInterrupt from e
        raise


@contextlib.contextmanager
def _lively() -> Iterator[None]:
    """Show that a command lives: large libraries are announced, and a log gets a line now and then."""
    from ganspacesynth.cli.progress_bar import alive, starting
    from ganspacesynth.core import quiet_imports

    quiet_imports.announce_with(starting)
    try:
        with alive():
            yield
    finally:
        quiet_imports.announce_with(None)


def _stopped(subcommand: ModuleType | None, args: argparse.Namespace | None, e: KeyboardInterrupt) -> str:
    """Say what is kept of an interrupted command, and how to go on: who was interrupted knows, or the command, or there is nothing."""
    told = " ".join(map(str, e.args))
    of_command = getattr(subcommand, "stopped", None)
    if not told and args is not None and of_command is not None:
        told = of_command(args)
    return f"Stopped. {told or NOTHING_KEPT}"


def _code(e: SystemExit) -> int:
    return e.code if isinstance(e.code, int) else int(e.code is not None) * WRONG_USE


def _silence_stdout() -> None:
    """Point stdout nowhere, so that Python's last flush does not fail as well."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, SUBCOMMANDS))
    lines = "\n".join(f"  {name:{width}}  {text}" for name, (_, text) in SUBCOMMANDS.items())
    parser = OneLineParser(
        prog="ganspacesynth",
        usage="ganspacesynth [-v] SUBCOMMAND …",
        description=f"Play a neural network's sound space.\n\nsubcommands:\n{lines}",
        epilog="`ganspacesynth SUBCOMMAND --help` says more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="show tracebacks and what the libraries say")
    parser.add_argument("--version", action="version", version=f"ganspacesynth {__version__}")
    return parser


def _refuse(name: str) -> int:
    import difflib

    close = difflib.get_close_matches(name, SUBCOMMANDS, n=1)
    hint = f"Did you mean {close[0]}?" if close else f"There are {', '.join(SUBCOMMANDS)}."
    sys.stderr.write(plain(f"ganspacesynth: no subcommand {name!r}. {hint}\n"))
    return WRONG_USE


class _Plain(logging.Formatter):
    """What is logged, of which strangers' files may have written a part."""

    def format(self, record: logging.LogRecord) -> str:
        return plain(super().format(record))


def _prepare(verbose: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    log.setLevel(logging.DEBUG if verbose else logging.INFO)
    if verbose:
        from ganspacesynth.core import quiet_imports

        quiet_imports.let_everything_through()


def _fail(message: str, verbose: bool, code: int = FAILED) -> int:
    if verbose:
        sys.stderr.write(plain(traceback.format_exc()))
    sys.stderr.write(f"ganspacesynth: {plain(' '.join(message.split()))}\n")
    return code


def _description(doc: str | None) -> str:
    """What a module's docstring says after the name of the command."""
    text = (doc or "").strip().split("\n\n")[0].split(": ", 1)[-1]
    return text[:1].upper() + text[1:]
