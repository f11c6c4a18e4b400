"""The pieces of the Node for Max script: OSC, words, paths, programs, memory."""

import json
import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from ganspacesynth.engine.commands.table import COMMANDS, parse
from tests.support.max_patch import NODE, SCRIPTS, node

pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node.js (apt install nodejs)")


# --- OSC

VALUES = st.lists(
    st.integers(-(2**31) + 1, 2**31 - 1) | st.floats(-1e9, 1e9, width=32) | st.text(st.characters(blacklist_characters="\0")),
    max_size=12,
)


def test_osc_as_python_osc_writes_it():
    """One run of Node for many messages: ours are read by python-osc, and its messages by ours."""
    cases = []

    @given(VALUES)
    def collect(values):
        try:
            "".join(str(value) for value in values).encode("utf-8")
        except UnicodeEncodeError:
            return
        cases.append(values)

    collect()
    code = """
    const { encode, decode } = require("./gss-osc.js");
    const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
    console.log(JSON.stringify(cases.map(([values, hex]) => [encode("/ä b", values).toString("hex"), decode(Buffer.from(hex, "hex"))])));
    """
    sent = []
    for values in cases:
        builder = OscMessageBuilder("/a")
        for value in values:
            builder.add_arg(value)
        sent.append([values, builder.build().dgram.hex()])
    done = subprocess.run([NODE, "-e", code], cwd=SCRIPTS, input=json.dumps(sent), capture_output=True, text=True, check=True, timeout=60)
    assert len(cases) > 50
    for values, (ours, theirs) in zip(cases, json.loads(done.stdout), strict=True):
        message = OscMessage(bytes.fromhex(ours))
        assert message.address == "/ä b" and list(message.params) == values
        assert theirs == [{"address": "/a", "values": values}]


def test_osc_bundles_and_other_types():
    code = """
    const { decode } = require("./gss-osc.js");
    const message = Buffer.from("/a\\0\\0,hdTFNI\\0", "latin1");
    const numbers = Buffer.alloc(16);
    numbers.writeBigInt64BE(-5n); numbers.writeDoubleBE(0.25, 8);
    const one = Buffer.concat([message, numbers]);
    const size = Buffer.alloc(4); size.writeInt32BE(one.length);
    const bundle = Buffer.concat([Buffer.from("#bundle\\0", "latin1"), Buffer.alloc(8), size, one, size, one]);
    console.log(JSON.stringify(decode(bundle)));
    """
    assert node(code) == [{"address": "/a", "values": [-5, 0.25, 1, 0]}] * 2


@given(st.binary(max_size=64))
def collect_broken(data):
    BROKEN.append(data.hex())


BROKEN: list[str] = []


def test_broken_datagrams_end_in_an_error_and_nothing_else():
    collect_broken()
    good = OscMessageBuilder("/abc")
    for value in (1, 2.5, "wort", b"blob"):
        good.add_arg(value)
    datagram = good.build().dgram
    BROKEN.extend(datagram[:cut].hex() for cut in range(len(datagram)))
    code = """
    const { decode } = require("./gss-osc.js");
    const texts = new Set();
    for (const hex of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
      try { decode(Buffer.from(hex, "hex")); }
      catch (error) { texts.add(error.constructor.name + ": " + error.message.split(" ").slice(0, 3).join(" ")); }
    }
    console.log(JSON.stringify([...texts]));
    """
    done = subprocess.run([NODE, "-e", code], cwd=SCRIPTS, input=json.dumps(BROKEN), capture_output=True, text=True, check=True, timeout=60)
    for text in json.loads(done.stdout):
        assert text in {"Error: An OSC message", "Error: An OSC address", "Error: OSC types read", "Error: A word in"}, text


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ('encode("/a", ["x\\0y"])', "A word must not hold a zero byte."),
        ('encode("/a", ["x".repeat(70000)])', "A message has at most 65507 bytes."),
        ('decode(Buffer.from("no slash"))', "A word in an OSC message ends with a zero."),
        ('decode(Buffer.from("abc\\0"))', "An OSC address begins with a slash."),
        ('decode(Buffer.from("/a\\0\\0,q\\0\\0"))', "OSC types read here are"),
        ('decode(Buffer.from("/a\\0\\0,i\\0\\0\\0"))', "An OSC message must be whole."),
        ('decode(Buffer.from("/a\\0\\0,b\\0\\0\\uffff\\uffff"))', "An OSC message must be whole."),
        (
            'let b = Buffer.alloc(16); b.write("#bundle"); for (let i = 0; i < 10; i++) { const s = Buffer.alloc(20); s.write("#bundle"); '
            "s.writeInt32BE(b.length, 16); b = Buffer.concat([s, b]); } decode(b)",
            "A bundle may lie in a bundle eight times.",
        ),
    ],
)
def test_osc_errors(code, message):
    text = node(f'const {{ encode, decode }} = require("./gss-osc.js"); try {{ {code} }} catch (e) {{ console.log(JSON.stringify(e.message)) }}')
    assert text.startswith(message)


