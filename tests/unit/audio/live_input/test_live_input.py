"""Sound that comes in: every sample once and in order, silence where nothing comes, one word when a device goes away."""

import builtins
import itertools
import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.audio.live_input.device_input import MOST_WAITING, DeviceInput
from ganspacesynth.audio.live_input.incoming import LOUDEST, RealTime, SilentInput, UnbrokenInput, sane
from ganspacesynth.audio.live_input.input_ring import FIRST_SAMPLE, RATE, WRITTEN, InputRing
from ganspacesynth.audio.live_input.open_input import open_input
from ganspacesynth.audio.live_input.played_file import PlayedFile
from ganspacesynth.core.errors import AudioError, InvalidInput, OutputError
from tests.support.microphone import Clock, Microphone
from tests.support.refused import refused
from tests.support.ring_writer import RingWriter


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def microphone(monkeypatch):
    return Microphone(monkeypatch)


@pytest.fixture
def ring(tmp_path):
    ring = InputRing(tmp_path / "in.ring", capacity=1024, sleep=lambda seconds: None)
    yield ring
    ring.close()


def test_real_time_is_counted_without_loss(clock):
    time, found = RealTime(clock), 0
    for _ in range(1000):
        clock.now += 0.0037
        found += time.due(44100)
    assert abs(found - 3.7 * 44100) <= 2
    clock.now += 1000.0
    assert time.due(44100) == 44100 and time.due(44100) == 0  # after a sleep a second, and no more


def test_silence_comes_in_real_time(clock):
    silence = SilentInput(1000, clock=clock, sleep=clock.sleep)
    blocks = [silence.read(0.02) for _ in range(50)]
    assert abs(blocks[-1].stop - 1000 * (clock.now - 100.0)) <= 2 and blocks[-1].stop > 900
    assert all(a.stop == b.first for a, b in itertools.pairwise(blocks))
    assert not np.concatenate([block.samples for block in blocks]).any() and not silence.over
    silence.close()


def test_what_is_no_sound_is_none():
    assert sane([0.5, np.nan, np.inf, -np.inf, 1e30, -1e30]).tolist() == [0.5, 0.0, 0.0, 0.0, LOUDEST, -LOUDEST]
    assert sane([[0.5, 0.25], [1.0, -1.0]]).tolist() == [0.375, 0.0] and sane([]).dtype == np.float32


# --- a file, played


def played(path, clock, seconds, **settings):
    source = PlayedFile(path, clock=clock, sleep=clock.sleep, **settings)
    blocks = []
    while not source.over and clock.now < 100.0 + seconds:
        blocks.append(source.read())
    assert all(a.stop == b.first for a, b in itertools.pairwise(blocks))
    return source, np.concatenate([block.samples for block in blocks])


@pytest.fixture
def wave_file(tmp_path, rng):
    import soundfile

    wave = rng.uniform(-0.9, 0.9, 3000).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", wave, 8000, subtype="FLOAT")
    return tmp_path / "a.wav", wave


def test_a_file_is_heard_in_its_own_time(wave_file, clock):
    path, wave = wave_file
    source, heard = played(path, clock, 10.0)
    assert np.array_equal(heard, wave) and source.over and source.name == str(path)
    assert clock.now - 100.0 == pytest.approx(len(wave) / 8000, abs=0.03)
    assert not len(source.read())
    source.close()


def test_a_file_is_heard_on_a_machine_that_is_slow_to_look(wave_file):
    """Time passes between two looks at the clock, and nothing sleeps for less than no time."""
    ticks, slept = itertools.count(100.0, 0.015), []
    source = PlayedFile(wave_file[0], clock=lambda: next(ticks), sleep=slept.append)
    for _ in range(20):
        source.read()
    assert slept and min(slept) > 0.0
    source.close()


def test_a_file_begins_anew(wave_file, clock):
    path, wave = wave_file
    source, heard = played(path, clock, 1.0, loop=True)
    assert np.array_equal(heard[: 2 * len(wave)], np.tile(wave, 2)) and not source.over
    source.close()
    assert source.over


def test_a_file_that_is_none(tmp_path):
    with refused("existing-file", AudioError):
        PlayedFile(tmp_path / "none.wav")


# --- a device


def test_a_device_is_heard_whole_and_mixed(microphone, rng):
    source = DeviceInput("Mikrofon")
    wave = rng.uniform(-1, 1, (1000, 2)).astype(np.float32)
    for begin in range(0, 1000, 100):
        microphone.says(wave[begin : begin + 100].copy())
    block = source.read()
    assert np.array_equal(block.samples, wave.mean(axis=1)) and (block.first, block.sample_rate) == (0, 44100)
    assert source.name == "Mikrofon" and not len(source.read(0.0))
    source.close()
    source.close()
    assert microphone.closed == 1


def test_what_nobody_reads_is_lost_and_counted(microphone):
    source = DeviceInput()
    for number in range(MOST_WAITING + 5):
        microphone.says([number] * 2)
    block = source.read()
    assert block.first == 10 and len(block) == 2 * MOST_WAITING and block.samples[0] == 5
    source.close()


