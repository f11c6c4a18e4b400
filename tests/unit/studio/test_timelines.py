"""Timelines of a project: files inside it alone, copies that no page can change, and exports that tell how far they are."""

import json
import sys
import threading
from contextlib import closing

import numpy as np
import pytest
import soundfile

from ganspacesynth.composition.arranging.timeline import Timeline, load_timeline
from ganspacesynth.composition.instrument import load_instrument
from ganspacesynth.core.documents import TIMELINE
from ganspacesynth.core.errors import BusyError, GanSpaceSynthError, InvalidInput, OutputError, SequenceError
from ganspacesynth.engine.engine import Engine
from ganspacesynth.studio import exports as module
from ganspacesynth.studio.export_works import reaction, timeline_film, timeline_sound
from ganspacesynth.studio.exports import Exports
from ganspacesynth.studio.hub import Hub
from ganspacesynth.studio.project import Project
from ganspacesynth.studio.timeline_routes import _begun
from ganspacesynth.studio.timelines import DRAFT, MOST_COPIES, Timelines
from ganspacesynth.studio.translation import read_asked
from ganspacesynth.studio.views.timeline_view import laid_view, wave_of
from tests.support.refused import refused
from tests.support.studio_stage import studio

WALK = {"kind": "walk", "lasts": "2 bars", "spacing": "1 bar"}
SAID = {"tempo": 120, "scenes": [WALK, {"kind": "audio", "file": "uploads/kick.wav", "lasts": 0.5}]}


@pytest.fixture
def project(tmp_path):
    found = Project.at(tmp_path / "project")
    (found.folder / "uploads").mkdir()
    soundfile.write(found.folder / "uploads" / "kick.wav", np.linspace(-0.5, 0.5, 8000), 8000)
    return found


@pytest.fixture
def outside(tmp_path):
    soundfile.write(tmp_path / "secret.wav", np.zeros(800), 8000)
    return tmp_path / "secret.wav"


def put(project, name, said):
    (project.folder / name).parent.mkdir(parents=True, exist_ok=True)
    (project.folder / name).write_text(json.dumps({**TIMELINE.head(1), **said}))


def test_a_draft_is_kept_until_it_is_forgotten(project):
    timelines = Timelines(project)
    assert timelines.draft() is None
    timelines.keep(SAID)
    assert timelines.draft() == SAID
    timelines.keep(None)
    assert timelines.draft() is None
    with refused("timeline-draft", InvalidInput):
        timelines.copy(DRAFT)


@pytest.mark.parametrize("name", ["piece.toml", "songs/piece.json"])
def test_a_file_names_its_sounds_beside_it_and_the_page_from_the_project(project, name):
    timelines = Timelines(project)
    assert timelines.save(name, SAID, force=False) == name
    there = load_timeline(project.folder / name)
    assert there.file(there.scenes[1].given["file"]).resolve() == project.folder / "uploads" / "kick.wav"
    assert timelines.open(name) == SAID
    with refused("nothing-overwritten", OutputError):
        timelines.save(name, SAID, force=False)
    timelines.save(name, {**SAID, "tempo": 90}, force=True)
    assert timelines.open(name)["tempo"] == 90


def test_only_a_timeline_is_overwritten(project):
    (project.folder / "steps.json").write_text("{}")
    with refused("same-kind-replaced", OutputError):
        Timelines(project).save("steps.json", SAID, force=True)
    with refused("file-ending", InvalidInput):
        Timelines(project).save("uploads/kick.wav", SAID, force=True)


@pytest.mark.parametrize("word", ["song", "file", "style", "network", "axes", "like", "scene pictures"])
def test_no_file_outside_the_project_is_named(project, outside, word):
    named = {
        "song": {"song": str(outside)},
        "file": {"scenes": [{"kind": "audio", "file": str(outside)}]},
        "style": {"scenes": [{"kind": "style", "style": "../secret.json", "lasts": 1}]},
        "network": {"pictures": {"network": str(outside)}},
        "axes": {"pictures": {"axes": "../secret.wav"}},
        "like": {"pictures": {"like": str(outside)}},
        "scene pictures": {"scenes": [{**WALK, "pictures": {"axes": str(outside)}}]},
    }[word]
    said, timelines = {**SAID, **named}, Timelines(project)
    with refused("project-name", InvalidInput):
        timelines.read(said)
    with refused("project-name", InvalidInput):
        timelines.save("piece.toml", said, force=False)
    put(project, "evil.json", said)
    for ask in (timelines.open, timelines.copy, lambda name: read_asked({"address": "/timeline", "values": [name]}, project)):
        with refused("project-name", InvalidInput):
            ask("evil.json")
    assert not (project.folder / "piece.toml").exists()


