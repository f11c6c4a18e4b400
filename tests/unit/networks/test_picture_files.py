"""Files of picture networks: every kind gives the same weights, others are refused by their names, and nothing in a file is run."""

import io
import json
import zipfile

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import InvalidInput, ModelError
from ganspacesynth.networks.stylegan.files import native_picture, read
from ganspacesynth.networks.stylegan.files.native_picture import read_safetensors, write_native, write_safetensors
from ganspacesynth.networks.stylegan.files.read import read_picture
from ganspacesynth.networks.stylegan.picture_config import PictureConfig
from tests.support import stylegan_files as files
from tests.support.refused import refused
from tests.support.stylegan_networks import filtered, upscaled


@pytest.fixture
def opened(tmp_path):
    """A function that reads bytes as the file of a picture network."""

    def read(data, name="network.pkl"):
        (tmp_path / name).write_bytes(data)
        return read_picture(tmp_path / name)

    return read


NETWORKS = {
    "skip": {},
    "resnet": {"architecture": "resnet"},
    "orig": {"architecture": "orig"},
    "classes": {"c_dim": 3},
    "gray": {"channels": 1},
    "transparent": {"channels": 4},
    "clamped": {"clamp": 256},
    "without noise": {"noise": False},
    "one layer to w": {"layers": 1},
    "eight pixels": {"resolution": 8},
}


@pytest.mark.parametrize("name", NETWORKS)
def test_pickles_of_ada_and_tensorflow_hold_the_same(opened, name):
    raw = upscaled(**NETWORKS[name])
    ada, tf = opened(files.persistent(raw)), opened(files.tensorflow(raw))
    assert ada.config == tf.config and ada.config.num_ws == raw.attributes[""]["num_ws"]
    assert (ada.config.width, ada.config.channels, ada.config.c_dim) == tuple(
        raw.attributes[""][each] for each in ("img_resolution", "img_channels", "c_dim")
    )
    for weight in ada.weights:
        assert_allclose(ada.weights[weight], tf.weights[weight], atol=1e-6)


@pytest.mark.parametrize("container", [files.zipped, files.legacy])
@pytest.mark.parametrize("options", [{}, {"prefix": "module."}, {"training": False}])
def test_files_of_rosinality_hold_the_same(opened, container, options):
    raw = upscaled()
    ada, pt = opened(files.persistent(raw)), opened(files.rosinality(raw, container=container, **options), "network.pt")
    assert ada.config == pt.config
    for weight in ada.weights:
        assert_allclose(ada.weights[weight], pt.weights[weight], atol=1e-6)


def test_a_mean_that_is_missing_is_estimated(opened):
    raw = upscaled()
    first, again = (opened(files.rosinality(raw, average=False)).weights["mapping.w_avg"] for _ in range(2))
    assert_array_equal(first, again)
    assert 0.0 < np.abs(first).max() < 5.0


def test_blocks_in_half_precision_are_read(opened):
    raw = upscaled()
    whole = opened(files.persistent(raw))
    half = opened(files.persistent(raw, half=[name for name in raw.classes if name.startswith("synthesis.b32.conv")]))
    assert_array_equal(half.weights["b32.conv0.weight"], whole.weights["b32.conv0.weight"].astype(np.float16))


@pytest.mark.parametrize("radial", [False, True])
def test_stylegan_3_is_read(opened, radial):
    found = opened(files.persistent(filtered(radial=radial, c_dim=2)))
    shape = found.config.synthesis
    assert found.config.family == "stylegan3" and found.config.num_ws == len(shape.layers) + 1
    assert {layer.kernel for layer in shape.layers[:-1]} == {1 if radial else 3} and shape.layers[-1].to_picture
    assert {found.weights[f"{layer.name}.down_filter"].ndim for layer in shape.layers[:-1] if layer.down > 1} == ({1, 2} if radial else {1})
    assert next(iter(found.config.layers)) == "input" and found.config.drawn == (32, 32)


def test_sources_in_a_file_are_not_run(opened, tmp_path):
    source = f"open({str(tmp_path / 'ran')!r}, 'w')\n"
    opened(files.persistent(upscaled(), source=source))
    assert not (tmp_path / "ran").exists()


def raw_without(*names, **changes):
    raw = upscaled(**changes)
    for name in names:
        del raw.state[name]
    return raw


def altered(module, **attributes):
    raw = upscaled()
    raw.attributes[module] |= attributes
    return raw


def renamed(module, kind):
    raw = upscaled()
    raw.classes[module] = kind
    return raw


