"""`ganspacesynth serve` as a program: how it begins, what it says, and that it leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from ganspacesynth.cli.main import main
from ganspacesynth.engine.commands import table
from ganspacesynth.server.osc import encode
from tests.support.osc_client import Client

SERVE = [sys.executable, "-m", "ganspacesynth", "serve", "--port", "0", "--model", "none"]


class Served:
    """A running server."""

    def __init__(self, temp, *words, **more):
        self.process = subprocess.Popen([*SERVE, "--temp", str(temp), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
        line = self.process.stdout.readline()
        found = re.fullmatch(r"listening on (\S+) port (\d+)\n", line)
        assert found, line + self.process.stderr.read()
        self.clients = []
        self.address = (found[1], int(found[2]))

    def client(self):
        """Return a host with a socket, closed with the server."""
        self.clients.append(Client(self))
        return self.clients[-1]

    def ended(self, timeout_s=120):
        """Wait for its end; returns its exit code."""
        code = self.process.wait(timeout_s)
        self.process.stdout.close()
        self.process.stderr.close()
        for client in self.clients:
            client.socket.close()
        return code


@pytest.fixture
def serve(tmp_path):
    running = []

    def serve(*words, **more):
        (tmp_path / "temp é").mkdir(exist_ok=True)
        running.append(Served(tmp_path / "temp é", *words, **more))
        return running[-1]

    yield serve
    for served in running:
        if served.process.poll() is None:
            served.process.kill()
            served.ended()


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_clean(serve, tmp_path, number):
    served = serve()
    assert served.client().ask("/state") == ("/state", "empty", 0, 0, 0)
    assert len(list((tmp_path / "temp é").iterdir())) == 1
    served.process.send_signal(number)
    assert served.ended() == 0
    assert list((tmp_path / "temp é").iterdir()) == []


def test_quit_ends_it(serve):
    served = serve()
    assert served.client().ask("/quit") == ("/ok", "/quit")
    assert served.ended() == 0


def test_it_follows_its_standard_input(serve):
    served = serve("--follow", stdin=subprocess.PIPE)
    served.client().ask("/ping")
    served.process.stdin.close()
    assert served.ended() == 0


@pytest.mark.skipif(os.name == "nt", reason="needs a parent that can be replaced")
def test_it_follows_a_parent_that_is_killed(tmp_path):
    """The parent starts it with an input that never closes, tells its number and is killed."""
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({[*SERVE, '--temp', str(tmp_path), '--follow']!r}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\nprint(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    number = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(1200):
        if not _lives(number):
            break
        time.sleep(0.1)
    assert not _lives(number) and list(tmp_path.iterdir()) == []


def test_what_a_killed_one_left_is_removed_by_the_next(serve, tmp_path):
    first = serve()
    first.process.kill()
    first.ended()
    assert len(list((tmp_path / "temp é").iterdir())) == 1
    second = serve()
    assert len(list((tmp_path / "temp é").iterdir())) == 1
    second.client().send(encode("/quit", ()))
    second.ended()
    assert list((tmp_path / "temp é").iterdir()) == []


def test_a_taken_port_is_one_line(serve, capsys, tmp_path):
    served = serve()
    assert main(["serve", "--port", str(served.address[1]), "--model", "none", "--temp", str(tmp_path)]) == 1
    assert re.search(r"ganspacesynth: The engine must be able to listen. Received: 127.0.0.1 port \d+ .*another --port.\n", capsys.readouterr().err)


def test_commands_are_printed(capsys):
    assert main(["serve", "--commands"]) == 0
    assert capsys.readouterr().out == table.markdown()


def test_what_became_of_the_first_model_is_said(capsys):
    from ganspacesynth.cli.serve import told

    told("/loaded", ("default", "1234", 16000, 64000, 256, 36, 84, 64))
    told("/error", ("/load", "model", "There must be one."))
    told("/progress", ("/load", 1, 2))
    assert capsys.readouterr().err == "default is loaded: 4 s at 16000 Hz, pitches 36 to 84\nganspacesynth: There must be one.\n"


def _lives(number):
    try:
        with open(f"/proc/{number}/stat", encoding="ascii") as file:
            return file.read().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_cannot_be(capsys, port):
    assert main(["serve", "--port", port, "--model", "none"]) == 1
    assert f"A UDP port is a number in 0..65535. Received: --port {port}. The usual one is" in capsys.readouterr().err
