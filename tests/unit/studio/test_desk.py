"""What a studio makes: pieces cut, models trained, stopped and gone on with, directions heard, named and rated; wrong orders refused."""

import io
import json
import shutil
import sys
import time
from urllib.parse import quote, urlencode

import pytest
import soundfile

from ganspacesynth.core.documents import EVALUATION, write_document
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.engine.claim import lock
from ganspacesynth.engine.engine import Engine
from ganspacesynth.studio.making import desk
from ganspacesynth.studio.making.desk import Desk
from ganspacesynth.studio.making.orders import Order, cut_place, work_id
from ganspacesynth.studio.making.work import DeskWork, WorkRecord
from ganspacesynth.studio.project import Project
from tests.support.made_sounds import RATE, SETTINGS, SMALL, melody, write_recordings
from tests.support.refused import reported
from tests.support.studio_stage import studio

SOUNDS = "Töne von heute"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project") / "Stück"
    write_recordings(folder / SOUNDS)
    return folder


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp"))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def stage(engine, project):
    with studio(engine, project) as stage:
        yield stage


def look(stage, name, /, **words):
    return stage.json(f"/make/{name}.json?{urlencode(words)}")


def do(stage, verb, /, **said):
    status, _, body = stage.fetch(f"/make/{verb}", method="POST", body=json.dumps(said).encode())
    return json.loads(body)["done"] if status == 200 else body.decode()


def state(stage, work):
    return next(row for row in look(stage, "works")["works"] if row["id"] == work)


def wait(stage, work, wanted=lambda row: row["state"] not in ("running", "stopping"), patience_s=600):
    end = time.monotonic() + patience_s
    while not wanted(row := state(stage, work)):
        assert time.monotonic() < end, row
        time.sleep(0.05)
    return row


def test_pieces_are_cut_heard_and_left_out(stage):
    assert look(stage, "sounds") == [{"name": SOUNDS, "sounds": 5, "others": 1}]
    assert look(stage, "pieces", of=SOUNDS) == {"cut": False}
    done = wait(stage, do(stage, "begin", kind="cut", sounds=SOUNDS, **SMALL))
    assert (done["state"], done["fault"], done["about"]) == ("finished", "", SOUNDS)
    found = look(stage, "pieces", of=SOUNDS)
    assert found["kind"] == "recordings" and found["files"] == 3 and not found["changed"]
    why = {row["file"]: row["why"] for row in found["left_out"]}
    assert (why["notes.txt"], why["still.wav"], why["leer.wav"]) == ("no sound file, by its name", "it is silent", "the file is empty")
    assert (
        why["erste Aufnahme.wav"].endswith("silent pieces") and why["gelogen.wav"].startswith("it cannot be read") and "/" not in why["gelogen.wav"]
    )
    first, second = found["pieces"][:2]
    assert (first["file"], first["at"], second["at"], first["learn"]) == ("erste Aufnahme.wav", 0.0, 0.125, True)
    assert len(first["shape"]) == 48 and 20 < max(first["shape"]) <= 100
    status, headers, body = stage.fetch(f"/make/piece.wav?{urlencode({'of': SOUNDS, 'piece': first['name']})}")
    assert status == 200 and headers["content-type"] == "audio/wav" and soundfile.info(io.BytesIO(body)).duration == 0.25
    assert do(stage, "tick", sounds=SOUNDS, piece=first["name"], learn=False) == 1
    again = look(stage, "pieces", of=SOUNDS)
    assert (again["pieces"][0]["learn"], again["unticked"]) == (False, 1)
    assert look(stage, "pieces", **{"of": SOUNDS, "from": 60})["pieces"] == []
    with reported("known-piece"):
        do(stage, "tick", sounds=SOUNDS, piece="../report", learn=False)


