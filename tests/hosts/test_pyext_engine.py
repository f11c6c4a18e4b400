"""The published classes and their engine: Pd is never kept waiting, and engines may end, come again, or never come."""

import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.client.launch import EngineProcess, start
from ganspacesynth.client.port import usual_port
from ganspacesynth.client.shared_engine import SharedEngine
from ganspacesynth.core.errors import InvalidInput
from tests.hosts.test_client import FAKE
from tests.support.fake_engine import DIRECTIONS, LATENT, SAMPLES, level_of, tone
from tests.support.pyext_stage import DETACHED, Stage, z_array
from tests.support.pyext_standin import Pd
from tests.support.refused import refused


def engines():
    """A list of engines that have begun, and how another one begins."""
    begun = []

    def begin(say):
        begun.append(start(command=FAKE))
        return begun[-1]

    return begun, begin


@pytest.mark.parametrize("detach", DETACHED)
def test_pd_never_waits(stage, engine, detach):
    """Not for a sound that takes long, not for an engine that says nothing."""
    pd, box = stage.pd, stage.gansynth(detach=detach)
    pd.array("z", z_array())
    pd.array("out", np.zeros(SAMPLES))
    box.message("load", "x")
    box.wait("loaded")
    engine[0].trouble["/synthesize"] = engine[0].hold
    late = threading.Timer(120.0, lambda: engine[0].do(*engine[0].held.pop()))  # who waits for the sound would come back with this alone
    late.start()
    box.message("synthesize", "z", "out", 60)
    pd.run(until=lambda: engine[0].held)
    for _ in range(100):
        pd.run()
    assert engine[0].held and not box.found(("synthesized",))
    late.cancel()
    engine[0].do(*engine[0].held.pop())
    box.wait("synthesized")


def test_cancel_stops_what_is_under_way_and_what_waits(stage, engine):
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.full(SAMPLES, 0.5))
    box.message("load", "x")
    box.wait("loaded")
    engine[0].trouble["/synthesize"] = engine[0].hold
    for pitch in (60, 61, 62):
        box.message("synthesize", "z", "out", pitch)
    pd.run(until=lambda: engine[0].held)
    box.message("cancel")
    assert box.wait("cancelled", count=3) == ["cancelled", "synthesize"]
    del engine[0].trouble["/synthesize"]
    pd.run(0.1)
    assert engine[0].times("/synthesize") == 1 and not box.found(("synthesized",)) and np.all(pd.arrays["out"] == 0.5)
    box.message("synthesize", "z", "out", 64)
    box.wait("synthesized")


def test_a_slider_that_moves_on_leaves_no_backlog(stage, engine):
    """The same message a hundred times, while one sound is made: one more is enough, and it reads the arrays as they are then."""
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.zeros(SAMPLES))
    box.message("load", "x")
    box.wait("loaded")
    engine[0].trouble["/synthesize"] = engine[0].hold
    box.message("synthesize", "z", "out", 60)
    pd.run(until=lambda: engine[0].held)
    for _ in range(100):
        box.message("synthesize", "z", "out", 60)
    pd.run(until=lambda: not pd.busy)
    pd.arrays["z"][:] = z_array(1)
    del engine[0].trouble["/synthesize"]
    engine[0].do(*engine[0].held.pop())
    box.wait("synthesized", count=2)
    pd.run(0.05)
    assert engine[0].times("/synthesize") == 2 and np.array_equal(pd.arrays["out"], tone(60, level_of(z_array(1))))


def test_messages_are_done_in_their_order(stage, engine):
    """A sound asked for right behind randomize_z has the new z."""
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", np.zeros(LATENT))
    pd.array("out", np.zeros(SAMPLES))
    box.message("load", "x")
    for pitch in (60, 61, 62):
        box.message("randomize_z", "z")
        box.message("synthesize", "z", "out", pitch)
    box.wait("synthesized", count=3)
    zs = [call.options["z"][0] for call in engine[0].heard if call.address == "/synthesize"]
    assert len(set(zs)) == 3 and zs[-1] == pd.arrays["z"].astype(">f4").tobytes()


def test_loading_again_swaps_the_model_and_unload_lets_it_go(stage, engine):
    box = stage.gansynth(detach=1)
    box.message("load", "one")
    box.wait("loaded")
    box.message("load", "two")
    box.wait("loaded", count=2)
    assert not box.found(("unloaded",)) and len(engine[0].models) == 1
    box.message("load", "missing")
    box.wait("error")
    assert len(engine[0].models) == 1  # the old one plays on
    box.message("unload")
    box.wait("unloaded")
    assert engine[0].models == {}


