"""Array files from strangers: whole and plain ones are read, everything else is one clear error."""

import io
import os
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganspacesynth.core.errors import DirectionsError, ModelError
from ganspacesynth.core.untrusted import npz
from ganspacesynth.core.untrusted.npz import read_npz
from tests.support.refused import refused

NOT_PLAIN = r"must be a whole \.npz of plain arrays. Received: .*x\.npz"
PLAIN = {
    "float": np.arange(6, dtype=np.float32).reshape(2, 3),
    "half": np.ones(3, np.float16),
    "bytes": np.arange(5, dtype=np.uint8),
    "flag": np.array([True, False]),
    "text": np.array("é 音"),
    "number": np.array(3),
    "nothing": np.zeros((0, 4)),
    "a/b": np.asfortranarray(np.ones((3, 2), ">f8")),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.npz"


def header(descr="<f4", shape="(1,)", *, version=(1, 0), length=None):
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    size = struct.pack("<H" if version == (1, 0) else "<I", len(text) if length is None else length)
    return b"\x93NUMPY" + bytes(version) + size + text


def pack(path, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_round_trip(path, save):
    save(path, **PLAIN)
    back = read_npz(path, ModelError)
    assert back.keys() == PLAIN.keys()
    for name, value in PLAIN.items():
        np.testing.assert_array_equal(back[name], value)
        assert back[name].dtype == value.dtype


def test_missing_and_foreign(path, tmp_path):
    with refused("readable-file", ModelError, says=r"must be readable. Received: .*x\.npz"):
        read_npz(path, ModelError)
    with refused("readable-file", DirectionsError):
        read_npz(tmp_path, DirectionsError)
    for data in (b"", b"PK", b"\x93NUMPY\x01\x00", bytes(1000), b"PK\x05\x06" + b"\xff" * 18):
        path.write_bytes(data)
        with refused("whole-npz", ModelError, says=NOT_PLAIN):
            read_npz(path, ModelError)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"raw bytes, no array",
        header() + bytes(3),
        header() + bytes(5),
        header(shape="(2,)") + bytes(4),
        header(shape="(-1, -1)") + bytes(4),
        header(shape="(-1,)"),
        header(shape="'x'") + bytes(4),
        header(shape="(1000000000000,)") + bytes(4),
        header(shape="(" * 5000) + bytes(4),
        header(descr="|O") + bytes(4),
        header(descr="|V4") + bytes(4),
        header(descr="nonsense") + bytes(4),
        header(version=(2, 0)) + bytes(4),
        header(version=(3, 0)) + bytes(4),
        header(version=(9, 9)) + bytes(4),
        header(length=60_000),
        b"\x93NUMPY\x01\x00\x05\x00{'''a",
    ],
)
def test_members_that_are_no_plain_arrays(path, data):
    pack(path, {"good.npy": header() + bytes(4), "bad.npy": data})
    with refused("whole-npz", ModelError, says=NOT_PLAIN):
        read_npz(path, ModelError)


def test_objects_run_nothing(path, tmp_path):
    class Hostile:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    np.savez(path, x=np.array([Hostile()], object))
    with refused("whole-npz", ModelError, says=NOT_PLAIN):
        read_npz(path, ModelError)
    assert not (tmp_path / "ran").exists()


def test_a_bomb_is_not_unpacked(path):
    pack(path, {"x.npy": header("|u1", "(100000000,)") + bytes(100_000_000)}, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 1_000_000
    with refused("unpacked-size", ModelError, says=r"may take at most 1000000 bytes. Received: .* with 100000000"):
        read_npz(path, ModelError, max_bytes=1_000_000)


def test_many_members_add_up(path):
    pack(path, {f"{i}.npy": header("|u1", "(1000,)") + bytes(1000) for i in range(11)})
    with refused("unpacked-size", ModelError):
        read_npz(path, ModelError, max_bytes=10_000)


def test_too_many_members(path, monkeypatch):
    monkeypatch.setattr(npz, "MAX_ARRAYS", 3)
    pack(path, {f"{i}.npy": header() + bytes(4) for i in range(4)})
    with refused("array-count", ModelError, says=r"may hold at most 3 arrays. Received: .* with 4"):
        read_npz(path, ModelError)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings(path, compression):
    pack(path, {"x.npy": header() + bytes(4)}, compression)
    with refused("whole-npz", ModelError):
        read_npz(path, ModelError)


def test_a_wrong_checksum(path):
    np.savez(path, x=np.arange(1000))
    whole = bytearray(path.read_bytes())
    whole[4000] ^= 1
    path.write_bytes(bytes(whole))
    with refused("whole-npz", ModelError, says=NOT_PLAIN):
        read_npz(path, ModelError)


@pytest.fixture(scope="module")
def whole():
    file = io.BytesIO()
    np.savez_compressed(file, a=np.arange(50), b=np.ones((2, 2)))
    return file.getvalue()


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_is_a_clear_error_or_harmless(path, whole, data):
    damaged = bytearray(whole[: data.draw(st.integers(0, len(whole)))]) if data.draw(st.booleans()) else bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        if damaged:
            damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(damaged))
    try:
        read_npz(path, ModelError, max_bytes=1_000_000)
    except ModelError as e:
        assert "x.npz" in str(e)


def test_two_arrays_of_one_name_are_refused(path):
    member = header() + b"\0" * 4
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.npy", member)
        archive.writestr("a", member)
    with refused("whole-npz", ModelError):
        read_npz(path, ModelError)


def test_whoever_reads_may_look_at_the_headers_first(path):
    np.savez(path, a=np.zeros((2, 3), np.float32))
    seen = {}
    assert read_npz(path, ModelError, check=seen.update)["a"].shape == (2, 3)
    assert (seen["a"].shape, seen["a"].dtype, seen["a"].bytes) == ((2, 3), np.float32, 24)


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_pipe_is_not_opened(path):
    os.mkfifo(path)
    with refused("readable-file", ModelError):
        read_npz(path, ModelError)
