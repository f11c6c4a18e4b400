"""Bends, colours and modulations of an engine's live pictures, by messages."""

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.core.motion.modulation import MAX_ROWS
from ganspacesynth.engine.engine import Engine
from ganspacesynth.pictures.driving.picture_modulation import BENT
from ganspacesynth.pictures.live.bent import MOST_OF_LAYER
from tests.support.host import Host
from tests.support.live_pictures import painted
from tests.support.patience import until
from tests.support.refused import reported


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """A picture network's path."""
    return str(painted(16).save(tmp_path_factory.mktemp("pictures") / "net", dtype="float32"))


@pytest.fixture
def host(network, tmp_path):
    """A host with pictures that have just been opened, and come at once."""
    engine = Engine(temp=tmp_path)
    host = Host(engine)
    assert host.ask("/picture_open", network, "@seed", 3)[0] == "/picture"
    host.ask("/picture_smooth", 0)
    host.stage = engine.pictures
    yield host
    engine.close()


def test_layers_are_bent_and_straightened(host):
    assert host.ask("/picture_bend", "early", "zoom", 1.5) == ("/ok", "/picture_bend")
    assert host.ask("/picture_bend", "b8.conv1[0-3]", "ablate") == ("/ok", "/picture_bend")
    early = next(iter(host.stage.live.controls.bent.bends))[0]
    assert until(lambda: host.stage.live._shown.bends.get(early), "a bent picture is shown")[0].zoom == 1.5
    listed = host.ask_until("/picture_bends", "/picture_bends")
    assert ("/picture_bend", early, "zoom", 1.5) in listed and ("/picture_bend", "b8.conv1[0-3]", "ablate", 1.0) in listed
    assert listed[-1] == ("/picture_bends", 2)
    words = host.ask_until("/picture_bend_words", "/picture_bend_words")
    assert words[-1] == ("/picture_bend_words", len(BENT)) and words[0] == ("/picture_bend_word", "zoom", 1.0, 1.3, 0.05, 20.0)
    assert host.ask("/picture_straighten") == ("/ok", "/picture_straighten") and host.ask("/picture_bends") == ("/picture_bends", 0)


def test_colours_are_changed(host):
    assert host.ask("/picture_colour", "contrast", 1.5) == host.ask("/picture_colour", "white") == ("/ok", "/picture_colour")
    assert host.ask_until("/picture_colours", "/picture_colours") == [
        ("/picture_colour", "contrast", 1.5),
        ("/picture_colour", "white", 0.6),
        ("/picture_colours", 5),
    ]


def test_signals_move_pictures(host):
    kept = host.ask("/picture_modulate", "zoom.early:1:2", "signal(kick)", "|", "ema", "0.01")
    assert kept[:6] == ("/picture_modulation", "zoom.early", "signal(kick) | ema 0.01", 1.0, 2.0, "linear") and kept[6] > 0.0
    host.ask("/picture_modulate", "white:0:0.5", "signal(kick)")
    host.ask("/signal", "kick", 1.0)
    assert until(lambda: host.stage.live._shown.colours.white > 0.49, "the signal is seen")
    assert host.ask_until("/picture_modulations", "/picture_modulations")[-1] == ("/picture_modulations", 2)
    assert host.ask("/picture_modulate", "white:0:0.2", "signal(kick)")[4] == pytest.approx(0.2)
    assert host.ask_until("/picture_modulations", "/picture_modulations")[-1] == ("/picture_modulations", 2)
    assert host.ask("/picture_unmodulate", "white") == ("/ok", "/picture_unmodulate")
    assert until(lambda: host.stage.live._shown.colours.white == 0.0, "white is taken out")
    assert host.ask("/picture_unmodulate") == ("/ok", "/picture_unmodulate") and host.stage.matrix.rows == ()
    assert until(lambda: not host.stage.live._shown.bends, "nothing is bent")
    assert host.stage.live._modulator is None


def test_what_a_voice_listens_to_is_seen(host, tmp_path):
    write_wave(tmp_path / "tone.wav", 0.5 * np.sin(np.arange(32_000, dtype=np.float32) * 0.1), 16_000)
    assert host.ask("/listen", "file", str(tmp_path / "tone.wav"), "@voice", "eye")[0] != "/error"
    assert host.ask("/picture_modulate", "saturation:1:3", "rms", "@voice", "eye")[0] == "/picture_modulation"
    assert until(lambda: host.stage.live._shown.colours.saturation > 1.2, "the sound is seen")


def test_rows_stay_for_another_network_as_far_as_it_can(host, network, tmp_path):
    host.ask("/picture_modulate", "zoom.b16.conv1", "signal(kick)")
    host.ask("/picture_modulate", "white", "signal(kick)")
    small = str(painted(8).save(tmp_path / "small"))
    assert host.ask("/picture_open", small)[0] == "/picture"
    assert [row.target for row, _ in host.stage.matrix.values(host.stage.live)] == ["white"]
    assert host.ask("/picture_open", network)[0] == "/picture"
    assert len(host.stage.matrix.values(host.stage.live)) == 2
    host.ask("/picture_close")
    assert host.ask("/picture_modulations") == ("/picture_modulations", 0)


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (("/picture_bend", "early", "explode"), "bend-form"),
        (("/picture_bend", "b99.conv1", "zoom"), "known-layer"),
        (("/picture_bend", "early", "zoom", 0.0), "layer-bend"),
        (("/picture_colour", "mauve"), "colour-word"),
        (("/picture_colour", "white", 7.0), "colour-range"),
        (("/picture_modulate", "white"), "modulation-form"),
        (("/picture_modulate", "pitch", "rms"), "modulation-target"),
        (("/picture_modulate", "edits.99", "rms"), "direction-number"),
        (("/picture_modulate", "white", "rms", "|", "smooth", "0.3"), "causal-word"),
        (("/picture_unmodulate", "white"), "known-row"),
    ],
)
def test_what_is_wrong_changes_nothing(host, message, rule):
    before = host.stage.live.controls.bent
    with reported(rule):
        assert host.ask(*message)[0] == "/error"
    assert host.stage.live.controls.bent == before and host.stage.matrix.rows == ()


def test_rows_are_counted(host):
    for channel in range(MOST_OF_LAYER):
        assert host.ask("/picture_modulate", f"ablate.early[{channel}]", "signal(a)")[0] == "/picture_modulation"
    with reported("bend-count"):
        host.ask("/picture_modulate", "zoom.early", "signal(a)")
    for seed in range(MAX_ROWS - MOST_OF_LAYER):
        assert host.ask("/picture_modulate", f"z.{seed}", "signal(a)")[0] == "/picture_modulation"
    with reported("modulation-count"):
        host.ask("/picture_modulate", "white", "signal(a)")
