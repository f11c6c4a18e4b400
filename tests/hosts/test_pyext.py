"""The published messages, as the published patches send them: what comes out, what is in the arrays, and that Pd is never kept waiting."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.support.fake_engine import DIRECTIONS, LATENT, RATE, SAMPLES, level_of, tone
from tests.support.pyext_stage import DETACHED, z_array


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
