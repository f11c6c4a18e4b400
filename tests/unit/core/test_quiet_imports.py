"""Chatter of libraries is held back; everything else they say arrives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import ganspacesynth
from ganspacesynth.core import quiet_imports
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

HOME = Path(ganspacesynth.__file__).parents[1]
CHATTER = [
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
    "I0000 00:00:1795246330.090948   10241 port.cc:153] oneDNN custom operations are on.",
    "E0000 00:00:1795246339.285631   10241 cuda_platform.cc:52] failed call to cuInit",
    "To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow with the appropriate compiler flags.",
]
NEWS = ["Traceback (most recent call last):", "disk on fire", "Illegal instruction"]


def talker(folder, *, fails=""):
    """Write a module that talks to file descriptor 2, as C++ does, while it is imported."""
    said = "\n".join([*CHATTER, *NEWS, ""])
    code = f"import contextlib, os\nwith contextlib.suppress(OSError):\n    os.write(2, {said!r}.encode())\n{fails}\n"
    (folder / "talker.py").write_text(code, encoding="utf-8")


def python(code, folder, **env):
    path = os.pathsep.join([str(HOME), str(folder)])
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path, **env})


def test_chatter_is_held_back_and_news_arrive(tmp_path):
    talker(tmp_path)
    done = python("from ganspacesynth.core import quiet_imports; quiet_imports.load('talker')", tmp_path)
    assert done.returncode == 0 and done.stderr.splitlines() == NEWS


def test_verbose_lets_everything_through(tmp_path):
    talker(tmp_path)
    done = python("from ganspacesynth.core import quiet_imports; quiet_imports.let_everything_through(); quiet_imports.load('talker')", tmp_path)
    assert done.stderr.splitlines() == [*CHATTER, *NEWS]


def test_a_failing_import_still_says_why(tmp_path):
    talker(tmp_path, fails="raise ImportError('no such library')")
    done = python("from ganspacesynth.core import quiet_imports; quiet_imports.load('talker')", tmp_path)
    assert done.returncode == 1 and "disk on fire" in done.stderr and done.stderr.endswith("ImportError: no such library\n")


def test_without_a_stderr(tmp_path):
    talker(tmp_path)
    done = python(
        "import os; os.close(2); import sys; sys.stderr = None; from ganspacesynth.core import quiet_imports; "
        "print(quiet_imports.load('talker').__name__)",
        tmp_path,
    )
    assert done.returncode == 0 and done.stdout == "talker\n"


def test_loaded_before_costs_nothing():
    assert quiet_imports.load("os") is os


@pytest.mark.parametrize("trouble", ["ValueError('Unable to import backend : x')", "AssertionError()"])
def test_keras_set_up_for_something_else(tmp_path, monkeypatch, trouble):
    (tmp_path / "wrongly_set_up.py").write_text(f"raise {trouble}", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with refused(
        "keras-setup", InvalidInput, says=r"Keras must be set up with what it knows. Received: .* See KERAS_BACKEND and the file keras\.json"
    ):
        quiet_imports.load("wrongly_set_up")


@pytest.mark.slow
def test_a_model_plays_without_a_word_and_whatever_keras_is_set_to(tmp_path):
    """Opening a published model imports TensorFlow twice over; somebody else's keras.json must not matter either."""
    (tmp_path / "keras.json").write_text('{"floatx": "float16", "image_data_format": "channels_first"}', encoding="utf-8")
    code = "from ganspacesynth import load_model; m = load_model('tests/golden/tiny_mel'); print(m.synthesize(m.sample_z(1, seed=0), 60).shape)"
    env = {key: value for key, value in os.environ.items() if not key.startswith(("TF_", "CUDA"))}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=HOME, env={**env, "KERAS_HOME": str(tmp_path)}
    )
    assert (done.stdout, done.stderr) == ("(1, 4000)\n", "")


def test_an_unknown_backend_is_named(tmp_path):
    """A stand-in for Keras says so: the real one imports all of its backend first."""
    (tmp_path / "keras.py").write_text("class backend:\n    backend = staticmethod(lambda: 'torch')\n", encoding="utf-8")
    code = "try:\n    from ganspacesynth.networks import backend\nexcept ValueError as e:\n    print(e.rule, e, sep=': ')"
    assert python(code, tmp_path).stdout.startswith("known-backend: Keras must run on tensorflow or jax. Received: torch.")
