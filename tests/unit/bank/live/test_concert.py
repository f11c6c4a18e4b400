"""Concerts: inputs and outputs of every kind, and what becomes of those that go away."""

import sys
import threading
import types

import numpy as np
import pytest
import soundfile

from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.live.concert.concert import Concert, TellAll
from ganspacesynth.bank.live.concert.live_sinks import LiveFile, LiveSpeaker
from ganspacesynth.bank.live.concert.midi_keys import MidiKeys
from ganspacesynth.bank.live.concert.read_file import FileBlock, ReadFile
from ganspacesynth.bank.live.live_events import Remark
from ganspacesynth.bank.live.live_player import LivePlayer
from ganspacesynth.bank.live.live_settings import LiveAnswering
from ganspacesynth.core.errors import AudioError, InvalidInput, OutputError
from tests.support.loudspeaker import Device, PortAudioError
from tests.support.microphone import Clock
from tests.support.refused import refused
from tests.support.stage_musician import melody, quiet
from tests.support.tones import write


class Kept:
    """A sink that keeps."""

    paces = False

    def __init__(self, paces=False):
        self.paces, self.answers, self.heard = paces, [], []

    def write(self, answer, heard):
        assert answer.shape == heard.shape and answer.dtype == heard.dtype == np.float32
        self.answers.append(answer)
        self.heard.append(heard)


def machine(player, tell=lambda event: None):
    return LivePlayer(player, LiveAnswering(), ContinueSettings(seed=3), tell=tell)


@pytest.fixture
def recording(tmp_path):
    return write(tmp_path / "played.wav", np.concatenate([quiet(0.3, 44100), melody(44100), quiet(0.1, 44100)]), 44100)


def test_a_file_is_answered_as_fast_as_can_be_and_the_answer_goes_on_behind_it(player, recording):
    kept = Kept()
    samples = Concert(machine(player), ReadFile(recording), [kept], after_s=2.0).play()
    answer, heard = np.concatenate(kept.answers), np.concatenate(kept.heard)
    assert samples == len(answer) == pytest.approx(16000 * (1.9 + 2.0), abs=200)
    assert np.abs(answer[-16000:]).max() > 0.01
    assert np.abs(heard[5000:28000]).max() > 0.2 and not heard[-16000:].any()


def test_it_is_ended_from_outside_and_by_a_length(player):
    ended = threading.Event()
    endless = types.SimpleNamespace(over=False, read=lambda wait_s: FileBlock(quiet(0.01), 16000))
    concert = Concert(machine(player), endless, [Kept(paces=True)], ended=ended)
    assert concert.play(lambda seconds: ended.set() if seconds > 0.5 else None) == pytest.approx(8000, abs=200)


def test_notes_come_from_a_keyboard(player):
    events, notes = [], [[(60.0, 100.0)], *[[]] * 20, [(60.0, 0.0)]]
    endless = types.SimpleNamespace(over=False, read=lambda wait_s: FileBlock(quiet(0.01), 16000))
    ended = threading.Event()
    keyboard = types.SimpleNamespace(waiting=lambda: notes.pop(0) if notes else [])
    Concert(machine(player, events.append), endless, keyboard=keyboard, ended=ended).play(lambda seconds: ended.set() if seconds > 0.4 else None)
    assert [event.pitch for event in events if hasattr(event, "features")] == [60.0]


def test_files_grow_with_the_music(player, recording, tmp_path):
    files = [LiveFile(tmp_path / "answer.wav", 16000), LiveFile(tmp_path / "both.flac", 16000, both=True)]
    kept = Kept()
    Concert(machine(player), ReadFile(recording), [*files, kept], after_s=1.0).play()
    for file in files:
        file.close()
    answer, both = (soundfile.read(tmp_path / name, dtype="float32")[0] for name in ("answer.wav", "both.flac"))
    np.testing.assert_allclose(answer, np.concatenate(kept.answers), atol=1e-4)
    np.testing.assert_allclose(both[:, 1], answer, atol=1e-4)
    np.testing.assert_allclose(both[:, 0], np.concatenate(kept.heard), atol=1e-4)
    with refused("nothing-overwritten", OutputError):
        LiveFile(tmp_path / "answer.wav", 16000)
    with refused("live-file-ending", InvalidInput):
        LiveFile(tmp_path / "answer.ogg", 16000)
    (tmp_path / "folder.wav").mkdir()
    with refused("live-file", OutputError):
        LiveFile(tmp_path / "folder.wav", 16000, force=True).write(quiet(0.1), quiet(0.1))


