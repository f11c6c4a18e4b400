"""What films say they were made of."""

import json

import numpy as np
import pytest

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.trajectory import ConstantTrajectory
from ganspacesynth.core.point import Point
from ganspacesynth.lineage.file import file_nodes
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.video import video_making
from ganspacesynth.video.course import Course
from ganspacesynth.video.driven_pictures import PictureDrive, followed
from ganspacesynth.video.soundtrack import soundtrack_of
from ganspacesynth.video.video_making import save_video
from ganspacesynth.video.video_settings import VideoSettings
from ganspacesynth.video.writing.film_recipe import read_film_recipe
from tests.conftest import GOLDEN
from tests.support.refused import refused

SOUND, SMALL = soundtrack_of(np.zeros(4000), 8000), VideoSettings(64, 64)


def kinds(node):
    return [(parent.kind, parent.digest) for parent in node.parents]


@pytest.mark.parametrize("ending", ["mp4", "webm", "mov"])
def test_a_film_names_its_network_and_its_song(ending, tmp_path):
    model = load_picture_model(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl")
    pictures = followed(PictureDrive(model), [Course("", ConstantTrajectory(Point(60, z=[1.0])))])
    pictures.document["song"] = {"name": "a song.mp3", "sha256": "ab" * 32}
    path = save_video(tmp_path / f"a.{ending}", SOUND, SMALL, pictures=pictures).path
    (node,) = file_nodes(path)
    assert node.kind == "film" and node.known and kinds(node) == [("picture network", model.id), ("song", "ab" * 32)]


def test_a_film_of_a_sound_has_what_the_sound_has(tmp_path):
    recipe = {"format": "ganspacesynth-recipe", "version": 2, "kind": "clip"}
    path = save_video(tmp_path / "a.mp4", SOUND, SMALL, recipe=recipe).path
    (node,) = file_nodes(path)
    assert node.kind == "film" and not node.known and node.facts["recipe"].startswith("cannot be read")


def test_other_films_are_recordings(tmp_path, monkeypatch):
    (tmp_path / "a.mp4").write_bytes(b"no film")
    assert read_film_recipe(tmp_path / "a.mp4") is None and file_nodes(tmp_path / "a.mp4")[0].kind == "recording"
    for told in ("", "{", "[1]", json.dumps({"format": "other"})):
        monkeypatch.setattr(video_making, "comment", lambda document, told=told: told)
        path = save_video(tmp_path / "b.mp4", SOUND, SMALL, force=True).path
        assert read_film_recipe(path) is None and file_nodes(path)[0].kind == "recording"
    monkeypatch.setattr(video_making, "comment", lambda document: json.dumps({"format": "ganspacesynth-video", "version": 99}))
    path = save_video(tmp_path / "b.mp4", SOUND, SMALL, force=True).path
    with refused("document-version", InvalidInput):
        read_film_recipe(path)
    assert file_nodes(path)[0].facts["recipe"].startswith("cannot be read")