# --- what the script knows of the protocol


def test_voice_goes_where_the_table_has_one():
    script = (SCRIPTS / "gss-engine.js").read_text(encoding="utf-8")
    listed = script.split("WITHOUT_VOICE = new Set(")[1].split(")")[0]
    assert set(json.loads(listed)) == {address for address, command in COMMANDS.items() if "voice" not in command.options}


def test_memory_watches_every_change_of_the_steps():
    changes = set(node('console.log(JSON.stringify([...require("./gss-memory.js").CHANGES]))'))
    stepwise = {address for address, command in COMMANDS.items() if command.group in ("point", "steps")}
    asking = {
        "/psi",
        "/bends",
        "/bend_words",
        "/layers",
        "/store",
        "/forget",
        "/snapshots",
        "/point",
        "/conditions",
        "/sequence_save",
        "/settings",
        "/styles",
        "/step_shape",
    }
    assert changes == stepwise - asking


def test_what_memory_sends_is_in_the_table():
    parse("/sequence_save", ["/t/steps.json", "@force", 1, "@id", "gss:keep", "@voice", "max-1"])
    parse("/sequence_load", ["/t/steps.json", "@voice", "max-1", "@id", "gss:5"])
    parse("/voice_close", ["@voice", "max-1", "@id", "gss:keep"])
    assert parse("/state", ["@id", "gss:1"]).id == "gss:1"


def test_new_model_forgets_directions_of_the_old():
    code = """
    const { Memory } = require("./gss-memory.js");
    const memory = new Memory(() => {});
    const replies = { "/load": "/loaded", "/load_directions": "/loaded_directions" };
    const load = (what, name) => memory.heard(replies[what], ["x", ...memory.sent(what, [name, "@id", 4]).slice(-2)]);
    const heard = [load("/load", "a"), load("/load_directions", "r"), load("/load", "b")];
    memory.sent("/load", ["never answered"]);
    console.log(JSON.stringify([heard, memory.recall()]));
    """
    assert node(code) == [[["x", "@id", 4]] * 3, [["/load", ["b"]]]]


def test_only_what_was_accepted_is_remembered():
    """Each answer belongs to its own request, in whatever order they come; what a new engine refuses is forgotten as well."""
    code = """
    const { Memory } = require("./gss-memory.js");
    const memory = new Memory(() => {});
    const id = (what, ...words) => memory.sent(what, words).slice(-2);
    const good = id("/load", "guitar"), wrong = id("/load", "guitr"), stopped = id("/load_directions", "r");
    const heard = [memory.heard("/error", ["/load", "model", "none", ...wrong]), memory.heard("/progress", ["/load", 0, 0, ...good])];
    memory.heard("/loaded", ["guitar", ...good]); memory.heard("/cancelled", ["/load_directions", "asked", ...stopped]);
    const other = memory.sent("/load", ["x", "@voice", "other"]);
    const first = memory.recall();
    memory.refused("/load");
    console.log(JSON.stringify([heard, other, first, memory.recall()]));
    """
    heard = [["/load", "model", "none"], ["/load", 0, 0]]
    assert node(code) == [heard, ["x", "@voice", "other"], [["/load", ["guitar"]]], []]


