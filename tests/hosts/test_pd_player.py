"""What plays sounds in Pd: precise at any length and rate, and from one sound to the next without a click."""

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import write_wave
from tests.support.pd_harness import PATCHES, Pd

pytestmark = pytest.mark.pd
RATE = 16000
PATCH = "#N canvas 0 0 400 300 10;\n#X obj 20 20 gss_player p {size};\n#X obj 20 200 dac~;\n#X connect 0 0 1 0;\n"


def sine(path, hertz, seconds):
    """Write a sine of half the full level."""
    times = np.arange(round(seconds * RATE)) / RATE
    return write_wave(path, (0.5 * np.cos(2 * np.pi * hertz * times + 0.3)).astype(np.float32), RATE, subtype="FLOAT")


def player(folder, rate=48000, size=330_000):
    """A Pd with one player at full level, its sound on."""
    folder.mkdir(exist_ok=True)
    (folder / "player.pd").write_text(PATCH.format(size=size), "utf-8")
    pd = Pd(folder, folder / "player.pd", rate=rate, path=[PATCHES / "lib"])
    pd.send("pd", "dsp", 1)
    pd.send("p", "level", 1)
    pd.sync()
    return pd


def bends(wave):
    """The largest second difference: how sharp the sharpest corner of a wave is."""
    return np.abs(np.diff(wave, 2)).max()


def noise_db(wave, rate, hertz):
    """How far everything but a sine of this frequency lies below it."""
    times = np.arange(len(wave)) / rate
    parts = np.stack([np.sin(2 * np.pi * hertz * times), np.cos(2 * np.pi * hertz * times)], 1)
    rest = wave - parts @ np.linalg.lstsq(parts, wave, rcond=None)[0]
    return 10 * np.log10(np.sum(rest**2) / np.sum(wave**2))


