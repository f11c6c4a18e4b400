"""Directions explored without the command line: a grid of sounds, a page, and the direction between two kinds of sounds."""

import json

import numpy as np
import pytest

from ganspacesynth import load_directions, load_instrument
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.composition.between_sounds import BetweenSettings, find_between
from ganspacesynth.composition.survey.atlas_file import PageSettings, check_page, save_atlas
from ganspacesynth.composition.survey.exploration import ExploreSettings, explore
from ganspacesynth.core.errors import DirectionsError, InvalidInput, OutputError
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.directions.describe.atlas_sounds import AtlasSettings
from tests.support import house
from tests.support.counted import Stages
from tests.support.refused import refused


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    return house.build(tmp_path_factory.mktemp("Klänge"), tiny)


@pytest.fixture(scope="module")
def instrument(folder):
    return load_instrument(folder / house.PITCHED)


@pytest.fixture(scope="module")
def plain(folder):
    return load_instrument(folder / house.PLAIN)


def test_a_grid_is_played_into_a_folder(instrument, tmp_path):
    stages = Stages()
    files = explore(instrument, tmp_path / "grid", ExploreSettings(x=0, y=2, span=(-1.0, 1.0), steps=2, mode="offset", seed=4), track=stages)
    assert stages.seen == {"Rendering": (4, 4)}
    assert [file.name for file in files] == ["wave_-1,-1.wav", "wave_1,-1.wav", "wave_-1,1.wav", "wave_1,1.wav", "spectrograms.png"]
    recipe = read_recipe(files[1])
    assert recipe["point"]["edits"] == [1.0, 0.0, -1.0] and recipe["directions"]["path"] is None and 0.0 < recipe["gain"] <= 1.0
    with refused("nothing-overwritten", OutputError):
        explore(instrument, tmp_path / "grid", ExploreSettings(y=None, steps=2))
    assert len(explore(instrument, tmp_path / "grid", ExploreSettings(y=None, steps=2), force=True)) == 3


def test_a_cancelled_grid_writes_nothing(instrument, plain, tmp_path):
    stages = Stages(cancel="Rendering")
    with pytest.raises(Cancelled):
        explore(instrument, tmp_path / "grid", ExploreSettings(steps=3), track=stages)
    assert stages.seen == {"Rendering": (1, 9)} and not list(tmp_path.iterdir())
    with refused("needs-directions", DirectionsError, says=r"An exploration needs directions. Received: an instrument without"):
        explore(plain, tmp_path / "grid")


def test_an_atlas_is_a_page(instrument, plain, tmp_path):
    stages, page = Stages(), PageSettings("Mein <Atlas>", "ganspacesynth generate --level model", "Noch ungehört.", "wav")
    atlas = save_atlas(instrument, tmp_path / "a.html", AtlasSettings(2, 3, 3), page, track=stages)
    assert stages.seen == {"Playing directions": (2, 2), "Playing the map": (3, 3)} and len(atlas.strips) == 2
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "Mein &lt;Atlas&gt;" in text and "Noch ungehört." in text
    with pytest.raises(Cancelled):
        save_atlas(instrument, tmp_path / "b.html", AtlasSettings(2, 3, 3), page, track=Stages(cancel="Playing directions"))
    assert not (tmp_path / "b.html").exists()
    with refused("needs-directions", DirectionsError, says="An atlas needs directions"):
        save_atlas(plain, tmp_path / "b.html")
    with refused("file-ending", InvalidInput, says=r"A page ends in .html. Received: .*b.txt"):
        check_page(tmp_path / "b.txt", force=False)
    with refused("page-sound-format", InvalidInput, says="ogg"):
        PageSettings(audio="ogg")


def test_a_direction_between_sounds_is_written(instrument, plain, tmp_path):
    stages = Stages()
    found = find_between(instrument, ["1,2", "3"], ["4", "5,6"], tmp_path / "hell.npz", BetweenSettings(orthogonal=("1",)), track=stages)
    assert list(stages.seen) == ["Listening to conv0"] and stages.seen["Listening to conv0"][0] == stages.seen["Listening to conv0"][1]
    assert found.a.shape == found.b.shape == (3,) and found.a.mean() < found.b.mean()
    written = load_directions(found.path)
    assert written.names == ("hell",) and np.abs(written.components @ instrument.directions.components[0]).max() < 1e-3
    joined = find_between(instrument, ["1"], ["2"], tmp_path / "beide.npz", BetweenSettings(name="mehr", add=True))
    assert load_directions(joined.path).n_components == 4 and joined.direction.n_components == 1
    with pytest.raises(Cancelled):
        find_between(instrument, ["1"], ["2"], tmp_path / "x.npz", track=Stages(cancel="Listening to conv0"))
    for settings, error, rule in (
        (BetweenSettings(add=True, layer="conv1"), DirectionsError, "same-layer: --add joins directions of one layer. Received: none of conv1"),
        (BetweenSettings(orthogonal=("1",), layer="conv1"), DirectionsError, "same-layer: Directions to avoid are of the same layer, conv1"),
        (BetweenSettings(orthogonal=("heller",)), InvalidInput, r"direction-number: numbers 1..3 and names. Received: 'heller'"),
    ):
        with refused(rule, error):
            find_between(instrument, ["1"], ["2"], tmp_path / "x.npz", settings)
    assert not (tmp_path / "x.npz").exists()
    assert json.dumps(find_between(plain, ["1"], ["2"], tmp_path / "x.npz").direction.layer) == '"conv0"'
