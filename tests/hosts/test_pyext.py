"""The published messages, as the published patches send them: what comes out, what is in the arrays, and that Pd is never kept waiting."""

import importlib
import json
import subprocess
import sys
import threading
import types
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.client.launch import start
from ganspacesynth.client.shared_engine import SharedEngine
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.pyext.gansynth_messages import MESSAGES, Gansynth
from tests.hosts.test_client import FAKE
from tests.support.fake_engine import DIRECTIONS, LATENT, RATE, SAMPLES, Serving, level_of, tone
from tests.support.pyext_standin import Console, Pd
from tests.support.refused import refused, reported

COMPAT = Path(__file__).parents[2] / "pd" / "compat"
DETACHED = (0, 1, 2)


class Stage:
    """A Pd inside which our module was imported, and an engine."""

    def __init__(self, pd, monkeypatch, shared):
        monkeypatch.setitem(sys.modules, "pyext", pd.module)
        monkeypatch.delitem(sys.modules, "ganspacesynth.pyext.classes", raising=False)
        self.module = importlib.import_module("ganspacesynth.pyext.classes")
        self.pd, self.shared = pd, shared
        monkeypatch.setattr(self.module, "SHARED", shared)
        monkeypatch.setattr(self.module, "sys", types.SimpleNamespace(stderr=Console(pd)))

    def gansynth(self, **options):
        """`[pyext. sopimagenta.gansynth.pyext gansynth]`."""
        return self.pd.create(self.module.gansynth, **options)

    def halluseq(self, array="1003-edits", **options):
        """`[pyext. sopimagenta.ganspacesynth.pyext halluseq $0-edits]`."""
        return self.pd.create(self.module.halluseq, array, **options)

    def end(self):
        for box in list(self.pd.objects):
            assert box.delete()
        self.shared.close()
        assert self.pd.faults == []
        assert not [line for line in self.pd.console if "Error" in line.split(":")[0]], self.pd.console


@pytest.fixture
def engine():
    with Serving() as serving:
        yield serving.engine, serving


@pytest.fixture
def stage(engine, monkeypatch, request):
    options = getattr(request, "param", {})
    stage = Stage(Pd(**options), monkeypatch, SharedEngine(engine[1].port, lambda say: pytest.fail("an engine was started")))
    yield stage
    stage.end()
    sys.modules.pop("ganspacesynth.pyext.classes", None)


def z_array(seed=0):
    return np.random.default_rng(seed).normal(size=LATENT).astype(np.float32)


@pytest.mark.parametrize("detach", DETACHED)
def test_a_patch_that_plays_one_sound(stage, detach):
    """gansynth.pd: load, draw z, make the sound."""
    pd, box = stage.pd, stage.gansynth(detach=detach)
    pd.array("1003-z", np.zeros(256))
    pd.array("1003-sound", np.zeros(64000))
    box.message("load", "all_instruments")
    assert box.wait("loaded") == ["loaded", SAMPLES, RATE]
    box.message("randomize_z", "1003-z")
    assert box.wait("randomized") == ["randomized"]
    z = np.array(pd.arrays["1003-z"])
    assert len(z) == LATENT and z.std() > 0.3
    box.message("synthesize", "1003-z", "1003-sound", 52)
    assert box.wait("synthesized") == ["synthesized"]
    assert np.array_equal(pd.arrays["1003-sound"], tone(52, level_of(z)))


@pytest.mark.parametrize("detach", DETACHED)
def test_a_patch_that_plays_several(stage, detach):
    """gansynth_multi.pd: batch size, several arrays in one message, a slider between two."""
    pd, box = stage.pd, stage.gansynth(detach=detach)
    for i in range(1, 5):
        pd.array(f"1003-z{i}", np.zeros(256))
        pd.array(f"1003-sound{i}", np.zeros(64000))
    box.message("load", "all_instruments", 4)
    box.message("randomize_z", *[f"1003-z{i}" for i in range(1, 5)])
    box.message(
        "synthesize", *[word for i, pitch in zip(range(1, 5), (52, 55, 59, 62), strict=True) for word in (f"1003-z{i}", f"1003-sound{i}", pitch)]
    )
    box.wait("synthesized")
    for i, pitch in zip(range(1, 5), (52, 55, 59, 62), strict=True):
        assert np.array_equal(pd.arrays[f"1003-sound{i}"], tone(pitch, level_of(pd.arrays[f"1003-z{i}"])))
    assert len({pd.arrays[f"1003-z{i}"].tobytes() for i in range(1, 5)}) == 4
    box.message("slerp_z", "1003-z1", "1003-z2", "1003-z3", 0)
    box.wait("slerped")
    assert np.allclose(pd.arrays["1003-z3"], pd.arrays["1003-z1"], atol=1e-6)


