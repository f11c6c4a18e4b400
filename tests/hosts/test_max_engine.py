"""The Node for Max script: finds, starts, watches and ends engines, and carries messages; under Node, without Max."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ganspacesynth.engine.messages import PROTOCOL
from tests.support.max_patch import NODE, Patch, node
from tests.support.patience import until
from tests.support.ports import free_port

pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node.js (apt install nodejs)")
FAKE = Path(__file__).parents[1] / "support" / "max_fake_engine.py"


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def gone(pid):
    return until(lambda: not alive(pid))


@pytest.fixture
def place(tmp_path):
    """A folder of a musician in which `ganspacesynth` is a program."""
    folder = tmp_path / "Prögramme von mir"
    folder.mkdir()
    program = folder / "ganspacesynth"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{FAKE}" "$@"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.fixture
def patches(place):
    """Open patches that find the fake engine on their PATH; all are closed afterwards, and must have said nothing to nobody."""
    opened = []
    port = free_port()

    def open_one(**env):
        path = f"{place}{os.pathsep}{os.environ['PATH']}"
        opened.append(Patch(place.parent, **{"PATH": path, "GANSPACESYNTH_PORT": port, "FAKE_LOG": place / "log", "GANSPACESYNTH": "", **env}))
        return opened[-1]

    yield open_one
    complaints = [patch.close() for patch in opened]
    assert not any(complaints), complaints


def logged(place, address):
    lines = (place / "log").read_text(encoding="utf-8").splitlines() if (place / "log").exists() else []
    return [values for found, *values in map(json.loads, lines) if found == address]


def engine_of(patch):
    """The process that a patch started."""
    return next(child for child in psutil.Process(patch.process.pid).children(recursive=True) if str(FAKE) in child.cmdline())


# --- a patch and its engine


def test_patch_starts_an_engine_and_plays(patches, place):
    patch = patches()
    assert patch.until("status", "starting")
    patch.until("ready")
    patch.send("osc", "/synthesize", 60.5, "@id", 7)
    assert patch.until("status", "working")[2] == "Making the sound ..."
    assert patch.until("progress", 0.5)
    answer = patch.until("osc", "/synthesized")
    assert answer[2:] == ["/t/mein klang é.wav", 64000, 16000, 60.5, 0, 1, "@id", 7]
    voice = f"max-{patch.process.pid}"
    assert logged(place, "/synthesize") == [[60.5, "@id", 7, "@voice", voice]]


def test_second_patch_shares_the_engine(patches, place):
    first = patches()
    first.until("ready")
    second = patches()
    assert second.until("status", "ready")[2] == "Ready: shares the engine that was running"
    second.until("ready")
    assert not psutil.Process(second.process.pid).children()
    second.send("osc", "/random")
    until(lambda: logged(place, "/random"))
    assert logged(place, "/random") == [["@voice", f"max-{second.process.pid}"]]
    second.close()
    assert until(lambda: logged(place, "/voice_close"))[0][:2] == ["@voice", f"max-{second.process.pid}"]


def test_the_patch_that_shared_goes_on_alone(patches):
    first = patches()
    first.until("ready")
    second = patches()
    second.until("ready")
    first.close()
    assert second.until("status", "starting")[2] in ("The engine is gone - trying again", "The engine did not answer /ping - trying again")
    second.until("ready")
    assert alive(engine_of(second).pid)


def test_another_engine_in_the_place_of_the_first(patches, place):
    """It was started anew between two questions: the patch brings its state back."""
    port = free_port()
    command = [sys.executable, str(FAKE), "serve", "--port", str(port)]

    def run_engine():
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "FAKE_LOG": str(place / "log")})
        process.stdout.readline()
        return process

    with run_engine() as engine:
        patch = patches(GANSPACESYNTH_PORT=port)
        patch.until("ready")
        patch.send("osc", "/load", "mein")
        patch.until("osc", "/loaded")
        until(lambda: logged(place, "/ping"))  # who it is, is known
        engine.kill()
    with run_engine() as engine:
        assert patch.until("status", "starting")[2] in ("The engine was started anew - trying again", "The engine is gone - trying again")
        patch.until("ready")
        assert [values[0] for values in logged(place, "/load")] == ["mein", "mein"]
        patch.close()
        engine.kill()


def test_killed_engine_comes_back_with_what_it_knew(patches, place):
    patch = patches()
    patch.until("ready")
    patch.send("osc", "/load", "/Modelle/mein é")
    patch.send("osc", "/load_directions", "/Modelle/r.npz")
    patch.send("osc", "/seed", 5)
    kept = until(lambda: logged(place, "/sequence_save"))[0][0]
    patch.send("osc", "/ping")
    patch.until("osc", "/pong")  # so what came before it was heard, too
    engine_of(patch).kill()
    assert patch.until("status", "starting")[2] == "The engine has ended - trying again"
    patch.until("ready")
    assert [values[0] for values in logged(place, "/load")] == ["/Modelle/mein é"] * 2
    assert [values[0] for values in logged(place, "/load_directions")] == ["/Modelle/r.npz"] * 2
    assert [values[0] for values in logged(place, "/sequence_load")] == [kept]
    assert not any(line[1:3] == ["osc", "/saved"] for line in patch.seen), "the memory's own answers are no answers to the patch"
    patch.close()
    assert not Path(kept).parent.exists()


def test_what_was_refused_is_not_remembered(patches, place):
    """A wrong name is an error; the engine that is started again opens what was open. A patch's own id comes back as it was."""
    patch = patches()
    patch.until("ready")
    patch.send("osc", "/load", "guitar", "@id", 7)
    assert patch.until("osc", "/loaded")[-2:] == ["@id", 7]
    patch.send("osc", "/load", "guitr")
    assert patch.until("osc", "/error")[2:] == ["/load", "model", "A model must be known."]
    engine_of(patch).kill()
    patch.until("status", "starting")
    patch.until("ready")
    assert [values[0] for values in logged(place, "/load")] == ["guitar", "guitr", "guitar"]


