"""Live pictures of an engine, by messages: opened, played, followed, placed on a pad, sent elsewhere."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image

from ganspacesynth.core.errors import DirectionsError
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.pictures.by_hand import PlayedByHand
from ganspacesynth.engine.pictures.stage import MOST_OUTPUTS, directions_for
from ganspacesynth.engine.ring import READ
from ganspacesynth.engine.voices.player import Player
from ganspacesynth.pictures.axes import AxisSettings, find_axes
from ganspacesynth.pictures.live.performance import PerformanceSettings
from ganspacesynth.video.driven_pictures import PictureDrive
from tests.support import house
from tests.support.host import Host
from tests.support.live_pictures import painted
from tests.support.patience import PATIENCE_S, until
from tests.support.refused import refused, reported


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """A picture network in a folder, and its path."""
    model = painted(16)
    return model, str(model.save(tmp_path_factory.mktemp("Bilder é") / "netz", dtype="float32"))


@pytest.fixture(scope="module")
def stage(network, tmp_path_factory, tiny):
    """An engine with pictures and a model of sounds."""
    folder = house.light(tmp_path_factory.mktemp("house"), tiny)
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp"))
    assert Host(engine).ask("/load", str(folder / house.PITCHED), "@as", "tiny")[0] == "/loaded"
    yield engine
    engine.close()


@pytest.fixture
def host(stage, network):
    """A host with pictures that have just been opened, and come at once."""
    host = Host(stage)
    stage.pads.clear()
    opened = host.ask("/picture_open", network[1], "@seed", 3)
    assert opened[:2] == ("/picture", "netz") and opened[3:] == (16, 16, 24, 6, 8)
    host.ask("/picture_smooth", 0)
    return host


def shown(engine, wanted):
    """Wait until the newest frame is that of these ws."""
    live = engine.pictures.live
    return until(lambda: live._last is not None and np.allclose(live._last, wanted, atol=1e-4), "another picture is shown")


def test_messages_play_the_picture(host, stage, network):
    model = stage.pictures.live.model
    assert host.ask("/picture")[1:3] == ("netz", model.id)
    z = 3.0 * model.sample_z(1, seed=8)[0]
    assert_allclose(host.ask("/picture_z", *z.tolist())[1:], z, rtol=1e-6)
    assert host.ask("/picture_psi", 0.4) == ("/picture_psi", 0.4) and host.ask("/picture_psi") == ("/picture_psi", 0.4)
    assert shown(stage, model.map(z, psi=0.4))
    assert host.ask("/picture_z", z.astype(">f4").tobytes())[0] == "/picture_z"
    assert host.ask("/picture_cutoff", 2) == ("/picture_cutoff", 2)
    assert shown(stage, model.map(z, psi=0.4, cutoff=2))
    assert host.ask("/picture_cutoff", -1) == ("/picture_cutoff", -1) == host.ask("/picture_cutoff")
    assert host.ask("/picture_edit", 3, 1.5) == ("/ok", "/picture_edit")
    assert host.ask("/picture_edits") == ("/picture_edits", 0.0, 0.0, 1.5)
    assert shown(stage, model.map(z, psi=0.4) + stage.pictures.live.directions.offset([0.0, 0.0, 1.5]))
    assert host.ask("/picture_edits", 1, 2) == ("/picture_edits", 1.0, 2.0)
    assert host.ask("/picture_seed", 12) == ("/picture_seed", 12)
    assert_allclose(host.ask("/picture_z")[1:], model.sample_z(1, seed=12)[0], rtol=1e-6)
    number = host.ask("/picture_random")[1]
    assert_allclose(host.ask("/picture_z")[1:], model.sample_z(1, seed=number)[0], rtol=1e-6)
    for message in (("/picture_noise", "none"), ("/picture_class", 0), ("/picture_wander", 1, "@seed", 2), ("/picture_wander", 0)):
        assert host.ask(*message) == ("/ok", message[0])
    rate, latency, frames = host.ask("/picture_state")[1:]
    assert rate >= 0.0 and latency > 0.0 and frames >= 3


def test_a_picture_is_kept(host, stage, tmp_path):
    assert stage.pictures.live.frames.after(0, PATIENCE_S)
    assert host.ask("/picture_save", str(tmp_path / "p.png")) == ("/picture_saved", str(tmp_path / "p.png"))
    assert np.array_equal(np.asarray(Image.open(tmp_path / "p.png")), stage.pictures.newest.picture)
    with reported("nothing-overwritten"):
        assert host.ask("/picture_save", str(tmp_path / "p.png"))[0] == "/error"
    assert host.ask("/picture_save", str(tmp_path / "p.png"), "@force", 1)[0] == "/picture_saved"
    (tmp_path / "song.png").write_text("no picture")
    with reported("same-kind-replaced"):
        host.ask("/picture_save", str(tmp_path / "song.png"), "@force", 1)
    with reported("file-ending"):
        host.ask("/picture_save", str(tmp_path / "p.jpg"))


def test_a_sound_drives_the_pictures(host, stage):
    model = stage.pictures.live.model
    assert host.ask("/seed", 41) == ("/seed", 41)
    host.ask("/picture_psi", 0.6)
    assert host.ask("/picture_follow", 1, "@seed", 9) == ("/ok", "/picture_follow")
    drive = PictureDrive(model, 9, psi=1.0)
    voice = stage.voices["main"]
    assert shown(stage, model.truncate(drive.ws(voice.point(voice.entry())), 0.6))
    host.ask("/pitch", 72)
    host.ask("/edit", 1, 2.0)
    moved = voice.point(voice.entry())
    assert moved.pitch == 72.0 and shown(stage, model.truncate(drive.ws(moved), 0.6))
    assert host.ask("/picture_follow", 0) == ("/ok", "/picture_follow")
    assert shown(stage, model.map(stage.pictures.live.controls.z, psi=0.6))
    assert host.ask("/picture_follow", 1, "@voice", "nobody") == ("/ok", "/picture_follow")
    host.ask("/picture_seed", 5)
    assert shown(stage, model.map(model.sample_z(1, seed=5)[0], psi=0.6))  # a voice that there is not drives nothing


def test_a_sounding_voice_drives_them_as_it_is_heard(host, stage):
    """What lies in its ring has another pitch already: it is seen when it has been read."""
    host.ask("/pitch", 60)
    host.ask("/seed", 41)
    assert host.ask("/voice_open")[0] == "/voice"
    player, model = stage.players["main"], stage.pictures.live.model
    player.gate(True)
    until(lambda: player.ring.filled)
    assert host.ask_until("/ok", "/picture_follow", 1, "@seed", 9)[-1] == ("/ok", "/picture_follow")
    drive, heard = PictureDrive(model, 9, psi=1.0), player.heard()
    assert heard.pitch == 60.0 and shown(stage, model.truncate(drive.ws(heard), 0.7))
    host.say("/pitch", 72, "@glide", 0.001)
    assert stage.voices["main"].pitch == 72.0 and player.heard().pitch == 60.0

    def read():
        player.ring._counters[READ // 8] = player.ring.written  # a host has read all that there is
        return player.heard().pitch == 72.0

    until(read)
    assert shown(stage, model.truncate(drive.ws(player.heard()), 0.7))
    host.ask("/picture_follow", 0)
    host.ask("/map_add", 0.5, 0.5)
    assert "sound main" in stage.pads
    host.ask_until("/ok", "/voice_close")
    assert "sound main" not in stage.pads


def test_what_leaves_the_ring_is_what_is_heard():
    """A voice's newest samples wait in its ring, and one that has just begun has none there."""
    asked = []
    stream = SimpleNamespace(time_s=9.0, future=SimpleNamespace(at=lambda time_s: asked.append(time_s) or "point"))
    player = Player.__new__(Player)
    player.ring = SimpleNamespace(read=6000, rate=16000)
    player._stream, player._made = stream, (stream, 10_000, 3.0)  # more is being made, and is not in the ring yet
    assert player.heard() == "point" and asked == [2.75]
    player._made = ("another", 10_000, 3.0)
    assert player.heard() == "point" and asked[-1] == 0.0
    player._stream = None
    assert player.heard() is None