def test_directions_move_a_sound(stage, engine):
    """ganspacesynth.pd: the array of amounts gets as many as there are directions, and moves z."""
    pd, box = stage.pd, stage.gansynth(detach=1, folder="/a folder é")
    pd.array("1003-z", z_array())
    pd.array("1003-sound", np.zeros(SAMPLES))
    pd.array("1003-amplitudes", np.zeros(8192))
    box.message("load", "pruu")
    box.message("load_ganspace_components", "pruu/pruu_conv0_ipca_4194304.pickle", "1003-amplitudes")
    box.wait("loaded_pca")
    assert len(pd.arrays["1003-amplitudes"]) == DIRECTIONS
    calls = {call.address: call for call in engine[0].heard}
    assert Path(calls["/load"].arguments["path"]) == Path("/a folder é/pruu").absolute()
    assert Path(calls["/load_directions"].arguments["path"]) == Path("/a folder é/pruu/pruu_conv0_ipca_4194304.pickle").absolute()
    assert calls["/load"].options["precision"] == "exact"
    pd.arrays["1003-amplitudes"][:2] = (0.5, -1.5)
    box.message("synthesize", "1003-z", "1003-sound", 32)
    box.wait("synthesized")
    said = engine[0].heard[-1].options
    assert (said["edits"], said["mode"]) == ((0.5, -1.5), "offset")


def test_directions_alone(stage, engine):
    """ganspacesynth_noz.pd, and several sounds in one message with edits as numbers and as arrays."""
    pd, box = stage.pd, stage.gansynth(detach=1)
    for name in ("a", "b", "c"):
        pd.array(name, np.zeros(SAMPLES))
    pd.array("1003-amplitudes", [1.0, 2.0, 0.0, 0.0])
    box.message("load", "pruu")
    box.message("load_ganspace_components", "pca.pickle", "1003-amplitudes")
    box.message("synthesize_noz", "a", 32, "1003-amplitudes")
    box.wait("synthesized")
    assert np.array_equal(pd.arrays["a"], tone(32, level_of((1.0, 2.0))))
    box.message("synthesize_noz", "a", 32, 0.25, 0.5, "--", "b", 40, "--", "c", 41, "1003-amplitudes", 3)
    box.wait("synthesized", count=2)
    said = [call.options["edits"] for call in engine[0].heard if call.address == "/synthesize"][1:]
    assert said == [(0.25, 0.5), (1.0, 2.0), (1.0, 2.0, 0.0, 0.0, 0.0, 3.0)]
    assert {call.options["mode"] for call in engine[0].heard if call.address == "/synthesize"} == {"replace"}


def test_a_hallucination_of_random_points(stage, engine):
    """gansynth_hallucination.pd: its length goes out in samples, and the array has it."""
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("1003-sound", np.zeros(224000))
    box.message("load", "all_instruments")
    box.message("hallucinate", "1003-sound", 5, 5, 0.4, 0, 0.5, 1, 0.5)
    assert box.wait("hallucinated") == ["hallucinated", 3 * SAMPLES]
    assert np.array_equal(pd.arrays["1003-sound"], tone(32, 0.5, 3 * SAMPLES))
    settings = {
        call.arguments["name"]: float(call.arguments["value"])
        for call in engine[0].heard
        if call.address == "/setting" and "fade" not in call.arguments["name"]
    }
    assert settings == {"spacing_s": 0.4, "start_trim_s": 0.0, "attack_s": 0.5, "sustain_s": 1.0, "release_s": 0.5}
    said = engine[0].heard[-1].options
    assert (said["notes"], said["interp"], said["pitch"]) == (5, 5, 32.0)
    assert box.found(("progress",)) == [["progress", 1, 2], ["progress", 2, 2]]
    box.message("hallucinate", "1003-sound", 3, 1)
    box.wait("hallucinated", count=2)
    assert [call.arguments["value"] for call in engine[0].heard if call.address == "/setting"][-6:-1] == ["0.2", "0", "0.5", "0.5", "0.5"]