def test_closing_the_patch_leaves_no_process(patches):
    patch = patches()
    patch.until("ready")
    engine = engine_of(patch)
    assert patch.close() == ""
    assert patch.process.returncode == 0
    assert gone(engine.pid)


def test_killing_the_patch_leaves_no_process(patches):
    patch = patches()
    patch.until("ready")
    engine = engine_of(patch)
    patch.process.send_signal(signal.SIGKILL)
    assert gone(engine.pid)


def test_engine_that_does_not_start_is_said_in_its_own_words(patches):
    patch = patches(FAKE_MODE="broken")
    words = "The engine ended: There must be room. Received: none. - trying again"
    assert patch.until("status", "starting", words)
    assert patch.until("status", "starting", words), "tried more than once"


def test_without_an_engine_the_user_is_told_what_to_do(patches, tmp_path):
    empty = tmp_path / "leer"
    empty.mkdir()
    patch = patches(PATH=empty)
    found = patch.until("status", "starting", "No engine was found - press Program and choose the folder it was installed in - trying again")
    assert found


def test_chosen_program_is_used_and_remembered(patches, place, tmp_path):
    empty = tmp_path / "leer"
    empty.mkdir()
    patch = patches(PATH=empty)
    patch.until("status", "starting", "No engine was found - press Program and choose the folder it was installed in - trying again")
    patch.send("program", str(place) + "/")
    patch.until("ready")
    assert (patch.home / ".ganspacesynth-program").read_text(encoding="utf-8") == f"{place}\n"
    patch.send("program")
    patch.until("status", "starting")
    until(lambda: not (patch.home / ".ganspacesynth-program").exists())


