"""Native model folders: written and read back, and every kind of damage told clearly."""

import dataclasses
import hashlib
import json
import shutil
import zipfile

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.core.errors import ModelError, OutputError
from ganspacesynth.core.files import sha256
from ganspacesynth.core.untrusted import npz
from ganspacesynth.networks.gansynth import checkpoint
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.network import initial_weights
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.networks.gansynth.stored_model import StoredModel, check_weights, model_id
from tests.conftest import decibels
from tests.support.refused import refused
from tests.unit.networks.test_model_config import SMALL

CONFIG = ModelConfig(**SMALL)


def stored_model(**changes):
    weights = initial_weights(generator_shapes(CONFIG), 0) | {
        "normalizer/a": np.array([0.0661371661726, 0.8], np.float32),
        "normalizer/b": np.array([0.113718730221, 0.0], np.float32),
    }
    return dataclasses.replace(StoredModel(CONFIG, weights, model_id(CONFIG, weights), about={"data": "none, näive"}), **changes)


@pytest.fixture(scope="module")
def native(tmp_path_factory):
    """A model in memory and its float16 folder, not to be touched."""
    stored = stored_model()
    return stored, write_native(tmp_path_factory.mktemp("native") / "model", stored)


@pytest.fixture
def copy(native, tmp_path):
    """A copy of the folder to damage."""
    return shutil.copytree(native[1], tmp_path / "copy")


def rewrite(folder, weights=None, *, seal=True, **changes):
    """Change model.json (and the weights), with the right digest unless `seal` is off."""
    info = json.loads((folder / "model.json").read_text(encoding="utf-8")) | changes
    if weights is not None:
        np.savez(folder / "weights.npz", **weights)
        info["sha256"] = sha256(folder / "weights.npz") if seal else info["sha256"]
    (folder / "model.json").write_text(json.dumps(info), encoding="utf-8")


def test_float32_round_trip_is_exact(native, tmp_path):
    stored, _ = native
    back = read_model(write_native(tmp_path / "m", stored, dtype="float32"))
    assert (back.config, back.id, back.prior, back.about) == (stored.config, stored.id, stored.prior, stored.about)
    assert sorted(back.weights) == sorted(stored.weights)
    for name, value in stored.weights.items():
        np.testing.assert_array_equal(back.weights[name], value)
    z = GANSynth(stored).sample_z(2, seed=0)
    np.testing.assert_array_equal(GANSynth(back).synthesize(z, 48), GANSynth(stored).synthesize(z, 48))


def test_float16_is_near_and_half_the_size(native, tmp_path):
    stored, folder = native
    model, back = GANSynth(stored), load_model(folder)
    z = model.sample_z(4, seed=0)
    assert decibels(model.synthesize(z, 48), back.synthesize(z, 48)) > 30.0  # 11 bits a weight through six layers
    assert back.id == model.id
    assert all(value.dtype == np.float32 for value in back._stored.weights.values())
    whole = write_native(tmp_path / "m", stored, dtype="float32")
    with np.load(folder / "weights.npz") as half, np.load(whole / "weights.npz") as full:
        assert half["conv1_2/kernel"].dtype == np.float16
        assert full["conv1_2/kernel"].dtype == np.float32
        assert sum(half[n].nbytes for n in half) < 0.51 * sum(full[n].nbytes for n in full)


def test_normalizer_and_prior_stay_float32(tmp_path):
    codes = np.random.default_rng(0).standard_normal((5, 6)).astype(np.float32)
    stored = stored_model(prior={"kind": "codes", "spread": 0.25, "mixed": 2})
    stored = dataclasses.replace(stored, weights=stored.weights | {"prior/codes": codes, "normalizer/a": np.full((32, 2), 0.1, np.float32)})
    folder = write_native(tmp_path / "m", stored)
    with np.load(folder / "weights.npz") as file:
        assert {file[n].dtype for n in ("normalizer/a", "normalizer/b", "prior/codes")} == {np.dtype(np.float32)}
    model = load_model(folder)
    np.testing.assert_array_equal(model.prior.codes, codes)
    np.testing.assert_array_equal(model.sample_z(3, seed=1), GANSynth(stored).sample_z(3, seed=1))


def test_the_id_names_what_makes_the_sound(native):
    stored, _ = native
    assert len(stored.id) == 16
    assert model_id(CONFIG, stored.weights) == stored.id
    changed = dict(stored.weights) | {"conv1/bias": stored.weights["conv1/bias"] + np.float32(1e-6)}
    assert model_id(CONFIG, changed) != stored.id
    assert model_id(dataclasses.replace(CONFIG, sample_rate=8000), stored.weights) != stored.id


