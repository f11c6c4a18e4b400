"""The command table as JSON: what a page builds its controls from, and a schema of each message (JSON Schema 2020-12)."""

from typing import Any

from ganspacesynth.engine.command_arguments import OPTION_HELP, OPTIONS, Argument
from ganspacesynth.engine.commands.table import COMMANDS
from ganspacesynth.engine.messages import Command
from ganspacesynth.studio.translation import WITHHELD

TYPES = {"f": "number", "i": "integer", "s": "string", "b": "string"}


def table() -> dict[str, Any]:
    """Return every message that a page may send, with its arguments, options, replies, help and schema."""
    return {
        "commands": [_row(command) for command in COMMANDS.values() if command.address not in WITHHELD],
        "options": {name: {"type": TYPES[OPTIONS[name].type], "help": OPTION_HELP[name]} for name in OPTIONS if name != "port"},
    }


def message_schema(command: Command) -> dict[str, Any]:
    """Return the schema of the JSON that sends a command; options follow the arguments in `values`, each behind its @name."""
    first = [{"type": TYPES[each.type]} for each in command.arguments if not each.often]
    return {
        "type": "object",
        "properties": {
            "address": {"const": command.address},
            "values": {"type": "array", "prefixItems": first, "minItems": len(first), "items": {"type": ["number", "string"]}},
            "id": {"type": ["integer", "string"]},
        },
        "required": ["address"] + (["values"] if first else []),
    }


def _row(command: Command) -> dict[str, Any]:
    return {
        "address": command.address,
        "group": command.group,
        "arguments": [_argument(each) for each in command.arguments],
        "options": [name for name in command.options if name != "port"],
        "replies": [{"address": reply.address, "arguments": [_argument(each) for each in reply.arguments]} for reply in command.replies],
        "help": command.help,
        "schema": message_schema(command),
    }


def _argument(argument: Argument) -> dict[str, str]:
    return {
        "name": argument.name,
        "type": TYPES[argument.type],
        "often": {"": "once", "?": "at most once", "*": "any number of times"}[argument.often],
    }