def test_a_device_that_goes_away_says_so_once_and_comes_back(microphone, clock):
    said = []
    source = DeviceInput("3", say=said.append, clock=clock)
    microphone.says(np.ones(100))
    assert len(source.read(0.0)) == 100 and not said
    microphone.channels, microphone.fails_to_close = 0, True
    for _ in range(100):
        clock.now += 0.1
        assert not len(source.read(0.0))
    assert source.gone and len(said) == 1 and "gone away" in said[0]
    microphone.channels = 1
    clock.now += 3.0
    source.read(0.0)
    assert not source.gone and len(said) == 2 and "back" in said[1] and microphone.opened == 2
    microphone.says(np.full(10, 0.5))
    block = source.read(0.0)
    assert block.samples.tolist() == [0.5] * 10 and block.first == 100
    source.close()
    clock.now += 10.0
    source.read(0.0)
    assert microphone.opened == 2


def test_a_device_that_is_none(microphone):
    with refused("known-input", InvalidInput, says="'Geige'"):
        DeviceInput("Geige")
    microphone.channels = 0
    with refused("input-device", AudioError, says="Error querying device -1"):
        DeviceInput()
    microphone.channels, microphone.fails_to_start = 2, True
    with refused("input-device", AudioError, says="it is taken"):
        DeviceInput()
    assert microphone.closed == 1


def test_without_the_package(monkeypatch):
    real = builtins.__import__
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)

    def without(name, *args, **kwargs):
        if name == "sounddevice":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with refused("sounddevice-installed", AudioError, says=r"Listening to a device needs .* 'ganspacesynth\[play\]'"):
        open_input("device")


# --- a ring


def test_a_ring_gives_every_sample_once(ring, rng):
    host, heard, wave = RingWriter(ring.path, 44100), [], rng.uniform(-1, 1, 20_000).astype(np.float32)
    for begin in range(0, len(wave), 100):
        host.write(wave[begin : begin + 100])
        if begin % 300 == 0:
            heard.append(ring.read(0.0))
    heard.append(ring.read(0.0))
    assert np.array_equal(np.concatenate([block.samples for block in heard]), wave)
    assert all(a.stop == b.first for a, b in itertools.pairwise(heard)) and heard[0].sample_rate == 44100
    host.close()


def test_who_reads_too_late_goes_on_with_what_is_there(ring):
    host = RingWriter(ring.path, 48000)
    for number in range(30):
        host.write(np.full(100, number))
    block = ring.read(0.0)
    assert block.stop == 3000 and 0 < len(block) <= 1024 * 3 // 4 and block.samples[-1] == LOUDEST and block.samples.min() >= 8
    host.close()


@pytest.mark.parametrize("written", [2**64 - 1, 2**63, 5])
def test_counters_that_went_astray(ring, written):
    host = RingWriter(ring.path, 48000)
    host.write(np.zeros(500))
    ring.read(0.0)
    for count in (written, 100, 0):
        struct.pack_into("<Q", host.map, WRITTEN, count)
        assert len(ring.read(0.0)) <= 1024
    struct.pack_into("<I", host.map, RATE, 7)
    assert ring.read(0.0).sample_rate == 48000
    host.map[FIRST_SAMPLE : FIRST_SAMPLE + 4] = b"\xff\xff\xff\x7f"
    struct.pack_into("<Q", host.map, WRITTEN, 1024)
    assert np.isfinite(ring.read(0.0).samples).all()
    host.close()


def test_a_ring_waits_and_is_closed(tmp_path):
    slept = []
    ring = InputRing(tmp_path / "in.ring", sleep=slept.append)
    assert not len(ring.read(0.0)) and not slept
    ring.read(1e-6)
    with refused("ring-file", OutputError):
        InputRing(tmp_path / "in.ring")
    ring.close()
    ring.close()
    assert not Path(ring.path).exists() and not len(ring.read(0.0)) and ring.sample_rate == 48000


# --- inputs that go on


class Scripted:
    """An input that a test says."""

    name, over = "scripted", False

    def __init__(self, clock):
        self.clock, self.next, self.closed = clock, np.zeros(0, np.float32), False

    def read(self, wait_s=0.02):
        from ganspacesynth.audio.live_input.incoming import AudioBlock

        self.clock.now += wait_s
        samples, self.next = self.next, np.zeros(0, np.float32)
        return AudioBlock(samples, 1000, 0)

    def close(self):
        self.closed = True


def test_silence_takes_the_place_of_what_does_not_come(clock):
    source = Scripted(clock)
    unbroken = UnbrokenInput(source, clock=clock)
    source.next = np.ones(20, np.float32)
    blocks = [unbroken.read() for _ in range(100)]
    samples = np.concatenate([block.samples for block in blocks])
    assert samples[:20].all() and not samples[20:].any()
    assert len(samples) == pytest.approx(20 + 99 * 20, abs=2)  # in real time, though it began later
    assert not any(map(len, blocks[1:7])) and len(blocks[8]) and all(a.stop == b.first for a, b in itertools.pairwise(blocks))
    source.next = np.ones(5, np.float32)
    assert unbroken.read().samples.all() and unbroken.name == "scripted" and not unbroken.over
    unbroken.close()
    assert source.closed


def test_sources_by_their_kind(microphone, wave_file):
    assert open_input("device").name == "Mikrofon" and open_input("nothing").name == "nothing"
    source = open_input("file", str(wave_file[0]), loop=True)
    assert source.name == str(wave_file[0]) and not source.over
    source.close()
    assert source.over
    for kind, name in (("radio", None), ("file", None)):
        with refused("known-source", InvalidInput, says="device, file, nothing"):
            open_input(kind, name)
