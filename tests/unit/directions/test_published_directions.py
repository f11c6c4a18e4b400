"""Published pickles: read without trusting them, written so that anybody opens them."""

import collections
import functools
import io
import os
import pickle
import pickletools
import struct
import subprocess
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from ganspacesynth.core.errors import DirectionsError
from ganspacesynth.core.untrusted.pickled_arrays import PickleError
from ganspacesynth.core.untrusted.pickles import read_pickle
from ganspacesynth.directions import published_directions
from ganspacesynth.directions.directions_files import load_directions, save_directions
from tests.support.refused import refused
from tests.support.tiny_directions import SHAPE, assert_same, make_directions

D = make_directions()
KEYS = {"layer", "estimator", "comp", "stdev", "var_ratio", "global_mean"}


def content(**changes):
    plain = {
        "layer": "conv0",
        "estimator": "ipca",
        "comp": D.components.reshape(-1, *SHAPE),
        "stdev": D.stdev,
        "var_ratio": D.var_ratio,
        "global_mean": D.mean.reshape(SHAPE),
    }
    return {**plain, **changes}


def write(path, data):
    path.write_bytes(data)
    return path


def read(data):
    return read_pickle(io.BytesIO(data), len(data))


def test_golden_pickles_are_read_as_pickle_reads_them(golden):
    path = golden[0] / "pca.pickle"
    with open(path, "rb") as file:
        expected = pickle.load(file)
    directions = load_directions(path)
    assert_array_equal(directions.components.reshape(expected["comp"].shape), expected["comp"])
    assert_array_equal(directions.stdev, expected["stdev"])
    assert_array_equal(directions.var_ratio, expected["var_ratio"])
    assert_array_equal(directions.mean.reshape(expected["global_mean"].shape), expected["global_mean"])
    assert (directions.layer, directions.estimator, directions.shape) == ("conv0", "ipca", expected["global_mean"].shape)


def test_golden_pickles_survive_a_round_trip(golden, tmp_path):
    with open(golden[0] / "pca.pickle", "rb") as file:
        expected = pickle.load(file)
    save_directions(load_directions(golden[0] / "pca.pickle"), tmp_path / "a.pickle")
    with open(tmp_path / "a.pickle", "rb") as file:
        again = pickle.load(file)
    assert set(again) == KEYS
    for key, value in expected.items():
        assert_array_equal(again[key], value)
        assert getattr(again[key], "dtype", None) == getattr(value, "dtype", None)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("dtype", ["<f4", ">f4", "<f8", "<f2"])
def test_every_protocol_and_precision_is_read(tmp_path, protocol, dtype):
    plain = content(comp=np.asfortranarray(content()["comp"].astype(dtype)), note=[1, 2.5, None, True, "é", (1,), b"x", 1 << 70])
    path = write(tmp_path / "a.pickle", pickle.dumps(plain, protocol))
    assert_array_equal(load_directions(path).components, D.components.astype(dtype).astype(np.float64))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_data_comes_out_as_it_went_in(protocol):
    plain = {"a": [1, -2, 300, 70000, 1 << 40, 1 << 80, 0.5, None, True, False], "b": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)), "c": {"d": "é\n€"}}
    assert read(pickle.dumps(plain, protocol)) == plain
    assert read(pickle.dumps(np.float32(1.5), protocol)) == 1.5
    assert read(pickle.dumps([np.int64(3), b"bytes"], protocol)) == [3, b"bytes"]
    shared = np.arange(6.0).reshape(2, 3)
    twice = read(pickle.dumps([shared, shared, shared.T], protocol))
    assert twice[0] is twice[1]
    assert_array_equal(twice[2], shared.T)


@pytest.mark.parametrize("core", ["core", "_core"])
def test_the_names_of_both_numpys_are_known(tmp_path, core):
    data = pickle.dumps(content(), 3).replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    data = data.replace(b"numpy.core.multiarray", f"numpy.{core}.multiarray".encode())
    assert_array_equal(load_directions(write(tmp_path / "a.pickle", data)).components, D.components)


def test_texts_of_python_2_are_read_as_bytes():
    array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
    dtype = b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R"
    data = b"\x80\x02" + array + b"(K\x01K\x02\x85" + dtype + b"\x89U\x02\xfe\x01tb."
    assert_array_equal(read(data), np.array([254, 1], np.uint8))


