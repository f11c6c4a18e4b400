"""`models --get`: a published form, of the web or of one's own, becomes a model with a name and a card."""

import contextlib
import json
import shutil
import stat
import zipfile

import pytest

from ganspacesynth import load_model
from ganspacesynth.cli.main import main
from ganspacesynth.core.errors import ModelError
from ganspacesynth.core.untrusted.archive import Limits
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.directions import get_model as getting
from ganspacesynth.directions.get_model import GetSettings, get_model
from ganspacesynth.networks import known_models
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from ganspacesynth.networks.published_models import PUBLISHED, PublishedModel
from tests.conftest import GOLDEN
from tests.support.refused import refused, reported
from tests.support.web import served

PARTS = ("experiment.json", "stage_00008")


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """A small checkpoint as Magenta's are packed: in a folder of its own, with what macOS adds."""
    path = tmp_path_factory.mktemp("published") / "tiny_mel.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for part in PARTS:
            for source in sorted([GOLDEN / "tiny_mel" / part, *(GOLDEN / "tiny_mel" / part).rglob("*")]):
                if source.is_file():
                    file.write(source, f"tiny_mel/{source.relative_to(GOLDEN / 'tiny_mel')}")
        file.writestr("__MACOSX/tiny_mel/._experiment.json", b"\0")
        file.writestr("__MACOSX/experiment.json", b"\0")
    return path


@pytest.fixture(scope="module")
def server():
    with served() as web:
        yield web


