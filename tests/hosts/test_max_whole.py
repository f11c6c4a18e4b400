"""Max's patches, the Node for Max script and the real engine together: everything but Max itself, from a click to the sound in a buffer."""

import queue
import sys
import time

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.audio.pitch import note_pitch
from tests.support import max_machine
from tests.support.max_patch import NODE, Patch
from tests.support.patience import PATIENCE_S
from tests.support.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.skipif(NODE is None, reason="needs Node.js (apt install nodejs)")]


class Live:
    """An instrument whose [node.script] is a real one. Its clock goes on as the real one does."""

    def __init__(self, name, folder, port):
        self.patch = max_machine.Patch(name)
        self.world = self.patch.world
        self.script = self.patch.find("gss.engine").inner.find("node.script")
        command = f'"{sys.executable}" -m ganspacesynth'
        self.node = Patch(folder, GANSPACESYNTH=command, GANSPACESYNTH_PORT=port)
        self.handed = 0
        self.began = time.monotonic()

    def until(self, condition, within_s=PATIENCE_S):
        """Let everything run until something is so."""
        end = time.monotonic() + within_s
        while not (value := condition()):
            assert time.monotonic() < end, self.status()
            self.step()
        return value

    def step(self):
        try:
            line = self.node._lines.get(timeout=0.01)
            if line[0] == "outlet":
                self.script.out(0, tuple(line[1:]))
        except queue.Empty:
            pass
        self.world.run(max(0.0, 1000 * (time.monotonic() - self.began) - self.world.now))
        for _, box, message in self.world.told[self.handed :]:
            if box is self.script:
                self.node.send(*message)
        self.handed = len(self.world.told)

    def status(self):
        """What the patch shows."""
        status = next(b for b in self.patch.boxes.values() if b.kind == "bpatcher" and b.text == "gss.status")
        return getattr(status.inner.find("Waiting"), "shown", "")

    def click(self, label, inside=None):
        """Press a button, of the instrument or of one of its parts."""
        boxes = self.patch.boxes.values()
        if inside:
            boxes = next(b for b in boxes if b.kind == "bpatcher" and b.text == inside).inner.boxes.values()
        next(b for b in boxes if b.kind == "textbutton" and b.data["text"] == label).click()

    def read(self):
        """Files that buffers read, as (path of the box, file)."""
        return [(box.path, message[1]) for _, box, message in self.world.told if box.kind == "buffer~"]

    def started(self):
        """Players that began."""
        return [box.path for _, box, message in self.world.told if box.kind == "play~" and message[0] == "start"]


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def first(tmp_path_factory, port):
    """The instrument that is opened first, and starts the engine that the others share."""
    live = Live("ganspacesynth", tmp_path_factory.mktemp("erste é"), port)
    yield live
    assert live.node.close() == ""


@pytest.fixture
def opened(tmp_path, port, first):
    """Open another instrument."""
    first.until(lambda: first.status().startswith("Ready"))
    lives = []

    def open_one(name):
        lives.append(Live(name, tmp_path, port))
        lives[-1].until(lambda: lives[-1].status().startswith("Ready"))
        return lives[-1]

    yield open_one
    assert [live.node.close() for live in lives] == [""] * len(lives)


def pitch_of(path):
    return note_pitch(*read_audio(path))


def test_first_sound(first):
    """Open the patch, wait for the green light, press Sound."""
    first.until(lambda: first.status().startswith("Ready"))
    assert not first.read(), "a patch that opens makes no sound by itself"
    sliders = next(b for b in first.patch.boxes.values() if b.kind == "bpatcher" and b.text == "gss.directions").inner
    shown = [b.inner for b in sliders.boxes.values() if b.kind == "bpatcher"]
    first.until(lambda: all(s.find("multislider").shown for s in shown))
    first.click("Sound", "gss.make")
    file = first.until(first.read)[0][1]
    first.until(first.started)
    wave, rate = read_audio(file)
    assert (rate, len(wave)) == (16000, 64000) and np.abs(wave).max() > 0.1
    assert first.status() == "Ready: 4.0 seconds"