@pytest.mark.parametrize(
    "changes",
    [
        {"comp": D.components},
        {"global_mean": D.mean},
        {"comp": D.components.reshape(5, 1, *SHAPE), "global_mean": D.mean.reshape(1, *SHAPE)},
        {"stdev": D.stdev[:, None]},
    ],
)
def test_flat_and_batched_shapes_are_understood(tmp_path, changes):
    path = write(tmp_path / "a.pickle", pickle.dumps(content(**changes)))
    directions = load_directions(path)
    assert directions.shape == SHAPE
    assert_array_equal(directions.activation([1.0]), make_directions().activation([1.0]))


def test_directions_without_a_shape_take_their_layers(tmp_path):
    flat = load_directions(write(tmp_path / "a.pickle", pickle.dumps(content(comp=D.components, global_mean=D.mean))))
    assert flat.shape == (24,)


def test_missing_var_ratio_and_estimator_are_filled_in(tmp_path):
    plain = content()
    del plain["var_ratio"], plain["estimator"]
    directions = load_directions(write(tmp_path / "a.pickle", pickle.dumps(plain)))
    assert directions.estimator == "unknown"
    assert directions.var_ratio.sum() == pytest.approx(1.0)


def test_what_is_written_names_nothing_but_numpy_ndarray(tmp_path):
    """Pickles of NumPy 2 arrays name numpy._core, which NumPy 1 does not have; ours open in both."""
    save_directions(D, tmp_path / "a.pickle")
    data = (tmp_path / "a.pickle").read_bytes()
    texts = [argument for opcode, argument, _ in pickletools.genops(data) if isinstance(argument, str)]
    assert not [opcode.name for opcode, _, _ in pickletools.genops(data) if opcode.name in ("GLOBAL", "BUILD")]
    assert [t for t in texts if "numpy" in t] == ["numpy"]
    assert_same(load_directions(tmp_path / "a.pickle"), D)


