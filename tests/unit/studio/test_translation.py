"""What a page says becomes a message of the command table, and what it hears has no path of the machine in it."""

import math

import pytest

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.engine.command_arguments import OPTIONS
from ganspacesynth.engine.commands.table import COMMANDS
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.studio import translation
from ganspacesynth.studio.message_schema import table
from ganspacesynth.studio.project import Project
from ganspacesynth.studio.translation import FILES, WITHHELD, WORDS, Telling, read_asked, read_text
from tests.support.refused import refused


@pytest.fixture
def project(tmp_path):
    return Project.at(tmp_path / "piece")


def asked(project, address, *values, identity=1):
    return read_asked({"address": address, "values": list(values), "id": identity}, project)


def test_every_word_of_the_table_is_a_file_or_none():
    words = {argument.name for command in COMMANDS.values() for argument in command.arguments if argument.type == "s"}
    words |= {name for name, option in OPTIONS.items() if option.type == "s"}
    assert words - FILES - WORDS == set()  # what is new is put among one of them
    assert not FILES & WORDS


def test_a_message_goes_through_as_it_is(project):
    found = asked(project, "/synthesize", 60, 64.5, "@seed", 3, "@voice", "lead")
    assert (found.address, found.values, found.id) == ("/synthesize", (60, 64.5, "@seed", 3, "@voice", "lead"), 1)
    assert read_asked({"address": "ping"}, project).address == "/ping"


def test_files_lie_in_the_project(project):
    inside = str(project.folder / "piece.wav")
    assert asked(project, "/synthesize", 60, "@to", "piece.wav").values[-1] == inside
    assert asked(project, "/save", "files/piece.wav").values == (inside,)
    assert asked(project, "/sequence_load", "steps/one.json").values == (str(project.folder / "steps" / "one.json"),)
    assert asked(project, "/load", "default", "@directions", "mine.npz").values == ("default", "@directions", str(project.folder / "mine.npz"))


def test_a_number_may_name_a_file(project):
    assert asked(project, "/step_move", 0).values == (0,)  # though it is called `to`
    assert asked(project, "/map_save", 5).values == (str(project.folder / "5"),)
    assert asked(project, "/synthesize", 60, "@to", 1.5).values == (60, "@to", str(project.folder / "1.5"))


def test_models_styles_and_favourites_are_words(project, monkeypatch):
    assert asked(project, "/load", "guitar").values == ("guitar",)
    assert asked(project, "/load", "models/mine").values == (str(project.folder / "models" / "mine"),)
    assert asked(project, "/hallucinate", "@style", "plucked").values[-1] == "plucked"
    assert asked(project, "/compose", "mine.json").values == (str(project.folder / "mine.json"),)
    assert asked(project, "/hallucinate", "@style", "plucked,bells").values[-1] == "plucked,bells"
    assert asked(project, "/bank_open", "default", "mine").values == ("default", str(project.folder / "mine"))
    assert asked(project, "/picture_open", "default").values == ("default",)
    monkeypatch.setattr(translation, "favourites", lambda: {"bell": None})
    assert asked(project, "/render", "bell").values == ("bell",)
    for address, word in (("/load", "models"), ("/render", "drum"), ("/compose", "drum")):  # nothing of the folder that we were started in
        assert asked(project, address, word).values == (str(project.folder / word),)


def test_what_is_listened_to_and_watched_lies_in_the_project(project):
    assert asked(project, "/listen", "file", "song").values == ("file", str(project.folder / "song"))
    assert asked(project, "/listen", "device", "hw:0/0").values == ("device", "hw:0/0")
    assert asked(project, "/picture_watch", "film:dance.mp4").values == (f"film:{project.folder / 'dance.mp4'}",)
    assert asked(project, "/picture_watch", "camera:0").values == ("camera:0",)
    for words in (("/listen", "file", "/etc/x.wav"), ("/picture_watch", "film:../x.mp4")):
        with refused("project-name", InvalidInput):
            asked(project, *words)
    with refused("page-command", CommandError, says="by their numbers"):
        asked(project, "/picture_watch", "camera:/dev/video0")
    assert asked(project, "/picture_output", "camera:0").values == ("camera:0",)
    assert asked(project, "/picture_output", "http:8000").values == ("http:8000",)
    with refused("page-command", CommandError, says="by their numbers"):
        asked(project, "/picture_output", "camera:/dev/video0")


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.wav", "~/x.wav", "C:\\x.wav", "a/../../x.wav", ".studio/memory.json"])
@pytest.mark.parametrize(
    ("address", "before"),
    [
        ("/load", ()),
        ("/save", ()),
        ("/render", ()),
        ("/sequence_save", ()),
        ("/synthesize", (60, "@to")),
        ("/hallucinate", ("@style",)),
        ("/compose", ()),
    ],
)
def test_no_path_of_the_machine_is_opened(project, path, address, before):
    with refused("project-name", InvalidInput):
        asked(project, address, *before, path)