def test_the_step_editor(stage, engine):
    """hallu.pd: init, steps, settings, preview, generate."""
    pd = stage.pd
    pd.array("1003-edits", np.zeros(8192))
    pd.array("1003-preview_audio", np.zeros(64000))
    pd.array("1003-out_audio", np.zeros(800000))
    box = stage.halluseq(detach=1)
    box.message("send_state")
    assert box.wait("settings", "release") == ["settings", "release", 0.5]
    assert box.found(("step",)) == [["step", "index", 0], ["step", "count", 1]]
    assert [atoms[1:] for atoms in box.found(("settings",))][:2] == [["interp_steps", 1], ["sample_spacing", pytest.approx(0.2)]]
    box.message("load", "pruu")
    assert box.wait("worker") == ["worker", "on", SAMPLES, RATE]
    box.message("load_ganspace_components", "pruu/pca.pickle")
    pd.run(until=lambda: len(pd.arrays["1003-edits"]) == DIRECTIONS)
    pd.arrays["1003-edits"][:] = (1, 0, 0, 0, 0)
    box.message("add_step")
    box.wait("updated")
    pd.arrays["1003-edits"][:] = (0, 2, 0, 0, 0)
    box.message("next_step")  # round to the first
    box.wait("updated", count=2)
    assert pd.arrays["1003-edits"].tolist() == [1, 0, 0, 0, 0]
    box.message("prev_step")
    box.wait("updated", count=3)
    assert pd.arrays["1003-edits"].tolist() == [0, 2, 0, 0, 0]
    box.message("synthesize_noz", "1003-preview_audio", 32, "1003-edits")
    box.wait("synthesized")
    assert np.array_equal(pd.arrays["1003-preview_audio"], tone(32, level_of((0.0, 2.0))))
    for name, value in (("interp_steps", 3), ("sample_spacing", 0.25), ("start_trim", 0.125), ("attack", 0.5), ("sustain", 1), ("release", 0.75)):
        box.message(name, value)
    box.message("hallucinate_noz", "1003-out_audio")
    assert box.wait("hallucinated") == ["hallucinated", 3 * SAMPLES]
    assert len(pd.arrays["1003-out_audio"]) == 3 * SAMPLES
    played = json.loads(engine[0].sequence)
    assert [step["edits"] for step in played["steps"]] == [[1.0], [0.0, 2.0]]
    assert {key: played["settings"][key] for key in ("interp_steps", "spacing_s", "start_trim_s", "attack_s", "sustain_s", "release_s")} == {
        "interp_steps": 3,
        "spacing_s": 0.25,
        "start_trim_s": 0.125,
        "attack_s": 0.5,
        "sustain_s": 1.0,
        "release_s": 0.75,
    }
    box.message("remove_step")
    box.message("remove_step")
    box.message("send_state")
    box.wait("step", "count", count=2)
    assert box.found(("step",))[-2:] == [["step", "index", 0], ["step", "count", 1]]
    assert pd.arrays["1003-edits"].tolist() == [1, 0, 0, 0, 0]
    box.message("unload")
    assert box.wait("worker", "off") == ["worker", "off"]


def test_defect_a_sound_of_z_is_heard_behind_a_hallucination_of_steps(stage, engine):
    """The voice's steps are the hallucination's then, in mode replace, in which no z is heard."""
    box = stage.halluseq("1003-amps", detach=1)
    for name in ("z", "out", "long"):
        stage.pd.array(name, z_array())
    stage.pd.array("1003-amps", np.ones(DIRECTIONS))
    box.message("load", "x")
    box.message("hallucinate_noz", "long")
    box.message("synthesize", "z", "out", 60)
    box.wait("synthesized")
    said = engine[0].heard[-1].options
    assert said["mode"] == "offset" and said["edits"] == () and said["z"]


def test_an_older_step_editor_names_no_edits(stage, engine):
    pd = stage.pd
    pd.array("1003-edits", [0.5, 0.0])
    pd.array("out", np.zeros(SAMPLES))
    box = stage.halluseq(detach=1)
    box.message("load", "pruu")
    box.message("synthesize_noz", "out", 32)
    box.wait("synthesized")
    assert engine[0].heard[-1].options["edits"] == (0.5,)


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
    pd.run(0.05)
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