def test_port_held_by_a_stranger(patches, place):
    """Somebody else's program is at the usual port: after a few tries the system chooses another."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        patch = patches(GANSPACESYNTH_PORT=stranger.getsockname()[1])
        patch.until("ready")
    patch.send("osc", "/ping")
    assert patch.until("osc", "/pong")


def test_errors_are_shown_without_backslashes(patches):
    patch = patches()
    patch.until("ready")
    patch.send("osc", "/mode", "x")
    text = patch.until("status", "trouble")[2]
    assert text.startswith("A mode is offset") and "," not in text and ";" not in text
    assert patch.until("osc", "/error")[2:4] == ["/mode", "usage"]


def test_message_that_is_too_long_is_said(patches):
    patch = patches()
    patch.until("ready")
    patch.send("osc", "/z", *[0.5] * 20000)
    assert patch.until("status", "trouble")[2].startswith("A message has at most 65507 bytes")
    patch.send("osc", "ping")
    assert patch.until("osc", "/pong"), "an address may come without its slash"


def test_messages_before_the_engine_are_dropped(patches, place):
    patch = patches()
    patch.send("osc", "/synthesize")
    patch.until("ready")
    assert not logged(place, "/synthesize")


@pytest.mark.slow
def test_real_engine(tmp_path):
    """The embedded model, from nothing to a sound on disk."""
    patch = Patch(tmp_path, GANSPACESYNTH=f'"{sys.executable}" -m ganspacesynth', PATH="", GANSPACESYNTH_PORT=free_port())
    try:
        patch.until("ready")
        patch.send("osc", "/synthesize", 60, "@seed", 3)
        _, _, path, samples, rate, pitch, index, count = patch.until("osc", "/synthesized")
        assert Path(path).stat().st_size > 4 * samples and (samples, rate, pitch, index, count) == (64000, 16000, 60, 0, 1)
        saved = tmp_path / "mein Klang é"
        patch.send("osc", "/save", str(saved))
        assert patch.until("osc", "/saved")[2] == f"{saved}.wav" and Path(f"{saved}.wav").exists()
        pid = psutil.Process(patch.process.pid).children(recursive=True)[0].pid
    finally:
        assert patch.close() == ""
    assert gone(pid)
    assert not Path(path).exists()


# --- losing engines quickly, with short times

LINK = """
const { Link } = require("./gss-link.js");
const [port, file] = process.argv.slice(1);
const seen = [];
const silence = process.env.FAKE_MODE === "numb" ? 400 : 60000; // others are busy at most
const short = { look: 150, beat: 50, silence, slow: 50, wait: [20, 20, 20], steady: 1e6, end: 300, words: 60000 };
const hooks = {
  say: (state, text) => {
    seen.push([state, text]);
    if (state === "failed") link.end().then(() => console.log(JSON.stringify(seen)));
  },
  heard: () => {}, ready: () => seen.push(["up", ""]), greet: async () => {}, log: () => {},
  program: () => [{ file: "/no such program", args: [] }, { file, args: [PROGRAM] }],
};
const link = new Link(hooks, { port: Number(port), times: short });
link.run();
""".replace("PROGRAM", json.dumps(str(FAKE)))


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("broken", "The engine ended: There must be room. Received: none."),
        ("trailing", "The engine ended: There must be room. Received: none."),  # it is over before anybody has read what it wrote
        ("brief", "The engine (has ended|is gone)"),  # whichever is noticed first
        ("short", "The engine (has ended|is gone)"),  # before it said how it is
        ("numb", "The engine did not answer /ping"),  # it lives, and says nothing any more
    ],
)
def test_gives_up_in_plain_words(mode, reason, monkeypatch):
    monkeypatch.setenv("FAKE_MODE", mode)
    seen = node(LINK, free_port(), sys.executable)
    assert seen[-1][0] == "failed" and re.fullmatch(f"{reason} - press Start again", seen[-1][1])
    tried = [text for state, text in seen if text.endswith("trying again")]
    assert len(tried) == 3 and all(re.fullmatch(f"{reason} - trying again", text) for text in tried)


@pytest.mark.parametrize("mode", ["deaf", "late"])
def test_an_engine_that_begins_slowly_is_left_alone(mode, monkeypatch):
    """One that listens and does not answer, one that does not listen yet: it is said that it starts, and the same process is waited for."""
    monkeypatch.setenv("FAKE_MODE", mode)
    code = LINK.replace(
        "seen.push([state, text]);",
        'seen.push([state, text]); if (text.endsWith("so far") && ++told === 40) { const { exitCode, killed } = link.child; '
        "link.end().then(() => console.log(JSON.stringify([...seen, exitCode, killed, starts]))); }",
    ).replace("const seen = [];", "const seen = []; let told = 0; let starts = 0;")
    code = code.replace("program: () => [", "program: () => ++starts && [")
    *seen, code, killed, starts = node(code, free_port(), sys.executable)
    assert code is None and not killed and starts == 1
    assert sum(re.fullmatch(r"The engine is starting - \d+ seconds so far", text) is not None for _, text in seen) == 40
    assert not [text for _, text in seen if "trying again" in text and "Ended" not in text]


def test_an_engine_that_was_told_to_end_starts_no_more(monkeypatch):
    """While its end is waited for, nothing says that it is starting."""
    monkeypatch.setenv("FAKE_MODE", "stays")
    code = LINK.replace(
        "seen.push([state, text]);",
        'seen.push([state, text]); if (text.endsWith("so far") && ++told === 3) link.end().then(() => console.log(JSON.stringify(seen)));',
    ).replace("const seen = [];", "const seen = []; let told = 0;")
    assert sum(text.endswith("so far") for _, text in node(code, free_port(), sys.executable)) == 3


def test_another_protocol_is_left_alone():
    """An engine of another version answers at the usual port: ours is started beside it."""
    assert node('const { PROTOCOL } = require("./gss-link.js"); console.log(PROTOCOL)') == PROTOCOL
    code = LINK.replace("ready: () => ", "ready: () => { link.end().then(() => console.log(JSON.stringify(seen))); return ").replace(
        'seen.push(["up", ""])', 'seen.push(["up", ""]); }'
    )
    port = free_port()
    strange = FAKE.read_text(encoding="utf-8").replace('"1.0", 1', '"9.0", 9')
    with subprocess.Popen([sys.executable, "-c", strange, "serve", "--port", str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        seen = node(code, port, sys.executable)
        assert other.poll() is None
        other.kill()
    assert ["starting", "The engine is starting - this takes some seconds"] in seen and ["up", ""] in seen


def test_spawned_without_a_shell(tmp_path):
    """On Windows a shell would be a window, and would read a path with & or spaces in its own way."""
    code = """
    const { Link } = require("./gss-link.js");
    const { EventEmitter } = require("events");
    const calls = [];
    const spawn = (file, args, options) => { calls.push([file, args, options.shell, options.windowsHide, options.stdio]);
      const child = new EventEmitter(); setTimeout(() => child.emit("error", new Error("ENOENT")), 5); return child; };
    const program = () => [{ file: "C:\\\\a b\\\\p.exe", args: ["-m"] }];
    const hooks = { say: (state) => state === "failed" && (console.log(JSON.stringify(calls)), process.exit(0)), program };
    new Link(hooks, { port: Number(process.argv[1]), spawn, times: { look: 20, wait: [] } }).run();
    """
    port = free_port()
    assert node(code, port) == [["C:\\a b\\p.exe", ["-m", "serve", "--port", str(port), "--follow"], False, True, ["pipe", "pipe", "pipe"]]]