class Call:
    """Pickles into a call of any function with any arguments."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


class WithState:
    """Pickles into a call, and a state for what comes back."""

    def __init__(self, function, arguments, state):
        self.parts = (function, arguments, state)

    def __reduce__(self):
        return self.parts


class Plain:
    """Pickles into a new object of a class."""


def reconstruct():
    return np.empty(0).__reduce__()[0]


def touch(tmp_path):
    return f"touch {tmp_path / 'ran'}"


HOSTILE = {
    "os.system": lambda p: Call(os.system, touch(p)),
    "eval": lambda p: Call(eval, f"open({str(p / 'ran')!r}, 'w')"),
    "exec": lambda p: Call(exec, f"open({str(p / 'ran')!r}, 'w')"),
    "open": lambda p: Call(open, str(p / "ran"), "w"),
    "getattr": lambda p: Call(getattr, Call(__import__, "os"), "system"),
    "import": lambda p: Call(__import__, "os"),
    "subprocess": lambda p: Call(subprocess.check_output, ["touch", str(p / "ran")]),
    "partial": lambda p: Call(functools.partial, os.system, touch(p)),
    "ordered dict": lambda p: collections.OrderedDict(a=1),
    "pickle.loads": lambda p: Call(pickle.loads, pickle.dumps(Call(os.system, touch(p)))),
    "numpy.load": lambda p: Call(np.load, str(p / "x.npy"), None, True),
    "numpy.save": lambda p: Call(np.save, str(p / "ran"), np.zeros(3)),
    "numpy.frombuffer": lambda p: Call(np.frombuffer, b"1234"),
    "numpy.zeros": lambda p: Call(np.zeros, (1 << 40,)),
    "path": lambda p: Path("x"),
    "object": lambda p: Plain(),
    "set": lambda p: {1, 2},
    "complex": lambda p: 1j,
    "bytearray call": lambda p: Call(bytearray, 1 << 40),
    "object array": lambda p: np.array([Call(os.system, touch(p))], object),
    "record array": lambda p: np.zeros(3, [("a", "f4")]),
    "text array": lambda p: np.array(["x"]),
    "date array": lambda p: np.zeros(3, "M8[s]"),
    "matrix class": lambda p: np.zeros((2, 2)).view(np.recarray),
    # the allowed names, abused
    "ndarray of a huge shape": lambda p: Call(np.ndarray, (1 << 40,), "<f8", b""),
    "ndarray without a buffer": lambda p: Call(np.ndarray, (1 << 20,), "<f8"),
    "ndarray of a negative shape": lambda p: Call(np.ndarray, (-1, -8), "<f8", bytes(64)),
    "ndarray with strides": lambda p: Call(np.ndarray, (1 << 20,), "<f8", bytes(8), 0, (0,)),
    "ndarray of objects": lambda p: Call(np.ndarray, (1,), "O", bytes(8)),
    "ndarray over a list": lambda p: Call(np.ndarray, (1,), "<f8", [1.0]),
    "reconstruct of an allowed name": lambda p: Call(reconstruct(), np.dtype, (0,), b"b"),
    "ndarray of a bool shape": lambda p: Call(np.ndarray, (True,), "<f8", bytes(8)),
    "ndarray of 9 axes": lambda p: Call(np.ndarray, (1,) * 9, "<f8", bytes(8)),
    "reconstruct of another class": lambda p: Call(reconstruct(), Call, (0,), b"b"),
    "reconstruct of a huge shape": lambda p: WithState(reconstruct(), (np.ndarray, (1 << 40,), b"b"), (1, (1 << 40,), np.dtype("f8"), False, b"")),
    "reconstruct without state": lambda p: Call(reconstruct(), np.ndarray, (0,), b"b"),
    "array state of the wrong length": lambda p: WithState(reconstruct(), (np.ndarray, (0,), b"b"), (1, (2,), np.dtype("f8"))),
    "array state as a dict": lambda p: WithState(reconstruct(), (np.ndarray, (0,), b"b"), {"__class__": "x"}),
    "array state twice": lambda p: WithState(np.ndarray, ((1,), "<f8", bytes(8)), (1, (1,), np.dtype("f8"), False, bytes(8))),
    "dtype of a file": lambda p: Call(np.dtype, str(p)),
    "dtype of a class": lambda p: Call(np.dtype, Call),
    "dtype of objects": lambda p: Call(np.dtype, "O8"),
    "dtype of a large item": lambda p: Call(np.dtype, "V999999"),
    "dtype with subarray state": lambda p: WithState(np.dtype, ("f8",), (3, "<", (np.dtype("f4"), (9,)), None, None, -1, -1, 0)),
    "dtype with a strange order": lambda p: WithState(np.dtype, ("f8",), (3, "x", None, None, None, -1, -1, 0)),
    "dtype with an array for an order": lambda p: WithState(np.dtype, ("f8",), (3, np.zeros(3), None, None, None, -1, -1, 0)),
    "dtype as a value": lambda p: np.dtype("f8"),
    "a name as a value": lambda p: np.ndarray,
    "scalar of objects": lambda p: Call(np.float64(1).__reduce__()[0], np.dtype("O"), b"x"),
    "scalar of the wrong size": lambda p: Call(np.float64(1).__reduce__()[0], np.dtype("f8"), b"x"),
    "codec that runs": lambda p: Call(__import__("_codecs").encode, "x", "zlib"),
    "codec of bytes": lambda p: Call(__import__("_codecs").encode, b"x", "latin1"),
    "state for a list": lambda p: WithState(list, (), {"x": 1}),
    "state for a name": lambda p: WithState(getattr, (np.ndarray, "x"), {"__call__": 1}),
    "number keys": lambda p: {1: 2},
    "deep": lambda p: [[[[[[1]]]]]],
}


@pytest.mark.parametrize("protocol", [2, 4, 5])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pickles_are_refused_and_nothing_runs(tmp_path, name, protocol):
    evil = HOSTILE[name](tmp_path)
    for position, plain in enumerate((content(note=evil), content(comp=evil), evil)):
        path = write(tmp_path / f"{position}.pickle", pickle.dumps(plain, protocol))
        with refused(
            "plain-pickle", DirectionsError, says=r"directions and nothing else.*Fetch it again from a source you trust|holds layer, comp"
        ) as error:
            load_directions(path)
        assert "\n" not in str(error.value)
        assert "\x00" not in str(error.value)
    assert not (tmp_path / "ran").exists()


def claim(opcode, size):
    return b"\x80\x04" + opcode + struct.pack("<Q", size)


RAW = {
    "a byte string longer than the file": claim(b"\x8e", 1 << 40) + b"x.",
    "a text longer than the file": claim(b"\x8d", 1 << 40) + b"x.",
    "a bytearray longer than the file": b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b"x.",
    "a byte string of 4 GB": b"\x80\x03B" + struct.pack("<I", (1 << 32) - 1) + b"x.",
    "a memo at a huge index": b"\x80\x02K\x01r" + struct.pack("<I", (1 << 32) - 1) + b".",
    "a long of 2 GB": b"\x80\x02\x8b" + struct.pack("<i", (1 << 31) - 1) + b"x.",
    "a persistent id": b"\x80\x04K\x01Q.",
    "a text persistent id": b"Pabc\n.",
    "an extension code": b"\x80\x02\x82\x01.",
    "an instance": b"(ios\nsystem\n.",
    "an object": b"(cos\nsystem\nVls\no.",
    "a new object": b"\x80\x02cos\nsystem\n)\x81.",
    "an out-of-band buffer": b"\x80\x05\x97.",
    "a frozen set": b"\x80\x04(K\x01\x91.",
    "a call of a list": b"\x80\x02])R.",
    "a call without a tuple": b"\x80\x02cnumpy\nndarray\n]R.",
    "a name made of numbers": b"\x80\x04K\x01K\x02\x93.",
    "a strange escape in a text": b"S'\\D'\n.",
    "no mark": b"\x80\x02K\x01t.",
    "an empty stack": b"\x80\x02.",
    "too few values": b"\x80\x02K\x01\x86.",
    "a missing memo": b"\x80\x02h\x07.",
    "an append to a tuple": b"\x80\x02)K\x01a.",
    "two values": b"\x80\x02K\x01K\x02.",
    "a mark left over": b"\x80\x02(.",
    "no stop": b"\x80\x02K\x01",
    "nothing": b"",
    "a future protocol": b"\x80\x09K\x01.",
    "an unknown operation": b"\x80\x02\xff.",
    "an odd number of items": b"\x80\x02}(VX\nu.",
    "a list in itself": b"\x80\x02]q\x00h\x00a.",
}


@pytest.mark.parametrize("name", RAW)
def test_damaged_and_boasting_pickles_are_refused_in_little_memory(tmp_path, name):
    path = write(tmp_path / "a.pickle", RAW[name])
    tracemalloc.start()
    try:
        with pytest.raises(DirectionsError) as caught:
            load_directions(path)
        assert "a.pickle" in str(caught.value) and tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_one_text_decoded_over_and_over_is_refused():
    """A file of 1 MB that would fill 1 GB: the text is there once, its bytes a thousand times."""
    text = b"x" * (1 << 20)
    call = b"h\x00h\x01Vlatin1\n\x86R"  # the name, the text, its encoding; a tuple of the latter two; call
    data = b"\x80\x02c_codecs\nencode\nq\x00X" + struct.pack("<I", len(text)) + text + b"q\x01(" + call * 1000 + b"l."
    with pytest.raises(PickleError, match="over and over"):
        read(data)


def test_values_shared_a_million_times_cost_nothing():
    """Each list holds the one before it a thousand times."""
    body = b"]q\x00K\x01a"
    for i in range(3):
        body = b"](" + body + b"h" + bytes([i]) + (b"h" + bytes([i])) * 998 + b"eq" + bytes([i + 1])
    result = read(b"\x80\x02" + body + b".")
    assert len(result) == 1000
    assert result[0] is result[999]


def test_too_many_operations_are_refused():
    with pytest.raises(PickleError, match="more than 100000 operations"):
        read(b"\x80\x02]" + b"K\x01a" * 60_000 + b".")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"comp": [1, 2]}, "numeric-array: comp must be an array of numbers. Received: list"),
        ({"comp": np.zeros((0, 2))}, "numeric-array: comp must be an array of numbers"),
        ({"stdev": np.array(["x"])}, "plain-pickle"),
        ({"stdev": np.arange(5)}, "numeric-array: stdev must be an array of numbers"),
        ({"global_mean": np.zeros(23)}, r"directions-shape: comp must hold directions as large as global_mean.*\[23\]"),
        ({"stdev": np.zeros(4)}, r"directions-shape: stdev must be \[5\]"),
        ({"comp": np.full((5, 24), np.nan)}, "finite-array: components must be finite"),
        ({"layer": 3}, "short-text: layer must be a short text. Received: int"),
        ({"layer": "x" * 2000}, "short-text: layer must be a short text"),
        ({"pitch": "a"}, "pitch-number: pitch must be a whole number. Received: str"),
        ({"names": [1]}, "pitches-and-names: names and pitches must be lists of str"),
        ({"pitches": "12"}, "pitches-and-names: names and pitches must be lists of int"),
    ],
)
def test_other_contents_are_refused(tmp_path, changes, rule):
    with refused(rule, DirectionsError):
        load_directions(write(tmp_path / "a.pickle", pickle.dumps(content(**changes))))


def test_other_programs_pickles_are_refused(tmp_path):
    for plain in ({"a": 1}, [1, 2], None, np.zeros(3)):
        with refused("directions-fields", DirectionsError):
            load_directions(write(tmp_path / "a.pickle", pickle.dumps(plain)))


def test_files_over_the_bound_are_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(published_directions, "MAX_FILE_BYTES", 100)
    with refused("plain-pickle", DirectionsError):
        load_directions(write(tmp_path / "a.pickle", pickle.dumps(content())))


def test_a_missing_pickle_is_a_directions_error(tmp_path):
    with refused("readable-file", DirectionsError, says=r"must be readable. Received: .*a\.pickle"):
        published_directions.read_published(tmp_path / "a.pickle")