def test_objects_do_not_disturb_each_other(stage, engine):
    """Two objects, each with its own model and voice; deleting one leaves the other."""
    pd, one, two = stage.pd, stage.gansynth(detach=1), stage.gansynth(detach=0)
    for name in ("z", "out"):
        pd.array(name, z_array() if name == "z" else np.zeros(SAMPLES))
    one.message("load", "x")
    two.message("load", "y")
    one.wait("loaded")
    two.wait("loaded")
    assert len(set(engine[0].models.values())) == 2
    one.delete()
    pd.run(until=lambda: len(engine[0].models) == 1)
    two.message("synthesize", "z", "out", 60)
    two.wait("synthesized")
    assert engine[0].times("/voice_close") == 1


def test_steps_can_be_edited_while_a_preview_is_made(stage, engine):
    pd = stage.pd
    pd.array("1003-edits", np.zeros(4))
    pd.array("out", np.zeros(SAMPLES))
    box = stage.halluseq(detach=1)
    box.message("load", "x")
    box.wait("worker", "on")
    engine[0].trouble["/synthesize"] = engine[0].hold
    box.message("synthesize_noz", "out", 32, "1003-edits")
    pd.run(until=lambda: engine[0].held)
    box.message("add_step")
    box.wait("updated")
    engine[0].do(*engine[0].held.pop())
    box.wait("synthesized")


@pytest.mark.parametrize("stage", [{"threaded": False}], indirect=True)
def test_a_pyext_without_threads_works_too(stage):
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.zeros(SAMPLES))
    box.message("load", "x")
    box.message("synthesize", "z", "out", 60)
    box.wait("synthesized")


def test_the_clock_runs_only_while_it_is_needed(stage, engine):
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.run(0.02)
    assert pd.metros == {}
    box.message("load", "x")
    box.wait("loaded")
    assert pd.opened == ["#X pop 0;"]  # the window of the clock stays closed
    metro = next(iter(pd.metros.values()))
    pd.run(until=lambda: metro.period == 250)
    other = stage.gansynth(detach=1)
    other.message("load", "y")
    pd.run(until=lambda: metro.period == 10)
    other.wait("loaded")
    box.delete()
    other.delete()
    assert metro.next is None and len(pd.opened) == 1


def test_without_a_clock_answers_come_all_the_same(engine, monkeypatch):
    pd = Pd(clocks=False)
    stage = Stage(pd, monkeypatch, SharedEngine(engine[1].port))
    box = stage.gansynth(detach=1)
    box.message("load", "x")
    box.wait("loaded")
    assert "ganspacesynth: no clock could be made in this Pd; answers may come late." in pd.console
    box.delete()
    stage.shared.close()
    assert {"_send" in fault or "_outlet" in fault or "beside" in fault for fault in pd.faults} <= {True}  # all that such a Pd leaves us


def test_deleted_objects_leave_nothing_behind(stage, engine):
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.zeros(SAMPLES))
    box.message("load", "x")
    box.wait("loaded")
    engine[0].trouble["/synthesize"] = engine[0].hold
    box.message("synthesize", "z", "out", 60)
    pd.run(until=lambda: engine[0].held)
    assert box.delete()
    pd.run(until=lambda: not pd.receivers["ganspacesynth-tick"])
    pd.run(until=lambda: not [thread for thread in threading.enumerate() if thread.name == "ganspacesynth worker"])


def test_a_dead_engine_is_said_and_started_again(monkeypatch):
    """Killed while it works, and while nobody does anything: words, `unloaded`, a new engine with the same model, `loaded`."""
    begun, begin = engines()
    pd = Pd()
    stage = Stage(pd, monkeypatch, SharedEngine(None, begin))
    box = stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.zeros(SAMPLES))
    pd.array("amps", np.zeros(DIRECTIONS))
    box.message("load", "x")
    box.message("load_ganspace_components", "pca.pickle", "amps")
    box.wait("loaded_pca")
    assert any("The engine is being started" in line for line in pd.console)
    box.message("traits", "family", "organ")
    box.message("traits", "velocity", 100)
    assert box.wait("traits", count=2) == ["traits", 2]
    assert box.found(("trait",)) == [["trait", "family", 1, "organ"]] * 2 + [["trait", "velocity", 1, "100"]]
    begun[0].process._process.kill()
    said = box.wait("error", "engine")
    assert said[2] == "gone" and said[3].startswith("The engine has ended")
    box.wait("unloaded")
    box.wait("loaded", count=2)
    assert len(begun) == 2
    box.message("traits")
    assert box.wait("traits", count=3) == ["traits", 2]  # told again what had been asked for
    box.message("traits", "any")
    assert box.wait("traits", count=4) == ["traits", 0]
    box.message("synthesize", "z", "out", 60)
    box.wait("synthesized")
    box.delete()
    stage.shared.close()
    assert begun[1].process._process.poll() is not None
    assert pd.faults == []


