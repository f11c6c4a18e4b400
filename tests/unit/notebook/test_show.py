"""Anything shown: as lines, as a page that works offline, in a notebook; whatever strangers called their things."""

import html
import io
import json
import re
import sys
import types

import numpy as np
import pytest

import ganspacesynth
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.composition.sound import Sound, make_sound
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, OutputError
from ganspacesynth.core.motion.curve import Curve
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.lineage import trace
from ganspacesynth.lineage.node import Node
from ganspacesynth.lineage.places import places_of
from ganspacesynth.lineage.trace import closure
from ganspacesynth.notebook.background import start_job
from ganspacesynth.notebook.kinds import file_views
from ganspacesynth.notebook.registry import KINDS, view_of
from ganspacesynth.notebook.show import in_notebook, show
from ganspacesynth.notebook.terminal import Face, view_lines
from ganspacesynth.notebook.view import TablePart, View, WaveformPart
from ganspacesynth.notebook.view_page import framed, view_page
from tests.conftest import GOLDEN
from tests.support import browser
from tests.support.refused import refused
from tests.support.tiny_directions import make_directions

EVIL = '</title></script><script>alert(1)</script>"\\\n\x1b[31m'
RATE = 16000


def tone(seconds=1.0):
    times = np.arange(round(seconds * RATE)) / RATE
    return (0.5 * np.sin(2 * np.pi * 440.0 * times) * np.exp(-4.0 * times) * np.minimum(1.0, 20.0 * (seconds - times))).astype(np.float32)


def text(thing, width=100, *, dots=True):
    return "\n".join(view_lines(view_of(thing), Face(width, dots)))


@pytest.fixture(scope="module")
def instrument(tiny):
    return Instrument(tiny, None, Artifact("model", tiny.id, "tiny"), None)


def timeline():
    scenes = [{"kind": "silence", "name": EVIL.splitlines()[0], "lasts": 2, "modulations": ["lfo 0.5 -> pan"]}]
    return Timeline.read({"scenes": scenes, "title": "Probe", "markers": {"turn": 1}, "loop": {"from": 0, "to": 2, "times": 2}})


def many_things(tiny, instrument):
    """Yield a thing of each kind with a word that must be said of it."""
    yield (tone(), RATE), "1.00 s, 16000 Hz, mono"
    yield make_sound(instrument, clip_recipe(Point(60, seed=3))), "a clip at pitch 60"
    yield Signal("drums.onsets(low)", np.linspace(0, 1, 100), 50.0), "drums.onsets(low)"
    yield Curve((0.0, 1.0, 2.0), (0.0, 1.0, 0.0)), "a linear curve"
    yield PointPath((0.0, 2.0), (Point(60, z=[0.0, 1.0], edits=(1.0,)), Point(67, z=[1.0, 0.0]))), "edit 1"
    yield Point(60, z=[1.0, 2.0], edits=(1.5,)), "+1.5"
    yield clip_recipe(Point(60, seed=3)), "recipe"
    yield timeline(), "silence"
    yield make_directions(), "5 directions of conv0"
    yield tiny, tiny.id
    yield instrument, "a model of sounds"
    yield closure([Node("sound", "a", "A", ("MIT",))], places_of(GOLDEN)), "licence: MIT"
    yield np.zeros((4, 6, 3), np.uint8), "6 × 4"
    yield [(tone(), RATE), Point(60, seed=1)], "2 things"
    yield {"the tone": (tone(), RATE)}, "the tone"


def test_every_kind_has_lines_and_a_page(tiny, instrument):
    for thing, word in many_things(tiny, instrument):
        view = view_of(thing)
        for dots in (True, False):
            lines = list(view_lines(view, Face(70, dots)))
            assert any(word in line for line in lines), (word, lines)
            assert all(line.isprintable() for line in lines)
            assert dots or all(ord(letter) < 0x2580 for line in lines for letter in line)
        page = view_page(view)
        assert "<script>alert" not in page and not re.search(r"(src|href)=.https?:", page)


def test_the_table_of_kinds_names_what_is_there():
    for name, function in KINDS.items():
        module, _, kind = name.rpartition(".")
        assert hasattr(__import__(module, fromlist=[kind]), kind), name
        module, _, name = function.partition(".")
        assert hasattr(__import__(f"ganspacesynth.notebook.kinds.{module}", fromlist=[name]), name), function


