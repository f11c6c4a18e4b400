"""Pictures explored: centers of w, sweeps and mixtures, samples, labels, palettes, projection."""

import json
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from ganspacesynth.core.documents import PALETTE, write_document
from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.directions.directions_files import load_directions, save_directions
from ganspacesynth.networks.stylegan.centers import clustered, find_centers, nearest_centers
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.pictures.axes import AxisSettings, find_axes
from ganspacesynth.pictures.exploring.projecting import ProjectionSettings, project_picture, pyramid
from ganspacesynth.pictures.exploring.sampling import save_samples
from ganspacesynth.pictures.exploring.seen import DESCRIPTORS, label_axes, seen
from ganspacesynth.pictures.latent_files import read_latents, write_latents
from ganspacesynth.pictures.palettes import keep_palette, palettes, read_palette, read_palette_word, remove_palette
from ganspacesynth.pictures.picture_making import PictureSettings, chosen_ws, make_pictures, save_pictures
from tests.conftest import GOLDEN
from tests.support import stylegan_files as files
from tests.support.films import frames
from tests.support.refused import refused
from tests.support.stylegan_networks import upscaled


@pytest.fixture(scope="module")
def model():
    return load_picture_model(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("GANSPACESYNTH_HOME", str(tmp_path / "home"))


def test_centers_are_the_middles_of_clusters():
    rng = np.random.default_rng(0)
    middles = np.array([[10.0, 0], [0, 10], [-10, -10]], np.float32)
    rows = np.concatenate([middle + rng.normal(size=(count, 2)) for middle, count in zip(middles, (300, 200, 100), strict=True)]).astype(np.float32)
    found = clustered(rows, 3)
    assert_allclose(found, middles, atol=0.4)  # the largest first
    assert_array_equal(nearest_centers(rows[[0, 350, 550]], found), found)
    assert_array_equal(clustered(rows, 3), found)
    assert clustered(np.ones((5, 2), np.float32), 3).tolist() == [[1, 1]] * 3


def test_truncation_toward_centers(model):
    centers = find_centers(model, 4)
    ws = model.map(model.sample_z(1, seed=3))
    (near,) = nearest_centers(ws[:, 0], centers)
    assert_allclose(chosen_ws(model, PictureSettings(seeds=(3,), psi=0.0, center="nearest", centers=4))[0, 0], near, atol=1e-6)
    half = chosen_ws(model, PictureSettings(seeds=(3,), psi=0.5, center="2", centers=4, cutoff=2))
    assert_allclose(half[0, :2], 0.5 * (ws[0, :2] + centers[2]), atol=1e-6)
    assert_array_equal(half[0, 2:], ws[0, 2:])
    for center in ("4", "near", 3):
        with refused("known-center", InvalidInput):
            chosen_ws(model, PictureSettings(center=center, centers=4))
    for count in (0, 257, "x"):
        with refused("center-count", InvalidInput):
            find_centers(model, count)


def test_classes_have_centers_of_their_own(tmp_path):
    (tmp_path / "n.pkl").write_bytes(files.persistent(upscaled(c_dim=3)))
    classed = load_picture_model(tmp_path / "n.pkl")
    assert np.abs(find_centers(classed, 2, 1) - find_centers(classed, 2, 2)).max() > 0.01
    with refused("known-class", InvalidInput):
        find_centers(classed, 2, 3)


def test_sweeps_of_psi_and_cutoff(model, tmp_path):
    settings = PictureSettings(seeds=(1, 2), psi=(0.0, 1.0), cutoff=(2, 4, 8))
    ws = chosen_ws(model, settings)
    assert len(ws) == 12
    assert_allclose(ws[1], chosen_ws(model, PictureSettings(seeds=(1,), psi=0.0, cutoff=4))[0], atol=1e-6)
    save_pictures(tmp_path / "a.png", model, settings)
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (3 * 32 + 4, 4 * 32 + 6)
        assert json.loads(image.text["ganspacesynth"])["cutoff"] == [2, 4, 8]


def test_a_sheet_of_mixtures_shows_what_they_are_mixed_of(model, tmp_path):
    settings = PictureSettings(seeds=(1, 2), mix=(7, 8, 9), mix_rows=(0, 3))
    ws = chosen_ws(model, settings)
    alone = {seed: chosen_ws(model, PictureSettings(seeds=(seed,)))[0] for seed in (1, 2, 7, 8, 9)}
    assert len(ws) == 12
    assert_array_equal(ws[1:4], np.stack([alone[7], alone[8], alone[9]]))
    assert_array_equal(ws[8], alone[2])
    assert_array_equal(ws[9], np.concatenate([alone[7][:4], alone[2][4:]]))
    save_pictures(tmp_path / "a.png", model, settings)
    with Image.open(tmp_path / "a.png") as image:
        pixels = np.asarray(image)
    assert pixels.shape[:2] == (3 * 32 + 4, 4 * 32 + 6) and not pixels[:32, :32].any()
    with refused("sheet-size", InvalidInput, says="40 seeds with 40"):
        chosen_ws(model, replace(settings, seeds=tuple(range(40)), mix=tuple(range(40))))


def test_a_folder_of_samples_says_what_made_each(model, tmp_path):
    save_samples(tmp_path / "s", model, PictureSettings(psi=0.5), 3, seed=4)
    said = json.loads((tmp_path / "s" / "pictures.json").read_text())
    assert said["model"] == model.id and [each["seed"] for each in said["pictures"]] == [4, 5, 6] and said["format"] == "ganspacesynth-pictures"
    with Image.open(tmp_path / "s" / said["pictures"][1]["file"]) as image:
        assert json.loads(image.text["ganspacesynth"])["seeds"] == [5]
        expected = make_pictures(model, PictureSettings(seeds=(5,), psi=0.5))[0]
        assert np.abs(np.asarray(image) - np.clip(expected * 127.5 + 127.5, 0, 255)).max() < 1.0
    with refused("nothing-overwritten", OutputError):
        save_samples(tmp_path / "s", model, PictureSettings(), 3)
    save_samples(tmp_path / "s", model, PictureSettings(), 1, force=True)
    assert len(list((tmp_path / "s").iterdir())) == 2
    for count, seed in ((0, 0), (2, 1 << 24)):
        with refused("sample-count", InvalidInput):
            save_samples(tmp_path / "t", model, PictureSettings(), count, seed=seed)

    def stop(done, total):
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        save_samples(tmp_path / "t", model, PictureSettings(), 3, progress=stop)
    assert not (tmp_path / "t").exists()


def grating(edge, period, **changes):
    x = np.arange(edge)
    plain = 0.5 * np.sin(2 * np.pi * x / period)[None, :, None] * np.ones((edge, 1, 3))
    for name, value in changes.items():
        plain = plain + value if name == "add" else plain * value
    return plain[None]


def test_what_is_seen_says_what_differs():
    names = list(DESCRIPTORS)

    def column(name, picture):
        return float(seen(picture)[0, names.index(name)])

    assert column("brightness", grating(64, 8, add=0.3)) > column("brightness", grating(64, 8)) + 0.2
    assert column("contrast", grating(64, 8, times=1.5)) > column("contrast", grating(64, 8))
    assert column("size", grating(64, 32)) > column("size", grating(64, 8)) > column("size", grating(64, 4))
    assert column("detail", grating(64, 4)) > column("detail", grating(64, 32)) + 1.0
    red, green = (np.tile(np.array(colour), (1, 8, 8, 1)) for colour in ([0.5, 0.0, -0.5], [-0.5, 0.5, -0.5]))
    assert (
        column("warmth", red) == pytest.approx(1.0) and column("green", green) == pytest.approx(1.0) and column("colour", red) == pytest.approx(1.0)
    )
    dot = np.zeros((1, 32, 32, 3))
    dot[:, 4:8, 24:28] = 1.0
    assert column("right", dot) > 0.3 and column("down", dot) < -0.3
    assert seen(np.zeros((2, 8, 8, 1))).shape == (2, 9)


def test_axes_are_labelled_by_what_moves(model, tmp_path):
    axes = find_axes(model, AxisSettings(count=3, samples=500))
    told = []
    labelled = label_axes(model, axes, progress=lambda *counts: told.append(counts))
    assert labelled.annotations.descriptors == tuple(DESCRIPTORS) and told[-1] == (3, 3) and any(labelled.annotations.labels)
    turned = label_axes(model, replace(axes, components=-axes.components))
    assert_allclose(turned.annotations.slopes, -labelled.annotations.slopes, atol=1e-4)
    save_directions(labelled, tmp_path / "a.npz")
    assert load_directions(tmp_path / "a.npz").annotations.labels == labelled.annotations.labels


def test_palettes_are_kept_by_name():
    assert palettes() == {}
    path = keep_palette("Mine", (1, 4, 7), "abc")
    assert read_palette("mine").seeds == (1, 4, 7) and read_palette("Mine").model == "abc" and list(palettes()) == ["Mine"]
    with refused("nothing-overwritten", OutputError):
        keep_palette("mine", (2,))
    keep_palette("mine", (2,), force=True)
    assert read_palette_word("mine") == (2,) and read_palette_word("1,4-6,9") == (1, 4, 5, 6, 9)
    for odd in ("1-", "1,x", "1-2-3"):
        with refused("palette-seeds", InvalidInput):
            read_palette_word(odd)
    for odd in ("3 x", "7", "a b"):
        with refused("palette-name", InvalidInput):
            keep_palette(odd, (1,))
    with refused("palette-seeds", InvalidInput):
        keep_palette("x", ())
    write_document(path, PALETTE, {"seeds": "all"}, force=True)
    with refused("palette-seeds", InvalidInput):
        read_palette("mine")
    assert remove_palette("MINE") == path and palettes() == {}
    with refused("known-palette", InvalidInput, says="no palettes yet"):
        read_palette("mine")


def test_a_picture_of_the_network_is_found_again(model):
    target = model.synthesize(model.map(model.sample_z(1, seed=99), psi=0.7), noise="none")[0]
    told = []
    found = project_picture(model, target, ProjectionSettings(tries=700), progress=lambda *counts: told.append(counts))
    assert found.distance < 0.45 * found.typical and told[-1] == (700, 700) and max(done for done, _ in told) == 700
    made = model.synthesize(found.ws, noise="none")
    assert np.sqrt(np.square(pyramid(made) - pyramid(target[None])).mean()) == pytest.approx(found.distance, rel=0.01)
    assert len(found.way) > 2 and found.target.shape == target.shape
    again = project_picture(model, target, ProjectionSettings(tries=700))
    assert_array_equal(again.ws, found.ws)
    with refused("tries-range", InvalidInput):
        ProjectionSettings(tries=5)


def test_the_way_to_a_picture_is_a_film(model, tmp_path):
    from ganspacesynth.video.way import save_way

    way = model.map(model.sample_z(3, seed=0))
    path = save_way(tmp_path / "a.mp4", model, way, np.zeros((32, 32, 3), np.float32))
    seen = [frame for _, frame in frames(path)]
    assert len(seen) == 24 * 3 and seen[0].shape == (256, 512, 3)
    assert np.abs(seen[0][:, :240].astype(int) - 128).max() < 12 and np.abs(seen[0][:, 256:].astype(int) - seen[-1][:, 256:]).mean() > 5


def test_ws_are_kept(model, tmp_path):
    ws = model.map(model.sample_z(1, seed=0))
    write_latents(tmp_path / "a.npz", ws)
    kind, read = read_latents(tmp_path / "a.npz")
    assert kind == "ws"
    assert_array_equal(read, ws)
    with refused("file-ending", InvalidInput):
        write_latents(tmp_path / "a.json", ws)