def test_a_model_is_trained_stopped_and_gone_on_with(stage, engine, project):
    left = look(stage, "pieces", of=SOUNDS)["pieces"][0]["name"]
    order = {"kind": "train", "sounds": SOUNDS, "name": "Gänge", "settings": {**SETTINGS, "images": 4000}}
    work = do(stage, "begin", **order)
    wait(stage, work, lambda row: (project / "models" / "Gänge.training").exists() or row["fault"])
    with reported("free-model-name: begun"):
        do(stage, "begin", **order)
    with reported("one-work"):
        do(stage, "go_on", work=work)
    wait(stage, work, lambda row: row["now"] is None or row["now"]["stage"] == "Learning")
    do(stage, "stop", work=work)
    row = wait(stage, work)
    assert (row["state"], row["about"]) == ("stopped", "models/Gänge") and any("pieces, the most different" in said for said in row["said"])
    heard = look(stage, "auditions", of="models/Gänge")
    assert heard[0]["looked"] < 4000 and stage.fetch(f"/files/{quote(heard[0]['sounds'][0])}")[0] == 200
    assert all(".training" not in file["name"] for file in stage.json("/files.json"))
    assert "begun" in do(stage, "begin", **order)
    plan = project / "models" / "Gänge.training" / "plan.json"
    plan.write_text(plan.read_text().replace('"images": 4000', f'"images": {heard[0]["looked"] + 40}'))  # a little is left
    with studio(engine, project) as later:  # the studio was ended and started again
        assert state(later, work)["state"] == "stopped"
        assert do(later, "go_on", work=work) == work
        assert wait(later, work)["state"] == "finished", state(later, work)
        model = look(later, "models")["models"][0]
        assert (model["name"], model["from"], model["licence"]) == ("models/Gänge", "this project", "MIT")
        text = look(later, "card", of="models/Gänge")["text"]
        assert "erste Aufnahme" in text or "zweite" in text
        assert left not in json.loads((project / "models" / "Gänge" / "model.json").read_text())["about"]["taught"]


def test_directions_are_heard_named_and_rated(stage, project):
    of = "models/Gänge"
    rows = look(stage, "directions", of=of)
    assert rows["found"] and rows["listened"] == 1 and rows["rows"][0]["number"] == 1
    low, again, high = (
        stage.fetch(f"/make/direction.wav?{urlencode({'of': of, 'number': 1, 'side': side, 'seed': 3})}") for side in ("low", "low", "high")
    )
    assert low[0] == 200 and low[2] == again[2] != high[2]
    assert do(stage, "call", model=of, number=1, name="mein Rohr") == "mein Rohr"
    assert do(stage, "rate", model=of, number=1, rating=4) == 4
    kept = load_directions(project / "models" / "Gänge" / "directions_conv0.npz")
    assert (kept.name(0), kept.rating(0)) == ("mein Rohr", 4)
    first = look(stage, "directions", of=of)["rows"][0]
    assert (first["name"], first["given"], first["rating"]) == ("mein Rohr", True, 4)
    assert "0 (none) to 5" in do(stage, "rate", model=of, number=1, rating=6)
    assert "numbered" in do(stage, "call", model=of, number=0, name="x")
    shipped = look(stage, "directions", of="default")
    assert shipped["found"] and shipped["kept"] == "directions/default.npz" and not shipped["own"]
    do(stage, "rate", model="default", number=2, rating=5)
    assert look(stage, "directions", of="default")["own"] and load_directions(project / "directions" / "default.npz").rating(1) == 5


def test_directions_are_found_where_there_are_none(stage, project):
    folder = project / "models" / "nackt"
    shutil.copytree(project / "models" / "Gänge", folder)
    (folder / "directions_conv0.npz").unlink()
    assert look(stage, "directions", of="models/nackt") == {"found": False, "rows": []}
    assert "found first" in do(stage, "rate", model="models/nackt", number=1, rating=5)
    assert wait(stage, do(stage, "begin", kind="find", model="models/nackt"))["fault"] == ""
    assert look(stage, "directions", of="models/nackt")["listened"] >= 1


