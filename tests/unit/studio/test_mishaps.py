"""What happens to a studio's long work: no room, no process, folders and files that go meanwhile, two of one name."""

import errno
import json
import shutil
import sys
import threading
from contextlib import closing

import pytest
import soundfile

from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.core.errors import BusyError, InvalidInput, OutputError
from ganspacesynth.engine.engine import Engine
from ganspacesynth.studio.export_works import reaction, timeline_sound
from ganspacesynth.studio.exports import Exports
from ganspacesynth.studio.making import __main__ as process
from ganspacesynth.studio.making import cut, work
from ganspacesynth.studio.making.cut_files import folder_state
from ganspacesynth.studio.making.desk import Desk
from ganspacesynth.studio.making.orders import Order
from ganspacesynth.studio.making.work import DeskWork, WorkRecord
from ganspacesynth.studio.project import Project
from ganspacesynth.studio.timelines import DRAFT, Timelines, without_files
from ganspacesynth.training.from_sounds.folder_look import look
from tests.support import patience
from tests.support.made_sounds import RATE, melody
from tests.support.refused import refused

SOUNDS = "Töne"
WALK = {"kind": "walk", "lasts": 4, "spacing": 2}


@pytest.fixture
def project(tmp_path):
    found = Project.at(tmp_path / "Stück")
    (found.folder / SOUNDS).mkdir()
    soundfile.write(found.folder / SOUNDS / "a.wav", melody(2.0, 1), RATE)
    return found


@pytest.fixture
def exports(project):
    with closing(Engine()) as engine:
        yield Exports(engine, project, lambda told: None)


def full(*words, **more):
    raise OSError(errno.ENOSPC, "No space left on device")


def over(desk):
    [row] = desk.works()
    return row["state"] not in ("running", "stopping") and row


def test_work_that_cannot_begin_is_not_running(project, monkeypatch):
    desk, order = Desk(project), Order("cut", SOUNDS, {"sounds": SOUNDS, "duration": 1.0, "rate": 8000})
    for broken, why in ((work.subprocess, "work-process"), (work, "writable-output")):
        with monkeypatch.context() as patch:
            if broken is work:
                shutil.rmtree(project.folder / ".studio")
                (project.folder / ".studio").write_bytes(b"")
            else:
                patch.setattr(broken, "Popen", full)
            with refused(why, OutputError):
                desk.begin(order)
        assert desk.works() == []
    (project.folder / ".studio").unlink()
    desk.begin(order)
    assert patience.until(lambda: over(desk))["state"] == "finished"
    monkeypatch.setattr(work.subprocess, "Popen", full)
    with refused("work-process"):
        desk.go_on(order.id)
    assert over(desk)["state"] == "finished"


@pytest.mark.parametrize("said", ["", "3", "[]", '{"end": 5}', '{"end": {}}', '{"now": null}\n"end"', "x" * 70_000])
def test_what_a_process_says_never_keeps_it_running(project, said):
    file = project.folder / ".studio" / "making" / "cut-1.json"
    one = DeskWork(WorkRecord(Order("cut", SOUNDS, {}), "finished", 1.0), file, str)
    one.start({}, (sys.executable, "-c", f"print({said!r})"))
    one.wait(60)
    assert one.record.state == "failed" and "ended before it was done" in one.record.fault


def test_a_project_that_goes_while_work_runs(project, tmp_path):
    record = WorkRecord(Order("cut", SOUNDS, {}), "finished", 1.0)
    file = project.folder / ".studio" / "making" / f"{record.order.id}.json"
    one = DeskWork(record, file, str)
    one.start({}, (sys.executable, "-c", "import sys; sys.stdin.read()"))
    project.folder.rename(tmp_path / "elsewhere")
    one.stop()
    one.wait(60)
    assert one.record.state == "failed" and not project.folder.exists()
    assert work.read_record(tmp_path / "elsewhere" / file.relative_to(project.folder)).state == "stopped"


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "room"), (errno.ENOENT, "must stay")])
def test_a_disk_that_is_full_is_one_sentence(monkeypatch, number, said):
    def fails(request, teller):
        raise OSError(number, "what the system says", "/a/b.wav")

    monkeypatch.setattr(process, "TASKS", {"cut": fails})
    found = process._done({"kind": "cut"}, None)
    assert found["state"] == "failed" and said in found["fault"] and "Received: " in found["fault"]


def test_sounds_that_go_while_they_are_cut(project, monkeypatch):
    folder = project.folder / SOUNDS
    (folder / "b.wav").write_bytes(b"no sound")

    def looked(*words):
        found = look(*words)
        (folder / "b.wav").unlink()
        return found

    monkeypatch.setattr(cut, "look", looked)
    made = cut.cut(folder, project.folder / "cut", cut.SoundsTraining(duration_s=0.5, sample_rate=8000))
    assert made["left_out"][0] == {"file": "b.wav", "why": "it has gone meanwhile"} and made["pieces"]


