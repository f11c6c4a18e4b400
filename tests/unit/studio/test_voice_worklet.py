"""What plays a voice in the browser's audio thread, run by Node: how much it asks for, and what it does when nothing comes."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import ganspacesynth

WORKLET = Path(ganspacesynth.__file__).with_name("studio") / "page" / "js" / "voice-worklet.js"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node")
STAGE = """
const sampleRate = 16000, asked = [];
class AudioWorkletProcessor { port = { postMessage: (message) => { if (message.need) asked.push(message.need); } }; }
let Output;
const registerProcessor = (name, kind) => { Output = kind; };
%(worklet)s
const output = new Output({ processorOptions: { ahead: 480, most: 2400, block: 128 } });
const play = (times = 1) => { for (let i = 0; i < times; i++) output.process([], [[new Float32Array(128)]]); };
const answer = (count = 128, sounding = true) => output.port.onmessage({ data: { samples: new Float32Array(count), sounding } });
console.log(JSON.stringify((() => { %(play)s })()));
"""


def played(play):
    """Return what a few lines of JavaScript return, in which the worklet is `output`."""
    program = STAGE % {"worklet": WORKLET.read_text(encoding="utf-8"), "play": play}
    return json.loads(subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True, timeout=120).stdout)


def test_it_asks_for_as_much_as_shall_wait():
    assert played("play(5); return asked;") == [128] * 5  # 480 and a block, once
    assert played("play(); for (let i = 0; i < 5; i++) answer(); play(); return [asked.length, output.held, output.asked];") == [6, 512, 128]


def test_what_was_lost_is_asked_for_again_after_a_second():
    assert played("play(125); const before = asked.length; play(5); return [before, asked.length];") == [5, 10]
    assert played("for (let i = 0; i < 300; i++) { play(); answer(0, false); } return output.asked <= 640;")  # empty answers are answers


def test_a_gap_lets_more_wait():
    gap = "play(); for (let i = 0; i < 5; i++) answer(); play(20); return [output.gaps, output.ahead];"
    assert played(gap) == [1, 720]
    assert played("for (let k = 0; k < 20; k++) { for (let i = 0; i < 40; i++) answer(); play(60); } return output.ahead;") == 2400
    assert played("play(); for (let i = 0; i < 5; i++) answer(128, false); play(20); return [output.gaps, output.ahead];") == [0, 480]
