"""The package for Pd's package manager: its name and contents by Deken's rules, and that Pd plays what was unpacked from it."""

import hashlib
import importlib.util
import re
import shutil
import struct
import zipfile
from pathlib import Path

import pytest

from ganspacesynth.version import __version__
from tests.support.pd_engine import FakeEngine
from tests.support.pd_harness import PATCHES, Pd
from tests.support.pd_patch import read

SCRIPT = PATCHES / "make_deken.py"
# Deken's own rule for names: library, version in square brackets, systems in round ones.
NAME = re.compile(r"(?P<library>[^\[\]()]+)(?P<version>\[v[^\[\]()]+\])?(?P<systems>(\([^\[\]()]+\))*)\.dek")
EXTERNALS = ".local/lib/pd/extra"  # in one's home, on Linux
ELF = b"\x7fELF" + bytes(14) + struct.pack("<H", 0x3E) + bytes(64)
FAT = b"\xca\xfe\xba\xbe" + struct.pack(">I", 2) + struct.pack(">5I", 0x01000007, 3, 4096, 9, 12) + struct.pack(">5I", 0x0100000C, 0, 8192, 9, 12)
DLL = b"MZ" + bytes(58) + struct.pack("<I", 128) + bytes(64) + b"PE\0\0" + struct.pack("<H", 0x8664) + bytes(32)


@pytest.fixture
def deken(tmp_path, monkeypatch):
    """The script, beside a copy of the patches in which nothing has been built."""
    home = tmp_path / "home"
    shutil.copytree(PATCHES, home / "pd", ignore=shutil.ignore_patterns("compat", "*.o", "*.pd_*", "*.dll", "pd-lib-builder"))
    shutil.copy(PATCHES.parent / "LICENSE", home / "LICENSE")
    (home / "ganspacesynth").mkdir()
    shutil.copy(PATCHES.parent / "ganspacesynth" / "version.py", home / "ganspacesynth" / "version.py")
    spec = importlib.util.spec_from_file_location("make_deken", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "HERE", home / "pd")
    return module


def unpacked(module, folder):
    archive, *_ = module.build(folder / "dist")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder / EXTERNALS)
    return folder / EXTERNALS / "ganspacesynth"


def test_patches_alone_are_for_every_machine(deken, tmp_path):
    archive, listed, checksum = deken.build(tmp_path)
    found = NAME.fullmatch(archive.name)
    assert (found["library"], found["version"], found["systems"]) == ("ganspacesynth", f"[v{__version__}]", "")
    assert (listed.name, checksum.name) == (f"{archive.name}.txt", f"{archive.name}.sha256")
    assert checksum.read_text(encoding="utf-8").split() == [hashlib.sha256(archive.read_bytes()).hexdigest()]


@pytest.mark.parametrize(
    "built, systems",
    [
        ({"ganspacesynth~.pd_linux": ELF}, "(Linux-amd64-32)(Sources)"),
        ({"ganspacesynth~.pd_darwin": FAT}, "(Darwin-amd64-32)(Darwin-arm64-32)(Sources)"),
        ({"ganspacesynth~.dll": DLL, "ganspacesynth~.pd_linux": ELF}, "(Linux-amd64-32)(Windows-amd64-32)(Sources)"),
    ],
)
def test_what_was_built_is_named_and_brings_its_sources(deken, tmp_path, built, systems):
    for name, data in built.items():
        (deken.HERE / "external" / name).write_bytes(data)
    archive, listed, _ = deken.build(tmp_path)
    assert NAME.fullmatch(archive.name)["systems"] == systems
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
    sources = {path.name for path in (deken.HERE / "external").iterdir() if path.suffix in (".c", ".h") and not path.name.startswith("test_")}
    assert "ganspacesynth~.c" in sources and {f"ganspacesynth/src/{name}" for name in sources} <= names
    assert {f"ganspacesynth/{name}" for name in (*built, "ganspacesynth~-help.pd", "src/Makefile")} <= names
    assert not [name for name in names if "/src/test_" in name]
    assert "ganspacesynth~\t" in listed.read_text(encoding="utf-8")


def test_one_folder_with_the_librarys_name(deken, tmp_path):
    with zipfile.ZipFile(deken.build(tmp_path)[0]) as packed:
        names = packed.namelist()
        assert packed.testzip() is None
    assert {name.split("/")[0] for name in names} == {"ganspacesynth"}
    assert len(set(names)) == len(names) and not [name for name in names if ".." in name or name.startswith("/") or "\\" in name]
    assert {f"ganspacesynth/{name}" for name in ("README.deken.pd", "LICENSE.txt", "hallu.pd", "hallu-help.pd", "lib/gss_engine.pd")} <= set(names)
    assert not [name for name in names if name.endswith((".c", ".py", ".o"))]


