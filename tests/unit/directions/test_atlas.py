"""The atlas: what it plays, what its page says, and (in a real browser) that it is heard."""

import base64
import dataclasses
import io
import json
import re
import struct
import zlib
from html.parser import HTMLParser

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio import thumbnail
from ganspacesynth.audio.effects.edges import levelled
from ganspacesynth.cli.main import main
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.directions.annotations import Annotations
from ganspacesynth.directions.describe.atlas_page import percent, signed, write_page
from ganspacesynth.directions.describe.atlas_sounds import AtlasSettings, amounts_over, make_atlas
from ganspacesynth.directions.directions_files import save_directions
from ganspacesynth.networks.gansynth import gansynth
from tests.support import browser
from tests.support.refused import refused
from tests.support.tone_model import RATE, ToneModel, tone_directions

HOSTILE = '</script><img src=x onerror=alert(1)>"&{{sounds}}'
SMALL = AtlasSettings(count=3, steps=3, map_steps=3)


def annotated_directions():
    ranges = [[-2.0, 3.0], [-1.0, 1.0], [-0.1, 0.1], [-3.0, 3.0]]
    heard = Annotations(("brighter", "", HOSTILE, ""), np.array(ranges), np.ones(4), ("level",), np.zeros((4, 1)))
    return tone_directions(annotations=heard, names=("", "grit"))


@pytest.fixture(scope="module")
def atlas():
    return make_atlas(ToneModel(), annotated_directions(), SMALL)


@pytest.fixture(scope="module")
def page(atlas):
    return write_page(atlas, level=levelled, title=f"Töne {HOSTILE}", command="ganspacesynth generate", note=HOSTILE)


class Reader(HTMLParser):
    """Elements with their attributes, texts, and whether all are closed."""

    VOID = ("meta", "link", "img", "input", "br")

    def __init__(self, text):
        super().__init__()
        self.found, self.texts, self.open = [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag, **wanted):
        return [a for t, a in self.found if t == tag and all(a.get(k) == v for k, v in wanted.items())]


# --- what is played


def test_strips_go_over_the_usable_range(atlas):
    assert [strip.amounts for strip in atlas.strips] == [(-2.0, 0.0, 3.0), (-1.0, 0.0, 1.0), (-0.1, 0.0, 0.1)]
    assert atlas.strips[1].points[2].edits == (0.0, 1.0)
    assert amounts_over(tone_directions(), 0, 7) == (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
    narrow = dataclasses.replace(annotated_directions().annotations, ranges=np.tile([-0.04, 0.04], (4, 1)))
    assert len(set(amounts_over(tone_directions(annotations=narrow), 0, 5))) == 5


def test_steps_are_counted_from_the_middle(atlas):
    brightness = atlas.strips[0].steps[:, 3]
    assert brightness[1] == 0 and brightness[0] < -2 and brightness[2] > 2


def test_the_map_has_the_highest_second_direction_on_top(atlas):
    assert atlas.map.x == (-2.0, 0.0, 3.0) and atlas.map.y == (1.0, 0.0, -1.0)
    assert atlas.map.points[0].edits == (-2.0, 1.0) and atlas.map.points[-1].edits == (3.0, -1.0)


def test_levels_can_be_compared(atlas):
    loudest = max(np.abs(part.waves).max() for part in (*atlas.strips, atlas.map))
    assert atlas.gain == pytest.approx(min(1.0, 0.98 / loudest))


def test_other_modes_start_from_a_seed():
    atlas = make_atlas(ToneModel(), tone_directions(), AtlasSettings(1, 3, 0, "offset", 48, 7))
    assert atlas.map is None and atlas.pitch == 48
    assert atlas.strips[0].points[0].z == tuple(ToneModel().sample_z(1, seed=7)[0].tolist())


@pytest.mark.parametrize(
    ("plan", "rule"),
    [
        ({"count": 0}, r"setting-range: count must be in 1\.\.256\. Received: count=0"),
        ({"steps": 99}, r"setting-range: steps must be in 3\.\.15\. Received: steps=99"),
        ({"map_steps": -1}, r"setting-range: map_steps must be in 0\.\.15"),
        ({"steps": 4}, r"odd-steps: Steps must be odd: one in the middle\. Received: 4 and 7"),
        ({"map_steps": 6}, "odd-steps"),
    ],
)
def test_plans_that_cannot_be(plan, rule):
    with refused(rule, InvalidInput):
        AtlasSettings(**plan)


def test_directions_of_another_model_are_refused():
    with refused("own-model", DirectionsError):
        make_atlas(ToneModel(), tone_directions(model_id="x"), SMALL)


# --- pictures and sounds inside the page


def test_a_png_is_a_png():
    data = thumbnail.png(np.arange(12, dtype=np.uint8).reshape(3, 4), thumbnail.palette())
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(data):
        (size,), name = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        chunks[name] = data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0] == zlib.crc32(name + chunks[name])
        at += 12 + size
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (4, 3) and len(chunks[b"PLTE"]) == 768
    assert zlib.decompress(chunks[b"IDAT"]) == b"\0\x00\x01\x02\x03\0\x04\x05\x06\x07\0\x08\x09\x0a\x0b"


