"""[ganspacesynth~] in a real Pd with the real engine and the embedded model: pitches, how soon a change is heard, forms, death and return."""

import sys
import time

import numpy as np
import pytest

from ganspacesynth.pitch import hz_to_midi, note_pitch, yin
from tests.external_pd import MORE, RATE, Pd, build, draw, gone, kill, sounding

pytestmark = [pytest.mark.pd, pytest.mark.slow]

ENGINE = [sys.executable, "-m", "ganspacesynth"]
START_S = 300  # TensorFlow on a machine that has much else to do
HOP_S, FRAME_S = 0.005, 0.03


@pytest.fixture(scope="module")
def external(tmp_path_factory):
    """The folder of the built external."""
    return build(tmp_path_factory.mktemp("external"))


def marks():
    """Objects that record a signal beside the sound, which jumps when something is sent: `; mark value`."""
    more = ["obj sig~ 0", "obj writesf~ 1 4", "msg open -bytes 4 mark.wav \\, start", "obj r mark", "obj r files"]
    wires = [(MORE, 0, MORE + 1, 0), (3, 0, MORE + 2, 0), (MORE + 2, 0, MORE + 1, 0), (MORE + 3, 0, MORE, 0), (MORE + 4, 0, MORE + 1, 0)]
    return {"more": more, "more_wires": wires}


def first_move_s(midi, sent):
    """Return how long after sample `sent` the pitch left its place by half a semitone: the middle of the first frame that shows it."""
    at = int(sent / RATE / HOP_S)
    place = np.median(midi[at - 60 : at])
    return (at + np.flatnonzero(np.abs(midi[at:] - place) > 0.5)[0]) * HOP_S + FRAME_S / 2 - sent / RATE


def test_pitches_and_how_soon_they_are_heard(external, tmp_path):
    pitches, score = [67, 60, 72, 55, 64], [(200, "gate 1"), (200, r"\; mark 0.1")]
    for number, pitch in enumerate(pitches):
        moment = 5000 + 2000 * number
        score += [(moment, f"pitch {pitch}"), (moment, rf"\; mark {0.2 + 0.1 * number:g}")]
    end = 5000 + 2000 * len(pitches)
    score += [(end, "gate 0"), (end + 3800, r"\; files stop")]
    patch = draw(tmp_path, at_once=["pitch 60", "glide 0", "release 0.2"], score=score, seconds=end / 1000 + 4, **marks())
    with Pd(patch, external, engine=ENGINE) as pd:
        pd.ends(START_S + 30)
    assert pd.heard("voice_state silent") and not pd.heard("error"), pd.lines
    wave, mark = pd.sound(), pd.sound("mark")
    jumps = np.flatnonzero(np.abs(np.diff(mark)) > 0.05)
    start, stop = sounding(wave)[0][0], sounding(wave)[-1][1]
    f0, _ = yin(wave, RATE, fmin=100, frame_s=FRAME_S, hop_s=HOP_S)
    midi, heard_s = hz_to_midi(f0), []
    for pitch, jump in zip(pitches, jumps[1:], strict=True):
        assert abs(note_pitch(wave[jump + RATE // 2 : jump + 2 * RATE - 4800], RATE) - pitch) < 0.1
        heard_s.append(first_move_s(midi, jump))
    begun_s, ended_s = (start - jumps[0]) / RATE, (stop - jumps[0]) / RATE - (end - 200) / 1000
    print("pitches heard after", [round(1000 * s) for s in heard_s], "ms, the gate after", round(1000 * begun_s), "ms;", *pd.heard("underruns"))
    assert np.median(heard_s) < 0.4 and begun_s < 1.0  # on a quiet machine half of it; these may be busy
    assert 0 < ended_s < 3.0


def engine_of(pd):
    """Return the process of the engine that Pd started."""
    return int(next(line for line in pd.children() if "serve" in line).split()[0])


def test_forms_death_and_return(external, tmp_path):
    """Wandering, clips, steps; then the engine is killed, and its successor sounds at the same pitch."""
    score = [(200, "gate 1"), (1500, "wander 0.5"), (4000, "gate 0"), (4800, "form clips"), (4900, "gate 1"), (6500, "gate 1")]
    score += [(9000, "form continuous"), (9100, "step_add"), (9150, "pitch 62"), (9200, "play 1"), (13000, "gate 0")]
    score += [(13500, "wander 0"), (13600, "pitch 65"), (13700, "gate 1")]
    with Pd(draw(tmp_path, at_once=["release 0.2"], score=score), external, engine=ENGINE) as pd:
        pd.wait_for("status ready", timeout_s=START_S)
        pd.wait_for("pitch 65", timeout_s=60)
        time.sleep(2.0)
        first = engine_of(pd)
        kill(first)
        pd.wait_for("status lost the engine was killed (signal 9)")
        pd.wait_for("status ready", 2, timeout_s=START_S)
        pd.wait_for("voice_state playing", len(pd.heard("voice_state silent")) + 2)
        time.sleep(3.0)
        second = engine_of(pd)
        assert not pd.heard("error"), pd.lines
        pd.process.terminate()
        pd.process.wait(10)
    assert gone(first) and gone(second, 60)
    wave = pd.sound_so_far()
    assert len(sounding(wave, gap=RATE // 4)) >= 4  # held, clips, steps, held, and held again
    assert abs(note_pitch(wave[-2 * RATE :], RATE) - 65) < 0.15