def test_too_little_to_learn_from_is_said_and_mended(stage, project):
    few = project / "wenig"
    few.mkdir()
    soundfile.write(few / "a.wav", melody(0.2, 1), RATE)
    work = do(stage, "begin", kind="train", sounds="wenig", name="Wenig", settings={**SETTINGS, "images": 8, "sounds": 2})
    row = wait(stage, work)
    assert row["state"] == "failed" and "at least 2 samples" in row["fault"] and str(project) not in row["fault"]
    soundfile.write(few / "b.wav", melody(0.2, 2), RATE)
    do(stage, "go_on", work=work)
    assert wait(stage, work)["fault"] == "" and state(stage, work)["state"] == "finished"


def test_offline_is_one_line(stage):
    work = do(stage, "begin", kind="fetch", wanted="http://127.0.0.1:9/model.zip")
    row = wait(stage, work)
    assert row["state"] == "failed" and "needs a connection" in row["fault"] and "\n" not in row["fault"]
    assert do(stage, "forget", work=work) == work and all(row["id"] != work for row in look(stage, "works")["works"])
    assert [each["name"] for each in look(stage, "models")["published"]] == ["all_instruments", "acoustic_only"]


def test_a_recording_comes_into_its_folder(stage, project):
    status, _, body = stage.fetch(f"/make/sound?{urlencode({'folder': 'sounds/Ö', 'name': 'a.wav'})}", method="PUT", body=b"x")
    assert (status, json.loads(body)) == (201, {"name": "sounds/Ö/a.wav"}) and (project / "sounds" / "Ö" / "a.wav").read_bytes() == b"x"
    for folder, name in (("..", "a.wav"), ("sounds", "../a.wav"), ("", "a.wav"), (".studio", "a.wav")):
        assert stage.fetch(f"/make/sound?{urlencode({'folder': folder, 'name': name})}", method="PUT", body=b"x")[0] == 400


@pytest.mark.parametrize(
    ("verb", "said", "why"),
    [
        ("begin", {"kind": "dance"}, "order-kind"),
        ("begin", {"kind": "cut", "sounds": "../.."}, "project-name"),
        ("begin", {"kind": "cut", "sounds": "nowhere"}, "sounds-folder"),
        ("begin", {"kind": "cut", "sounds": SOUNDS, "sample_rate": 7}, "setting-range: sample-rate"),
        ("begin", {"kind": "train", "sounds": SOUNDS, "name": "a/b"}, "portable-name"),
        ("begin", {"kind": "train", "sounds": SOUNDS, "name": "x", "settings": {"memory": 1}}, "order-settings: Settings are"),
        ("begin", {"kind": "train", "sounds": SOUNDS, "name": "x", "settings": {"minutes": "long"}}, "order-settings: minutes is a number"),
        ("begin", {"kind": "train", "sounds": SOUNDS, "name": "x", "settings": {"minutes": 0}}, "training-time"),
        ("begin", {"kind": "train", "sounds": SOUNDS, "name": "x", "left_out": [1]}, "order-word: by their names"),
        ("begin", {"kind": "fetch", "wanted": "/etc/passwd"}, "project-name"),
        ("begin", {"kind": "fetch", "wanted": "nothing.zip"}, "project-file"),
        ("begin", {"kind": "find", "model": "models/none"}, "known-model"),
        ("begin", {"kind": "judge", "model": "default", "sounds": SOUNDS, "count": 3}, "sound-count"),
        ("go_on", {"work": "cut-0"}, "known-work"),
        ("stop", {"work": 3}, "order-word: work is a word"),
        ("rate", {"model": "default", "number": "x", "rating": 3}, "order-number"),
    ],
)
def test_wrong_orders_are_refused(stage, verb, said, why):
    with reported(why):
        answer = do(stage, verb, **said)
    assert isinstance(answer, str) and "Received: " in answer


def test_enough_at_once(stage, monkeypatch):
    monkeypatch.setattr(desk, "AT_ONCE", 0)
    with reported("works-at-once"):
        do(stage, "begin", kind="cut", sounds=SOUNDS)