# --- words


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (["/progress", "/hallucinate", 3, 8], {"state": "working", "text": "Making the sound: 3 of 8", "progress": 0.375}),
        (["/progress", "/load", 1, 0], None),
        (["/synthesized", "/a.wav", 64000, 16000, 60, 0, 1], {"state": "ready", "text": "Ready: 4.0 seconds", "progress": 0}),
        (["/synthesized", "/a.wav", 64000, 16000, 60, 0, 3], None),
        (["/synthesized", "/a.wav", 64000, 16000, 60, 2, 3], {"state": "ready", "text": "Ready: 3 sounds", "progress": 0}),
        (["/previewed", "/a.wav", 64000, 16000, 60], {"state": "ready", "text": "Ready", "progress": 0}),
        (["/hallucinated", "/a.wav", 32000, 16000, 11], {"state": "ready", "text": "Ready: 11 sounds in 2.0 seconds", "progress": 0}),
        (
            ["/loaded", "klein", "id", 16000, 64000, 32, 36, 84, 64],
            {"state": "ready", "text": "Ready: model klein with pitches 36 to 84 and 64 directions", "progress": 0},
        ),
        (["/loaded_directions", "klein", 3, "conv0"], {"state": "ready", "text": "Ready: 3 directions of conv0", "progress": 0}),
        (["/saved", "/a é.wav"], {"state": "ready", "text": "Saved: /a é.wav", "progress": 0}),
        (["/cancelled", "/preview", "superseded"], None),
        (["/cancelled", "/hallucinate", "asked"], {"state": "ready", "text": "Stopped", "progress": 0}),
        (["/error", "/load", "model", "No."], {"state": "trouble", "text": "No.", "progress": 0}),
        (["/step", 0, 1, 60, 0, "offset", 1], None),
    ],
)
def test_answers_in_words(reply, words):
    assert node(f'const [a, ...v] = {json.dumps(reply)}; console.log(JSON.stringify(require("./gss-words.js").ofReply(a, v)))') == words


# --- paths


@pytest.mark.parametrize(
    ("path", "platform", "boot", "expected"),
    [
        ("Macintosh HD:/Users/é me/a.wav", "darwin", True, "/Users/é me/a.wav"),
        ("Klänge:/a b/c.wav", "darwin", False, "/Volumes/Klänge/a b/c.wav"),
        ("/Users/me/a.wav", "darwin", True, "/Users/me/a.wav"),
        ("C:/Users/é me/a.wav", "win32", True, "C:/Users/é me/a.wav"),
        ("default", "darwin", True, "default"),
    ],
)
def test_paths_of_max(path, platform, boot, expected):
    code = f'console.log(JSON.stringify(require("./gss-paths.js").toSystem({json.dumps(path)}, "{platform}", () => {str(boot).lower()})))'
    assert node(code) == expected


def test_paths_in_messages():
    code = """
    const { incoming, outgoing } = require("./gss-paths.js");
    const boot = () => true;
    console.log(JSON.stringify([
      outgoing("/save", ["HD:/a/klang", "@force", 1], "darwin", boot),
      outgoing("/save", ["HD:/a/KLANG.WAV"], "darwin", boot),
      outgoing("/sequence_save", ["C:/a/stufen.v2"], "win32", boot),
      outgoing("/load", ["HD:/modelle/eins", "@directions", "HD:/r.npz", "@as", "HD:/x"], "darwin", boot),
      outgoing("/store", ["HD:/a"], "darwin", boot),
      incoming("/synthesized", ["C:\\\\Temp\\\\é\\\\1.wav", 64000, 16000], "win32"),
      incoming("/step", ["a\\\\b"], "win32"),
      incoming("/previewed", ["/t/a\\\\b.wav"], "linux"),
    ]));
    """
    assert node(code) == [
        ["/a/klang.wav", "@force", 1],
        ["/a/KLANG.WAV"],
        ["C:/a/stufen.v2.json"],
        ["/modelle/eins", "@directions", "/r.npz", "@as", "HD:/x"],
        ["HD:/a"],
        ["C:/Temp/é/1.wav", 64000, 16000],
        ["a\\b"],
        ["/t/a\\b.wav"],
    ]


