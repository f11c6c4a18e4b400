"""A studio that runs: pages that play, agree, come and go; what is said of wrong messages; sounds, files and uploads over HTTP."""

import http.client
import json
import os
import ssl
import threading

import numpy as np
import pytest
import soundfile

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.user_folder import user_folder
from ganspacesynth.engine.commands.table import COMMANDS
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.studio import app as app_module
from ganspacesynth.studio import hub as hub_module
from ganspacesynth.studio.certificate import CERTIFICATE
from ganspacesynth.studio.page_link import Rate
from ganspacesynth.studio.project import Project
from ganspacesynth.studio.running import addresses, bound
from ganspacesynth.studio.studio_settings import StudioSettings
from ganspacesynth.studio.translation import PageMessage
from ganspacesynth.studio.views import bank_page
from ganspacesynth.studio.views import survey as survey_module
from ganspacesynth.studio.views.bank_page import unit_sound
from tests.support import house
from tests.support import stylegan_files as files
from tests.support import stylegan_networks as networks
from tests.support.refused import refused, reported
from tests.support.studio_stage import open_model, studio


@pytest.fixture(scope="module")
def engine(tmp_path_factory, tiny):
    folder = house.build(tmp_path_factory.mktemp("models"), tiny)
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp"))
    engine.tiny = str(folder / house.PITCHED)
    yield open_model(engine, engine.tiny, "@as", "tiny")
    engine.close()


@pytest.fixture
def stage(engine, tmp_path):
    with studio(engine, tmp_path / "piece") as stage:
        yield stage
    for name in list(engine.voices):
        engine.handle("/voice_close", ("@voice", name), lambda address, values: None)


def test_a_page_plays_as_a_host_does(stage):
    with stage.page() as page:
        assert page.ask("/seed", 7) == ("/seed", [7])
        address, (path, samples, rate, pitch, index, count) = page.ask("/synthesize", 60)
        assert (address, pitch, index, count) == ("/synthesized", 60, 0, 1)
        status, headers, body = stage.fetch(f"/{path}")
        assert status == 200 and headers["content-type"] == "audio/wav" and body[:4] == b"RIFF"
        assert stage.fetch(f"/{path}", headers={"Range": "bytes=0-3"})[::2] == (206, b"RIFF")
        assert page.ask("/error_of_mine")[1][1] == "unknown"
        assert page.wait(lambda told: "remembered" in told)["remembered"]["duration"] == samples / rate


def test_several_sounds_come_one_after_another(stage):
    with stage.page() as page:
        page.send({"address": "/synthesize", "values": [60, 62, 64], "id": "chord"})
        got = [page.wait(lambda told: told.get("id") == "chord" and told["address"] == "/synthesized")["values"][3] for _ in range(3)]
        assert got == [60, 62, 64]


def test_two_pages_agree(stage):
    with stage.page() as one, stage.page() as other:
        one.ask("/pitch", 67)
        assert other.wait(lambda told: "changed" in told) == {"changed": "/pitch", "voice": "main"}
        assert other.ask("/pitch") == ("/pitch", [67])
        one.ask("/pitch")  # only asks
        one.ask("/step_add")
        assert other.wait(lambda told: "changed" in told)["changed"] == "/step_add"
        assert len(stage.json("/voice.json")["sequence"]["steps"]) == 2
        other.ask("/cancel", "@job", "chord")


def test_a_voice_is_heard_on_one_page_and_dies_with_it(stage, engine):
    with stage.page() as one, stage.page() as other:
        _address, (number, _, rate) = one.ask("/voice_open", until="/voice")
        assert one.ask("/gate", 1)[0] == "/ok"
        one.wait(lambda told: told.get("address") == "/voice_state" and told["values"] == ["playing"])
        heard = []
        while sum(map(len, heard)) < rate // 4:
            found, sounding, _, wave = one.samples(512)
            assert found == number and sounding == 1
            heard.append(wave)
        assert np.abs(np.concatenate(heard)).max() > 1e-4
        assert other.samples(512)[1:3] == (0, 0) and not len(other.samples(512)[3])  # what is asked for is answered, also where nothing is heard
        other.ask("/voice_open", until="/voice")
        assert one.wait(lambda told: "elsewhere" in told) == {"elsewhere": "main"}
        assert other.ask("/gate", 1)[0] == "/ok"
        other.wait(lambda told: told.get("address") == "/voice_state" and told["values"] == ["playing"])
    with stage.page() as third:  # the page that had it is gone: the voice was let go
        while True:
            ring = engine.players["main"].ring
            ring.take(4096)
            if engine.players["main"]._stream is None:
                break
        assert third.ask("/ping")[0] == "/pong"


