"""Files are written whole or not at all, nothing is lost unasked, and JSON is read with bounds."""

import errno
import json
import os
import stat
import subprocess
import sys

import pytest

from ganspacesynth.core import files
from ganspacesynth.core.errors import AudioError, GanSpaceSynthError, InvalidInput, OutputError, SequenceError
from ganspacesynth.core.files import TEMPORARY, atomic_folder, atomic_path, check_output, kind_of, read_json, sha256, write_json, wrong_kind
from tests.support.refused import refused

NAMES = ("plain.txt", "with space.txt", "é ä 音.txt", "-o.txt", "no-suffix", ".hidden", "two.dots.txt")
needs_permissions = pytest.mark.skipif(os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="root may write anywhere")


def entries(folder):
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_block_that_ends_well_leaves_the_file_alone(tmp_path, name):
    with atomic_path(tmp_path / name) as temporary:
        assert temporary.parent == tmp_path and temporary.suffix == (tmp_path / name).suffix
        temporary.write_text("whole", encoding="utf-8")
        assert not (tmp_path / name).exists()
    assert (tmp_path / name).read_text(encoding="utf-8") == "whole" and entries(tmp_path) == [name]


@pytest.mark.parametrize("trouble", [ValueError("x"), KeyboardInterrupt(), SystemExit(1), MemoryError()])
@pytest.mark.parametrize("writer", [atomic_path, atomic_folder])
def test_trouble_in_the_block_leaves_nothing(tmp_path, writer, trouble):
    with pytest.raises(type(trouble)), writer(tmp_path / "x") as temporary:
        target = temporary / "inside" if temporary.is_dir() else temporary
        target.write_text("part", encoding="utf-8")
        raise trouble
    assert entries(tmp_path) == []


@pytest.mark.parametrize("trouble", [ValueError("x"), OSError(errno.ENOSPC, "full")])
def test_trouble_keeps_what_was_there(tmp_path, trouble):
    (tmp_path / "x").write_text("old", encoding="utf-8")
    with pytest.raises((ValueError, OutputError)), atomic_path(tmp_path / "x", force=True) as temporary:
        temporary.write_text("new", encoding="utf-8")
        raise trouble
    assert (tmp_path / "x").read_text(encoding="utf-8") == "old" and entries(tmp_path) == ["x"]


def test_a_new_file_has_the_usual_permissions(tmp_path):
    (tmp_path / "usual").write_bytes(b"")
    (tmp_path / "usual folder").mkdir()
    with atomic_path(tmp_path / "x") as _, atomic_folder(tmp_path / "y") as _:
        pass
    for made, usual in (("x", "usual"), ("y", "usual folder")):
        assert stat.S_IMODE((tmp_path / made).stat().st_mode) == stat.S_IMODE((tmp_path / usual).stat().st_mode)


@pytest.mark.parametrize("writer", [atomic_path, atomic_folder, check_output])
def test_nothing_is_overwritten_unasked(tmp_path, writer):
    (tmp_path / "x").write_text("old", encoding="utf-8")
    with (
        refused("nothing-overwritten", OutputError),
        _as_block(writer(tmp_path / "x")),
    ):
        pass
    assert (tmp_path / "x").read_text(encoding="utf-8") == "old"


def test_a_link_to_nowhere_exists_too(tmp_path):
    _link(tmp_path / "x", tmp_path / "gone")
    with refused("nothing-overwritten", OutputError):
        check_output(tmp_path / "x")


def test_force_replaces_a_file(tmp_path):
    (tmp_path / "x").write_text("old", encoding="utf-8")
    with atomic_path(tmp_path / "x", force=True) as temporary:
        temporary.write_text("new", encoding="utf-8")
    assert (tmp_path / "x").read_text(encoding="utf-8") == "new"


def test_force_replaces_no_folder_by_a_file(tmp_path):
    (tmp_path / "x").mkdir()
    with refused("same-kind-replaced", OutputError, says=r"Only a file is replaced by a file"), atomic_path(tmp_path / "x", force=True):
        pass
    assert (tmp_path / "x").is_dir()


def test_force_replaces_an_older_result(tmp_path):
    for text in ("old", "new"):
        with atomic_folder(tmp_path / "x", force=True) as temporary:
            (temporary / "inside").write_text(text, encoding="utf-8")
    assert (tmp_path / "x" / "inside").read_text(encoding="utf-8") == "new" and entries(tmp_path) == ["x"]


@pytest.mark.parametrize("strange", ["symphony.wav", "deep/symphony.wav"])
def test_force_never_loses_what_somebody_else_put_there(tmp_path, strange):
    (tmp_path / "x" / strange).parent.mkdir(parents=True)
    (tmp_path / "x" / strange).write_bytes(b"years of work")
    with (
        refused("nothing-else-lost", OutputError, says=r"replaced only when nothing else is lost. Received: .*x with .*"),
        atomic_folder(tmp_path / "x", force=True) as new,
    ):
        (new / "inside").write_bytes(b"")
    assert (tmp_path / "x" / strange).read_bytes() == b"years of work" and entries(tmp_path) == ["x"]


