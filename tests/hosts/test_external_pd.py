"""[ganspacesynth~] in a real Pd, in real time, with an engine that sings sines: sound, messages, deaths and ends."""

import fnmatch
import os
import re
import shutil
import subprocess

import numpy as np
import pytest

from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.engine.commands.table import COMMANDS
from tests.support.external_pd import (
    HERE,
    MORE,
    RATE,
    SINE_ENGINE,
    Pd,
    corner,
    draw,
    draw_keeper,
    gone,
    kill,
    not_a_sine,
    nothing_left,
    sounding,
    tell,
)
from tests.support.patience import until
from tests.support.ports import free_port

pytestmark = pytest.mark.pd
A4 = 69
WHOLE = 1e-4  # a sine that went through float32 and the filter obeys its law to this; one sample left out would be 0.03


def without_id(line):
    """A message as the user said it."""
    return line[: line.index("@id")] if "@id" in line else line


def test_make_says_what_is_missing(tmp_path):
    shutil.copytree(HERE.parent / "pd" / "external", tmp_path / "external", ignore=shutil.ignore_patterns("*.o", "*.pd_*"))
    for missing in ("PDLIBBUILDER=", "FOUND="):
        done = subprocess.run(["make", missing], cwd=tmp_path / "external", capture_output=True, text=True, timeout=60)
        assert done.returncode == 2 and "sudo apt install puredata-dev pd-lib-builder" in done.stdout


def test_it_builds_without_traces_in_git():
    patterns = (HERE.parent / "pd" / "external" / ".gitignore").read_text(encoding="utf-8").split()
    ignored = [f"ganspacesynth~.{ending}" for ending in ("pd_linux", "pd_darwin", "dll", "m_amd64", "d_arm64", "l_amd64", "o")]
    assert all(any(fnmatch.fnmatch(name, pattern) for pattern in patterns) for name in ignored)


def test_it_sings_and_answers(external, folder):
    """A message sounds at its pitch without a break; answers come without their slash; everything ends with Pd."""
    score, port = [(100, "version"), (200, "random"), (300, "nonsense")], free_port()
    patch = draw(folder, at_once=[f"pitch {A4}", "gate 1"], score=score, more=[f"obj netreceive -u {port}"], more_wires=[(MORE, 0, 0, 0)])
    with Pd(patch, external, SINE_ENGINE_LEAD_S="5") as pd:  # a busy machine is no fault of ours
        pd.wait_for("error /nonsense")
        pd.wait_for_sound(1.6)
        tell(port, "gate 0")
        pd.wait_for("voice_state silent")
        pd.wait_for_silence()
        pd.stop()
    wave = pd.sound_so_far()
    sung = sounding(wave)
    assert len(sung) == 1
    start, stop = sung[0]
    note = wave[start + 2400 : stop - 9600]
    assert len(note) > 1.5 * RATE and abs(note_pitch(note, RATE) - A4) < 0.01
    assert not_a_sine(note, A4) < WHOLE and abs(np.abs(note).max() - 0.5) < 1e-3
    assert corner(wave) < 0.004  # its beginning and end too
    heard = [line for line in pd.heard() if "is still starting" not in line]
    assert re.match(r'status starting .*sine_engine\.py" serve --port 0 --follow', heard[0])
    assert re.match(r"status ready voice v\d+-1 of the engine at port \d+ sounds at 16000 Hz", heard[1])
    assert {f"pitch {A4}", "ok /gate", "voice_state playing", "seed 4242", "voice_state silent"} <= set(heard)
    assert [line for line in heard if line.startswith("error /nonsense unknown")]
    assert not pd.console() and not pd.heard("underruns")
    nothing_left(pd)