def test_a_death_that_is_told_late_is_heard_all_the_same(monkeypatch):
    """Between the end of the conversation and the word of it Pd's thread comes by, and must come by again."""
    begun, begin = engines()
    pd, told = Pd(), []
    monkeypatch.setattr(EngineProcess, "when_ended", lambda self, tell: told.append(tell))
    stage = Stage(pd, monkeypatch, SharedEngine(None, begin))
    box = stage.gansynth(detach=1)
    box.message("load", "x")
    box.wait("loaded")
    begun[0].process._process.kill()
    ends_conversation, tells_members = told
    ends_conversation("It was killed.")
    metro = next(iter(pd.metros.values()))
    pd.run(until=lambda: metro.period == stage.module.IDLE_MS)
    pd.run(2.5 * stage.module.IDLE_MS / 1000)
    tells_members("It was killed.")
    box.wait("unloaded")
    box.wait("loaded", count=2)
    assert stage.shared.open and begun[0].client.gone
    box.delete()
    stage.shared.close()


def test_what_was_refused_is_not_remembered(monkeypatch):
    """A wrong folder, a wrong array, a wrong trait: each is an error, and the engine that is started again has what was there before."""
    begun, begin = engines()
    pd = Pd()
    stage = Stage(pd, monkeypatch, SharedEngine(None, begin))
    box = stage.gansynth(detach=1, folder="/modèles")
    for array in ("z", "out"):
        pd.array(array, z_array())
    pd.array("amps", np.zeros(DIRECTIONS))
    box.message("load", "tubes")
    box.message("load_ganspace_components", "pca.pickle", "amps")
    box.wait("loaded_pca")
    box.message("load", "missing")
    assert box.wait("error", "load")[2] == "model"
    box.message("load_ganspace_components", "pca.pickle", "nowhere")
    assert box.wait("error", "load_ganspace_components")[3].startswith("An array of that name must be in the patch. Received: nowhere.")
    begun[0].process._process.kill()
    box.wait("loaded", count=2)
    assert box.instance.player._model == str(Path("/modèles/tubes").absolute())
    pd.arrays["amps"][0] = 0.5
    box.message("synthesize", "z", "out", 60)  # moved by the array that is there
    box.wait("synthesized")
    box.delete()
    stage.shared.close()


def test_an_engine_that_dies_again_and_again_is_left_alone(monkeypatch):
    begun, begin = engines()
    pd = Pd()
    stage = Stage(pd, monkeypatch, SharedEngine(None, begin))
    box = stage.gansynth(detach=1)
    box.message("load", "x")
    box.wait("loaded")
    for count in (1, 2, 3):
        begun[-1].process._process.kill()
        box.wait("unloaded", count=count)
        if count < 3:
            box.wait("loaded", count=count + 1)
    pd.run(until=lambda: any("not started again by itself" in line for line in pd.console))
    pd.run(0.3)
    assert len(begun) == 3
    box.message("load", "x")
    box.wait("loaded", count=4)
    box.delete()
    stage.shared.close()


def test_an_engine_that_cannot_start_is_said(monkeypatch):
    pd = Pd()
    stage = Stage(pd, monkeypatch, SharedEngine(None, lambda say: start(command=[sys.executable, "-c", "raise SystemExit('no TensorFlow')"])))
    box = stage.gansynth(detach=1)
    box.message("load", "x")
    assert "Received: no TensorFlow. Install GANSpaceSynth" in box.wait("error", "load")[3]
    box.delete()


def test_where_an_engine_is_looked_for():
    assert [usual_port({} if word is None else {"GANSPACESYNTH_PORT": word}) for word in (None, "5000", "0")] == [4267, 5000, None]
    for word in ("many", "-1", "99999", "", "٣"):
        with refused("port-range", InvalidInput, says=r"GANSPACESYNTH_PORT must be a port in 0\.\.65535\. Received: .*\. Correct it"):
            usual_port({"GANSPACESYNTH_PORT": word})
