"""Tables of notes and folders of samples, as people have them, become data sets."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.core.errors import DatasetError, InvalidInput
from ganspacesynth.data import dataset_building as build_module
from ganspacesynth.data.dataset import dataset_info, load_dataset, read_dataset
from ganspacesynth.data.dataset_building import build_dataset
from ganspacesynth.data.meta import MetaEntry, read_meta, write_meta
from ganspacesynth.data.nsynth import scan_nsynth
from ganspacesynth.data.scan import Scan, scan_folders
from ganspacesynth.data.schema import Label, label_wave
from ganspacesynth.data.tfrecord import decode, encode
from tests.support.refused import refused, reported

CASES = Path(__file__).parents[2] / "cases"
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

# --- the table -------------------------------------------------------------------------------------------------------


@given(found=st.lists(labels, max_size=5, unique_by=lambda label: label.name), rate=st.none() | st.integers(1, 96000))
def test_the_table_gives_back_what_went_in(tmp_path_factory, found, rate):
    path = tmp_path_factory.mktemp("meta") / "meta.json"
    entries = [MetaEntry(label, rate, "valid") for label in found]
    write_meta(path, entries)
    assert list(read_meta(path).values()) == entries


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{", "valid-json: must be valid JSON"),
        ("[" * 100_000, "valid-json"),
        ("[]", "table-of-notes: must map each name to its values"),
        ('{"a": 1}', "table-of-notes"),
        ('{"a": {}}', r"note-values: A note's pitch must be there.*'a'"),
        ('{"a": {"pitch": "x"}}', "label-range: pitch must be a whole number"),
        ('{"a": {"pitch": 1, "qualities": 3}}', "note-values: qualities must be 10 of 0 or 1, not 3.*'a'"),
        ('{"a": {"pitch": 1, "qualities": [[]]}}', r"note-values: qualities must be 10 of 0 or 1, not \[\[\]\]"),
        ('{"a": {"pitch": 1, "sample_rate": -1}}', "note-values"),
        ('{"a": {"pitch": 1, "split": "x"}}', "note-values"),
        ('{"a": {"pitch": 1, "instrument_str": 5}}', "note-values"),
    ],
)
def test_a_damaged_table_is_explained(tmp_path, text, rule):
    path = tmp_path / "meta.json"
    path.write_text(text, encoding="utf-8")
    with refused(rule, DatasetError):
        read_meta(path)


def table_of(tmp_path, encoding="utf-8", **row):
    (tmp_path / "meta.json").write_bytes(json.dumps({"a": {"pitch": 60, **row}}).encode(encoding))
    return read_meta(tmp_path / "meta.json")["a"].label


@pytest.mark.parametrize("name", ["examples_family_str_only", "examples_qualities_bool"])
def test_tables_that_people_have(name):
    labels = [entry.label for entry in read_meta(CASES / f"{name}.json").values()]
    assert len(labels) == 4
    assert {(label.instrument_family, label.instrument_source, label.qualities) for label in labels} == {(3, 0, (0,) * 10)}
    assert all(type(quality) is int for label in labels for quality in label.qualities)
    wave = np.zeros(LENGTH, np.float32)
    assert decode(encode(label_wave(labels[0], wave, LENGTH)), "x").label == labels[0]


@pytest.mark.parametrize(
    "row",
    [
        {"instrument_family": 9, "instrument_source": 2},
        {"instrument_family_str": "synth_lead", "instrument_source_str": "synthetic"},
        {"instrument_family_str": "Synth Lead", "instrument_source": 2},
        {"instrument_family": "synth_lead", "instrument_source": "Synthetic"},
        {"instrument_family": 9, "instrument_family_str": "synth_lead", "instrument_source": 2, "instrument_source_str": "synthetic"},
    ],
)
def test_families_and_sources_are_numbers_or_words(tmp_path, row, caplog):
    label = table_of(tmp_path, **row)
    assert (label.instrument_family, label.instrument_source) == (9, 2) and not caplog.records


@pytest.mark.parametrize(
    "row", [{"qualities": [False, True] + [False] * 7 + [True]}, {"qualities": [0, 1.0, *[0] * 7, 1]}, {"qualities_str": ["dark", "tempo-synced"]}]
)
def test_qualities_are_numbers_booleans_or_words(tmp_path, row):
    assert table_of(tmp_path, **row).qualities == (0, 1, 0, 0, 0, 0, 0, 0, 0, 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_a_table_in_another_encoding(tmp_path, encoding):
    assert table_of(tmp_path, encoding, instrument_str="Töne").instrument == "Töne"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"instrument_family_str": "kazoo"}, r"note-values: instrument_family_str must be one of bass, .*vocal, not 'kazoo'. Received: 'a' in"),
        ({"instrument_family": "kazoo"}, "note-values: instrument_family must be one of .*not 'kazoo'"),
        ({"instrument_source_str": 3}, "note-values: instrument_source_str must be one of acoustic, electronic, synthetic, not 3"),
        (
            {"instrument_family": 1, "instrument_family_str": "bass"},
            "note-values: must say the same, not 1 and 'bass'",
        ),
        ({"instrument_family": True}, "label-range: instrument_family must be a whole number"),
        ({"qualities_str": "dark"}, "note-values: qualities_str must be a list of words, not 'dark'"),
        ({"qualities_str": ["loud"]}, "note-values: qualities_str must be one of bright"),
        ({"qualities": [None] * 10}, "note-values: qualities must be 10 of 0 or 1, not "),
        ({"qualities": [True] * 3}, "quality-flags: Qualities must be 10 of 0 or 1"),
    ],
)
def test_words_that_are_none_are_refused(tmp_path, row, rule):
    with refused(rule, DatasetError):
        table_of(tmp_path, **row)


def test_what_a_table_does_not_say_is_said(tmp_path, caplog):
    assert table_of(tmp_path, instrument_source=1).instrument_family == 0
    (line,) = caplog.messages
    assert "1 of 1 notes have no instrument_family, and are taken for bass" in line


def test_a_missing_or_endless_table_is_explained(tmp_path, monkeypatch):
    with refused("readable-file", DatasetError, says=r"must be readable\. Received: .*none\.json"):
        read_meta(tmp_path / "none.json")
    (tmp_path / "big.json").write_text("{}" + " " * 100)
    monkeypatch.setattr("ganspacesynth.data.meta.MAX_META_BYTES", 50)
    with refused("file-size", DatasetError, says=r"at most 50 bytes\. Received: .*big\.json with 102"):
        read_meta(tmp_path / "big.json")


# --- folders of samples ----------------------------------------------------------------------------------------------


def save(path, samples=LENGTH, rate=16000, gain=0.5):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, gain * np.sin(np.arange(samples) / 5), rate, subtype="FLOAT")


@pytest.fixture
def nsynth(tmp_path):
    """A folder as NSynth has it: three notes, one of them without its file."""
    folder, table = tmp_path / "nsynth-tiny", {}
    for name, pitch, family, source in (("bass_synthetic_033-022-050", 22, 0, 2), ("flute_acoustic_002-077-100", 77, 2, 0), ("gone-060-1", 60, 4, 1)):
        row = {"pitch": pitch, "velocity": 50, "instrument_str": name.split("-")[0], "instrument_family": family, "instrument_source": source}
        table[name] = {**row, "note_str": name, "qualities": [0, 1] * 5, "qualities_str": ["dark"], "sample_rate": 16000, "note": 1, "instrument": 2}
        if not name.startswith("gone"):
            save(folder / "audio" / f"{name}.wav")
    (folder / "examples.json").write_text(json.dumps(table))
    return folder


def test_an_nsynth_folder_is_read(nsynth):
    label, file = next(scan_nsynth(nsynth))
    assert label == Label("bass_synthetic_033-022-050", 22, "bass_synthetic_033", 0, 2, (0, 1) * 5, 50)
    assert file == nsynth / "audio" / "bass_synthetic_033-022-050.wav"


def test_nsynth_can_be_narrowed(nsynth):
    assert [label.pitch for label, _ in scan_nsynth(nsynth, pitches=range(24, 85))] == [77, 60]
    assert [label.pitch for label, _ in scan_nsynth(nsynth, families=["bass", "keyboard"])] == [22, 60]
    assert [label.pitch for label, _ in scan_nsynth(nsynth, sources=["acoustic"])] == [77]
    with refused("known-condition", InvalidInput, says=r"families must be among bass.*Received: 'drums'"):
        scan_nsynth(nsynth, families=["drums"])
    with refused("known-condition", InvalidInput):
        scan_nsynth(nsynth, sources=["x"])


def test_another_folder_is_not_nsynth(tmp_path):
    with refused("nsynth-folder", DatasetError, says=r"must hold examples\.json and audio/\. Received"):
        scan_nsynth(tmp_path)


def test_an_nsynth_folder_becomes_a_data_set_and_what_is_missing_is_said(nsynth, tmp_path):
    report = build_dataset(scan_folders([nsynth]), tmp_path / "set", audio_length=LENGTH, valid_fraction=0)
    assert report.notes == {"train": 2, "valid": 0}
    (refused,) = report.refused
    assert refused.name == "gone-060-1" and "must exist" in refused.reason
    assert [note.velocity for note in read_dataset(tmp_path / "set")] == [50, 50]
    assert dataset_info(tmp_path / "set", check=True).families == {"bass": 1, "flute": 1}


def test_named_samples_become_a_data_set(tmp_path):
    for name in ("über all_0_60", "über all_1_62", "b_0_60"):
        save(tmp_path / "in" / f"{name}.wav")
    save(tmp_path / "in" / "nameless.wav")
    save(tmp_path / "in" / "short_0_60.wav", samples=LENGTH - 1)
    (tmp_path / "in" / "junk_0_60.wav").write_bytes(b"junk")
    scan = scan_folders([tmp_path / "in"], family="vocal", source="electronic")
    report = build_dataset(scan, tmp_path / "set", audio_length=LENGTH, valid_fraction=0.25)
    assert sum(report.notes.values()) == 3
    assert sorted(bad.name for bad in report.refused) == ["junk_0_60", "nameless.wav", "short_0_60"]
    assert report.pitches == (60, 62)
    labels = [entry.label for entry in read_meta(tmp_path / "set" / "meta.json").values()]
    assert {(label.instrument, label.instrument_family, label.instrument_source) for label in labels} == {("über all", 10, 1), ("b", 10, 1)}


def test_samples_of_another_rate_are_converted(tmp_path):
    save(tmp_path / "in" / "a_0_60.wav", samples=44100, rate=44100, gain=1.0)
    build_dataset(scan_folders([tmp_path / "in"]), tmp_path / "set", audio_length=16000)
    assert load_dataset(tmp_path / "set").waves.shape == (1, 16000)


def test_a_table_labels_a_folder_and_must_list_all_of_it(tmp_path):
    save(tmp_path / "in" / "a_0_60.wav")
    save(tmp_path / "in" / "b_0_60.wav")
    label = Label("a_0_60", 61, "my piano", 4)
    write_meta(tmp_path / "in" / "meta.json", [MetaEntry(label)])
    with reported("every-sample-listed: must list every sample"):
        scan = scan_folders([tmp_path / "in"])
    assert [found for found, _ in scan.files] == [label]
    assert [name for name, _ in scan.refused] == ["b_0_60.wav"] and "must list every sample" in scan.refused[0][1]


def test_folders_are_joined_and_narrowed_by_pitch(tmp_path):
    save(tmp_path / "one" / "a_0_60.wav")
    save(tmp_path / "two" / "b_0_70.wav")
    folders = [tmp_path / "one", tmp_path / "two"]
    assert [label.name for label, _ in scan_folders(folders).files] == ["a_0_60", "b_0_70"]
    assert [label.name for label, _ in scan_folders(folders, pitches=[70]).files] == ["b_0_70"]
    with refused("some-samples", DatasetError, says=r"needs samples\. Received: none in .*one"):
        scan_folders(folders, pitches=[1])
    save(tmp_path / "two" / "a_0_60.wav")
    with refused("distinct-names", DatasetError, says=r"a name of its own\. Received: 'a_0_60' several times"):
        scan_folders(folders)


def test_wrong_folders_and_words_are_explained(tmp_path):
    with refused("existing-folder", DatasetError, says=r"folder of samples must exist\. Received: .*nowhere"):
        scan_folders([tmp_path / "nowhere"])
    with refused("known-condition", InvalidInput, says=r"family must be one of bass.*Received: 'drums'"):
        scan_folders([tmp_path], family="drums")
    with refused("known-condition", InvalidInput):
        scan_folders([tmp_path], source="x")


def test_a_changed_file_is_another_data_set(tmp_path, monkeypatch):
    monkeypatch.setattr(build_module, "BLOCK_RECORDS", 1)
    for i in range(3):
        save(tmp_path / "in" / f"a_{i}_60.wav")
    scan = scan_folders([tmp_path / "in"])

    def breaking(files, stage, total):
        yield from files[:2]
        raise KeyboardInterrupt

    for changed, kept in ((False, 2), (True, 0)):
        with pytest.raises(KeyboardInterrupt):
            build_dataset(scan, tmp_path / "set", audio_length=LENGTH, track=breaking, force=True)
        if changed:
            save(tmp_path / "in" / "a_0_60.wav", gain=0.25, samples=LENGTH)
            soundfile.write(tmp_path / "in" / "a_0_60.wav", np.zeros(LENGTH), 16000, subtype="PCM_16")
        assert build_dataset(scan, tmp_path / "set", audio_length=LENGTH, force=True).kept == kept


def test_an_empty_scan_builds_nothing(tmp_path):
    with refused("usable-notes", DatasetError):
        build_dataset(Scan(()), tmp_path / "set")


@pytest.mark.slow
def test_reading_and_writing_leave_tensorflows_runtime_unstarted(tmp_path):
    """Else a GPU would be taken from the backend that trains on it."""
    program = """if True:
        import sys, numpy as np, tensorflow as tf
        from ganspacesynth.data.dataset_building import write_dataset
        from ganspacesynth.data.dataset import load_dataset
        from ganspacesynth.data.schema import Sample
        note = Sample("a", 60, "a", wave=np.zeros(10, np.float32))
        write_dataset(sys.argv[1], lambda done: [note], valid=[], settings={}, sample_rate=16000)
        assert len(load_dataset(sys.argv[1])) == 1
        tf.config.threading.set_inter_op_parallelism_threads(1)  # refused once the runtime runs
    """
    result = subprocess.run([sys.executable, "-c", program, str(tmp_path / "set")], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
