"""The command table: every message the engine answers. Server, hosts, patches' tests and docs/osc.md follow it.

Each row stands in the file of its group, above the function that answers it.
"""

import dataclasses
from collections.abc import Iterable, Sequence

from ganspacesynth.engine.command_arguments import OPTION_HELP, OPTIONS
from ganspacesynth.engine.commands import (
    about,
    bending,
    composing,
    conditioning,
    models_and_directions,
    pads,
    points,
    remaking,
    rendering,
    snapshots,
    step_editing,
    voices,
)
from ganspacesynth.engine.commands.attending import banks, listening, modulating, playbacks
from ganspacesynth.engine.commands.pictures import playing, stage_commands, watching_commands
from ganspacesynth.engine.commands.row import rows
from ganspacesynth.engine.messages import Call, Command, Value, read_call, read_replies

GROUPS = {
    "engine": (about,),
    "models": (models_and_directions,),
    "point": (points, bending, conditioning, snapshots),
    "sounds": (rendering, remaking),
    "steps": (step_editing, composing),
    "voices": (voices,),
    "listening": (listening, modulating, playbacks),
    "banks": (banks,),
    "pictures": (stage_commands, playing, watching_commands),
    "pads": (pads,),
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
/begun path:s samples:i rate:i pitch:f | With @first: so many of the sound's samples, before the answer with all of it. \
The file is as long as that will be, and silent behind them.
/left_out kinds:s* | With /load, /use and /sequence_load: the steps ask for traits that the model does not know. They stay in the steps, unheard.
/panned place:f | Where a sounding voice's rows of pan have it, -1 left to 1 right: a ring has one channel, so the patch does it.
/heard_from source:s text:s | A device that is listened to went away, or is back.
/bank_heard number:i at:f length:f pitch:f loudness:f | A machine that plays heard a unit: seconds, MIDI number (-1: none) and dB.
/bank_chose number:i unit:i at:f length:f pitch:f probability:f late:f | It chose one; late: ms behind the phrase that it answers, -1 of all others.
/bank_turn word:s at:f | A phrase begins (playing) or is over, an answer was broken off (broken) or is at its end (answered).
/bank_remark text:s | What should be said of what comes in.
/attention number:i head:i oldest:i shares:f* | With /bank_attention: how much a head looked at each unit from the oldest on, for a choice.
/voice_state word:s | A sounding voice: playing, releasing or silent.
/voice_lead seconds:f word:s | How far ahead a sounding voice works now: longer, because its machine is busy; shorter, since it is calm again; or \
behind: it takes longer to make the sound than it lasts.
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