def test_a_link_that_leads_out_is_refused(project, outside):
    try:
        (project.folder / "kick.wav").symlink_to(outside)
    except OSError:
        pytest.skip("no links here")
    with refused("project-name", InvalidInput):
        Timelines(project).read({"scenes": [{"kind": "audio", "file": "kick.wav"}]})


def test_what_is_played_is_a_copy_that_no_page_can_change(project):
    timelines = Timelines(project)
    put(project, "songs/piece.json", {"scenes": [{"kind": "audio", "file": "../uploads/kick.wav"}], "loop": {"from": 0, "to": 1}})
    asked = read_asked({"address": "/timeline_render", "values": ["songs/piece.json", "@to", "out.wav"]}, project)
    copy = load_timeline(asked.values[0])
    assert copy.scenes[0].given["file"] == str(project.folder / "uploads" / "kick.wav") and copy.loop is not None
    assert asked.values[1:] == ("@to", str(project.folder / "out.wav"))
    timelines.keep({**SAID, "loop": {"from": "bar 1", "to": "bar 2"}})
    assert load_timeline(read_asked({"address": "/timeline", "values": [""]}, project).values[0]).loop is None  # as it is arranged
    for tempo in range(60, 62 + MOST_COPIES):
        timelines.keep({**SAID, "tempo": tempo})
        timelines.copy(DRAFT)
    assert len(list((project.folder / ".studio" / "timelines").iterdir())) == MOST_COPIES


@pytest.mark.parametrize("said", [[], None, {"scenes": []}, {"scenes": "walk"}, {"scenes": [7]}, {"scenes": [WALK], "pictures": 3}])
def test_what_is_no_timeline_is_refused(project, said):
    with pytest.raises(SequenceError):
        Timelines(project).read(said)


def test_a_page_sees_where_scenes_lie():
    scenes = [WALK, {**WALK, "at": "bar 2"}, {"kind": "interpolation", "seeds": [1, 2], "lasts": 3, "layer": "b"}, {"kind": "silence", "lasts": 1}]
    said = {"tempo": [{"bar": 1, "bpm": 60}, {"bar": 2, "bpm": 120, "beats": 3}], "scenes": scenes}
    laid = laid_view(Timeline.read({**said, "markers": {"turn": "bar 2"}}), load_instrument())
    assert [scene["number"] for scene in laid["scenes"]] == [0, 1, 2, 3] and laid["layers"] == ["main", "b"] and laid["markers"] == {"turn": 4.0}
    first, second = laid["scenes"][:2]
    assert (first["duration"], first["fade_out"], second["start"]) == (5.5, 1.5, 4.0) and len(second["keypoints"]) == 3
    assert laid["beats"][:6] == [[0, 1, 1], [1, 1, 2], [2, 1, 3], [3, 1, 4], [4, 2, 1], [4.5, 2, 2]] and laid["beats"][-1][0] > laid["duration"]
    with refused("needs-directions", SequenceError, says=r"scenes\[0\]"):
        laid_view(Timeline.read({"scenes": [{"kind": "exploration", "directions": [250], "lasts": 1}]}), load_instrument())


def test_a_wave_is_seen_in_columns(project):
    seen = wave_of(project.folder / "uploads" / "kick.wav")
    assert seen["duration"] == 1.0 and len(seen["peaks"]) > 100 and seen["peaks"][0] == seen["peaks"][-1] == 1.0 and min(seen["peaks"]) < 0.05


@pytest.fixture
def stage(project):
    """Exports of an engine without a model; `told` are what pages hear."""
    engine, told = Engine(), []
    exports = Exports(engine, project, told.append)
    exports.told = told
    yield exports
    engine.close()


def ended(exports, number, patience_s=60):
    done = threading.Event()
    exports._tell = lambda message: done.set() if message["export"]["state"] in module.OVER else None
    found = lambda: next(each for each in exports.known() if each["number"] == number)  # noqa: E731
    if found()["state"] not in module.OVER:
        assert done.wait(patience_s)
    return found()


def test_an_export_says_how_far_it_is_is_stopped_and_says_what_was_wrong(stage, project):
    go, went = threading.Event(), threading.Event()

    def work(steps):
        progress = steps("Playing")
        for done in range(1000):
            progress(done, 1000)
            went.set()
            assert go.wait(60)
        return []

    first = stage.begin("long.wav", work)
    waiting = stage.begin("next.wav", work)
    assert went.wait(60)
    assert stage.known()[0]["state"] == "working" and stage.known()[0]["stage"] == "Playing" and stage.known()[1]["state"] == "waiting"
    for each in (waiting, first):
        stage.stop(each["number"])
    go.set()
    assert ended(stage, first["number"])["state"] == "stopped" and stage.known()[1]["state"] == "stopped"
    done = stage.begin("done.wav", lambda steps: [project.folder / "uploads" / "kick.wav"])
    assert ended(stage, done["number"])["files"] == ("uploads/kick.wav",)

    def fails(steps):
        raise OutputError(f"Nothing. Received: {project.folder}/a.wav.", rule="writable-output")

    failed = ended(stage, stage.begin("a.wav", fails)["number"])
    assert failed["state"] == "failed" and failed["said"] == "Nothing. Received: a.wav."
    with refused("export-number", InvalidInput):
        stage.stop(99)


