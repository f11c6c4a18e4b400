"""Data sets written and read: the published form, the split, broken runs, damaged files."""

import json
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.core.errors import DatasetError, InvalidInput, OutputError
from ganspacesynth.data import dataset_building as build_module
from ganspacesynth.data.dataset import dataset_info, load_dataset, read_dataset
from ganspacesynth.data.dataset_building import Refused, split_instruments, write_dataset
from ganspacesynth.data.meta import MetaEntry, read_meta, write_meta
from ganspacesynth.data.schema import Label, Sample
from ganspacesynth.data.tfrecord import count_records, decode, encode, read_notes, read_records, write_records
from tests.support.refused import refused

LENGTH = 50
labels = st.builds(
    Label,
    name=st.text(min_size=1).filter(lambda name: not any("\ud800" <= c <= "\udfff" for c in name)),
    pitch=st.integers(0, 127),
    instrument=st.text(min_size=1).filter(lambda name: not any("\ud800" <= c <= "\udfff" for c in name)),
    instrument_family=st.integers(0, 10),
    instrument_source=st.integers(0, 2),
    qualities=st.tuples(*[st.integers(0, 1)] * 10),
    velocity=st.none() | st.integers(0, 127),
    program=st.none() | st.integers(0, 127),
)


def make_note(name, pitch=60, instrument="piano", seed=0, **values):
    wave = np.random.default_rng(seed).uniform(-1, 1, LENGTH).astype(np.float32)
    return Sample(name, pitch, instrument, **values, wave=wave)


def make_notes(count=10, instruments=5):
    return [make_note(f"i{i % instruments}_{i}_{40 + i}", 40 + i, f"i{i % instruments}", seed=i) for i in range(count)]


def source_of(notes):
    return lambda done: (note for note in notes if note.name not in done)


def write(path, notes, valid=("i0",), **options):
    return write_dataset(path, source_of(notes), valid=valid, settings={}, sample_rate=16000, **options)


# --- records ---------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=50)
@given(label=labels, wave=st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=20))
def test_a_record_gives_back_what_went_in(label, wave):
    note = Sample(**vars(label), wave=np.array(wave, np.float32))
    back = decode(encode(note), "x")
    assert back.label == label
    np.testing.assert_array_equal(back.wave, note.wave)


def test_records_have_the_published_form():
    import tensorflow as tf

    note = make_note("a", 61, instrument_family=3, instrument_source=2, qualities=(1, *[0] * 9))
    feature = tf.train.Example.FromString(encode(note)).features.feature
    assert list(feature["pitch"].int64_list.value) == [61]
    assert list(feature["instrument_family"].int64_list.value) == [3]
    assert list(feature["instrument_source"].int64_list.value) == [2]
    assert list(feature["qualities"].int64_list.value) == [1, *[0] * 9]
    np.testing.assert_array_equal(np.float32(feature["audio"].float_list.value), note.wave)


def test_a_published_record_without_names_is_read(tmp_path):
    import tensorflow as tf

    example = tf.train.Example()
    example.features.feature["pitch"].int64_list.value.append(64)
    example.features.feature["audio"].float_list.value.extend([0.0, 0.5])
    write_records(tmp_path / "old.tfrecord", [example.SerializeToString()])
    (note,) = read_dataset(tmp_path / "old.tfrecord")
    assert (note.name, note.pitch, note.velocity, note.qualities) == ("old-0", 64, None, (0,) * 10)
    assert load_dataset(tmp_path / "old.tfrecord").sample_rate is None


@pytest.mark.parametrize("damage", ["flip a byte", "cut the end", "cut a header"])
def test_a_damaged_record_is_named(tmp_path, damage):
    path = tmp_path / "ä ö.tfrecord"
    records = [encode(note) for note in make_notes(5)]
    write_records(path, records)
    data, start = bytearray(path.read_bytes()), sum(len(record) + 16 for record in records[:3])
    if damage == "flip a byte":
        data[start + 100] ^= 1
    path.write_bytes(data if damage == "flip a byte" else data[: start + (100 if damage == "cut the end" else 5)])
    with refused("whole-record", DatasetError, says=r"Every record must be whole\. Received: .*ä ö\.tfrecord, record 3"):
        list(read_notes(path))
    if damage != "flip a byte":
        with refused("whole-record", DatasetError, says="ends within record 3"):
            count_records(path)


def test_a_record_of_something_else_is_named(tmp_path):
    path = tmp_path / "x.tfrecord"
    write_records(path, [encode(make_note("a")), b"\xff\xff\xff"])
    with refused("record-example", DatasetError, says=r"tf\.train\.Example\. Received: x-1 .*x\.tfrecord, record 1"):
        list(read_notes(path))
    write_records(path, [b""])
    with refused("record-fields", DatasetError):
        list(read_notes(path))