def test_what_was_made_and_then_damaged_is_said(stage, project):
    place = cut_place(Project.at(project), "viel")
    place.mkdir(parents=True)
    for text in ("[]", "{}", '{"pieces": 3, "state": 1}'):
        (place / "report.json").write_text(text)
        with reported("whole-cut"):
            assert stage.fetch("/make/pieces.json?of=viel")[0] == 400
    for figures in ({"in_tune": {}}, {"in_tune": 3}):
        write_document(project / "judged.json", EVALUATION, {"figures": figures}, force=True)
        with reported("whole-evaluation"):
            assert stage.fetch("/make/evaluation.json?of=judged.json")[0] == 400


def test_what_is_no_order_is_refused(stage):
    for body in (b"", b"[", b"[1]", b"[" * 5000):
        with reported("order-json"):
            assert stage.fetch("/make/begin", method="POST", body=body)[0] == 400
    with reported("order-size"):
        assert stage.fetch("/make/begin", method="POST", body=b" " * (1 << 19))[0] == 400
    for address, why in (
        ("direction.wav?of=default&number=1&side=up&seed=1", "direction-side"),
        ("direction.wav?of=default&number=999&side=low&seed=1", "direction-number"),
        ("pieces.json?of=a&from=x", "order-number"),
        ("piece.wav?of=a&piece=b", "known-piece"),
    ):
        with reported(why):
            assert stage.fetch(f"/make/{address}")[0] == 400


def test_a_process_that_dies_is_said(stage, monkeypatch):
    monkeypatch.setattr(DeskWork.start, "__defaults__", ((sys.executable, "-c", "import sys; sys.exit('no such thing')"),))
    row = wait(stage, do(stage, "begin", kind="cut", sounds=SOUNDS))
    assert row["state"] == "failed" and "no such thing" in row["fault"]


def test_a_damaged_record_is_left_alone(tmp_path):
    place = tmp_path / ".studio" / "making"
    place.mkdir(parents=True)
    for name, text in (("cut-1.json", "{"), ("cut-2.json", '{"format": "ganspacesynth-studio", "version": 1, "work": {}}')):
        (place / name).write_text(text)
    assert Desk(Project.at(tmp_path)).works() == [] and (place / "cut-1.json").read_text() == "{"


def test_what_ran_when_the_studio_was_killed_is_stopped(tmp_path):
    file = tmp_path / ".studio" / "making" / f"{work_id('cut', SOUNDS)}.json"
    DeskWork(WorkRecord(Order("cut", SOUNDS, {}), "running", 1.0, ("37 pieces.",)), file, str).keep()
    [row] = Desk(Project.at(tmp_path)).works()
    assert (row["state"], row["about"], row["said"], row["now"]) == ("stopped", SOUNDS, ["37 pieces."], None)


def test_a_model_is_judged_beside_real_sounds(stage, project):
    (project / "viel").mkdir()
    soundfile.write(project / "viel" / "a.wav", melody(8, 3), RATE)
    row = wait(stage, do(stage, "begin", kind="judge", model="models/Gänge", sounds="viel", count=20))
    assert (row["state"], row["fault"], row["order"]["page"]) == ("finished", "", "evaluations/Gänge.html")
    said = look(stage, "evaluation", of="evaluations/Gänge.json")
    assert said["sounds"] == 20 and said["dataset"] == "viel" and len(said["groups"]) == 4
    assert all(set(figure) == {"title", "says", "better", "model", "real"} for group in said["groups"] for figure in group["rows"])
    assert b"How good is G" in stage.fetch(f"/files/{quote('evaluations/Gänge.html')}")[2]
    assert stage.fetch("/make/evaluation.json?of=viel/a.wav")[0] == 400


def test_who_comes_too_early_waits_for_the_one_before(stage, project):
    place = project / ".studio" / "making"
    with open(place / f"{work_id('cut', SOUNDS)}.lock", "ab") as file:
        assert lock(file)
        work = do(stage, "begin", kind="cut", sounds=SOUNDS, **SMALL)
        wait(stage, work, lambda row: row["now"] and row["now"]["stage"].startswith("Waiting"))
    assert wait(stage, work)["state"] == "finished"
