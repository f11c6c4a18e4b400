"""The command table: what it says of itself, and what it makes of messages, right and wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.engine.command_arguments import EVERYWHERE, OPTION_HELP, OPTIONS
from ganspacesynth.engine.commands import table
from ganspacesynth.engine.commands.table import COMMANDS, parse
from ganspacesynth.engine.messages import CommandError, read_command, request_id
from tests.support.refused import refused

DOCUMENT = Path(__file__).parents[3] / "docs" / "osc.md"


def test_every_command_has_a_function_that_answers_it():
    for command in COMMANDS.values():
        assert callable(command.handler), command.address
    asked = []
    row = read_command(
        "/say word:s?", options="voice", replies="/said word:s …; /count n:i", text="Say it.", handler=lambda *both: asked.append(both)
    )
    row.answer("engine", "request")
    assert asked == [("engine", "request")] and str(row.replies[0]) == "/said word:s …" and row.usage == "/say word:s? [@voice:s]"
    with refused("somebody-answers", CommandError, says="/say must have somebody to answer it"):
        read_command("/say", replies="/ok address:s").answer("engine", "request")


def test_the_table_is_whole():
    used = {name for command in COMMANDS.values() for name in command.options}
    assert used | set(EVERYWHERE) == set(OPTIONS) == set(OPTION_HELP)
    for command in COMMANDS.values():
        assert command.replies and command.help.endswith("."), command.address
        assert [a.often for a in command.arguments] == sorted((a.often for a in command.arguments), key=["", "?", "*"].index), command.address


def test_the_document_is_derived_from_the_table():
    assert table.markdown() in DOCUMENT.read_text(encoding="utf-8"), "write it anew: ganspacesynth serve --commands"


def test_arguments_and_options():
    call = parse("synthesize", [60.0, 64, "@seed", 3.0, "@edits", 1.5, 0, -2.0, "@id", 12.0])
    assert call.address == "/synthesize" and call.arguments == {"pitches": (60.0, 64.0)} and call.id == 12
    assert call.options == {"seed": 3, "edits": (1.5, 0.0, -2.0)}
    assert parse("/edits", []).arguments == {"amounts": ()} and parse("/pitch", []).arguments == {}
    assert parse("/use", [7.0]).arguments == {"name": "7"}  # Pd makes a number of every word that looks like one
    assert parse("/load", ["my models/é"]).arguments == {"path": "my models/é"}
    assert parse("/ping", ["@id", "a b"]).id == "a b"
    assert parse("/z", [b"\0\0\x80\x3f"]).arguments == {"values": (b"\0\0\x80\x3f",)}


@pytest.mark.parametrize(
    ("address", "values", "code", "rule"),
    [
        ("/lod", [], "unknown", r"known-command: does not know '/lod'. Did you mean /load\?"),
        ("/xyzzy", [], "unknown", "known-command"),
        ("/load", [], "usage", r"argument-count: needs path. Received: 0 arguments. Send /load path:s"),
        ("/ping", [1], "usage", "argument-count: takes fewer arguments. Received: 1. Send /ping"),
        ("/edit", [1.5, 0], "usage", "argument-kind: number of /edit must be a whole number. Received: 1.5"),
        ("/edit", [1, "much"], "usage", "argument-kind: amount of /edit must be a finite number. Received: 'much'"),
        ("/edit", [1, float("nan")], "usage", "argument-kind: finite number. Received: nan"),
        ("/edit", [True, 1], "usage", "argument-kind: whole number. Received: True"),
        ("/load", [b"x"], "usage", "argument-kind: must be a word of up to 4096 letters. Received: b'x'"),
        ("/load", ["a\0b"], "usage", "argument-kind: must be a word"),
        ("/load", ["a" * 5000], "usage", "argument-kind"),
        ("/preview", ["@seed", 1], "usage", "known-option: has no option @seed. Send /preview"),
        ("/synthesize", ["@seed"], "usage", "one-value-an-option: @seed takes one value. Received: 0"),
        ("/edits", [0.0] * 10_001, "usage", "argument-count: at most 10000 arguments. Received: 10001"),
    ],
)
def test_what_is_wrong_is_said(address, values, code, rule):
    with refused(rule, CommandError) as raised:
        parse(address, values)
    assert raised.value.code == code


def test_an_id_is_found_whatever_else_is_wrong():
    assert request_id(["nonsense", 3, "@id", 7.0, "@more"]) == 7
    assert request_id(["@id"]) is None and request_id([b"@id", "@id", b"x"]) is None


VALUE = st.one_of(st.floats(), st.integers(), st.text(), st.binary(), st.booleans(), st.sampled_from([f"@{name}" for name in OPTIONS]))


@given(st.one_of(st.sampled_from(list(COMMANDS)), st.text()), st.lists(VALUE, max_size=12))
def test_any_message_is_a_call_or_a_command_error(address, values):
    try:
        call = parse(address, values)
    except CommandError as e:
        assert e.code in ("unknown", "usage") and len(str(e)) < 2000
    else:
        assert call.command is COMMANDS[call.address]
