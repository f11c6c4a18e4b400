"""Wrong use of a command, said in one line: what was wrong, what was likely meant, and where more is said."""

import argparse
import difflib
import re
from typing import NoReturn

from ganspacesynth.core.errors import plain

WRONG_USE = 2
UNKNOWN = "unrecognized arguments: "
KINDS = {"int": "a whole number", "float": "a number"}  # by the function that reads a word
WRONG_KIND = re.compile(r"invalid (\w+) value: (.*)", re.DOTALL)
WRONG_CHOICE = re.compile(r"invalid choice: (.*) \(choose from (.*)\)", re.DOTALL)


class OneLineParser(argparse.ArgumentParser):
    """A parser that keeps its usage for --help."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end with the code of wrong use."""
        said = plain(" ".join(self._said(message).split())).rstrip(".")
        self.exit(WRONG_USE, f"{self.prog}: {said}{'' if said.endswith('?') else '.'} `{self.prog} --help` says more.\n")

    def _said(self, message: str) -> str:
        if message.startswith(UNKNOWN):
            words = message.removeprefix(UNKNOWN)
            close = difflib.get_close_matches(words.split("=")[0].split()[0], self._option_string_actions, n=1)
            return f"there is no {words}" + (f"; did you mean {close[0]}?" if close else "")
        if found := WRONG_CHOICE.search(message):
            known = found[2].replace("'", "")
            close = difflib.get_close_matches(found[1].strip("'"), known.split(", "), n=1)
            told = f"one of {known}; received {found[1]}" + (f"; did you mean {close[0]}?" if close else "")
        elif (found := WRONG_KIND.search(message)) and found[1] in KINDS:
            told = f"{KINDS[found[1]]}; received {found[2]}"
        else:
            return message
        return message[: found.start()] + told
