"""Squares of anybody's pictures and films: found, decoded, cut, gathered once, and refused where they could do harm."""

import zipfile
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.core.errors import DatasetError, InvalidInput
from ganspacesynth.data.squares import decoding, finding, gathering
from ganspacesynth.data.squares.decoding import pictures_of
from ganspacesynth.data.squares.finding import find_pictures
from ganspacesynth.data.squares.gathering import gather_squares, open_squares
from ganspacesynth.data.squares.square_cutting import squares
from tests.support.refused import refused


def noise(seed, height=20, width=24):
    return np.random.default_rng(seed).integers(0, 255, (height, width, 3)).astype(np.uint8)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "mine"
    (place / "deeper").mkdir(parents=True)
    for k in range(8):
        Image.fromarray(noise(k)).save(place / "deeper" / f"{k}.png")
    Image.fromarray(noise(0)).save(place / "again.png")  # one that is there twice
    (place / "damaged.jpg").write_bytes(b"\xff\xd8\xff no picture")
    (place / "notes.txt").write_text("no picture either")
    (place / ".hidden.png").write_bytes(b"")
    return place


def film(path, count=12, rate=4):
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(rate))
        stream.width, stream.height, stream.pix_fmt = 32, 16, "yuv420p"
        for k in range(count):
            picture = np.full((16, 32, 3), 20 * k, np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        container.mux(stream.encode())


def test_a_folder_is_gathered_once(folder, tmp_path):
    found = gather_squares(folder, tmp_path / "place", size=16)
    assert (len(found), found.files, found.left_out) == (8, 8, 2) and found.pictures.shape == (8, 16, 16, 3)
    assert found.refused[0][0] == "damaged.jpg"
    for path in folder.rglob("*.png"):
        path.unlink()
    again = gather_squares(folder, tmp_path / "place", size=16)
    assert again.digest == found.digest and np.array_equal(again.pictures, found.pictures)


def test_a_zip_is_a_folder(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        for path in sorted(folder.rglob("*.png")):
            archive.write(path, path.relative_to(folder))
    zipped = gather_squares(tmp_path / "mine.zip", tmp_path / "a", size=16)
    assert zipped.digest == gather_squares(folder, tmp_path / "b", size=16).digest
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["squares.bin", "squares.json"]


def test_films_are_looked_at_once_in_a_while(tmp_path):
    film(tmp_path / "film.mp4")
    taken = [int(picture.mean()) for picture in pictures_of(tmp_path / "film.mp4", 1.0)]
    assert np.allclose(taken, [0, 80, 160], atol=4)
    assert len(list(pictures_of(tmp_path / "film.mp4", 0.25))) == 12


def test_pictures_of_all_kinds(tmp_path):
    clear = np.zeros((8, 8, 4), np.uint8)
    clear[:, 4:] = (200, 100, 50, 255)
    Image.fromarray(clear).save(tmp_path / "clear.png")
    (shown,) = pictures_of(tmp_path / "clear.png", 1.0)
    assert shown[0, 0].tolist() == [0, 0, 0] and shown[0, 7].tolist() == [200, 100, 50]  # on black
    Image.fromarray(np.full((8, 8), 51 * 257, np.uint16)).save(tmp_path / "deep.png")
    (deep,) = pictures_of(tmp_path / "deep.png", 1.0)
    assert deep.shape == (8, 8, 3) and (deep == 51).all()
    turned = Image.fromarray(noise(1, 8, 16))
    exif = turned.getexif()
    exif[0x0112] = 6
    turned.save(tmp_path / "turned.jpg", exif=exif)
    assert next(pictures_of(tmp_path / "turned.jpg", 1.0)).shape == (16, 8, 3)


def test_large_pictures_are_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(decoding, "MOST_PIXELS", 100)
    Image.fromarray(noise(1)).save(tmp_path / "a.png")
    film(tmp_path / "film.mp4", 2)
    for name in ("a.png", "film.mp4"):
        with refused("readable-picture", DatasetError, says="pixels"):
            list(pictures_of(tmp_path / name, 1.0))
    (tmp_path / "no.mp4").write_bytes(b"nothing")
    with refused("readable-picture", DatasetError):
        list(pictures_of(tmp_path / "no.mp4", 1.0))


def test_cuts():
    wide = np.zeros((16, 40, 3), np.uint8)
    wide[:, 12:28] = 255
    (middle,) = squares(wide, 16)
    assert (middle == 255).all()
    assert len(squares(wide, 16, "tiles")) == 2 and len(squares(np.zeros((33, 70, 3), np.uint8), 16, "tiles")) == 8
    (whole,) = squares(wide, 8, "whole")
    assert whole.shape == (8, 8, 3) and 0 < whole.mean() < 255
    same = noise(3, 16, 16)
    assert np.array_equal(squares(same, 16)[0], same)
    assert squares(np.zeros((7, 40, 3), np.uint8), 16) == []
    with refused("known-crop", InvalidInput):
        squares(same, 16, "round")


def test_what_is_no_folder_of_pictures(folder, tmp_path, monkeypatch):
    with refused("picture-folder", DatasetError, says="not there"):
        gather_squares(tmp_path / "nowhere", tmp_path / "a", size=16)
    with refused("picture-folder", DatasetError):
        gather_squares(folder / "notes.txt", tmp_path / "a", size=16)
    (tmp_path / "empty").mkdir()
    with refused("some-pictures", DatasetError):
        find_pictures(tmp_path / "empty")
    with refused("enough-pictures", DatasetError):
        gather_squares(folder, tmp_path / "b", size=256)
    monkeypatch.setattr(finding, "MOST_FILES", 3)
    with refused("picture-count", DatasetError):
        find_pictures(folder)
    monkeypatch.setattr(gathering, "MOST_BYTES", 16 * 16 * 3 * 2)
    monkeypatch.setattr(finding, "MOST_FILES", 30)
    with refused("picture-count", DatasetError, says="Use fewer"):
        gather_squares(folder, tmp_path / "c", size=16)


def test_gathered_squares_are_as_they_were_written(folder, tmp_path):
    gather_squares(folder, tmp_path / "place", size=16)
    for size in (8, 16):
        if size == 16:
            (tmp_path / "place" / "squares.bin").write_bytes(b"short")
        with refused("whole-squares", DatasetError):
            open_squares(tmp_path / "place", size)


def test_a_hostile_zip_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("../out.png", b"x")
    with refused("harmless-zip", DatasetError):
        gather_squares(tmp_path / "bad.zip", tmp_path / "place", size=16)
