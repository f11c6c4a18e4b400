"""What a stand-in cannot tell: the hidden clock in a real Pd, and the published messages' sounds from the real engine."""

import importlib
import subprocess
import sys
import types

import numpy as np
import pytest

from ganspacesynth import load_directions
from ganspacesynth.audio.effects.edges import levelled
from ganspacesynth.client.launch import start
from ganspacesynth.client.shared_engine import SharedEngine
from tests.conftest import GOLDEN, decibels
from tests.support.pyext_standin import Console, Pd

SAME_DB = 80.0  # two processes on one machine; the graphs of one sound and of four round differently
NEAR_DB = 60.0  # processors round differently, and phases add their errors up along a sound

DRIVER = r"""#N canvas 0 0 600 300 12;
#X obj 10 10 loadbang;
#X obj 10 40 t b b b b b;
#X msg 10 250 \; pd open {file} {folder} \; ganspacesynth-ms 5;
#X obj 100 80 del 200;
#X msg 100 110 \; ganspacesynth-ms 0;
#X obj 200 80 del 300;
#X msg 200 110 \; ganspacesynth-ms 50;
#X obj 300 80 del 510;
#X msg 300 110 \; ganspacesynth-ms 0;
#X obj 400 80 del 600;
#X msg 400 110 \; pd quit;
#X obj 10 160 r ganspacesynth-tick;
#X obj 10 190 timer;
#X obj 10 220 print at;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 1 1 3 0;
#X connect 1 1 5 0;
#X connect 1 1 7 0;
#X connect 1 1 9 0;
#X connect 1 2 12 0;
#X connect 3 0 4 0;
#X connect 5 0 6 0;
#X connect 7 0 8 0;
#X connect 9 0 10 0;
#X connect 11 0 12 1;
#X connect 12 0 13 0;
"""


def inside(pd, monkeypatch):
    """Import our module as pyext would."""
    monkeypatch.setitem(sys.modules, "pyext", pd.module)
    monkeypatch.delitem(sys.modules, "ganspacesynth.pyext.classes", raising=False)
    module = importlib.import_module("ganspacesynth.pyext.classes")
    monkeypatch.setattr(module, "sys", types.SimpleNamespace(stderr=Console(pd)))
    return module


@pytest.fixture(autouse=True)
def forget():
    yield
    sys.modules.pop("ganspacesynth.pyext.classes", None)


@pytest.mark.pd
def test_the_clock_goes_in_pd(tmp_path, monkeypatch):
    """It bangs at once, then as often as it is told, and not when it is told not to."""
    clock = inside(Pd(), monkeypatch).CLOCK
    patch = tmp_path / "driver.pd"
    escaped = clock.parent.as_posix().replace(" ", r"\ ")
    patch.write_text(DRIVER.replace("{file}", clock.name).replace("{folder}", escaped), encoding="utf-8")
    said = subprocess.run(["pd", "-nogui", "-noaudio", "-stderr", "-noprefs", str(patch)], capture_output=True, text=True, timeout=180)
    times = [float(line.split()[1]) for line in said.stderr.splitlines() if line.startswith("at:")]
    assert times == pytest.approx([*range(0, 200, 5), *range(300, 501, 50)], abs=1.5), said.stderr  # Pd counts blocks of 1.45 ms


@pytest.mark.slow
def test_published_messages_give_the_published_sounds(monkeypatch, tiny):
    """load, synthesize, load_ganspace_components, synthesize_noz: what comes into the arrays are the waves of the published graph."""
    pd = Pd()
    module = inside(pd, monkeypatch)
    shared = SharedEngine(None, lambda say: start("--model", "none"))
    monkeypatch.setattr(module, "SHARED", shared)
    golden = dict(np.load(GOLDEN / "tiny_mel" / "golden.npz"))
    names = range(len(golden["z"]))
    directions = load_directions(GOLDEN / "tiny_mel" / "pca.pickle")
    published = tiny.decoding("published")
    plain = published.synthesize(golden["z"], golden["pitches"])
    moved = published.synthesize_from(directions.layer, directions.activation(golden["edits/edits"]))
    for i in names:
        pd.array(f"z{i}", golden["z"][i])
        pd.array(f"out{i}", np.zeros(64000))
    pd.array("amounts", np.zeros(8192))
    box = pd.create(module.gansynth, detach=1, folder=str(GOLDEN))
    box.message("load", "tiny_mel", 8)
    pd.run(until=lambda: box.found(("loaded",)) or box.found(("error",)), seconds=120.0)
    assert box.found(("loaded",)) == [["loaded", 4000, 16000]], box.sent

    def check(waves, published):
        """The model's own sounds, never over full level and without clicks; how near these are to the published ones, test_golden tells."""
        for i in names:
            assert decibels(levelled(waves[i], None, 16000), pd.arrays[f"out{i}"]) > SAME_DB
            assert decibels(levelled(published[i, :, 0], None, 16000), pd.arrays[f"out{i}"]) > NEAR_DB

    box.message("synthesize", *[word for i in names for word in (f"z{i}", f"out{i}", int(golden["pitches"][i]))])
    box.wait("synthesized")
    check(plain, golden["plain/wave"])
    box.message("load_ganspace_components", "tiny_mel/pca.pickle", "amounts")
    box.wait("loaded_pca")
    assert len(pd.arrays["amounts"]) == 256
    box.message("synthesize", *[word for i in names for word in (f"z{i}", f"out{i}", int(golden["pitches"][i]))])
    box.wait("synthesized", count=2)
    check(plain, golden["plain/wave"])  # the amounts are zeros
    parts = [[f"out{i}", 60, *map(float, golden["edits/edits"][i])] for i in names]
    box.message("synthesize_noz", *[word for part in parts for word in (*part, "--")][:-1])
    box.wait("synthesized", count=3)
    check(moved, golden["edits/wave"])
    for i in names[1:]:
        pd.arrays["amounts"][: golden["edits/edits"].shape[1]] = golden["edits/edits"][i]
        box.message("synthesize_noz", "out0", 60, "amounts")
        box.wait("synthesized", count=3 + i)
        assert decibels(pd.arrays[f"out{i}"], pd.arrays["out0"]) > SAME_DB
    pd.arrays["amounts"][:] = 0.0
    box.message("synthesize", "z0", "out0", 12)  # the published patch sends 32, whatever the model's lowest pitch is
    box.wait("synthesized", count=3 + len(names))
    low = published.synthesize(golden["z"][:1], tiny.config.pitches[0])[0]
    assert decibels(levelled(low, None, 16000), pd.arrays["out0"]) > SAME_DB and box.found(("error",)) == []
    box.message("hallucinate", "out0", 3, 2)
    assert box.wait("hallucinated")[1] == len(pd.arrays["out0"]) > 16000 and np.abs(pd.arrays["out0"]).max() > 0.5
    assert box.delete() and pd.faults == []
    shared.close()
