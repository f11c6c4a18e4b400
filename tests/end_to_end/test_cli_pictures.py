"""`ganspacesynth pictures --live` as a program: what it says, plays, shows and leaves behind."""

import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.cli.main import main
from ganspacesynth.core.errors import OutputError
from ganspacesynth.core.pads.pad_map import PadMap, save_pad
from ganspacesynth.core.point import Point
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.pictures.live.outputs.window import Window
from ganspacesynth.pictures.png import to_bytes
from ganspacesynth.server.datagrams import encode
from tests.support.live_pictures import painted
from tests.support.patience import PATIENCE_S
from tests.support.refused import refused, reported


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return str(painted(16).save(tmp_path_factory.mktemp("Bilder é") / "netz"))


def test_it_plays_until_ctrl_c(network):
    words = ["pictures", "--live", network, "--seed", "3", "--smooth", "0", "--out", "http:0", "--port", "0", "--published", "0"]
    process = subprocess.Popen([sys.executable, "-m", "ganspacesynth", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        lines = [process.stdout.readline() for _ in range(3)]
        assert lines[0] == "netz: 16 x 16 pixels, z of 24 numbers, seed 3\n", [*lines, process.stderr.read() if process.poll() else ""]
        browser = int(re.fullmatch(r"frames go to http://127.0.0.1:(\d+)/\n", lines[1])[1])
        ours, published = map(int, re.fullmatch(r"listening on 127.0.0.1 port (\d+), and for /z and /psi on (\d+)\n", lines[2]).groups())
        first = frame(browser)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as host:
            host.settimeout(PATIENCE_S)
            host.sendto(encode("/z", [2.0] * 24), ("127.0.0.1", published))
            while not answered(host, ours, "/picture_z")[0].startswith(b"/picture_z") or np.abs(frame(browser) - first).mean() < 2:
                pass
            assert b"/picture_state" in answered(host, ours, "/picture_state")[0]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0 and re.fullmatch(r"\d+ different frames\n", out) and "Traceback" not in err
    finally:
        process.kill()
        process.communicate()


def answered(host, port, address):
    host.sendto(encode(address, ()), ("127.0.0.1", port))
    return host.recvfrom(65536)


def frame(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", "/frame.jpg")
    data = connection.getresponse().read()
    connection.close()
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(float)


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")
def test_a_window_shows_the_newest_frame_and_is_played():
    read, write = os.pipe()
    xvfb = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24"], pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as lines:
        number = lines.readline().strip()
    home = str(Path(__file__).parents[2])
    env = {**os.environ, "DISPLAY": f":{number}", "PYTHONPATH": home}
    done = subprocess.run([sys.executable, "-m", "tests.support.shown_window"], capture_output=True, text=True, env=env, cwd=home)
    xvfb.terminate()
    xvfb.wait(10)
    found = json.loads(done.stdout or f"[{done.stderr!r}]")
    assert found["shown"] == 1  # the first was older when it looked
    assert np.abs(np.array(found["left"]) - (200, 30, 60)).max() < 6 and np.abs(np.array(found["right"]) - (20, 90, 220)).max() < 6
    assert "another" in found["did"] and 0.05 in found["did"] and [0.5, 0.5] in found["did"]
    assert found["times"] == [3, 1]


def test_without_a_screen_or_tk_it_says_what_else_there_is(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    if sys.platform.startswith("linux"):
        with refused("screen-there", OutputError, says="Use --out http"):
            Window("x", 8, 8)
    monkeypatch.setitem(sys.modules, "tkinter", None)
    with refused("tk-installed", OutputError, says="python3-tk"):
        Window("x", 8, 8)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ((), "live-asked"),
        (("--live", "--port", "70000"), "port-range"),
        (("--live", "--fps", "0"), "frame-rate"),
        (("--live", "--smooth", "-1"), "seconds-range"),
        (("--live", "/nowhere/x.pkl"), "readable-file"),
    ],
)
def test_wrong_words_end_it_at_once(words, rule, capsys):
    with reported(rule):
        assert main(["pictures", *words]) == 1
    err = capsys.readouterr().err.splitlines()
    assert err[-1].startswith("ganspacesynth: ") and len(err) <= 2


def test_outputs_and_ports_are_looked_at(network, capsys):
    with reported("known-output"):
        assert main(["pictures", "--live", network, "--out", "wall"]) == 1
    with reported("psi-range"):
        assert main(["pictures", "--live", network, "--psi", "-2"]) == 1
    for words in ("x", "1,2,99999", ",".join(["1"] * 9)):
        assert main(["pictures", "--live", network, "--published", words]) == 2
    capsys.readouterr()


def test_what_is_seen_is_named_first(network, capsys):
    with reported("input-open"):
        assert main(["pictures", "--live", network, "--out", "http:0", "--project"]) == 1
    with reported("seen-route"):
        assert main(["pictures", "--live", network, "--out", "http:0", "--in", "camera", "--route", "smell=psi,0,1"]) == 1
    with reported("known-input"):
        assert main(["pictures", "--live", network, "--out", "http:0", "--in", "eye", "--route", "motion=psi,0,1", "--project"]) == 1
    assert main(["pictures", "--live", network, "--route", "motion"]) == 2
    capsys.readouterr()


def test_a_place_of_a_pad_is_a_point_that_others_take(network, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    model = load_picture_model(network)
    z = model.sample_z(2, seed=4)
    pad = PadMap().with_pair(0.1, 0.1, Point(z=z[0], model=model.id)).with_pair(0.9, 0.9, Point(z=z[1], model=model.id))
    save_pad("pad.json", pad)
    save_pad("sounds.json", PadMap().with_pair(0.0, 1.0, Point(62, z=(1.0, 2.0))))
    assert main(["pad", "pad.json"]) == 0 and capsys.readouterr().out == "1  0.100 0.100  picture\n2  0.900 0.900  picture\npad.json: 2 places\n"
    assert main(["pad", "sounds.json"]) == 0 and "1  0.000 1.000  pitch 62" in capsys.readouterr().out
    assert main(["pad", "pad.json", "--at", "0.9,0.9", "-o", "there.json"]) == 0
    np.testing.assert_allclose(Point.from_json(json.loads(Path("there.json").read_text())).z, z[1], atol=1e-4)
    assert main(["picture", "--model", network, "--z", "there.json", "-o", "there.png"]) == 0
    wanted = to_bytes(model.synthesize(model.map(z[1]))[0])
    assert np.abs(np.asarray(Image.open("there.png")).astype(int) - wanted).max() <= 1
    with reported("nothing-overwritten"):
        assert main(["pad", "pad.json", "--at", "0.5,0.5", "-o", "there.json"]) == 1
    with reported("place-named"):
        assert main(["pad", "pad.json", "-o", "x.json"]) == 1
    with reported("document-format"):
        assert main(["pad", "there.json"]) == 1
    for value in ('{"z": 3}', '{"version": 2, "edits": [1], "mode": "replace", "drawn": []}'):
        Path("odd.json").write_text(value)
        with reported("latents-file"):
            assert main(["picture", "--model", network, "--z", "odd.json", "-o", "odd.png"]) == 1


def test_ports_that_are_taken_end_nothing(network, monkeypatch, capsys):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setattr("ganspacesynth.cli.pictures.pictures_command._wait", lambda ended: None)
        assert main(["pictures", "--live", network, "--out", "http:0", "--port", "0", "--published", str(port)]) == 0
        out, err = capsys.readouterr()
        assert "Published patches send to ports that must be free" in err and "listening on 127.0.0.1 port" in out and "/z" not in out
        with reported("free-port"):
            assert main(["pictures", "--live", network, "--out", "http:0", "--port", str(port), "--published", "none"]) == 1