def test_a_pad_of_pictures(host, stage):
    live = stage.pictures.live
    places = [(0.1, 0.1), (0.9, 0.2), (0.5, 0.9)]
    for seed, (x, y) in enumerate(places):
        host.ask("/picture_seed", seed)
        assert host.ask("/map_add", x, y, "picture") == ("/map", "picture", seed + 1, 0)
    assert host.ask("/map_fit", "picture") == ("/map", "picture", 3, 0)
    assert host.ask("/map_at", 0.9, 0.2, "picture") == ("/ok", "/map_at")
    assert_allclose(live.controls.z, live.model.sample_z(1, seed=1)[0], atol=0.05)
    host.ask("/map_at", 0.5, 0.4, "picture")
    assert 3.0 < np.linalg.norm(live.controls.z) < 7.0
    heard = host.ask_until("/map_pairs", "/map_pairs", "picture")
    assert heard[0] == ("/map_pair", 1, 0.1, 0.1) and heard[-1] == ("/map_pairs", 3)
    assert host.ask("/map_remove", 2, "picture") == ("/map", "picture", 2, 0)
    assert host.ask("/map_remove", 0, "picture") == ("/map", "picture", 0, 0)


def test_a_pad_of_sounds_leaves_the_pitch_to_the_keys(host, stage, tmp_path):
    for seed, x in ((1, 0.0), (2, 1.0)):
        host.ask("/pitch", 60)
        host.ask("/seed", seed)
        assert host.ask("/map_add", x, 0.5)[:2] == ("/map", "sound")
    z = np.array(host.ask("/z")[1:])
    host.ask("/seed", 77)
    host.ask("/pitch", 67)
    assert host.ask("/map_at", 1.0, 0.5) == ("/ok", "/map_at")
    assert_allclose(host.ask("/z")[1:], z, atol=0.05)
    assert host.ask("/pitch") == ("/pitch", 67.0)
    path = str(tmp_path / "pad é.json")
    assert host.ask("/map_save", path) == ("/map_saved", path)
    host.ask("/map_remove", 0)
    assert host.ask("/map_load", path) == ("/map", "sound", 2, 0)
    with reported("nothing-overwritten"):
        host.ask("/map_save", path)
    assert host.ask("/map_save", path, "@force", 1) == ("/map_saved", path)
    (tmp_path / "else.json").write_text("{}")
    with reported("same-kind-replaced"):
        host.ask("/map_save", str(tmp_path / "else.json"), "@force", 1)
    with reported("document-format"):
        host.ask("/map_load", str(tmp_path / "else.json"))
    with reported("file-ending"):
        host.ask("/map_save", str(tmp_path / "x.txt"))
    host.ask("/pitch", 72)
    host.ask("/map_add", 0.5, 1.0)
    host.ask("/map_at", 0.5, 1.0)
    assert host.ask("/pitch")[1] == pytest.approx(72.0, abs=0.1)  # the pairs have several: it moves