def test_force_replaces_no_file_by_a_folder(tmp_path):
    (tmp_path / "x").write_bytes(b"old")
    with refused("nothing-else-lost", OutputError), atomic_folder(tmp_path / "x", force=True):
        pass
    assert (tmp_path / "x").read_bytes() == b"old"


def test_names_of_our_own_may_go(tmp_path):
    for name in ("wave_1.wav", "wave_2.wav"):
        with atomic_folder(tmp_path / "x", force=True, ours=("wave_*.wav",)) as new:
            (new / name).write_bytes(b"")
    assert entries(tmp_path / "x") == ["wave_2.wav"]


def test_when_the_new_folder_cannot_move_in_the_old_one_comes_back(tmp_path, monkeypatch):
    (tmp_path / "x").mkdir()
    replace = os.replace

    def stubborn(source, target):
        if os.path.basename(target) == "x" and not os.path.exists(os.path.join(source, "old")):
            raise OSError(errno.EACCES, "held open")
        replace(source, target)

    (tmp_path / "x" / "old").write_bytes(b"")
    monkeypatch.setattr(files.os, "replace", stubborn)
    with refused("writable-output", OutputError, says=r"must be writable"), atomic_folder(tmp_path / "x", force=True, ours=("old",)):
        pass
    assert entries(tmp_path) == ["x"] and entries(tmp_path / "x") == ["old"]


def test_missing_folders_are_made(tmp_path):
    assert check_output(tmp_path / "a" / "b" / "x").parent.is_dir()


def test_a_file_in_the_way_of_a_folder(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with refused("writable-output", OutputError, says=r"The output must be writable"):
        check_output(tmp_path / "a" / "b" / "x")


@pytest.mark.parametrize("name", ["nul\0l", "~nobody-of-this-name/x"])
def test_impossible_names(tmp_path, name):
    if os.name == "nt" and name.startswith("~"):
        pytest.skip("Windows expands any ~name")
    with refused("output-name", OutputError, says=r"possible name"):
        check_output(name if name.startswith("~") else tmp_path / name)


def test_a_name_too_long(tmp_path):
    with refused("output-name", OutputError), atomic_path(tmp_path / ("x" * 5000)):
        pass
    assert entries(tmp_path) == []


@needs_permissions
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with refused("writable-output", OutputError):
            check_output(tmp_path / "x")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_is_not_writable_to_whoever_asks(tmp_path, monkeypatch):
    monkeypatch.setattr(files.os, "access", lambda path, mode: False)
    with refused("writable-output", OutputError, says=r"output folder must be writable. Received: "):
        check_output(tmp_path / "x")


@pytest.mark.parametrize("writer", [atomic_path, atomic_folder])
def test_a_full_disk_is_named(tmp_path, writer):
    with refused("disk-room", OutputError), writer(tmp_path / "x"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert entries(tmp_path) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_disk_that_is_really_full(tmp_path):
    with refused("disk-room", OutputError), atomic_path(tmp_path / "x"), open("/dev/full", "wb") as full:
        full.write(b"x" * 100_000)
    assert entries(tmp_path) == []


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
import numpy as np
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.core.errors import OutputError
from ganspacesynth.core.files import write_json
for write in (lambda p: write_json(p, "x" * 100_000), lambda p: write_wave(p, np.zeros(100_000), 16000)):
    try:
        write(sys.argv[1])
    except OutputError as e:
        print(e)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of file sizes")
def test_files_that_may_not_grow(tmp_path):
    done = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path / "x.wav")], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 2 and done.stdout.count("nothing partial was kept") == 2, done
    assert entries(tmp_path) == []


@pytest.mark.parametrize("value", [{"a": [1, 2.5, None, True, "é 音"]}, [], "text", 0])
def test_json_round_trip(tmp_path, value):
    write_json(tmp_path / "x.json", value)
    assert read_json(tmp_path / "x.json", GanSpaceSynthError) == value
    assert b"\r" not in (tmp_path / "x.json").read_bytes()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_json_says_only_what_it_can(tmp_path, value):
    with refused("json-values", InvalidInput):
        write_json(tmp_path / "x.json", {"a": value})
    assert entries(tmp_path) == []


@pytest.mark.parametrize("text", ["{", "[1,]", "{'a': 1}", "[" * 100_000, "\x00", '{"a": 1} x'])
def test_broken_json(tmp_path, text):
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with refused("valid-json", AudioError, says=r"must be valid JSON. Received: .*x\.json"):
        read_json(tmp_path / "x.json", AudioError)


