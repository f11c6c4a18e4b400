"""The Max package speaks the engine's words: messages, answers and settings are those of the command table."""

import itertools
import re

import pytest

from ganspacesynth.engine.commands.table import COMMANDS, OTHERS, parse
from ganspacesynth.engine.messages import CommandError
from tests.support.max_files import boxes, every_patch, name_of, words
from tests.support.max_machine import PACKAGE

REPLIES = {reply.address: reply for command in COMMANDS.values() for reply in command.replies} | {
    address: reply for address, (reply, _) in OTHERS.items()
}


def messages(path):
    """Every message for the engine in a patch, as (address, values): whatever a message box or [prepend] holds that begins with a slash."""
    for box in boxes(path):
        text = box.get("text", "")
        if name_of(box) == "prepend" and text.startswith("prepend /"):
            yield from ((words(box)[1], [*words(box)[2:], value]) for value in ("/a b/c",))
        elif box["maxclass"] == "message":
            for part in text.split(","):
                if part.strip().startswith("/"):
                    address, *values = part.split()
                    yield address, values


def atom(word, stand_in):
    if re.fullmatch(r"[$#]\d", word):
        return stand_in
    return float(word) if re.fullmatch(r"-?[\d.]+", word) else word


@every_patch
def test_messages_are_those_of_the_table(path):
    """Those with $1 in them with a number, or with a word in its place."""
    for address, values in messages(path):
        if address in REPLIES and address not in COMMANDS:
            continue  # an answer that is handed on
        places = [index for index, value in enumerate(values) if isinstance(value, str) and re.fullmatch(r"[$#]\d", value)]
        problems = []
        for stand_ins in itertools.product((1, "clips"), repeat=len(places)):
            filled = [atom(str(value), 0) for value in values]
            for place, stand_in in zip(places, stand_ins, strict=True):
                filled[place] = stand_in
            if address in ("/synthesize", "/picture_z") and filled[:1] == ["/a b/c"]:
                filled = [60]
            try:
                parse(address, filled)
                break
            except CommandError as e:
                problems.append(str(e))
        else:
            raise AssertionError((path.name, address, values, problems))


def test_the_keys_options_are_those_of_the_table():
    """They are set into [append]: an object box would take @id for an attribute of its own."""
    [text] = [box["text"] for box in boxes(PACKAGE / "patchers" / "gss.keyboard.maxpat") if box.get("text", "").startswith("set @id")]
    call = parse("/synthesize", [60, 61, *text.split()[1:]])
    assert (call.id, call.options) == ("gss_keys", {"priority": "export"})


@every_patch
def test_no_option_stands_in_an_object_box(path):
    for box in boxes(path):
        if name_of(box) in ("prepend", "append", "loadmess"):
            assert not [word for word in words(box) if word.startswith("@")]


@every_patch
def test_answers_that_are_heard_are_those_of_the_table(path):
    for box in boxes(path):
        if name_of(box) == "route":
            for word in words(box)[1:]:
                assert not word.startswith("/") or word in REPLIES, word


@pytest.mark.parametrize(
    ("address", "place", "name"),
    [
        ("/step", 1, "index"),
        ("/step", 2, "count"),
        ("/step", 3, "pitch"),
        ("/step", 4, "duration"),
        ("/step", 6, "seed"),
        ("/model", 6, "lowest"),
        ("/model", 7, "highest"),
        ("/loaded", 6, "lowest"),
        ("/loaded", 7, "highest"),
        ("/synthesized", 1, "path"),
        ("/synthesized", 2, "samples"),
        ("/synthesized", 3, "rate"),
        ("/synthesized", 4, "pitch"),
        ("/synthesized", 5, "index"),
        ("/previewed", 3, "rate"),
        ("/hallucinated", 3, "rate"),
        ("/direction", 1, "number"),
        ("/direction", 2, "name"),
        ("/direction", 3, "low"),
        ("/direction", 4, "high"),
    ],
)
def test_answers_have_their_values_where_the_patches_look(address, place, name):
    assert REPLIES[address].arguments[place - 1].name == name


def test_settings_are_those_of_the_engine():
    from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings

    path = PACKAGE / "patchers" / "gss.settings.maxpat"
    [shown] = [words(box)[1:] for box in boxes(path) if words(box)[:2] == ["route", "interp_steps"]]
    said = {values[0] for address, values in messages(path)}
    assert set(shown) == said and said <= set(HallucinationSettings.__dataclass_fields__)
