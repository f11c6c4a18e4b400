"""Objects and tensors of PyTorch's files without PyTorch: three containers, every claim in them checked."""

import io
import struct
import zipfile
from collections import OrderedDict

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from ganspacesynth.core.untrusted import torch_files
from ganspacesynth.core.untrusted.pickled_arrays import PickleError
from ganspacesynth.core.untrusted.torch_files import read_objects
from tests.support.stylegan_files import Made, Name, Stored, legacy, pickled, tensor, zipped

A = np.arange(24, dtype=np.float32).reshape(2, 3, 2, 2)
CONTAINERS = {"legacy": legacy, "zip": zipped, "zip of the other byte order": lambda value: zipped(value, order="big")}


def read(data):
    return read_objects(io.BytesIO(data), len(data))


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64"])
def test_tensors_come_out_as_they_went_in(container, last, dtype):
    value = {"a": tensor(A.astype(dtype), inside=False, last=last), "b": tensor(np.float32(3.0).reshape(()), inside=False)}
    content = read(CONTAINERS[container](value))
    assert content["a"].shape == A.shape and content["a"].array().flags["C_CONTIGUOUS"]
    assert_array_equal(content["a"].array(), A.astype(dtype))
    assert content["b"].array() == 3.0


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_storages_within_a_pickle_are_files_of_their_own(protocol):
    content = read(pickled([tensor(A, last=True), tensor(A, parameter=False)], protocol))
    assert all(np.array_equal(each.array(), A) for each in content)


def test_a_part_of_a_storage_is_a_tensor_too():
    part = Made("torch._utils", "_rebuild_tensor_v2", (Stored(np.arange(10, dtype=np.float32)), 3, (2, 2), (4, 1), False, OrderedDict()))
    assert_array_equal(read(zipped(part)).array(), [[3, 4], [7, 8]])


def test_objects_are_records_and_sources_are_dropped():
    meta = {"type": "class", "version": 6, "module_src": "raise SystemExit", "class_name": "Generator", "state": {"z_dim": 4, "_modules": {}}}
    record = read(pickled(Made("torch_utils.persistence", "_reconstruct_persistent_obj", (meta,))))
    assert (record.kind, record.get("z_dim"), record.part("_modules"), record.part("z_dim")) == ("Generator", 4, {}, {})
    assert "SystemExit" not in repr(vars(record))
    easy = Made("dnnlib.util", "EasyDict", new=True)
    names = Made("argparse", "Namespace", (), {"size": 3}, new=True)
    value = {"a": easy, "b": names, "c": {"x", "y"}, "d": {0: 1}, "e": Made("torch", "Size", ((2, 3),)), "f": Name("torch", "float32")}
    content = read(pickled(value))
    assert (content["a"], content["b"].state, content["c"], content["d"]) == ({}, {"size": 3}, {"x", "y"}, {0: 1})
    assert (content["e"], content["f"]) == ((2, 3), "float32")


def test_a_layer_of_pytorch_is_a_name_and_nothing_else():
    record = read(pickled(Made("torch.nn.modules.linear", "Linear", (), {"in_features": 3}, new=True)))
    assert (record.kind, record.state) == ("Linear", {"in_features": 3})


def rebuilt(*arguments):
    return zipped(Made("torch._utils", "_rebuild_tensor_v2", (*arguments, False, OrderedDict())))


