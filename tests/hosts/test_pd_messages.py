"""Every message in the patches, for Pd and for Max, is one that the engine knows, and nothing else reaches the engine."""

import re
from pathlib import Path

import pytest

from ganspacesynth.engine.commands.table import COMMANDS, OTHERS, parse
from ganspacesynth.engine.messages import CommandError
from tests.support.pd_patch import into_engine, max_messages, messages, read, values

ROOT = Path(__file__).parents[2]
PATCHES = sorted([*(ROOT / "pd").glob("*.pd"), *(ROOT / "pd" / "lib").glob("*.pd")])
MAX = sorted([*(ROOT / "max").rglob("*.maxpat"), *(ROOT / "max").rglob("*.maxhelp")])
REPLIES = {reply.address[1:] for command in COMMANDS.values() for reply in command.replies} | {address[1:] for address in OTHERS}


def wrong(path):
    """Return what is wrong with the messages of a patch, in words."""
    found = []
    for canvas in read(path).all():
        for box in canvas.boxes:
            if box.kind == "msg":
                found += [_wrong(words) for words in messages(box.text) if words[0].startswith("/")]
        for box, with_voice in into_engine(canvas):
            if box.kind != "msg":
                plain = box.kind == "pd" or box.name in ("r", "receive", "inlet")
                found.append(None if plain else f"[{box.text}] sends to the engine what no message box shows")
                continue
            for words in messages(box.text):
                if not words[0].startswith("/"):
                    found.append(f"{words} is no message of the engine")
                elif with_voice:
                    found.append(_wrong([*words, "@voice", "mine"]))
    return [f"{path.name}: {text}" for text in found if text]


def _wrong(words):
    try:
        parse(words[0], values(words[1:]))
    except CommandError as e:
        return f"{' '.join(words)}: {e}"
    return None


@pytest.mark.parametrize("path", PATCHES, ids=lambda path: path.name)
def test_messages_of_pd_patches_are_in_the_command_table(path):
    assert wrong(path) == []


@pytest.mark.parametrize("path", MAX, ids=lambda path: path.name)
def test_messages_of_max_patches_are_in_the_command_table(path):
    assert [text for text in map(_wrong, max_messages(path)) if text] == []


@pytest.mark.parametrize("path", PATCHES, ids=lambda path: path.name)
def test_answers_that_patches_wait_for_exist(path):
    for canvas in read(path).all():
        for source, _, target, _ in canvas.wires:
            listening, box = canvas.boxes[source], canvas.boxes[target]
            if re.fullmatch(r"r \\?\$\d+-from", listening.text) and box.name == "route":
                assert set(box.text.split(" ")[1:]) <= REPLIES


def test_the_instruments_say_something_to_the_engine():
    said = {words[0] for path in PATCHES for canvas in read(path).all() for box in canvas.boxes if box.kind == "msg" for words in messages(box.text)}
    assert {"/load", "/random", "/edit", "/synthesize", "/hallucinate", "/step_next", "/sequence_save", "/slerp", "/morph"} <= said


@pytest.mark.parametrize(
    ("message", "match"),
    [
        ("/pich \\$1", "does not know '/pich'"),
        ("/edit 1", "needs amount"),
        ("/pitch 60 \\, /random 3", "takes fewer"),
        ("/synthesize 60 @duratoin 3", "no option @duratoin"),
        ("/edit 1.5 \\$1", "must be a whole number"),
        ("/models", "no option @voice"),
        ("pitch 60", "no message of the engine"),
    ],
)
def test_a_wrong_message_is_found(tmp_path, message, match):
    patch = tmp_path / "wrong.pd"
    patch.write_text(f"#N canvas 0 0 300 200 10;\n#X msg 10 10 {message};\n#X obj 10 40 list;\n#X obj 10 70 s \\$0-engine;\n" + WIRES, "utf-8")
    assert len(wrong(patch)) in (1, 2)
    assert match in wrong(patch)[0]


def test_a_hidden_message_is_found(tmp_path):
    patch = tmp_path / "hidden.pd"
    patch.write_text(
        "#N canvas 0 0 300 200 10;\n#X obj 10 10 list prepend /pitch;\n#X obj 10 40 list trim;\n#X obj 10 70 s \\$0-engine;\n" + WIRES, "utf-8"
    )
    assert "what no message box shows" in wrong(patch)[0]


WIRES = "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n"


def test_a_wrong_message_is_found_in_max(tmp_path):
    patch = tmp_path / "wrong.maxpat"
    inner = '{"boxes": [{"box": {"maxclass": "message", "text": "/pitch $1, /edit 2"}}]}'
    patch.write_text(f'{{"patcher": {{"boxes": [{{"box": {{"maxclass": "newobj", "text": "p x", "patcher": {inner}}}}}]}}}}', "utf-8")
    assert [_wrong(words) is None for words in max_messages(patch)] == [True, False]
