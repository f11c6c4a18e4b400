"""Where a musician's own things lie on each system, and what they may be called."""

import sys
from pathlib import Path

import pytest

from ganspacesynth.core import user_folder
from ganspacesynth.core.errors import InvalidInput, ModelError
from tests.support.refused import refused


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv(user_folder.PLACE)
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("system", "place"),
    [
        ("linux", ".local/share/ganspacesynth"),
        ("darwin", "Library/Application Support/GANSpaceSynth"),
        ("win32", "AppData/Local/GANSpaceSynth"),
    ],
)
def test_each_system_has_its_place(home, monkeypatch, system, place):
    monkeypatch.setattr(sys, "platform", system)
    assert user_folder.user_folder() == home / place


def test_what_systems_and_people_say_instead(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")  # which the standard says to ignore
    assert user_folder.user_folder() == home / ".local/share/ganspacesynth"
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    assert user_folder.user_folder() == home / "data/ganspacesynth"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(home / "local"))
    assert user_folder.user_folder() == home / "local/GANSpaceSynth"
    monkeypatch.setenv(user_folder.PLACE, str(home / "mine"))
    assert user_folder.user_folder() == home / "mine"


def test_nobody_s_home(home, monkeypatch):
    def none():
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", none)
    with refused("user-home", InvalidInput, says="Name a folder in GANSPACESYNTH_HOME"):
        user_folder.user_folder()
    from ganspacesynth.networks.known_models import known_models, own_places

    assert own_places() == [] and "default" in known_models()


@pytest.mark.parametrize("name", ["Glocke", "glocke 2", "Ö_ö-1.5", "音", "it's", "F#3 (low)", "x" * 64])
def test_names(name):
    assert user_folder.check_name(name, "A favourite") == name


def test_a_name_is_composed():
    assert user_folder.check_name("O\u0308", "A favourite") == "Ö"


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".x", "x.", " x", "x ", "a/b", "a\\b", "a:b", "a\nb", "a\0b", "con", "Aux.wav", "COM1", "x" * 65, "a*", "~"]
)
def test_what_is_no_name(name):
    with refused("portable-name", ModelError, says=r"A favourite's name has 1 to 64 letters.*Choose another name"):
        user_folder.check_name(name, "A favourite", ModelError)


def test_names_that_are_one_on_some_systems():
    assert user_folder.same_name("GLOCKE", ["Pauke", "Glocke"]) == "Glocke" and user_folder.same_name("Ö", ["O\u0308"]) == "O\u0308"
    assert user_folder.same_name("x", ["y"]) is None
