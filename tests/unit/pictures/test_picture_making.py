"""Pictures as files: PNG bytes, sheets, latents that were kept, settings."""

import io
import json

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.pictures import picture_making
from ganspacesynth.pictures.contact_sheet import GAP, contact_sheet
from ganspacesynth.pictures.latent_files import read_latents
from ganspacesynth.pictures.picture_making import PictureSettings, chosen_ws, make_pictures, save_pictures
from ganspacesynth.pictures.png import to_bytes, write_png
from tests.conftest import GOLDEN
from tests.support.refused import refused


@pytest.fixture(scope="module")
def model():
    return load_picture_model(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl")


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (2, "LA"), (3, "RGB"), (4, "RGBA")])
def test_a_png_holds_the_picture(tmp_path, channels, mode):
    picture = np.random.default_rng(0).uniform(-1.3, 1.3, (5, 7, channels)).astype(np.float32)
    with Image.open(write_png(tmp_path / "a.png", picture, "é {}")) as image:
        assert (image.mode, image.size) == (mode, (7, 5))
        assert_array_equal(np.asarray(image).reshape(5, 7, channels), to_bytes(picture))
        assert image.text["ganspacesynth"] == "é {}"
    with Image.open(write_png(tmp_path / "b.png", picture)) as image:
        assert image.text == {}


def test_levels_reach_from_black_to_white():
    assert to_bytes(np.array([-2.0, -1.0, 0.0, 1.0, 2.0])).tolist() == [0, 0, 128, 255, 255]


def test_other_pngs_are_refused(tmp_path):
    picture = np.zeros((2, 2, 3), np.float32)
    with refused("file-ending", InvalidInput, says="ends in .png"):
        write_png(tmp_path / "a.jpg", picture)
    for odd in (np.zeros((2, 2)), np.zeros((2, 2, 5)), np.zeros((0, 2, 3))):
        with refused("picture-channels", InvalidInput):
            write_png(tmp_path / "a.png", odd)
    write_png(tmp_path / "a.png", picture)
    with refused("nothing-overwritten", OutputError):
        write_png(tmp_path / "a.png", picture)
    write_png(tmp_path / "a.png", picture, force=True)


def test_sheets_hold_every_picture():
    pictures = np.arange(5, dtype=np.float32)[:, None, None, None] * np.ones((5, 4, 6, 3), np.float32)
    sheet = contact_sheet(pictures)
    assert sheet.shape == (3 * 4 + 2 * GAP, 2 * 6 + GAP, 3)
    assert sheet[0, 0, 0] == 0 and sheet[0, 6 + GAP, 0] == 1 and sheet[4 + GAP, 0, 0] == 2 and sheet[-1, -1, 0] == -1
    assert contact_sheet(pictures, columns=9).shape[:2] == (4, 5 * 6 + 4 * GAP)
    assert_array_equal(contact_sheet(pictures[:1]), pictures[0])


def test_pictures_of_seeds_are_those_of_the_model(model):
    made = make_pictures(model, PictureSettings(seeds=(3, 5), psi=0.7))
    z = np.concatenate([model.sample_z(1, seed=seed) for seed in (3, 5)])
    assert_allclose(made, model.synthesize(model.map(z, psi=0.7)), atol=1e-4)


def test_progress_is_told(model):
    told = []
    make_pictures(model, PictureSettings(seeds=(1, 2)), progress=lambda *counts: told.append(counts))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_latents_come_from_files(model, tmp_path):
    z, ws = model.sample_z(2, seed=0), model.map(model.sample_z(2, seed=1))
    np.savez(tmp_path / "z.npz", z=z)
    np.savez(tmp_path / "w.npz", w=ws[:1])
    (tmp_path / "z.json").write_text(json.dumps(z[0].tolist()))
    (tmp_path / "zs.json").write_text(json.dumps(z.tolist()))
    assert_array_equal(chosen_ws(model, PictureSettings(latents=tmp_path / "z.npz")), model.map(z))
    assert_array_equal(chosen_ws(model, PictureSettings(latents=tmp_path / "w.npz")), ws[:1])
    half = chosen_ws(model, PictureSettings(latents=tmp_path / "w.npz", psi=0.5))
    assert_allclose(half, (ws[:1] + model.center) / 2, atol=1e-6)
    assert_allclose(read_latents(tmp_path / "z.json")[1], z[:1])
    assert read_latents(tmp_path / "zs.json")[1].shape == z.shape


def test_other_latents_are_refused(model, tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros(3))
    (tmp_path / "a.json").write_text('{"z": 1}')
    (tmp_path / "b.json").write_text("[[1], [1, 2]]")
    (tmp_path / "c.json").write_text("[1, 2, 3]")
    for name in ("a.npz", "a.json", "b.json"):
        with refused("latents-file", InvalidInput):
            read_latents(tmp_path / name)
    with refused("z-shape", InvalidInput):
        chosen_ws(model, PictureSettings(latents=tmp_path / "c.json"))
    with refused("readable-file", InvalidInput):
        read_latents(tmp_path / "none.npz")


def test_sheets_have_an_end(model, monkeypatch):
    for seeds in ((), tuple(range(picture_making.MOST + 1))):
        with refused("sheet-size", InvalidInput):
            make_pictures(model, PictureSettings(seeds=seeds))
    monkeypatch.setattr(picture_making, "MOST_PIXELS", 1000)
    with refused("sheet-size", InvalidInput, says="pixels"):
        make_pictures(model, PictureSettings())


def test_a_file_says_what_made_it(model, tmp_path):
    path = save_pictures(tmp_path / "a.png", model, PictureSettings(seeds=(4,), psi=0.5, size=(40, 36)))
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        told = json.loads(image.text["ganspacesynth"])
        assert image.size == (40, 36)
    assert told == {"format": "ganspacesynth-picture", "version": 1, "model": model.id, "seeds": [4], "psi": 0.5, "size": [40, 36]}
