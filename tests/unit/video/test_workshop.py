"""Films made in pieces: a run that was stopped goes on, and what comes out is the same."""

from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.core.errors import OutputError
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.video.soundtrack import soundtrack_of
from ganspacesynth.video.video_making import save_video
from ganspacesynth.video.video_settings import VideoSettings
from ganspacesynth.video.writing import workshop
from ganspacesynth.video.writing.workshop import Encoded, Workshop, pieces
from tests.support.films import clicks, frames, heard
from tests.support.refused import refused

SMALL = VideoSettings(96, 64, Fraction(20))
SOUND = soundtrack_of(clicks(16_000, (0.3, 1.7), 2.0), 16_000)


@pytest.fixture(autouse=True)
def short_pieces(monkeypatch):
    for module in (workshop, __import__("ganspacesynth.video.video_making", fromlist=["x"])):
        monkeypatch.setattr(module, "PIECE", 15)


def stopping_at(count):
    def told(done, total):
        if done == count:
            raise Cancelled

    return told


@pytest.mark.parametrize("name", ["a.mp4", "a.webm", "a.mov", "a"])
def test_a_stopped_film_goes_on(name, tmp_path):
    whole = save_video(tmp_path / "whole" / name, SOUND, SMALL).path
    with pytest.raises(Cancelled):
        save_video(tmp_path / name, SOUND, SMALL, progress=stopping_at(33))
    (left,) = tmp_path.glob(".film-*")
    assert not (tmp_path / name).exists()
    told = []
    save_video(tmp_path / name, SOUND, SMALL, progress=lambda done, total: told.append(done))
    assert {15, 30} <= set(told) and not set(range(1, 15)) & set(told) and told[-1] == 40  # what was there is not made again
    assert not left.exists() and sorted(path.name for path in tmp_path.iterdir()) == sorted({name, "whole"})
    if name == "a":
        same = [np.array_equal(Image.open(path), Image.open(tmp_path / name / path.name)) for path in whole.glob("*.png")]
        assert len(same) == 40 and all(same)
        return
    pairs = list(zip(frames(whole), frames(tmp_path / name), strict=True))
    assert len(pairs) == 40 and all(a[0] == b[0] for a, b in pairs)
    assert max(np.abs(a[1].astype(int) - b[1]).mean() for a, b in pairs) < 1.0  # x264's threads do not always decide alike
    assert np.array_equal(heard(whole)[1], heard(tmp_path / name)[1])


@pytest.mark.parametrize("name", ["a.mp4", "a.webm", "a.mov"])
def test_pieces_join_without_a_seam(name, tmp_path):
    made = save_video(tmp_path / name, SOUND, SMALL)
    moments = [moment for moment, _ in frames(made.path)]
    np.testing.assert_allclose(moments, np.arange(40) / 20, atol=1.1e-3)


def test_another_film_begins_anew(tmp_path):
    with pytest.raises(Cancelled):
        save_video(tmp_path / "a.mp4", SOUND, SMALL, progress=stopping_at(33))
    told = []
    other = soundtrack_of(clicks(16_000, (0.5,), 2.0), 16_000)
    save_video(tmp_path / "a.mp4", other, SMALL, progress=lambda done, total: told.append(done))
    assert set(range(41)) == set(told)


def test_what_is_stopped_early_leaves_nothing(tmp_path):
    with pytest.raises(Cancelled):
        save_video(tmp_path / "a.mp4", SOUND, SMALL, progress=stopping_at(3))
    assert list(tmp_path.iterdir()) == []


def test_damaged_pieces_are_made_again(tmp_path):
    shop = Workshop(tmp_path / "a.mp4", {"x": 1})
    packets = [Encoded(k, k - 2, 1, k == 0, bytes([k]) * 5) for k in range(3)]
    with pytest.raises(Cancelled), shop.open():
        shop.write(0, 3, packets)
        assert shop.has(0, 3) and list(shop.read(0)) == packets and not shop.has(1, 3)
        raise Cancelled
    whole = shop.path(0).read_bytes()
    for damaged in (whole[:-1], whole[:40], b"", b"x" * 90, whole + b"x"):
        shop.path(0).write_bytes(damaged)
        assert not shop.has(0, 3) and not shop.path(0).exists()
    shop.path(0).write_bytes(whole)
    assert not shop.has(0, 4)  # of another length


def test_a_folder_that_cannot_be_made(tmp_path):
    shop = Workshop(tmp_path / "none" / "a.mp4", {})
    with refused("writable-output", OutputError), shop.open():
        pass
    assert pieces(31) == [(0, 15), (15, 30), (30, 31)]