@pytest.mark.parametrize("form", ["mp3", "flac", "wav"])
def test_sounds_are_whole(form):
    wave = (0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.float32)
    again, rate = soundfile.read(io.BytesIO(base64.b64decode(thumbnail.sound_text(wave, RATE, form))))
    assert rate == RATE and len(again) == len(wave)
    assert np.sqrt(np.mean((again - wave) ** 2)) < 0.01


def test_formats_that_are_missing_are_told(monkeypatch):
    monkeypatch.setattr(soundfile, "available_formats", lambda: {"WAV": "", "FLAC": ""})
    assert thumbnail.sound_format() == "flac"
    with refused("page-sound-format", InvalidInput):
        thumbnail.sound_format("mp3")


# --- the page


def test_the_page_is_whole_and_has_a_button_for_each_sound(page):
    read = Reader(page)
    cells = read.all("button", **{"class": "cell"})
    assert len(cells) == 3 * 3 + 9
    assert [int(cell["data-sound"]) for cell in cells] == list(range(18))
    assert all(cell["aria-label"] and cell["type"] == "button" for cell in cells)
    sounds = json.loads(re.search(r'<script id="sounds" type="application/json">(.*?)</script>', page, re.DOTALL)[1])
    assert len(sounds["data"]) == 18 and sounds["type"] == "audio/mpeg"
    assert all("alt" in image for image in read.all("img"))
    assert all(image["aria-label"] for image in read.all("svg", role="img"))
    labelled = {a["aria-labelledby"] for _, a in read.found if "aria-labelledby" in a}
    assert labelled <= {a.get("id") for _, a in read.found}
    (html,) = read.all("html")
    assert html["lang"] == "en"


def test_nothing_in_it_is_elsewhere(page):
    read = Reader(page)
    addresses = [a[name] for _, a in read.found for name in ("src", "href") if name in a]
    assert all(address.startswith("data:") for address in addresses)
    assert "default-src 'none'" in page and "http://" not in page and "https://" not in page


def test_texts_of_strangers_stay_texts(page):
    read = Reader(page)
    assert not [a for _, a in read.found if "onerror" in a]
    assert any(HOSTILE in text for text in read.texts)
    assert page.count("onerror") == page.count("onerror=alert(1)&gt;")


def test_each_sound_tells_its_command(page):
    commands = [cell["data-command"] for cell in Reader(page).all("button", **{"class": "cell"})]
    assert "ganspacesynth generate --mode replace --pitch 60 --edits=0,1" in commands


def test_amounts_are_written_as_they_are_read():
    assert [signed(v) for v in (1.5, -2.0, 0.0)] == ["+1.5", "−2", "0"]
    assert [percent(v) for v in (0.0, 0.00254, 0.025, 0.25, 0.999, 1.0)] == ["0 %", "0.25 %", "2.5 %", "25 %", "100 %", "100 %"]