def test_a_tone_looks_like_one():
    lines = text((tone(), RATE), 80).splitlines()
    wave = lines[lines.index("  waveform") + 1 :][:4]
    assert wave[1].count("⣿") > 2 and set(wave[0].strip()) <= {"\u2800"}  # half as high as there is room, and louder at its beginning
    a = next(line for line in lines if line.startswith("   A "))
    assert a.count("█") > 60  # 440 Hz all along
    onsets = lines[lines.index("  onsets (0 to 1)") + 3]
    assert onsets.strip() == "╵" and onsets.index("╵") < 5


def test_strangers_words_steer_neither_terminal_nor_page():
    view = View(EVIL, (TablePart.of((EVIL,), [(EVIL,)]), WaveformPart.of(tone(), RATE, name=EVIL)), (View(EVIL),))
    assert all(line.isprintable() or "\\" in line for line in view_lines(view)) and "\x1b" not in "".join(view_lines(view))
    page = view_page(view)
    assert "<script>alert" not in page and html.escape("</title></script>") in page.replace("&#34;", "&quot;")
    assert 'srcdoc="&lt;!doctype html&gt;' in framed(view) and "<script" not in framed(view)


def test_files_of_all_kinds(tmp_path, tiny, instrument):
    make_sound(instrument, clip_recipe(Point(60, seed=3))).save(tmp_path / "ours.wav")
    write_wave(tmp_path / "theirs.wav", np.stack([tone(), 0.5 * tone()], axis=1), RATE)
    (tmp_path / "t.toml").write_text('format = "ganspacesynth-timeline"\nversion = 1\n[[scenes]]\nkind = "silence"\nlasts = 1\n')
    (tmp_path / "p.json").write_text(json.dumps(Point(60, z=[1.0], model="x").to_json()))
    assert "ours.wav: a clip at pitch 60" in text(tmp_path / "ours.wav") and "what it was made of" in text(str(tmp_path / "ours.wav"))
    assert "theirs.wav: a recording" in text(tmp_path / "theirs.wav") and "stereo" in text(tmp_path / "theirs.wav")
    assert "silence" in text(tmp_path / "t.toml") and "p.json: a point" in text(tmp_path / "p.json")
    assert tiny.id in text(GOLDEN / "tiny_mel")
    with refused("lineage-path", InvalidInput):
        view_of(tmp_path / "nothing.wav")


def test_a_file_is_read_once_for_what_it_was_made_of(tmp_path, instrument, monkeypatch):
    """Also one that has no face of its own, whose lineage is all that is seen."""
    make_sound(instrument, clip_recipe(Point(60, seed=3))).save(tmp_path / "ours.wav")
    read, original = [], file_views.file_nodes
    for module in (file_views, trace):
        monkeypatch.setattr(module, "file_nodes", lambda path: read.append(path.name) or original(path))
    assert "what it was made of" in text(tmp_path / "ours.wav") and read == ["ours.wav"]
    monkeypatch.setattr(file_views, "_READERS", {})
    assert text(tmp_path / "ours.wav").count("what it was made of") == 1 and read == ["ours.wav"] * 2


def test_what_cannot_be_shown_is_said(tmp_path):
    for thing, rule in ((object(), "shown-kind"), (np.zeros(5), "shown-array"), ((np.zeros((0,), np.float32), RATE), "shown-wave")):
        with refused(rule, InvalidInput):
            view_of(thing)
    with refused("shown-where", InvalidInput):
        show(1, "moon")
    with refused("file-ending", InvalidInput):
        from ganspacesynth.notebook.view_page import save_view

        save_view(tmp_path / "a.png", View("x"))
    (tmp_path / "big.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.MonkeyPatch.context() as patch, refused("shown-picture", InvalidInput):
        patch.setattr(file_views, "MOST_BYTES", 50)
        file_views._picture(tmp_path / "big.png")


def test_no_wave_is_too_odd():
    for wave in (np.zeros(1), np.full(50, np.nan), np.zeros((RATE, 6)), np.full(RATE, 9.0)):
        view = view_of((wave.astype(np.float32), RATE))
        assert view_page(view) and list(view_lines(view))


def test_a_page_is_not_overwritten(tmp_path):
    path = show(Point(60, seed=1), str(tmp_path / "a.html"))
    assert path == tmp_path / "a.html"
    with refused("nothing-overwritten", OutputError):
        show(Point(60, seed=1), str(path))
    assert show(Point(60, seed=2), str(path), force=True) == path


def test_the_browser_is_opened_at_a_new_page(monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    path = show(Point(60, seed=1), "browser")
    assert opened == [path.resolve().as_uri()] and "a point" in path.read_text(encoding="utf-8")
    path.unlink()
    path.parent.rmdir()


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_terminal_gets_what_it_can_show(monkeypatch, encoding):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, write_through=True))
    assert ganspacesynth.show(Signal("x", np.ones(5), 5.0)) is None
    assert ("⣿" in raw.getvalue().decode(encoding)) == (encoding == "utf-8")


