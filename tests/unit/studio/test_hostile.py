"""A page that says what cannot be: a sentence for each, nothing lost, and the next page is answered."""

import json
from urllib.parse import quote

import pytest
import soundfile

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import check_output
from ganspacesynth.engine.engine import Engine
from ganspacesynth.studio import project as module
from ganspacesynth.studio.making.desk import sound_folders
from ganspacesynth.studio.page_json import read_page_json
from ganspacesynth.studio.project import Project
from tests.support.made_sounds import RATE, melody
from tests.support.refused import refused, reported
from tests.support.studio_stage import studio

HALF = "\ud800"
TRAIN = {"kind": "train", "sounds": "notes", "name": "t"}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp"))
    folder = tmp_path_factory.mktemp("project") / "Stück"
    (folder / "notes").mkdir(parents=True)
    soundfile.write(folder / "notes" / "a.wav", melody(1.0, 1), RATE)
    with studio(engine, folder) as stage:
        yield stage
    engine.close()


def asked(stage, path, body, method="POST"):
    status, _, said = stage.fetch(path, method=method, body=body if isinstance(body, bytes) else json.dumps(body).encode())
    return status, said.decode()


@pytest.mark.parametrize(
    "text",
    ["NaN", "[Infinity]", '{"a": -Infinity}', "1e999", "9" * 301, '"\\ud800"', '{"\\uDBff": 1}', '["\\u0041\\udc00"]', b'"\xed\xa0\x80"', b"\xff"],
)
def test_numbers_and_letters_that_cannot_be_are_no_json(text):
    with pytest.raises(ValueError):
        read_page_json(text)


def test_all_other_json_is_read():
    assert read_page_json(b'{"a": [1, -2.5e3, null, true, "\\ud83c\\udfb9 \xc3\xa9 \\\\ud800"]}') == {"a": [1, -2500.0, None, True, "🎹 é \\ud800"]}
    assert float(read_page_json("9" * 300)) == pytest.approx(1e300)


@pytest.mark.parametrize("address", ["/make/begin", "/exports.json"])
@pytest.mark.parametrize(
    "body", [b"", b"5", b'{"kind": []}', b'{"kind": {"a": 1}}', b'{"kind": "train", "settings": {"seed": 1e999}}', b"[" * 100_000]
)
def test_orders_that_are_none(stage, address, body):
    status, said = asked(stage, address, body)
    assert status == 400 and "Received:" in said


@pytest.mark.parametrize("settings", [{"minutes": 10**305}, {"sample_rate": 0.01}, {"audition": 10**9}, {"audition": -1}, {"preset": "../x"}])
def test_settings_are_checked_before_the_work(stage, settings):
    status, said = asked(stage, "/make/begin", {**TRAIN, "settings": settings})
    assert status == 400 and "Received:" in said and stage.json("/make/works.json")["works"] == []


def test_the_rule_of_each_setting(stage):
    with reported("known-preset"):
        asked(stage, "/make/begin", {**TRAIN, "settings": {"preset": "huge"}})
    with reported("order-settings"):
        asked(stage, "/make/begin", {**TRAIN, "settings": {"audition": 1000}})


@pytest.mark.parametrize("name", ["é" * 130, f"notes/{'é' * 130}", "n" * 240, "n" * 300])
def test_names_longer_than_any_disk_keeps(stage, name):
    for order in ({"kind": "cut", "sounds": name}, {"kind": "judge", "sounds": "notes", "model": name}, {"kind": "find", "model": name}):
        assert asked(stage, "/make/begin", order)[0] == 400
    for look in ("auditions.json", "card.json", "directions.json", "direction.wav"):
        assert stage.fetch(f"/make/{look}?side=low&number=1&of={quote(name)}")[0] in (200, 400)
    assert asked(stage, "/make/tick", {"sounds": "notes", "piece": name * 9})[0] == 400
    assert asked(stage, "/make/call", {"model": name, "number": 1, "name": "x"})[0] == 400
    assert stage.fetch(f"/bank.json?of={quote(name)}")[0] == 400


def test_names_in_bytes_and_half_letters(tmp_path):
    project = Project.at(tmp_path / "project")
    assert project.inside("n" * 235 + ".wav").name == "n" * 235 + ".wav"
    for name in ("é" * 126 + ".wav", f"a/{'é' * 128}", HALF, f"a/{HALF}.wav"):
        with refused("project-name", InvalidInput):
            project.inside(name)
    assert check_output(tmp_path / ("n" * 251 + ".wav"))
    for name in ("n" * 252 + ".wav", "é" * 126 + ".wav"):
        with refused("output-name"):
            check_output(tmp_path / name)


def test_a_half_letter_ends_no_page(stage):
    with stage.page() as page:
        page.send(f'{{"address": "/pitch", "id": "{HALF.encode("unicode_escape").decode()}"}}')
        assert page.wait(lambda told: told.get("address") == "/error")["values"][1] == "usage"
        assert page.ask("/ping")[0] != "/error"


def test_a_name_that_is_no_text_hides_no_other_file(stage):
    odd = stage.settings.folder / "notes" / "gr\udcfcn.wav"  # Latin-1, as on old disks
    try:
        odd.write_bytes(b"RIFF")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this system's names are texts")
    try:
        assert [file["name"] for file in stage.json("/files.json")] == ["notes/a.wav"]
        assert stage.json("/make/sounds.json") == [{"name": "notes", "sounds": 1, "others": 0}]
    finally:
        odd.unlink()


def test_folders_behind_many_files_are_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_LISTED", 3)
    project = Project.at(tmp_path)
    for folder, count in (("a", 4), ("b", 1)):
        (tmp_path / folder).mkdir()
        for number in range(count):
            (tmp_path / folder / f"{number}.wav").touch()
    assert len(project.files()) == 3
    counted = [{"name": "a", "sounds": 4, "others": 0}, {"name": "b", "sounds": 1, "others": 0}]
    assert sound_folders(project, frozenset({".wav"})) == counted
