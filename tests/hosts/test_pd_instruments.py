"""The instruments in a real Pd, with a stand-in for the engine: what they ask for, show and say, and how they come back after it was away."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.pd_engine import FakeEngine
from tests.support.pd_harness import PATCHES, Pd
from tests.support.pd_stage import on_stage, plays
from tests.support.ports import free_port

pytestmark = pytest.mark.pd


@pytest.fixture
def stage(tmp_path, request):
    yield from on_stage(tmp_path, request.param)


# --- the engine comes and goes


def test_an_engine_that_comes_goes_and_comes_back(tmp_path):
    port = free_port()
    with Pd(tmp_path / "h", PATCHES / "ganspacesynth.pd", engine_port=port) as pd:
        number = pd.opened("ganspacesynth")
        pd.watch(f"{number}-say", f"{number}-ready")
        words = pd.wait(f"{number}-say", "bad", since=1)[2:]
        assert " ".join(words) == "Engine not running. In a terminal: ganspacesynth serve"
        with FakeEngine(tmp_path, port) as engine:
            pd.wait(f"{number}-ready")
            assert pd.last(f"{number}-say")[1:3] == ("good", "Ready.")
            pd.send(f"{number}-pitch-in", 67)
            pd.send(f"{number}-psi-in", 0.5)
            pd.send(f"{number}-mode-in", 1)
            pd.send(f"{number}-surprise", "bang")
            pd.pause(0.5)
            edits = engine.asked("/edits")[-1].arguments["amounts"]
            engine.silent = {"/synthesize"}
            pd.send(f"{number}-exact", "bang")
            pd.sync()
        words = pd.wait(f"{number}-say", "bad")[2:]
        assert " ".join(words) == "The engine has stopped. Start it again in a terminal: ganspacesynth serve"
        with FakeEngine(tmp_path, port, number=2) as engine:
            pd.wait(f"{number}-ready")
            pd.pause(0.5)
            voice = {call.options["voice"] for call in engine.calls if "voice" in call.options}
            assert len(voice - {"gss-names"}) == 1
            now = {call.address: tuple(call.arguments.values()) for call in engine.calls}
            assert (
                now["/pitch"] == (67.0,) and now["/psi"] == (0.5,) and now["/mode"] == ("latent",) and now["/seed"] == (1,) and now["/live"] == (1,)
            )
            again = {call.arguments["number"]: call.arguments["amount"] for call in engine.asked("/edit")}
            assert again == {number: pytest.approx(amount, abs=1e-3) for number, amount in enumerate(edits, 1) if amount}
            assert pd.complaints() == []


@plays("gansynth")
def test_another_engine_between_two_pings_is_noticed(stage):
    stage.engine.number = 77
    stage.pd.wait(f"{stage.number}-ready")
    stage.pd.pause(0.3)
    assert [call.address for call in stage.engine.calls].count("/load") == 1
    assert {"/slerp", "/pitch", "/live"} <= {call.address for call in stage.engine.calls}


@plays("ganspacesynth")
def test_errors_and_progress_are_said_in_words(stage):
    stage.engine.errors["/random"] = "There must be a model, and here [is] a {strange} $1 \"text\"; it is long. Send /load 'default'."
    stage.press("random")
    stage.pd.pause(0.3)
    assert stage.said() == ("bad", stage.engine.errors["/random"])
    stage.press("exact")
    stage.pd.pause(0.3)
    assert stage.said() == ("good", "A sound of 4 s at pitch 60")
    stage.press("save-as", "symbol", str(stage.folder / "mein Klang"))
    stage.pd.pause(0.3)
    assert stage.said() == ("good", f"Saved as {stage.folder / 'mein Klang'}.wav")


# --- one after the other


@plays("ganspacesynth")
def test_ganspacesynth(stage):
    pd, number = stage.pd, stage.number
    assert stage.after("pitch-in", 67)[0] == ("/pitch", (67.0,), {})
    assert stage.after("seed-in", 12)[0] == ("/seed", (12,), {})
    assert stage.after("psi-in", 0.75)[0] == ("/psi", (0.75,), {})
    assert stage.after("mode-in", 1)[0] == ("/mode", ("latent",), {})
    assert stage.after("live-in", 0) == [("/live", (0,), {})]
    assert stage.after("exact") == [("/synthesize", ((),), {"precision": "exact"})]
    assert stage.after("zero") == [("/edits", ((0.0,),), {})]
    assert len(stage.after("surprise")[0][1][0]) == 12
    voice = stage.engine.asked("/edits")[-1].options["voice"]
    assert stage.after("store-a") == [("/store", (f"{voice}-a",), {})]
    assert stage.after("store-b") == [("/store", (f"{voice}-b",), {})]
    assert stage.after("morph-in", 0.25, pause=0.5) == [("/morph", (f"{voice}-a", f"{voice}-b", 0.25), {}), ("/step", (), {})]
    pd.watch(f"{number}-seed-in")
    assert stage.after("random")[0] == ("/random", (), {})
    assert pd.last(f"{number}-seed-in")[1:] == ("set", 502.0)
    load = stage.after("load", "symbol", "/models/mine here")
    assert load[0] == ("/load", ("/models/mine here",), {}) and load[1][0] == "/directions"


@plays("ganspacesynth")
def test_a_start_is_silent_and_a_move_goes_on_where_the_sound_is(stage):
    pd, number = stage.pd, stage.number
    pd.watch(f"{number}-player")
    pd.send("pd", "dsp", 1)
    pd.pause(1.5)
    wave, _ = pd.record(f"{number}-player-out", 0.3)
    assert np.abs(wave).max() == 0.0  # a preview came at the start, and is there to be played
    assert np.abs(pd.array(f"{number}-player-1", 16000)).max() > 0.3
    pd.send(f"{number}-player", "play")
    pd.pause(0.3)
    pd.send(f"{number}-engine", "/edit", 1, 1.5)
    pd.pause(0.3)
    assert ("follow", 1.0) in [message[1:] for message in pd.heard if message[0] == f"{number}-player"]
    wave, _ = pd.record(f"{number}-player-out", 0.3)
    assert np.abs(wave).max() > 0.1


@plays("ganspacesynth")
def test_sliders_say_what_is_moved_and_nothing_when_they_are_told(stage):
    pd, number, engine = stage.pd, stage.number, stage.engine
    calls = stage.after("edits", 0.5, -1.0, 2.0)
    assert calls == []
    for amount in np.linspace(-2, 2, 20):
        for canvas in range(number, number + 400):
            pd.send(f"{canvas}-slid-in", float(amount))
    pd.sync()
    pd.pause(0.5)
    edits = engine.asked("/edit")
    assert len(edits) == 320 and {call.arguments["number"] for call in edits} == set(range(1, 17))
    assert edits[-1].arguments["amount"] == pytest.approx(2.0, abs=0.05)


@plays("ganspacesynth_noz")
def test_ganspacesynth_noz(stage):
    assert "/mode" not in {call.address for call in stage.engine.calls}
    calls = stage.after("surprise")
    assert [call[0] for call in calls] == ["/edits"]
    stage.engine.number = 9
    stage.pd.wait(f"{stage.number}-ready")
    stage.pd.pause(0.3)
    assert ("/mode", "replace") in [(call.address, *call.arguments.values()) for call in stage.engine.calls]


@plays("gansynth")
def test_gansynth(stage):
    assert stage.after("amount-in", 0.5)[0] == ("/slerp", ("1", "2", 0.5), {})
    assert stage.after("b-in", 9)[0] == ("/slerp", ("1", "9", 0.5), {})
    assert stage.after("a-in", 8)[0] == ("/slerp", ("8", "9", 0.5), {})
    calls = stage.after("random-b")
    assert calls[0] == ("/random", (), {}) and calls[1] == ("/slerp", ("8", "502", 0.5), {})


@plays("gansynth_multi")
def test_gansynth_multi(stage):
    pd, number = stage.pd, stage.number
    assert stage.after("pitch-2-in", 57) == [("/synthesize", ((57.0,),), {"seed": 2})]
    calls = stage.after("random", pause=0.8)
    assert sorted(call[1][0] for call in calls) == [(48.0,), (57.0,), (60.0,), (64.0,)]
    assert len({call[2]["seed"] for call in calls}) == 4
    stage.press("seed-1-in", 5)
    pd.pause(0.3)
    assert stage.after("same-in", 1) == [("/synthesize", ((48.0, 57.0, 60.0, 64.0),), {"seed": 5})]
    pd.pause(0.3)
    for index, pitch in enumerate((48.0, 57.0, 60.0, 64.0), 1):
        spectra = [np.abs(np.fft.rfft(pd.array(f"{number}-player-{index}-{k}", 16000))) for k in (0, 1)]
        assert any(abs(spectrum.argmax() - 440 * 2 ** ((pitch - 69) / 12)) < 2 for spectrum in spectra)
    assert len(stage.after("same-in", 0, pause=0.5)) == 4


@plays("gansynth_hallucination")
def test_gansynth_hallucination(stage):
    pd, number = stage.pd, stage.number
    assert stage.after("spacing-in", 0.25) == [("/setting", ("spacing_s", "0.25"), {})]
    (call,) = stage.after("new")
    assert call[0] == "/hallucinate" and {k: v for k, v in call[2].items() if k != "seed"} == {"notes": 4, "pitch": 60.0, "form": "clips"}
    assert stage.said() == ("good", "A hallucination of 16 sounds and 9 s.")
    stage.press("form-in", 1)
    stage.press("seed-in", 7)
    assert stage.after("again") == [("/hallucinate", (), {"notes": 4, "seed": 7, "pitch": 60.0, "duration": 12.0, "form": "continuous"})]
    assert stage.after("cancel") == [("/cancel", (), {})]
    assert np.abs(np.fft.rfft(pd.array(f"{number}-player-0", 16000))).argmax() == pytest.approx(523, abs=2)
    assert stage.after("style", 5) == [("/hallucinate", (), {"style": "rhythm", "seed": 7})]
    assert stage.after("style", 0) == [("/hallucinate", (), {"style": "ambient", "seed": 7})]


CHORDS = ((0, (0,)), (1, (7,)), (2, (3, 7)), (3, (4, 7)), (4, (12,)), (5, (4,)), (5, (3, 7, 10)), (5, (7.5,)), (5, (12, 3)), (5, (-5,)))


@plays("hallu")
def test_the_shape_of_a_step_in_hallu(stage):
    pd, number = stage.pd, stage.number
    shown = ("level-in", "pan-in", "own-attack-in", "own-sustain-in", "own-release-in", "chord-in")
    pd.watch(*[f"{number}-{name}" for name in shown])
    assert ("/step_shape", (), {}) in stage.after("next")
    assert [pd.last(f"{number}-{name}")[1:] for name in shown] == [("set", value) for value in (-3.0, 0.25, 0.125, 0.25, 0.5, 3.0)]
    assert stage.after("level-in", -6) == [("/step_level", (-6.0,), {})]
    assert stage.after("pan-in", 0.5) == [("/step_pan", (0.5,), {})]
    assert stage.after("own-sustain-in", 1) == [("/step_envelope", ((0.125, 1.0, 0.5),), {})]
    assert stage.after("own-attack-in", 0.5) == [("/step_envelope", ((0.5, 1.0, 0.5),), {})]
    assert stage.after("chord-in", 2) == [("/step_chord", ((3.0, 7.0),), {})]
    pd.pause(1.0)
    assert stage.engine.asked("/sequence_save")  # kept, as all that changes a step
    assert stage.after("chord-in", 5) == []  # "else" is shown, and says nothing
    for cell, chord in CHORDS:
        stage.engine.chord = chord
        stage.after("next")
        assert pd.last(f"{number}-chord-in")[1:] == ("set", cell), chord


@plays("hallu")
def test_hallu(stage):
    pd, number = stage.pd, stage.number
    pd.watch(*[f"{number}-{name}" for name in ("cells-in", "at-in", "count-in", "edits", "interp-in")])
    buttons = {
        "previous": "/step_previous",
        "next": "/step_next",
        "copy": "/step_add",
        "random": "/step_random",
        "remove": "/step_remove",
        "undo": "/undo",
        "redo": "/redo",
        "begin": "/sequence_new",
    }
    for button, address in buttons.items():
        assert stage.after(button)[0] == (address, (), {}), button
    assert stage.after("new")[:2] == [("/step_add", (), {}), ("/edits", ((0.0,),), {})]
    assert pd.last(f"{number}-count-in")[1:] == ("set", 4.0) and pd.last(f"{number}-at-in")[1:] == ("set", 4.0)
    assert ("number", 4.0) in [message[1:] for message in pd.heard if message[0] == f"{number}-cells-in"]
    assert stage.after("earlier")[0] == ("/step_move", (2,), {})
    assert stage.after("later") == []  # it is the last one
    assert stage.after("cells", 1)[0] == ("/step", (1,), {})
    assert stage.after("at", 3)[0] == ("/step", (2,), {})
    assert stage.after("duration-in", 1.5)[0] == ("/step_duration", (1.5,), {})
    assert stage.after("pitch-in", 72)[0] == ("/pitch", (72.0,), {})
    assert stage.after("generate")[0] == ("/hallucinate", (), {"form": "clips"})
    assert stage.after("open-this", "symbol", "/my/steps.json")[:2] == [("/sequence_load", ("/my/steps.json",), {}), ("/settings", (), {})]
    assert pd.last(f"{number}-interp-in")[1:] == ("set", 7.0)
    assert stage.after("keep-as", "symbol", "/my/steps")[0] == ("/sequence_save", ("/my/steps.json",), {"force": 1})


@plays("hallu")
def test_steps_survive_their_engine(stage):
    pd, number, engine = stage.pd, stage.number, stage.engine
    stage.press("random")
    pd.pause(1.2)
    (kept,) = {call.arguments["path"] for call in engine.asked("/sequence_save")}
    assert Path(kept).parent == PATCHES and Path(kept).name.startswith("hallu-autosave-")
    engine.calls.clear()
    engine.number = 5  # another engine, which knows nothing
    pd.wait(f"{number}-ready")
    pd.pause(0.5)
    assert [call.arguments["path"] for call in engine.asked("/sequence_load")] == [kept]
    assert engine.asked("/settings") and engine.asked("/live") and not engine.asked("/setting")
