"""The studio's page in a real browser, used as a person uses it; its sound as the audio thread plays it."""

import importlib.util
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.pitch import hz_to_midi, yin
from tests.support import stylegan_files as files
from tests.support import stylegan_networks as networks
from tests.support.browser import Browser, find

pytestmark = [pytest.mark.slow, pytest.mark.skipif(find() is None, reason="needs a browser")]

READY = "window.studio && studio.state.textContent.startsWith('Ready') && studio.panels.play.directions.length > 0"
FAKE_MIDI = """
navigator.requestMIDIAccess = async () => ({inputs: new Map([["fake", window.fakePort = {}]])});
"""


class Studio:
    """`ganspacesynth studio` as a program."""

    def __init__(self, folder, port=0):
        words = [sys.executable, "-m", "ganspacesynth", "studio", "--no-open", "--folder", str(folder), "--port", str(port)]
        self.errors = folder.with_name(f"errors of {folder.name}.txt")
        with open(self.errors, "w") as errors:
            self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, text=True)
        line = self.process.stdout.readline()
        self.address = re.search(r"http://\S+", line)[0]
        self.port = int(re.search(r":(\d+)/", self.address)[1])

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.wait(60)
        self.process.stdout.close()
        said = self.errors.read_text()
        if "Traceback" in said or "terminate" in said:
            pytest.fail(said)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return tmp_path_factory.mktemp("project")


@pytest.fixture(scope="module")
def served(project):
    studio = Studio(project)
    yield studio
    studio.end()


@pytest.fixture(scope="module")
def page(served, tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("profile")) as page:
        page.visit(served.address)
        page.until(READY)
        yield page
        assert page.complaints == []
        assert {re.match(r"(?:blob:)?\w+://([^/]+)/", request)[1] for request in page.requests if not request.startswith("data:")} == {
            f"127.0.0.1:{served.port}"
        }


def said(page):
    return page.ask("studio.state.textContent")


def heard(page):
    return page.ask("studio.heard.length")


def newest(page):
    """When the last sound was heard, 0 before the first; sounds that follow each other quickly are one gesture, whose number stays."""
    return page.ask("studio.heard.at(-1)?.at ?? 0")


@pytest.fixture
def piece(page, project):
    """A piece in the project, made if need be."""
    if not (project / "piece.flac").exists():
        page.ask("studio.link.ask('/synthesize', [60, '@to', 'piece.flac']).then(() => 1)")
    return "piece.flac"


def test_the_first_sound_is_two_clicks_away(page):
    page.press_button("Another sound")
    page.until("studio.heard.length > 0 && studio.sound.context.state === 'running'")
    assert page.ask("studio.panels.play.name.textContent").startswith("number ")


def test_the_map_is_clicked_and_a_path_drawn(page):
    page.until("studio.panels.play.map.sounds.length === 160")
    before = newest(page)
    page.click(".map", 0.3, 0.4)
    page.until(f"studio.heard.at(-1)?.at > {before} && studio.panels.play.map.chosen >= 0")
    page.ask("document.querySelector('.map').focus()")
    chosen = page.ask("studio.panels.play.map.chosen")
    page.press("ArrowRight")
    page.until(f"studio.panels.play.map.chosen !== {chosen}")
    page.click(".map", 0.1, 0.5, to=(0.9, 0.5), shift=True)
    page.until("studio.state.textContent.includes('steps: hear them')")
    assert page.ask("studio.panels.compose.refresh().then(() => studio.panels.compose.steps.length)") > 2


def test_a_sound_that_comes_after_a_later_one_is_not_heard(page):
    page.ask(
        "window.ends = [], studio.sound.stop = function (name) { ends.push(name); return this.constructor.prototype.stop.call(this, name); }, "
        "window.truly = window.fetch, window.fetch = async (address) => { "
        "if (`${address}`.includes('late')) await new Promise((go) => { window.go = go; }); return truly(address); }, "
        "window.sounds = ['&late', ''].map((more) => studio.sound.clip(`make/direction.wav?of=default&number=1&side=low&seed=1${more}`, 'ear')), 1"
    )
    page.until("ends.length === 1")
    page.ask("go(), Promise.all(sounds).then(() => 1)")
    assert page.ask("ends.join()") == "ear"
    page.ask("window.fetch = truly, delete studio.sound.stop, 1")