def test_save_and_convert_again_keep_the_id(native, tmp_path):
    stored, folder = native
    again = load_model(folder).save(tmp_path / "again", dtype="float32")
    assert load_model(again).id == stored.id


def test_nothing_is_overwritten_unasked(native, copy):
    before = sha256(copy / "weights.npz")
    with refused("nothing-overwritten", OutputError):
        write_native(copy, native[0], dtype="float32")
    assert sha256(copy / "weights.npz") == before
    write_native(copy, native[0], dtype="float32", force=True)
    assert sha256(copy / "weights.npz") != before
    assert read_model(copy).id == native[0].id
    assert [p.name for p in copy.parent.iterdir()] == ["copy"]


def test_weights_beyond_float16(native, tmp_path):
    weights = dict(native[0].weights) | {"conv1/bias": np.full(8, 70000.0, np.float32)}
    stored = dataclasses.replace(native[0], weights=weights)
    with refused("float16-range", ModelError, says=r"too large for float16.*Use float32"):
        write_native(tmp_path / "m", stored)
    assert not list(tmp_path.iterdir())
    assert read_model(write_native(tmp_path / "m", stored, dtype="float32")).weights["conv1/bias"][0] == 70000.0


def test_unknown_dtype(native, tmp_path):
    with refused("known-dtype", ModelError, says=r"one of float16, float32. Received: dtype='int8'"):
        write_native(tmp_path / "m", native[0], dtype="int8")


def test_a_write_that_fails_leaves_nothing(native, tmp_path, monkeypatch):
    def no_room(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint.np, "savez", no_room)
    with refused("disk-room", OutputError):
        write_native(tmp_path / "m", native[0])
    assert not list(tmp_path.iterdir())


def test_no_folder(tmp_path):
    with refused("model-folder", ModelError, says=r"A model is a folder. Received: .*nowhere, which is missing"):
        read_model(tmp_path / "nowhere")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"x")
    with refused("model-folder", ModelError):
        read_model(tmp_path / "model.bin")