def test_it_hears_what_comes_in(external, folder):
    """A tone at the second inlet is in the engine's ring, at Pd's rate; after another `listen inlet` in the new one."""
    tone, wires = ["obj osc~ 440", "obj *~ 0.5"], [(MORE, 0, MORE + 1, 0), (MORE + 1, 0, 0, 1)]
    with Pd(draw(folder, at_once=["gate 1"], score=[(100, "listen inlet"), (600, "listen inlet")], more=tone, more_wires=wires), external) as pd:
        pd.wait_for("listening inlet", 2)
        heard = until(lambda: [line for line in pd.engine_heard() if line[0] == "heard"], lambda: pd.lines)
        pd.stop()
    assert heard[-1] == ["heard", 0.5, RATE] and not pd.console() and not pd.heard("error")
    assert not list(folder.glob("sine_engine_*/*.ring"))  # the object took their names away
    nothing_left(pd)


@pytest.mark.parametrize("rate", [44100, 16000])
def test_other_rates(external, folder, rate):
    with Pd(draw(folder, at_once=["pitch 60", "gate 1"]), external, rate=rate, SINE_ENGINE_LEAD_S="3") as pd:
        pd.wait_for_sound(0.5)
        pd.stop()
    start, stop = sounding(pd.sound_so_far())[0]
    assert not_a_sine(pd.sound_so_far()[start + rate // 20 : stop], 60, rate) < WHOLE


@pytest.mark.slow
def test_a_minute_without_a_gap(external, folder):
    """Sixty seconds in real time: no underrun, no discontinuity, no drift between the rates."""
    with Pd(
        draw(folder, at_once=[f"pitch {A4}", "gate 1"], seconds=60), external, SINE_ENGINE_LEAD_S="30"
    ) as pd:  # a busy machine is no fault of ours
        pd.ends()
    assert not pd.heard("underruns") and not pd.console()
    start, stop = sounding(pd.sound())[0]
    note = pd.sound()[start + 2400 : stop]
    assert len(note) > 59.5 * RATE and not_a_sine(note, A4) < WHOLE


def test_conveniences(external, folder):
    """Numbers are pitches, lists are notes, a bang asks for the state, paths begin where the patch lies; in their order."""
    (folder / "my model").mkdir()
    notes = ["60 100", "64 100", "64 0", "67 50", "60 0", "67 0", "67 0"]
    score = [
        (5, "list 64"),
        (8, "list"),
        (10, "62.5"),
        (20, "bang"),
        (30, r"load my\ model @as it"),
        (40, "save a.wav @force 1"),
        (50, "load default"),
        (60, "/psi 0.5"),
    ]
    score += [(100 + 10 * i, note) for i, note in enumerate(notes)] + [(300, "list a b"), (310, "edits 1 2 3 @voice other")]
    with Pd(draw(folder, score=score), external) as pd:
        pd.wait_for("ok /edits")
        pd.stop()
    said = [without_id(line) for line in pd.engine_heard()[1:] if line[0] not in ("/voice_open", "/voice_close") and line[-1] != "gss"]
    name = said[0][-1]
    assert [line[-2:] for line in said[:-1]] == [["@voice", name]] * (len(said) - 1)
    assert said[-1] == ["/edits", 1, 2, 3, "@voice", "other"]
    told = [line[:-2] for line in said[:-1]]
    assert told[:2] == [["/pitch", 64], ["/state"]]
    del told[:2]
    assert told[:3] == [["/pitch", 62.5], ["/state"], ["/load", str(folder / "my model"), "@as", "it"]]
    assert told[3:6] == [["/save", str(folder / "a.wav"), "@force", 1], ["/load", "default"], ["/psi", 0.5]]
    held = [["/pitch", 60], ["/gate", 1], ["/pitch", 64], ["/pitch", 60], ["/pitch", 67], ["/gate", 0]]
    assert told[6:] == held
    assert len(pd.console()) == 1 and "a list is a note: pitch and velocity" in pd.console()[0]


def test_what_comes_before_the_engine_waits(external, folder):
    """Sliders moved while it starts are told once, in their last place; what is said once keeps its order."""
    early = [f"edit 1 {i}" for i in range(40)] + ["store a", "edit 1 99", "load other", "gate 1", "snapshots"]
    with Pd(draw(folder, "patch", "some\\ model", at_once=early), external) as pd:
        pd.wait_for("ok /snapshots")
        pd.stop()
    told = [line[: line.index("@voice")] if "@voice" in line else line for line in pd.engine_heard() if line[0] not in ("pid", "/state")]
    assert told[:3] == [["/load", "some model"], ["/load", "other"], ["/voice_open"]]  # models first
    assert told[3:8] == [["/edit", 1, 39], ["/store", "a"], ["/edit", 1, 99], ["/gate", 1], ["/snapshots"]]


def test_no_model_yet(external, folder):
    """Without a model there is no ring; it comes with the model, and what was asked for is told again."""
    with Pd(draw(folder, at_once=["gate 1"], score=[(300, "load default")]), external, trouble="mute") as pd:
        pd.wait_for("voice_state playing")
        pd.stop()
    assert [line for line in pd.heard("status ready the engine at port") if "has no model yet" in line]
    assert pd.heard("error /voice_open model") and pd.heard("status ready voice") and pd.heard("voice_state playing")


def test_stop_and_start(external, folder):
    """The engine can be told to end, for all objects that share it, and to come back."""
    port = free_port()
    with Pd(draw(folder, at_once=["gate 1"], more=[f"obj netreceive -u {port}"], more_wires=[(MORE, 0, 0, 0)]), external) as pd:
        for count, end, begin in ((1, "stop", "start"), (2, "quit", "restart")):
            pd.wait_for("voice_state playing", count)
            tell(port, end)
            pd.wait_for("status stopped", count)
            tell(port, "gate 1")
            tell(port, begin)
        pd.wait_for("voice_state playing", 3)
        assert len(pd.engines()) == 3 and not pd.console()


def test_wrong_arguments(external, folder):
    with Pd(draw(folder, arguments="a b @port 99999 @volume 3 @voice", seconds=0.2), external) as pd:
        pd.ends()
    assert [re.search(r"number (\d)", line).group(1) for line in pd.console()] == ["2", "3", "5", "7"]
    assert all("creation arguments are [ganspacesynth~ model @voice name @port 1..65535 @command words]" in line for line in pd.console())


def test_sound_switched_off_and_on(external, folder):
    """With DSP off nothing piles up; what comes afterwards is whole again."""
    score = [(500, r"\; pd dsp 0"), (1000, r"\; pd dsp 1"), (1100, "edit 1 1")]
    with Pd(draw(folder, at_once=[f"pitch {A4}", "gate 1"], score=score, seconds=2), external, SINE_ENGINE_LEAD_S="3") as pd:
        pd.ends()
    assert not_a_sine(pd.sound()[-RATE // 2 : -2400], A4) < WHOLE and not pd.heard("underruns")


def test_help_patch(external, folder):
    """It opens without a complaint, plays when its gate is opened, and says only what the engine or the object understands."""
    text = (HERE.parent / "pd" / "external" / "ganspacesynth~-help.pd").read_text(encoding="utf-8")
    said = re.findall(r"#X msg \d+ \d+ ([a-z_]+)[ ;]", text)
    shown = {"what"}  # a place for words, not a message
    assert set(said) - shown - {"start", "stop", "restart"} <= {address[1:] for address in COMMANDS} and len(said) > 12
    (folder / "help.pd").write_text(text.replace("ganspacesynth~;", "ganspacesynth~ @voice help;"), encoding="utf-8")
    driver = f"{draw_keeper(folder).read_text()}#X obj 20 60 delay 0;\n#X msg 20 90 \\; pd open help.pd {str(folder).replace(' ', chr(92) + ' ')};\n"
    (folder / "keeper.pd").write_text(driver + "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n", encoding="utf-8")
    with Pd(folder / "keeper.pd", external) as pd:
        until(lambda: "/wander" in [line[0] for line in pd.engine_heard()])
        assert [without_id(line) for line in pd.engine_heard() if line[0] == "/pitch"] == [["/pitch", 60, "@voice", "help"]]
        assert all(line.startswith("answers: ") and "error" not in line for line in pd.console())


@pytest.mark.slow
def test_valgrind_finds_nothing_of_ours(external, folder):
    if shutil.which("valgrind") is None:
        pytest.skip("needs valgrind")
    tool = ["valgrind", "--xml=yes", f"--xml-file={folder / 'valgrind.xml'}", "--leak-check=full", "--child-silent-after-fork=yes"]
    score = [(100, "edits 1 2 3"), (150, "listen inlet"), (200, "60 100"), (250, "listen inlet"), (300, "nonsense")]
    port, own = free_port(), free_port()
    more, wires = ["obj osc~ 440", f"obj netreceive -u {own}"], [(MORE, 0, 0, 1), (MORE + 1, 0, 0, 0)]
    draw(folder, "voice", at_once=["gate 1"], score=score, more=more, more_wires=wires)
    with Pd(draw_keeper(folder, (0, "open"), port=port), external, command=tool) as pd:
        pd.wait_for("listening inlet", 2)
        until(lambda: any(line[0] == "heard" for line in pd.engine_heard()))
        pd.wait_for("error /nonsense")
        tell(own, "quit")
        pd.wait_for("status stopped")
        tell(own, "start")
        pd.wait_for("status ready", 2)
        first, second = pd.engines()
        tell(port, "close")
        assert gone(first) and gone(second)
        until(lambda: len(os.listdir(f"/proc/{pd.process.pid}/task")) == 1)  # no thread of the object's is left, as it would be at a quick end
        tell(port, "quit")
        pd.ends()
    assert pd.heard("voice_state playing") and any(line[0] == "heard" for line in pd.engine_heard())
    errors = re.findall(r"<error>.*?</error>", (folder / "valgrind.xml").read_text(encoding="utf-8"), re.DOTALL)
    ours = [error for error in errors if re.search(r"<obj>[^<]*ganspacesynth~", error)]
    assert not ours, ours[:3]


def test_address_sanitizer_in_pd(folder, tmp_path):
    """The whole object, built with it: a note, an engine killed, the end."""
    library = subprocess.run(["cc", "-print-file-name=libasan.so"], capture_output=True, text=True, timeout=60).stdout.strip()
    if not os.path.isabs(library):
        pytest.skip("needs libasan")
    copy = tmp_path / "sanitized"
    shutil.copytree(HERE.parent / "pd" / "external", copy, ignore=shutil.ignore_patterns("*.o", "*.pd_*"))
    flags = "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all"
    subprocess.run(["make", f"CFLAGS={flags}", f"LDFLAGS=-rdynamic -shared -fPIC {flags}"], cwd=copy, check=True, capture_output=True, timeout=300)
    score = [(100, "version"), (150, "60 100"), (160, "edits 1 2 3"), (170, "nonsense"), (180, r"load a\ b")]
    settings = {"LD_PRELOAD": os.path.realpath(library), "ASAN_OPTIONS": "detect_leaks=0"}  # Pd keeps much until it ends
    engine = ["env", "-u", "LD_PRELOAD", *SINE_ENGINE]
    port = free_port()
    end = [f"obj netreceive -u {port}", "msg \\; pd quit"]
    patch = draw(folder, at_once=["gate 1"], score=score, more=end, more_wires=[(MORE, 0, MORE + 1, 0)])
    with Pd(patch, copy, engine=engine, **settings) as pd:
        pd.wait_for("voice_state playing")
        pd.wait_for("loaded")
        kill(pd.engines()[0])
        pd.wait_for("voice_state playing", 2)
        tell(port, "quit")
        pd.ends()
    assert pd.heard("status lost") and not [line for line in pd.console() if "Sanitizer" in line or "runtime error" in line]