@pytest.mark.parametrize(("data", "kind"), [(b"", "an empty file"), (b"\xff\xf3\x84\x00", "an mp3 file"), (b"RIFF1234WAVE", "a WAV file")])
def test_json_that_is_something_else(tmp_path, data, kind):
    (tmp_path / "x.json").write_bytes(data)
    with refused("valid-json", AudioError, says=rf"must be JSON. Received: .*x\.json, which is {kind}"):
        read_json(tmp_path / "x.json", AudioError)
    with refused("regular-file", AudioError, says="which is a folder"):
        read_json(tmp_path, AudioError)


def test_json_in_another_encoding(tmp_path):
    (tmp_path / "x.json").write_bytes('"é"'.encode("latin-1"))
    with refused("valid-json", AudioError):
        read_json(tmp_path / "x.json", AudioError)


def test_json_that_is_missing_or_no_file(tmp_path):
    with refused("readable-file", AudioError):
        read_json(tmp_path / "gone.json", AudioError)
    with refused("regular-file", AudioError, says=r"A JSON file is a file. Received: "):
        read_json(tmp_path, AudioError)


def test_json_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_JSON_BYTES", 100)
    (tmp_path / "x.json").write_text(json.dumps("x" * 100), encoding="utf-8")
    with refused("file-size", AudioError):
        read_json(tmp_path / "x.json", AudioError)


def test_sha256(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")
    assert sha256(tmp_path / "x") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_temporary_names_are_ignored_by_git():
    from tests.conftest import GOLDEN

    assert f"{TEMPORARY}*" in (GOLDEN.parents[1] / ".gitignore").read_text(encoding="utf-8").splitlines()


def _as_block(writer):
    import contextlib

    return writer if hasattr(writer, "__enter__") else contextlib.nullcontext()


def _link(link, target):
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("no links here")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"RIFF\0\0\0\0WAVE", "a WAV file"),
        (b"RIFF\0\0\0\0sfbk", "a soundfont"),
        (b"MThd\0", "a MIDI file"),
        (b"\x89PNG", "a PNG picture"),
        (b"PK\3\4", "a zip archive or an .npz file"),
        (b' {"a": 1}', "a JSON file"),
        (b"", "an empty file"),
        (b"hello", None),
    ],
)
def test_files_are_known_by_how_they_begin(tmp_path, head, kind):
    (tmp_path / "a").write_bytes(head)
    assert kind_of(tmp_path / "a") == kind
    assert wrong_kind(tmp_path / "a") == (f", which is {kind}" if kind else "")
    assert kind_of(tmp_path) == "a folder" and kind_of(tmp_path / "gone") is None


def test_json_that_is_another_kind_of_file(tmp_path):
    (tmp_path / "a.json").write_bytes(b"RIFF\0\0\0\0WAVE\xff")
    with refused("valid-json", SequenceError, says=r"must be JSON. Received: .*a.json, which is a WAV file"):
        read_json(tmp_path / "a.json", SequenceError)


UNFINISHED = (".part-0123456789abcdef", ".part-0123456789abcdef.json")


def test_what_a_killed_run_left_is_swept_and_nothing_else(tmp_path):
    for name in (*UNFINISHED, ".part-mine", ".part-0123456789abcdefX", "part-0123456789abcdef", ".hidden"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".part-fedcba9876543210").mkdir()
    (tmp_path / "kept").mkdir()
    (tmp_path / ".part-aaaaaaaaaaaaaaaa").symlink_to(tmp_path / "kept", target_is_directory=True)
    files.sweep_unfinished(tmp_path)
    assert entries(tmp_path) == sorted([".part-mine", ".part-0123456789abcdefX", "part-0123456789abcdef", ".hidden", "kept"])
    files.sweep_unfinished(tmp_path / "none")


def test_unfinished_files_do_not_count(tmp_path):
    for name in UNFINISHED:
        (tmp_path / name).write_text("x")
    assert not files.holds_others(tmp_path)
    files.check_replaced(tmp_path, ["*.wav"])
    (tmp_path / ".part-mine").write_text("x")
    assert files.holds_others(tmp_path)
    with refused("nothing-else-lost", OutputError):
        files.check_replaced(tmp_path, ["*.wav"])


def test_names_of_unfinished_files_are_told(tmp_path):
    with atomic_path(tmp_path / "x.tar.gz") as file, atomic_folder(tmp_path / "y") as folder:
        assert files.is_unfinished(file.name) and files.is_unfinished(folder.name)


def test_a_folder_may_be_made_in_a_workshop(tmp_path):
    (tmp_path / "work").mkdir()
    for content in ("first", "second"):
        with atomic_folder(tmp_path / "x", force=True, workshop=tmp_path / "work") as folder:
            assert folder.parent == tmp_path / "work" and len(entries(tmp_path)) == 1 + (content == "second")
            (folder / "[a].txt").write_text(content)
    assert (tmp_path / "x" / "[a].txt").read_text() == "second" and entries(tmp_path / "work") == []
