"""Checkpoints without TensorFlow: the same numbers as TensorFlow reads and writes; everything else is one clear error, however it was damaged."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.core.errors import ModelError
from ganspacesynth.core.untrusted import tensor_bundle
from ganspacesynth.core.untrusted.tensor_bundle import TensorBundle
from tests.conftest import GOLDEN
from tests.support import bundle_writer as written
from tests.support.refused import refused

GOLDENS = [next((GOLDEN / name).glob("stage_*/*.index")).with_suffix("") for name in ("tiny_mel", "tiny_linear_pitches")]
KINDS = ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")


def some_variables(seed=0):
    """Every kind of number, scalars, empty ones, long names and ones that share their beginnings."""
    rng = np.random.default_rng(seed)
    made = {f"kind/{kind}": rng.integers(0, 100, (2, 3)).astype(kind) for kind in KINDS}
    made |= {f"Generator/block_{i}/{part}": rng.standard_normal((i, 4), np.float32) for i in range(12) for part in ("bias", "kernel")}
    return made | {"scalar": np.float64(0.5), "Größe": np.ones((1, 1, 2), np.int64), "n" * 1000: np.arange(50_000, dtype=np.float32)}


def same(bundle, variables):
    assert bundle.shapes == {name: np.shape(value) for name, value in variables.items()}
    for name, value in variables.items():
        found = bundle.read(name)
        assert (found.dtype, found.shape) == (np.asarray(value).dtype, np.shape(value))
        np.testing.assert_array_equal(found, value)


@pytest.fixture
def prefix(tmp_path):
    return tmp_path / "model.ckpt-7"


# The same as TensorFlow


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda p: p.parents[1].name)
def test_the_same_numbers_as_tensorflow_reads(golden):
    tf = pytest.importorskip("tensorflow")
    truth = tf.train.load_checkpoint(str(golden))
    same(TensorBundle(golden, ModelError), {name: truth.get_tensor(name) for name in truth.get_variable_to_shape_map()})


@pytest.mark.parametrize("how", [{}, {"shards": 3}, {"a_block": 1}, {"a_block": 1000, "restart": 1}, {"restart": 3, "order": "<"}])
def test_what_is_written_here_both_read(prefix, how):
    tf = pytest.importorskip("tensorflow")
    variables = some_variables()
    written.write_bundle(prefix, variables, **how)
    truth = tf.train.load_checkpoint(str(prefix))
    assert set(truth.get_variable_to_shape_map()) == set(variables)
    for name, value in variables.items():
        np.testing.assert_array_equal(truth.get_tensor(name), value)
    same(TensorBundle(prefix, ModelError), variables)


def test_what_tensorflow_writes_is_read_here(prefix):
    tf = pytest.importorskip("tensorflow")
    variables = some_variables(1)
    tf.raw_ops.SaveV2(prefix=str(prefix), tensor_names=list(variables), shape_and_slices=[""] * len(variables), tensors=list(variables.values()))
    same(TensorBundle(prefix, ModelError), variables)


def test_two_checkpoints_that_tensorflow_joined(prefix):
    """A trainer of several machines leaves a shard of each."""
    tf = pytest.importorskip("tensorflow")
    parts = [dict(list(some_variables(2).items())[i::2]) for i in range(2)]
    prefixes = [f"{prefix}_part{i}" for i in range(2)]
    for each, part in zip(prefixes, parts, strict=True):
        tf.raw_ops.SaveV2(prefix=each, tensor_names=list(part), shape_and_slices=[""] * len(part), tensors=list(part.values()))
    tf.raw_ops.MergeV2Checkpoints(checkpoint_prefixes=prefixes, destination_prefix=str(prefix))
    same(TensorBundle(prefix, ModelError), parts[0] | parts[1])


def test_a_checkpoint_of_the_other_byte_order(prefix):
    variables = some_variables()
    same(TensorBundle(written.write_bundle(prefix, variables, order=">"), ModelError), variables)


@settings(max_examples=30, deadline=None)
@given(
    names=st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40), unique=True),
    seed=st.integers(0, 99),
)
def test_any_names(tmp_path_factory, names, seed):
    rng = np.random.default_rng(seed)
    variables = {name: rng.standard_normal(rng.integers(0, 4, rng.integers(0, 4)), np.float32) for name in names}
    how = {"shards": int(rng.integers(1, 4)), "a_block": int(rng.integers(1, 9)), "restart": int(rng.integers(1, 9))}
    same(TensorBundle(written.write_bundle(tmp_path_factory.mktemp("names") / "m", variables, **how), ModelError), variables)


def test_tensorflow_is_not_needed():
    code = (
        "import sys; sys.modules['tensorflow'] = sys.modules['keras'] = None\n"
        "from ganspacesynth.networks.gansynth.published_checkpoint import read_legacy\n"
        "from pathlib import Path; print(read_legacy(Path(sys.argv[1])).id)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(GOLDENS[0].parents[1])], capture_output=True, text=True)
    assert done.returncode == 0 and len(done.stdout.strip()) == 16, done.stderr


def test_only_what_is_asked_for_is_read(prefix):
    """The optimizer's and the discriminator's share of a published checkpoint is two thirds of it."""
    written.write_bundle(prefix, {"a": np.ones(3, np.float32), "b": np.ones(4, np.float32)}, shards=2)
    os.unlink(f"{prefix}.data-00001-of-00002")
    bundle = TensorBundle(prefix, ModelError)
    assert bundle.shapes == {"a": (3,), "b": (4,)} and bundle.read("a").tolist() == [1, 1, 1]
    with refused("whole-checkpoint", ModelError, says=r"data-00001-of-00002, variable 'b': no such file\. Fetch the model again"):
        bundle.read("b")


def test_slices_of_other_variables_are_passed_over(prefix):
    """A variable that was saved in parts: its entry names the parts, which have names of another alphabet."""
    sliced, data = written.entry(np.ones(2, np.float32), more=written.message(7, b""))
    plain, _ = written.entry(np.ones(2, np.float32))
    written.write_index(prefix, written.table([(b"", written.header()), (b"\0\xffpart", plain), (b"plain", plain), (b"sliced", sliced)]))
    prefix.with_name(prefix.name + ".data-00000-of-00001").write_bytes(data)
    bundle = TensorBundle(prefix, ModelError)
    assert bundle.read("plain").tolist() == [1, 1] and set(bundle.shapes) == {"plain", "sliced"}
    with refused("known-checkpoint", ModelError, says="stored in slices"):
        bundle.read("sliced")


# What is wrong is told, before anything is believed


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"crc": 5}, "another checksum"),
        ({"size": 4}, "4 bytes for the shape"),
        ({"size": 1 << 63}, "bytes for the shape"),
        ({"offset": 1}, "the file ends before it"),
        ({"offset": (1 << 64) - 1}, "the file ends before it"),
        ({"shape": written.shape_of((1 << 40,)), "size": 1 << 42}, "the file ends before it"),
        ({"shape": written.shape_of([1 << 62] * 32)}, "bytes for the shape"),
    ],
)
def test_entries_that_lie(prefix, other, says):
    bundle = TensorBundle(written.one_variable(prefix, **other), ModelError)
    with refused("whole-checkpoint", ModelError, says=rf"must be whole\. Received: .*data-00000-of-00001, variable 'x' \(.*{says}.*\)\. Fetch"):
        bundle.read("x")


@pytest.mark.parametrize("kind", [7, 8, 10, 14, 20, 101, 99])
def test_what_is_no_number(prefix, kind):
    bundle = TensorBundle(written.one_variable(prefix, kind=kind), ModelError)
    with refused("numeric-weights", ModelError, says=f"must hold numbers. Received: 'x' of TensorFlow's kind {kind}"):
        bundle.read("x")


def nested(depth):
    data = b""
    for _ in range(depth):
        data = written.message(2, data)
    return data


@pytest.mark.parametrize(
    ("index", "says"),
    [
        (written.one_variable, None),
        ({"shape": written.number(3, 1)}, "without a shape"),
        ({"shape": written.shape_of([(1 << 64) - 1])}, "without a shape"),
        ({"shape": written.shape_of([1] * 33)}, "without a shape"),
        ({"shard": 1}, "in a shard that there is not"),
        ({"head": written.header(0)}, "0 shards"),
        ({"head": written.header(1001)}, "1001 shards"),
        ({"head": written.header(1, 2)}, "byte order 2"),
        ({"more": b"\x00\x01"}, "number 0"),
        ({"more": b"\x0b"}, "wire type 3"),
        ({"more": b"\x42\x7f"}, "ends within a field"),
        ({"more": b"\x08"}, "ends within a number"),
        ({"more": b"\x08" + b"\xff" * 10}, "more than 64 bits"),
        ({"more": b"\x08" + b"\xff" * 9 + b"\x02"}, "more than 64 bits"),
        ({"name": b"\xff\xfe"}, "utf-8"),
        ({"name": b"n" * 1025}, "longer than 1024 bytes"),
    ],
)
def test_an_index_that_lies(prefix, index, says):
    if says is None:
        assert TensorBundle(index(prefix), ModelError).read("x").tolist() == [1.0, 2.0]
        return
    with refused("whole-checkpoint", ModelError, says=rf"must be whole\. Received: .*\.index \(.*{says}"):
        TensorBundle(written.one_variable(prefix, **index), ModelError)


def test_messages_within_messages_cost_nothing(prefix):
    """A shape is read two levels deep, however deep it goes."""
    bundle = TensorBundle(written.one_variable(prefix, shape=nested(50_000)), ModelError)
    assert bundle.shapes == {"x": (0,)}


@pytest.mark.parametrize(("kind", "says"), [(1, "kind 1, snappy"), (2, "kind 2")])
def test_a_compressed_index(prefix, kind, says):
    written.write_bundle(prefix, {"a": np.ones(2, np.float32)}, kind=kind)
    with refused(
        "known-checkpoint", ModelError, says=rf"as TensorFlow writes them\. Received: .*\({'a block is compressed'} \({says}\)\)\. Save it again"
    ):
        TensorBundle(prefix, ModelError)


def test_a_format_of_a_later_version(prefix):
    written.one_variable(prefix, head=written.header(version=written.number(1, 2) + written.number(2, 2)))
    with refused("known-checkpoint", ModelError, says="wants a reader of version 2"):
        TensorBundle(prefix, ModelError)


def made(entries, **how):
    return written.table(entries, **how)


HEAD = (b"", written.header())
NOTHING = written.entry(np.ones(0, np.float32))[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", r"not that of an index, which is an empty file"),
        (b"PK\x03\x04" + bytes(100), "which is a zip archive"),
        (made([(b"a", NOTHING)]), "without a header"),
        (made([HEAD, (b"b", NOTHING), (b"a", NOTHING)]), "do not rise"),
        (made([HEAD, (b"b", NOTHING), (b"b", NOTHING)]), "do not rise"),
        (made([HEAD, (b"b", NOTHING), (b"a", NOTHING)], a_block=1), "do not rise"),
        (written.finished(b"", []), "without a header"),
        (written.finished(b"", [(b"a", b"\x00\x7f")]), "outside of it"),
        (written.finished(written.sealed(b""), [(b"a", b"\x00\x00")]), "shorter than its table"),
        (written.finished(written.sealed(b"\xff\xff\xff\xff"), [(b"a", b"\x00\x04")]), "shorter than its table"),
        (written.finished(written.sealed(b"\x01\x00\x00" + bytes(4)), [(b"a", b"\x00\x07")]), "longer than its block"),
        (written.finished(written.sealed(b"\x00\x05\x00a" + bytes(4)), [(b"a", b"\x00\x08")]), "longer than its block"),
        (made([HEAD])[:-9] + b"\xff" + made([HEAD])[-8:], None),
        (b"\xff" * 40 + written.MAGIC, "more than 64 bits"),
        (b"\xff" * 9 + b"\x01" + b"\xff" * 9 + b"\x01" + b"\xff" * 9 + b"\x01" + b"\xff" * 9 + b"\x01" + written.MAGIC, "outside of it"),
    ],
)
def test_tables_that_lie(prefix, data, says):
    written.write_index(prefix, data)
    if says is None:  # padding means nothing
        assert TensorBundle(prefix, ModelError).shapes == {}
        return
    with refused("whole-checkpoint", ModelError, says=says):
        TensorBundle(prefix, ModelError)


def test_a_block_named_again_and_again(prefix):
    """A small file that would unpack to a large one: its names would not rise."""
    block = written.block([HEAD, *((b"%05d" % i, NOTHING) for i in range(100))])
    written.write_index(prefix, written.finished(block, [(b"%05d" % i, written.varint(0) + written.varint(len(block) - 5)) for i in range(10_000)]))
    with refused("whole-checkpoint", ModelError, says="do not rise"):
        TensorBundle(prefix, ModelError)


def test_too_many_names(prefix, monkeypatch):
    monkeypatch.setattr(tensor_bundle, "MAX_ENTRIES", 100)
    written.write_bundle(prefix, {f"{i:03}": np.float32(i) for i in range(99)})
    assert len(TensorBundle(prefix, ModelError).shapes) == 99
    written.write_bundle(prefix, {f"{i:03}": np.float32(i) for i in range(100)})
    with refused("whole-checkpoint", ModelError, says="more than 100 names"):
        TensorBundle(prefix, ModelError)


def test_too_large_an_index(prefix):
    with open(f"{prefix}.index", "wb") as file:
        file.truncate(tensor_bundle.MAX_INDEX_BYTES + 1)
    with refused("whole-checkpoint", ModelError, says="at most 16777216 bytes"):
        TensorBundle(prefix, ModelError)


# Files that are none


def test_nothing_there(prefix):
    with refused("whole-checkpoint", ModelError, says=r"model\.ckpt-7\.index: no such file"):
        TensorBundle(prefix, ModelError)


@pytest.mark.parametrize("ending", [".index", ".data-00000-of-00001"])
@pytest.mark.parametrize("make", [os.mkdir, getattr(os, "mkfifo", os.mkdir)])
def test_no_file(prefix, ending, make):
    written.one_variable(prefix)
    os.unlink(f"{prefix}{ending}")
    make(f"{prefix}{ending}")
    with refused("readable-file", ModelError, says="must be readable. Received: .*something else than a file"):
        TensorBundle(prefix, ModelError).read("x")


def test_names_that_were_patterns_to_tensorflow(tmp_path):
    """Defect 16."""
    prefix = tmp_path / "a[b]*?" / "{m}"
    written.write_bundle(prefix, {"x": np.ones(1, np.float32)})
    assert TensorBundle(prefix, ModelError).read("x").tolist() == [1.0]


# Damage


def looked_at(prefix):
    """Read everything; return what was found, or the error, and that there is nothing else."""
    try:
        bundle = TensorBundle(prefix, ModelError)
        return {name: bundle.read(name) for name in bundle.shapes}
    except ModelError as e:
        assert "\n" not in str(e)
        return e.rule


@pytest.mark.parametrize("part", ["index", "data"])
def test_every_cut_and_flipped_byte_is_told(prefix, part):
    written.write_bundle(prefix, {"a/b": np.arange(7, dtype=np.float32), "a/c": np.arange(3, dtype=np.int64), "d": np.float32(1)}, a_block=2)
    file = prefix.with_name(prefix.name + {"index": ".index", "data": ".data-00000-of-00001"}[part])
    whole, truth = file.read_bytes(), looked_at(prefix)
    padding = 0
    for place in range(len(whole)):
        file.write_bytes(whole[:place])
        assert looked_at(prefix) == "whole-checkpoint", place
        for bit in (1, 0x80):
            file.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
            found = looked_at(prefix)
            if isinstance(found, dict):  # the footer has no checksum: what nobody reads in it may be anything
                padding += 1
                assert part == "index" and place >= len(whole) - 48 and found.keys() == truth.keys()
                assert all((found[name] == truth[name]).all() for name in truth)
            else:
                assert found in ("whole-checkpoint", "known-checkpoint"), place
    assert padding < 90


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_bytes_with_right_checksums(tmp_path_factory, data):
    """What a stranger can write who knows the format: random entries, sealed properly."""
    folder = tmp_path_factory.mktemp("stranger")
    piece = (
        st.binary(max_size=30)
        | st.builds(written.number, st.integers(1, 8), st.integers(0, 1 << 64))
        | st.builds(written.message, st.integers(1, 8), st.binary(max_size=20))
    )
    values = st.lists(piece, max_size=6).map(b"".join)
    pairs = [
        (b"", data.draw(st.just(written.header()) | values)),
        *sorted((key, data.draw(values)) for key in data.draw(st.lists(st.binary(max_size=8)))),
    ]
    written.write_index(folder / "m", written.table(pairs, a_block=data.draw(st.integers(1, 5))))
    (folder / "m.data-00000-of-00001").write_bytes(data.draw(st.binary(max_size=40)))
    assert isinstance(looked_at(folder / "m"), dict | str)