def test_a_folder_of_something_else(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with refused("model-folder", ModelError, says=r"holds model\.json, or experiment\.json"):
        read_model(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[1, 2", "\x00\x01", '{"format": NaN', "[" * 100_000])
def test_broken_json(copy, text):
    (copy / "model.json").write_text(text)
    with refused("valid-json", ModelError):
        read_model(copy)


@pytest.mark.parametrize("value", [[], "model", None, 3, {}, {"format": "else"}, {"format": ["ganspacesynth-model"]}])
def test_json_of_something_else(copy, value):
    (copy / "model.json").write_text(json.dumps(value))
    with refused("document-format", ModelError):
        read_model(copy)


@pytest.mark.parametrize("version", [2, "1", None, 0, [1], 10**300])
def test_another_version(copy, version):
    rewrite(copy, version=version)
    with refused("document-version", ModelError):
        read_model(copy)


@pytest.mark.parametrize(
    ("config", "rule"),
    [
        (None, "known-fields"),
        ([], "known-fields"),
        ({"unknown": 1}, "known-fields"),
        ({"latent_size": "6"}, "config-range"),
        ({"pitches": [1e9]}, "field-kinds"),
    ],
)
def test_a_config_of_another_kind(copy, config, rule):
    rewrite(copy, config=config)
    with refused(rule, ModelError):
        read_model(copy)


def test_weights_missing(copy):
    (copy / "weights.npz").unlink()
    with refused("weights-file", ModelError, says=r"holds weights\.npz beside model\.json"):
        read_model(copy)


@pytest.mark.parametrize("digest", ["0" * 64, None, 5, []])
def test_another_digest(copy, digest):
    rewrite(copy, sha256=digest)
    with refused("weights-digest", ModelError, says="another sha256"):
        read_model(copy)


def test_unreadable_weights(copy, monkeypatch):
    def denied(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(checkpoint, "sha256", denied)
    with refused("readable-file", ModelError, says=r"weights must be readable.*Permission denied"):
        read_model(copy)


@pytest.mark.parametrize("seed", range(3))
def test_truncated_or_flipped_weights(copy, seed):
    """Damage without a matching digest is found by the digest, damage with one by the reader; NumPy's own errors never come through."""
    rng = np.random.default_rng(seed)
    file = copy / "weights.npz"
    whole = file.read_bytes()
    for seal in (False, True):
        for _ in range(15):
            damaged = bytearray(whole)
            damaged[rng.integers(len(whole))] ^= rng.integers(1, 256)
            file.write_bytes(whole[: rng.integers(len(whole))] if rng.random() < 0.5 else bytes(damaged))
            rewrite(copy, **({"sha256": sha256(file)} if seal else {}))
            try:
                read_model(copy)
            except ModelError as e:
                assert "\n" not in str(e)
                continue
            assert seal, "damage without the right digest was accepted"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"conv0/kernel": None}, "weights-fit-settings: conv0/kernel is missing"),
        ({"conv0/kernel": None, "to_rgb_2/bias": None}, "weights-fit-settings"),
        ({"normalizer/a": None}, "weights-fit-settings"),
        ({"conv1/bias": np.zeros(9, np.float32)}, "weights-fit-settings"),
        ({"normalizer/b": np.zeros(3, np.float32)}, "weights-fit-settings"),
        ({"surprise": np.zeros(3, np.float32)}, "weights-fit-settings"),
        ({"conv1/bias": np.full(8, np.nan, np.float32)}, "weights-fit-settings"),
        ({"conv1/bias": np.full(8, np.inf, np.float16)}, "weights-fit-settings"),
        ({"conv1/bias": np.full(8, 1e300)}, "weights-fit-settings"),
        ({"normalizer/a": np.array([0.0, 1.0], np.float32)}, "weights-fit-settings"),
        ({"conv1/bias": np.array(["a"] * 8)}, r"numeric-weights: floating-point numbers. Received: 'conv1/bias' of <U1"),
        ({"conv1/bias": np.zeros(8, np.int64)}, "numeric-weights"),
        ({"conv1/bias": np.array([{}] * 8)}, "whole-npz"),
    ],
)
def test_weights_that_do_not_fit(native, copy, change, rule):
    weights = {name: value for name, value in (dict(native[0].weights) | change).items() if value is not None}
    rewrite(copy, weights)
    with refused(rule, ModelError):
        read_model(copy)


def test_a_model_with_wrong_weights_is_not_written(native, tmp_path):
    stored = dataclasses.replace(native[0], weights={})
    with refused("weights-fit-settings", ModelError):
        write_native(tmp_path / "m", stored)
    with refused("weights-fit-settings", ModelError):
        check_weights(CONFIG, {}, "nothing")


@pytest.mark.parametrize("changes", [{"id": None}, {"id": 7}, {"prior": []}, {"about": "text"}])
def test_parts_of_another_kind(copy, changes):
    rewrite(copy, **changes)
    with refused("field-kinds", ModelError, says="must have an id, a prior and an about"):
        read_model(copy)


@pytest.mark.parametrize(
    "prior", [{"kind": "codes"}, {"kind": ["normal"]}, {"spread": "wide"}, {"spread": 1e308}, {"mixed": 1.5}, {"else": 1}, {"mixed": True}]
)
def test_a_hostile_prior(copy, prior):
    rewrite(copy, prior=prior)
    with refused("known-fields" if "else" in prior else "whole-prior", ModelError):
        load_model(copy)


def test_codes_of_another_size(native, copy):
    rewrite(copy, dict(native[0].weights) | {"prior/codes": np.ones((3, 5), np.float32)}, prior={"kind": "codes"})
    with refused("codes-size", ModelError, says=r"latent size 6. Received: 5"):
        load_model(copy)


def test_a_name_with_spaces_and_accents(native, tmp_path):
    folder = write_native(tmp_path / "Ein schönes Modell [α] *" / "größe", native[0])
    assert load_model(f"{folder}/").id == native[0].id


def test_weights_are_compared_with_the_config_before_anything_is_unpacked(native, copy, monkeypatch):
    """Half a megabyte can hold gigabytes of zeros: what the config does not ask for stays packed."""
    monkeypatch.setattr(npz.np, "load", lambda *args, **kwargs: pytest.fail("it was unpacked"))
    zeros = np.zeros((3000, 3000), np.float16)
    for name in ("conv1/kernel", "surprise", "normalizer/a", "prior/codes", "prior/surprise"):
        with zipfile.ZipFile(copy / "weights.npz", "w", zipfile.ZIP_DEFLATED) as archive:
            for member, value in {**native[0].weights, name: zeros}.items():
                with archive.open(f"{member}.npy", "w") as file:
                    np.lib.format.write_array(file, np.asarray(value))
        sign(copy)
        assert (copy / "weights.npz").stat().st_size < zeros.nbytes / 10
        with refused("weights-fit-settings", ModelError, says=rf"must fit the model's settings. Received: .*{name}"):
            read_model(copy)


def sign(folder):
    """Say that the weights are those which the model was written with."""
    info = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    info["sha256"] = hashlib.sha256((folder / "weights.npz").read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(info), encoding="utf-8")