def test_what_was_heard_is_heard_again_and_taken_up(stage):
    with stage.page() as page:
        page.ask("/seed", 3)
        page.ask("/synthesize", 60)
        number = page.wait(lambda told: "remembered" in told)["remembered"]["number"]
        page.ask("/seed", 4)
        page.send({"again": number, "id": "a"})
        assert page.wait(lambda told: told.get("id") == "a")["address"] == "/rendered"
        page.send({"take_up": number, "id": "b"})
        assert page.wait(lambda told: told.get("id") == "b" and told["address"] == "/step")["values"][2] == 60
        for word in ("again", "take_up"):
            page.send({word: 10_000, "id": "c"})
            assert page.wait(lambda told: told.get("id") == "c")["values"][1] == "invalid"
            page.send({word: "x", "id": "d"})
            assert page.wait(lambda told: told.get("id") == "d")["address"] == "/error"
    assert stage.json(f"/lineage.json?of=heard/{number}")["things"][0]["depth"] == 0


def test_nothing_is_lost_when_the_studio_ends(engine, tmp_path):
    with studio(engine, tmp_path / "piece") as stage, stage.page() as page:
        page.ask("/seed", 11)
        page.ask("/step_add")
        page.ask("/seed", 12)
        page.ask("/store", "bell")
        page.ask("/synthesize", 60)
        page.wait(lambda told: "remembered" in told)
    engine.voices.clear()
    engine.snapshots.clear()
    loaded = []
    with studio(engine, tmp_path / "piece", model=engine.tiny, told=lambda address, values: loaded.append(address)) as stage, stage.page() as page:
        assert len(page.welcome["heard"]) == 1
        while "main" not in engine.voices or "bell" not in engine.snapshots:  # the model is being opened
            page.ask("/ping")
        assert [step["seed"] for step in stage.json("/voice.json")["sequence"]["steps"]] == [11, 12]
        assert page.ask("/recall", "bell")[0] == "/step"


@pytest.mark.parametrize(
    "message", ["", "{", "[]", "3", '{"address": 5}', b"bytes", '{"samples": "x", "voice": 3}', '{"samples": true, "voice": "main"}']
)
def test_what_is_no_message_is_said(stage, message):
    with stage.page() as page:
        page.send(message)
        assert page.wait(lambda told: told.get("address") == "/error" or told.get("address") == "/")["values"][1] == "usage"
        assert page.ask("/ping")[0] == "/pong"


