"""The studio's room Timeline in a real browser: scenes moved, a curve drawn, heard, kept, and written as sound and film."""

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.cli.main import main
from ganspacesynth.composition.arranging.timeline import load_timeline
from ganspacesynth.core.motion.modulation import Modulation
from tests.end_to_end.test_studio_page import READY, Studio
from tests.support.browser import Browser, find

pytestmark = [pytest.mark.slow, pytest.mark.skipif(find() is None, reason="needs a browser")]

PANEL = "studio.panels.timeline"
SHORT = {
    "tempo": 120,
    "scenes": [
        {"kind": "walk", "name": "one", "at": "bar 1", "lasts": "1 bar", "seed": 3, "spacing": 1},
        {"kind": "walk", "name": "two", "at": "bar 2", "lasts": "1 bar", "seed": 4, "spacing": 1},
    ],
}


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
        page.until(READY, 120)
        shown(page)
        yield page
        told = [each for each in page.complaints if not re.search(r"status of 4\d\d", json.dumps(each))]  # what was refused on purpose
        assert told == []
        assert {re.match(r"(?:blob:)?\w+://([^/]+)/", request)[1] for request in page.requests if not request.startswith("data:")} == {
            f"127.0.0.1:{served.port}"
        }


def shown(page):
    """Go to the room, and wait until it knows what is arranged."""
    page.click("#tab-timeline")
    page.until(f"{PANEL}.known !== undefined && {PANEL}.form.lists.styles.length > 0", 60)


def arranged(page, said=SHORT):
    """Begin with a timeline, and let it be seen."""
    anew = "for (const word of Object.keys(said)) delete said[word];"
    page.ask(f"{PANEL}.change((said) => {{ {anew} Object.assign(said, {json.dumps(said)}); }}).then(() => 1)")
    assert page.ask(f"{PANEL}.said") == said


def scene(page, number):
    return page.ask(f"{PANEL}.said.scenes[{number}]")


def seconds(page, number):
    return page.ask(f"[{PANEL}.laid.scenes[{number}].start, {PANEL}.laid.scenes[{number}].duration]")


def written(page, name, **asked):
    """Write an export as the room does, and wait for its end."""
    for word, value in {"ending": name.rpartition(".")[2], "export-to": name}.items():
        page.ask(f"{{ const e = document.getElementById('{word}'); e.value = {value!r}; e.dispatchEvent(new Event('change')); }}")
    for word, value in asked.items():
        page.ask(f"document.getElementById('{word}').checked = {json.dumps(value)}")
    page.press_button("Write", "#panel-timeline")
    page.until(f"[...{PANEL}.works.known.values()].some((work) => work.title === {name!r} && ['done', 'failed'].includes(work.state))", 120)
    return page.ask(f"[...{PANEL}.works.known.values()].findLast((work) => work.title === {name!r})")


def test_a_piece_is_begun_with_one_click(page):
    page.press_button("Begin with a small piece")
    page.until(f"{PANEL}.laid && document.querySelectorAll('.scene').length === 3", 60)
    assert page.ask(f"{PANEL}.laid.layers") == ["main", "ground"]
    page.press_button("Undo", "#panel-timeline")
    page.until(f"{PANEL}.said === null && !{PANEL}.empty.hidden")


