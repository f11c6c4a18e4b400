"""`[ganspacesynth~]` in Pd and its engine: killed, shared, late, or of somebody else."""

import itertools
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from ganspacesynth.audio.pitch import note_pitch
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
    lives,
    not_a_sine,
    nothing_left,
    sounding,
    tell,
)
from tests.support.ports import free_port

pytestmark = pytest.mark.pd
A4 = 69
WHOLE = 1e-4  # a sine that went through float32 and the filter obeys its law to this; one sample left out would be 0.03


def test_engine_killed(external, folder):
    """Silence without a click, a message, a new engine that knows what the old one was told; and the note goes on."""
    score = [(100, "pitch 60"), (150, f"pitch {A4}"), (200, "random"), (250, "edit 2 1.5"), (260, "store x"), (300, "gate 1")]
    with Pd(draw(folder, score=score), external) as pd:
        pd.wait_for("voice_state playing")
        pd.wait_for("ok /gate")
        first = pd.engines()[0]
        kill(first)
        pd.wait_for("status lost the engine was killed (signal 9)")
        pd.wait_for("status ready", 2)
        pd.wait_for("voice_state playing", 2)
        second = pd.engines()[1]
        assert not list(pd.folder.glob("sine_engine_*/*.ring"))  # nothing of the killed engine's, nor of the living one's
        pd.stop()
    assert gone(first) and gone(second)
    again = pd.engine_heard()[[line[0] for line in pd.engine_heard()].index("pid", 1) :]
    told = [line[: line.index("@voice")] for line in again if str(line[-1]).startswith("gss:")]
    assert told == [["/pitch", A4], ["/seed", 4242], ["/edit", 2, 1.5], ["/gate", 1]]
    assert len(pd.heard("ok /gate")) == 1  # what it is told again is not answered to the patch
    assert len(pd.console()) == 1 and "the engine was killed (signal 9) - it starts again in 0.25 s" in pd.console()[0]


def test_what_was_refused_is_not_remembered(external, folder):
    """A wrong name and a wrong number are errors; the engine that is started again plays what sounded. A user's own id comes back as it was."""
    port = free_port()
    with Pd(draw(folder, more=[f"obj netreceive -u {port}"], more_wires=[(MORE, 0, 0, 0)]), external) as pd:
        pd.wait_for("status ready")
        for message, answer in (
            ("load guitar", "loaded sine"),
            ("load guitr", "error /load model"),
            ("pitch 67 @id 3", "pitch 67 @id 3"),
            ("pitch 200 @id other", "error /pitch invalid"),
            ("gate 1", "voice_state playing"),
        ):
            tell(port, message)
            pd.wait_for(answer)
        assert pd.heard("error /pitch invalid")[0].endswith("@id other") and "@id" not in pd.heard("error /load model")[0]
        kill(pd.engines()[0])
        pd.wait_for("voice_state playing", 2)
        pd.wait_for("status ready", 2)
        again = pd.engine_heard()[[line[0] for line in pd.engine_heard()].index("pid", 1) :]
    told = [line[: line.index("@voice")] for line in again if str(line[-1]).startswith("gss:")]
    assert told == [["/load", "guitar"], ["/pitch", 67], ["/gate", 1]]
    assert len(pd.heard("pitch 67")) == 1


def test_a_killed_engine_is_faded_out(external, folder):
    """The same, listened to: a sine, a fade, silence, the sine again."""
    with Pd(
        draw(folder, at_once=[f"pitch {A4}", "gate 1"]), external, SINE_ENGINE_LEAD_S="0.2"
    ) as pd:  # less than the 0.25 s until an engine is started again
        so_far = pd.wait_for_sound(0.5)
        kill(pd.engines()[0])
        pd.wait_for("voice_state playing", 2)
        pd.wait_for_sound(1.0, since=so_far + RATE)  # what is there of the old one is 0.2 s
        pd.stop()
    wave = pd.sound_so_far()
    parts = sounding(wave)
    assert len(parts) >= 2  # one more for each time that the machine was late
    assert corner(wave) < 0.006  # the sine's own are 0.0017; a cut would be up to 0.5
    for start, stop in parts:
        assert not_a_sine(wave[start + 2400 : stop - 480], A4) < WHOLE


