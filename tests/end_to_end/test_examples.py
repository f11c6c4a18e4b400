"""Each example runs as it is, writes what it says, and its sounds can be played again."""

import functools
import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

import ganspacesynth
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.composition.instrument import load_instrument
from ganspacesynth.composition.recipes import check_recipe
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.networks.gansynth import gansynth

HOME = Path(ganspacesynth.__file__).parents[1]
FOLDER = HOME / "examples"
EXAMPLES = sorted(FOLDER.glob("*.py"))
MOST_LINES = 40
BY_HAND = {"string.wav"}  # made by an example itself, as the recording to be found

pytestmark = [pytest.mark.skipif(not FOLDER.exists(), reason="not a checkout"), pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def one_model():
    """The model is opened, and compiled, once for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gansynth, "load_model", functools.cache(gansynth.load_model))
        yield


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_it_runs_as_it_is(file, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(file)])
    runpy.run_path(str(file), run_name="__main__")
    told = set(re.findall(r"out/([\w.]+\w)", capsys.readouterr().out))
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert told == written - BY_HAND and any(name.endswith(".wav") for name in told)
    for name in told:
        if name.endswith(".wav"):
            wave, rate = read_audio(tmp_path / "out" / name)
            assert len(wave) > rate and 0.01 < np.abs(wave).max() <= 1.0
            check_recipe(read_recipe(tmp_path / "out" / name))


def test_a_recipe_of_an_example_makes_the_same_sound(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(FOLDER / "first_sound.py"))
    again = make_sound(load_instrument(), check_recipe(read_recipe("out/first_sound.wav"))).save("again.wav")
    assert np.array_equal(read_audio(again)[0], read_audio("out/first_sound.wav")[0])


def test_they_are_few_short_and_listed():
    assert len(EXAMPLES) >= 10
    listed = re.findall(r"^\| \[(\w+\.py)\]\((\w+\.py)\) \|", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == [(file.name, file.name) for file in EXAMPLES]
    assert all(len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES for file in EXAMPLES)
