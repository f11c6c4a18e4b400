"""`ganspacesynth favourites`: keep sounds by name; wherever a sound is asked for, the name will do."""

import argparse

from ganspacesynth.cli.sounds.options import say, title


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tasks and their options."""
    tasks = parser.add_subparsers(dest="task", metavar="TASK")
    tasks.add_parser("list", help="list them (also without a task)", description="List the favourites.")
    adding = tasks.add_parser("add", help="keep a sound by a name", description="Keep a sound by a name.")
    adding.add_argument("name", metavar="NAME", help="the name it shall have")
    adding.add_argument("wav", metavar="WAV", help="a file that ganspacesynth made: its recipe is kept, not its samples")
    adding.add_argument("--force", action="store_true", help="take the place of the favourite that has this name")
    removing = tasks.add_parser("remove", help="forget one; sound files stay", description="Forget a favourite; sound files stay.")
    removing.add_argument("name", metavar="NAME", help="its name")


def run(args: argparse.Namespace) -> int:
    """Do the task."""
    if args.task == "add":
        return _add(args.name, args.wav, args.force)
    return _remove(args.name) if args.task == "remove" else _list()


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "The favourites are kept as they were."


def _add(name: str, wav: str, force: bool) -> int:
    from ganspacesynth.composition.favourite_files import add_favourite

    path = add_favourite(name, wav, force=force)
    say(f"{name}: kept in {path}. `ganspacesynth play {name}` plays it.")
    return 0


def _remove(name: str) -> int:
    from ganspacesynth.composition.favourite_files import remove_favourite

    say(f"{remove_favourite(name)}: removed")
    return 0


def _list() -> int:
    from ganspacesynth.composition.favourite_files import favourites, read_favourite
    from ganspacesynth.core.errors import SequenceError

    there = favourites()
    for name in there:
        try:
            say(f"{name}: {title(read_favourite(name)[0])}")
        except SequenceError as e:
            say(f"{name}: {e}")
    if not there:
        say("There are none yet: `ganspacesynth favourites add NAME FILE.wav` keeps a sound.")
    return 0
