"""The studio's room Make in a real browser: recordings dropped, cut and heard; a model trained, stopped, gone on with; directions by ear."""

import base64
import importlib.util
import json
from pathlib import Path

import pytest

from tests.end_to_end.test_studio_page import READY, Studio
from tests.support.browser import Browser, find
from tests.support.made_sounds import SETTINGS, write_recordings

pytestmark = [pytest.mark.slow, pytest.mark.skipif(find() is None, reason="needs a browser")]

ROOM = "studio.panels.make"
SOUNDS = "Töne von heute"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return tmp_path_factory.mktemp("Stücke") / "project"


@pytest.fixture(scope="module")
def served(project):
    studio = Studio(project)
    yield studio
    studio.end()


@pytest.fixture(scope="module")
def page(served, tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("profile")) as page:
        page.visit(served.address)
        page.until(READY, 120)
        page.click("#tab-make")
        page.until(f"{ROOM}.models.length > 0", 60)
        yield page
        assert page.complaints == []


def heard(page):
    """Note what is asked to be heard from here on."""
    page.ask(
        "window.clips = [], studio.sound.played ??= studio.sound.clip, studio.sound.clip = function (address, name) "
        "{ return this.played(address, name).then((buffer) => { clips.push([address, buffer.duration]); return buffer; }); }, 1"
    )


def drop(page, folder):
    """Drop the files of a folder on the room."""
    files = [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in sorted(folder.iterdir())]
    page.ask(
        f"{ROOM}.parts.sounds.into.value = {json.dumps(SOUNDS)}, {ROOM}.parts.sounds.take({json.dumps(files)}.map(([name, data]) => "
        "new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name))), 1"
    )


def change(page, label, value):
    """Give a control another value, as somebody would."""
    page.ask(
        f"{{ const e = document.querySelector('[aria-label=\"{label}\"]'); e.value = {json.dumps(value)}; e.dispatchEvent(new Event('change')); }}"
    )


def trained(page, wanted):
    """Wait until this is true of the model in the making, `work`."""
    page.until(f"{ROOM}.works.some((work) => work.kind === 'train' && {wanted})", 300)


def test_nothing_is_cut_of_nothing(page):
    page.press_button("See what would be cut", "#panel-make")
    page.until("studio.state.textContent.startsWith('Put recordings')")
    page.press_button("Train", "#panel-make")
    page.until("studio.state.textContent.startsWith('Choose sounds first')")
    page.ask(f"{ROOM}.parts.sounds.take([]), 1")
    page.until("studio.state.textContent === 'There was no file in it.'")


def test_recordings_are_dropped_cut_heard_and_unticked(page, project, tmp_path):
    page.ask(f"{ROOM}.parts.sounds.length.value = 0.25, {ROOM}.parts.sounds.rate.value = 8000, 1")
    drop(page, write_recordings(tmp_path / "from"))
    page.until(f"{ROOM}.parts.sounds.list.children.length > 20", 300)
    assert (project / SOUNDS / "erste Aufnahme.wav").is_file()
    said = page.ask(f"{ROOM}.parts.sounds.said.textContent")
    assert said.startswith("3 files, 8 s: long recordings") and "pieces of 0.25 s" in said
    out = page.ask(f"{ROOM}.parts.sounds.out.textContent")
    assert all(word in out for word in ("leer.wavthe file is empty", "gelogen.wavit cannot be read", "still.wavit is silent", "notes.txtno sound"))
    heard(page)
    page.click("ol.pieces .shape")
    page.until("clips.length === 1 && Math.abs(clips[0][1] - 0.25) < 0.01 && clips[0][0].startsWith('make/piece.wav')")
    page.click("ol.pieces input")
    page.until(f"{ROOM}.parts.sounds.said.textContent.includes('1 unticked')")


