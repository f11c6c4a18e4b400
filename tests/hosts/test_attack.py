"""A few thousand hostile messages from four senders while a voice sounds; `benchmarks/attack.py` sends many more."""

import importlib.util
import sys
from pathlib import Path

import pytest

from tests.support import house

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "attack.py"


@pytest.fixture(scope="module")
def program():
    spec = importlib.util.spec_from_file_location("attack_benchmark", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_that_is_sent_does_harm(program, tmp_path, monkeypatch, tiny, seed):
    monkeypatch.chdir(tmp_path)  # some of it asks for files to be written
    (tmp_path / "models").mkdir()
    folder = house.build(tmp_path / "models", tiny)
    place = tmp_path / "place"
    place.mkdir()
    report = program.attack(str(folder / house.PITCHED), place, count=2000, seed=seed)
    assert report.escaped == [] and report.harmed == []
    assert report.lanes == {"load": "/error", "preview": "/previewed", "export": "/synthesized"}
    assert report.sounding and report.samples > 0
    layers = 2 * len(tiny.config.layers)  # one graph more for each that is only moved, at each precision; whatever else is bent, there is one
    assert 0 < report.graphs[0] <= report.graphs[1] <= report.graphs[0] + layers


def test_the_cat_writes_what_is_hostile_and_never_ends_the_engine(program, tmp_path):
    """Else the test above would prove nothing."""
    cat = program.Cat(0, tmp_path, 4267, ["conv0", "conv1"])
    sent = [cat.datagram() for _ in range(5000)]
    found = [message for data in sent for message in program.messages(data)]
    assert {address for address, _ in found} >= set(program.COMMANDS) - {"/quit"} and "/quit" not in {address for address, _ in found}
    played = [values for address, values in found if address == "/bend" and values[-1:] and str(values[-1]).startswith("player")]
    assert {values[0] for values in played} == {"conv0", "conv1"}
    assert any(b"@id" in data and b"[[[[" in data for data in sent) and any(data.startswith(b"#bundle") for data in sent)