def test_keys_of_all_kinds_play(page):
    page.ask("document.activeElement.blur()")
    for pitch, play in ((60, lambda: page.press("a", "KeyA", "a")), (64, lambda: page.click('[data-pitch="64"]'))):
        play()
        page.until(f"studio.heard.some((entry) => entry.kind === 'sound' && entry.pitch === {pitch})")
    page.ask(FAKE_MIDI)
    page.press_button("MIDI")
    page.until("window.fakePort && fakePort.onmidimessage && studio.state.textContent === 'MIDI: 1 inputs.'")
    page.ask("fakePort.onmidimessage({data: [0x90, 67, 90]}), fakePort.onmidimessage({data: [0x80, 67, 0]})")
    page.until("studio.heard.some((entry) => entry.pitch === 67)")
    page.press_button("CC")
    page.ask("fakePort.onmidimessage({data: [0xb0, 20, 127]})")
    page.until("Number(studio.panels.play.directions[0].slider.input.value) === Number(studio.panels.play.directions[0].slider.input.max)")


def test_a_voice_sounds_at_its_pitch_without_a_gap(page):
    page.ask("studio.link.ask('/edits', [0]).then(() => 1)")
    page.press_button("Sound on")
    page.until("studio.panels.play.voice !== null && studio.sound.voices.size === 1")
    for pitch in (60, 55):
        page.ask(f"studio.link.ask('/pitch', [{pitch}, '@glide', 0]).then(() => 1)")
        voice = "[...studio.sound.voices.values()][0]"
        played = page.ask(f"{voice}.counts().then((c) => c.played)")
        page.until(f"{voice}.counts().then((c) => c.played > {played} + 16000)")
        wave = np.array(page.ask(f"{voice}.record(1)"))
        f0, _ = yin(wave, 16000, fmin=80.0, fmax=600.0)
        assert np.median(np.abs(hz_to_midi(f0) - pitch)) < 0.3 and np.abs(wave).max() > 0.01
    page.press_button("Sound on")
    page.until("studio.sound.voices.size === 0")
    page.until("studio.heard.some((entry) => entry.kind === 'voice')")


def test_a_voice_that_is_taken_up_while_it_dies_away_stays(page):
    page.press_button("Sound on")
    page.until("studio.panels.play.voice !== null && studio.sound.voices.size === 1 && !studio.panels.play.hold.disabled")
    page.ask("window.first = studio.panels.play.voice, 1")
    page.press_button("Sound on")
    page.press_button("Sound on")
    page.until("studio.panels.play.voice && studio.panels.play.voice !== first && !studio.panels.play.hold.disabled")
    page.ask("new Promise((resolve) => setTimeout(resolve, 1200))")  # after which the first one is closed for good
    assert page.ask("[first.context.state, studio.panels.play.voice?.context.state, studio.sound.voices.size]") == ["closed", "running", 1]
    page.press_button("Sound on")
    page.until("studio.sound.voices.size === 0")
    page.ask("first = null, 1")


def test_what_is_asked_for_while_the_same_is_done_is_done_afterwards(page):
    order = """import('/page/js/dom.js').then(async ({ newest }) => {
      const done = [], act = newest(async (x) => { await new Promise((go) => setTimeout(go, 10)); done.push(x); });
      act(1); act(2); await act(3);
      const then = [...done];
      await act(4);
      return [then, done];
    })"""
    assert page.ask(order) == [[1, 3], [1, 3, 4]]


def test_snapshots_undo_and_all_that_was_heard(page):
    sounds = []
    sounding = lambda before, z: f"studio.link.ask('/z').then(({{ last }}) => last[0] === {z} && studio.heard.at(-1).at > {before})"  # noqa: E731
    for name in ("bell", "<b>reed</b>"):
        before = newest(page)
        page.press_button("Another sound")
        page.until(f"studio.heard.at(-1)?.at > {before}")
        sounds.append(page.ask("studio.link.ask('/z').then(({ last }) => last[0])"))
        page.ask(f"studio.panels.play.snapshot.value = {name!r}")
        page.press_button("Keep")
        page.until(f"studio.state.textContent === 'Kept as {name}.'")
        page.ask("new Promise((resolve) => setTimeout(resolve, 1600))")  # after which another sound is another gesture
    bell, reed = sounds
    assert bell != reed
    assert page.ask("document.querySelectorAll('#panel-play b').length") == 0  # text stays text
    page.ask("document.querySelector('#panel-play .slider input').focus()")
    for button, expected in (("bell", bell), ("Undo", reed), ("Redo", bell), ("<b>reed</b>", reed)):
        before = newest(page)
        page.press_button(button)
        page.until(sounding(before, expected))
    page.ask("new Promise((resolve) => setTimeout(resolve, 1600))")
    before = newest(page)
    page.press_button("bell")
    page.until(sounding(before, bell))
    before = newest(page)
    page.click("ol.heard li:nth-child(2) button:nth-of-type(2)")  # what was heard before is taken up
    page.until(sounding(before, reed))
    assert not page.ask("studio.state.classList.contains('lost')")