def test_a_page_that_shouts_is_told(stage, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(app_module, "Rate", lambda: Rate(1.0, 2.0, clock=lambda: now[0]))
    with stage.page() as page:
        assert [page.ask("/ping")[0] for _ in range(3)] == ["/pong", "/pong", "/error"]  # and the refusal has the message's id
        assert [page.samples(64, voice="nobody")[0] for _ in range(5)] == [0] * 5  # samples are not counted
        now[0] = 1.0
        assert page.ask("/ping")[0] == "/pong"


def test_what_waits_is_bounded(stage, monkeypatch):
    monkeypatch.setattr(hub_module, "MAX_WAITING", 0)
    with stage.page() as page:
        for message in ({"address": "/ping"}, {"address": "/seed", "values": [3]}):
            page.send({**message, "id": "a"})
            assert page.wait(lambda told: told.get("id") == "a")["values"][1] == "busy"
        monkeypatch.setattr(hub_module, "MAX_WAITING", 1)
        assert page.ask("/ping")[0] == "/pong"


def test_sounds_are_noted_by_the_thread_that_plays(stage, monkeypatch):
    threads = []
    read = hub_module.read_recipe
    monkeypatch.setattr(hub_module, "read_recipe", lambda path: (threads.append(threading.current_thread().name), read(path))[1])
    with stage.page() as page:
        page.ask("/synthesize", 60)
        page.wait(lambda told: "remembered" in told)
    assert len(threads) == 1 and threads[0].startswith("ganspacesynth studio")


def test_too_many_pages(stage, monkeypatch):
    monkeypatch.setattr(hub_module, "MAX_PAGES", 1)
    with stage.page(), pytest.raises(Exception, match=r"1013|At most"), stage.page():
        pass


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
def test_a_page_of_somebody_else_is_not_let_in(stage, origin):
    if origin is None:  # no browser: whoever runs programs here may play
        with stage.page(origin=None) as page:
            assert page.ask("/ping")[0] == "/pong"
        return
    with pytest.raises(Exception, match="403"), stage.page(origin=origin):
        pass


def test_files_of_the_page(stage):
    status, headers, body = stage.fetch("/")
    assert status == 200 and b"<title>GANSpaceSynth studio</title>" in body and "default-src 'none'" in headers["content-security-policy"]
    assert stage.fetch("/page/js/studio.js")[1]["content-type"].startswith("text/javascript")
    for path in ("/page/../app.py", "/page/%2e%2e/app.py", "/page/js/../../app.py", "/nothing"):
        assert stage.fetch(path)[0] == 404
    assert stage.fetch("/", host="evil.example")[0] == 403
    assert {row["address"] for row in stage.json("/table.json")["commands"]} >= {"/pitch", "/load"}
    assert "default" in stage.json("/about.json")["models"]


@pytest.mark.parametrize("name", ["sound-1.wav", "..%2f..%2fetc%2fpasswd", "voice-1.ring", "sound-999999.wav"])
def test_only_sounds_are_fetched(stage, name):
    assert stage.fetch(f"/sounds/{name}")[0] == 404


def test_uploads_and_files(stage):
    wave = np.zeros(800, np.float32)
    assert stage.fetch("/upload/Gl%C3%B6ckchen.wav", method="PUT", body=b"RIFF....")[::2] == (201, b'{"name":"uploads/Gl\xc3\xb6ckchen.wav"}')
    assert [row["name"] for row in stage.json("/files.json")] == ["uploads/Glöckchen.wav"]
    assert stage.fetch("/files/uploads/Gl%C3%B6ckchen.wav")[2] == b"RIFF...."
    status, _headers, _body = stage.fetch("/upload/page.html", method="PUT", body=b"<script>alert(1)</script>")
    assert status == 201 and stage.fetch("/files/uploads/page.html")[1]["content-disposition"].startswith("attachment")
    for path in ("/files/..%2fsecret", "/files/.studio/memory.json", "/files/none.wav"):
        status, _, said = stage.fetch(path)
        assert status == 400 and b"project" in said and b"/" + stage.settings.folder.name.encode() not in said
    assert stage.fetch("/upload/con", method="PUT", body=b"1")[0] == 400
    assert stage.fetch("/upload/a.wav", method="PUT", body=b"1", headers={"Origin": "http://evil.example"})[0] == 403
    soundfile.write(stage.settings.folder / "mine.wav", wave, 16000)
    assert stage.json("/lineage.json?of=mine.wav")["things"][0]["made_of"] == []
    assert stage.fetch("/lineage.json?of=../x.wav")[0] == 400
    for name, why in (
        ("none.wav", "sound-name"),
        ("sound-999999.wav", "project-file"),
        ("../sound-000001.wav", "sound-name"),
        ("voice-1.ring", "sound-name"),
    ):
        with reported(why):
            assert stage.fetch(f"/lineage.json?of=sounds/{name}")[0] == 400


def test_a_piece_is_written_into_the_project_and_nothing_is_overwritten(stage):
    with stage.page() as page:
        assert page.ask("/synthesize", 60, "@to", "note.wav")[1][0] == "files/note.wav"
        assert json.loads(stage.fetch("/files.json")[2])[0]["name"] == "note.wav"
        address, (_, code, text) = page.ask("/synthesize", 60, "@to", "note.wav")
        assert (address, code) == ("/error", "output") and str(stage.settings.folder) not in text
        for path in ("../x.wav", "/somewhere/x.wav"):
            assert page.ask("/save", path)[1][1] == "invalid"
        assert page.ask("/quit")[0] == "/error"


def test_the_map_grows_until_it_is_whole(stage):
    seen = [stage.json("/survey.json?model=tiny")]
    while not seen[-1]["whole"]:
        seen.append(stage.json("/survey.json?model=tiny"))
    counts = [len(look["sounds"]) for look in seen]
    assert counts == sorted(counts) and counts[-1] == 160
    for name in ("x", "y", "brightness", "sustain"):
        values = [sound[name] for sound in seen[-1]["sounds"]]
        assert min(values) >= 0.0 and max(values) <= 1.0 and len(set(values)) > 3
    assert stage.fetch("/survey.json?model=none")[0] == 400
    assert stage.fetch("/voice.json?name=none")[0] == 400


def test_a_token_lets_others_of_the_room_in(engine, tmp_path):
    with studio(engine, tmp_path / "piece", host="0.0.0.0") as stage:  # noqa: S104
        token = stage.settings.token
        assert stage.fetch("/")[0] == 403
        status, headers, _ = stage.fetch(f"/?token={token}")
        assert status == 200
        cookie = headers["set-cookie"].partition(";")[0]
        assert stage.fetch("/files.json", headers={"Cookie": cookie})[0] == 200
        with pytest.raises(Exception, match="403"), stage.page():
            pass
        with stage.page(additional_headers={"Cookie": cookie}) as page:
            assert page.ask("/ping")[0] == "/pong"


def test_what_a_hub_refuses(engine, tmp_path, monkeypatch):
    hub = hub_module.Hub(engine, Project.at(tmp_path))
    with refused("known-voice", CommandError, says="once it was named"):
        hub.steps("nobody")
    monkeypatch.setattr(hub_module, "MAX_PAGES", 0)
    with refused("page-count", CommandError, says="Close one"):
        hub.open(None)
    monkeypatch.setattr(hub_module, "MAX_WAITING", 0)
    with refused("waiting-messages", CommandError, says="in a moment"):
        hub.do(PageMessage("/ping", (), None), None)
    hub.end()
    monkeypatch.setattr(hub_module, "MAX_WAITING", 1)
    hub.do(PageMessage("/ping", (), None), None)  # after the end nobody is asked, and nothing fails


def test_errors_over_http_name_no_folder_of_this_machine(stage, tmp_path):
    (stage.settings.folder / "bank").mkdir()
    for path in ("/bank.json?of=bank", "/bank.json?of=none", "/song.json?of=none.wav", "/lineage.json?of=none.wav"):
        status, _, said = stage.fetch(path)
        assert status == 400 and str(tmp_path).encode() not in said and b"/tmp" not in said
    assert stage.json("/about.json")["project"] == stage.settings.folder.name


def test_a_timeline_of_the_project_opens_nothing_beside_it(stage, tmp_path):
    soundfile.write(tmp_path / "outside.wav", np.zeros(1600, np.float32), 16000)
    head = {"format": "ganspacesynth-timeline", "version": 1}
    for name, song in (("out.json", str(tmp_path / "outside.wav")), ("up.json", "../outside.wav")):
        scene = {"kind": "audio", "file": song, "lasts": 0.05}
        (stage.settings.folder / name).write_text(json.dumps({**head, "scenes": [scene]}))
        with stage.page() as page:
            address, (_, code, text) = page.ask("/timeline_render", name)
            assert (address, code) == ("/error", "invalid") and "files of its project" in text and str(tmp_path) not in text


def test_a_map_that_could_not_be_made_is_begun_anew(stage, monkeypatch, caplog):
    heard_of = survey_module.heard_of
    begun = threading.Event()

    def broken(wave, rate):
        begun.set()
        raise ValueError("no memory")

    monkeypatch.setattr(survey_module, "heard_of", broken)
    stage.json("/survey.json?model=tiny")
    assert begun.wait(60)
    monkeypatch.setattr(survey_module, "heard_of", heard_of)
    while not stage.json("/survey.json?model=tiny")["sounds"]:
        pass
    assert "begun anew" in caplog.text


def test_settings_are_checked(tmp_path):
    with refused("port-range", InvalidInput, says="--port 70000"):
        StudioSettings(tmp_path, port=70_000)
    with refused("host-address", InvalidInput, says="address of this machine"):
        StudioSettings(tmp_path, host="example.org")
    assert StudioSettings(tmp_path).address("127.0.0.1", 1) == "http://127.0.0.1:1/"
    open_ = StudioSettings(tmp_path, host="::", secure=True, token="t")  # noqa: S106
    assert open_.address("::1", 2) == "https://[::1]:2/?token=t" and not open_.is_private
    assert addresses("10.0.0.1") == ["10.0.0.1"] and addresses("0.0.0.0")[-1] == "127.0.0.1"  # noqa: S104
    assert open_.token not in repr(StudioSettings(tmp_path)).partition("port")[2]


def test_a_port_that_is_taken(tmp_path):
    first = bound(StudioSettings(tmp_path, port=0))
    with refused("free-port", InvalidInput, says="--port"):
        bound(StudioSettings(tmp_path, port=first.getsockname()[1]))
    first.close()


def test_messages_are_counted():
    now = [0.0]
    rate = Rate(2.0, 3.0, clock=lambda: now[0])
    assert [rate.takes_one() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.5
    assert [rate.takes_one() for _ in range(2)] == [True, False]


def test_a_song_is_heard_for_the_page(stage):
    rate = 8000
    times = np.arange(6 * rate) / rate
    soundfile.write(stage.settings.folder / "song.wav", np.where(times % 0.5 < 0.02, 0.8 * np.sin(2 * np.pi * 90 * times), 0.0), rate)
    told = stage.json("/song.json?of=song.wav")
    assert told["duration"] == pytest.approx(6.0, abs=0.01) and len(told["beats"]) > 8
    for signal in told["signals"].values():
        assert len(signal["values"]) == 600 and 0.0 <= min(signal["values"]) <= max(signal["values"]) <= 1.0
    assert stage.fetch("/song.json?of=none.wav")[0] == 400 == stage.fetch("/song.json?of=../x.wav")[0]
    (stage.settings.folder / "no song.wav").write_bytes(b"RIFF")
    assert stage.fetch("/song.json?of=no%20song.wav")[0] == 400


def test_frames_are_sent_once(stage, engine):
    (stage.settings.folder / "tiny.pkl").write_bytes(files.persistent(networks.upscaled(resolution=32)))
    assert stage.fetch("/picture.rgb")[0] == 204
    with stage.page() as page:
        assert page.ask("/picture_open", "tiny.pkl")[1][2:4] == [32, 32]
        while (answer := stage.fetch("/picture.rgb"))[0] != 200:
            pass
        _status, headers, body = answer
        assert (headers["x-width"], headers["x-height"], len(body)) == ("32", "32", 3 * 32 * 32)
        page.ask("/picture_close")
        assert stage.fetch("/picture.rgb")[0] == 204
        assert page.ask("/picture_open", "../tiny.pkl")[1][1] == "invalid"


def said(address, *values):
    return json.dumps({"address": str(address), "values": list(values), "id": 1})


KINDS = {
    "letters": lambda draw: "".join(map(chr, draw.integers(1, 0x2FF, draw.integers(0, 60)))),
    "structures": lambda draw: json.dumps(nested(draw, 3)),
    "commands": lambda draw: said(draw.choice(sorted(set(COMMANDS) - LONG)), *(nested(draw, 1) for _ in range(draw.integers(0, 5)))),
    "paths": lambda draw: said(draw.choice(["/load", "/save", "/render", "/song"]), str(draw.choice(PATHS))),
    "samples": lambda draw: json.dumps({"samples": nested(draw, 1), "voice": nested(draw, 1)}),
    "remembered": lambda draw: json.dumps({str(draw.choice(["again", "take_up"])): nested(draw, 1), "id": nested(draw, 1)}),
}
LONG = {"/hallucinate", "/compose", "/models", "/listen", "/picture_output", "/picture_watch", "/picture_open"}  # which do what they are asked for
PATHS = ["../a", "/etc/passwd", "a/../../b", "C:\\a", "\0", "~/a", ".studio/memory.json", "a" * 3000, "con", "\\\\host\\a", "file:///a", "a\n.wav"]


def nested(draw, depth):
    kind = draw.integers(0, 9 if depth else 6)
    leaves = [None, True, -1, 2**60, 1e300, "é" * int(draw.integers(0, 9)), "@seed"]
    if kind < len(leaves):
        return leaves[kind]
    inner = [nested(draw, depth - 1) for _ in range(draw.integers(0, 3))]
    return inner if kind == 7 else {str(draw.choice(["address", "values", "id", "voice"])): value for value in inner}


@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_hostile_messages_of_each_kind(stage, kind, tmp_path_factory, monkeypatch):
    elsewhere = tmp_path_factory.mktemp("where we were started")
    monkeypatch.chdir(elsewhere)
    draw = np.random.default_rng(1)
    with stage.page() as page:
        before = {path.name for path in stage.settings.folder.parent.iterdir()}
        for _ in range(200):
            page.send(KINDS[kind](draw))
        page.send({"address": "/ping", "id": "the end"})
        assert page.wait(lambda told: told.get("id") == "the end")["address"] == "/pong"
        assert {path.name for path in stage.settings.folder.parent.iterdir()} == before and not list(elsewhere.iterdir())
    assert stage.fetch("/")[0] == 200


def test_https_with_a_certificate_of_its_own(engine, tmp_path):
    with studio(engine, tmp_path / "piece", host="0.0.0.0", secure=True) as stage:  # noqa: S104
        shown = ssl.get_server_certificate(("127.0.0.1", stage.port), timeout=60)  # waits until it is there
        kept = user_folder() / "studio" / CERTIFICATE
        assert shown.split() == kept.read_text().split()
        connection = http.client.HTTPSConnection("127.0.0.1", stage.port, timeout=60, context=ssl.create_default_context(cafile=str(kept)))
        connection.request("GET", f"/?token={stage.settings.token}")
        answer = connection.getresponse()
        assert answer.status == 200 and "Secure" in answer.getheader("set-cookie")
        connection.close()


def test_a_bank_is_laid_out_and_heard(stage):
    told = stage.json("/bank.json")
    assert len(told["units"]) > 100 and all(0.0 <= unit[name] <= 1.0 for unit in told["units"] for name in ("x", "y", "loudness"))
    status, headers, body = stage.fetch("/unit.wav?number=5")
    assert (status, headers["content-type"], body[:4]) == (200, "audio/wav", b"RIFF") and len(body) > 1000
    for path in ("/unit.wav?number=99999999", "/unit.wav?number=-1", "/unit.wav", "/unit.wav?number=1&of=../x"):
        assert stage.fetch(path)[0] == 400
    for path in ("/bank.json?of=none", "/bank.json?of=../x"):
        assert stage.fetch(path)[0] == 400


def test_a_bank_that_was_written_anew_is_opened_anew(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(bank_page, "open_bank", lambda path: opened.append(path) or len(opened))
    bank_page._opened.cache_clear()
    os.utime(tmp_path, (1, 1))
    assert bank_page._bank(tmp_path) == bank_page._bank(tmp_path) == 1
    os.utime(tmp_path, (2, 2))
    assert bank_page._bank(tmp_path) == 2 and bank_page._bank(tmp_path / "none") == 3
    bank_page._opened.cache_clear()


def test_a_unit_that_is_not_there():
    with refused("unit-number", InvalidInput, says="counted from 0"):
        unit_sound(None, 10**6)
