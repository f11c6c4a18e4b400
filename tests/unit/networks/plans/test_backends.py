"""ONNX Runtime and Keras compute the same sounds, and who plays needs only the first."""

import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.continuous.render import render
from ganspacesynth.continuous.stream import Stream
from ganspacesynth.core.bends.kinds import KINDS, Offset, Scale, Shift
from ganspacesynth.core.bends.written_bends import worded_bend
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.trajectory import ConstantTrajectory, PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.networks.gansynth.plans import choice
from tests.conftest import GOLDEN, decibels
from tests.support.refused import refused
from tests.support.writer import write_checkpoint

WAVE_DB = 80.0
TINY_DB = 70.0  # random weights of a few channels magnify rounding: each is 75 dB from the truth, see test_golden.py
WITHOUT = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("tensorflow", "keras", "jax", "torch"):
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Blocked())
"""


@pytest.fixture(scope="module", params=["default", "tiny_mel", "growing"])
def both(request, tmp_path_factory):
    if request.param == "growing":  # its last block is half there
        settings = {"fmap_base": 256, "fmap_max": 32, "stable_stage_num_images": 10, "transition_stage_num_images": 20}
        path = write_checkpoint(tmp_path_factory.mktemp("growing"), settings).folder
    else:
        path = None if request.param == "default" else GOLDEN / request.param
    return [load_model(path, backend=backend, decoder="published") for backend in ("onnx", "tensorflow")]


def near(expected, found, model):
    return decibels(expected, found) > (WAVE_DB if model.config.filters[0] >= 16 else TINY_DB)


def test_bends_of_every_kind_agree(both):
    names = list(both[0].config.layers)
    chain = [worded_bend(word, []) for word in KINDS if word != "threshold"]  # a rounding would decide what is silent
    bends = {names[1]: chain[:6], names[len(names) // 2]: chain[6:], names[-1]: (Shift(0.02), Scale(0.9, channels=(0, 1)))}
    found, expected = (model.synthesize(model.sample_z(2, seed=1), middle(model), bends=bends) for model in both)
    assert near(expected, found, both[0])


def middle(model):
    return model.config.pitches[len(model.config.pitches) // 2]


def test_sounds_agree(both):
    """Also when there are more than are computed at once, and one by one. (Locked phases choose peaks, and magnify rounding.)"""
    z = both[0].sample_z(9, seed=1)
    found, expected = (model.synthesize(z, middle(model)) for model in both)
    assert near(expected, found, both[0])
    assert near(expected[:1], both[0].synthesize(z[:1], middle(both[0])), both[0])


def test_pictures_of_few_channels_are_near_the_truth():
    """Where two float32 programs are 70 dB apart in sound, it is not this one that is far off: against float64, tap by tap."""
    from tests.support import reference

    written, model = reference.read(GOLDEN / "tiny_mel"), load_model(GOLDEN / "tiny_mel", backend="onnx")
    z, pitch = model.sample_z(9, seed=2), middle(model)
    expected, _ = reference.picture(written, z.astype(np.float64), [pitch] * 9)
    assert decibels(expected, model.run(model.input(z, pitch), start=None, stop=None)) > 95.0


def test_bends_and_beginnings_agree(both):
    z, pitch, (first, second, third, *_) = both[0].sample_z(2, seed=2), middle(both[0]), both[0].config.layers
    held = both[1].activations(z, pitch, [first, second, third])
    for layer, found in both[0].activations(z, pitch, [first, second, third]).items():
        assert decibels(held[layer], found) > 100.0
    bends = {first: (Scale(1.2), Offset(0.1)), second: (Offset(0.1 * held[second]),)}
    for some in (bends, {second: (Offset(held[second][0]),)}, {third: (Scale(0.5),)}):
        found, expected = (model.synthesize(z, pitch, bends=some) for model in both)
        assert near(expected, found, both[0])
    found, expected = (model.synthesize_from(third, held[third], z=z, pitches=pitch, bends={third: (Scale(1.1),)}) for model in both)
    assert near(expected, found, both[0])


def test_pictures_of_any_length_agree(both):
    layer = list(both[0].config.layers)[2]
    held = both[0].activations(both[0].sample_z(1, seed=3), middle(both[0]), [layer])[layer]
    for cells in (held[:, :1], np.concatenate([held] * 3, axis=1)):
        found, expected = (model.run(cells, start=layer, stop=None) for model in both)
        assert found.shape == expected.shape and near(expected, found, both[0])


def test_unbroken_and_live_sounds_agree():
    models = [load_model(backend=backend, decoder="published") for backend in ("onnx", "tensorflow")]
    points = [Point(60, z=tuple(row.tolist()), bends={"conv1_4": (Scale(1.1),)}) for row in models[0].sample_z(2, seed=4)]
    found, expected = (render(model, PointPath((0.0, 2.0), tuple(points)), duration_s=3.0) for model in models)
    assert decibels(expected, found) > WAVE_DB
    found, expected = (chunks(Stream(model, ConstantTrajectory(points[0]), duration_s=2.0)) for model in models)
    assert decibels(expected, found) > WAVE_DB


def chunks(stream):
    waves = []
    while not stream.done:
        waves.append(stream.next())
    return np.concatenate(waves)


def test_a_backend_nobody_knows(monkeypatch):
    with refused("known-backend", InvalidInput, says="one of onnx, tensorflow, jax. Received: 'torch'"):
        load_model(GOLDEN / "tiny_mel", backend="torch")
    monkeypatch.setenv("GANSPACESYNTH_BACKEND", "torch")
    with refused("known-backend"):
        load_model(GOLDEN / "tiny_mel")


def test_keras_runs_on_one_library():
    import keras

    other = "jax" if keras.backend.backend() == "tensorflow" else "tensorflow"
    with refused("known-backend", InvalidInput, says=f"Received: {other}, beside {keras.backend.backend()}"):
        load_model(GOLDEN / "tiny_mel", backend=other)


def test_the_environment_chooses(monkeypatch):
    assert choice.wanted({}) == choice.wanted({"GANSPACESYNTH_BACKEND": "", "KERAS_BACKEND": "tensorflow"}) == "onnx"
    assert choice.wanted({"KERAS_BACKEND": "jax"}) == "jax"
    assert choice.wanted({"GANSPACESYNTH_BACKEND": "ONNX", "KERAS_BACKEND": "jax"}) == "onnx"
    monkeypatch.setenv("GANSPACESYNTH_BACKEND", "tensorflow")
    model = load_model(GOLDEN / "tiny_mel")
    assert model.backend == "tensorflow"
    monkeypatch.delenv("GANSPACESYNTH_BACKEND")
    assert model.at("published").backend == pickle.loads(pickle.dumps(model)).backend == "tensorflow"
    assert load_model(GOLDEN / "tiny_mel").backend == "onnx"


@pytest.mark.parametrize(
    "play",
    [
        "main(['generate', '-o', 'a.wav', '--seed', '1'])",
        "main(['generate', '-o', 'b.wav', '--edits', '2', '--mode', 'replace', '--pitch', '48.5'])",
        "main(['hallucinate', '-o', 'c.wav', '--seed', '1', '--picture', 'c.png', '-n', '2'])",
        "main(['hallucinate', '-o', 'd.wav', '--seed', '1', '--form', 'continuous', '-n', '2', '--precision', 'preview'])",
        "main(['directions', '--layer', 'conv1', '--random_z_count', '64', '--n_components', '4', '--pca_out_file', 'e.npz'])",
        "main(['generate', '-o', 'a.wav', '--seed', '1']) or main(['project', 'a.wav', '-o', 'f.wav', '--tries', '64'])",
    ],
)
def test_playing_needs_no_training_library(play, tmp_path):
    code = f"{WITHOUT}\nfrom ganspacesynth.cli.main import main\nsys.exit({play})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}, check=False
    )
    assert done.returncode == 0, done.stderr
