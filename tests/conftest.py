"""A suite-wide tiny model and helpers; the backend is told to be quiet."""

import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from tests.support.slow_tests import listed

# A busy machine is no defect of the code: time decides nothing in a property test.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

GOLDEN = Path(__file__).parent / "golden"
CASES = ("tiny_mel", "tiny_linear_pitches")


def pytest_collection_modifyitems(items):
    slow = listed()
    for item in items:
        if item.nodeid.split("[")[0] in slow:
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep groups of tests together where a run asks for that."""
    from tests.support.side_by_side import SideBySide

    return SideBySide(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session", autouse=True)
def _home_of_nobody(tmp_path_factory):
    """No test sees, or changes, the models and favourites of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GANSPACESYNTH_HOME", str(tmp_path_factory.mktemp("home") / "of nobody"))
        patch.setenv("GANSPACESYNTH_PORT", "0")  # nor an engine that somebody plays on
        yield


@pytest.fixture(scope="session", params=CASES)
def golden(request):
    """(folder, arrays) of each golden case."""
    folder = GOLDEN / request.param
    with np.load(folder / "golden.npz") as file:
        return folder, dict(file)


@pytest.fixture(scope="session")
def tiny():
    """A small model with random weights: 16x256, 0.25 s, 61 pitches, z of 32."""
    from ganspacesynth import load_model

    return load_model(GOLDEN / "tiny_mel")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def decibels(reference, value):
    """Signal-to-error ratio."""
    error = np.sum((np.asarray(reference, np.float64) - value) ** 2)
    return 10 * np.log10(np.sum(np.asarray(reference, np.float64) ** 2) / max(error, 1e-300))
