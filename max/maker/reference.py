"""Reference pages, one for each part and instrument: Max shows them in its sidebar, as hints at inlets and while a name is typed.

What an object understands is read from the part itself and from the engine's command table; the form is that of Cycling '74's own pages.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from maker.canvas import PARTS, Canvas
from maker.helps import OBJECTS, TEXTS

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ganspacesynth.engine.command_arguments import OPTION_HELP, Argument
from ganspacesynth.engine.commands.table import COMMANDS, OTHERS
from ganspacesynth.engine.messages import Reply

AUTHOR = "GANSpaceSynth"
TYPES = {"f": "float", "i": "int", "s": "symbol"}
ENGINE = "gss.engine"


class Message(NamedTuple):
    """What an object understands: a selector, arguments as (name, type, optional), and what it does."""

    name: str
    arguments: tuple[tuple[str, str, bool], ...]
    digest: str
    description: str = ""


OWN = {  # what is no message of the engine's
    ENGINE: (
        Message(
            "program", (("folder", "symbol", False),), "Show where the engine was installed", "The folder with its .venv in it. It is remembered."
        ),
        Message("restart", (), "Look for the engine anew"),
    ),
    "gss.status": (
        Message("status", (("state", "symbol", False), ("words", "list", True)), "Show a state", "starting, ready, working, trouble or failed."),
        Message("progress", (("share", "float", False),), "Show how far work is", "From 0 to 1."),
    ),
    "gss.make": (Message("bang", (), "The engine is ready", "From the third outlet of gss.engine."),),
    "gss.out": (Message("signal", (), "Play it"),),
    "gss.player": (
        Message("start", (), "Begin the newest sound", "In the right inlet."),
        Message("stop", (), "Fade it out", "In the right inlet."),
    ),
    "gss.deck": (
        Message("load", (("path", "symbol", False),), "Read a WAV into the buffer that is not heard"),
        Message("start", (("where", "float", False), ("in", "float", False), ("out", "float", False)), "Begin there", "Milliseconds."),
        Message("stop", (("out", "float", False),), "Fade out", "In so many milliseconds."),
        Message("loop", (("on", "int", False),), "Begin again at the end"),
    ),
    "gss.keyboard": (
        Message("list", (("pitch", "int", False), ("velocity", "int", False)), "Play a note", "In the middle inlet; velocity 0 ends it."),
        Message("release", (("time", "float", False),), "How long a key takes to die away", "Milliseconds, in the middle inlet."),
        Message("bang", (), "Make all sounds anew", "In the right inlet: the timbre has changed."),
    ),
}
ARGUMENTS = {"gss.slider": (("number", "int", False, "Which direction: 1 is the one along which sounds differ most."),)}
INSIDE = {"gss.directions": "gss.slider"}  # the part that does with answers what this one hands on


def pages(parts: Iterable[Canvas]) -> dict[str, str]:
    """Return {name: page} of all parts and instruments that have a help patch."""
    known = {part.name: part for part in parts}
    return {name: page(known[name], known) for name in TEXTS}


def page(part: Canvas, known: dict[str, Canvas]) -> str:
    """Return one page, XML."""
    lines = TEXTS[part.name][0]
    body = [
        *_words(part.about.rstrip("."), " ".join(lines)),
        *_group("metadatalist", [f'<metadata name="author">{AUTHOR}</metadata>', '<metadata name="tag">GANSpaceSynth</metadata>']),
        *_group("inletlist", _ports("inlet", [(_kind(part, hint), hint) for hint in part.hints("inlet")])),
        *_group("outletlist", _ports("outlet", _outlets(part))),
        *_group("objarglist", [line for argument in ARGUMENTS.get(part.name, ()) for line in _objarg(*argument)]),
        *_group("methodlist", [line for message in messages(part, known) for line in _method(message)]),
        "<attributelist>",
        "</attributelist>",
        *_output(part),
        *_group("seealsolist", [f'<seealso name="{name}" />' for name in _others(part.name)]),
    ]
    head = f'<c74object name={quoteattr(part.name)} module="ganspacesynth" category="GANSpaceSynth">'
    return "\n".join(['<?xml version="1.0" encoding="utf-8" standalone="yes"?>', head, *("\t" + line for line in body), "</c74object>", ""])


def messages(part: Canvas, known: dict[str, Canvas]) -> list[Message]:
    """Return what an object understands: all of the engine's commands, or the answers that it listens to; and what is its own."""
    if part.name == ENGINE:
        return [*map(_of_command, COMMANDS.values()), *OWN[ENGINE]]
    heard = known[INSIDE.get(part.name, part.name)].heard()
    return [*(_of_answer(address) for address in heard if address.startswith("/")), *OWN.get(part.name, ())]