def test_a_model_is_trained_stopped_reloaded_gone_on_with_and_played(page, project):
    page.ask(f"{ROOM}.parts.train.more = {json.dumps({**SETTINGS, 'images': 4000})}, {ROOM}.parts.train.name.value = 'Gänge', 1")
    page.press_button("Train", "#panel-make")
    trained(page, "work.now?.stage === 'Learning'")
    page.until("document.querySelector('#panel-make .auditions button') !== null", 60)
    page.call("Page.reload")
    page.until(READY, 120)
    page.click("#tab-make")
    trained(page, "work.state === 'running'")
    page.press_button("Stop", "#panel-make")
    trained(page, "work.state === 'stopped'")
    assert page.ask(f"{ROOM}.parts.sounds.found.unticked") == 1
    heard(page)
    page.until("document.querySelector('#panel-make .auditions button') !== null", 60)
    page.click("#panel-make .auditions button")
    page.until("clips.length === 1 && clips[0][0].includes('.training/auditions/')")
    plan = project / "models" / "Gänge.training" / "plan.json"
    looked = page.ask(f"{ROOM}.get('auditions', {{of: 'models/Gänge'}}).then((found) => found[0].looked)")
    plan.write_text(plan.read_text().replace('"images": 4000', f'"images": {looked + 40}'))  # a little is left
    page.press_button("Go on", "#panel-make")
    trained(page, "work.state === 'finished'")
    page.until(f"{ROOM}.models[0].name === 'models/Gänge'", 60)
    page.press_button("Play it", "#panel-make .work")
    page.until("!document.getElementById('panel-play').hidden && studio.panels.play.model.value === 'models/Gänge'", 60)
    page.press_button("Another sound")
    page.until("studio.heard.length > 0", 60)
    page.click("#tab-make")


def test_a_card_is_text_and_a_model_that_cannot_be_fetched_is_one_line(page):
    page.ask("document.querySelector('[aria-label=\"Card of models/Gänge\"]').click()")
    page.until(f"{ROOM}.parts.models.card.textContent.startsWith('# Gänge') && document.activeElement === {ROOM}.parts.models.card")
    assert "| licence | MIT |" in page.ask(f"{ROOM}.parts.models.card.textContent")
    page.ask(f"{ROOM}.parts.models.address.value = 'https://127.0.0.1:9/model.zip', 1")
    page.press_button("Fetch", "#panel-make")
    page.until(f"{ROOM}.works.some((work) => work.kind === 'fetch' && work.state === 'failed')", 300)
    assert "needs a connection" in page.ask(f"{ROOM}.parts.models.list.element.textContent")
    page.ask("document.querySelector('[aria-label^=\"Off the list: Fetching\"]').click()")
    page.until(f"{ROOM}.works.every((work) => work.kind !== 'fetch')")


def test_directions_are_heard_named_and_rated(page, project):
    page.ask(f"{ROOM}.parts.directions.model.value = 'models/Gänge', {ROOM}.parts.directions.read()")
    page.until(f"{ROOM}.parts.directions.rows.children.length > 0")
    heard(page)
    for number, (said, side) in enumerate({"down": "low", "up": "high"}.items(), 1):
        page.ask(f"document.querySelector('[aria-label=\"Direction 1: hear {said}\"]').click()")
        page.until(f"clips.length === {number} && clips[{number - 1}][0].includes('side={side}')")
    change(page, "Name of direction 1", "mein <b>Rohr</b>")
    page.until("studio.state.textContent === 'Direction 1 is called mein <b>Rohr</b>.'")
    change(page, "Rating of direction 1", "5")
    page.until("studio.state.textContent === 'Direction 1 has 5 of 5.'")
    page.call("Page.reload")
    page.until(READY, 120)
    page.click("#tab-make")
    page.until("document.querySelector('[aria-label=\"Rating of direction 1\"]')?.value === '5'", 60)
    assert page.ask("document.querySelector('[aria-label=\"Name of direction 1\"]').value") == "mein <b>Rohr</b>"


def test_two_pages_agree(page, served, tmp_path):
    with Browser(tmp_path / "profile") as other:
        other.visit(served.address)
        other.until(READY, 120)
        other.click("#tab-make")
        other.until(f"{ROOM}.parts.sounds.found?.unticked === 1 && {ROOM}.changes !== undefined", 120)
        page.ask("document.activeElement.blur(), document.querySelectorAll('ol.pieces input')[2].click()")
        change(page, "Name of direction 2", "Glas")
        other.until(f"{ROOM}.parts.sounds.found.unticked === 2 && !document.querySelectorAll('ol.pieces input')[2].checked", 120)
        other.until("document.querySelector('[aria-label=\"Name of direction 2\"]').value === 'Glas'", 120)
        assert other.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_everybody_can_use_it(page, width, scheme):
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    page.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    page.until(f"{ROOM}.parts.sounds.list.children.length > 20", 60)
    wide = "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML)"
    assert page.ask("document.documentElement.scrollWidth") <= width, page.ask(wide)
    axe = Path(importlib.util.find_spec("axe_core_python").origin).with_name("axe.min.js").read_text(encoding="utf-8")
    page.call("Runtime.evaluate", expression=axe)
    found = page.ask("axe.run().then((r) => r.violations.map((v) => [v.impact, v.id, v.nodes.slice(0, 3).map((n) => n.html)]))")
    assert [violation for violation in found if violation[0] in ("serious", "critical")] == []