def test_scenes_are_added_dragged_and_moved_by_keys(page):
    arranged(page)
    page.press_button("Add a scene")
    page.until("document.querySelectorAll('.scene').length === 3", 60)
    assert scene(page, 2)["at"] == "bar 3" and seconds(page, 2) == [4.0, 8.0]
    bar = page.ask(f"{PANEL}.board.x(2) / document.querySelector('[data-scene=\"2\"]').getBoundingClientRect().width")
    page.click('[data-scene="2"]', 0.5, 0.5, to=(0.5 + bar, 0.5))  # a bar later
    page.until(f"{PANEL}.said.scenes[2].at === 'bar 4'")
    page.click('[data-scene="2"]', 0.995, 0.5, to=(0.995 - 2 * bar, 0.5))  # two bars shorter, by its end
    page.until(f"{PANEL}.said.scenes[2].lasts === '2 bars'")
    page.ask("document.querySelector('[data-scene=\"2\"]').focus()")
    page.press("ArrowLeft")
    page.until(f"{PANEL}.said.scenes[2].at === 'bar 3 beat 4'")
    page.press("ArrowDown")
    page.until(f"{PANEL}.laid.layers.length === 2 && {PANEL}.said.scenes[2].layer === 'layer 2'")
    assert page.ask("document.activeElement.dataset.scene") == "2"
    page.call("Input.dispatchKeyEvent", type="keyDown", key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39, modifiers=8)
    page.until(f"{PANEL}.said.scenes[2].lasts === '9 beats'")
    page.press("Delete")
    page.until(f"{PANEL}.said.scenes.length === 2")
    page.press_button("Undo", "#panel-timeline")
    page.until(f"{PANEL}.said.scenes.length === 3")


def test_scenes_cross_fade_where_they_overlap(page):
    arranged(page)
    page.ask(f"{PANEL}.board.acts.move(1, 1.0, 'main').then(() => 1)")
    assert page.ask(f"[{PANEL}.laid.scenes[0].fade_out, {PANEL}.laid.scenes[1].fade_in]") == [1.0, 1.0]


def test_what_a_scene_says_is_changed_and_what_cannot_be_is_put_back(page):
    arranged(page)
    page.click('[data-scene="1"]')
    page.until("document.getElementById('scene-pitch') !== null")
    for word, value in (("pitch", "C4 G4"), ("name", "second"), ("level", "-6")):
        page.ask(f"{{ const e = document.getElementById('scene-{word}'); e.value = '{value}'; e.dispatchEvent(new Event('change')); }}")
        page.until(f"{PANEL}.said.scenes[1].{word} !== undefined")
    assert scene(page, 1) | {"pitch": ["C4", "G4"], "name": "second", "level": -6} == scene(page, 1)
    page.ask("{ const e = document.getElementById('scene-pitch'); e.value = 'H9'; e.dispatchEvent(new Event('change')); }")
    page.until("studio.state.textContent.includes('H9')")
    assert scene(page, 1)["pitch"] == ["C4", "G4"] and page.ask("document.getElementById('scene-pitch').value") == "C4, G4"
    page.ask("{ const e = document.getElementById('scene-kind'); e.value = 'style'; e.dispatchEvent(new Event('change')); }")
    page.until(f"{PANEL}.said.scenes[1].kind === 'style'")
    assert scene(page, 1)["name"] == "second" and "pitch" not in scene(page, 1)


def test_tempo_markers_and_what_moves(page):
    arranged(page)
    for word, value, there in (
        ("tempo", "60", "said.tempo === 60"),
        ("tempo-changes", "2 = 120/3", "said.tempo.length === 2"),
        ("timeline-crossfade", "1 beat", "said.crossfade === '1 beat'"),
    ):
        page.ask(f"{{ const e = document.getElementById('{word}'); e.value = '{value}'; e.dispatchEvent(new Event('change')); }}")
        page.until(f"{PANEL}.{there}")
    assert page.ask(f"{PANEL}.said.tempo") == [{"bar": 1, "bpm": 60, "beats": 4}, {"bar": 2, "bpm": 120, "beats": 3}]
    assert seconds(page, 1) == [4.0, 1.5]
    page.ask(f"{PANEL}.player.seek(4).then(() => 1)")
    page.ask("document.getElementById('marker').value = 'turn'")
    page.press_button("Mark this place")
    page.until("document.querySelector('.flag')?.textContent === 'turn'")
    assert page.ask(f"{PANEL}.said.markers") == {"turn": "bar 2"}
    page.press_button("Add", "#panel-timeline .grid > div:last-child")
    page.until(f"{PANEL}.said.modulations?.[0] === 'lfo 0.2 -> level'")


