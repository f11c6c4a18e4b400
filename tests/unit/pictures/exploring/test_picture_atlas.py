"""The atlas of a picture network: a page that is whole, and does what it says in a browser."""

import numpy as np
import pytest

from ganspacesynth.core.errors import DirectionsError, InvalidInput, OutputError
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.pictures.axes import AxisSettings, find_axes
from ganspacesynth.pictures.exploring.picture_atlas import PictureAtlasSettings, laid_out, save_picture_atlas
from tests.conftest import GOLDEN
from tests.support import browser
from tests.support.refused import refused


@pytest.fixture(scope="module")
def model():
    return load_picture_model(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl")


@pytest.fixture(scope="module")
def page(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("atlas") / "a.html"
    axes = find_axes(model, AxisSettings(count=2, samples=500))
    return save_picture_atlas(path, model, axes, PictureAtlasSettings(count=12, axes=2, title="<b>x</b>", model="my net.pkl", rows=(0, 3)))


def test_the_page_has_all_pictures_and_needs_nothing_else(page):
    text = page.read_text()
    assert text.count("data:image/png;base64,") == 12 + 2 * 7 and "http" not in text.replace("http-equiv", "")
    assert "<b>x</b>" not in text and "my net.pkl" in text and "--edit-rows 0-3" in text


def test_commands_name_no_network_where_nobody_did(model, tmp_path):
    text = save_picture_atlas(tmp_path / "a.html", model, None, PictureAtlasSettings(count=4)).read_text()
    assert "ganspacesynth picture --seed 3 --psi 0.7" in text and "--model" not in text


def test_like_is_near_like():
    rng = np.random.default_rng(0)
    w = rng.normal(size=(40, 5)) * [10, 5, 0.1, 0.1, 0.1]
    places, columns = laid_out(w)
    assert sorted(places) == sorted(set(places)) and columns == 8 and max(places) < 40
    x, y = places % columns, places // columns
    assert abs(np.corrcoef(x, w[:, 0])[0, 1]) > 0.8 and abs(np.corrcoef(y, w[:, 1])[0, 1]) > 0.8
    assert len(laid_out(np.zeros((4, 1)))[0]) == 4


def test_pages_that_are_refused(model, tmp_path, page):
    axes = find_axes(model, AxisSettings(count=2, samples=500))
    with refused("file-ending", InvalidInput):
        save_picture_atlas(tmp_path / "a.png", model)
    for settings in (PictureAtlasSettings(count=3), PictureAtlasSettings(count=401), PictureAtlasSettings(axes=65)):
        with refused("atlas-count", InvalidInput):
            save_picture_atlas(tmp_path / "a.html", model, None, settings)
    with refused("nothing-overwritten", OutputError):
        save_picture_atlas(page, model)
    other = load_picture_model(GOLDEN / "pictures" / "stylegan3t_tiny" / "network.pkl")
    with refused("directions-of-w", DirectionsError):
        save_picture_atlas(tmp_path / "a.html", other, axes)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(browser.find() is None, reason="no browser here")
def test_pictures_are_chosen_and_kept(page, tmp_path):
    with browser.Browser(tmp_path / "profile") as chromium:
        chromium.open(page)
        chromium.ask("document.querySelectorAll('.pick')[3].click()")
        seed = chromium.ask("document.querySelectorAll('.pick')[3].dataset.seed")
        assert f"--seed {seed} " in chromium.ask("document.getElementById('command').textContent")
        chromium.ask("document.getElementById('keep').click()")
        assert chromium.ask("document.getElementById('palette').textContent") == f"ganspacesynth picture palette NAME --seed {seed}"
        chromium.ask("document.querySelectorAll('.pick')[0].focus()")
        chromium.press("ArrowRight")
        assert chromium.ask("document.activeElement.getAttribute('aria-pressed')") == "true"
        chromium.ask("document.querySelectorAll('.pick')[12].click()")
        assert chromium.ask("document.getElementById('keep').disabled") and "--edits=-3" in chromium.ask(
            "document.getElementById('command').textContent"
        )
        assert not chromium.complaints
        assert all(address.startswith(("file:", "data:")) for address in chromium.requests)
