"""What needs a library that only an extra brings says so in one line, at once; playing does not."""

import os
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest

import ganspacesynth
from ganspacesynth.audio import thumbnail
from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.extras import EXTRAS, missing_from, need
from ganspacesynth.data.dataset_building import write_dataset
from ganspacesynth.directions.decomposition.estimators import make_estimator
from ganspacesynth.directions.search import supervised
from tests.conftest import GOLDEN
from tests.support import house
from tests.support.refused import refused

HOME = Path(ganspacesynth.__file__).parents[1]
DATASET = Path(__file__).parents[2] / "frozen" / "dataset"
# Blocked as if they were not installed, also for whoever only looks whether they are.
BLOCKED = "import sys; sys.modules.update(dict.fromkeys({libraries!r})); from ganspacesynth.cli.main import main; sys.exit(main({words!r}))"


def without(libraries, *words, **env):
    """Run the command line in a process that lacks some libraries."""
    code = BLOCKED.format(libraries=libraries, words=words)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(HOME), **env})


def told(done, library, extra):
    """Whether a command failed in one line that names the extra."""
    line = done.stderr.splitlines()[-1]
    return done.returncode == 1 and done.stdout == "" and f'{library}. Received: none installed. pip install "ganspacesynth[{extra}]"' in line


@pytest.mark.parametrize("library", EXTRAS)
def test_each_extra_is_named(library, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with refused(
        "extra-installed", GanSpaceSynthError, says=rf'Received: none installed. pip install "ganspacesynth\[{EXTRAS[library][1]}\]" brings it'
    ):
        need(library)


def test_what_is_there_is_not_imported():
    code = (
        "import sys; from ganspacesynth.core.extras import need; need('matplotlib'); need('keras'); print({'matplotlib', 'keras'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(HOME)})
    assert done.stdout == "set()\n", done.stderr


def test_other_failures_are_not_ours():
    assert missing_from(ModuleNotFoundError("x", name="numpy")) is None
    assert missing_from(ModuleNotFoundError("x")) is None
    assert missing_from(ImportError("libGL is missing", name="matplotlib")) is None  # it is installed, and broken
    assert missing_from(ModuleNotFoundError("x", name="matplotlib.figure")) is not None


@pytest.mark.parametrize(
    ("words", "blocked", "library", "extra"),
    [
        (["generate", "--seed", "1", "-o", "a.wav", "--picture", "a.png"], ["matplotlib"], "Matplotlib", "pictures"),
        (["train", str(DATASET), "-o", "out."], ["tensorflow", "keras"], "Keras", "train"),
        (["train", "--from", str(DATASET), "-o", "out."], ["tensorflow", "keras"], "Keras", "train"),
        (["evaluate", "--against", str(DATASET)], ["tensorflow", "keras", "sklearn"], "Keras", "train"),
    ],
)
def test_commands_say_it_before_the_work(words, blocked, library, extra, tmp_path):
    done = without(blocked, *(str(tmp_path / word) if word[1:-3].endswith(".") or word[-1] == "." else word for word in words))
    assert told(done, library, extra), done
    assert not list(tmp_path.iterdir())


def test_a_backend_that_is_not_there(tmp_path):
    """Keras alone is not enough: what it runs on comes with the same extra."""
    done = without(["tensorflow"], "train", str(DATASET), "-o", str(tmp_path / "out"))
    assert told(done, "TensorFlow", "train"), done


def test_pages_have_the_colours_of_pictures_without_matplotlib():
    assert thumbnail.palette() == (np.array(matplotlib.colormaps["magma"].colors) * 255).round().astype(np.uint8).tobytes()


def test_a_data_set_is_refused_before_its_sounds_are_made(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with refused("extra-installed", GanSpaceSynthError):
        write_dataset(tmp_path / "set", lambda done: pytest.fail("too early"), valid=(), settings={}, sample_rate=16000)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["pca", "fbpca", "ica", "spca", "ipca"])
def test_an_estimator_is_refused_before_its_sounds_are_made(monkeypatch, name):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with refused("extra-installed", GanSpaceSynthError):
        make_estimator(name, 100, 10, 2)


def test_the_usual_ways_to_directions_need_no_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    rows = np.random.default_rng(0).standard_normal((50, 4)).astype(np.float32)
    estimator = make_estimator("exact", 50, 4, 2)
    estimator.update(rows)
    assert len(estimator.result().components) == 2
    assert supervised.between(rows[:25], rows[25:] + 1).shape == (4,)
    with refused("extra-installed", GanSpaceSynthError):
        supervised.between(rows[:25], rows[25:] + 1, method="logistic")


def test_playing_needs_no_extra(tmp_path):
    """Everything that a musician asks for, in a process that has nothing but what playing asks for."""
    model = str(GOLDEN / "tiny_mel")
    melody = str(house.melody(tmp_path / "m.mid", [(0.0, 0.1, 60)]))
    commands = [
        ["generate", "--model", model, "--seed", "1", "-o", "a.wav", "--no-engine", "--width", "0.3", "--room", "0.2", "--length", "0.1"],
        ["generate", "--model", model, "--seed", "1", "-o", "b.flac", "--no-engine", "--duration", "0.4", "--rate", "44100"],
        ["hallucinate", "--model", model, "--seed", "1", "-n", "2", "--interp", "1", "-o", "h.wav", "--no-engine"],
        ["midi", melody, "--model", model, "--seed", "1", "-o", "m.wav", "--no-engine"],
        ["show", "a.wav"],
        ["vary", "a.wav", "--model", model, "-n", "1"],
        ["convert", model, "-o", "native"],
        ["directions", "--model", "native", "--pca_out_file", "d.npz", "--n_components", "2", "--random_z_count", "300"],
        ["info", "native"],
        ["doctor", model],
    ]
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({list(EXTRAS)!r})); from ganspacesynth.cli.main import main\n"
        f"for words in {commands!r}:\n    assert main(words) == 0, words"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(HOME)})
    assert done.returncode == 0, done.stderr