def test_a_piece_is_composed_heard_and_written(page, project):
    page.click("#tab-compose")
    page.until("!document.getElementById('panel-compose').hidden && studio.panels.compose.steps.length > 0")
    page.press_button("Begin anew", "#panel-compose")
    page.press_button("Add a random one", "#panel-compose")
    page.until("studio.panels.compose.steps.length === 2")
    page.ask("{ const i = document.querySelector('[data-at=\"1\"] input'); i.value = 67; i.dispatchEvent(new Event('change')); }")
    page.until("studio.panels.compose.steps[1].pitch === 67")
    page.ask("document.querySelector('[data-index=\"1\"]').focus()")
    page.call("Input.dispatchKeyEvent", type="keyDown", key="ArrowLeft", code="ArrowLeft", windowsVirtualKeyCode=37, modifiers=1)
    page.until("studio.panels.compose.steps[0].pitch === 67")
    page.press_button("Hear it", "#panel-compose")
    page.until("studio.heard.at(-1)?.kind === 'hallucination'")
    page.ask("studio.panels.compose.file.value = 'piece.flac'")
    page.press_button("Write it", "#panel-compose")
    page.until("studio.state.textContent === 'Written: piece.flac'")
    assert (project / "piece.flac").read_bytes()[:4] == b"fLaC"
    page.press_button("Write it", "#panel-compose")
    page.until("studio.state.textContent.includes('overwritten')")
    page.press_button("Compose steps", "#panel-compose")
    page.until("studio.panels.compose.steps.length > 4")


def test_files_come_in_and_say_where_they_are_from(page, project, piece):
    page.click("#tab-project")
    page.ask("studio.panels.project.drop.dispatchEvent(Object.assign(new Event('drop'), {dataTransfer: {files: [new File(['x'], 'kick.txt')]}}))")
    page.until("studio.panels.project.rows.textContent.includes('uploads/kick.txt')")
    assert (project / "uploads" / "kick.txt").read_text() == "x"
    row = f"[...document.querySelectorAll('#panel-project tr')].find((r) => r.textContent.includes('{piece}'))"
    page.until(f"!!{row}")
    page.ask(f"{row}.querySelectorAll('button')[1].click()")
    page.until("studio.panels.origin.table.textContent.includes('FluidR3')")


def test_a_song_is_seen_and_moves_the_voice(page, project):
    times = np.arange(8000 * 6) / 8000
    clicks = np.where(times % 0.5 < 0.02, np.sin(2 * np.pi * 90 * times), 0.05 * np.sin(2 * np.pi * 220 * times))
    soundfile.write(project / "song.wav", 0.8 * clicks, 8000)
    page.click("#tab-listen")
    page.until("[...studio.panels.listen.file.options].some((o) => o.value === 'song.wav')")
    page.ask("studio.panels.listen.file.value = 'song.wav'")
    page.press_button("Open", "#panel-listen")
    page.until("studio.panels.listen.facts.textContent.includes('beats a minute')")
    page.ask("{ const k = document.getElementById('knob-0'); k.value = 0.5; k.dispatchEvent(new Event('change')); }")
    page.until("studio.panels.listen.rows.textContent.includes('edits.0')")
    page.press_button("Add", "#panel-listen")
    page.until("studio.panels.listen.rows.children.length === 2")
    page.press_button("Play", "#panel-listen")
    page.until("Number(studio.panels.listen.place.value) > 0.5")
    page.click(".signals", 0.5, 0.5)
    page.press_button("Stop", "#panel-listen")
    page.press_button("Take out", "#panel-listen")
    page.until("studio.panels.listen.rows.children.length === 1 && studio.panels.play.voice !== null")
    page.click("#tab-play")
    page.press_button("Sound on")
    page.until("studio.sound.voices.size === 0")


def test_pictures_move_and_a_pad_learns(page, project):
    (project / "tiny.pkl").write_bytes(files.persistent(networks.upscaled(resolution=32)))
    page.click("#tab-pictures")
    page.until("[...studio.panels.pictures.file.options].some((o) => o.value === 'tiny.pkl')")
    page.ask("studio.panels.pictures.file.value = 'tiny.pkl'")
    page.press_button("Open", "#panel-pictures")
    page.until("studio.panels.pictures.frame > 0 && studio.panels.pictures.canvas.width === 32")
    page.press_button("Another picture")
    page.press_button("Follow the sound")
    page.until("studio.panels.pictures.follow.getAttribute('aria-pressed') === 'true'")
    for number, place in ((3, 0.2), (9, 0.8)):
        page.ask(f"studio.link.ask('/seed', [{number}]).then(() => 1)")
        page.click(".pad", place, place)
        before = page.ask("studio.panels.pictures.pairs.length")
        page.press_button("Keep here")
        page.until(f"studio.panels.pictures.pairs.length === {before + 1}")
    before = newest(page)
    page.click(".pad", 0.5, 0.5)
    page.until(f"studio.heard.at(-1)?.at > {before}")
    page.press_button("Forget all")
    page.until("studio.panels.pictures.pairs.length === 0")


