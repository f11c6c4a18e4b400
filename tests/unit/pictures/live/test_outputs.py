"""Where frames go: JPEG and larger pictures, the server for browsers, libraries of others by stand-ins, and threads that keep nobody waiting."""

import base64
import http.client
import io
import socket
import sys
import threading
import types

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, OutputError
from ganspacesynth.pictures.live.frame import NewestFrame
from ganspacesynth.pictures.live.outputs.browser import MOST_CLIENTS, BrowserOutput
from ganspacesynth.pictures.live.outputs.jpeg import jpeg_bytes
from ganspacesynth.pictures.live.outputs.known_outputs import OUTPUTS, opening
from ganspacesynth.pictures.live.outputs.output import SendingThread
from ganspacesynth.pictures.live.outputs.resizing import Resizing
from tests.support.refused import refused


def painting(height=64, width=48, seed=0):
    y, x = np.mgrid[:height, :width] / max(height, width)
    rng = np.random.default_rng(seed)
    waves = np.stack([np.sin(9 * x + 3 * y + seed), np.cos(7 * y - seed), np.sin(20 * x * y)], axis=-1)
    return (127 + 100 * waves + rng.normal(size=waves.shape)).clip(0, 255).astype(np.uint8)


def decoded(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(float)


@pytest.mark.parametrize(("height", "width"), [(64, 48), (100, 77), (8, 8), (1, 1), (1, 40)])
def test_a_jpeg_is_what_everybody_reads(height, width):
    picture = painting(height, width)
    found = decoded(jpeg_bytes(picture))
    assert found.shape == picture.shape and np.sqrt(np.mean((found - picture) ** 2)) < 9.0


@pytest.mark.parametrize("picture", [np.zeros((24, 24, 3)), np.full((16, 16, 3), 255), np.indices((32, 32, 3)).sum(0) % 2 * 255])
def test_a_jpeg_of_extremes(picture):
    found = decoded(jpeg_bytes(picture.astype(np.uint8)))
    assert np.abs(found - picture).max() <= 80  # a chessboard of single pixels in colours is the hardest


def test_a_jpeg_of_noise_has_all_codes():
    for seed in range(4):
        noise = np.random.default_rng(seed).integers(0, 256, (40, 40, 3)).astype(np.uint8)
        assert np.sqrt(np.mean((decoded(jpeg_bytes(noise)) - noise) ** 2)) < 25


def test_larger_pictures_are_smooth_and_as_bright():
    flat = np.full((8, 8, 3), 77, np.uint8)
    assert (Resizing(8, 8, 50, 20)(flat) == 77).all()
    ramp = np.repeat(np.repeat(np.arange(16, dtype=np.uint8)[None, :, None] * 10, 4, axis=0), 3, axis=2)
    large = Resizing(16, 4, 64, 16)(ramp)[:, :, 0]
    assert large.shape == (16, 64) and (np.diff(large[0].astype(int)) >= 0).all() and abs(float(large.mean()) - ramp.mean()) < 1
    assert Resizing(16, 4, 16, 4)(ramp) is ramp
    small = Resizing(64, 16, 16, 4)(Resizing(16, 4, 64, 16)(ramp))
    assert np.abs(small.astype(int) - ramp).max() <= 6


@pytest.fixture
def browser():
    output = BrowserOutput(0)
    output.send(painting())
    yield output
    output.close()


def got(output, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", output.port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read() if path != "/stream" else b""
    return answer, body, connection


def test_a_page_and_a_frame(browser):
    answer, body, _ = got(browser, "/")
    assert answer.status == 200 and b'<img src="/stream"' in body
    answer, body, _ = got(browser, "/frame.jpg?x=1")
    assert answer.getheader("Content-Type") == "image/jpeg" and decoded(body).shape == (64, 48, 3)
    assert browser.encoded == 1
    got(browser, "/frame.jpg")
    assert browser.encoded == 1  # once for all who want it
    assert got(browser, "/../etc/passwd")[0].status == 404


def test_mjpeg_gives_the_newest_frame_each_time(browser):
    answer, _, connection = got(browser, "/stream")
    assert answer.getheader("Content-Type").startswith("multipart/x-mixed-replace; boundary=")
    seen = []
    for number in range(1, 4):
        assert answer.readline().startswith(b"--") and answer.readline() == b"Content-Type: image/jpeg\r\n"
        size = int(answer.readline().split(b":")[1])
        answer.readline()
        seen.append(decoded(answer.read(size)))
        answer.readline()
        for extra in range(3):  # of which the last alone is seen
            browser.send(painting(seed=10 * number + extra))
            if extra < 2:
                assert browser.frames.frame.number == 1 + 3 * (number - 1) + extra + 1
    assert np.abs(seen[0] - painting()).mean() < 5
    connection.close()


def socket_of(output, **headers):
    made = socket.create_connection(("127.0.0.1", output.port), timeout=60)
    key = base64.b64encode(b"0123456789abcdef").decode()
    lines = {"Host": f"127.0.0.1:{output.port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key, **headers}
    made.sendall(("GET /frames HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n").encode())
    return made, made.makefile("rb")


def message_of(file):
    head = file.read(2)
    size = head[1] if head[1] < 126 else int.from_bytes(file.read(2 if head[1] == 126 else 8), "big")
    return head[0], file.read(size)


def test_a_websocket_sends_each_frame_it_has_time_for(browser):
    made, file = socket_of(browser, Origin="http://localhost:8000")
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += file.readline()
    assert head.startswith(b"HTTP/1.1 101") and b"Sec-WebSocket-Accept: BACScCJPNqyz+UBoqMH89VmURoA=" in head
    kind, body = message_of(file)
    assert kind == 0x82 and decoded(body).shape == (64, 48, 3)
    browser.send(painting(seed=4))
    assert np.abs(decoded(message_of(file)[1]) - painting(seed=4)).mean() < 5
    made.sendall(b"\x88\x80\0\0\0\0")  # it closes
    browser.send(painting(seed=5))
    while file.read(1 << 16):
        pass
    made.close()


def test_the_websocket_is_that_of_the_usual_library(browser):
    client = pytest.importorskip("websockets.sync.client")
    with client.connect(f"ws://127.0.0.1:{browser.port}/frames") as connection:
        assert decoded(connection.recv(timeout=60)).shape == (64, 48, 3)


def test_who_is_not_of_this_machine_is_refused(browser):
    assert got(browser, "/", Host="evil.example")[0].status == 403
    assert got(browser, "/frame.jpg", Origin="https://evil.example")[0].status == 403
    assert got(browser, "/", Host=f"localhost:{browser.port}")[0].status == 200
    assert got(browser, "/frames")[0].status == 426
    made, file = socket_of(browser, Origin="https://evil.example")
    assert b"403" in file.readline()
    made.close()


def test_clients_are_bounded(browser):
    browser._clients = MOST_CLIENTS
    assert got(browser, "/")[0].status == 503
    browser._clients = 0
    with refused("free-port", InvalidInput, says="Name another, such as http:0"):
        BrowserOutput(browser.port)


def test_the_newest_frame_is_kept_alone():
    frames = NewestFrame()
    assert frames.frame is None and frames.after(0, 0.01) is None
    for seed in range(5):
        frames.put(painting(seed=seed))
    assert frames.after(0).number == 5 and frames.after(5, 0.01) is None
    assert not frames.frame.picture.flags.writeable
    frames.close()
    assert frames.closed


class Slow:
    """An output that takes a frame when it is let."""

    def __init__(self):
        self.place, self.seen, self.let, self.closed, self.taken = "slow", [], threading.Semaphore(0), threading.Event(), threading.Semaphore(0)

    def send(self, picture):
        self.seen.append(int(picture[0, 0, 0]))
        self.taken.release()
        self.let.acquire()

    def close(self):
        self.closed.set()


def test_a_slow_output_gets_the_newest_and_keeps_nobody_waiting():
    frames, slow, failures = NewestFrame(), Slow(), []
    frames.put(np.full((2, 2, 3), 1, np.uint8))
    thread = SendingThread(frames, lambda *size: slow, (2, 2), 30.0, failures.append)
    assert slow.taken.acquire(timeout=60)
    for value in range(2, 200):
        frames.put(np.full((2, 2, 3), value, np.uint8))
    slow.let.release()
    assert slow.taken.acquire(timeout=60) and slow.seen == [1, 199] and thread.place == "slow"
    frames.close()
    slow.let.release()
    thread.close()
    assert slow.closed.is_set() and failures == []


def test_an_output_that_fails_says_so_and_is_closed():
    frames, slow, failures = NewestFrame(), Slow(), []
    told = threading.Event()
    slow.send = lambda picture: 1 / 0
    frames.put(painting())
    thread = SendingThread(frames, lambda *size: slow, (2, 2), 30.0, lambda error: (failures.append(error), told.set()))
    assert told.wait(60) and slow.closed.wait(60) and isinstance(failures[0], ZeroDivisionError)
    thread.close()
    with pytest.raises(OutputError):
        SendingThread(frames, lambda *size: (_ for _ in ()).throw(OutputError("No.", rule="no-rule")), (2, 2), 30.0, failures.append)


def library(patch, name, **parts):
    """Put a stand-in in a library's place; parts are modules of it, by dotted names."""
    for each, values in {"": {}, **parts}.items():
        module = types.ModuleType(f"{name}.{each}" if each else name)
        vars(module).update(values)
        patch.setitem(sys.modules, module.__name__, module)
    return sys.modules[name]


class Noting:
    """Remembers what it was asked."""

    def __init__(self, *given, **named):
        self.given, self.named, self.calls = given, named, []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *given, **named: self.calls.append((name, given, named))


def test_ndi_by_a_stand_in(monkeypatch):
    made = []
    sender = type("Sender", (Noting,), {"__init__": lambda self, *a, **k: (Noting.__init__(self, *a, **k), made.append(self))[0]})
    codes = types.SimpleNamespace(BGRX="bgrx")
    library(monkeypatch, "cyndilib", sender={"Sender": sender}, video_frame={"VideoSendFrame": Noting}, wrapper={})
    monkeypatch.setitem(sys.modules, "cyndilib.wrapper.ndi_structs", types.SimpleNamespace(FourCC=codes))
    output = opening("ndi:stage")(48, 64, 30.0)
    output.send(painting())
    output.close()
    assert output.place == "NDI stage" and made[0].given == ("stage",)
    names = [call[0] for call in made[0].calls]
    assert names == ["set_video_frame", "open", "write_video_async", "close"]
    sent = made[0].calls[2][1][0]
    assert sent.shape == (64 * 48 * 4,) and sent[0] == painting()[0, 0, 2] and sent[3] == 255
    frame = made[0].calls[0][1][0]
    assert frame.calls[0] == ("set_resolution", (48, 64), {}) and frame.calls[2] == ("set_fourcc", ("bgrx",), {})


def test_spout_by_a_stand_in(monkeypatch):
    sender = Noting()
    made = library(monkeypatch, "SpoutGL")
    made.SpoutSender, made.enums = lambda: sender, types.SimpleNamespace(GL_RGBA=6408)
    output = opening("spout")(48, 64, 30.0)
    output.send(painting())
    output.send(painting(seed=1))
    output.close()
    assert [call[0] for call in sender.calls] == ["setSenderName", "sendImage", "sendImage", "releaseSender"]  # one sender for all frames
    data, width, height, kind, *_ = sender.calls[1][1]
    assert (width, height, kind, len(data)) == (48, 64, 6408, 64 * 48 * 4) and output.place == "Spout GANSpaceSynth"
    sender.sendImage = lambda *given: False
    with refused("spout-takes", OutputError):
        output.send(painting())


def test_syphon_by_a_stand_in(monkeypatch):
    server, copied = Noting(), []
    server.device = "card"
    made = library(monkeypatch, "syphon", utils={})
    made.SyphonMetalServer = lambda name: server
    numpy_part = types.SimpleNamespace(copy_image_to_mtl_texture=lambda image, texture: copied.append((image.shape, texture)))
    monkeypatch.setitem(sys.modules, "syphon.utils.numpy", numpy_part)
    monkeypatch.setitem(sys.modules, "syphon.utils.raw", types.SimpleNamespace(create_mtl_texture=lambda device, w, h: (device, w, h)))
    output = opening("syphon:stage")(48, 64, 30.0)
    output.send(painting())
    output.close()
    assert copied == [((64, 48, 4), ("card", 48, 64))]
    assert [call[0] for call in server.calls] == ["publish_frame_texture", "stop"]


def test_a_virtual_camera_by_a_stand_in(monkeypatch):
    camera = Noting()
    camera.device = "/dev/video9"
    made = library(monkeypatch, "pyvirtualcam")
    asked = []
    made.Camera = lambda **given: (asked.append(given), camera)[1]
    output = opening("camera:/dev/video9")(48, 64, 25.0)
    output.send(painting())
    output.close()
    assert asked == [{"width": 48 * 8, "height": 64 * 8, "fps": 25.0, "device": "/dev/video9"}]
    assert camera.calls[0][1][0].shape == (512, 384, 3) and output.place == "camera /dev/video9"

    def none(**given):
        raise RuntimeError("'v4l2loopback' backend: no device\nmore")

    made.Camera = none
    with refused("camera-device", OutputError, says="Received: none \\('v4l2loopback' backend: no device\\)"):
        opening("camera")(48, 64, 25.0)


@pytest.mark.parametrize(("kind", "missing"), [("ndi", "cyndilib"), ("spout", "SpoutGL"), ("syphon", "syphon"), ("camera", "pyvirtualcam")])
def test_what_is_not_installed_is_named(kind, missing, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    with refused("extra-installed", GanSpaceSynthError, says="pip install"):
        opening(kind)(8, 8, 30.0)


def test_other_words_are_refused():
    assert set(OUTPUTS) == {"http", "ndi", "spout", "syphon", "camera"}
    for word in ("screen", "", "ndi:" + "x" * 200, "ndi:\x1b[2J"):
        with refused("known-output", InvalidInput, says="go to http, ndi"):
            opening(word)
    for word in ("http:x", "http:70000", "http:-1"):
        with refused("port-range", InvalidInput):
            opening(word)
