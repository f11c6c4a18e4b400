"""Messages: addresses with arguments and options, as the command table says them; values in, checked calls out.

A message is an address, arguments in their order, and options by name behind them, in any order:

    /synthesize 60 64 67 @seed 3 @edits 1.5 0 -2 @id 12

Types are those that vanilla Pd can send: numbers (OSC's i and f; Pd knows only f), words (s) and blobs (b). In the table:

    pitch:f   a number        pitch:f?   may be left out
    n:i       a whole number  pitches:f* any count of them, also none
    name:s    a word, or a number standing for one
"""

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError, brief
from ganspacesynth.engine.command_arguments import EVERYWHERE, OPTIONS, Argument, read_argument
from ganspacesynth.networks.prior import MAX_SEED

PROTOCOL = 1
PORT = 4267  # "GANS" on a telephone's keys
MAX_ARGUMENTS = 10_000
MAX_WORD = 4096
MAX_ID = 64

Value = float | int | str | bytes


Handler = Callable[[Any, Any], None]  # (engine state, request); answers go through the request


class CommandError(GanSpaceSynthError):
    """A message that the table does not know, or not in this form; `code` is what the reply says for programs."""

    def __init__(self, code: str, text: str, *, rule: str) -> None:
        super().__init__(text, rule=rule)
        self.code = code


@dataclass(frozen=True)
class Reply:
    """What comes back: an address and its arguments; `each` replies come once for each of several things."""

    address: str
    arguments: tuple[Argument, ...] = ()
    each: bool = False

    def __str__(self) -> str:
        return " ".join([self.address, *map(str, self.arguments)]) + (" …" if self.each else "")


@dataclass(frozen=True)
class Command:
    """A row of the table."""

    address: str
    arguments: tuple[Argument, ...]
    options: tuple[str, ...]
    replies: tuple[Reply, ...]
    help: str = ""
    group: str = ""
    handler: Handler | None = field(default=None, compare=False, repr=False)

    @property
    def usage(self) -> str:
        """The message in one line."""
        return " ".join([self.address, *map(str, self.arguments), *(f"[@{OPTIONS[name]}]" for name in self.options)])

    def answer(self, engine: Any, request: Any) -> None:
        """Let the row's function answer a request."""
        if self.handler is None:
            raise CommandError(
                "invalid", f"{self.address} must have somebody to answer it. Received: nobody. Send it to a server.", rule="somebody-answers"
            )
        self.handler(engine, request)


@dataclass(frozen=True)
class Call:
    """A message that the table knows: values by their names, numbers being numbers and words words."""

    command: Command
    arguments: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    id: Value | None = None

    @property
    def address(self) -> str:
        """The command's address."""
        return self.command.address


def read_replies(text: str) -> tuple[Reply, ...]:
    """Return the replies that a row of the table names, with ; between them and … behind one that comes several times."""
    replies = []
    for part in text.split(";"):
        words = part.split()
        each = words[-1] == "…"
        replies.append(Reply(words[0], tuple(map(read_argument, words[1 : len(words) - each])), each))
    return tuple(replies)


def read_command(message: str, *, options: str = "", replies: str, text: str = "", group: str = "", handler: Handler | None = None) -> Command:
    """Return the command that a row of the table says, such as read_command("/pitch value:f?", replies="/pitch value:f")."""
    address, *arguments = message.split()
    return Command(address, tuple(map(read_argument, arguments)), tuple(options.split()), read_replies(replies), text, group, handler)


def read_call(commands: Mapping[str, Command], address: str, values: Sequence[Value]) -> Call:
    """Return a message as a call of one of these commands.

    Args:
        commands: by their addresses.
        address: with or without its slash.
        values: as decoded from the datagram.

    Raises:
        CommandError: unknown address (code "unknown"), or arguments that do not fit ("usage").
    """
    address = "/" + address.lstrip("/")[:MAX_WORD]
    if address not in commands:
        raise CommandError("unknown", _unknown(address, commands), rule="known-command")
    command = commands[address]
    if len(values) > MAX_ARGUMENTS:
        raise CommandError("usage", f"A message has at most {MAX_ARGUMENTS} arguments. Received: {len(values)} for {address}.", rule="argument-count")
    at = next((i for i, value in enumerate(values) if _is_option(value)), len(values))
    options = _options(command, values[at:])
    identity = options.pop("id", None)
    return Call(command, _positional(command, values[:at]), options, identity)