def test_paths_are_those_of_the_table():
    """Whatever takes or gives a path in the table, the script translates."""
    script = (SCRIPTS / "gss-paths.js").read_text(encoding="utf-8")
    taken, given_back = (set(json.loads(script.split(f"{name} = new Set(")[1].split(")")[0])) for name in ("WITH_PATH", "PATH_REPLIES"))
    assert taken == {address for address, command in COMMANDS.items() if command.arguments and command.arguments[0].name == "path"}
    replies = {reply.address for command in COMMANDS.values() for reply in command.replies if reply.arguments and reply.arguments[0].name == "path"}
    assert given_back == replies - {"/voice"}  # a ring of shared memory is nothing for Max


# --- programs


def candidates(chosen="", files=(), folders=None, **machine):
    code = """
    const { candidates } = require("./gss-program.js");
    const [chosen, files, folders, machine] = JSON.parse(process.argv[1]);
    const exists = (file) => files.includes(file);
    const list = (folder) => folders[folder] || [];
    console.log(JSON.stringify(candidates(chosen, { home: "/h", env: {}, platform: "linux", around: "/r", ...machine, exists, list })));
    """
    return [(way["file"], *way["args"]) for way in node(code, json.dumps([chosen, list(files), folders or {}, machine]))]


USUAL = [("ganspacesynth",), ("python3", "-m", "ganspacesynth"), ("python", "-m", "ganspacesynth")]
WINDOWS = [("ganspacesynth",), ("py", "-m", "ganspacesynth"), ("python", "-m", "ganspacesynth")]


def test_programs_usually():
    assert candidates() == USUAL
    assert candidates(platform="win32") == WINDOWS


def test_programs_chosen():
    assert candidates("/my é/bin/ganspacesynth", ["/my é/bin/ganspacesynth"])[0] == ("/my é/bin/ganspacesynth",)
    assert candidates("/v/bin/python3.11", ["/v/bin/python3.11"])[0] == ("/v/bin/python3.11", "-m", "ganspacesynth")
    assert candidates("/my venv", ["/my venv/bin/ganspacesynth"])[0] == ("/my venv/bin/ganspacesynth",)
    assert candidates("/checkout", ["/checkout/.venv/bin/ganspacesynth"])[0] == ("/checkout/.venv/bin/ganspacesynth",)
    assert candidates("/gone") == USUAL, "a choice that is not there any more does not stand in the way"
    scripts = "C:\\my env\\Scripts\\ganspacesynth.exe"
    assert candidates("C:/my env", [scripts], platform="win32")[0] == (scripts,)


def test_programs_by_the_environment():
    assert candidates(env={"GANSPACESYNTH": '"/my venv/bin/python" -m ganspacesynth'})[0] == ("/my venv/bin/python", "-m", "ganspacesynth")
    assert candidates(env={"GANSPACESYNTH": "/a b/ganspacesynth"}, files=["/a b/ganspacesynth"])[0] == ("/a b/ganspacesynth",)


def test_programs_in_the_checkout_around():
    assert candidates(files=["/r/.venv/bin/ganspacesynth"])[0] == ("/r/.venv/bin/ganspacesynth",)


def test_programs_in_places_that_max_does_not_see():
    mac = ["/h/Library/Python/3.9/bin/ganspacesynth", "/h/Library/Python/3.11/bin/ganspacesynth", "/opt/homebrew/bin/ganspacesynth"]
    folders = {"/h/Library/Python": ["3.9", "3.11"]}
    assert candidates(files=mac, folders=folders, platform="darwin")[1:4] == [(mac[2],), (mac[1],), (mac[0],)]
    roaming = "C:\\é\\Python\\Python311\\Scripts\\ganspacesynth.exe"
    found = candidates(
        files=[roaming], folders={"C:\\é\\Python": ["Python39", "Python311"]}, platform="win32", env={"APPDATA": "C:\\é"}, home="C:\\h"
    )
    assert found[1] == (roaming,)


def test_scripts_need_nothing_but_node_and_max():
    for script in SCRIPTS.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert set(re.findall(r'require\("([^"]+)"\)', text)) <= {
            "fs",
            "os",
            "path",
            "child_process",
            "dgram",
            "max-api",
            *(f"./{s.name}" for s in SCRIPTS.glob("*.js")),
        }
        assert max(map(len, text.splitlines())) <= 150, script.name