def test_records_of_several_lengths_are_refused(tmp_path):
    long = Sample("long", 60, "x", wave=np.zeros(LENGTH + 1, np.float32))
    write_records(tmp_path / "x.tfrecord", [encode(make_note("a")), encode(long)])
    with refused("audio-length", DatasetError):
        list(read_notes(tmp_path / "x.tfrecord"))


def test_a_missing_file_is_named(tmp_path):
    for read in (lambda path: list(read_records(path)), count_records):
        with refused("existing-file", DatasetError, says=r"TFRecord file must exist\. Received: .*none"):
            read(tmp_path / "none")


def test_a_records_size_is_counted_without_reading_it(tmp_path):
    path = tmp_path / "x.tfrecord"
    path.write_bytes(b"")
    assert count_records(path) == 0
    path.write_bytes((struct.pack("<Q", 10) + bytes(4 + 10 + 4)) * 7)
    assert count_records(path) == 7


# --- the split -------------------------------------------------------------------------------------------------------


@given(names=st.lists(st.text(), max_size=30), fraction=st.floats(0, 0.5), seed=st.integers(0, 9))
def test_the_split_depends_on_names_only(names, fraction, seed):
    valid = split_instruments(names, fraction, seed=seed)
    assert valid == split_instruments(reversed(names + names), fraction, seed=seed)
    assert valid <= set(names)
    assert len(valid) == round(fraction * len(set(names)))


def test_another_seed_is_another_split():
    names = [str(i) for i in range(100)]
    assert split_instruments(names, 0.1, seed=0) != split_instruments(names, 0.1, seed=1)


@pytest.mark.parametrize("fraction", [-0.1, 0.6, float("nan")])
def test_the_share_held_back_has_limits(fraction):
    with refused("valid-fraction", InvalidInput, says=r"valid_fraction must be in 0\.\.0\.5\. Received"):
        split_instruments([], fraction)


# --- writing and reading ---------------------------------------------------------------------------------------------