def test_many_pairs_are_fitted_first(host, stage):
    for k in range(30):
        host.ask("/picture_seed", k)
        answer = host.ask("/map_add", (k % 6) / 5, (k // 6) / 4, "picture")
    assert answer == ("/map", "picture", 30, 1)
    with reported("map-fitted"):
        assert host.ask("/map_at", 0.5, 0.5, "picture")[2] == "busy"
    assert host.ask("/map_fit", "picture", "@seed", 3) == ("/map", "picture", 30, 1)
    assert host.ask("/map_at", 0.2, 0.25, "picture") == ("/ok", "/map_at")
    live = stage.pictures.live
    assert_allclose(live.controls.z, live.model.sample_z(1, seed=7)[0], atol=0.1)


def test_frames_go_elsewhere_and_stay_when_another_network_opens(host, stage, network):
    word, place = host.ask("/picture_output", "http:0")[1:]
    assert word == "http:0" and place.startswith("http://127.0.0.1:")
    assert host.ask_until("/picture_outputs", "/picture_outputs") == [("/picture_output", "http:0", place), ("/picture_outputs", 1)]
    assert host.ask("/picture_open", network[1])[0] == "/picture"
    assert list(stage.pictures.outputs) == ["http:0"]
    assert host.ask("/picture_output", "http:0")[0] == "/picture_output"  # opened anew
    assert host.ask("/picture_output_close", "http:0") == ("/ok", "/picture_output_close")
    with reported("open-output"):
        host.ask("/picture_output_close", "http:0")
    with reported("known-output"):
        host.ask("/picture_output", "carrier pigeon")
    for k in range(MOST_OUTPUTS):
        stage.pictures.outputs[f"x{k}"] = stage.pictures.outputs.get("x0") or stage.pictures.open_output("http:0", print)
    stage.pictures.outputs.pop("http:0")
    with reported("output-count"):
        host.ask("/picture_output", "http:0")
    output = stage.pictures.outputs["x0"]
    stage.pictures.outputs.clear()
    output.close()


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (("/picture_z", 1.0, 2.0), "latent-size"),
        (("/picture_seed", 2**25), "seed-range"),
        (("/picture_psi", -1), "psi-range"),
        (("/picture_cutoff", 40), "cutoff-range"),
        (("/picture_edit", 9, 1.0), "direction-number"),
        (("/picture_edits", *[0.0] * 9), "direction-number"),
        (("/picture_noise", "x"), "known-noise"),
        (("/picture_class", 3), "class-number"),
        (("/picture_move", 10), "stylegan3-only"),
        (("/picture_smooth", -1), "seconds-range"),
        (("/picture_wander", 1e9), "seconds-range"),
        (("/picture_open", "/nowhere/x.pkl"), "readable-file"),
        (("/map_add", 2, 0), "pad-place"),
        (("/map_add", 0, 0, "smell"), "known-map"),
        (("/map_at", 0.5, 0.5, "picture"), "pad-has-pairs"),
        (("/map_remove", 7, "picture"), "pair-number"),
    ],
)
def test_what_is_wrong_is_said_and_the_pictures_play_on(host, stage, message, rule):
    with reported(rule):
        assert host.ask(*message)[0] == "/error"
    assert host.ask("/picture_psi")[0] == "/picture_psi"


