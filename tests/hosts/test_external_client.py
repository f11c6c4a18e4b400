"""The host-independent C of the externals: messages, ring, filter, player and engine's process, from inside and with sanitizers."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ganspacesynth.engine.commands.table import COMMANDS

HERE = Path(__file__).parents[1]
SOURCE = HERE.parent / "pd" / "external"
COMPILER = shutil.which("cc")
BUILDS = {
    "plain": ["-O3", "-ffast-math", "-funroll-loops"],  # as pd-lib-builder has it
    "address": ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
    "thread": ["-O1", "-g", "-fsanitize=thread"],
}
INSIDE = ["osc", "osc_fuzz", "queue", "ring_wraps", "underruns", "nonsense", "new_ring", "bad_files", "notes", "words", "inlet", "inlet_files"]
VERDICTS = ["accepted", "fallback", "no_model_yet", "patience", "whose"]

pytestmark = pytest.mark.skipif(COMPILER is None or os.name == "nt", reason="needs a C compiler")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A function: the test program of a build."""
    folder = tmp_path_factory.mktemp("gss_client")

    def build(name):
        program = folder / name
        if not program.exists():
            words = [
                COMPILER,
                "-std=gnu11",
                "-Wall",
                "-Wextra",
                "-Werror",
                *BUILDS[name],
                *map(str, sorted(SOURCE.glob("*gss*.c"))),
                "-o",
                str(program),
                "-lm",
                "-lpthread",
            ]
            subprocess.run(words, check=True, timeout=300)
        return program

    return build


def run(program, name, timeout_s=300, **environment):
    """Run one test of the program, and return what it prints."""
    done = subprocess.run([program, name], capture_output=True, text=True, timeout=timeout_s, env={**os.environ, **environment})
    assert done.returncode == 0, f"{name}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


@pytest.mark.parametrize("name", INSIDE)
def test_inside_with_address_and_undefined_sanitizer(built, name):
    run(built("address"), name)


@pytest.mark.parametrize("name", VERDICTS)
def test_only_what_was_accepted_is_told_again(built, name):
    """What is refused is forgotten, what waits for a model waits; who starts slowly is left alone, and who is somebody else's is not ended."""
    run(built("address"), name)


@pytest.mark.parametrize("name", ["queue", "new_ring", "inlet_changes"])
def test_inside_with_thread_sanitizer(built, name):
    run(built("thread"), name)


@pytest.mark.parametrize("name", ["underruns", "nonsense", "new_ring", "no_system_calls", "inlet", "inlet_changes", "inlet_no_system_calls"])
def test_inside_as_it_is_shipped(built, name):
    run(built("plain"), name)


def test_rates_keep_a_sine(built):
    figures = [float(figure) for figure in re.findall(r"([\d.]+) dB, level", run(built("plain"), "rates"))]
    assert len(figures) == 15 and min(figures) > 95


def test_images_are_not_heard(built):
    figures = [float(figure) for figure in re.findall(r"at (-[\d.]+) dB", run(built("plain"), "images"))]
    assert len(figures) == 2 and max(figures) < -90


@pytest.mark.parametrize("build", ["address", "thread"])
def test_the_life_of_three_voices(built, build, tmp_path):
    """Started, killed, restarted, stopped, closed: no report of a sanitizer, no process and no file left."""
    folder = tmp_path / "Klänge und mehr"
    folder.mkdir()
    log = folder / "log"
    engine = f'"{sys.executable}" "{HERE / "support" / "sine_engine.py"}"'
    run(built(build), "life", GANSPACESYNTH=engine, SINE_ENGINE_LOG=str(log), SINE_ENGINE_FOLDER=str(folder), PYTHONPATH=str(HERE.parent))
    processes = [int(number) for number in re.findall(r'\["pid", (\d+)', log.read_text())]
    assert len(processes) >= 4  # at first, after the kill, after restart, after start
    assert not list(folder.glob("*/*.ring"))
    for process in processes[:-1]:  # the last began as the program ended, and follows it
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_it_knows_the_command_table(built):
    """What is sent again after a restart, and what takes no @voice, is what the table says."""
    lines = [line.split() for line in run(built("plain"), "table").splitlines()]
    controls = {line[1]: int(line[2]) for line in lines if line[0] == "control"}
    voiceless = {line[1] for line in lines if line[0] == "voiceless"}
    not_yet = {line[1] for line in lines if line[0] == "not_yet"}
    for address, least in controls.items():
        assert least <= len(COMMANDS[address].arguments), address
        *before, last = COMMANDS[address].replies
        assert not last.each and last.address not in not_yet and {reply.address for reply in before} <= not_yet, address
    assert {"/progress", "/left_out"} <= not_yet  # they come with the id, before the answer
    ours = {"/quit", "/reply"}  # never sent on
    assert voiceless == {address for address, command in COMMANDS.items() if "voice" not in command.options} - ours
    setters = {
        a
        for a, c in COMMANDS.items()
        if c.group in ("point", "voices", "models") and "voice" in c.options and len(c.replies) == 1 and not c.replies[0].each
    }
    gone_with_the_engine = {"/store", "/morph", "/recall", "/voice_open", "/voice_close"}
    questions = {"/point", "/bends", "/layers"}
    assert setters - gone_with_the_engine - questions <= set(controls)
    assert not {"/start", "/stop", "/restart", "/status", "/underruns"} & set(COMMANDS)


def test_every_file_is_built():
    """The Makefile names its sources; none is forgotten, none is long, and the build for Max takes the same ones."""
    files = sorted(path.name for path in SOURCE.glob("gss_*.c"))
    makefile = (SOURCE / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    assert sorted(re.search(r"class\.sources = (gss_.*)", makefile)[1].split()) == files and len(files) > 10
    assert all(len((SOURCE / name).read_text(encoding="utf-8").splitlines()) <= 330 for name in files)


@pytest.mark.skipif(shutil.which("nm") is None or sys.platform != "linux", reason="needs nm, of Linux")
def test_names_are_its_own(tmp_path):
    """Only what hosts call is seen by others: Pd loads all externals into one space of names."""
    library = tmp_path / "client.so"
    sources = map(str, SOURCE.glob("gss_*.c"))
    subprocess.run([COMPILER, "-std=gnu11", "-shared", "-fPIC", *sources, "-o", str(library), "-lm", "-lpthread"], check=True, timeout=300)
    listed = subprocess.run(["nm", "-D", "--defined-only", str(library)], capture_output=True, text=True, check=True, timeout=60).stdout
    names = {line.split()[2] for line in listed.splitlines() if len(line.split()) == 3}
    header = (SOURCE / "gss_client.h").read_text(encoding="utf-8")
    assert {name for name in names if not name.startswith("_")} == set(re.findall(r"\b(gss_\w+)\(", header))