@pytest.mark.parametrize("rate", [44100, 48000])
def test_a_sound_is_resampled_to_pds_rate(tmp_path, rate):
    path = sine(tmp_path / "a b é.wav", 440.0, 2.5)
    with player(tmp_path / "h", rate) as pd:
        pd.send("p", "auto", 1)
        wave, got = pd.record("p-out", 3.5, lambda: pd.send("p", "open", str(path), 40_000, RATE, 60))
        assert got == rate and pd.complaints() == []
    loud = np.nonzero(np.abs(wave) > 1e-4)[0]
    assert (loud[-1] - loud[0]) / rate == pytest.approx(2.5, abs=0.002)
    assert noise_db(wave[loud[0] + rate // 10 : loud[0] + 2 * rate], rate, 440.0) < -75


def test_a_place_far_into_a_long_sound_is_as_precise(tmp_path):
    """An index of 32 bits would be off by an eighth of a sample there."""
    path = sine(tmp_path / "long.wav", 440.0, 100.0)
    (tmp_path / "decks.pd").write_text(
        "#N canvas 0 0 400 300 10;\n#X obj 20 20 r in;\n#X obj 20 50 gss_load;\n#X obj 20 90 array define wave 1700000;\n"
        "#X obj 200 20 r decks;\n"
        "#X obj 200 50 gss_decks~;\n#X obj 200 80 s~ out;\n#X obj 100 80 s loaded;\n#X connect 0 0 1 0;\n"
        "#X connect 3 0 4 0;\n#X connect 4 0 5 0;\n"
        "#X connect 1 1 6 0;\n",
        "utf-8",
    )
    with Pd(tmp_path / "h", tmp_path / "decks.pd", path=[PATCHES / "lib"]) as pd:
        pd.send("pd", "dsp", 1)
        pd.watch("loaded")
        pd.send("in", str(path), "wave", 1_600_000)
        pd.wait("loaded", 1.0)
        wave, rate = pd.record("out", 1.5, lambda: pd.send("decks", "begin", "wave", RATE, 1_600_000, 1_500_000, 30))
        assert pd.complaints() == []
    loud = np.nonzero(np.abs(wave) > 1e-4)[0]
    assert noise_db(wave[loud[0] + rate // 10 : loud[0] + rate], rate, 440.0) < -70


@pytest.mark.parametrize("rate", [44100, 48000])
def test_sounds_take_over_without_a_click(tmp_path, rate):
    sounds = [sine(tmp_path / "a.wav", 440.0, 4.0), sine(tmp_path / "b.wav", 550.0, 4.0)]

    opened = [("p", "open", str(sound), 64_000, RATE, 60) for sound in sounds]
    hectic = [(0, *opened[0])]
    hectic += [(400 + 12 * index, *opened[index % 2]) for index in range(40)]  # as a slider does, and faster than a fade
    hectic += [(880, "p", "follow", 0)]
    hectic += [(880 + 50 * index, *opened[index % 2]) for index in range(6)]
    hectic += [(1180 + 8 * index, "p", "play") for index in range(10)]
    hectic += [(1260, "p", "stop"), (1460, "p", "play"), (1460, "p", "loop", 1)]
    with player(tmp_path / "h", rate) as pd:
        pd.plan("hectic", *hectic)
        pd.send("p", "auto", 1)
        pd.send("p", "follow", 1)
        wave, _ = pd.record("p-out", 1.9, lambda: pd.send("hectic", "bang"))
        assert pd.complaints() == []
    natural = 0.5 * (2 * np.pi * 550 / rate) ** 2
    assert bends(wave) < 4 * natural  # two sines at once, and a fade's corners
    middle = wave[rate // 2 : rate * 3 // 4]
    assert np.sqrt(np.mean(middle.reshape(-1, len(middle) // 25) ** 2, axis=1)).min() > 0.15  # no hole either


def test_a_sound_that_follows_goes_on_where_the_old_one_is(tmp_path):
    """Two sounds that are the same: over from one to the other, nothing is heard at all."""
    path = sine(tmp_path / "a.wav", 440.0, 4.0)

    def twice():
        pd.send("p", "open", str(path), 64_000, RATE)
        pd.pause(0.4)
        pd.send("p", "open", str(path), 64_000, RATE)
        pd.pause(0.5)

    with player(tmp_path / "h") as pd:
        pd.send("p", "auto", 1)
        pd.send("p", "follow", 1)
        wave, rate = pd.record("p-out", 0.1, twice)
    begin = np.nonzero(np.abs(wave) > 1e-4)[0][0] + rate // 100
    assert noise_db(wave[begin : begin + rate * 4 // 5], rate, 440.0) < -75


def test_sounds_arrive_while_pds_sound_is_off(tmp_path):
    paths = [sine(tmp_path / f"{hertz}.wav", hertz, 1.0) for hertz in (440.0, 550.0, 660.0)]
    with player(tmp_path / "h") as pd:
        pd.send("pd", "dsp", 0)
        for path in paths:
            pd.send("p", "open", str(path), RATE, RATE)
            pd.pause(0.2)
        found = [np.abs(np.fft.rfft(pd.array(f"p-{k}", RATE))).argmax() for k in (0, 1)]
        assert sorted(found) == [550, 660]
        wave, rate = pd.record("p-out", 0.5, lambda: (pd.send("p", "play"), pd.send("pd", "dsp", 1)))
        assert abs(np.abs(np.fft.rfft(wave[-rate // 4 :])).argmax() * 4 - 660) < 8


def test_a_sound_too_long_for_its_player_is_heard_as_far_as_it_goes(tmp_path):
    path = sine(tmp_path / "long.wav", 440.0, 6.0)
    with player(tmp_path / "h", size=20_000) as pd:
        pd.send("p", "auto", 1)
        wave, rate = pd.record("p-out", 2.0, lambda: pd.send("p", "open", str(path), 96_000, RATE))
        assert pd.complaints() == []
    loud = np.nonzero(np.abs(wave) > 1e-4)[0]
    assert (loud[-1] - loud[0]) / rate == pytest.approx((20_000 - 4096) / RATE, abs=0.01)


def test_a_file_that_is_gone_leaves_the_old_sound(tmp_path):
    path = sine(tmp_path / "a.wav", 440.0, 1.0)
    with player(tmp_path / "h") as pd:
        pd.send("p", "open", str(path), RATE, RATE)
        pd.pause(0.2)
        pd.send("p", "open", str(tmp_path / "gone.wav"), RATE, RATE)
        pd.pause(0.2)
        wave, _ = pd.record("p-out", 0.5, lambda: pd.send("p", "play"))
        assert np.abs(wave).max() > 0.4
        pd.send("p", "open", str(path), RATE, RATE)  # and the next one comes
        pd.pause(0.2)
        assert len(pd.complaints()) == 1 and "gone.wav" in pd.complaints()[0]