ERRORS = [
    (("load",), "load", "argument-count: The message has at least 1 words. Received: 0. Send load FOLDER."),
    (("load", "missing"), "load", "refused-by-engine: A model folder must hold a model. Received: "),
    (("load", "x", "eight"), "load", "argument-kind: There must be a number here. Received: eight. Send load FOLDER [batch size]."),
    (("synthesize", "z", "out"), "synthesize", "argument-count: The message has at least 3 words. Received: 2."),
    (("synthesize", "z", "out", 60, "z"), "synthesize", "argument-count: A sound takes three words. Received: 4."),
    (("synthesize", "nothing", "out", 60), "synthesize", "known-array: An array of that name must be in the patch. Received: nothing."),
    (("synthesize", "z", "nothing", 60), "synthesize", "known-array: An array of that name must be in the patch. Received: nothing."),
    (("synthesize", "hole", "out", 60), "synthesize", "finite-array: An array must hold numbers. Received: NaN or infinity in hole."),
    (("synthesize", "z", "out", "c4"), "synthesize", "argument-kind: There must be a number here. Received: c4."),
    (("synthesize_noz", "out"), "synthesize_noz", "argument-count: The message has at least 2 words. Received: 1."),
    (("slerp_z", "z", "out", "z", 0.5), "slerp_z", "same-size: Only vectors of one size have points between them. Received: shapes [16] and [800]."),
    (("slerp_z", "z", "z", "z"), "slerp_z", "argument-count: The message has at least 4 words. Received: 3."),
    (("hallucinate", "out", 3), "hallucinate", "argument-count: The message has at least 3 words. Received: 2."),
    (("randomize_z",), "randomize_z", "argument-count: The message has at least 1 words. Received: 0."),
    (("rand_step",), "rand_step", "known-message: A message is one of load, unload, "),
    (("bang",), "bang", "known-message: A message is one of load, unload, "),
]


@pytest.mark.parametrize("words, name, rule", ERRORS, ids=[f"{words}"[:40] for words, *_ in ERRORS])
def test_errors_come_out_and_are_on_the_console(stage, words, name, rule):
    """No model, a missing array: words, and the next message is done as if nothing had been."""
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.zeros(SAMPLES))
    pd.array("hole", np.full(LATENT, np.nan))
    box.message("load", "x")
    box.wait("loaded")
    with reported(rule):
        box.message(*words)
        said = box.wait("error", name)
    assert f"ganspacesynth: {name}: {said[3]}" in pd.console
    box.message("synthesize", "z", "out", 60)
    box.wait("synthesized")


def test_what_nobody_foresaw_is_said_too(stage, monkeypatch):
    pd, box = stage.pd, stage.gansynth(detach=1)
    monkeypatch.setattr(Gansynth, "load", lambda self, *words: 1 / 0)
    with reported("unforeseen-failure: This must not fail; please report it. Received: ZeroDivisionError"):
        box.message("load", "x")
        assert box.wait("error", "load")[2] == "internal"
    assert pd.console


def test_without_a_model_nothing_is_started(stage, monkeypatch):
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.zeros(SAMPLES))
    monkeypatch.setattr(stage.shared, "client", lambda say: pytest.fail("asked for"))
    with reported("loaded-model: Received: none yet. Send load FOLDER, or load default"):
        box.message("synthesize", "z", "out", 60)
        assert box.wait("error")[2] == "model"
    box.message("unload")
    box.wait("unloaded")


def test_nan_never_reaches_an_array(stage, engine):
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.full(SAMPLES, 0.25))

    def trouble(call, answer):
        wave = np.zeros(SAMPLES, np.float32)
        wave[7] = np.nan
        answer("/synthesized", engine[0].write(wave), SAMPLES, RATE, 60.0, 0, 1)

    box.message("load", "x")
    box.wait("loaded")
    engine[0].trouble["/synthesize"] = trouble
    box.message("synthesize", "z", "out", 60)
    assert "NaN or infinity" in box.wait("error")[3] and np.all(pd.arrays["out"] == 0.25)


def test_silence_stays_silence(stage, engine):
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.ones(SAMPLES))
    box.message("load", "x")
    box.wait("loaded")
    engine[0].trouble["/synthesize"] = lambda call, answer: answer("/synthesized", engine[0].write(np.zeros(SAMPLES)), SAMPLES, RATE, 60.0, 0, 1)
    box.message("synthesize", "z", "out", 60)
    box.wait("synthesized")
    assert not pd.arrays["out"].any()


