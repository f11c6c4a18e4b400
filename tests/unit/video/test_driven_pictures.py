import dataclasses

import numpy as np
import pytest

from ganspacesynth.core.bends.kinds import Offset, Scale
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.pictures.driving.colours import ColourMatch
from ganspacesynth.pictures.driving.look import Painter
from ganspacesynth.video.course import Course
from ganspacesynth.video.drawing.raster import GROUND
from ganspacesynth.video.driven_pictures import DrivenScreen, PictureDrive, _opaque, filling, followed
from ganspacesynth.video.soundtrack import soundtrack_of
from ganspacesynth.video.video_making import save_video
from ganspacesynth.video.video_settings import VideoSettings
from tests.conftest import GOLDEN
from tests.support.films import frames
from tests.support.refused import refused

Z = np.random.default_rng(0).standard_normal(32).tolist()


@pytest.fixture(scope="module")
def model():
    return load_picture_model(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl")


def test_the_map_is_fixed_and_another_seed_is_another(model):
    point = Point(62, z=Z, edits=[1.0])
    ws = PictureDrive(model).ws(point)
    assert ws.shape == (1, model.config.num_ws, model.config.w_dim)
    np.testing.assert_array_equal(ws, PictureDrive(model).ws(point))
    assert np.abs(ws - PictureDrive(model, seed=1).ws(point)).max() > 0.01


def test_z_moves_all_rows_edits_the_later_ones_and_pitch_the_last(model):
    drive, rows = PictureDrive(model, psi=1.0), model.config.num_ws
    rest = drive.ws(Point(60, z=Z))[0]
    differ = {
        "z": np.abs(drive.ws(Point(60, z=Z[::-1]))[0] - rest).max(axis=1) > 1e-6,
        "edits": np.abs(drive.ws(Point(60, z=Z, edits=[2.0]))[0] - rest).max(axis=1) > 1e-6,
        "pitch": np.abs(drive.ws(Point(72, z=Z))[0] - rest).max(axis=1) > 1e-6,
    }
    assert differ["z"].all()
    assert differ["edits"].tolist() == [row >= rows // 3 for row in range(rows)]
    assert differ["pitch"].tolist() == [row >= 2 * rows // 3 for row in range(rows)]


def test_bends_move_all_rows_each_number_its_own_way(model):
    drive = PictureDrive(model, psi=1.0)
    rest = drive.ws(Point(60, z=Z))[0]

    def moved(**bends):
        return drive.ws(Point(60, z=Z, bends=bends))[0] - rest

    straight, bent, other, offset = (moved(conv0=Scale(1.0)), moved(conv0=Scale(1.5)), moved(conv1=Scale(1.5)), moved(conv0=Offset(0.5)))
    assert not straight.any() and (np.abs(bent).max(axis=1) > 1e-6).all()
    for one in (other, offset, moved(conv0=Scale(0.5))):
        assert np.abs(one - bent).max() > 1e-3
    far = moved(conv0=Scale(1e6))
    assert np.abs(far).max() < 10 * np.abs(bent).max()  # however far it is bent


def test_more_edits_of_nothing_change_nothing(model):
    drive = PictureDrive(model)
    np.testing.assert_allclose(drive.ws(Point(60, z=Z, edits=[1.0])), drive.ws(Point(60, z=Z, edits=[1.0, 0.0, 0.0])), atol=1e-6)


def test_a_z_of_a_prior_stays_one(model):
    drive = PictureDrive(model)
    z = np.random.default_rng(1).standard_normal(256)
    assert np.std(drive._z(z.tolist(), 512)) == pytest.approx(1.0, abs=0.15)
    assert PictureDrive(model, psi=0.7).ws(Point(None, z=Z)).shape == drive.ws(Point(60, mode="replace", edits=[1.0])).shape


def test_pictures_follow_the_sound(model, tmp_path):
    course = Course("", PointPath((0.0, 1.0), (Point(60, z=Z), Point(72, z=Z[::-1])), "spherical"))
    made = save_video(
        tmp_path / "a.mp4",
        soundtrack_of(np.zeros(8000), 8000),
        VideoSettings(128, 64),
        courses=[course],
        pictures=PictureDrive(model),
    )
    seen = [frame for _, frame in frames(made.path)]
    assert np.abs(seen[0].astype(int) - seen[-1]).mean() > 3.0
    assert np.abs(seen[0][:, :28].astype(int) - GROUND).max() < 14  # beside a square picture


def test_a_place_that_stands_still_is_computed_once(model):
    class Counted:
        config, map, calls, id = model.config, staticmethod(model.map), 0, model.id

        def synthesize(self, ws, **given):
            self.calls += len(ws)
            return model.synthesize(ws, **given)

    counted = Counted()
    pictures = followed(PictureDrive(counted), [Course("", PointPath((0.0,), (Point(60, z=Z),)))])
    made = [frame.colours() for frame in DrivenScreen(pictures, VideoSettings(64, 64)).frames(0, 40)]
    assert len(made) == 40 and all((frame == made[0]).all() for frame in made) and counted.calls == 1


def test_a_sound_without_a_recipe_drives_nothing(model, tmp_path):
    with refused("pictures-need-recipe", InvalidInput, says="hallucinate"):
        save_video(tmp_path / "a.mp4", soundtrack_of(np.zeros(8000), 8000), VideoSettings(64, 64), pictures=PictureDrive(model))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_pictures_of_every_kind_are_opaque(channels):
    picture = np.ones((2, 3, channels), np.float32)
    assert (_opaque(picture) == 255).all() and _opaque(picture).shape == (2, 3, 3)
    if channels in (2, 4):
        picture[..., -1] = -1.0
        assert (_opaque(picture) == GROUND).all()


def test_a_network_goes_on_to_fill_the_frame(model):
    for width, height in ((128, 72), (72, 128), (64, 64)):
        settings = VideoSettings(width, height)
        filled = filling(model, settings, "mirror")
        assert filled.id == model.id and (filled.config.width, filled.config.height) == (
            max(32, round(32 * width / height)),
            max(32, round(32 * height / width)),
        )
        pictures = followed(PictureDrive(filled), [Course("", PointPath((0.0,), (Point(60, z=Z),)))])
        (frame,) = DrivenScreen(pictures, settings).frames(0, 1)
        assert frame.box == (0, 0, height, width)


@pytest.mark.parametrize("size", [(64, 64), (128, 72), (72, 128), (66, 98)])
def test_a_placed_picture_is_the_same_in_colours_and_coded(size, model):
    width, height = size
    pictures = followed(PictureDrive(model, psi=0.3), [Course("", PointPath((0.0,), (Point(60, z=Z),)))])
    (frame,) = DrivenScreen(pictures, VideoSettings(width, height)).frames(0, 1)
    top, left, inner, wide = frame.box
    assert not any(each % 2 for each in frame.box) and abs(2 * top + inner - height) <= 2 and abs(2 * left + wide - width) <= 2
    coded = frame.coded()
    assert (coded.width, coded.height) == size
    again = coded.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray()
    outside = np.ones((height, width), bool)
    outside[top : top + inner, left : left + wide] = False
    assert np.abs(again[outside].astype(int) - GROUND).max(initial=0) < 4
    assert abs(again[~outside].astype(float).mean() - frame.colours()[~outside].mean()) < 3.0


def test_films_differ_as_soon_as_anything_of_their_pictures_does(model):
    z, other = Point(60, z=Z), Point(60, z=Z[::-1])
    courses = {name: [Course("", PointPath((0.0, 2.0), (z, end)), ())] for name, end in (("one", z), ("two", other))}
    pictures = followed(PictureDrive(model), courses["one"])
    match = ColourMatch(np.ones(3), np.full(3, 0.1))
    changed = {
        "looks": dataclasses.replace(pictures, looks=followed(PictureDrive(model), courses["two"]).looks),
        "like": dataclasses.replace(pictures, painter=Painter(model, match=match)),
        "noise": dataclasses.replace(pictures, painter=Painter(model, "none")),
        "fill": dataclasses.replace(pictures, model=filling(model, VideoSettings(1280, 720), "mirror")),
        "pad": dataclasses.replace(pictures, model=filling(model, VideoSettings(1280, 720), "pad")),
        "size": dataclasses.replace(pictures, size=(32, 16)),
        "document": dataclasses.replace(pictures, document={}),
    }
    assert pictures.digest(3.0) == followed(PictureDrive(model), courses["one"]).digest(3.0)
    assert len({each.digest(3.0) for each in (pictures, *changed.values())}) == 8