def test_silent_directions_have_a_page_too():
    class Silent(ToneModel):
        def _tones(self, coordinates, pitches):
            return np.zeros((len(coordinates), self.config.audio_length), np.float32)

    atlas = make_atlas(Silent(), tone_directions(), AtlasSettings(2, 3, 3))
    Reader(write_page(atlas, level=levelled, title="", command=""))


# --- the command


@pytest.fixture
def tones(monkeypatch, tmp_path):
    monkeypatch.setattr(gansynth, "load_model", lambda path=None, **options: ToneModel())
    monkeypatch.chdir(tmp_path)
    return save_directions(tone_directions(), tmp_path / "Töne eins.npz")


def test_the_command_writes_a_page(tones, tmp_path, capsys):
    words = ["atlas", "--directions", "Töne eins.npz", "--count=2", "--steps=3", "--map=3", "-o", "Atlas ü.html"]
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("Atlas ü.html: 2 directions, ")
    page = (tmp_path / "Atlas ü.html").read_text(encoding="utf-8")
    assert "`ganspacesynth directions label Töne eins.npz`" in page and "&#39;Töne eins.npz&#39; --mode replace" in page
    assert main(words) == 1 and "Nothing is overwritten unasked" in capsys.readouterr().err
    assert main([*words, "--force", "--audio=flac", "--title=Mein Atlas"]) == 0
    assert "<h1>Mein Atlas</h1>" in (tmp_path / "Atlas ü.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "a.txt"], "A page ends in .html. Received: a.txt"),
        (["--steps=4"], "Steps must be odd"),
        (["--pitch=5"], "The model plays the pitches"),
        (["--directions=none.npz"], "none.npz"),
    ],
)
def test_what_is_wrong_is_told(tones, tmp_path, capsys, words, message):
    assert main(["atlas", "--directions", "Töne eins.npz", *words]) == 1
    assert message in capsys.readouterr().err and not list(tmp_path.glob("*.html"))


# --- in a browser


@pytest.mark.slow
@pytest.mark.skipif(browser.find() is None, reason="Chromium is not installed")
def test_a_browser_plays_it(page, tmp_path):
    """From a file, without a word in the console and without the network: by mouse, by keys, and every sound of it."""
    path = tmp_path / "Atlas ü.html"
    path.write_text(page, encoding="utf-8")
    with browser.Browser(tmp_path / "profile") as chromium:
        chromium.open(path)
        assert chromium.ask("document.querySelectorAll('.cell').length") == 18
        chromium.ask("document.querySelectorAll('.cell')[4].click()")
        chromium.until("player.currentTime > 0.05 && !player.paused")
        assert chromium.ask("player.duration") == pytest.approx(0.5, abs=0.15)
        assert chromium.ask("document.querySelector('[aria-pressed=true]').dataset.sound") == "4"
        assert "--edits=0,0" in chromium.ask("command.textContent")
        chromium.until("player.paused && !document.querySelector('[aria-pressed=true]')")  # by itself, at its end

        chromium.ask("document.querySelectorAll('.cell')[4].focus()")
        chromium.press("ArrowRight")
        assert chromium.ask("document.activeElement.dataset.sound + player.paused") == "5true"
        chromium.press(" ", "Space", " ")
        chromium.until("!player.paused && player.currentTime > 0")
        chromium.press("ArrowDown")
        assert chromium.ask("document.activeElement.dataset.sound") == "8"
        assert chromium.ask("document.querySelector('[aria-pressed=true]').dataset.sound") == "8"
        chromium.press("Escape")
        assert chromium.ask("player.paused && !document.querySelector('[aria-pressed=true]')")
        assert chromium.ask("document.querySelectorAll('.row .cell[tabindex=\"0\"]').length") == 6

        each = "new Promise((done) => { player.onended = () => done(true); document.querySelectorAll('.cell')[%d].click(); })"
        assert all(chromium.ask(each % i) for i in range(18))
        assert chromium.ask("document.querySelectorAll('img').length == document.querySelectorAll('.cell').length")
        assert chromium.ask("Array.from(document.images).every((image) => image.naturalWidth > 10)")
        chromium.call("Page.captureScreenshot")
    assert chromium.complaints == []
    assert {address.split(":")[0] for address in chromium.requests} <= {"file", "blob", "data", "about"}