def test_only_so_many_exports_wait(stage):
    go = threading.Event()

    def work(steps):
        go.wait(60)
        return []

    for number in range(module.MOST_WAITING):
        stage.begin(str(number), work)
    with refused("waiting-jobs", BusyError):
        stage.begin("one more", lambda steps: [])
    go.set()


def test_what_cannot_be_written_is_said_at_once(stage, project, monkeypatch):
    put(project, "piece.json", {"scenes": [WALK]})
    copy, place = Timelines(project).copy("piece.json"), project.folder / "out.wav"
    with refused("stems-of-layers", InvalidInput):
        timeline_sound(stage, copy, place, {"stems": True})
    with refused("export-number", InvalidInput):
        timeline_sound(stage, copy, place, {"width": "wide"})
    with refused("video-size", InvalidInput):
        timeline_film(stage, copy, place.with_suffix(".mp4"), {"width": 7})
    for asked in ({"rows": "lfo 1 -> level"}, {"rows": [7]}):
        with refused("modulation-form", InvalidInput):
            reaction(stage, project.folder / "uploads" / "kick.wav", place, asked)
    place.write_bytes(b"")
    with refused("nothing-overwritten", OutputError):
        timeline_sound(stage, copy, place, {})
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.setattr("ganspacesynth.core.extras.importlib.util.find_spec", lambda name: None)
    with refused("extra-installed", GanSpaceSynthError, says=r"pip install .*\[av") as told:
        timeline_film(stage, copy, project.folder / "film.mp4", {})
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("asked", [7, {"kind": "timeline"}, {"kind": "model", "to": "a.wav"}])
def test_an_export_says_what_and_where_to(project, asked):
    with closing(Engine()) as engine, refused("export-asked", InvalidInput):
        _begun(Hub(engine, project), asked)


def test_a_draft_that_cannot_be_read_is_set_aside(project):
    timelines = Timelines(project)
    timelines.keep(SAID)
    place = project.folder / ".studio"
    for text in ('{"format": "ganspacesynth-timeline", "version": 99}', "{"):
        (place / "timeline.json").write_text(text)
        timelines.keep(SAID)
        assert timelines.draft() == SAID
    assert sorted(path.read_text()[-3:] for path in place.glob("timeline unread*.json")) == ["99}", "{"]


def test_over_http_a_draft_is_kept_and_what_is_wrong_is_a_sentence(project):
    with closing(Engine()) as engine, studio(engine, project.folder) as served:
        send = lambda path, value, method="PUT": served.fetch(path, method=method, body=json.dumps(value).encode())  # noqa: E731
        assert served.json("/timeline/draft.json") == {"said": None, "laid": None}
        assert send("/timeline/draft.json", None)[0] == 200
        assert send("/timeline/draft.json", SAID)[0] == 400  # no model is open
        for status, path, value, method in (
            (400, "/timeline/draft.json", {"scenes": []}, "PUT"),
            (400, "/exports.json", {"kind": "timeline"}, "POST"),
            (400, "/exports.json", {"kind": "model", "to": "a.wav"}, "POST"),
            (400, "/exports.json", {"kind": "timeline", "to": "../a.wav"}, "POST"),
            (400, "/exports.json", {"kind": "reaction", "to": "a.wav", "song": "/etc/hosts"}, "POST"),
            (400, "/exports/7", None, "DELETE"),
            (201, "/timeline/file.json?name=a.toml", SAID, "PUT"),
            (409, "/timeline/file.json?name=a.toml", SAID, "PUT"),
            (201, "/timeline/file.json?name=a.toml&force=1", SAID, "PUT"),
            (400, "/timeline/file.json?name=../a.toml", SAID, "PUT"),
        ):
            found, _, body = send(path, value, method)
            assert found == status, (path, body)
            assert status != 400 or (b"Received" in body and b"Traceback" not in body)
        assert served.fetch("/timeline/draft.json", method="PUT", body=b"{")[0] == 400
        assert served.fetch("/timeline/draft.json", method="PUT", body=b"[NaN]")[0] == 400
        assert served.fetch("/timeline/draft.json", method="PUT", body=b" " * (1 << 20) + b"[]")[0] == 400
        assert served.json("/timeline/file.json?name=a.toml") == SAID and served.json("/exports.json") == []
        assert served.json("/timeline/wave.json?of=uploads/kick.wav")["duration"] == 1.0
