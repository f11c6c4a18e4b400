"""From end to end: real Pd, the real engine and the embedded model. What is played is recorded and measured."""

import shutil
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.client.client import Client
from tests.support.pd_harness import PATCHES, Pd

pytestmark = pytest.mark.pd
RATE = 16000


class RealEngine:
    """`ganspacesynth serve` as its own process; it ends with this one."""

    def __init__(self, port=0):
        command = [sys.executable, "-m", "ganspacesynth", "serve", "--port", str(port), "--follow"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().split()[-1])
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def kill(self):
        """End it as a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)
        self.process.stdin.close()
        self.process.stdout.close()

    def close(self):
        """End it."""
        self.process.stdin.close()
        try:
            self.process.wait(60)
        finally:
            self.process.kill()
            self.process.stdout.close()


@pytest.fixture(scope="module")
def engine():
    engine = RealEngine()
    yield engine
    engine.close()


@pytest.fixture
def play(tmp_path, engine):
    """Open an instrument; returns (pd, number) once it has its model and its first sound."""
    opened = []
    patches = own_copy(tmp_path)

    def play(name, rate=48000):
        pd = Pd(tmp_path / "harness", patches / f"{name}.pd", engine_port=engine.port, rate=rate)
        opened.append(pd)
        number = pd.ready(name)
        pd.send("pd", "dsp", 1)
        rest(pd, engine.port)
        return pd, number

    yield play
    for pd in opened:
        pd.close()
        assert pd.complaints() == []


def rest(pd, port):
    """Wait until neither the engine nor the patch has anything more to do: what a patch asks for as it opens is made."""
    with Client(port) as client:
        quiet = 0
        while quiet < 3:
            quiet = 0 if client.call("/state").values["jobs"] else quiet + 1
            pd.pause(0.3)


def own_copy(folder):
    """Return a copy of the patches: hallu keeps its steps beside itself."""
    return shutil.copytree(PATCHES, folder / "patches é", ignore=shutil.ignore_patterns("external", "compat"))


def sound(pd, number, index=""):
    """What is in the newest array of a player, float32 [64000] at the model's rate."""
    arrays = [pd.array(f"{number}-player{index}-{k}", 4 * RATE) for k in (1, 0)]
    return max(arrays, key=lambda wave: np.abs(wave).max())


def heard(pd, number, word):
    """Wait for an answer of the engine and for the patch to have done what it does with it."""
    message = pd.wait(f"{number}-from", word)
    pd.pause(0.3)
    return message


def test_a_message_becomes_a_sound_of_its_pitch_in_an_array(play):
    pd, number = play("ganspacesynth")
    assert note_pitch(sound(pd, number), RATE) == pytest.approx(60.0, abs=0.5)
    pd.send(f"{number}-pitch-in", 67)
    path = heard(pd, number, "previewed")[2]
    arrays = [pd.array(f"{number}-player-{k}", 4 * RATE) for k in (0, 1)]
    assert any(np.array_equal(wave, read_audio(path)[0]) for wave in arrays)
    wave, rate = pd.record(f"{number}-player-out", 2.0, lambda: pd.send(f"{number}-player", "play"))
    assert note_pitch(wave, rate) == pytest.approx(67.0, abs=0.5)