def test_a_curve_is_drawn_by_hand_and_by_keys(page):
    arranged(page)
    page.ask(f"{PANEL}.player.seek(0).then(() => 1)")
    page.press_button("New curve")
    page.until("document.querySelector('canvas.curve') !== null")
    width = page.ask(f"{PANEL}.board.width")
    ends = [page.ask(f"{PANEL}.board.x({at})") / width for at in (0.0, 2.0)]
    page.click("canvas.curve", ends[0], 0.95, to=(ends[1], 0.1))
    page.until(f"!{PANEL}.said.modulations[0].startsWith('drawn 0 0.5 ')")
    row = page.ask(f"{PANEL}.said.modulations[0]")
    curve = np.array([float(word) for word in row.partition(" -> ")[0].split()[1:]]).reshape(-1, 2)
    assert row.endswith(" -> level") and len(curve) < 8 and (np.diff(curve[:, 0]) > 0).all()
    assert curve[0, 1] < 0.05 and abs(curve[-2, 0] - 2.0) < 0.1 and curve[-2, 1] > 0.95
    page.ask("document.querySelector('canvas.curve').focus()")
    for _ in range(2):
        page.press("ArrowRight")
    page.press("ArrowUp")
    page.until(f"{PANEL}.said.modulations[0] !== {row!r}")
    assert " 1 0.5" in page.ask(f"{PANEL}.said.modulations[0]")
    page.press_button("Take out", ".board")
    page.until(f"{PANEL}.said.modulations.length === 0")


def heard(page, length_s=1.0):
    """What the timeline's voice plays, as the audio thread has it."""
    voice = f"{PANEL}.player.voice"
    played = page.ask(f"{voice}.counts().then((c) => c.played)")
    page.until(f"{voice}.counts().then((c) => c.played > {played} + 2000)", 60)
    return np.array(page.ask(f"{voice}.record({length_s})"))


def test_it_is_heard_at_once_loops_and_follows_changes(page):
    arranged(page)
    page.ask(f"{PANEL}.board.acts.loop([0.0, 1.0]), 1")
    page.press_button("▶ Play")
    page.until(f"{PANEL}.player.playing && {PANEL}.player.place > 0.1", 120)
    assert np.abs(heard(page)).max() > 0.01
    page.ask(f"window.places = []; window.look = setInterval(() => places.push({PANEL}.player.place), 50)")
    page.until("places.some((place, i) => i && place < places[i - 1] - 0.3)", 60)  # round and round
    assert page.ask("Math.max(...places)") <= 1.01
    page.ask("clearInterval(look)")
    page.ask(f"{PANEL}.change((said) => {{ said.scenes[0] = {{ kind: 'silence', at: 'bar 1', lasts: '1 bar' }}; }}).then(() => 1)")
    page.until(f"!{PANEL}.player.changed && {PANEL}.player.playing", 60)
    for _ in range(40):
        if np.abs(heard(page, 0.3)).max() < 1e-3:
            break
    else:
        pytest.fail("what was changed is not heard")
    page.press_button("■ Stop")
    page.until("studio.sound.voices.size === 0", 60)
    page.press_button("Loop")
    page.until(f"{PANEL}.loop === null")


def test_the_file_is_the_one_that_the_command_line_reads(page, project, tmp_path, monkeypatch):
    said = SHORT | {"modulations": ["drawn 0 0 1 1 4 0.5 -> level:-30:0"], "loop": {"from": "bar 1", "to": "bar 2", "times": 2}}
    arranged(page, said)
    page.ask("document.getElementById('timeline-file').value = 'kept.toml'")
    page.press_button("Save", "#panel-timeline")
    page.until("studio.state.textContent === 'Kept: kept.toml'")
    assert len(load_timeline(project / "kept.toml").scenes) == 2 and "drawn 0 0 1 1 4 0.5" in (project / "kept.toml").read_text()
    assert written(page, "whole.wav")["files"] == ["whole.wav"]
    monkeypatch.chdir(tmp_path)
    assert main(["timeline", str(project / "kept.toml"), "-o", "again.wav"]) == 0
    ours, theirs = (soundfile.read(path)[0] for path in (project / "whole.wav", tmp_path / "again.wav"))
    assert len(ours) == 6 * 16000 and np.array_equal(ours, theirs)  # bar 1 comes twice


