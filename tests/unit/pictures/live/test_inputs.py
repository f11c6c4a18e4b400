"""What is seen: flow, brightness and motion of pictures whose movement is known, films as cameras, and libraries of others by stand-ins."""

import json
import os
import subprocess
import sys
import threading
import types
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.testing import assert_allclose

from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.pictures.live.inputs import film_input
from ganspacesynth.pictures.live.inputs.film_input import CameraInput, FilmInput, film_frames
from ganspacesynth.pictures.live.inputs.flow import movement, optical_flow
from ganspacesynth.pictures.live.inputs.input import Watch
from ganspacesynth.pictures.live.inputs.known_inputs import INPUTS, watched
from ganspacesynth.pictures.live.inputs.nearest import NearestPictures
from ganspacesynth.pictures.live.inputs.seeing import NAMES, Eye, seen_signals, shrunk
from ganspacesynth.pictures.live.performance import opaque
from tests.support.live_pictures import painted
from tests.support.refused import refused

FPS = 25


def texture(right=0.0, down=0.0, times=1.0, turn=0.0, size=64):
    """Waves of brightness, moved so many pixels, made larger, turned to the right."""
    y, x = np.mgrid[:size, :size] - size / 2
    u = (x * np.cos(turn) + y * np.sin(turn)) / times - right
    v = (-x * np.sin(turn) + y * np.cos(turn)) / times - down
    waves = np.sin(0.35 * u + 0.1 * v) + np.cos(0.27 * v - 0.15 * u) + np.sin(0.17 * u + 0.2 * v) + np.cos(0.5 * v)
    return 0.5 + 0.12 * waves