def test_slider_is_heard(first):
    first.until(lambda: first.status().startswith("Ready"))
    before = len(first.read())
    sliders = next(b for b in first.patch.boxes.values() if b.kind == "bpatcher" and b.text == "gss.directions").inner
    slider = next(b for b in sliders.boxes.values() if b.kind == "bpatcher").inner
    for amount in np.linspace(0, 2, 20):
        slider.find("multislider").click(float(amount))
        first.step()
    first.until(lambda: len(first.read()) > before)
    first.until(lambda: first.status() == "Ready")
    assert len(first.read()) - before <= 20


def test_hallu_from_steps_to_a_file(opened, tmp_path):
    hallu = opened("hallu")
    text = hallu.patch.find("step 1 of 1")
    for count, label in ((2, "Add random"), (3, "Duplicate"), (4, "Add random")):
        hallu.click(label)
        hallu.until(lambda count=count: getattr(text, "shown", "") == f"step {count} of {count}")
    hallu.click("< earlier")
    hallu.until(lambda: text.shown == "step 3 of 4")
    hallu.click("Remove")
    hallu.until(lambda: text.shown.endswith("of 3"))
    hallu.click("Undo")
    hallu.until(lambda: text.shown.endswith("of 4"))
    hallu.click("Generate")
    file = hallu.until(hallu.read)[0][1]
    wave, rate = read_audio(file)
    assert hallu.status() == f"Ready: 16 sounds in {len(wave) / rate:.1f} seconds"
    hallu.world.chosen = str(tmp_path / "meine Schritte é")
    hallu.click("Save steps ...")
    hallu.click("Save WAV ...")
    hallu.until(lambda: (tmp_path / "meine Schritte é.json").exists() and (tmp_path / "meine Schritte é.wav").exists())
    hallu.click("New sequence")
    hallu.until(lambda: text.shown == "step 1 of 1")
    hallu.world.chosen = str(tmp_path / "meine Schritte é.json")
    hallu.click("Load steps ...")
    hallu.until(lambda: text.shown.endswith("of 4"))


def test_keys_are_in_tune(opened):
    keys = opened("gss_keys")
    keys.until(lambda: len({path for path, _ in keys.read()}) == 49)
    files = {23 + int(path.split("/")[-4]): file for path, file in keys.read()}
    assert sorted(files) == list(range(36, 85))
    off = [abs(pitch_of(files[pitch]) - pitch) for pitch in (48, 55, 60, 67, 72)]
    assert sorted(off)[3] < 0.3, off
    keys.patch.find("notein").out(1, (100,))
    keys.patch.find("notein").out(0, (60,))
    keys.until(lambda: len(keys.started()) == 2)
    longer = keys.read()[-1][1]
    assert len(read_audio(longer)[0]) == 15 * 16000, "held, it goes on in an unbroken sound"


def test_four_sounds_at_four_pitches(opened):
    multi = opened("gansynth_multi")
    multi.click("Make four")
    multi.until(lambda: len(multi.read()) == 4)
    off = [abs(pitch_of(file) - pitch) for (_, file), pitch in zip(multi.read(), (48, 55, 60, 64), strict=True)]
    assert sorted(off)[2] < 0.3, off


@pytest.mark.parametrize(
    ("name", "label", "part"),
    [("ganspacesynth_noz", "Sound", "gss.make"), ("gansynth", "Best quality", "gss.make"), ("gansynth_hallucination", "Hallucinate", None)],
)
def test_every_instrument_sounds(opened, name, label, part):
    live = opened(name)
    live.click(label, part)
    file = live.until(live.read)[-1][1]
    assert np.abs(read_audio(file)[0]).max() > 0.05
    live.until(live.started)
