"""The keyboard in a real Pd, with a stand-in for the engine: which notes are made when, and that none waits, breaks off or clicks."""

import numpy as np
import pytest

from tests.support.pd_stage import on_stage, plays

pytestmark = pytest.mark.pd


@pytest.fixture
def stage(tmp_path, request):
    yield from on_stage(tmp_path, request.param)


@plays("gss_keys")
def test_notes_are_made_round_the_last_one_played_one_at_a_time(stage):
    engine = stage.engine
    stage.rest()
    engine.takes_s = 0.2
    engine.calls.clear()
    stage.press("random")
    made_until(stage, 62.0)
    stage.press("note", 72, 100)
    stage.press("note", 72, 0)
    made_until(stage, 71.0)
    pitches = [call.arguments["pitches"][0] for call in engine.asked("/synthesize")]
    assert pitches[:4] == [60.0, 61.0, 59.0, 62.0]
    begun = pitches.index(72.0)
    assert pitches[begun : begun + 3] == [72.0, 73.0, 71.0] and len(pitches) < 24


@plays("gss_keys")
def test_a_note_never_waits_for_the_engine(stage):
    pd, number, engine = stage.pd, stage.number, stage.engine
    stage.rest()  # all notes are there
    engine.takes_s = 5.0
    stage.press("random")  # and now the engine is at work
    pd.send("pd", "dsp", 1)
    pd.pause(0.3)
    wave, rate = pd.record(f"{number}-player-out", 0.4, lambda: stage.press("note", 64, 127))
    assert np.nonzero(np.abs(wave) > 1e-3)[0][0] / rate < 0.1
    assert hertz(wave[-rate // 4 :], rate) == pytest.approx(329.6, rel=0.01)
    stage.press("note", 64, 0)
    wave, rate = pd.record(f"{number}-player-out", 0.4, lambda: (pd.pause(0.5), stage.press("note", 90, 127)))  # higher than the model goes
    assert hertz(wave[-rate // 4 :], rate) == pytest.approx(1480, rel=0.01)


@plays("gss_keys")
def test_a_note_lasts_as_long_as_it_is_held(stage):
    pd, number = stage.pd, stage.number
    stage.rest()
    pd.send("pd", "dsp", 1)
    pd.watch(f"{number}-long")

    def hold():
        stage.press("note", 64, 127)
        pd.pause(11.0)
        stage.press("note", 64, 0)
        pd.pause(0.6)

    wave, rate = pd.record(f"{number}-player-out", 0.1, hold)
    assert len([message for message in pd.heard if message[0] == f"{number}-long" and message[1] > 100000]) == 1
    begin = np.nonzero(np.abs(wave) > 1e-3)[0][0] + rate // 20
    level = np.sqrt(np.mean(wave[begin : begin + int(10.5 * rate) // 480 * 480].reshape(-1, 480) ** 2, axis=1))
    assert level.min() > 0.3 * level.max()  # also where it goes over to the long sound, and from its end to its middle
    assert hertz(wave[begin + 9 * rate : begin + 10 * rate], rate) == pytest.approx(329.6, rel=0.01)
    assert np.abs(wave[-rate // 20 :]).max() < 1e-4
    assert np.abs(np.diff(wave, 2)).max() < 8 * 0.2 * (2 * np.pi * 330 / rate) ** 2


@plays("gss_keys")
def test_a_long_sound_that_comes_late_is_taken_up_where_the_note_would_be(stage):
    pd, number, engine = stage.pd, stage.number, stage.engine
    stage.rest()
    pd.send("pd", "dsp", 1)
    pd.watch(f"{number}-long")
    engine.takes_s = 4.2  # longer than the short sound lasts

    def late():
        stage.press("note", 64, 127)
        pd.pause(4.5)
        pd.wait(f"{number}-long", since=before)
        pd.pause(1.5)

    before = len(pd.heard)
    wave, rate = pd.record(f"{number}-player-out", 0.1, late)
    assert hertz(wave[-rate // 2 :], rate) == pytest.approx(329.6, rel=0.01)


@plays("gss_keys")
def test_the_timbre_changes_under_a_held_note_without_a_click(stage):
    """Notes are made anew meanwhile, but never in the array that is heard; the held note goes over to the new timbre."""
    pd, number, engine = stage.pd, stage.number, stage.engine
    stage.rest()
    pd.send("pd", "dsp", 1)
    pd.watch(f"{number}-later")

    def change():
        stage.press("note", 64, 127)
        for _ in range(4):
            pd.pause(0.15)
            stage.press("random")
        pd.pause(1.5)
        for _ in range(600):  # notes are made before the long sound, as fast as the machine can
            if changed():
                return
            pd.pause(0.1)

    def changed():
        return engine.asked("/synthesize")[-1].options.get("duration") or any(message[0] == f"{number}-later" for message in pd.heard)

    engine.calls.clear()
    wave, rate = pd.record(f"{number}-player-out", 0.1, change)
    begin = np.nonzero(np.abs(wave) > 1e-3)[0][0] + rate // 100
    assert np.abs(np.diff(wave[begin:], 2)).max() < 4 * 0.2 * (2 * np.pi * 330 / rate) ** 2
    assert changed()


@plays("gss_keys")
def test_pedal_bend_and_silence(stage):
    pd, number = stage.pd, stage.number
    stage.rest()
    pd.send("pd", "dsp", 1)
    stage.press("pedal-in", 1)
    stage.press("note", 60, 100)
    stage.press("note", 60, 0)
    wave, rate = pd.record(f"{number}-player-out", 0.6, lambda: pd.pause(0.5))
    assert np.abs(wave[-rate // 10 :]).max() > 0.02
    stage.press("bend", 2 ** (2 / 12))
    wave, rate = pd.record(f"{number}-player-out", 0.5, lambda: pd.pause(0.2))
    assert hertz(wave[-rate // 4 :], rate) == pytest.approx(293.7, rel=0.01)
    stage.press("pedal-in", 0)
    wave, rate = pd.record(f"{number}-player-out", 0.3, lambda: pd.pause(0.5))
    assert np.abs(wave[-rate // 10 :]).max() < 1e-4
    stage.press("note", 60, 100)
    pd.pause(0.2)
    stage.press("panic")
    wave, rate = pd.record(f"{number}-player-out", 0.3, lambda: pd.pause(0.2))
    assert np.abs(wave[-rate // 10 :]).max() < 1e-4


def made_until(stage, pitch):
    """Let Pd play until a note of this pitch is asked for."""
    for _ in range(1000):
        if any(call.arguments["pitches"][0] == pitch for call in stage.engine.asked("/synthesize")):
            return
        stage.pd.pause(0.02)
    raise AssertionError(f"{pitch} was never asked for: {stage.engine.asked('/synthesize')}")


def hertz(wave, rate):
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 1 << 18))
    return spectrum.argmax() * rate / (1 << 18)