def colours(gray):
    return np.repeat(np.rint(255 * gray.clip(0, 1)).astype(np.uint8)[:, :, None], 3, axis=2)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A film of a second, in which waves drift to the right and grow darker."""
    path = tmp_path_factory.mktemp("Film é") / "drift.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(FPS))
        stream.width = stream.height = 128
        stream.pix_fmt, stream.bit_rate = "yuv420p", 4_000_000
        for k in range(FPS):
            picture = colours((1.0 - 0.02 * k) * texture(2.0 * k, size=128))
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


@pytest.mark.parametrize("moved", [(1.0, 0.0), (0.0, -1.5), (2.5, 1.0), (-3.0, 3.0)])
def test_flow_is_how_far_it_moved(moved):
    flow = optical_flow(texture(), texture(*moved))
    assert_allclose(flow.reshape(-1, 2).mean(axis=0), moved, atol=0.1 * np.linalg.norm(moved))
    right, down, larger, turn = movement(flow, 64, 64)
    assert_allclose((64 * right, 64 * down), moved, atol=0.1 * np.linalg.norm(moved))
    assert abs(larger) < 0.02 and abs(turn) < 0.02


def test_flow_knows_nearer_and_turned():
    assert_allclose(movement(optical_flow(texture(), texture(times=1.05)), 64, 64), (0, 0, 0.05, 0), atol=0.01)
    assert_allclose(movement(optical_flow(texture(), texture(turn=0.04)), 64, 64), (0, 0, 0, 0.04), atol=0.01)


def test_what_has_no_structure_does_not_move():
    flat = np.full((64, 64), 0.5)
    assert_allclose(optical_flow(flat, flat + 0.2), 0.0, atol=1e-6)
    rng = np.random.default_rng(0)
    noise = [flat + 0.004 * rng.standard_normal((64, 64)) for _ in range(2)]
    assert np.abs(movement(optical_flow(*noise), 64, 64)).max() < 0.01


def test_an_eye_sees_brightness_and_what_moves():
    eye = Eye()
    first = eye.look(colours(texture(size=96)), 0.04)
    assert first.motion == first.right == 0.0 and first.brightness == pytest.approx(0.5, abs=0.1)
    still = eye.look(colours(texture(size=96)), 0.04)
    assert still.motion == 0.0 and abs(still.right) < 1e-3
    moved = eye.look(colours(texture(3.0, size=96)), 0.25)
    assert moved.motion > 0.5 and moved.right == pytest.approx(3.0 / 96 / 0.25, rel=0.15) and abs(moved.down) < 0.03
    fast = eye.look(colours(texture(-1.0, size=96)), 0.001)
    assert fast.right == -1.0  # as far as it goes


def test_pictures_of_any_size_are_looked_at_in_their_middle():
    wide = np.zeros((100, 300, 3), np.uint8)
    wide[:, 100:200] = 255
    assert_allclose(shrunk(wide, 64), 1.0)
    small = shrunk(np.full((3, 5, 3), 51, np.uint8), 64)
    assert small.shape == (64, 64, 3)
    assert_allclose(small, 0.2)
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (128, 128, 3)).astype(np.uint8)
    assert_allclose(shrunk(noise, 64), noise.reshape(64, 2, 64, 2, 3).mean(axis=(1, 3)) / 255.0, atol=1e-5)


def test_a_film_becomes_signals(film):
    found = seen_signals((picture for _, picture in film_frames(film)), FPS)
    assert tuple(found) == NAMES and all(isinstance(each, Signal) and len(each) == FPS for each in found.values())
    assert (np.diff(found["brightness"].values) < 0.002).all() and found["brightness"].values[-1] < 0.65 * found["brightness"].values[0]
    assert found["right"].values[1:].mean() == pytest.approx(2.0 / 128 * FPS, rel=0.2)
    assert np.abs(found["down"].values[1:]).mean() < 0.05 and found["motion"].values[1:].mean() > 0.4
    with refused("film-length", InvalidInput):
        seen_signals([], FPS)


def test_a_film_plays_again_and_again_at_its_pace(film, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(film_input.time, "perf_counter", lambda: now[0])
    given = FilmInput(film)
    assert given.read() is not None and given.read() is None  # the next one's time has not come
    now[0] += 1.0 / FPS + 1e-3
    assert given.read() is not None and given.read() is None
    for _ in range(FPS - 2):
        now[0] += 1.0 / FPS
        assert given.read() is not None
    now[0] += 1.0 / FPS
    assert given.read() is not None  # its first frame once more
    now[0] += 30.0  # nobody looked for so long: it goes on from where it is
    assert given.read() is not None and given.read() is None
    given.close()
    once = FilmInput(film, loop=False)
    with pytest.raises(EOFError):
        for _ in range(FPS + 2):
            now[0] += 1.0 / FPS
            once.read()


def test_a_film_is_the_camera_of_a_watch(film):
    told, enough, failures = [], threading.Event(), []

    def tell(picture, seen):
        told.append((picture.shape, seen))
        if len(told) >= 8:
            enough.set()

    watch = Watch(watched(f"film:{film}"), tell, failures.append)
    assert enough.wait(60)
    watch.close()
    assert watch.place == str(film) and watch.count >= 8 and watch.ended and failures == []
    assert told[0][0] == (128, 128, 3) and told[5][1].right > 0.0 and told[5][1].brightness < told[0][1].brightness


class Pulled:
    """A camera that is pulled out."""

    place = "pulled"

    def __init__(self, error):
        self.error, self.closed = error, False

    def read(self):
        raise self.error

    def close(self):
        self.closed = True


def test_a_camera_that_is_pulled_out_ends_alone():
    for error, told in ((ZeroDivisionError("x"), 1), (EOFError(), 0)):
        pulled, failures = Pulled(error), []
        watch = Watch(lambda given=pulled: given, lambda *both: None, failures.append)
        watch._thread.join(60)
        assert watch.ended and pulled.closed and len(failures) == told
    with pytest.raises(InvalidInput):
        Watch(watched("film:/nowhere/x.mp4"), lambda *both: None, print)


def test_what_is_no_film_says_so(tmp_path):
    (tmp_path / "x.mp4").write_bytes(b"nonsense" * 100)
    for path in (tmp_path / "x.mp4", tmp_path / "none.mp4", tmp_path):
        with refused("readable-film", InvalidInput):
            FilmInput(path)
    with av.open(str(tmp_path / "s.wav"), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.rate = 8000
        container.mux(stream.encode(frame))
    with refused("film-pictures", InvalidInput):
        FilmInput(tmp_path / "s.wav")


def test_a_list_of_other_files_is_no_film(film, tmp_path):
    listed = tmp_path / "list.mp4"
    listed.write_text(f"ffconcat version 1.0\nfile '{film}'\n", encoding="utf-8")
    with refused("readable-film", InvalidInput):
        next(film_frames(listed))


def test_a_film_has_bounds(film, monkeypatch):
    monkeypatch.setattr(film_input, "LARGEST", 100)
    with refused("film-size", InvalidInput):
        FilmInput(film)


def test_a_camera_that_there_is_not(monkeypatch):
    with refused("camera-there", InvalidInput, says="as its system names it"):
        CameraInput("/dev/no-such-camera")
    made = types.ModuleType("cv2")
    frames = [(True, np.arange(24, dtype=np.uint8).reshape(2, 4, 3)), (False, None)]
    camera = types.SimpleNamespace(isOpened=lambda: True, read=lambda: frames.pop(0), release=lambda: frames.append("released"))
    made.VideoCapture = lambda number: camera if number == 0 else types.SimpleNamespace(isOpened=lambda: False)
    monkeypatch.setitem(sys.modules, "cv2", made)
    given = watched("camera")()
    assert given.place == "camera 0" and given.read()[0, 0].tolist() == [2, 1, 0]  # OpenCV has blue first
    with pytest.raises(EOFError):
        given.read()
    given.close()
    assert frames == ["released"]
    with refused("camera-there", InvalidInput, says="The first is 0"):
        watched("camera:7")()


def test_a_device_gives_frames_until_it_ends(monkeypatch):
    frame = types.SimpleNamespace(to_ndarray=lambda format: np.full((2, 2, 3), 9, np.uint8))
    container = types.SimpleNamespace(decode=lambda video: iter([frame]), close=lambda: closed.append(1))
    closed, asked = [], []
    monkeypatch.setattr(av, "open", lambda name, format: (asked.append((name, format)), container)[1])
    for system, name in (("linux", "/dev/video0"), ("darwin", "0"), ("win32", "video=/dev/video0")):
        monkeypatch.setattr(sys, "platform", system)
        given = watched("camera:/dev/video0" if system != "darwin" else "camera:FaceTime")()
        assert given.read().shape == (2, 2, 3)
        with pytest.raises(EOFError):
            given.read()
        given.close()
        assert asked[-1][0] == (name if system != "darwin" else "FaceTime")
    assert [each[1] for each in asked] == ["v4l2", "avfoundation", "dshow"] and len(closed) == 3


def test_ndi_comes_in_by_a_stand_in(monkeypatch):
    picture = np.arange(32, dtype=np.uint8).reshape(2, 4, 4)
    frame = types.SimpleNamespace(xres=4, yres=2, get_array=lambda: picture.ravel(), get_timestamp_posix=lambda: stamp[0])
    stamp, sync = [1.0], types.SimpleNamespace(set_video_frame=lambda each: None, capture_video=lambda: None)
    receiver = types.SimpleNamespace(frame_sync=sync, set_source=lambda each: None, is_connected=lambda: connected[0], disconnect=lambda: None)
    connected, names = [False], ["MACHINE (stage)"]
    finder = types.SimpleNamespace(
        open=lambda: None, close=lambda: None, wait_for_sources=lambda s: None, update_sources=lambda: None, get_source_names=lambda: names
    )
    finder.get_source = lambda name: name
    parts = {
        "cyndilib": {},
        "cyndilib.finder": {"Finder": lambda: finder},
        "cyndilib.receiver": {"Receiver": lambda **given: receiver},
        "cyndilib.video_frame": {"VideoFrameSync": lambda: frame},
        "cyndilib.wrapper": {},
        "cyndilib.wrapper.ndi_recv": {
            "RecvBandwidth": types.SimpleNamespace(highest=1),
            "RecvColorFormat": types.SimpleNamespace(RGBX_RGBA=2),
        },
    }
    for name, values in parts.items():
        module = types.ModuleType(name)
        vars(module).update(values)
        monkeypatch.setitem(sys.modules, name, module)
    given = watched("ndi:stage")()
    assert given.place == "NDI MACHINE (stage)" and given.read() is None
    connected[0] = True
    assert given.read().tolist() == picture[:, :, :3].tolist() and given.read() is None  # the same one again
    stamp[0] = 2.0
    assert given.read() is not None
    given.close()
    monkeypatch.setattr("ganspacesynth.pictures.live.inputs.shared.SEARCH_S", 0.05)
    names.clear()
    with refused("source-there", InvalidInput, says="not found in"):
        watched("ndi")()


def test_spout_comes_in_by_a_stand_in(monkeypatch):
    said = {"updated": [True, False, False], "new": [True, False]}

    def receive(data, kind, invert, host):
        if data is not None:
            data[:] = 7
        return True

    receiver = types.SimpleNamespace(
        setReceiverName=lambda name: None,
        receiveImage=receive,
        isUpdated=lambda: said["updated"].pop(0),
        isFrameNew=lambda: said["new"].pop(0),
        getSenderHeight=lambda: 2,
        getSenderWidth=lambda: 3,
        releaseReceiver=lambda: said.clear(),
    )
    made = types.ModuleType("SpoutGL")
    made.SpoutReceiver, made.enums = lambda: receiver, types.SimpleNamespace(GL_RGBA=6408)
    monkeypatch.setitem(sys.modules, "SpoutGL", made)
    given = watched("spout:other")()
    assert given.read() is None and given.read().shape == (2, 3, 3) and given.read() is None
    given.close()
    assert said == {}


def test_syphon_comes_in_by_a_stand_in(monkeypatch):
    server = types.SimpleNamespace(app_name="Other", name="out")
    client = types.SimpleNamespace(has_new_frame=True, new_frame_image="texture", stop=lambda: None)
    made = types.ModuleType("syphon")
    made.SyphonServerDirectory = lambda: types.SimpleNamespace(servers=[server])
    made.SyphonMetalClient = lambda found: client
    picture = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    monkeypatch.setitem(sys.modules, "syphon", made)
    monkeypatch.setitem(sys.modules, "syphon.utils", types.ModuleType("syphon.utils"))
    monkeypatch.setitem(sys.modules, "syphon.utils.numpy", types.SimpleNamespace(copy_mtl_texture_to_image=lambda texture: picture))
    given = watched("syphon:Other")()
    assert given.read()[0, 0].tolist() == [2, 1, 0] and given.place == "Syphon out"
    client.has_new_frame = False
    assert given.read() is None
    given.close()
    with refused("source-there", InvalidInput):
        watched("syphon:nobody")()


@pytest.mark.parametrize(
    ("word", "missing"), [("ndi", "cyndilib"), ("spout", "SpoutGL"), ("syphon", "syphon"), ("camera:0", "cv2"), ("camera:x", "av")]
)
def test_what_is_not_installed_is_named(word, missing, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    with refused("extra-installed", GanSpaceSynthError, says="pip install"):
        watched(word)()


def test_other_words_are_refused():
    assert set(INPUTS) == {"camera", "film", "ndi", "spout", "syphon"}
    for word in ("eye", "film", "film:", "", "ndi:\x1b[2J", "film:" + "x" * 2000):
        with refused("known-input", InvalidInput, says="such as film:dance.mp4"):
            watched(word)


def test_the_nearest_picture_is_found_and_mixtures_are_near():
    model = painted(16)
    table = NearestPictures(model, count=60, seed=2)
    assert table.nearest(np.zeros((8, 8, 3), np.uint8)).shape == (model.config.num_ws, model.config.w_dim) and table.count == 8
    while not table.complete:
        table.grow()
    table.grow()
    assert table.count == 60
    ws = model.map(model.sample_z(60, seed=2))
    own = opaque(model.synthesize(model.truncate(ws[17:18], 0.7))[0])
    found = table.nearest(own)
    assert np.linalg.norm(found - ws[17]) < 0.2 * np.linalg.norm(ws[17] - ws.mean(axis=0))  # the table's own picture comes back
    others = model.synthesize(model.map(model.sample_z(20, seed=9), psi=0.7))
    better = 0
    for k, other in enumerate(others):
        made = model.synthesize(model.truncate(table.nearest(opaque(other))[None], 0.7))[0]
        chance = model.synthesize(model.truncate(ws[k : k + 1], 0.7))[0]
        better += np.mean((made - other) ** 2) < np.mean((chance - other) ** 2)
    assert better >= 17  # of twenty that it has not seen


NDI = """
import time, numpy as np
from ganspacesynth.pictures.live.inputs.known_inputs import watched
from ganspacesynth.pictures.live.outputs.known_outputs import opening
sent, found, looking = opening("ndi:gss test")(64, 32, 30.0), [], None
end = time.monotonic() + 100
while len(found) < 3 and time.monotonic() < end:
    sent.send(np.full((32, 64, 3), (200, 100, 50), np.uint8))
    time.sleep(0.03)
    looking = looking or watched("ndi:gss test")()
    picture = looking.read()
    found += [] if picture is None else [picture]
print(len(found), found[-1].shape, np.abs(found[-1].astype(int) - (200, 100, 50)).max() < 8)
"""


def test_ndi_goes_out_and_comes_in_by_the_real_library(tmp_path):
    """On this machine alone, which a file of NDI's own says."""
    pytest.importorskip("cyndilib")
    here = {"ndi": {"networks": {"ips": "127.0.0.1,"}, "adapters": {"allowed": ["127.0.0.1"]}}}
    (tmp_path / "ndi-config.v1.json").write_text(json.dumps(here))
    env = {**os.environ, "NDI_CONFIG_DIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[4])}
    done = subprocess.run([sys.executable, "-c", NDI], capture_output=True, text=True, env=env, timeout=120)
    assert done.stdout == "3 (32, 64, 3) True\n", done.stderr
