"""The published names in Pd: what is refused and in which words, and where the module belongs."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.pyext.gansynth_messages import MESSAGES, Gansynth
from tests.support.fake_engine import LATENT, SAMPLES
from tests.support.pyext_stage import z_array
from tests.support.refused import reported

COMPAT = Path(__file__).parents[2] / "pd" / "compat"


ERRORS = [
    (("load",), "load", "argument-count: The message has at least 1 words. Received: 0. Send load FOLDER."),
    (("load", "missing"), "load", "refused-by-engine: A model folder must hold a model. Received: "),
    (("load", "x", "eight"), "load", r"argument-kind: Received: eight. Send load FOLDER \[batch size\]."),
    (("synthesize", "z", "out"), "synthesize", "argument-count: The message has at least 3 words. Received: 2."),
    (("synthesize", "z", "out", 60, "z"), "synthesize", "argument-count: A sound takes three words. Received: 4."),
    (("synthesize", "nothing", "out", 60), "synthesize", "known-array: An array of that name must be in the patch. Received: nothing."),
    (("synthesize", "z", "nothing", 60), "synthesize", "known-array: An array of that name must be in the patch. Received: nothing."),
    (("synthesize", "hole", "out", 60), "synthesize", "finite-array: An array must hold numbers. Received: NaN or infinity in hole."),
    (("synthesize", "z", "out", "c4"), "synthesize", "argument-kind: There must be a number here. Received: c4."),
    (("synthesize_noz", "out"), "synthesize_noz", "argument-count: The message has at least 2 words. Received: 1."),
    (("slerp_z", "z", "out", "z", 0.5), "slerp_z", r"same-size: Received: shapes \[16\] and \[800\]."),
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


def test_the_module_says_where_it_belongs(monkeypatch):
    monkeypatch.delitem(sys.modules, "ganspacesynth.pyext.classes", raising=False)
    monkeypatch.setitem(sys.modules, "pyext", None)
    with pytest.raises(ImportError, match=r"This module works inside Pure Data, in the py/pyext external\. Received: an import elsewhere\."):
        importlib.import_module("ganspacesynth.pyext.classes")


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