def test_arrays_are_resized_when_they_must_be_and_dsp_is_mentioned(stage):
    """Resizing while DSP runs is what crashed Pd; it happens on Pd's own thread, seldom, and is told."""
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.zeros(64000))
    box.message("load", "x")
    box.message("synthesize", "z", "out", 60)
    box.wait("synthesized")
    kept = pd.arrays["out"]
    assert len(kept) == SAMPLES
    box.message("synthesize", "z", "out", 62)
    box.wait("synthesized", count=2)
    assert pd.arrays["out"] is kept  # not resized again
    assert [line for line in pd.console if "DSP" in line] == [
        "ganspacesynth: out gets 800 samples (it had 64000). While DSP is on, that can be heard as a gap; give it this size in the patch."
    ]


def test_parallel_and_zero_vectors_have_points_between_them(stage):
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("a", np.ones(LATENT))
    pd.array("b", np.full(LATENT, 3.0))
    pd.array("zero", np.zeros(LATENT))
    pd.array("r", np.zeros(1))
    for count, (a, b) in enumerate((("a", "b"), ("a", "zero"), ("zero", "zero")), 1):
        box.message("slerp_z", a, b, "r", 0.5)
        box.wait("slerped", count=count)
        assert np.isfinite(pd.arrays["r"]).all()
    assert not pd.arrays["r"].any()


def test_a_pitch_that_noz_does_not_hear_is_said_once(stage, engine):
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("out", np.zeros(SAMPLES))
    box.message("load", "x")
    box.wait("loaded")
    for count in (1, 2):
        box.message("synthesize_noz", "out", 12, 0.5)
        box.wait("synthesized", count=count)
    assert [line for line in pd.console if "no pitch is heard" in line] == [
        "ganspacesynth: Pitch 12 is none of the model's (24 to 84); without z no pitch is heard."
    ]


@pytest.mark.parametrize("sent, played", [(12, 24), (23.75, 24), (-1, 24), (85, 84), (127, 84)])
def test_a_pitch_outside_the_model_is_the_nearest_one(stage, engine, sent, played):
    """The published patch sends 32 whatever the model's lowest pitch is; a slider that goes on sending is not a page of lines."""
    pd, box = stage.pd, stage.gansynth(detach=1)
    pd.array("z", z_array())
    pd.array("out", np.zeros(SAMPLES))
    pd.array("out2", np.zeros(SAMPLES))
    box.message("load", "x")
    box.wait("loaded")
    for count in (1, 2):
        box.message("synthesize", "z", "out", sent, "z", "out2", 60)
        box.wait("synthesized", count=count)
    assert np.array_equal(pd.arrays["out"], tone(played, level_of(pd.arrays["z"])))
    assert np.array_equal(pd.arrays["out2"], tone(60, level_of(pd.arrays["z"])))
    assert not box.found(("error",))
    assert [line for line in pd.console if "is played" in line] == [
        f"ganspacesynth: Pitch {sent:g} is none of the model's (24 to 84); the nearest, {played}, is played."
    ]


@pytest.mark.parametrize("lowest, highest, played", [(36, 84, 36), (20, 30, 30), (24, 84, 32)])
def test_a_hallucination_takes_the_nearest_pitch_to_the_published_one(stage, monkeypatch, engine, lowest, highest, played):
    monkeypatch.setattr("tests.support.fake_engine.LOWEST", lowest)
    monkeypatch.setattr("tests.support.fake_engine.HIGHEST", highest)
    stage.pd.array("out", np.zeros(SAMPLES))
    box = stage.gansynth(detach=1)
    box.message("load", "x")
    box.message("hallucinate", "out", 3, 2)
    box.wait("hallucinated")
    assert engine[0].heard[-1].options["pitch"] == played


def test_paths_with_spaces_may_come_as_several_words(stage, engine, tmp_path):
    folder = tmp_path / "my model é"
    folder.mkdir()
    (folder / "the pca.pickle").touch()
    pd, box = stage.pd, stage.gansynth(detach=1, folder=str(tmp_path))
    pd.array("amps", np.zeros(3))
    box.message("load", "my", "model", "é", 8)
    box.wait("loaded")
    box.message("load_ganspace_components", "my", "model", "é/the", "pca.pickle", "amps")
    box.wait("loaded_pca")
    calls = {call.address: call.arguments["path"] for call in engine[0].heard if "path" in call.arguments}
    assert calls["/load"] == str(folder) and calls["/load_directions"] == str(folder / "the pca.pickle")
    assert len(pd.arrays["amps"]) == DIRECTIONS
    box.message("load", "default")
    box.wait("loaded", count=2)
    assert engine[0].heard[-1].arguments["path"] == "default"


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


