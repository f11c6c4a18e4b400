"""continue.pd and a machine that answers, in a real Pd with the real external: what the patch asks for, and that phrases are answered."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.support.external_pd import SINE_ENGINE, Pd
from tests.support.pd_harness import PATCHES

pytestmark = pytest.mark.pd
ROOT = Path(__file__).parents[2]


def test_the_patch_opens_and_asks_for_what_it_needs(external, folder):
    """Nothing on the console; a bank is asked for as soon as the engine is there."""
    shutil.copytree(PATCHES / "lib", folder / "lib")
    shutil.copy(PATCHES / "continue.pd", folder / "continue.pd")
    with Pd(folder / "continue.pd", external, engine=SINE_ENGINE) as pd:
        while not any(message[:2] == ["/bank_open", "default"] for message in pd.engine_heard()):
            assert pd.process.poll() is None, pd.lines
        assert pd.console() == []


def test_phrases_at_the_inlet_are_answered(external, folder, monkeypatch):
    """The score of the benchmark; how long it takes is measured there, since that is this machine's."""
    spec = importlib.util.spec_from_file_location("live_latency", ROOT / "benchmarks" / "live_latency.py")
    live_latency = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(live_latency)
    monkeypatch.setattr(live_latency, "EXTERNAL", external)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    both, said = live_latency.run(folder, 2)
    answers = [line.split() for line in said if line.startswith("bank_chose ")]
    late = [float(words[7]) for words in answers if float(words[7]) >= 0.0]
    assert len(late) >= 2 and max(late) < 150.0  # counted in samples by the machine itself
    assert len(live_latency.reactions_ms(both, live_latency.EVERY_MS / 1000)) == 2 and np.abs(both[:, 1]).max() > 0.02
    assert any(line.startswith("attention ") for line in said) is False  # nobody asked for it
    assert [line for line in said if line.startswith("bank_turn over")]
    assert subprocess.run([sys.executable, str(ROOT / "benchmarks" / "live_latency.py"), "--help"], capture_output=True, check=True).stdout