@pytest.mark.parametrize("word", ["/etc/passwd", "..\\x", "~me"])
def test_a_word_that_looks_like_a_path_is_refused_unless_it_is_known_to_name_something_else(project, word, monkeypatch):
    assert asked(project, "/store", word).values == (word,)
    monkeypatch.setattr(translation, "WORDS", frozenset())
    with refused("page-command", CommandError, says="is no file"):
        asked(project, "/store", word)


@pytest.mark.parametrize("address", sorted(WITHHELD))
def test_what_a_page_may_not_do(project, address):
    with refused("page-command", CommandError, says="does not send"):
        asked(project, address, 1)
    assert address not in {row["address"] for row in table()["commands"]}


def test_answers_come_to_the_page(project):
    with refused("page-command", CommandError, says="@port"):
        asked(project, "/ping", "@port", 99)


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        [],
        "x",
        {},
        {"address": 3},
        {"address": "/a", "values": {}},
        {"address": "/a", "values": [None]},
        {"address": "/a", "values": [True]},
        {"address": "/a", "values": [[1]]},
        {"address": "/a", "id": []},
        {"address": "/a", "id": True},
        {"address": "/a", "values": [0] * 20000},
    ],
)
def test_what_is_no_message(project, value):
    with refused("page-message", CommandError):
        read_asked(value, project)


@pytest.mark.parametrize("text", ["", "{", "nan", '{"a": NaN}', "[" * 5000, "x" * 300_000])
def test_what_is_no_json(text):
    with refused("page-message", CommandError):
        read_text(text)


def test_answers_have_addresses_instead_of_paths(project, tmp_path):
    sounds = tmp_path / "sounds"
    telling = Telling(project, sounds)
    assert telling.answer("/previewed", (str(sounds / "sound-000001.wav"), 10, 16000, 60), 7) == {
        "address": "/previewed",
        "values": ["sounds/sound-000001.wav", 10, 16000, 60],
        "id": 7,
    }
    assert telling.answer("/saved", (str(project.folder / "a b.wav"),), None) == {"address": "/saved", "values": ["files/a%20b.wav"]}
    assert telling.answer("/rendered", ("/somewhere/else.wav", 1, 1), None)["values"][0] == "else.wav"
    said = telling.answer("/error", ("/save", "output", f"Received: {project.folder / 'a.wav'}, which exists."), 1)["values"][2]
    assert str(tmp_path) not in said and "the project" in said
    assert telling.answer("/pitch", (math.inf,), None)["values"] == [None]
    assert telling.answer("/blob", (b"\1\2",), None)["values"] == [[1, 2]]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Received: /home/me/x.wav (gone).", "Received: x.wav (gone)."),
        ("Received: 'C:\\Users\\me\\x.wav', which", "Received: 'x.wav', which"),
        ("Received: \\\\host\\share\\x.wav.", "Received: x.wav."),
        ("Send /pitch and /voice_open first.", "Send /pitch and /voice_open first."),
        ("Open http://127.0.0.1:4280/a/b or uploads/kick.wav.", "Open http://127.0.0.1:4280/a/b or uploads/kick.wav."),
    ],
)
def test_sentences_name_files_without_their_folders(project, tmp_path, said, told):
    assert Telling(project, tmp_path / "sounds").words(said) == told


def test_the_table_has_every_command_and_a_schema_of_each():
    rows = {row["address"]: row for row in table()["commands"]}
    assert set(rows) == set(COMMANDS) - WITHHELD
    assert rows["/edit"]["schema"]["properties"]["values"] == {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"type": "number"}],
        "minItems": 2,
        "items": {"type": ["number", "string"]},
    }
    assert rows["/pitch"]["arguments"] == [{"name": "value", "type": "number", "often": "at most once"}]
    assert all(row["help"] and row["group"] for row in rows.values())