@pytest.fixture
def web(server):
    server.pages.clear()
    server.asked.clear()
    return server


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GANSPACESYNTH_HOME", str(tmp_path / "zu Hause ö"))
    monkeypatch.delenv(known_models.PLACES, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "zu Hause ö"


@pytest.fixture
def get(home, capsys):
    def get(*words, code=0, rule=None):
        with contextlib.nullcontext() if rule is None else reported(rule):
            assert main(["models", "--get", *map(str, words)]) == code, capsys.readouterr().err
        out, err = capsys.readouterr()
        if code:
            assert (
                out == "" and err.splitlines()[-1].startswith("ganspacesynth: ") and sum("ganspacesynth:" in line for line in err.splitlines()) == 1
            )
        return err.splitlines()[-1] if code else out

    return get


def left(home):
    """What lies in the user's place beside models."""
    return sorted(p.name for p in home.rglob("*") if "models" not in p.relative_to(home).parts and p.is_file())


def test_the_published_ones_are_asked_for_by_https():
    assert set(PUBLISHED) == {"all_instruments", "acoustic_only"}
    for name, model in PUBLISHED.items():
        assert model.url == f"https://storage.googleapis.com/magentadata/models/gansynth/{name}.zip" and model.source
        assert "no licence for the weights" in model.licence


def test_a_published_one_by_name(get, home, web, packed, monkeypatch, capsys):
    url = web.put("/tiny.zip", packed.read_bytes())
    monkeypatch.setitem(PUBLISHED, "glocken", PublishedModel("glocken", url, "Kleine Glocken", "free as a bird", "A paper | of ours"))
    assert "To be fetched with --get: all_instruments, acoustic_only, glocken" in (main(["models"]), capsys.readouterr().out)[1]
    said = get("glocken")
    folder = home / "models" / "glocken"
    assert str(folder) in said and "generate --model glocken" in said and "directions --model glocken" in said
    assert known_models.known_models()["glocken"] == folder and left(home) == []
    assert load_model("glocken").id == load_model(GOLDEN / "tiny_mel").id
    about = json.loads((folder / "model.json").read_text(encoding="utf-8"))["about"]
    assert about["licence"] == "free as a bird" and about["fetched"]["from"] == url and len(about["fetched"]["sha256"]) == 64 and about["stage"] == 8
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert card.startswith("# Kleine Glocken\n") and url in card and "free as a bird" in card and "A paper   of ours" in card
    assert main(["models"]) == 0
    listed = capsys.readouterr().out
    assert (
        "glocken: Kleine Glocken" in listed
        and "licence: free as a bird" in listed
        and str(home / "models") in listed
        and "only, glocken" not in listed
    )


def test_what_was_found_plays_and_its_directions_are_looked_for_beside_it(get, home, packed):
    get(packed, "--name", "klein")
    assert main(["generate", "--model", "klein", "--seed", "1", "-o", "note.wav"]) == 0
    assert (
        main(
            [
                "directions",
                "--model",
                "klein",
                "--n_components",
                "2",
                "--random_z_count",
                "100",
                "-o",
                str(home / "models/klein/directions_conv0.npz"),
            ]
        )
        == 0
    )
    assert main(["generate", "--model", "klein", "--seed", "1", "--edits=2", "-o", "edited.wav"]) == 0


def test_a_zip_of_one_s_own_stays_and_says_what_it_knows(get, home, packed):
    get(packed)
    about = json.loads((home / "models" / "tiny_mel" / "model.json").read_text())["about"]
    assert packed.is_file() and about["fetched"]["from"] == "tiny_mel.zip" and about["licence"].startswith("unknown")


def test_a_native_one_keeps_its_own_card(get, home, tmp_path):
    folder = write_native(tmp_path / "nativ" / "mine", read_model(GOLDEN / "tiny_mel"))
    (folder / "README.md").write_text("# Mein Modell\n", encoding="utf-8")
    (folder / "LICENSE.txt").write_text("mine\n", encoding="utf-8")
    shutil.make_archive(str(tmp_path / "mine"), "zip", tmp_path / "nativ")
    get(tmp_path / "mine.zip")
    made = home / "models" / "mine"
    assert (made / "README.md").read_text(encoding="utf-8") == "# Mein Modell\n" and (made / "LICENSE.txt").is_file()
    assert "licence" not in json.loads((made / "model.json").read_text())["about"]


def test_an_address_names_its_model_and_its_key_is_not_written_down(get, home, web, packed):
    url = web.put("/some/where.zip?key=secret", packed.read_bytes())
    get(url)
    for file in (home / "models" / "where").glob("*.[jm]*"):
        assert "secret" not in file.read_text(encoding="utf-8")
    assert left(home) == []


@pytest.mark.parametrize("name", ["default", "DEFAULT", "klein", "Klein"])
def test_nothing_is_overwritten_nor_even_fetched(get, web, packed, name):
    get(packed, "--name", "klein")
    said = get(web.put("/x.zip", packed.read_bytes()), "--name", name, code=1, rule="nothing-overwritten")
    assert "Nothing is overwritten unasked" in said and "Give another one with --name" in said and web.asked == []


@pytest.mark.parametrize("name", ["../x", "a/b", ".", "con", ""])
def test_names_that_are_none(get, packed, name):
    assert "A model's name has 1 to 64 letters" in get(packed, "--name", name, code=1, rule="portable-name")


def test_a_killed_download_goes_on(home, web, packed, monkeypatch):
    monkeypatch.setattr("ganspacesynth.core.untrusted.download.BLOCK", 10_000)
    data = packed.read_bytes()
    url = web.put("/x.zip", data)

    def killed(items, stage, total):
        for number, item in enumerate(items):
            if number == 3:
                raise Cancelled
            yield item

    with pytest.raises(Cancelled):
        get_model(url, track=killed)
    assert len(left(home)) == 2
    get_model(url)
    assert web.asked[-1][2:] == (206, len(data) - 30_000) and left(home) == []


def test_a_damaged_download_is_removed_and_fetched_anew(get, home, web, packed):
    data = bytearray(packed.read_bytes())
    data[2000:2100] = bytes(100)
    url = web.put("/x.zip", bytes(data))
    said = get(url, code=1)
    assert "The zip must be whole" in said and "was removed; the same command fetches it anew" in said and left(home) == []
    web.put("/x.zip", packed.read_bytes())
    get(url)
    assert not list((home / "downloads").iterdir())


def test_a_damaged_zip_of_one_s_own_stays(get, home, packed, tmp_path):
    (tmp_path / "cut.zip").write_bytes(packed.read_bytes()[:-500])
    assert "The zip must be whole" in get("cut.zip", code=1) and (tmp_path / "cut.zip").is_file() and left(home) == []


def test_a_short_download_is_named_and_kept(get, home, web, packed):
    url = web.put("/x.zip", packed.read_bytes(), cut=20_000)
    said = get(url, code=1)
    assert "20000 of" in said and "the same command goes on" in said and len(left(home)) == 2
    web.pages["/x.zip"].cut = None
    get(url)


def test_offline(get, home):
    said = get("https://nowhere.invalid/x.zip", code=1)
    assert "needs a connection to nowhere.invalid. Received: none" in said and "Connect to the internet, or name a file" in said


def test_what_is_no_model(get, tmp_path, home):
    for name, files in {"none": ["a.txt"], "two": ["a/model.json", "b/model.json"], "hollow": ["a/experiment.json"]}.items():
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as file:
            for each in files:
                file.writestr(each, "{}")
    assert "with none" in get("none.zip", code=1, rule="one-model-a-zip: A zip holds one model")
    assert "with a, b" in get("two.zip", code=1, rule="one-model-a-zip")
    assert "stage_00000" in get("hollow.zip", code=1)
    assert "none of these. Names are all_instruments, acoustic_only" in get("nonsense", code=1, rule="model-source")
    (tmp_path / "folder").mkdir()
    assert "a folder. Use `ganspacesynth convert folder" in get("folder", code=1, rule="model-zip")
    assert left(home) == [] and not list((home / "downloads").iterdir()) and not list((home / "models").iterdir())


def test_a_trap_is_refused_before_anything_is_written(get, home, tmp_path):
    with zipfile.ZipFile(tmp_path / "trap.zip", "w") as file:
        link = zipfile.ZipInfo("model.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
    assert "with 'model.json', a link" in get("trap.zip", code=1) and left(home) == []


def test_limits_are_a_setting(home, packed):
    with refused("harmless-zip", ModelError, says="at most 2 are unpacked"):
        get_model(str(packed), GetSettings(limits=Limits(members=2)))


def test_what_a_kill_left_unpacked_is_swept_a_day_later(home, packed, monkeypatch):
    old = home / "downloads" / "unpacked-old"
    old.mkdir(parents=True)
    get_model(str(packed), GetSettings("a"))
    assert old.exists()
    monkeypatch.setattr(getting, "OLD_S", -60.0)
    get_model(str(packed), GetSettings("b"))
    assert not old.exists()


def test_unfinished_folders_are_no_models(home):
    write_native(home / "models" / ".part-0123456789abcdef", read_model(GOLDEN / "tiny_mel"))
    assert not [name for name in known_models.known_models() if name.startswith(".part")]


def test_a_place_that_cannot_be_made(home, packed, capsys):
    home.write_text("a file")
    with reported("writable-output"):
        assert main(["models", "--get", str(packed)]) == 1
    assert "A zip is unpacked in a folder of yours" in capsys.readouterr().err


def test_a_name_alone_gets_nothing(home, capsys):
    with reported("name-needs-get"):
        assert main(["models", "--name", "x"]) == 1
    assert "Give --get NAME" in capsys.readouterr().err