def test_names_that_are_no_text_are_cut_too(project):
    folder = project.folder / SOUNDS
    try:
        for name in ("gr\udcfcn.wav", "x\udcff.txt"):
            (folder / name).write_bytes((folder / "a.wav").read_bytes())
    except (OSError, UnicodeEncodeError):
        pytest.skip("this system's names are texts")
    made = cut.cut(folder, project.folder / "cut", cut.SoundsTraining(duration_s=0.5, sample_rate=8000))
    assert {row["file"] for row in made["pieces"]} == {"a.wav"} and {row["file"] for row in made["left_out"]} >= {"gr?n.wav", "x?.txt"}
    assert made["state"] == folder_state(folder) == json.loads((project.folder / "cut" / "report.json").read_text())["state"]


def test_two_exports_write_no_one_file(exports, project):
    go = threading.Event()

    def writes(stage):
        go.wait(60)
        return []

    try:
        exports.begin("a.wav", writes, [project.folder / "a.wav", project.folder / "a-1-x.wav"])
        for places in (["a.wav"], ["A.WAV"], ["b.wav", "a-1-x.wav"], ["r.wav", "R.wav"], ["é.wav", "e\u0301.wav"]):
            with refused("export-place", InvalidInput):
                exports.begin("again", writes, [project.folder / place for place in places])
        assert len(exports.known()) == 1
        exports.begin("b.wav", writes, [project.folder / "b.wav"])
    finally:
        go.set()
    assert patience.until(lambda: all(each["state"] == "done" for each in exports.known()))
    exports.begin("a.wav", writes, [project.folder / "a.wav"])


def test_an_export_that_cannot_wait_is_over(exports, monkeypatch):
    def busy(lane, job):
        raise BusyError("Busy. Received: more.", rule="waiting-jobs")

    monkeypatch.setattr(exports._engine.jobs, "submit", busy)
    with refused("waiting-jobs"):
        exports.begin("a.wav", lambda stage: [], [project_file := exports._project.folder / "a.wav"])
    assert exports.known()[0]["state"] == "failed"
    monkeypatch.undo()
    exports.begin("a.wav", lambda stage: [], [project_file])


def test_what_an_export_says_is_checked_at_once(exports, project):
    place, song = project.folder / "out.wav", project.folder / SOUNDS / "a.wav"
    for asked, why in (
        ({"preset": "nono"}, "known-preset"),
        ({"preset": []}, "known-preset"),
        ({"seed": -1}, "seed-range"),
        ({"seed": 0.5}, "seed-range"),
    ):
        with refused(why, InvalidInput):
            reaction(exports, song, place, asked)
    Timelines(project).keep({"scenes": [WALK]})
    with refused("share-range"):
        timeline_sound(exports, Timelines(project).copy(DRAFT), place, {"width": 5})
    with refused("output-name", OutputError):
        timeline_sound(exports, Timelines(project).copy(DRAFT), place.with_name("é" * 126 + ".wav"), {})


GONE = {
    "song": "gone.wav",
    "modulations": ["onsets(low) | decay 0.3 -> level:-6:0"],
    "pictures": {"network": "gone.pkl"},
    "scenes": [
        WALK,
        {"kind": "audio", "file": "gone.wav", "name": "bell", "layer": "b", "at": 1},
        {"kind": "audio", "file": "gone.wav", "lasts": 2},
        {"kind": "style", "style": "gone.json", "lasts": 4},
        {"kind": "reaction", "lasts": 4, "modulations": ["onsets(low) -> pan"]},
        {"kind": "audio", "file": f"{SOUNDS}/a.wav"},
    ],
}


def test_a_draft_whose_files_are_gone_is_laid_out_all_the_same(project):
    timelines = Timelines(project)
    timelines.keep(GONE)
    said = timelines.draft()
    assert said == GONE  # nothing is lost
    with refused("project-file", InvalidInput):
        timelines.read(said)
    shown = timelines.shown(said)
    assert isinstance(shown, Timeline) and len(shown.scenes) == len(GONE["scenes"]) and shown.song is None
    told = without_files(said, lambda name: name == f"{SOUNDS}/a.wav")["scenes"]
    assert [scene["kind"] for scene in told] == ["walk", "silence", "silence", "silence", "silence", "audio"]
    assert told[1] == {"kind": "silence", "name": "bell", "layer": "b", "at": 1, "lasts": 4.0}
    assert timelines.shown({"scenes": [WALK]}) == timelines.read({"scenes": [WALK]})
    with refused("timeline-list"):
        timelines.shown({"scenes": 5, "song": "gone.wav"})