def test_an_engine_that_cannot_live(external, folder):
    """Four tries, later and later, then a sentence that says what to do."""
    with Pd(draw(folder, at_once=["gate 1"]), external, trouble="broken") as pd:
        pd.wait_for("status failed")
        assert len(pd.engines()) == 4
    assert [re.search(r"in ([\d.]+) s$", line).group(1) for line in pd.heard("status lost")] == ["0.25", "1", "4"]
    text = "The engine must stay alive. Received: it ended (code 1): the sine is broken, for the 4th time. See to that and send start."
    assert text in pd.console()[-1]


def test_no_engine_at_all(external, folder):
    """It says so at once, and takes the command that is right."""
    words = " ".join(word.replace(" ", "\\ ") for word in SINE_ENGINE)
    more = ["obj route status", "obj route failed", f"msg start {words}"]
    wires = [(0, 1, MORE, 0), (MORE, 0, MORE + 1, 0), (MORE + 1, 0, MORE + 2, 0), (MORE + 2, 0, 0, 0)]
    patch = draw(folder, arguments="@command /nowhere/ganspacesynth @voice lead", at_once=["gate 1"], more=more, more_wires=wires)
    with Pd(patch, external) as pd:
        pd.wait_for("voice_state playing")
        pd.stop()
    assert "The engine must be installed. Received: /nowhere/ganspacesynth, and there is no such program. Install GANSpaceSynth" in pd.console()[0]
    assert pd.heard("status ready voice lead") and pd.heard("voice_state playing")
    nothing_left(pd)


def test_late_sound(external, folder):
    """An engine that is too slow: gaps are silent, without clicks, counted, and told."""
    with Pd(draw(folder, at_once=["pitch 45", "gate 1"]), external, trouble="late") as pd:
        pd.wait_for("underruns", 3)
        so_far = len(pd.sound_so_far())
        pd.wait_for_sound(0.3, since=so_far)
        pd.stop()
    wave = pd.sound_so_far()
    parts = sounding(wave)
    told = [[float(number) for number in line.split()[1:]] for line in pd.heard("underruns")]
    assert len(parts) >= 3 and told and told[-1][0] >= 2 and told == sorted(told)
    assert "voice_lead 0.08 longer" in pd.heard()
    silent_s = sum(later[0] - earlier[1] for earlier, later in itertools.pairwise(parts)) / RATE
    assert told[0][1] / 16000 < silent_s + 0.1  # what was told first was heard
    assert corner(wave) < 0.002


def test_an_engine_that_stands_still(external, folder):
    """It is told, and forgiven."""
    with Pd(draw(folder), external) as pd:
        pd.wait_for("status ready")
        os.kill(pd.engines()[0], signal.SIGSTOP)
        pd.wait_for("status stuck the engine has not moved for 3 s")
        os.kill(pd.engines()[0], signal.SIGCONT)
        pd.wait_for("status ready the engine moves again")


def test_several_objects_share_an_engine(external, folder):
    """Three voices, one process; each has its own pitch and its own answers."""
    more, wires = [], []
    for name in ("second", "third"):
        at = MORE + len(more)
        more += ["obj ganspacesynth~", "obj writesf~ 1 4", f"obj print {name}", f"obj r {name}", "obj r files"]
        more += [f"msg open -bytes 4 {name}.wav \\, start"]
        wires += [(at, 0, at + 1, 0), (at, 1, at + 2, 0), (at + 3, 0, at, 0), (at + 4, 0, at + 1, 0), (3, 0, at + 5, 0), (at + 5, 0, at + 1, 0)]
    score = [(20, r"\; second pitch 64 \; second gate 1 \; third pitch 67 \; third gate 1")]
    with Pd(draw(folder, at_once=["pitch 60", "gate 1"], score=score, more=more, more_wires=wires), external, SINE_ENGINE_LEAD_S="3") as pd:
        for name in ("patch", "second", "third"):
            pd.wait_for_sound(1.0, name=name)
        pd.stop()
    assert len(pd.engines()) == 1
    for name, midi in (("patch", 60), ("second", 64), ("third", 67)):
        start, stop = sounding(pd.sound_so_far(name))[0]
        assert abs(note_pitch(pd.sound_so_far(name)[start + 2400 : stop], RATE) - midi) < 0.01
    printed = [line for _, line in pd.lines]
    for name in ("OUT", "second", "third"):
        assert printed.count(f"{name}: voice_state playing") == 1 and sum(line.startswith(f"{name}: status ready") for line in printed) == 1
    nothing_left(pd)