def test_an_editor_without_its_array_says_so(stage):
    box = stage.halluseq("nothing", detach=1)
    for name in ("next_step", "add_step"):
        box.message(name)
        assert box.wait("error", name)[3].startswith("An array of that name must be in the patch. Received: nothing.")
    box.message("interp_steps", "many")
    assert box.wait("error", "interp_steps")[3] == "There must be a number here. Received: many. Send interp_steps number."
    box.message("interp_steps", -3)
    box.message("attack", 1e9)
    assert box.wait("error", "attack")[2:] == ["invalid", box.found(("error", "attack"))[0][3]]
    box.message("send_state")
    assert box.wait("settings", "interp_steps") == ["settings", "interp_steps", 0]


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
    pd.run(0.2)
    assert not pd.receivers["ganspacesynth-tick"]
    assert not [thread for thread in threading.enumerate() if thread.name == "ganspacesynth worker"]


def test_a_dead_engine_is_said_and_started_again(monkeypatch):
    """Killed while it works, and while nobody does anything: words, `unloaded`, a new engine with the same model, `loaded`."""
    begun = []

    def begin(say):
        begun.append(start(command=FAKE))
        return begun[-1]

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


def test_what_was_refused_is_not_remembered(monkeypatch):
    """A wrong folder, a wrong array, a wrong trait: each is an error, and the engine that is started again has what was there before."""
    begun = []

    def begin(say):
        begun.append(start(command=FAKE))
        return begun[-1]

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
    begun = []

    def begin(say):
        begun.append(start(command=FAKE))
        return begun[-1]

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
    pd.run(0.3)
    assert len(begun) == 3 and any("not started again by itself" in line for line in pd.console)
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


def test_the_module_says_where_it_belongs(monkeypatch):
    monkeypatch.delitem(sys.modules, "ganspacesynth.pyext.classes", raising=False)
    monkeypatch.setitem(sys.modules, "pyext", None)
    with pytest.raises(ImportError, match=r"This module works inside Pure Data, in the py/pyext external\. Received: an import elsewhere\."):
        importlib.import_module("ganspacesynth.pyext.classes")


def test_where_an_engine_is_looked_for(stage):
    assert [stage.module._port(word) for word in (None, "5000", "0")] == [4267, 5000, None]
    for word in ("many", "-1", "99999", "", "٣"):
        with refused("port-range", InvalidInput, says=r"GANSPACESYNTH_PORT must be a port in 0\.\.65535\. Received: .*\. Correct it"):
            stage.module._port(word)


CODE = """
import json, sys
sys.path.append({root!r})
from tests.support.pyext_standin import Pd
pd = Pd()
before = set(sys.modules)
sys.modules["pyext"] = pd.module
sys.path.append({compat!r})
import importlib
names = [importlib.import_module(module).__dict__[name].__name__ for module, name in
         (("sopimagenta.gansynth.pyext", "gansynth"), ("sopimagenta.ganspacesynth.pyext", "halluseq"))]
print(json.dumps([names, sorted(set(sys.modules) - before)]))
"""


def test_the_published_module_names_bring_nothing_heavy_into_pd():
    code = CODE.format(root=str(Path(__file__).parents[2]), compat=str(COMPAT))
    names, loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert names == ["gansynth", "halluseq"]
    heavy = {"tensorflow", "keras", "jax", "scipy", "sklearn", "matplotlib", "soundfile", "soxr", "mido", "rich", "psutil", "pythonosc"}
    assert not heavy & {name.split(".")[0] for name in loaded}


def test_the_example_says_what_the_class_knows():
    patch = (COMPAT / "pyext-example.pd").read_text(encoding="utf-8")
    said = {line.split()[4].rstrip(";") for line in patch.splitlines() if line.startswith("#X msg")}
    assert said == set(MESSAGES) - {"load_ganspace_components", "slerp_z", "traits"}


def test_pd_leads_python_to_the_published_names():
    """pyext looks on Pd's path for a file of the module's name with `.py` behind, and puts the folder where it lies on Python's path."""
    for name in ("sopimagenta.gansynth.pyext", "sopimagenta.ganspacesynth.pyext"):
        assert (COMPAT / f"{name}.py").is_file() and (COMPAT / f"{name.replace('.', '/')}.py").is_file()
        assert len(name) < 64  # longer ones are cut by pyext