def test_every_object_that_a_patch_uses_is_inside(deken, tmp_path):
    home = unpacked(deken, tmp_path)
    there = {path.stem for path in home.rglob("*.pd")}
    used = {box.name for path in home.rglob("*.pd") for canvas in read(path).all() for box in canvas.boxes if box.kind == "obj"}
    ours = {name for name in used if name.startswith(("gss_", "gans", "hallu"))}
    assert "gss_engine" in ours and ours <= there | {"ganspacesynth~"}


def test_objects_are_listed_with_what_they_are(deken, tmp_path):
    _, listed, _ = deken.build(tmp_path)
    rows = [line.split("\t") for line in listed.read_text(encoding="utf-8").splitlines()]
    names = [name for name, _ in rows]
    objects = {path.stem for path in [*PATCHES.glob("*.pd"), *(PATCHES / "lib").glob("*.pd")] if not path.stem.endswith("-help")}
    assert names == sorted(set(names)) and set(names) == objects - {"react"}  # which comes along where [ganspacesynth~] does
    assert all(len(text) > 10 and "\\" not in text for _, text in rows)
    assert dict(rows)["hallu"] == "a hallucination, step by step"


def test_every_help_patch_says_what_it_is_about():
    """In [pd META], where Deken and Pd's search look."""
    for path in [*PATCHES.glob("*-help.pd"), *(PATCHES / "lib").glob("*-help.pd")]:
        [meta] = [canvas for canvas in read(path).all() if canvas.name == "META"]
        assert [box.text.split(" ")[0] for box in meta.boxes] == ["KEYWORDS", "LICENSE", "DESCRIPTION", "AUTHOR"], path.name


def test_the_same_contents_are_the_same_archive(deken, tmp_path):
    first, second = deken.build(tmp_path / "a")[0], deken.build(tmp_path / "b")[0]
    assert first.read_bytes() == second.read_bytes()


def test_nothing_is_overwritten_unasked(deken, tmp_path, capsys):
    assert deken.main(["--out", str(tmp_path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert deken.main(["--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("Nothing is overwritten unasked. Received: ganspacesynth[v")
    assert deken.main(["--out", str(tmp_path), "--force"]) == 0


@pytest.mark.parametrize(
    "data, words",
    [
        (b"not a library at all", "must be a library of Linux, macOS or Windows"),
        (b"", "must be a library of Linux, macOS or Windows"),
        (ELF[:18] + b"\x08\0", "must be one that Pd runs on"),
        (ELF[:18], "must be one that Pd runs on"),
    ],
)
def test_what_is_no_library_is_refused(deken, tmp_path, data, words):
    (deken.HERE / "external" / "ganspacesynth~.pd_linux").write_bytes(data)
    with pytest.raises(deken.DekenError, match=words):
        deken.build(tmp_path)
    assert not list(tmp_path.glob("*.dek"))


def test_a_version_that_deken_cannot_read_is_refused(deken, tmp_path):
    (deken.HERE.parent / "ganspacesynth" / "version.py").write_text('__version__ = "1.0[beta]"\n', encoding="utf-8")
    with pytest.raises(deken.DekenError, match="without brackets"):
        deken.build(tmp_path)


def test_a_name_that_is_too_long_is_refused(deken, tmp_path, monkeypatch):
    monkeypatch.setattr(deken, "architectures", lambda files: ["Linux-amd64-32"] * 20)
    with pytest.raises(deken.DekenError, match="at most 255 letters"):
        deken.build(tmp_path)


def test_make_builds_it():
    text = (PATCHES.parent / "Makefile").read_text(encoding="utf-8")
    assert "#   make deken" in text and re.search(r"^deken:\n\t.*pd/make_deken\.py", text, re.MULTILINE)


@pytest.mark.pd
def test_what_was_unpacked_plays(deken, tmp_path, monkeypatch):
    """As after an installation: an instrument opened from there, and a part in a patch of one's own, which declares the path."""
    monkeypatch.setenv("HOME", str(tmp_path))
    home = unpacked(deken, tmp_path)
    own = tmp_path / "own.pd"
    own.write_text(
        "#N canvas 60 40 400 200 12;\n#X declare -path ganspacesynth/lib;\n#X obj 20 20 declare -path ganspacesynth/lib;\n"
        "#X obj 20 60 gss_engine \\$0 own;\n#X obj 20 100 gss_slider \\$0 1;\n",
        encoding="utf-8",
    )
    with FakeEngine(tmp_path / "sounds") as engine, Pd(tmp_path / "harness", engine=engine) as pd:
        for patch in (home / "README.deken.pd", home / "hallu.pd", own):
            pd.open(patch)
        number = pd.ready("hallu")
        pd.send(f"{number}-random", "bang")
        pd.pause(1.0)
        pd.ready("own")
        assert pd.complaints() == [] and engine.wrong == []


def test_paths_in_this_test_exist():
    assert SCRIPT.is_file() and isinstance(PATCHES, Path)
