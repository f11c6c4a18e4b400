"""Files of directions made without the command line: found, labelled, named, and carried along with a converted model."""

import dataclasses
import shutil

import numpy as np
import pytest

from ganspacesynth import load_directions
from ganspacesynth.core.errors import DirectionsError, InvalidInput, ModelError, OutputError
from ganspacesynth.core.work.progress import Cancelled, tracking
from ganspacesynth.directions.describe.label_file import LabelSettings, check_labels_file, label_directions, rate_direction, rename_direction
from ganspacesynth.directions.directions_files import save_directions
from ganspacesynth.directions.model_conversion import ConvertSettings, convert_model
from ganspacesynth.directions.search.find_to_file import FindSettings, check_unfinished, find_to_file
from ganspacesynth.directions.search.pca import SearchSettings
from ganspacesynth.directions.search.resume import unfinished_path
from ganspacesynth.directions.search.sharding import Work
from tests.conftest import GOLDEN
from tests.support import house
from tests.support.counted import Stages
from tests.support.refused import refused
from tests.support.tone_model import ToneModel, tone_directions

QUICK = FindSettings(search=SearchSettings(n_components=3, n_samples=300, all_pitches=False), latent_sounds=1000)


def test_directions_are_found_and_written(tiny, tmp_path):
    stages = Stages()
    found = find_to_file(tiny, tmp_path / "a.npz", QUICK, track=stages)
    assert stages.seen and all(done == total for done, total in stages.seen.values())
    written = load_directions(found.path)
    assert written.n_components == 3 and written.latent is not None and 0.0 < found.quality.r2 <= 1.0
    assert written.pitch == tiny.config.nearest_pitch(60) and not unfinished_path(found.path).exists()
    low = FindSettings(search=QUICK.search, usual_pitch=0)
    found = find_to_file(tiny, tmp_path / "a.npz", low, force=True)
    assert found.quality is None and found.directions.pitch == tiny.config.nearest_pitch(0)


def test_a_cancelled_search_writes_no_file(tiny, tmp_path):
    told = []

    def progress(done, total):
        told.append((done, total))
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        find_to_file(tiny, tmp_path / "a.npz", QUICK, track=tracking(progress))
    assert [done for done, _ in told] == [0, 1] and not (tmp_path / "a.npz").exists()


def test_an_unfinished_search_is_not_thrown_away(tiny, tmp_path):
    path = tmp_path / "a.npz"
    unfinished_path(path).write_bytes(b"")
    with refused("unfinished-search", OutputError, says=r"An unfinished search is not thrown away unasked. Received: .*Go on with --resume"):
        find_to_file(tiny, path, QUICK)
    assert check_unfinished(path, Work(resume=True), force=False) == check_unfinished(path, Work(), force=True) == unfinished_path(path)


def test_directions_are_labelled_in_their_file_or_another(tmp_path):
    path = save_directions(tone_directions(), tmp_path / "a.npz")
    before, stages = path.read_bytes(), Stages(cancel="Playing directions")
    with pytest.raises(Cancelled):
        label_directions(ToneModel(), load_directions(path), path, LabelSettings(2, 1), track=stages)
    assert stages.seen["Playing directions"] == (1, 2) and path.read_bytes() == before
    stages = Stages()
    labelled = label_directions(ToneModel(), load_directions(path), path, LabelSettings(2, 1), track=stages)
    assert stages.seen["Playing directions"] == (2, 2) and labelled.name(0) == load_directions(path).name(0) == "brighter"
    label_directions(ToneModel(), tone_directions(), tmp_path / "b.npz", LabelSettings(1, 1), in_place=False)
    assert load_directions(tmp_path / "b.npz").name(0) == "brighter"
    with refused("nothing-overwritten", OutputError):
        label_directions(ToneModel(), tone_directions(), tmp_path / "b.npz", in_place=False)
    with refused("native-file", InvalidInput, says=r"Labels are kept in native files \(.npz\). Received: a.pickle"):
        check_labels_file("a.pickle")


def test_a_direction_gets_a_name(tmp_path):
    path = save_directions(tone_directions(), tmp_path / "a.npz")
    assert rename_direction(path, 1, " weich ").name(1) == "weich" and load_directions(path).names == ("", "weich")
    assert rename_direction(path, 1, "").names == ()
    with refused("direction-number", InvalidInput, says=r"Directions are numbered 1..\d+. Received: 0"):
        rename_direction(path, -1, "x")
    published = save_directions(tone_directions(), tmp_path / "a.pickle")
    with refused("native-file", InvalidInput, says="Names are kept in native files"):
        rename_direction(published, 0, "x")


def test_a_direction_is_rated_in_its_file(tmp_path):
    path = save_directions(tone_directions(), tmp_path / "a.npz")
    rename_direction(path, 0, "weich")
    assert rate_direction(path, 1, 4).ratings == (0, 4) and load_directions(path).rating(1) == 4
    kept = load_directions(path)
    assert (kept.name(0), kept.rating(0), kept.rating(7)) == ("weich", 0, 0)
    assert load_directions(path, n_components=1).ratings == (0,)
    copy = save_directions(kept, tmp_path / "b.npz")
    assert load_directions(copy).ratings == (0, 4) and rate_direction(path, 1, 0).ratings == ()
    with refused("direction-rating", InvalidInput, says=r"0 \(none\) to 5. Received: 6"):
        rate_direction(path, 1, 6)
    with refused("direction-rating", DirectionsError, says="Ratings are whole numbers"):
        dataclasses.replace(kept, ratings=(2.5,))
    with refused("native-file", InvalidInput, says="Names are kept in native files"):
        rate_direction(save_directions(kept, tmp_path / "a.pickle"), 0, 1)


def test_a_model_is_converted_with_its_directions(tiny, tmp_path):
    source = house.build(tmp_path, tiny) / house.PITCHED
    (source / "directions_other.npz").write_bytes(b"none")
    assert (source / "pca.pickle").is_file()
    made = convert_model(source, tmp_path / "native", ConvertSettings("float32"))
    assert made.model == tiny.id and made.folder == tmp_path / "native" and made.megabytes > 0.0
    assert [file.name for file in made.beside] == ["directions_conv0.npz"] and [file.name for file in made.left] == ["pca.pickle"]
    assert np.array_equal(load_directions(made.folder / "directions_conv0.npz").stdev, load_directions(made.beside[0]).stdev)
    with refused("another-folder", InvalidInput, says="A model is converted into another folder"):
        convert_model(source, source, force=True)
    with refused("nothing-overwritten", OutputError):
        convert_model(GOLDEN / "tiny_mel", made.folder)
    shutil.rmtree(made.folder)
    with refused("model-folder", ModelError):
        convert_model(tmp_path / "nowhere", made.folder)
