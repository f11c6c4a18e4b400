"""What a page says and hears: JSON in, a message of the command table out; an answer's paths become addresses that a page may fetch.

    page -> {"address": "/synthesize", "values": [60, "@seed", 3], "id": 17}
    page <- {"address": "/synthesized", "values": ["sounds/sound-000001.wav", 64000, 16000, 60, 0, 1], "id": 17}

It is the command table of OSC, message by message. Only names of files differ: a page names files of its project, never a path of the machine.
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ganspacesynth.composition.favourite_files import favourites
from ganspacesynth.composition.styles.style_files import style_names
from ganspacesynth.core.errors import brief
from ganspacesynth.engine.command_arguments import OPTIONS, Argument
from ganspacesynth.engine.commands.table import COMMANDS, OTHERS
from ganspacesynth.engine.messages import MAX_ARGUMENTS, Command, CommandError, Reply, Value
from ganspacesynth.networks.known_models import known_models
from ganspacesynth.studio.page_json import read_page_json
from ganspacesynth.studio.project import Project
from ganspacesynth.studio.timelines import DRAFT, Timelines

# Arguments and options by their names: those that name a file, and those that never do, in which a page may write what it likes.
FILES = frozenset({"path", "to", "directions", "bank", "style"})
WORDS = frozenset(
    {
        "a",
        "address",
        "amounts",
        "as",
        "b",
        "begin",
        "bend",
        "between",
        "bits",
        "chain",
        "decoder",
        "device",
        "end",
        "form",
        "id",
        "job",
        "kind",
        "layer",
        "level",
        "mode",
        "model",
        "name",
        "of",
        "place",
        "precision",
        "priority",
        "root",
        "row",
        "scale",
        "seen",
        "source",
        "target",
        "text",
        "value",
        "voice",
        "word",
        "words",
    }
)
# What may stand where a file is named, or a word that elsewhere is none: (command, argument) -> whether a word is meant as it is.
KNOWN: dict[tuple[str, str], Callable[[str], bool]] = {
    ("/load", "path"): lambda word: word in ("", "default", *known_models()),
    ("/hallucinate", "style"): lambda word: set(word.split(",")) <= set(style_names()),
    ("/compose", "style"): lambda word: word in style_names(),
    ("/render", "path"): lambda word: word in favourites(),
    ("/picture_open", "path"): lambda word: word == "default",
    ("/bank_open", "bank"): lambda word: word in ("", "default"),
    ("/bank_open", "model"): lambda word: word in ("", "default"),
}
TIMELINES = ("/timeline", "/timeline_render")  # files that name others: a checked copy is opened; "" is what the page arranges
NOTHING = Argument("", "s")
FOLDERS = re.compile(r"(?<![\w.:~/\\])(?:[A-Za-z]:)?[/\\]+(?:[^/\\\s:'\"()]+[/\\]+)+")  # before the name of a file
WITHHELD = frozenset({"/quit", "/reply"})  # a page ends no engine, and its answers come to itself
MAX_TEXT = 1 << 18


@dataclass(frozen=True)
class PageMessage:
    """What a page said.

    Attributes:
        address: of the command.
        values: as the engine takes them, the page's own id not among them.
        id: that comes back with each answer.
    """

    address: str
    values: tuple[Value, ...]
    id: Value | None


def read_asked(value: object, project: Project) -> PageMessage:
    """Return what a page's JSON asks of the engine.

    Raises:
        CommandError: it is no message, or names a file outside the project.
        InvalidInput: the name of a file that cannot be.
    """
    if not isinstance(value, dict) or not isinstance(value.get("address"), str) or not isinstance(value.get("values", []), list):
        raise CommandError("usage", f"A message is {{address, values, id}}. Received: {brief(value)}.", rule="page-message")
    address, values, identity = "/" + value["address"].lstrip("/"), value.get("values", []), value.get("id")
    if len(values) > MAX_ARGUMENTS or not all(isinstance(each, str | int | float) and not isinstance(each, bool) for each in values):
        raise CommandError("usage", f"Values are at most {MAX_ARGUMENTS} numbers and words. Received: {brief(values)}.", rule="page-message")
    if identity is not None and (isinstance(identity, bool) or not isinstance(identity, str | int)):
        raise CommandError("usage", f"An id is a word or a whole number. Received: {brief(identity)}.", rule="page-message")
    if address in WITHHELD:
        raise CommandError("invalid", f"A page does not send {address}. Received: it. Stop the studio where it was started.", rule="page-command")
    command = COMMANDS.get(address)
    return PageMessage(address, tuple(values) if command is None else tuple(_placed(command, values, project)), identity)


def _placed(command: Command, values: Sequence[Value], project: Project) -> list[Value]:
    """Put the project's folder before each name of a file, and refuse whatever else looks like a path."""
    placed: list[Value] = []
    option: str | None = None
    for index, value in enumerate(values):
        if isinstance(value, str) and value.startswith("@") and value[1:] in (*OPTIONS, "id", "port"):
            option = value[1:]
            if option == "port":
                raise CommandError("usage", "Answers come to the page that asks. Received: @port. Leave it out.", rule="page-command")
            placed.append(value)
            continue
        argument = (
            OPTIONS[option] if option in OPTIONS else command.arguments[min(index, len(command.arguments) - 1)] if command.arguments else NOTHING
        )
        name = argument.name
        if isinstance(value, int | float) and argument.type == "s" and (name in FILES or (command.address, name) in KNOWN):
            value = f"{value:.9g}"  # as the engine would read it: a number may name a file
        placed.append(_named(command.address, name, value, project, placed) if isinstance(value, str) else value)
    return placed


