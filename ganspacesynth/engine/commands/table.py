"""The command table: every message the engine answers, its arguments and its replies. Server, hosts, patches' tests and docs/osc.md follow it.

A message is an address, arguments in their order, and options by name behind them, in any order:

    /synthesize 60 64 67 @seed 3 @edits 1.5 0 -2 @id 12

Types are those that vanilla Pd can send: numbers (OSC's i and f; Pd knows only f), words (s) and blobs (b). In the table:

    pitch:f   a number        pitch:f?   may be left out
    n:i       a whole number  pitches:f* any count of them, also none
    name:s    a word, or a number standing for one
"""

import math
import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError, brief
from ganspacesynth.networks.prior import MAX_SEED

PROTOCOL = 1
PORT = 4267  # "GANS" on a telephone's keys
MAX_ARGUMENTS = 10_000
MAX_WORD = 4096
MAX_ID = 64

Value = float | int | str | bytes


class CommandError(GanSpaceSynthError):
    """A message that the table does not know, or not in this form; `code` is what the reply says for programs."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Argument:
    """A name and a type; how often: "" once, "?" at most once, "*" any number."""

    name: str
    type: str
    often: str = ""

    def __str__(self) -> str:
        return f"{self.name}:{self.type}{self.often}"


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
    help: str
    group: str

    @property
    def usage(self) -> str:
        """The message in one line."""
        return " ".join([self.address, *map(str, self.arguments), *(f"[@{OPTIONS[name]}]" for name in self.options)])


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


def _argument(text: str) -> Argument:
    name, kind, often = re.fullmatch(r"(\w+):([ifsb])([?*]?)", text).groups()  # type: ignore[union-attr]
    return Argument(name, kind, often)


EVERYWHERE = ("id", "port")  # options that any message may have

# option | what it says
_OPTIONS = """
id:s | a number or word of your own; it comes back at the end of every reply, as `@id 12`
port:i | send the replies to this port of your machine instead of the one you sent from
voice:s | which voice is meant; one comes to life when it is first named (default `main`)
model:s | a loaded model's name (default: the voice's)
as:s | the name to load a model under (default: its folder's name); a model of that name plays on until the new one is ready
directions:s | a directions file (default: directions_conv0.npz beside the model, when it is there)
precision:s | `exact`, or `preview`: faster, a little rougher
seed:i | draws z (and traits not asked for): the same seed, the same sound; 0..16777216
z:f* | the latent vector for this sound alone, as many numbers as the model has, or one blob of float32, big end first
edits:f* | amounts along the directions, for this sound alone
mode:s | what edits do: `offset`, `replace` or `latent`
duration:f | seconds; longer (or shorter) than a clip makes one unbroken sound
priority:s | `preview` (first) or `export` (when nothing else waits)
to:s | a .wav file to write, instead of a temporary one
force:i | 1 overwrites a file that is there
notes:i | random keypoints, instead of the voice's steps
interp:i | sounds between two keypoints
pitch:f | MIDI number of the random keypoints
form:s | `clips` (overlapping), or `continuous` (one unbroken sound)
between:s | how z moves: `spherical` or `linear`
glide:f | seconds until the new pitch is reached (sounding voices)
job:s | the id of the request whose work is meant (default: all of the voice's)
"""
OPTIONS = {option.name: option for option in (_argument(line.split("|")[0].strip()) for line in _OPTIONS.strip().splitlines())}
OPTION_HELP = {name: line.split("|")[1].strip() for name, line in zip(OPTIONS, _OPTIONS.strip().splitlines(), strict=True)}

STEP = "/step index:i count:i pitch:f duration:f mode:s seed:i; /edits amounts:f*"
MODEL = "name:s id:s rate:i samples:i latent:i lowest:i highest:i"
SOUND = "path:s samples:i rate:i"

# group | address and arguments | options | replies, "…" behind those that come several times | help
_TABLE = f"""
engine | /ping | | /pong engine:i | Say that you are there; the number is another one once the engine was started anew.
engine | /version | | /version text:s protocol:i | Say which program and protocol this is.
engine | /state | voice | /state word:s models:i voices:i jobs:i | Say how things are: word is empty (no model), loading, rendering or ready.
engine | /commands from:i? | | /command address:s usage:s help:s …; /commands count:i next:i | \
List these commands, some at a time, from a number (from 0); next is where the list goes on, -1 at its end.
engine | /reply port:i | | /ok address:s | Send all further replies to this port of your machine; 0 sends them to where you send from.
engine | /quit | | /ok address:s | End the engine.
models | /load path:s | as directions precision voice | /loaded {MODEL} directions:i | \
Open a model folder (`default`: the embedded model) and give it to the voice. Its directions come along when they lie beside it.
models | /unload name:s | | /unloaded name:s | Close a model.
models | /models | | /model {MODEL} …; /models count:i | List the models that are open.
models | /info | model voice | /info name:s value:s …; /model {MODEL} | Say what a model's card says, and its figures.
models | /use name:s | voice | /ok address:s | Play the voice on this model.
models | /load_directions path:s | model voice | /loaded_directions name:s count:i layer:s | Open a directions file for a model.
models | /directions | model voice | /direction number:i name:s low:f high:f …; /directions name:s count:i layer:s | \
List the directions: number (from 1), name and usable range of each.
point | /pitch value:f? | glide voice | /pitch value:f | Set the MIDI pitch; without a value, ask for it.
point | /seed number:i? | voice | /seed number:i | \
Draw a sound by a seed, 0..16777216 (z, and on a conditioned model the traits not asked for); without one, ask which it was (-1: none).
point | /random | voice | /seed number:i | Draw another sound by a new seed.
point | /z values:f* | voice | /z values:f* | \
Set z (as many numbers as the model has, or one blob of float32, big end first); without any, ask for it.
point | /psi value:f? | voice | /psi value:f | Shorten z: 1 leaves it, 0.7 is nearer to the middle of all sounds.
point | /edit number:i amount:f | voice | /ok address:s | Move along one direction (number from 1), in standard deviations, mostly -3..3.
point | /edits amounts:f* | voice | /edits amounts:f* | Move along the first directions; without amounts, ask for them.
point | /mode word:s? | voice | /mode word:s | \
What edits do: offset (z and pitch stay), replace (only the edits are heard; noz) or latent (z moves, the pitch stays).
point | /bend layer:s scale:f offset:f? | voice | /ok address:s | Multiply a layer by scale, and add offset to it. 1 0 is straight.
point | /bends | voice | /bend layer:s scale:f offset:f …; /bends count:i | List the bent layers.
point | /straighten | voice | /ok address:s | Take all bends away.
point | /layers | model voice | /layer name:s frames:i bins:i channels:i …; /layers count:i | List the layers that can be bent.
point | /traits words:s* | voice | /trait kind:s asked:i words:s* …; /traits count:i | \
Ask a conditioned model for a trait: family guitar; family guitar 0.7 organ 0.3; qualities bright dark; velocity 100. A kind alone is asked for \
no longer; `any` forgets all. Without words, say what the sound has: asked is 1 for what was asked for, 0 for what came along.
point | /conditions | model voice | /condition kind:s words:s* …; /conditions count:i | List what the model can be asked for: kinds and their names.
point | /slerp a:s b:s amount:f | voice | /ok address:s | Set z between two, along the sphere; a and b are seeds or snapshots, amount is 0..1.
point | /store name:s | voice | /ok address:s | Keep the sound as a snapshot.
point | /recall name:s | voice | {STEP} | Take a snapshot up.
point | /morph a:s b:s amount:f | voice | /ok address:s | Take up what lies between two snapshots; amount is 0..1.
point | /forget name:s | | /ok address:s | Throw a snapshot away.
point | /snapshots | | /snapshot name:s …; /snapshots count:i | List the snapshots.
point | /point | voice | /point json:s | Say all about the sound, as JSON.
sounds | /synthesize pitches:f* | seed z edits mode duration priority precision to force voice | /synthesized {SOUND} pitch:f index:i count:i … | \
Make the sound, at the pitch it has or at several; options hold for this once.
sounds | /preview | voice | /previewed {SOUND} pitch:f | Make the sound, at once and quickly; a newer preview takes an older one's place.
sounds | /live on:i | voice | /ok address:s | 1: after every change a preview comes by itself. The latest change wins, none are queued.
sounds | /hallucinate | notes interp seed pitch form duration between precision to force voice | /hallucinated {SOUND} sounds:i | \
Make a hallucination of the voice's steps, or of random keypoints (@notes).
sounds | /save path:s | force voice | /saved path:s | Write the voice's last sound as a WAV file with its recipe.
sounds | /cancel | job voice | /ok address:s | Stop work that waits or is being done; each answers /cancelled.
steps | /step number:i? | voice | {STEP} | Go to a step (from 0); without a number, ask which is the present one.
steps | /step_next | voice | {STEP} | Go to the next step.
steps | /step_previous | voice | {STEP} | Go to the step before.
steps | /step_add | voice | {STEP} | Put a copy of the present step behind it and go there.
steps | /step_random | voice | {STEP} | Put a step with another random sound behind the present one and go there.
steps | /step_remove | voice | {STEP} | Take the present step out.
steps | /step_move to:i | voice | {STEP} | Take the present step to another place.
steps | /step_duration seconds:f | voice | {STEP} | Seconds from this step to the next; 0 takes the common spacing.
steps | /undo | voice | {STEP} | Take the last change back.
steps | /redo | voice | {STEP} | Make it again.
steps | /sequence_new | voice | {STEP} | Begin anew with one step.
steps | /sequence_save path:s | force voice | /saved path:s | Write steps and settings to a .json file.
steps | /sequence_load path:s | voice | {STEP} | Read such a file.
steps | /setting name:s value:s? | voice | /setting name:s value:s | Set how steps are joined; without a value, ask for it.
steps | /settings | voice | /setting name:s value:s …; /settings count:i | List these settings.
voices | /voice_open | voice | /voice {SOUND} | Make a ring of shared memory through which the voice sounds; a host maps the file.
voices | /voice_close | voice | /ok address:s | Close it.
voices | /gate on:i | voice | /ok address:s | 1 begins the sound, 0 lets it die away. While it sounds every change of the point is heard.
voices | /glide seconds:f | voice | /ok address:s | How long a change of pitch takes.
voices | /release seconds:f | voice | /ok address:s | How long the sound takes to die away.
voices | /wander seconds:f | seed voice | /ok address:s | Move from one random sound to the next every so many seconds, endlessly; 0 stops.
voices | /play on:i | voice | /ok address:s | 1 plays the steps as one unbroken sound, 0 stops.
voices | /form word:s | voice | /ok address:s | \
How the voice sounds: continuous, or clips (each begins when its gate opens and fades, at equal power, into the next).
"""

# What comes without having been asked for, or instead of an answer.
_OTHERS = """
/error address:s code:s text:s | \
Something was wrong; code is for programs: unknown, usage, busy, invalid, model, directions, audio, sequence, output, internal.
/progress address:s done:i total:i | How far long work is (total 0: not known).
/cancelled address:s reason:s | The work was stopped: asked (somebody cancelled it) or superseded (a newer one took its place).
/previewed path:s samples:i rate:i pitch:f | After a change, while /live is on.
/left_out kinds:s* | With /load, /use and /sequence_load: the steps ask for traits that the model does not know. They stay in the steps, unheard.
/voice_state word:s | A sounding voice: playing, releasing or silent.
"""


def _replies(text: str) -> tuple[Reply, ...]:
    replies = []
    for part in text.split(";"):
        words = part.split()
        each = words[-1] == "…"
        replies.append(Reply(words[0], tuple(map(_argument, words[1 : len(words) - each])), each))
    return tuple(replies)


def _command(line: str) -> Command:
    group, message, options, replies, text = (part.strip() for part in line.split("|"))
    address, *arguments = message.split()
    return Command(address, tuple(map(_argument, arguments)), tuple(options.split()), _replies(replies), text, group)


COMMANDS = {command.address: command for command in map(_command, filter(None, _TABLE.splitlines()))}
_SPLIT = [line.split("|") for line in _OTHERS.strip().splitlines()]
OTHERS = {reply.address: (reply, text.strip()) for form, text in _SPLIT for reply in _replies(form)}


def parse(address: str, values: Sequence[Value]) -> Call:
    """Return a message as a Call.

    Args:
        address: with or without its slash.
        values: as decoded from the datagram.

    Raises:
        CommandError: unknown address (code "unknown"), or arguments that do not fit ("usage").
    """
    address = "/" + address.lstrip("/")[:MAX_WORD]
    if address not in COMMANDS:
        raise CommandError("unknown", _unknown(address))
    command = COMMANDS[address]
    if len(values) > MAX_ARGUMENTS:
        raise CommandError("usage", f"A message has at most {MAX_ARGUMENTS} arguments. Received: {len(values)} for {address}.")
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
            raise CommandError("usage", f"{command.address} needs {argument.name}. Received: {len(values)} arguments. Send {command.usage}.")
    if rest:
        raise CommandError("usage", f"{command.address} takes fewer arguments. Received: {len(values)}. Send {command.usage}.")
    return result


def _options(command: Command, values: Sequence[Value]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    index = 0
    while index < len(values):
        name = str(values[index])[1:]
        end = next((i for i in range(index + 1, len(values)) if _is_option(values[i])), len(values))
        given, index = values[index + 1 : end], end
        if name not in (*command.options, *EVERYWHERE):
            raise CommandError("usage", f"{command.address} has no option @{name[:40]}. Send {command.usage}.")
        if OPTIONS[name].often == "*":
            result[name] = tuple(_convert(command, OPTIONS[name], value) for value in given)
        elif len(given) != 1:
            raise CommandError("usage", f"@{name} takes one value. Received: {len(given)}. Send {command.usage}.")
        else:
            result[name] = _identity(command, given[0]) if name == "id" else _convert(command, OPTIONS[name], given[0])
    if not 0 <= result.get("seed", 0) <= MAX_SEED:
        raise CommandError("usage", f"@seed is in 0..{MAX_SEED}, which all hosts can hold. Received: {result['seed']}. Choose a smaller one.")
    if not 0 <= result.get("port", 0) <= 65535:
        raise CommandError("usage", f"@port is a number in 0..65535. Received: {result['port']}. Send {command.usage}.")
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
    raise CommandError("usage", f"{argument.name} of {command.address} must be {kind}. Received: {brief(value)}. Send {command.usage}.")


def _identity(command: Command, value: Value) -> Value:
    if not _is_id(value):
        rule = f"@id is a word of up to {MAX_ID} letters, or a finite number that 32 bits hold, so that it can come back"
        raise CommandError("usage", f"{rule}. Received: {brief(value)}. Send {command.usage}.")
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


def _unknown(address: str) -> str:
    import difflib

    close = difflib.get_close_matches(address[:64], COMMANDS, n=1)
    hint = f"Did you mean {close[0]}?" if close else "Send /commands for a list."
    return f"The engine does not know {brief(address)}. {hint}"


def markdown(commands: Iterable[Command] = COMMANDS.values()) -> str:
    """Return the tables of docs/osc.md."""
    lines: list[str] = []
    group = ""
    for command in commands:
        if command.group != group:
            group = command.group
            lines += ["", f"### {group.capitalize()}", "", "| message | options | reply | what it does |", "| --- | --- | --- | --- |"]
        message = " ".join([command.address, *map(str, command.arguments)])
        options = " ".join(f"`@{name}`" for name in command.options)
        replies = "<br>".join(f"`{reply}`" for reply in command.replies)
        lines.append(f"| `{message}` | {options} | {replies} | {command.help} |")
    lines += ["", "### Options", "", "| option | what it says |", "| --- | --- |"]
    lines += [f"| `@{argument}` | {OPTION_HELP[name]} |" for name, argument in OPTIONS.items()]
    lines += ["", "### What comes unasked", "", "| message | when |", "| --- | --- |"]
    lines += [f"| `{reply}` | {text} |" for reply, text in OTHERS.values()]
    return "\n".join(lines).strip() + "\n"
