"""A timeline and its sound as they were first written: the file still makes them, and so does the recipe inside."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.cli.main import main
from tests.conftest import decibels
from tests.frozen.replay import HOME

WAVE_DB = 80.0  # on another processor: rounding
FOLDER = HOME / "timelines"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A copy, since analyses and sounds are written beside it."""
    shutil.copytree(FOLDER, tmp_path / "timelines")
    monkeypatch.chdir(tmp_path / "timelines")


def near(found, expected):
    """Whether two sounds are as long, and nearly the same."""
    (found, rate), (expected, own) = (soundfile.read(path, dtype="float32") for path in (found, expected))
    return rate == own and found.shape == expected.shape and decibels(expected, found) > WAVE_DB


def plain(path):
    """Return the recipe in a sound, its numbers rounded as another processor may round them."""

    def rounded(value):
        if isinstance(value, dict):
            return {key: rounded(each) for key, each in value.items() if key != "made_by"}
        return [rounded(each) for each in value] if isinstance(value, list) else round(value, 5) if isinstance(value, float) else value

    return rounded(read_recipe(path))


@pytest.mark.slow
def test_a_timeline_is_what_it_was(here, capsys):
    assert main(["timeline", "piece.toml", "--seed", "9", "-o", "again.wav"]) == 0, capsys.readouterr().err
    assert near("again.wav", "piece.wav") and plain("again.wav") == plain("piece.wav")


@pytest.mark.slow
def test_its_recipe_makes_it_again_without_the_file(here, capsys):
    for name in ("piece.toml", "tape.wav"):
        Path(name).unlink()
    assert main(["show", "piece.wav", "--json", "--render", "again.wav"]) == 0
    printed = capsys.readouterr().out
    recipe = json.loads(printed[: printed.rindex("}") + 1])
    assert (recipe["format"], recipe["version"], recipe["kind"]) == ("ganspacesynth-recipe", 2, "timeline")
    assert near("again.wav", "piece.wav")
    assert np.ptp(soundfile.read("again.wav")[0], axis=0).min() > 0.1  # both sides sound