def request_id(values: Sequence[Value]) -> Value | None:
    """Return the id in a message's arguments, also when all the rest is wrong, so that its error can be told apart."""
    for name, value in pairwise(values):
        if isinstance(name, str) and name == "@id" and _is_id(value):
            return _tidy(value)
    return None


def _positional(command: Command, values: Sequence[Value]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    rest = list(values)
    for argument in command.arguments:
        if argument.often == "*":
            result[argument.name] = tuple(_convert(command, argument, value) for value in rest)
            rest = []
        elif rest:
            result[argument.name] = _convert(command, argument, rest.pop(0))
        elif not argument.often:
            raise CommandError(
                "usage", f"{command.address} needs {argument.name}. Received: {len(values)} arguments. Send {command.usage}.", rule="argument-count"
            )
    if rest:
        raise CommandError("usage", f"{command.address} takes fewer arguments. Received: {len(values)}. Send {command.usage}.", rule="argument-count")
    return result


def _options(command: Command, values: Sequence[Value]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    index = 0
    while index < len(values):
        name = str(values[index])[1:]
        end = next((i for i in range(index + 1, len(values)) if _is_option(values[i])), len(values))
        given, index = values[index + 1 : end], end
        if name not in (*command.options, *EVERYWHERE):
            raise CommandError("usage", f"{command.address} has no option @{name[:40]}. Send {command.usage}.", rule="known-option")
        if OPTIONS[name].often == "*":
            result[name] = tuple(_convert(command, OPTIONS[name], value) for value in given)
        elif len(given) != 1:
            raise CommandError("usage", f"@{name} takes one value. Received: {len(given)}. Send {command.usage}.", rule="one-value-an-option")
        else:
            result[name] = _identity(command, given[0]) if name == "id" else _convert(command, OPTIONS[name], given[0])
    if not 0 <= result.get("seed", 0) <= MAX_SEED:
        raise CommandError(
            "usage", f"@seed is in 0..{MAX_SEED}, which all hosts can hold. Received: {result['seed']}. Choose a smaller one.", rule="seed-range"
        )
    if not 0 <= result.get("port", 0) <= 65535:
        raise CommandError("usage", f"@port is a number in 0..65535. Received: {result['port']}. Send {command.usage}.", rule="port-range")
    return result


def _convert(command: Command, argument: Argument, value: Value) -> Any:
    if argument.type == "s" and isinstance(value, str | int | float) and not isinstance(value, bool):
        word = value if isinstance(value, str) else f"{value:.9g}"
        if len(word) <= MAX_WORD and "\0" not in word:
            return word
    if argument.name in ("values", "z") and isinstance(value, bytes):
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e30
    if argument.type == "f" and number:
        return float(value)
    if argument.type == "i" and number and float(value).is_integer():
        return int(value)
    kind = {"i": "a whole number", "f": "a finite number", "s": f"a word of up to {MAX_WORD} letters"}[argument.type]
    raise CommandError(
        "usage", f"{argument.name} of {command.address} must be {kind}. Received: {brief(value)}. Send {command.usage}.", rule="argument-kind"
    )


def _identity(command: Command, value: Value) -> Value:
    if not _is_id(value):
        wanted = f"@id is a word of up to {MAX_ID} letters, or a finite number that 32 bits hold, so that it can come back"
        raise CommandError("usage", f"{wanted}. Received: {brief(value)}. Send {command.usage}.", rule="id-form")
    return _tidy(value)


def _is_id(value: object) -> bool:
    """Whether every host could be sent this back as it came."""
    if isinstance(value, str):
        return 0 < len(value) <= MAX_ID and "\0" not in value and value.isprintable()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        held = struct.unpack(">f", struct.pack(">f", value))[0]
    except OverflowError:
        return False
    return math.isfinite(held) and (isinstance(value, float) or abs(value) < 2**31 or held == value)


def _tidy(value: Value) -> Value:
    """Keep an id as it came; a number is sent back as Pd would write it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**31:
        return int(value)
    return value


def _is_option(value: Value) -> bool:
    return isinstance(value, str) and len(value) > 1 and value[0] == "@" and value[1:].isidentifier()


def _unknown(address: str, commands: Mapping[str, Command]) -> str:
    import difflib

    close = difflib.get_close_matches(address[:64], commands, n=1)
    hint = f"Did you mean {close[0]}?" if close else "Send /commands for a list."
    return f"The engine does not know {brief(address)}. {hint}"