S = Stored(np.zeros(8, np.float32))
REFUSED = {
    "beyond its numbers": rebuilt(S, 0, (9,), (1,)),
    "beyond by its offset": rebuilt(S, 7, (2,), (1,)),
    "beyond by its strides": rebuilt(S, 0, (2, 2), (8, 1)),
    "larger than its storage": rebuilt(S, 0, (1 << 20,), (0,)),
    "negative strides": rebuilt(S, 7, (8,), (-1,)),
    "a negative offset": rebuilt(S, -1, (8,), (1,)),
    "a negative size": rebuilt(S, 0, (-8,), (1,)),
    "sizes that are no numbers": rebuilt(S, 0, (2.0,), (1,)),
    "more strides than sizes": rebuilt(S, 0, (8,), (1, 1)),
    "nine axes": rebuilt(S, 0, (1,) * 9, (1,) * 9),
    "a product beyond any memory": rebuilt(S, 0, (1 << 39,) * 8, (0,) * 8),
    "nothing, of sizes that cannot be counted": rebuilt(S, 0, (0, 1 << 39, 1 << 39), (0, 0, 0)),
    "no storage": rebuilt([1.0] * 8, 0, (8,), (1,)),
    "a parameter of a list": zipped(Made("torch._utils", "_rebuild_parameter", ([1], False, OrderedDict()))),
    "a name that networks do not need": pickled(Made("posixpath", "join", ("a", "b"))),
    "a name of a family with a dot": pickled(Made("torch.nn.modules.linear", "Linear.forward", ())),
    "a storage of other bytes": pickled(Made("torch.storage", "_load_from_bytes", (b"\x80\x04N.",))),
    "a storage of text": pickled(Made("torch.storage", "_load_from_bytes", ("x",))),
    "a storage that holds a dict": pickled(Made("torch.storage", "_load_from_bytes", (legacy({"a": 1}),))),
    "a storage in a storage": pickled(Made("torch.storage", "_load_from_bytes", (legacy(Made("torch.storage", "_load_from_bytes", (legacy(S),))),))),
    "an object of no class": pickled(Made("torch_utils.persistence", "_reconstruct_persistent_obj", ({"type": "class", "version": 6, "state": {}},))),
    "an object of a later version": pickled(
        Made("torch_utils.persistence", "_reconstruct_persistent_obj", ({"type": "class", "version": 7, "class_name": "G", "state": {}},))
    ),
    "an object that is a list": pickled(Made("torch_utils.persistence", "_reconstruct_persistent_obj", ([],))),
    "a reference outside any container": b"\x80\x04K\x01Q.",
    "a set of lists": b"\x80\x04\x8f(]\x90.",
    "a set by a list of numbers": pickled(Made("builtins", "set", ([1.5],))),
    "keys that are long": b"\x80\x04}" + b"\x8a\x08" + b"\xff" * 7 + b"\x7fNs.",
    "a dict of no pairs": pickled(Made("collections", "OrderedDict", ([1, 2],))),
    "a size of a text": pickled(Made("torch", "Size", ("ab",))),
    "an object told twice": b"\x80\x04" + pickled(Made("argparse", "Namespace", (), {"a": 1}, new=True))[2:-1] + b"}\x8c\x01aNsb.",
    "nothing": b"",
}


@pytest.mark.parametrize("name", REFUSED)
def test_claims_are_checked(name):
    with pytest.raises(PickleError):
        read(REFUSED[name])


@pytest.mark.parametrize("container", [legacy, zipped])
def test_files_cut_short_are_refused(container):
    data = container({"a": tensor(A, inside=False)})
    for length in range(0, len(data) - 1, 7):
        with pytest.raises(PickleError):
            read(data[:length])


def test_deep_files_and_long_ones_are_refused(monkeypatch):
    deep = b"\x80\x04" + b"]" * 60 + b"a" * 59 + b"."
    with pytest.raises(PickleError, match="containers in containers"):
        read(deep)
    monkeypatch.setattr(torch_files, "OPERATIONS", 1000)
    with pytest.raises(PickleError, match="more than 1000 operations"):
        read(b"\x80\x04]" + b"Na" * 501 + b".")


def test_bytes_that_are_there_once_are_read_once():
    """A file of some kilobytes that would be thousands of storages."""
    content = legacy(S)
    name = b"\x8c\x0dtorch.storage\x8c\x10_load_from_bytes\x93\x94"  # kept as 0, and the bytes as 1
    start = b"\x80\x04(" + name + b"B" + struct.pack("<I", len(content)) + content + b"\x94\x85R"
    assert len(read(start + b"l.")) == 1
    with pytest.raises(PickleError, match="over and over"):
        read(start + b"h\x00h\x01\x85R" * 500 + b"l.")


def test_references_mean_storages():
    for reference in (("module", Name("torch", "FloatStorage"), "0", "cpu", 1), ("storage", "FloatStorage", "0", "cpu", 1), ("storage",), "0"):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("a/data.pkl", pickled(reference, 2)[:-1] + b"Q.")
        with pytest.raises(PickleError, match="something else than a storage"):
            read(data.getvalue())


def test_numbers_of_a_zip_are_there_whole_and_unpacked():
    whole = zipped({"a": tensor(A, inside=False)})
    members = {info.filename: zipfile.ZipFile(io.BytesIO(whole)).read(info) for info in zipfile.ZipFile(io.BytesIO(whole)).infolist()}
    for changed in ({"archive/data/0": None}, {"archive/data/0": b"1234"}, {"archive/data.pkl": None}):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for name, content in {**members, **changed}.items():
                if content is not None:
                    archive.writestr(name, content)
        with pytest.raises(PickleError, match=r"numbers are missing|without a data.pkl"):
            read(data.getvalue())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(PickleError):
        read(packed.getvalue())


def test_numbers_of_a_legacy_file_are_as_many_as_it_says():
    data = legacy({"a": tensor(A, inside=False)})
    at = data.index(struct.pack("<q", A.size) + A.tobytes()[:8])
    for count in (A.size + 1, -1, 1 << 60):
        with pytest.raises(PickleError, match="ends too early"):
            read(data[:at] + struct.pack("<q", count) + data[at + 8 :])
    place = data.index(b"\x88", data.index(b"little_endian"))  # True
    with pytest.raises(PickleError, match="byte order"):
        read(data[:place] + b"\x89" + data[place + 1 :])
