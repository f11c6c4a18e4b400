"""The command table: every message the engine answers. Server, hosts, patches' tests and docs/osc.md follow it.

Each row stands in the file of its group, above the function that answers it.
"""

import dataclasses
from collections.abc import Iterable, Sequence

from ganspacesynth.engine.commands import about, bending, conditioning, models_and_directions, points, rendering, snapshots, step_editing, voices
from ganspacesynth.engine.commands.row import rows
from ganspacesynth.engine.messages import OPTION_HELP, OPTIONS, Call, Command, Value, read_call, read_replies

GROUPS = {
    "engine": (about,),
    "models": (models_and_directions,),
    "point": (points, bending, conditioning, snapshots),
    "sounds": (rendering,),
    "steps": (step_editing,),
    "voices": (voices,),
}
COMMANDS: dict[str, Command] = {
    row.address: dataclasses.replace(row, group=group) for group, modules in GROUPS.items() for module in modules for row in rows(module)
}

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
_SPLIT = [line.split("|") for line in _OTHERS.strip().splitlines()]
OTHERS = {reply.address: (reply, text.strip()) for form, text in _SPLIT for reply in read_replies(form)}


def parse(address: str, values: Sequence[Value]) -> Call:
    """Return a message as a call of the table's; raises CommandError, see `messages.read_call`."""
    return read_call(COMMANDS, address, values)


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