def test_nothing_is_overwritten_unasked(page, project):
    before = (project / "kept.toml").read_bytes()
    arranged(page)
    page.ask("document.getElementById('timeline-file').value = 'kept.toml'")
    page.press_button("Save", "#panel-timeline")
    page.until("document.querySelector('dialog').open")
    page.press_button("Keep it", "dialog")
    page.until("!document.querySelector('dialog').open")
    assert (project / "kept.toml").read_bytes() == before
    page.press_button("Save", "#panel-timeline")
    page.until("document.querySelector('dialog').open")
    page.press_button("Replace it", "dialog")
    page.until("studio.state.textContent === 'Kept: kept.toml'")
    assert (project / "kept.toml").read_bytes() != before
    page.ask("document.getElementById('export-to').value = 'whole.wav'")
    page.press_button("Write", "#panel-timeline")
    page.until("studio.state.textContent.includes('overwritten')")


@pytest.mark.parametrize("name", ["../out.toml", ".hidden.toml", "piece.txt", "whole.wav", "con.toml", "a:b.toml"])
def test_bad_names_are_refused(page, project, name):
    page.ask(f"document.getElementById('timeline-file').value = {name!r}")
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*") if ".studio" not in path.parts}
    page.press_button("Save", "#panel-timeline")
    page.until("studio.state.classList.contains('lost') && studio.state.textContent.includes('Received')")
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*") if ".studio" not in path.parts} == before
    page.ask("studio.say('')")


def test_a_file_is_opened_and_one_that_leads_out_is_not(page, project, tmp_path):
    soundfile.write(tmp_path / "secret.wav", np.zeros(800), 8000)
    scene = {"kind": "audio", "file": str(tmp_path / "secret.wav")}
    (project / "evil.json").write_text(json.dumps({"format": "ganspacesynth-timeline", "version": 1, "scenes": [scene]}))
    page.ask("studio.panels.timeline.shown().then(() => 1)")
    for name, said in (("evil.json", "names files of its project"), ("kept.toml", "Arranged.")):
        page.ask("studio.say('', true)")
        page.ask(f"document.getElementById('timeline-there').value = {name!r}")
        page.press_button("Open", "#panel-timeline")
        page.until(f"studio.state.textContent.includes({said!r})")
    assert page.ask(f"{PANEL}.said") == SHORT


def test_stems_sum_to_the_mix(page, project):
    arranged(page, SHORT | {"scenes": [SHORT["scenes"][0], SHORT["scenes"][1] | {"layer": "ground", "at": "bar 1"}]})
    assert written(page, "layers.wav", stems=True)["files"] == ["layers.wav", "layers-1-main.wav", "layers-2-ground.wav"]
    mix, main_, ground = (soundfile.read(project / name)[0] for name in ("layers.wav", "layers-1-main.wav", "layers-2-ground.wav"))
    assert np.abs(main_ + ground - mix).max() < 1e-6 < np.abs(ground).max()
    page.ask("document.getElementById('stems').checked = false")


def test_a_film_has_sound_and_pictures(page, project):
    av = pytest.importorskip("av")
    arranged(page, SHORT | {"scenes": [SHORT["scenes"][0] | {"lasts": 1}]})
    assert written(page, "film.mp4")["files"] == ["film.mp4"]
    with av.open(str(project / "film.mp4")) as film:
        frames = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
    with av.open(str(project / "film.mp4")) as film:
        wave = np.concatenate([frame.to_ndarray() for frame in film.decode(audio=0)], axis=1)
    assert len(frames) == 30 and frames[15].std() > 5 and np.abs(wave).max() > 0.01