def _named(address: str, name: str, word: str, project: Project, before: Sequence[Value]) -> str:
    inside = lambda file: str(project.inside(file.removeprefix("files/")))  # noqa: E731
    if name == "path" and address in TIMELINES:
        return str(Timelines(project).copy(word.removeprefix("files/"), looped=word != DRAFT or address != "/timeline"))
    if (address, name) in KNOWN:
        return word if KNOWN[address, name](word) else inside(word)
    if name in FILES or (address == "/listen" and name == "name" and before[:1] == ["file"]):
        return inside(word)
    if address in ("/picture_watch", "/picture_output"):
        return _watched(word, inside)
    if name not in WORDS and (any(letter in word for letter in "/\\") or word.startswith("~")):
        raise CommandError("usage", f"{name or 'A word'} of {address} is no file. Received: {brief(word)}.", rule="page-command")
    return word


def _watched(word: str, inside: Callable[[str], str]) -> str:
    """A film of the project, a camera by its number, or a sender by its name."""
    kind, _, name = word.partition(":")
    if kind == "film":
        return f"film:{inside(name)}"
    if kind == "camera" and name and not (name.isascii() and name.isdigit()):
        raise CommandError("usage", f"A page names cameras by their numbers. Received: {brief(word)}. Such as camera:0.", rule="page-command")
    return word


@dataclass(frozen=True)
class Telling:
    """Turns the engine's answers into what a page is sent.

    Attributes:
        project: whose files have names for the page.
        sounds: the engine's folder of sounds.
    """

    project: Project
    sounds: Path

    def answer(self, address: str, values: Sequence[Value], identity: Value | None) -> dict[str, Any]:
        """Return an answer as JSON can say it: paths are addresses, and numbers that JSON lacks are null."""
        reply = _replies().get(address)
        names = [] if reply is None else [argument.name for argument in reply.arguments]
        told = [self._value(names[i] if i < len(names) else "", value) for i, value in enumerate(values)]
        return {"address": address, "values": told} | ({} if identity is None else {"id": identity})

    def address_of(self, path: str) -> str:
        """Return where a page finds a file of the project or a sound of the engine's; a bare name for anything else."""
        if Path(path).parent == self.sounds:
            return f"sounds/{quote(Path(path).name)}"
        name = self.project.name_of(path)
        return Path(path).name if name is None else f"files/{quote(name)}"

    def _value(self, name: str, value: Value) -> Any:
        if isinstance(value, bytes):
            return list(value)
        if isinstance(value, float) and not abs(value) <= 1e300:
            return None
        if isinstance(value, str):
            return self.address_of(value) if name == "path" else self.words(value) if name == "text" else self._placeless(value)
        return value

    def words(self, text: str) -> str:
        """Return a sentence in which files of this machine have their names alone."""
        return FOLDERS.sub("", self._placeless(text))

    def _placeless(self, text: str) -> str:
        return text.replace(str(self.project.folder), "the project").replace(str(self.sounds), "")


@functools.cache
def _replies() -> Mapping[str, Reply]:
    known = {address: reply for address, (reply, _) in OTHERS.items()}
    for command in COMMANDS.values():
        known |= {reply.address: reply for reply in command.replies}
    return known


def read_text(text: str) -> Any:
    """Return the JSON of a text that a page sent.

    Raises:
        CommandError: it is too long, or no JSON.
    """
    if len(text) > MAX_TEXT:
        raise CommandError("usage", f"A message has at most {MAX_TEXT >> 10} KB. Received: {len(text)} letters.", rule="page-message")
    try:
        return read_page_json(text)
    except (ValueError, RecursionError) as e:
        raise CommandError("usage", f"A message is JSON. Received: {brief(text)}.", rule="page-message") from e
