"""`ganspacesynth doctor`: what it says of healthy and of broken machines."""

import json
import re
import subprocess
import sys
import types

import pytest

from ganspacesynth.cli.main import main
from ganspacesynth.cli.models import doctor, doctor_probe
from tests.conftest import GOLDEN

HEALTHY = {
    **{"backend": "onnx", "version": "1.20", "features": ["avx2"], "preview": False, "model": "abc", "folder": "x"},
    **{"device": "cpu", "threads": None, "available": ["cpu"], "fallback": ""},
    **{"load_ms": 1, "first_ms": 2, "cold_ms": 3000, "next_ms": 4, "asked": 60, "finite": True, "peak": 0.5, "heard": [60.1, 59.9, 60.0, None]},
}


@pytest.fixture
def probe(monkeypatch):
    def put(**changes):
        monkeypatch.setattr(doctor, "_probe", lambda model: {k: v for k, v in {**HEALTHY, **changes}.items() if v != "absent"})

    put()
    return put


def run(capsys, *words):
    code = main(["doctor", *words])
    return code, capsys.readouterr().out


def test_a_healthy_machine(probe, capsys):
    code, out = run(capsys)
    assert code == 0 and "\nThis machine can play.\n" in out
    assert "3 of 4 sounds within 50 cents of the pitch asked for (MIDI 60)" in out
    assert "the first after 3.0 s (2 ms of it playing), then 4 ms each" in out


def test_json(probe, capsys):
    code, out = run(capsys, "--json")
    said = json.loads(out)
    assert code == 0 and said["playable"] is True
    assert {"program", "libraries", "memory", "engine", "processor", "model", "sound", "tuning"} <= {check["name"] for check in said["checks"]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"finite": False}, "the model makes broken samples"),
        ({"peak": 0.0}, "the model makes silence"),
        ({"error": "A model is a folder."}, "A model is a folder."),
        ({"error": "the engine broke", "backend": "absent", "model": "absent"}, "the engine broke"),
    ],
)
def test_a_machine_that_cannot_play(probe, capsys, changes, words):
    probe(**changes)
    code, out = run(capsys)
    assert code == 1 and "bad   sound" in out and words in out and "This machine cannot play yet: see sound above." in out


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first_ms": 20_000}, "slow: is something else running?"),
        ({"heard": [70.0, None, 60.0, None]}, "note  tuning"),
        ({"preview": True}, "--precision preview) is faster here"),
        ({"features": []}, "features unknown"),
        ({}, "ok    device     cpu, a thread for each core; this ONNX Runtime has cpu"),
        ({"fallback": "Playing on the processor instead of cuda: no.", "threads": 2}, "cpu, 2 threads; this ONNX Runtime has cpu. Playing on the"),
    ],
)
def test_what_is_good_to_know_stops_nobody(probe, capsys, changes, words):
    probe(**changes)
    code, out = run(capsys)
    assert code == 0 and words in out


def test_missing_libraries(probe, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "_version", lambda name: None if name == "soxr" else "1")
    code, out = run(capsys)
    assert code == 1 and "missing: soxr" in out


def test_missing_extras_stop_nobody(probe, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "_version", lambda name: None if name in ("tensorflow", "scikit-learn") else "1")
    code, out = run(capsys)
    assert code == 0 and all(
        part in out
        for part in (
            "Keras 1, JAX 1, Matplotlib 1, PyAV 1",
            "; not installed: TensorFlow (ganspacesynth[train]), scikit-learn (ganspacesynth[directions])",
        )
    )


def test_a_device_that_is_not_here(capsys, monkeypatch):
    monkeypatch.setenv("GANSPACESYNTH_DEVICE", "cpu")
    monkeypatch.setenv("GANSPACESYNTH_THREADS", "2")
    probe_here(capsys, monkeypatch)
    code, out = run(capsys, "--device", "directml", "--threads", "1", str(GOLDEN / "tiny_mel"))
    assert code == 0 and "note  device     cpu, one thread; this ONNX Runtime has cpu" in out
    assert "Playing on the processor instead of directml: this onnxruntime has no DmlExecutionProvider" in out