@pytest.mark.parametrize("rate", [44100, 48000])
def test_sliders_move_while_the_sound_plays(play, rate):
    """Recorded while three sliders go up and down: no hole, and no corner sharper than the sounds' own."""
    pd, number = play("ganspacesynth", rate)

    def wave_arms():
        pd.send(f"{number}-player", "play")
        pd.pause(0.3)
        for step in range(3000):
            previews = [message for message in pd.heard[before:] if message[:2] == (f"{number}-from", "previewed")]
            if step >= 100 and len(previews) >= 3:  # how many of the moves are heard depends on the machine
                break
            for slider in (1, 2, 3):
                pd.send(f"{number}-engine", "/edit", slider, 2.0 * np.sin(step / 8 + slider))
            pd.pause(0.02)

    before = len(pd.heard)
    wave, _ = pd.record(f"{number}-player-out", 0.2, wave_arms)
    previews = [read_audio(m[2])[0] for m in pd.heard[before:] if m[:2] == (f"{number}-from", "previewed")]
    assert len(previews) >= 3
    level = np.sqrt(np.mean(wave[: len(wave) // 960 * 960].reshape(-1, 960) ** 2, axis=1))
    begin = np.nonzero(level > 1e-3)[0][0]
    moving = level[begin + 3 : begin + int(2.0 * rate / 960)]  # later, where the machine is late, the sound itself may end
    assert moving.min() > 0.05 * np.median(moving)
    loudness = 0.49  # level 0.7, squared
    sharpest = max(np.abs(np.diff(preview, 2)).max() for preview in previews) * loudness * (RATE / rate) ** 2
    assert np.abs(np.diff(wave, 2)).max() < 4 * sharpest


def test_four_pitches_at_once(play, engine):
    pd, number = play("gansynth_multi")
    pd.send(f"{number}-same-in", 1)
    heard(pd, number, "synthesized")
    rest(pd, engine.port)
    for index, pitch in enumerate((48, 55, 60, 64), 1):
        assert note_pitch(sound(pd, number, f"-{index}"), RATE) == pytest.approx(pitch, abs=0.5)


def test_the_arc_between_two_sounds(play):
    pd, number = play("gansynth")
    ends = []
    for amount in (0.0, 1.0, 0.5):
        pd.send(f"{number}-amount-in", amount)
        ends.append(read_audio(heard(pd, number, "previewed")[2])[0])
    assert len({wave.tobytes() for wave in ends}) == 3


@pytest.mark.slow
def test_a_hallucination_is_the_one_of_the_command_line(play, tmp_path):
    pd, number = play("gansynth_hallucination")
    pd.send(f"{number}-seed-in", 7)
    pd.send(f"{number}-again", "bang")
    heard(pd, number, "hallucinated")
    mine, theirs = tmp_path / "mit Raum é.wav", tmp_path / "cli.wav"
    pd.send(f"{number}-save-as", "symbol", str(mine))
    heard(pd, number, "saved")
    command = [sys.executable, "-m", "ganspacesynth", "hallucinate", "--seed", "7", "--pitch", "60", "-n", "4", "--style", "walk"]
    subprocess.run([*command, "--level", "peak", "-o", str(theirs)], check=True)
    assert np.abs(read_audio(mine)[0] - read_audio(theirs)[0]).max() < 1e-4
    assert read_recipe(mine)["sequence"]["steps"] == read_recipe(theirs)["sequence"]["steps"]


def test_steps_from_the_first_to_the_whole(play, tmp_path):
    pd, number = play("hallu")
    pd.send(f"{number}-random", "bang")
    heard(pd, number, "step")
    pd.send(f"{number}-pitch-in", 67)
    heard(pd, number, "pitch")
    pd.send(f"{number}-generate", "bang")
    sounds = heard(pd, number, "hallucinated")[5]
    assert sounds == 6
    pd.send(f"{number}-keep-as", "symbol", str(tmp_path / "steps.json"))
    heard(pd, number, "saved")
    pd.send(f"{number}-begin", "bang")
    assert heard(pd, number, "step")[3] == 1
    pd.send(f"{number}-open-this", "symbol", str(tmp_path / "steps.json"))
    assert heard(pd, number, "step")[3] == 2


def test_a_held_note_keeps_its_pitch(play):
    pd, number = play("gss_keys")
    while not any(message[-1] == 100000.0 for message in pd.heard):  # the patch lets the engine make a long sound at the start
        pd.pause(0.2)

    def hold():
        pd.send(f"{number}-note", 60, 110)
        pd.pause(6.0)
        pd.send(f"{number}-note", 60, 0)

    wave, rate = pd.record(f"{number}-player-out", 0.5, hold)
    begin = np.nonzero(np.abs(wave) > 1e-3)[0][0]
    for second in range(6):
        assert note_pitch(wave[begin + second * rate : begin + (second + 1) * rate], rate) == pytest.approx(60.0, abs=0.5)


@pytest.mark.slow
def test_an_engine_killed_at_work_is_said_and_the_steps_come_back(tmp_path):
    engine = RealEngine()
    pd = Pd(tmp_path / "harness", own_copy(tmp_path) / "hallu.pd", engine_port=engine.port)
    try:
        number = pd.ready("hallu")
        pd.pause(1.0)
        pd.send(f"{number}-random", "bang")
        heard(pd, number, "step")
        pd.send(f"{number}-pitch-in", 67)
        heard(pd, number, "saved")
        pd.send(f"{number}-engine", "/hallucinate", "@notes", 60)
        heard(pd, number, "progress")
        engine.kill()
        words = " ".join(pd.wait(f"{number}-say", "bad")[2:])
        assert words == "The engine has stopped. Start it again in a terminal: ganspacesynth serve"
        engine = RealEngine(engine.port)
        pd.wait(f"{number}-ready")
        assert heard(pd, number, "step")[2:5] == (1.0, 2.0, 67.0)
        pd.send(f"{number}-engine", "/preview")
        assert note_pitch(read_audio(heard(pd, number, "previewed")[2])[0], RATE) == pytest.approx(67.0, abs=0.5)
        assert pd.complaints() == []
    finally:
        pd.close()
        engine.close()