def test_a_job_is_followed_and_its_result_shown(capsys):
    def making(*, progress):
        progress(1, 2)
        return Point(60, seed=1)

    job = start_job(making)
    job.show("terminal")
    assert "making" in capsys.readouterr().out and "a point" in text(job)

    def odd(*, progress):
        return object()

    assert "value: <object" in text_of(start_job(odd))
    job = start_job(lambda *, progress: progress(1, 2) or [progress(1, 2) for _ in iter(int, 1)])
    assert "1 of 2" in text(job) or "begun" in text(job)
    job.cancel()
    with pytest.raises(Cancelled):
        job.show()
    assert "state: cancelled" in text(job)


def text_of(job):
    assert job.wait(60)
    return text(job)


@pytest.fixture
def notebook(monkeypatch):
    """IPython as a kernel has it; yields what was displayed."""
    shown = []

    class Handle:
        def update(self, thing):
            shown.append(thing)

    def display(thing, display_id=None):
        shown.append(thing)
        return Handle()

    shell = types.ModuleType("IPython")
    shell.get_ipython = lambda: types.SimpleNamespace(kernel=object())
    face = types.ModuleType("IPython.display")
    face.display, face.HTML = display, lambda text: text
    monkeypatch.setitem(sys.modules, "IPython", shell)
    monkeypatch.setitem(sys.modules, "IPython.display", face)
    return shown


def test_a_notebook_shows_a_frame(notebook):
    assert in_notebook() and show(Point(60, seed=1)) is None
    assert notebook[0]._repr_html_().startswith("<iframe srcdoc=")

    def making(*, progress):
        return Point(60, seed=1)

    show(start_job(making))
    assert "making: done" in notebook[-2] and "<iframe" in notebook[-1]._repr_html_()


def test_without_ipython_there_is_no_notebook(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not in_notebook()
    with refused("extra-installed", GanSpaceSynthError, says=r"ganspacesynth\[notebook\]"):
        show(Point(60, seed=1), "notebook")


@pytest.mark.slow
@pytest.mark.skipif(browser.find() is None, reason="Chromium is not installed")
def test_a_browser_plays_and_shows_it(tmp_path, instrument):
    sound = make_sound(instrument, clip_recipe(Point(60, seed=3)))
    long = Sound(np.tile(sound.wave, 8), sound.sample_rate, sound.recipe)
    show({EVIL: long, "timeline": timeline()}, str(tmp_path / "page.html"))
    with browser.Browser(tmp_path / "profile") as chromium:
        chromium.open(tmp_path / "page.html")
        chromium.until("document.querySelector('audio').readyState >= 1")
        assert chromium.ask("document.querySelector('audio').duration") == pytest.approx(long.duration_s, abs=0.2)
        assert chromium.ask("document.querySelectorAll('section section h2')[0].textContent.includes('alert(1)')")
        axis = "document.querySelector('.waveform .axis')"
        chromium.ask(f"{axis}.dispatchEvent(new MouseEvent('click', {{ clientX: {axis}.getBoundingClientRect().left + 0.5 * {axis}.clientWidth }}))")
        chromium.until("document.querySelector('audio').currentTime > 0.9")  # half of two seconds
        chromium.until(f"!{axis}.querySelector('.head').hidden")
        assert chromium.ask("[...document.images].every((each) => each.naturalWidth > 1)")
        assert chromium.ask("document.documentElement.scrollWidth <= innerWidth")
    assert chromium.complaints == []
    assert {address.split(":")[0] for address in chromium.requests} <= {"file", "data", "about"}