def test_pd_and_soundfonts_found(probe, capsys, monkeypatch, tmp_path):
    for name in ("pd.exe", "a é.sf2"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr(doctor, "PD_PLACES", (str(tmp_path / "*.exe"),))
    monkeypatch.setattr(doctor, "SOUNDFONT_PLACES", (str(tmp_path / "*.sf[23]"),))
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr(doctor, "_version", lambda name: "1")
    _, out = run(capsys)
    assert "pd.exe" in out and "a é.sf2" in out


def test_nothing_found(probe, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "PD_PLACES", ())
    monkeypatch.setattr(doctor, "SOUNDFONT_PLACES", ())
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    code, out = run(capsys)
    assert code == 0 and "only needed for the patches" in out and "no soundfont in the usual places" in out


def test_a_system_that_hides_its_memory(probe, capsys, monkeypatch):
    def hidden(name):
        raise ValueError(name)

    monkeypatch.setattr(doctor.os, "sysconf", hidden, raising=False)
    code, out = run(capsys)
    assert code == 0 and "does not say how much" in out


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (
            types.SimpleNamespace(returncode=-4, stdout="", stderr="boom\nThe TensorFlow library was compiled to use AVX"),
            "stopped by signal 4; .* compiled to use AVX",
        ),
        (types.SimpleNamespace(returncode=1, stdout="no json", stderr="ZeroDivisionError: x"), "the engine broke .ZeroDivisionError"),
        (types.SimpleNamespace(returncode=1, stdout="", stderr=""), "it said nothing"),
        (OSError("no such program"), "did not start .no such program"),
        (subprocess.TimeoutExpired("x", 1), "did not start"),
    ],
)
def test_an_engine_that_breaks(monkeypatch, done, words):
    def fake(*args, **options):
        if isinstance(done, Exception):
            raise done
        return done

    monkeypatch.setattr(doctor.subprocess, "run", fake)
    assert re.search(words, doctor._probe(None)["error"])


@pytest.mark.slow
def test_really(capsys):
    """In a process of its own, on a model of random weights: it plays, but out of tune."""
    code, out = run(capsys, "--json", str(GOLDEN / "tiny_mel"))
    checks = {check["name"]: check for check in json.loads(out)["checks"]}
    assert code == 0 and checks["sound"]["state"] in ("ok", "note") and checks["sound"]["facts"]["finite"]
    assert checks["engine"]["facts"]["backend"] == "onnx" and checks["device"]["facts"]["available"][0] == "cpu"


def probe_here(capsys, monkeypatch):
    """Stand in for the process of its own, which takes as long to begin as TensorFlow: `test_really` has one."""

    def here(words, **options):
        monkeypatch.setattr(sys, "argv", ["-c", *words[3:]])
        doctor_probe.main()
        return types.SimpleNamespace(returncode=0, stdout=capsys.readouterr().out, stderr="")

    monkeypatch.setattr(doctor.subprocess, "run", here)


def test_really_without_a_model(capsys, monkeypatch, tmp_path):
    probe_here(capsys, monkeypatch)
    code, out = run(capsys, str(tmp_path / "gone"))
    assert code == 1 and "which is missing" in out


def test_processor_features():
    assert set(doctor_probe.processor_features()) <= set(doctor_probe.FEATURES)


def test_where_live_pictures_can_go(probe, capsys, monkeypatch):
    known = {"cyndilib": "0.1", "SpoutGL": "0.1"}
    monkeypatch.setattr(doctor, "_version", lambda name: known.get(name, "1" if name in doctor.NEEDED else None))
    out = run(capsys)[1]
    line = next(line for line in out.splitlines() if "live pictures go to" in line)
    assert "http, ndi, spout" in line and "untried so far: spout" in line and "syphon (syphon-python), camera (pyvirtualcam)" in line
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None)
    assert doctor._pictures().state == "note" and "window (python3-tk)" in doctor._pictures().text