def test_without_pictures_each_message_says_so(tmp_path):
    engine = Engine(temp=tmp_path)
    host = Host(engine)
    for message in (("/picture",), ("/picture_z",), ("/picture_state",), ("/picture_follow", 1), ("/map_add", 0, 0, "picture")):
        with reported("open-pictures"):
            assert host.ask(*message)[2] == "model"
    with reported("frame-there"):
        host.ask("/picture_save", str(tmp_path / "p.png"))
    assert host.ask("/picture_close") == ("/ok", "/picture_close")
    engine.close()


def test_directions_are_those_of_the_network(network, tmp_path):
    from ganspacesynth.directions.directions_files import save_directions

    model = network[0]
    found = find_axes(model, AxisSettings(count=3, samples=500))
    save_directions(found, tmp_path / "axes.npz")
    assert directions_for(model, tmp_path / "axes.npz").n_components == 3
    with refused("directions-of-w", DirectionsError):
        directions_for(painted(16, seed=4), tmp_path / "axes.npz")


def test_hands_on_a_window_play(host, stage):
    hands, live = PlayedByHand(stage.pictures), stage.pictures.live
    before = live.controls.z
    hands.another()
    assert not np.array_equal(live.controls.z, before)
    live.change(edits=(0.0, 0.0, 1.0))
    hands.push(0.5, -1.0)
    assert live.controls.edits == (1.5, -3.0, 1.0)
    live.change(psi=1.99)
    hands.louder(0.05)
    assert live.controls.psi == 2.0
    assert PerformanceSettings().psi == 0.7
