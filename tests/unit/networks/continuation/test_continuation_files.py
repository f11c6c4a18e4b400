"""Continuation models of strangers."""

import json

import numpy as np
import pytest

from ganspacesynth.core.errors import ModelError
from ganspacesynth.core.files import sha256
from ganspacesynth.networks.continuation.continuation import Continuation
from ganspacesynth.networks.continuation.continuation_files import load_continuation, save_continuation
from ganspacesynth.networks.continuation.embedding import Embedding
from tests.support.refused import refused
from tests.unit.networks.continuation.test_transformer import CONFIG, lively


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    embedding = Embedding(np.zeros(10, np.float32), np.ones(10, np.float32), rng.standard_normal((10, 8)).astype(np.float32))
    save_continuation(tmp_path / "model", Continuation(CONFIG, lively(CONFIG), embedding, about={"figures": None}), card="# Card")
    return tmp_path / "model"


def changed(folder, *, document=None, **arrays):
    """Change arrays or words of a model, its digest with them."""
    with np.load(folder / "weights.npz") as file:
        np.savez(folder / "new.npz", **{**dict(file), **arrays})
    (folder / "new.npz").replace(folder / "weights.npz")
    info = json.loads((folder / "continuation.json").read_text())
    (folder / "continuation.json").write_text(json.dumps({**info, "sha256": sha256(folder / "weights.npz"), **(document or {})}))


def test_a_model_comes_back(folder, rng):
    model = load_continuation(folder)
    assert model.config == CONFIG and model.about == {"figures": None} and len(model.id) == 16
    assert (folder / "README.md").read_text() == "# Card"
    expected = Continuation(CONFIG, lively(CONFIG), model.embedding).begin().hear(rng.standard_normal((3, 8)))
    np.testing.assert_array_equal(model.weights["start"], expected.model.weights["start"])


def test_weights_that_do_not_fit_are_refused(folder):
    changed(folder, start=np.zeros(3, np.float32), more=np.zeros(2, np.float32))
    with refused("weights-fit-settings", ModelError, says=r"start is \(3,\); more"):
        load_continuation(folder)


def test_numbers_that_are_none_are_refused(folder):
    changed(folder, start=np.full(16, np.nan, np.float32))
    with refused("finite-weights", ModelError, says="NaN"):
        load_continuation(folder)


def test_other_weights_or_words_are_refused(folder, tmp_path):
    changed(folder, document={"sha256": "0" * 64})
    with refused("weights-digest", ModelError, says="with others"):
        load_continuation(folder)
    changed(folder, document={"about": 3})
    with refused("weights-digest", ModelError):
        load_continuation(folder)
    changed(folder, document={"config": {"width": 10**9}})
    with refused("continuation-config", ModelError):
        load_continuation(folder)
    with refused("continuation-folder", ModelError, says="is a folder with"):
        load_continuation(tmp_path)
