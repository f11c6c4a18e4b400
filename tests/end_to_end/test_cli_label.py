"""`directions label` and `directions rename`: a file learns what its directions do, and what somebody calls them."""

import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.cli.main import main
from ganspacesynth.directions.directions_files import load_directions, save_directions
from ganspacesynth.networks.gansynth import gansynth
from tests.support.tiny_directions import make_directions
from tests.support.tone_model import ToneModel, tone_directions
from tests.unit.directions.test_annotations import make_annotations


@pytest.fixture
def tones(monkeypatch):
    monkeypatch.setattr(gansynth, "load_model", lambda path=None, **options: ToneModel())


@pytest.fixture
def file(tmp_path):
    return save_directions(tone_directions(), tmp_path / "Töne eins.npz", dtype="float16")


def test_labels_are_written_in_place(tones, file, capsys):
    with np.load(file) as before:
        components = before["components"].tobytes()
    assert main(["directions", "label", str(file), "--count", "3", "--sounds", "2"]) == 0
    found = load_directions(file)
    assert [found.name(i).split(",")[0] for i in range(4)] == ["brighter", "slower attack", "louder", "direction 4"]
    with np.load(file) as after:
        assert after["components"].tobytes() == components
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{file}:" and len(lines) == 4
    assert lines[1].split()[:2] == ["1", "brighter"] and "steps for an edit of 1" in lines[1]


def test_published_files_need_another_name(tones, tmp_path, capsys):
    pickle = save_directions(tone_directions(), tmp_path / "a.pickle")
    assert main(["directions", "label", str(pickle)]) == 1
    assert "Labels are kept in native files (.npz)" in capsys.readouterr().err
    words = ["directions", "label", str(pickle), "--count=1", "--sounds=1", "-o", str(tmp_path / "b.npz")]
    assert main(words) == 0
    assert load_directions(tmp_path / "b.npz").name(0) == "brighter"
    assert main(words) == 1 and "Nothing is overwritten unasked" in capsys.readouterr().err
    assert main([*words, "--force"]) == 0


def test_names_are_given_and_taken_back(tmp_path, capsys):
    path = str(save_directions(make_directions(names=(), annotations=make_annotations()), tmp_path / "a b.npz"))
    assert main(["directions", "rename", path, "3", " Körnig "]) == 0
    assert capsys.readouterr().out == f"{path}: direction 3 is now called 'Körnig'\n"
    assert load_directions(path).names == ("", "", "Körnig")
    assert main(["directions", "rename", path]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "2"] and lines[3].startswith("2 more were not listened to")
    assert "longer sustain" in lines[1] and "Körnig" in lines[2] and "-3.0 to 1.0" in lines[0]
    assert main(["directions", "rename", path, "3"]) == 0
    assert load_directions(path).names == () and load_directions(path).name(2) == "direction 3"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["0", "x"], "Directions are numbered 1..5. Received: 0."),
        (["6", "x"], "Directions are numbered 1..5. Received: 6."),
        (["1", "a\nb"], "A name is a printable text"),
    ],
)
def test_names_that_cannot_be(tmp_path, capsys, words, message):
    path = save_directions(make_directions(), tmp_path / "a.npz")
    before = path.read_bytes()
    assert main(["directions", "rename", str(path), *words]) == 1
    assert message in capsys.readouterr().err and path.read_bytes() == before


def test_published_files_keep_no_new_names(tmp_path, capsys):
    path = save_directions(make_directions(), tmp_path / "a.pickle")
    assert main(["directions", "rename", str(path), "1", "x"]) == 1
    assert "Names are kept in native files (.npz)" in capsys.readouterr().err


@pytest.mark.slow
def test_a_sound_made_before_a_renaming_can_be_made_again(tmp_path, capsys):
    """Its recipe names the directions by a digest, which a new name must not change."""
    import shutil

    from ganspacesynth.networks.known_models import default_model

    file, sound = tmp_path / "a.npz", tmp_path / "a.wav"
    shutil.copy(default_model() / "directions_conv0.npz", file)
    words = ["generate", "--edits=1", "--seed=1", "--directions", str(file), "-o", str(sound)]
    assert main(words) == 0
    assert main(["directions", "rename", str(file), "1", "grit"]) == 0
    assert main(["show", str(sound), "--render", str(tmp_path / "b.wav")]) == 0
    assert (tmp_path / "b.wav").read_bytes() == sound.read_bytes()
    assert read_recipe(sound) == read_recipe(tmp_path / "b.wav")


def test_rows_that_nobody_listened_to_are_hidden(tones, file, capsys):
    assert main(["directions", "label", str(file), "--count", "2", "--sounds", "1"]) == 0
    assert main(["directions", "rename", str(file), "4", "mine"]) == 0
    capsys.readouterr()
    assert main(["directions", "rename", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "4", "1"]
    assert lines[2].split() == ["4", "mine", "not", "listened", "to"]
    assert lines[3] == "1 more were not listened to: `directions label` says what they do."