def test_a_loudspeaker_that_is_unplugged_is_waited_for(monkeypatch):
    device, clock, said = Device(monkeypatch), Clock(), []
    speaker = LiveSpeaker(16000, None, said.append, clock=clock, sleep=clock.sleep)
    block = np.full(160, 0.1, np.float32)
    speaker.write(block, block)
    assert device.latency == 0.03 and len(device.heard) == 1

    def unplugged(count):
        raise PortAudioError("Unanticipated host error")

    device.on_write, device.channels = unplugged, 0
    begun = clock.now
    for _ in range(150):
        speaker.write(block, block)
    assert clock.now - begun == pytest.approx(1.5, abs=0.05)  # time goes on at its pace
    assert len(said) == 1 and "gone away (Unanticipated host error)" in said[0]
    device.on_write, device.channels = lambda count: None, 2
    for _ in range(150):
        speaker.write(block, block)
    assert said[1:] == ["the loudspeaker is back"] and len(device.heard) > 50
    speaker.close()


def test_a_full_disk_ends_a_file_and_not_the_music(player, recording):
    class Full(Kept):
        def write(self, answer, heard):
            super().write(answer, heard)
            if len(self.answers) == 5:
                raise OSError("No space left on device")

    events, kept, full = [], Kept(), Full()
    Concert(machine(player, events.append), ReadFile(recording), [full, kept]).play()
    assert len(full.answers) == 5 < len(kept.answers)
    assert any("kept no further: No space left" in event.text for event in events if isinstance(event, Remark))


def test_without_a_loudspeaker_it_does_not_begin(monkeypatch):
    Device(monkeypatch).channels = 0
    with refused("output-device", AudioError):
        LiveSpeaker(16000, None, print)


def test_a_listener_that_fails_is_told_no_more(player):
    told = []

    def full(event):
        raise OSError("No space left on device")

    tell = TellAll([full, told.append])
    tell.add(full)
    tell(Remark("one", 5))
    tell(Remark("two", 6))
    assert [event.text for event in told if event.text in ("one", "two")] == ["one", "two"]
    assert sum("No space left" in event.text for event in told) == 2


@pytest.fixture
def mido(monkeypatch):
    """A stand-in for the package mido: a port that a test plays."""
    module = types.ModuleType("mido")
    module.names, module.waiting, module.fails, module.closed = ["Through 0", "Keys 1"], [], None, 0

    class Port:
        def iter_pending(self):
            if module.fails:
                raise OSError(module.fails)
            taken, module.waiting = module.waiting, []
            yield from taken

        def close(self):
            module.closed += 1

    def open_input(name):
        if name == "Through 0":
            raise OSError("it is taken")
        return Port()

    module.get_input_names, module.open_input = lambda: module.names, open_input
    monkeypatch.setitem(sys.modules, "mido", module)
    return module


def message(kind, note=60, velocity=64):
    return types.SimpleNamespace(type=kind, note=note, velocity=velocity)


def test_a_midi_port_is_heard_and_waited_for(mido):
    said, clock = [], Clock()
    keys = MidiKeys("keys", said.append, clock=clock)
    mido.waiting = [message("note_on", 60, 99), message("clock"), message("note_off", 60, 12), message("note_on", 62, 0)]
    assert keys.waiting() == [(60.0, 99.0), (60.0, 0.0), (62.0, 0.0)] and keys.waiting() == []
    mido.fails = "gone"
    assert keys.waiting() == [] and "gone" in said[0]
    mido.names = []
    clock.now += 3.0
    assert keys.waiting() == [] and len(said) == 1
    mido.fails, mido.names = None, ["Keys 1"]
    assert keys.waiting() == [] and len(said) == 1  # not tried yet
    clock.now += 3.0
    keys.waiting()
    assert said[1] == "the MIDI port is back"
    keys.close()
    assert mido.closed == 1


def test_a_port_that_is_not_there_is_refused(mido, monkeypatch):
    with refused("known-midi-port", InvalidInput, says="There are Through 0, Keys 1"):
        MidiKeys("organ", print)
    with refused("free-midi-port", InvalidInput):
        MidiKeys("Through", print)
    mido.names = []
    with refused("known-midi-port", InvalidInput, says="There is none"):
        MidiKeys("", print)
    monkeypatch.setitem(sys.modules, "mido", None)
    with refused("midi-installed", InvalidInput):
        MidiKeys("", print)