def test_patch_closed(external, folder):
    """A patch that is closed while it sounds takes its engine along; opened again at once, it finds it still there."""
    draw(folder, "voice", at_once=["gate 1"])
    port = free_port()
    with Pd(draw_keeper(folder, (0, "open"), port=port), external) as pd:
        for count in (1, 2):
            pd.wait_for("voice_state playing", count)
            tell(port, "close")
            if count == 1:
                tell(port, "open")
        assert len(pd.engines()) == 1
        assert gone(pd.engines()[0]) and pd.process.poll() is None
        assert [line[0] for line in pd.engine_heard()].count("/voice_close") == 2
        assert not list(pd.folder.glob("sine_engine_*"))
        assert "sine_engine" not in Path(f"/proc/{pd.process.pid}/maps").read_text(encoding="utf-8")  # nor is any ring still mapped


def test_pd_killed(external, folder):
    """No engine outlives a Pd that was shot, and no ring."""
    with Pd(draw(folder, at_once=["gate 1"]), external) as pd:
        pd.wait_for("voice_state playing")
        assert lives(pd.engines()[0])
        pd.process.kill()
        pd.process.wait()
    nothing_left(pd)


def test_an_engine_that_is_there_is_shared(external, folder):
    """@port finds an engine that somebody else started, leaves it alone, and starts one in its place when it has gone."""
    log = folder / "engine.log"
    variables = {"SINE_ENGINE_LOG": str(log), "SINE_ENGINE_FOLDER": str(folder), "PYTHONPATH": str(HERE.parent)}
    other = subprocess.Popen([*SINE_ENGINE, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **variables})
    try:
        port = int(other.stdout.readline().split()[-1])
        with Pd(draw(folder, "first", f"@port {port}", at_once=["gate 1"]), external) as pd:
            pd.wait_for("voice_state playing")
            pd.stop()
            assert not pd.heard("status starting")
        assert other.poll() is None
        with Pd(draw(folder, "second", f"@port {port} @voice lead", at_once=["gate 1"]), external) as pd:
            pd.wait_for("voice_state playing")
            other.kill()
            other.wait()
            pd.wait_for("status lost the engine has gone")
            pd.wait_for(f"serve --port {port} --follow")
            pd.wait_for("voice_state playing", 2)
    finally:
        other.kill()
        other.wait()
        other.stdin.close()
        other.stdout.close()
    assert gone(pd.engines()[-1])


def test_an_engine_of_somebody_else_is_not_ended(external, folder):
    """Stop and quit let go of it, restart comes back to it, and each says so; its process lives on."""
    log, port = folder / "engine.log", free_port()
    variables = {"SINE_ENGINE_LOG": str(log), "SINE_ENGINE_FOLDER": str(folder), "PYTHONPATH": str(HERE.parent)}
    with subprocess.Popen([*SINE_ENGINE, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **variables}) as other:
        theirs = int(other.stdout.readline().split()[-1])
        patch = draw(folder, arguments=f"@port {theirs}", at_once=["gate 1"], more=[f"obj netreceive -u {port}"], more_wires=[(MORE, 0, 0, 0)])
        with Pd(patch, external) as pd:
            for count, end in ((1, "stop"), (2, "quit")):
                pd.wait_for("voice_state playing", count)
                tell(port, end)
                pd.wait_for(f"status stopped this voice is closed - the engine at port {theirs} goes on for whoever started it", count)
                tell(port, "start")
            pd.wait_for("voice_state playing", 3)
            tell(port, "restart")
            pd.wait_for("error /restart invalid Only")
            pd.wait_for("voice_state playing", 4)
            assert other.poll() is None and pd.engines() == [other.pid] and not pd.heard("has ended")
        other.kill()
