"""The map of a bank."""

import re

import numpy as np
import pytest

from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
from ganspacesynth.bank.map_page import map_places, save_map
from ganspacesynth.bank.units.cutting import CutSettings
from ganspacesynth.bank.units.unit_features import all_features
from ganspacesynth.core.errors import InvalidInput
from tests.support import browser
from tests.support.refused import refused
from tests.support.tones import phrase, tone, write


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bank")
    file = write(folder / 'a <b> "c".wav', phrase(range(60, 72)))
    return build_bank([file], folder / "bank", BankSettings(CutSettings("fixed", unit_s=0.25))).bank


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_like_lies_near_like(method):
    rng = np.random.default_rng(0)
    dull = [tone(48 + i % 3, bright=0.5, rng=rng, noise=1e-4) for i in range(12)]
    bright = [tone(84 + i % 3, bright=3.0, rng=rng, noise=1e-4) for i in range(12)]
    places = map_places(all_features([*dull, *bright]), method=method)
    assert places.shape == (24, 2) and places.min() == 0.0 and places.max() == 1.0
    middles = places[:12].mean(axis=0), places[12:].mean(axis=0)
    spread = max(np.linalg.norm(places[:12] - middles[0], axis=1).mean(), np.linalg.norm(places[12:] - middles[1], axis=1).mean())
    assert np.linalg.norm(middles[0] - middles[1]) > 2 * spread


def test_the_same_map_twice_and_one_unit_has_a_place():
    features = all_features([tone(pitch) for pitch in range(50, 62)])
    np.testing.assert_array_equal(map_places(features, method="pca"), map_places(features, method="pca"))
    assert map_places(features[:1]).tolist() == [[0.0, 0.0]]


def test_the_page_has_every_unit_and_its_sound(bank, tmp_path):
    assert save_map(tmp_path / "map.html", bank, audio="wav", title="<Map>", method="pca") == 12
    text = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert text.count('class="unit"') == 12 and "&lt;Map&gt;" in text and "<b>" not in text
    assert len(re.findall(r'"UklGR', text)) == 12  # RIFF in base64
    assert "http://" not in text and "https://" not in text
    assert save_map(tmp_path / "few.html", bank, count=3, method="pca") == 3


def test_what_is_no_page_is_refused(bank, tmp_path):
    with refused("file-ending", InvalidInput):
        save_map(tmp_path / "map.png", bank)
    with refused("map-count", InvalidInput, says="count=0"):
        save_map(tmp_path / "map.html", bank, count=0)
    with refused("known-layout", InvalidInput, says="umap"):
        map_places(bank.features, method="umap")


@pytest.mark.slow
@pytest.mark.skipif(browser.find() is None, reason="Chromium is not installed")
def test_a_browser_plays_it(bank, tmp_path):
    save_map(tmp_path / "map.html", bank, method="pca")
    with browser.Browser(tmp_path / "profile") as chromium:
        chromium.open(tmp_path / "map.html")
        assert chromium.ask("document.querySelectorAll('.unit').length") == 12
        chromium.ask("document.querySelectorAll('.unit')[3].dispatchEvent(new MouseEvent('click', { bubbles: true }))")
        chromium.until("player.currentTime > 0.05")
        assert "at 0.75 s" in chromium.ask("now.textContent")
        chromium.until("!document.querySelector('[aria-pressed=true]')")  # by itself, at its end
        chromium.press("ArrowRight")
        chromium.press("ArrowLeft")
        assert chromium.ask("document.activeElement.classList.contains('unit') && document.querySelectorAll('.unit[tabindex=\"0\"]').length") == 1
        chromium.press("Enter", "Enter", "\r")
        chromium.until("!player.paused && player.currentTime > 0")
        chromium.press("Escape")
        assert chromium.ask("player.paused && !document.querySelector('[aria-pressed=true]')")
    assert chromium.complaints == []
    assert {address.split(":")[0] for address in chromium.requests} <= {"file", "blob", "data", "about"}