def _of_command(command) -> Message:
    options = " ".join(f"@{name}: {OPTION_HELP[name]}." for name in command.options)
    usage = f"{command.usage}  ({options})" if options else command.usage
    return Message(command.address, tuple(map(_typed, command.arguments)), _first(command.help), f"{command.help} {usage}")


def _of_answer(address: str) -> Message:
    reply = next(reply for reply in _replies() if reply.address == address)
    return Message(address, tuple(map(_typed, reply.arguments)), "Take an answer of the engine", f"It comes from gss.engine as {reply}.")


def _replies() -> list[Reply]:
    return [reply for command in COMMANDS.values() for reply in command.replies] + [reply for reply, _ in OTHERS.values()]


def _typed(argument: Argument) -> tuple[str, str, bool]:
    return argument.name, "list" if argument.often == "*" else TYPES[argument.type], argument.often != ""


def _first(text: str) -> str:
    """The first sentence: a digest has no full stop."""
    return text.split(". ")[0].split("; ")[0].rstrip(".")


def _kind(part: Canvas, hint: str) -> str:
    return "signal" if hint == "signal" else "bang" if hint.startswith("bang") else "anything"


def _outlets(part: Canvas) -> list[tuple[str, str]]:
    types = OBJECTS.get(part.name) or (PARTS[part.name].outlets if part.name in PARTS else [])
    return [(kind or "anything", hint) for kind, hint in zip(types, part.hints("outlet"), strict=True)]


def _words(digest: str, description: str) -> list[str]:
    return [f"<digest>{escape(digest)}</digest>", f"<description>{escape(description or digest)}</description>"]


def _group(name: str, lines: list[str]) -> list[str]:
    return [f"<{name}>", *("\t" + line for line in lines), f"</{name}>"]


def _ports(name: str, ports: list[tuple[str, str]]) -> list[str]:
    return [line for i, (kind, hint) in enumerate(ports) for line in (f'<{name} id="{i}" type="{kind}">', "\t" + _words(hint, hint)[0], f"</{name}>")]


def _objarg(name: str, kind: str, optional: bool, text: str) -> list[str]:
    return [f'<objarg name="{name}" optional="{int(optional)}" type="{kind}">', *("\t" + line for line in _words(_first(text), text)), "</objarg>"]


def _method(message: Message) -> list[str]:
    given = [f'<arg name="{name}" optional="{int(optional)}" type="{kind}" />' for name, kind, optional in message.arguments]
    inside = [*_group("arglist", given), *_words(message.digest, message.description)]
    return [f"<method name={quoteattr(message.name)}>", *("\t" + line for line in inside), "</method>"]


def _output(part: Canvas) -> list[str]:
    """What comes out: of the engine every answer, in its form."""
    if part.name != ENGINE:
        return []
    entries = {str(reply): "" for reply in _replies()} | {str(reply): text for reply, text in OTHERS.values()}
    lines = []
    for form, text in entries.items():
        said = f"{form}: {text}" if text else form
        lines += [f"<entry name={quoteattr(form.split()[0])}>", f"\t<description>{escape(said)}</description>", "</entry>"]
    return ['<misc name="Output">', *("\t" + line for line in lines), "</misc>"]


def _others(name: str) -> list[str]:
    """Parts beside parts, instruments beside instruments; the engine beside all."""
    kin = [other for other in TEXTS if other.startswith("gss.") == name.startswith("gss.") and other != name]
    return kin if ENGINE in (name, *kin) else [ENGINE, *kin]
