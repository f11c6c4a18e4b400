"""The player's folder: what its page may name, and what is taken in."""

import asyncio
import os
import threading

import pytest

from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.studio import project as project_module
from ganspacesynth.studio.project import UPLOADS, Project
from tests.support.refused import refused


@pytest.fixture
def project(tmp_path):
    return Project.at(tmp_path / "my piece é")


def upload(project, name, *blocks):
    async def stream():
        for block in blocks:
            yield block

    return asyncio.run(project.receive(name, stream()))


@pytest.mark.parametrize("name", ["a.wav", "uploads/kick.wav", "sets/one/two.json", "Glöckchen ♯.flac"])
def test_names_inside(project, name):
    assert project.inside(name) == project.folder / name and project.name_of(project.folder / name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../a.wav",
        "a/../b.wav",
        "/etc/passwd",
        "a//b",
        ".studio/memory.json",
        "a/.b",
        "C:\\x.wav",
        "con",
        "aux.json",
        "a\x00b",
        "a\nb",
        "x" * 300,
        "a.",
        "a ",
        "..\\a.wav",
        'a"b',
        "~/a.wav/..",
    ],
)
def test_names_that_lead_out_or_are_none(project, name):
    with refused("project-name", InvalidInput):
        project.inside(name)


def test_a_link_that_leads_out_is_no_file_of_the_project(project, tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.wav").write_bytes(b"x")
    try:
        os.symlink(tmp_path / "secret", project.folder / "inside")
        os.symlink(tmp_path / "secret" / "a.wav", project.folder / "b.wav")
    except OSError:
        pytest.skip("no links here")
    for name in ("inside/a.wav", "b.wav"):
        with refused("project-name", InvalidInput, says="leads out"):
            project.inside(name)
    assert project.files() == [] and project.name_of(tmp_path / "secret" / "a.wav") is None


def test_files_are_listed_by_name_without_hidden_ones(project):
    for name in ("b.wav", "a.wav", ".hidden", "sub/c.wav", ".studio/memory.json"):
        (project.folder / name).parent.mkdir(exist_ok=True)
        (project.folder / name).write_bytes(b"123")
    assert [(row["name"], row["bytes"]) for row in project.files()] == [("a.wav", 3), ("b.wav", 3), ("sub/c.wav", 3)]


def test_only_files_are_opened(project):
    (project.folder / "folder.wav").mkdir()
    for name in ("folder.wav", "none.wav"):
        with refused("project-file", InvalidInput, says="no such file"):
            project.open(name)
    (project.folder / "a.wav").write_bytes(b"1")
    assert project.open("a.wav") == project.folder / "a.wav"


def test_an_upload_takes_the_next_free_name(project):
    assert [upload(project, "kick.wav", b"12", b"3") for _ in range(3)] == ["uploads/kick.wav", "uploads/kick 2.wav", "uploads/kick 3.wav"]
    assert (project.folder / "uploads/kick 2.wav").read_bytes() == b"123"


def test_an_upload_is_written_beside_the_thread_that_receives_it(project, monkeypatch):
    threads, put = [], project_module.put_beside
    monkeypatch.setattr(project_module, "put_beside", lambda *paths: (threads.append(threading.current_thread()), put(*paths))[1])
    assert upload(project, "kick.wav", b"1") == "uploads/kick.wav" and threads != [threading.main_thread()] and len(threads) == 1


def test_an_upload_that_is_too_large_leaves_nothing(project, monkeypatch):
    monkeypatch.setattr(project_module, "MAX_UPLOAD", 4)
    with refused("upload-size", InvalidInput, says="at most"):
        upload(project, "a.wav", b"123", b"456")
    assert os.listdir(project.folder / UPLOADS) == []


def test_an_upload_has_a_name_and_no_folder(project):
    for name in ("../a.wav", "", "a/b.wav"):
        with refused("project-name", InvalidInput):
            upload(project, name, b"1")


def test_what_cannot_be_written_is_said(project, tmp_path):
    (project.folder / UPLOADS).write_bytes(b"a file where a folder should be")
    with refused("writable-output", OutputError, says="kept in the project"):
        upload(project, "a.wav", b"1")
    with refused("project-folder", OutputError, says="--folder"):
        Project.at(project.folder / UPLOADS / "sub")
