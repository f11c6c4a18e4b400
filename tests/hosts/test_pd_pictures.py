"""The patch for live pictures, and its square to be dragged in, in a real Pd."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.support.pd_harness import PATCHES, Pd
from tests.support.pd_stage import on_stage

pytestmark = pytest.mark.pd


@pytest.fixture
def stage(tmp_path):
    yield from on_stage(tmp_path, "pictures")


def test_each_control_says_what_it_does(stage):
    assert stage.after("random", pause=0.1)[0] == ("/picture_random", (), {})
    for control, value, address in (
        ("seed-in", 12, "/picture_seed"),
        ("psi-in", 0.5, "/picture_psi"),
        ("smooth-in", 0.25, "/picture_smooth"),
        ("wander-in", 3, "/picture_wander"),
        ("cutoff-in", 4, "/picture_cutoff"),
    ):
        assert stage.after(control, value, pause=0.1)[0] == (address, (value,), {}), control
    for number in range(1, 5):
        assert stage.after(f"d{number}-in", 1.5, pause=0.1) == [("/picture_edit", (number, 1.5), {})]
    assert stage.after("d2-slide-in", -2, pause=0.1) == [("/picture_edit", (2, -2.0), {})]
    assert stage.after("zero", pause=0.1) == [("/picture_edits", ((0.0, 0.0, 0.0, 0.0),), {})]
    assert stage.after("psi-slide-in", 1.25, pause=0.1) == [("/picture_psi", (1.25,), {})]
    assert stage.after("show", pause=0.1) == [("/picture_output", ("http",), {})]
    assert stage.said() == ("good", "Frames are seen at http://127.0.0.1:4268/")
    assert stage.after("fit", pause=0.1) == [("/map_fit", ("picture",), {})] and stage.after("clear", pause=0.1) == [
        ("/map_remove", (0, "picture"), {})
    ]


def test_a_voice_is_followed_by_its_name(stage):
    stage.engine.calls.clear()
    for values in (("follow-in", 1), ("whose-in", "symbol", "organ"), ("follow-in", 1), ("follow-in", 0)):
        stage.press(*values)
        stage.pd.pause(0.2)
    asked = [(call.arguments["on"], call.options["voice"]) for call in stage.engine.asked("/picture_follow")]
    assert asked == [(1, "main"), (1, "organ"), (0, "organ")]


def test_z_is_shown_drawn_and_played(stage):
    stage.after("get-z")
    assert_allclose(stage.pd.array(f"{stage.number}-z", 6), stage.engine.latent, atol=1e-5)
    assert stage.after("send-z")[0] == ("/picture_z", (pytest.approx(stage.engine.latent, abs=1e-5),), {})
    stage.press("draw-z")
    stage.pd.pause(0.2)
    drawn = stage.pd.array(f"{stage.number}-z", 6)
    assert np.abs(drawn - stage.engine.latent).max() > 0.1
    assert stage.after("send-z")[0][1][0] == pytest.approx(tuple(drawn), abs=1e-4)


def test_a_place_is_played_and_a_picture_placed_there(stage):
    assert stage.after("place", 0.25, 0.75) == [("/map_at", (0.25, 0.75, "picture"), {})]
    assert stage.after("place-here") == [("/map_add", (0.25, 0.75, "picture"), {})]
    stage.press("play-in", 0)
    assert stage.after("place", 0.5, 0.75) == []
    assert stage.after("place-here") == [("/map_add", (0.5, 0.75, "picture"), {})]


def test_without_pictures_nothing_is_said_at_first(tmp_path):
    from tests.support.pd_engine import FakeEngine

    with FakeEngine(tmp_path / "sounds") as engine:
        engine.errors["/picture"] = "Pictures must be open before they play."
        with Pd(tmp_path / "harness", PATCHES / "pictures.pd", engine=engine) as pd:
            number = pd.ready("pictures")
            pd.pause(0.4)
            assert "bad" not in [message[1] for message in pd.heard if message[0] == f"{number}-say"]
            assert engine.wrong == [] and pd.complaints() == []


def test_the_square_is_dragged_and_set(tmp_path):
    patch = tmp_path / "square.pd"
    patch.write_text("#N canvas 60 40 400 300 10;\n#X obj 10 10 gss_xy 7 place;\n", encoding="utf-8")
    with Pd(tmp_path / "harness", patch, path=[PATCHES / "lib"]) as pd:
        pd.watch("7-place")
        pd.send("pd-square.pd", "vis", 1)
        pd.send("7-place-in", 0.25, 0.75)
        pd.pause(0.2)
        assert pd.last("7-place") is None  # what is set is not said back
        for words in (("mouse", 60, 60, 1, 0), ("motion", 80, 90, 0), ("motion", 110, 110, 0), ("mouseup", 110, 110, 1)):
            pd.send("pd-square.pd", *words)
        pd.pause(0.2)
        assert [message[1:] for message in pd.heard if message[0] == "7-place"] == [(0.35, 0.6), (0.5, 0.5)]
        pd.send("7-place-in", 7, 1.5)
        pd.pause(0.1)
        for words in (("mouse", 210, 10, 1, 0), ("motion", 190, 30, 0), ("mouseup", 190, 30, 1)):
            pd.send("pd-square.pd", *words)
        pd.pause(0.2)
        assert pd.last("7-place")[1:] == pytest.approx((0.9, 0.9))  # it had stayed within the square
        assert pd.complaints() == []