def test_a_machine_answers_what_it_hears(page, project):
    times = np.arange(16000 * 5) / 16000
    wave = np.zeros_like(times)
    for pitch, at in ((60, 0.1), (64, 0.6), (67, 1.1)):
        here = times >= at
        wave[here] += 0.4 * np.exp(-6 * (times[here] - at)) * np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * (times[here] - at))
    soundfile.write(project / "phrase.wav", 0.8 * wave, 16000)
    page.click("#tab-answers")
    page.until("[...studio.panels.answers.source.options].some((o) => o.value === 'phrase.wav')")
    page.ask("studio.panels.answers.source.value = 'phrase.wav'")
    page.press_button("Begin", "#panel-answers")
    page.until("studio.panels.answers.chosen.length > 1 && studio.panels.answers.units.length > 1")
    page.until("studio.panels.answers.looks.some((look) => look.head === studio.panels.answers.head)")
    page.press_button("End", "#panel-answers")
    page.until("studio.panels.answers.sounds?.length > 100")
    page.click(".bank", 0.5, 0.5)
    page.until("studio.panels.answers.at >= 0 && studio.panels.answers.unit.textContent !== ''")
    page.until("studio.panels.answers.said.textContent.startsWith('It heard') && studio.sound.voices.size === 0")


def test_it_is_the_same_after_a_reload(page):
    count, steps = heard(page), page.ask("studio.panels.compose.refresh().then(() => studio.panels.compose.steps.length)")
    page.ask("studio.link.ask('/hallucinate', ['@notes', 2, '@interp', 3, '@precision', 'preview'], {progress: () => { window.begun = true; }}), 1")
    page.until("window.begun")  # the page goes away while the engine works
    page.call("Page.reload")
    page.until(f"!window.begun && {READY}")
    page.until(f"studio.heard.length > {count} && studio.heard.at(-1)?.kind === 'hallucination'")
    assert page.ask("studio.panels.compose.refresh().then(() => studio.panels.compose.steps.length)") == steps


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
@pytest.mark.parametrize("panel", ["play", "compose", "listen", "pictures", "answers", "project", "origin"])
def test_everybody_can_use_it(page, panel, width, scheme):
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    page.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    page.click(f"#tab-{panel}")
    wide = "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML)"
    assert page.ask("document.documentElement.scrollWidth") <= width, page.ask(wide)
    axe = Path(importlib.util.find_spec("axe_core_python").origin).with_name("axe.min.js").read_text(encoding="utf-8")
    page.call("Runtime.evaluate", expression=axe)
    found = page.ask("axe.run().then((r) => r.violations.map((v) => [v.impact, v.id, v.nodes.slice(0, 3).map((n) => n.html)]))")
    assert [violation for violation in found if violation[0] in ("serious", "critical")] == []


def test_it_is_light():
    folder = Path(__file__).parents[2] / "ganspacesynth" / "studio" / "page"
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 1_000_000


def test_a_killed_engine_is_said_and_nothing_is_lost(tmp_path):
    first = Studio(tmp_path / "project")
    with Browser(tmp_path / "profile") as page:
        page.visit(first.address)
        page.until(READY)
        page.press_button("Another sound")
        page.until("studio.heard.length === 1")
        page.ask("studio.link.ask('/store', ['bell']).then(() => 1)")
        memory = tmp_path / "project" / ".studio" / "memory.json"
        while not (memory.exists() and '"bell"' in memory.read_text()):
            page.ask("new Promise((resolve) => setTimeout(resolve, 100))")
        first.end(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        page.until("studio.state.textContent.startsWith('The engine is gone')")
        assert page.ask("studio.link.remembered('again', 1, '/rendered').catch((error) => error.code)") == "lost"  # and is not waited for
        page.ask("window.own = fetch, window.fetch = async () => new Response('It asks for its token.', { status: 403 }), 1")
        page.until("studio.state.textContent === 'It asks for its token.'")
        page.ask("window.fetch = own, 1")
        second = Studio(tmp_path / "project", first.port)
        try:
            page.until(READY)
            page.until("studio.heard.length === 1 && studio.panels.play.snapshots.textContent.includes('bell')")
            page.click("ol.heard li button")  # its file is gone: it is made again
            page.until("studio.heard.length === 2")
            tell = "studio.link.dispatchEvent(new CustomEvent('remembered', { detail: { number: 1000 + i, at: 0, kind: 'sound' } }))"
            assert page.ask(f"(() => {{ for (let i = 0; i < 500; i++) {tell}; return studio.heard.length; }})()") == 400
        finally:
            second.end()
    assert os.listdir(tmp_path / "project" / ".studio" / "heard")