def test_a_data_set_is_read_as_it_was_written(tmp_path):
    notes = make_notes()
    report = write(tmp_path / "mön set", notes)
    assert report.notes == {"train": 8, "valid": 2}
    assert report.instruments == {"train": 4, "valid": 1}
    assert report.pitches == tuple(range(40, 50))
    train = list(read_dataset(tmp_path / "mön set"))
    assert [note.label for note in train] == [note.label for note in notes if note.instrument != "i0"]
    np.testing.assert_array_equal(train[0].wave, notes[1].wave)
    assert {note.instrument for note in read_dataset(tmp_path / "mön set", split="valid")} == {"i0"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mön set"]
    assert sorted(p.name for p in (tmp_path / "mön set").iterdir()) == ["meta.json", "train.tfrecord", "valid.tfrecord"]


def test_the_table_lists_every_note_in_the_published_form(tmp_path):
    write(tmp_path / "set", make_notes())
    table = json.loads((tmp_path / "set" / "meta.json").read_text(encoding="utf-8"))
    assert table["i1_1_41"] == {
        "pitch": 41,
        "instrument_str": "i1",
        "instrument_family": 0,
        "instrument_family_str": "bass",
        "instrument_source": 0,
        "instrument_source_str": "acoustic",
        "qualities": [0] * 10,
        "qualities_str": [],
        "sample_rate": 16000,
        "split": "train",
    }
    assert len(table) == 10


def test_arrays_hold_the_split_row_by_row(tmp_path):
    notes = make_notes()
    write(tmp_path / "set", notes, valid=())
    data = load_dataset(tmp_path / "set")
    assert data.waves.shape == (10, LENGTH) and data.waves.dtype == np.int16
    np.testing.assert_allclose(data.waves / 32767, [note.wave for note in notes], atol=0.5 / 32767 + 1e-7)
    exact = load_dataset(tmp_path / "set", dtype="float32")
    np.testing.assert_array_equal(exact.waves, [note.wave for note in notes])
    np.testing.assert_array_equal(data.pitches, range(40, 50))
    assert data.qualities.shape == (10, 10)
    assert data.instrument_families.dtype == data.instrument_sources.dtype == np.int64
    assert (len(data), data.sample_rate, data.names[3], data.instruments[3]) == (10, 16000, "i3_3_43", "i3")


def test_a_summary_counts_what_is_there(tmp_path):
    write(tmp_path / "set", make_notes())
    for check in (False, True):
        info = dataset_info(tmp_path / "set", check=check)
        assert info.notes == {"train": 8, "valid": 2}
        assert info.instruments == {"train": 4, "valid": 1}
        assert (info.audio_length, info.sample_rate) == (LENGTH, 16000)
        assert info.pitches == dict.fromkeys(range(40, 50), 1)
        assert (info.families, info.sources) == ({"bass": 10}, {"acoustic": 10})
    assert dataset_info(tmp_path / "set" / "valid.tfrecord").notes == {"valid": 2}


def test_a_broken_run_goes_on_and_ends_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(build_module, "BLOCK_RECORDS", 2)
    notes, asked = make_notes(20), []

    def breaking(done):
        yield from notes[:13]
        raise KeyboardInterrupt

    def going_on(done):
        asked.extend(done)
        return source_of(notes)(done)

    with pytest.raises(KeyboardInterrupt):
        write_dataset(tmp_path / "set", breaking, valid=["i0"], settings={"a": (1, 2)}, sample_rate=16000)
    assert not (tmp_path / "set").exists()
    with open(tmp_path / "set.partial" / "train.tfrecord", "ab") as file:
        file.write(b"half a record")
    (tmp_path / "set.partial" / "train.block").touch()
    report = write_dataset(tmp_path / "set", going_on, valid=["i0"], settings={"a": (1, 2)}, sample_rate=16000)
    assert report.kept == len(asked) == 12
    write(tmp_path / "whole", notes)
    for name in ("train.tfrecord", "valid.tfrecord", "meta.json"):
        assert (tmp_path / "set" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert sorted(p.name for p in (tmp_path / "set").iterdir()) == ["meta.json", "train.tfrecord", "valid.tfrecord"]


def test_a_broken_run_with_other_settings_begins_again(tmp_path, monkeypatch):
    monkeypatch.setattr(build_module, "BLOCK_RECORDS", 1)

    def breaking(done):
        yield make_note("old_0_60")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_dataset(tmp_path / "set", breaking, valid=[], settings={"a": 1}, sample_rate=16000)
    report = write_dataset(tmp_path / "set", source_of(make_notes(3)), valid=[], settings={"a": 2}, sample_rate=16000)
    assert (report.kept, report.notes["train"]) == (0, 3)


def test_nothing_is_overwritten_unasked(tmp_path):
    write(tmp_path / "set", make_notes(4))
    with refused("nothing-overwritten", OutputError):
        write(tmp_path / "set", make_notes(5))
    assert write(tmp_path / "set", make_notes(5), force=True).path == tmp_path / "set"
    assert sum(dataset_info(tmp_path / "set").notes.values()) == 5
    assert sorted(p.name for p in tmp_path.iterdir()) == ["set"]


def test_a_data_set_needs_notes(tmp_path):
    with refused("usable-notes", DatasetError, says="at least one usable note to train on"):
        write(tmp_path / "set", [])
    with refused("usable-notes", DatasetError):
        write_dataset(tmp_path / "set", lambda done: [Refused("x", "because")], valid=[], settings={}, sample_rate=16000)
    assert list(tmp_path.iterdir()) == []


def test_a_name_twice_is_refused(tmp_path):
    with refused("distinct-names", DatasetError, says=r"a name of its own\. Received: 'a' twice"):
        write(tmp_path / "set", [make_note("a"), make_note("a")])


def test_a_full_disk_is_explained(tmp_path, monkeypatch):
    def full(path, records):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build_module, "write_records", full)
    with refused("writable-output", OutputError, says=r"must be writable\. Received: .*set \(No space left on device\).*goes on"):
        write(tmp_path / "set", make_notes(3))


def test_reading_says_what_is_wrong(tmp_path):
    with refused("existing-file", DatasetError, says=r"data set must exist\. Received: .*nowhere"):
        read_dataset(tmp_path / "nowhere")
    with refused("train-file", DatasetError, says=r"must hold train\.tfrecord"):
        dataset_info(tmp_path)
    with refused("known-split", InvalidInput, says=r"split must be train or valid\. Received: 'test'"):
        read_dataset(tmp_path, split="test")
    with refused("known-dtype", InvalidInput, says=r"dtype must be int16 or float32\. Received: 'int8'"):
        load_dataset(tmp_path, dtype="int8")
    (tmp_path / "train.tfrecord").touch()
    for read in (load_dataset, dataset_info):
        with refused("some-notes", DatasetError, says=r"must hold notes\. Received: .* with none"):
            read(tmp_path)


def test_a_table_that_does_not_fit_its_records_is_noticed(tmp_path):
    write(tmp_path / "set", make_notes(6), valid=())
    entries = list(read_meta(tmp_path / "set" / "meta.json").values())
    write_meta(tmp_path / "set" / "meta.json", [*entries[:-1], MetaEntry(Label(entries[-1].label.name, 99, "x"), 16000, "train")])
    dataset_info(tmp_path / "set")
    with refused("records-as-listed", DatasetError, says=r"must say what the records say\. Received: .*'i0_5_45' differs"):
        dataset_info(tmp_path / "set", check=True)
    write_meta(tmp_path / "set" / "meta.json", entries[:-1])
    with refused("every-record-listed", DatasetError, says=r"must list every record\. Received: .* 6 records and 5 names for train"):
        dataset_info(tmp_path / "set")
