"""Zips unpacked: what is in them comes out, and whatever could leave the folder, fill the disk or be no file is refused before a byte."""

import contextlib
import stat
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.core.errors import ModelError, OutputError
from ganspacesynth.core.untrusted import archive
from ganspacesynth.core.untrusted.archive import Limits, unpack
from tests.support.refused import refused


@pytest.fixture
def zipped(tmp_path):
    """Make a zip of (name, data, unix mode) or (name, data); returns its path."""

    def make(*members, packing=zipfile.ZIP_DEFLATED):
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w", packing) as file:
            for name, data, *mode in members:
                info = zipfile.ZipInfo("x")
                info.filename, info.compress_type = name, packing
                info.external_attr = (mode[0] if mode else 0) << 16
                file.writestr(info, data)
        return path

    return make


def trapped(path, tmp_path, said, **limits):
    with refused("harmless-zip", ModelError, says=rf"nothing in it can do harm. Received: .*x.zip with .*{said}.*Take it from somebody you trust"):
        unpack(path, folder(tmp_path), ModelError, limits=Limits(**limits))
    assert list((tmp_path / "out").iterdir()) == [] and {p.name for p in tmp_path.iterdir()} == {"x.zip", "out"}


def folder(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@settings(max_examples=25)
@given(files=st.dictionaries(st.sampled_from(["a", "b/c", "b/d e.txt", "Ö/ö/1"]), st.binary(max_size=300)), packing=st.sampled_from(archive.PACKED))
def test_what_was_packed_comes_out(files, packing, tmp_path_factory):
    place = tmp_path_factory.mktemp("law")
    with zipfile.ZipFile(place / "x.zip", "w", packing) as file:
        for name, data in files.items():
            file.writestr(name, data)
    unpack(place / "x.zip", folder(place), ModelError)
    assert {p.relative_to(place / "out").as_posix(): p.read_bytes() for p in (place / "out").rglob("*") if p.is_file()} == files


def test_folders_come_out_and_nothing_becomes_a_program(zipped, tmp_path):
    unpack(zipped(("a/", b"", stat.S_IFDIR | 0o777), ("a/b", b"x", stat.S_IFREG | 0o777)), folder(tmp_path), ModelError)
    assert (tmp_path / "out" / "a" / "b").read_bytes() == b"x" and not (tmp_path / "out" / "a" / "b").stat().st_mode & 0o111


LEAVING = ("../x", "a/../../x", "a/..", "..", "..\\x", "a\\..\\..\\x")
ABSOLUTE = ("/x", "//host/x", "\\x", "C:/x", "c:x", "a:b")
STRANGE = ("a//b", "./a", "a/./b", "a\\b", "con", "a/AUX.txt", "x.", "x ", "a\x01", "a\x7f", 'a"b', "ab:c", "a\0b", "x" * 300, "a/" * 20 + "x")


@pytest.mark.parametrize("name", LEAVING)
def test_no_member_leaves_its_folder(zipped, tmp_path, name):
    trapped(zipped(("fine", b"x"), (name, b"x")), tmp_path, "which would leave its folder")


@pytest.mark.parametrize("name", ABSOLUTE)
def test_no_member_names_a_place_of_the_machine(zipped, tmp_path, name):
    trapped(zipped(("fine", b"x"), (name, b"x")), tmp_path, "a place on this machine")


@pytest.mark.parametrize("name", STRANGE)
def test_names_are_those_of_every_system(zipped, tmp_path, name):
    trapped(zipped(("fine", b"x"), (name, b"x")), tmp_path, "a name that not every system takes")


KINDS = [
    (stat.S_IFLNK, "a link"),
    (stat.S_IFBLK, "a device"),
    (stat.S_IFCHR, "a device"),
    (stat.S_IFIFO, "a pipe"),
    (stat.S_IFSOCK, "a socket"),
    (stat.S_IFDIR, "neither a file nor a folder"),  # by its mode, and a file by its name
]


@pytest.mark.parametrize(("mode", "said"), KINDS)
def test_links_devices_and_the_like_are_none_of_ours(zipped, tmp_path, mode, said):
    trapped(zipped(("fine", b"x"), ("thing", b"fine", mode | 0o777)), tmp_path, said)


@pytest.mark.parametrize("names", [("a", "a"), ("a", "A"), ("é", "e\u0301"), ("a", "a/b"), ("a/b", "a"), ("A/b", "a")])
def test_no_member_takes_another_s_place(zipped, tmp_path, names):
    with pytest.warns(UserWarning, match="Duplicate") if names == ("a", "a") else contextlib.nullcontext():
        path = zipped(*((name, b"x") for name in names))
    trapped(path, tmp_path, "more than once")


def test_folders_may_be_named_twice(zipped, tmp_path):
    unpack(zipped(("a/b", b"1"), ("a/", b""), ("A/c", b"2")), folder(tmp_path), ModelError)
    assert sorted(p.name for p in (tmp_path / "out").rglob("*") if p.is_file()) == ["b", "c"]


def test_too_many_members(zipped, tmp_path):
    trapped(zipped(*((f"{i}", b"") for i in range(5))), tmp_path, "5 files; at most 4", members=4)


def test_a_table_of_contents_that_says_it_is_endless_is_not_read(zipped, tmp_path):
    path = zipped(("a", b"x"))
    data = bytearray(path.read_bytes())
    data[-12:-6] = struct.pack("<HI", 0xFFFF, 0x7FFFFFFF)
    path.write_bytes(data)
    trapped(path, tmp_path, "65535 files; at most 10000")


def test_a_table_in_the_long_form_is_looked_at_too(zipped, tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    path = zipped(*((f"{i}", b"") for i in range(5)))
    assert b"PK\x06\x06" in path.read_bytes()
    trapped(path, tmp_path, "5 files; at most 4", members=4)


def test_too_much_in_all(zipped, tmp_path):
    trapped(zipped(("a", b"x" * 600), ("b", b"y" * 600)), tmp_path, "at most 0 MB are unpacked", bytes=1000)


def test_a_bomb_is_told_by_how_small_it_is(zipped, tmp_path):
    trapped(zipped(("a", bytes(3 << 20))), tmp_path, "which only a trap is")
    (tmp_path / "out").rmdir()
    unpack(zipped(("a", bytes(1 << 20))), folder(tmp_path), ModelError)  # so much may come out of any


def test_members_that_lie_upon_each_other_are_a_trap(zipped, tmp_path):
    """Two rows of the table that say they are one and the same part of the file."""
    path = zipped(("a", b"x" * 500), packing=zipfile.ZIP_STORED)
    with zipfile.ZipFile(path, "a") as file:
        again = zipfile.ZipInfo("b")
        again.header_offset, again.CRC = 0, file.infolist()[0].CRC
        again.file_size = again.compress_size = 500
        file.filelist.append(again)
        file._didModify = True
    trapped(path, tmp_path, "which only a trap is")


def test_a_password_and_an_unknown_packing(zipped, tmp_path):
    path = zipped(("a", b"x"))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    trapped(path, tmp_path, "which wants a password")
    (tmp_path / "out").rmdir()
    trapped(zipped(("a", b"x"), packing=zipfile.ZIP_BZIP2), tmp_path, "packed in a way that is not known")


def test_a_folder_with_bytes(zipped, tmp_path):
    trapped(zipped(("a/", b"x")), tmp_path, "a folder with bytes of its own")


def lying(path, size):
    """Let the table say that a file has another size."""
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", size)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("size", [10, 1000])
def test_a_size_that_is_a_lie_is_found_while_unpacking(zipped, tmp_path, size):
    with refused("whole-zip", ModelError, says=r"Received: .*x.zip \(.*(CRC|shorter)"):
        unpack(lying(zipped(("a", b"x" * 500)), size), folder(tmp_path), ModelError)
    assert sum(p.stat().st_size for p in (tmp_path / "out").iterdir()) <= 500


def test_more_than_said_ends_the_unpacking(zipped, tmp_path, monkeypatch):
    """Should a library let more out than the table says."""
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda self, n=-1: b"x" * 10)
    with refused("harmless-zip", ModelError, says="which is larger than it says"):
        unpack(zipped(("a", b"x" * 35)), folder(tmp_path), ModelError)
    assert (tmp_path / "out" / "a").stat().st_size <= 35


@pytest.mark.parametrize("damage", ["cut", "middle", "empty", "text", "wave"])
def test_what_is_no_whole_zip_is_named(zipped, tmp_path, damage):
    path = zipped(("a", bytes(range(256)) * 8))
    data = path.read_bytes()
    middle = bytearray(data)
    middle[60:70] = b"?" * 10
    path.write_bytes({"cut": data[:-30], "middle": bytes(middle), "empty": b"", "text": b"<html>nothing</html>", "wave": b"RIFF    WAVE"}[damage])
    said = {"empty": "an empty file", "text": "a web page", "wave": "a WAV file"}.get(damage, "")
    with refused("whole-zip", ModelError, says=rf"The zip must be whole. Received: .*x.zip.*{said}.*Fetch it again"):
        unpack(path, folder(tmp_path), ModelError)


def test_no_file_and_no_room(zipped, tmp_path, monkeypatch):
    with refused("readable-file", ModelError):
        unpack(tmp_path / "gone.zip", folder(tmp_path), ModelError)

    def full(*words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_unpack_one", full)
    with refused("writable-output", OutputError, says=r"disk must take what is unpacked.*No space left"):
        unpack(zipped(("a", b"x")), tmp_path / "out", ModelError)