def test_an_export_outlives_the_page_and_can_be_stopped(page, project):
    short = {"kind": "walk", "lasts": 1, "spacing": 1}
    arranged(page, SHORT | {"scenes": [short | {"seed": number} for number in range(300)]})
    page.ask("document.getElementById('ending').value = 'wav'; document.getElementById('export-to').value = 'long.wav'")
    page.press_button("Write", "#panel-timeline")
    page.until(f"[...{PANEL}.works.known.values()].some((work) => work.title === 'long.wav' && work.done > 0)", 120)
    page.call("Page.reload")
    page.until(READY, 120)
    shown(page)
    page.until(f"[...{PANEL}.works.known.values()].some((work) => work.title === 'long.wav' && work.state === 'working' && work.done > 0)", 120)
    page.until(f"{PANEL}.said?.scenes.length === 300", 60)
    page.click("#panel-timeline .works li button")
    page.until(f"[...{PANEL}.works.known.values()].some((work) => work.title === 'long.wav' && work.state === 'stopped')", 120)
    assert not (project / "long.wav").exists() and not list(project.glob(".part-*"))


def test_a_song_is_seen_under_it(page, project):
    times = np.arange(8000 * 4) / 8000
    soundfile.write(
        project / "song.wav", 0.8 * np.where(times % 0.5 < 0.02, np.sin(2 * np.pi * 90 * times), 0.05 * np.sin(2 * np.pi * 220 * times)), 8000
    )
    arranged(page, SHORT | {"song": "song.wav", "modulations": ["onsets(low) | decay 0.2 -> level:-12:0"]})
    page.until(f"{PANEL}.board.song?.heard && document.querySelector('.song canvas') !== null", 120)
    assert page.ask(f"{PANEL}.board.song.peaks.length") > 100


def test_a_sound_that_follows_a_song_is_written(page, project):
    page.click("#tab-listen")
    page.until("[...studio.panels.listen.file.options].some((o) => o.value === 'song.wav')", 60)
    page.ask("studio.panels.listen.file.value = 'song.wav'")
    page.ask("studio.link.ask('/modulate', ['edits.0:0:2', 'onsets(low)', '|', 'decay', '0.3']).then(() => 1)")
    page.ask("document.getElementById('react-mix').click(), document.getElementById('react-seed').value = 7")
    page.press_button("Write the sound", "#panel-listen")
    page.until("studio.state.textContent.startsWith('Written: reply.wav')", 120)
    sound, both = (soundfile.read(project / name)[0] for name in ("reply.wav", "reply with the song.wav"))
    assert abs(len(sound) / 16000 - 4) < 0.01 and both.ndim == 2 and np.abs(sound).max() > 0.01
    recipe = read_recipe(project / "reply.wav")
    assert recipe["kind"] == "reaction" and recipe["song"]["name"] == "song.wav"
    assert [str(Modulation(**row)) for row in recipe["modulations"]] == ["onsets(low) | decay 0.3 -> edits.0:0:2"]
    page.click("#tab-timeline")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")])
def test_everybody_can_use_it(page, width, scheme):
    arranged(page, SHORT | {"song": "song.wav", "modulations": ["drawn 0 0 4 1 -> level"], "markers": {"turn": "bar 2"}})
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    page.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    page.click('[data-scene="0"]')
    assert page.ask("document.documentElement.scrollWidth") <= width
    axe = Path(importlib.util.find_spec("axe_core_python").origin).with_name("axe.min.js").read_text(encoding="utf-8")
    page.call("Runtime.evaluate", expression=axe)
    found = page.ask("axe.run().then((r) => r.violations.map((v) => [v.impact, v.id, v.nodes.slice(0, 3).map((n) => n.html)]))")
    assert [violation for violation in found if violation[0] in ("serious", "critical")] == []