def other_filter():
    raw = upscaled()
    raw.state["synthesis.b8.resample_filter"] = np.full((4, 4), 1 / 16, np.float32)
    return raw


def odd_average():
    raw = upscaled()
    raw.state["mapping.w_avg"] = np.full(20, np.nan, np.float32)
    return raw


STYLEGAN_1 = {"version": 4, "static_kwargs": {}, "components": {}, "variables": [("lod", np.zeros(1, np.float32))]}
NETWORK_1 = files.Made("dnnlib.tflib.network", "Network", (), STYLEGAN_1, new=True)
STATE = {"GAN": {"G.blocks.0.weight": files.tensor(np.zeros(3, np.float32), inside=False)}, "version": "1.8"}
FASTGAN = {"g": {"module.init.init.0.weight_orig": files.tensor(np.zeros(3, np.float32), inside=False)}}
STYLED = {"generator": {"generator.progression.0.conv": files.tensor(np.zeros(3, np.float32), inside=False)}}


def torchscript(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.pt", "w") as archive:
        archive.writestr("x/constants.pkl", b"")
        archive.writestr("x/data.pkl", b"\x80\x02N.")
    return (tmp_path / "x.pt").read_bytes()


FOREIGN = {
    "StyleGAN 1 of TensorFlow": lambda _: files.pickled((NETWORK_1,) * 3),
    "older than StyleGAN 2": lambda _: files.tensorflow(upscaled(), version=3),
    "Progressive GAN of TensorFlow": lambda _: b"\x80\x02cnetwork\nNetwork\n.",
    "lucidrains": lambda _: files.zipped(STATE),
    "a FastGAN": lambda _: files.zipped(FASTGAN),
    "which is a FastGAN": lambda _: files.persistent(renamed("synthesis", "FastganSynthesis")),
    "StyleGAN-XL": lambda _: files.persistent(renamed("synthesis", "SuperresSynthesisNetwork")),
    "StyleGAN 1 of rosinality": lambda _: files.zipped(STYLED),
    "TorchScript program": torchscript,
    "an HDF5 file": lambda _: b"\x89HDF\r\n\x1a\n" + bytes(64),
    "git-lfs": lambda _: b"version https://git-lfs.github.com/spec/v1\n",
    "a web page": lambda _: b"<!DOCTYPE html>",
    "gzip": lambda _: b"\x1f\x8b\x08" + bytes(30),
    "safetensors file of another program": lambda _: b"\x40" + bytes(7) + b'{"a":{}}' + b" " * 60,
    "a dict of a, b": lambda _: files.pickled({"a": 1, "b": 2}),
    "an object of class Namespace": lambda _: files.pickled(files.Made("argparse", "Namespace", (), {"a": 1}, new=True)),
    "a list": lambda _: files.pickled([1]),
    "the activation relu": lambda _: files.persistent(altered("synthesis.b8.conv1", activation="relu")),
    "filter is another than 1 3 3 1": lambda _: files.persistent(other_filter()),
    "has no synthesis.b16.conv0.weight": lambda _: files.persistent(raw_without("synthesis.b16.conv0.weight")),
    "settings that are not known here: fancy": lambda _: files.tensorflow(upscaled(), fancy=1),
    "not known here: nonlinearity": lambda _: files.tensorflow(upscaled(), nonlinearity="relu"),
    "no z_dim": lambda _: files.persistent(altered("", z_dim="many")),
    "no img_resolution": lambda _: files.persistent(altered("", img_resolution=None)),
}


def broken_rosinality():
    raw = upscaled()
    raw.state["synthesis.b8.conv0.weight"] = np.zeros((1, 2), np.float32)
    return raw


@pytest.mark.parametrize("says", FOREIGN)
def test_other_networks_are_refused_by_name(opened, tmp_path, says):
    with refused("known-picture-network", ModelError, says=f"network.pkl.*{says}.*StyleGAN 2 and 3 are opened"):
        opened(FOREIGN[says](tmp_path))


def test_a_convolution_of_another_shape_is_refused(opened):
    with refused("known-picture-network", ModelError, says="no convolution of StyleGAN 2"):
        opened(files.rosinality(broken_rosinality()))


HOSTILE = {
    "a name": files.pickled({"G_ema": files.Made("posixpath", "join", ("a", "b"))}),
    "a name in an attribute": files.persistent(altered("synthesis.b4", resolution=files.Name("posixpath", "join"))),
    "a module in itself": files.pickled({"G_ema": files.Made("torch_utils.persistence", "_reconstruct_persistent_obj", ({},))}),
    "a cut": files.persistent(upscaled())[:-100],
    "bytes": bytes(range(128, 256)) * 4,
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_damaged_and_hostile_files_are_clear_errors(opened, name):
    with refused("plain-pickle", ModelError, says=r"network\.pkl.*Fetch it again from a source you trust"):
        opened(HOSTILE[name])


def test_tensors_are_not_larger_than_their_file(opened):
    """Two hundred weights that are one and the same storage."""
    raw = upscaled(features=(64,) * 4)
    shared = files.Stored(np.zeros(64 * 64 * 9, np.float32))

    def small(array, **_):
        numbers, strides = files.strided(array)
        return files.Made(
            "torch._utils", "_rebuild_tensor_v2", (shared if array.size > 4096 else files.Stored(numbers), 0, array.shape, strides, False, {})
        )

    state = {name: small(array) for name, array in files.rosinality_state(raw).items()}
    stored = {}
    with refused("plain-pickle", ModelError, says="larger than their file together"):
        data = _zipped_once({"g_ema": state}, stored)
        opened(data)


def _zipped_once(value, stored):
    """As torch.save: one storage that several tensors share is there once."""

    keys = {}

    class Once(files.Writer):
        def persistent_id(self, value):
            if not isinstance(value, files.Stored):
                return None
            key = keys.setdefault(id(value), str(len(keys)))
            self.stored[key] = value.array
            return ("storage", files.Name("torch", "FloatStorage"), key, "cpu", value.array.size)

    content, out = io.BytesIO(), io.BytesIO()
    Once(content, 2, stored=stored).dump(value)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a/data.pkl", content.getvalue())
        for key, array in stored.items():
            archive.writestr(f"a/data/{key}", array.tobytes())
    return out.getvalue()


def test_sizes_that_no_network_has_are_refused(opened):
    for changes in ({"z_dim": 0}, {"z_dim": 1 << 20}, {"w_dim": 7}, {"img_channels": -1}, {"c_dim": 3}):
        with refused("picture-sizes", ModelError, says="sizes of a picture network must fit each other.*network.pkl"):
            opened(files.persistent(altered("", **changes)))


def test_weights_that_do_not_fit_are_told_at_once(opened):
    raw = odd_average()
    raw.state["synthesis.b8.conv1.bias"] = np.zeros(5, np.float32)
    with refused("weights-fit-settings", ModelError, says=r"b8.conv1.bias is \(5,\)"):
        raw.attributes["synthesis.b8.conv1"]["out_channels"] = 12
        opened(files.persistent(raw))
    with refused("weights-fit-settings", ModelError, says="mapping.w_avg has NaN"):
        opened(files.persistent(odd_average()))


def test_parts_that_fit_no_network_are_refused(opened):
    data = files.tensorflow(upscaled()).replace(b"4x4/Conv/weight", b"4x4/Conv/other1")  # a constant, and no block behind it
    with refused("picture-parts", ModelError, says="parts fit each other.*network.pkl"):
        opened(data)


def test_layers_that_make_another_size_are_refused(opened):
    raw = filtered()
    name = next(name for name in raw.classes if name.startswith("synthesis.L1_"))
    for padding in ([11, 11, 9, 9], [-999, 1000, 9, 8], [5000, 0, 0, 0]):
        raw.attributes[name]["padding"] = padding
        with refused("weights-fit-settings" if max(padding) < 1024 else "picture-sizes", ModelError):
            opened(files.persistent(raw))
    raw = filtered()
    raw.state[f"{name}.up_filter"] = np.zeros((3, 3), np.float32)
    with refused("weights-fit-settings", ModelError, says="no filter"):
        opened(files.persistent(raw))


def test_only_files_are_read(tmp_path, monkeypatch):
    with refused("picture-file", ModelError, says="a folder without"):
        read_picture(tmp_path)
    with refused("readable-file", ModelError, says="must be readable"):
        read_picture(tmp_path / "none.pkl")
    with refused("readable-file", ModelError):
        read_picture("/dev/null")
    monkeypatch.setattr(read, "LARGEST", 10)
    (tmp_path / "a.pkl").write_bytes(bytes(11))
    with refused("plain-pickle", ModelError, says="at most 10 are read"):
        read_picture(tmp_path / "a.pkl")


# --- the native form


@pytest.fixture(params=["stylegan2", "stylegan3"])
def model(request, opened):
    return opened(files.persistent(upscaled(c_dim=2, architecture="resnet") if request.param == "stylegan2" else filtered(radial=True)))


def test_the_native_form_keeps_everything(model, tmp_path):
    again = read_picture(write_native(tmp_path / "whole", model, dtype="float32"))
    assert (again.config, again.id, again.about) == (model.config, model.id, model.about)
    for name, value in model.weights.items():
        assert_array_equal(again.weights[name], value)


def test_half_precision_halves_it_and_keeps_the_id(model, tmp_path):
    half = read_picture(write_native(tmp_path / "half", model))
    assert half.id == model.id
    for name, value in model.weights.items():
        assert_allclose(half.weights[name], value, rtol=1e-3, atol=1e-6)
    assert "licence" in (tmp_path / "half" / "README.md").read_text()
    write_native(tmp_path / "half", model, card="# Mine\n", force=True)
    assert (tmp_path / "half" / "README.md").read_text() == "# Mine\n"


def test_sizes_survive_as_json(model):
    assert PictureConfig.from_json(json.loads(json.dumps(model.config.to_json()))) == model.config


@pytest.mark.parametrize("change", [{"family": "stylegan1"}, {"width": 4096}, {"synthesis": None}, {"extra": 1}, {"mapping": []}, {"z_dim": True}])
def test_other_sizes_are_refused(model, change):
    with refused("picture-config", ModelError, says="sizes are those of its layers"):
        PictureConfig.from_json({**model.config.to_json(), **change})
    with refused("picture-config", ModelError):
        PictureConfig.from_json([1])


def test_wrong_arguments_are_refused(model, tmp_path):
    with refused("known-dtype", InvalidInput):
        write_native(tmp_path / "x", model, dtype="int8")
    large = {name: value * 1e6 if name.endswith("weight") else value for name, value in model.weights.items()}
    with refused("float16-range", ModelError):
        write_native(tmp_path / "x", type(model)(model.config, large, model.id))
    with refused("known-layer", InvalidInput):
        model.config.check_layer("b7.conv0")


def test_damaged_folders_are_refused(model, tmp_path):
    folder = write_native(tmp_path / "x", model)
    info = json.loads((folder / native_picture.MODEL_FILE).read_text())
    for changes, rule in (
        ({"sha256": "0"}, "weights-digest"),
        ({"id": 3}, "field-kinds"),
        ({"version": 2}, "document-version"),
        ({"format": "x"}, "document-format"),
    ):
        (folder / native_picture.MODEL_FILE).write_text(json.dumps({**info, **changes}))
        with refused(rule, ModelError):
            read_picture(folder)
    (folder / native_picture.MODEL_FILE).write_text(json.dumps(info))
    (folder / native_picture.WEIGHTS_FILE).unlink()
    with refused("weights-file", ModelError):
        read_picture(folder)


def header(entries, data=b""):
    told = json.dumps(entries).encode()
    return len(told).to_bytes(8, "little") + told + data


ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
TORN = {
    "nothing": b"",
    "a header beyond the file": (1 << 40).to_bytes(8, "little") + b"{}",
    "no JSON": (2).to_bytes(8, "little") + b"xx",
    "a list": header([1]),
    "other numbers": header({"a": {**ENTRY, "dtype": "I64"}}, bytes(8)),
    "beyond the end": header({"a": ENTRY}, bytes(4)),
    "a gap": header({"a": {**ENTRY, "data_offsets": [8, 16]}}, bytes(16)),
    "an overlap": header({"a": ENTRY, "b": ENTRY}, bytes(8)),
    "another length": header({"a": {**ENTRY, "shape": [3]}}, bytes(8)),
    "a negative shape": header({"a": {**ENTRY, "shape": [-2]}}, bytes(8)),
    "more behind": header({"a": ENTRY}, bytes(9)),
}


@pytest.mark.parametrize("name", TORN)
def test_torn_weights_are_refused(tmp_path, name):
    (tmp_path / "w").write_bytes(TORN[name])
    with refused("whole-safetensors", ModelError, says="whole safetensors file"):
        read_safetensors(tmp_path / "w")


def test_tensors_of_any_shape_are_kept(tmp_path):
    tensors = {"a": np.float32(3.0).reshape(()), "b": np.zeros((0, 3), np.float16), "c": np.arange(6, dtype=np.float16).reshape(2, 3)}
    write_safetensors(tmp_path / "w", tensors)
    again = read_safetensors(tmp_path / "w")
    assert list(again) == list(tensors) and all(np.array_equal(again[name], value) for name, value in tensors.items())
